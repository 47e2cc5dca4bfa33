package timex

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"sanad.example/sanad/codebook"
)

// length is how long: n of a unit, n unknown where it is vague.
type length struct {
	n     float64
	vague bool
	unit  *codebook.Time
}

// count reads how many: "two", "a", "several", "a couple of", "nearly four", "two to three".
func (s *scan) count(i int) (l length, to int) {
	i = s.approximator(i)
	if t, end := s.class(i, "count"); end > 0 {
		l.n, l.vague, to = float64(t.N), t.N == 0, end
	}
	if n, end := s.number(i); end > to && n > 0 && n < 1e6 {
		l.n, l.vague, to = n, false, end
	}
	if to == 0 {
		return l, 0
	}
	if t, end := s.class(to, "range"); end > 0 && t.Value == "to" || s.approximator(to) == to && s.isOr(to) {
		if n, e := s.number(max(end, to+1)); e > 0 && n > l.n {
			to = e
		}
	}
	for _, m := range s.starts[min(to, len(s.toks)-1)] {
		for _, e := range m.Entries {
			if m.From == to && e.Kind == codebook.KindWord && e.Word == "increment" {
				to = m.To
			}
		}
	}
	return l, to
}

// isOr reports whether token i is the "or" of "two or three": a conjunction that is no "and".
func (s *scan) isOr(i int) bool { return i < len(s.toks) && s.hasWord(i, "conjunction") }

func (s *scan) hasWord(i int, class string) bool {
	for _, m := range s.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == codebook.KindWord && e.Word == class {
				return true
			}
		}
	}
	return false
}

// anyUnit reads a unit in the singular or plural.
func (s *scan) anyUnit(i int) (*codebook.Time, int) {
	if t, to := s.class(i, "units"); to > 0 {
		return t, to
	}
	return s.class(i, "unit")
}

// lengthAt reads a length: "48 hours", "two-week", "half an hour", "a year and a half", "for weeks".
func (s *scan) lengthAt(i int) (length, int) {
	i = s.approximator(i)
	if _, to := s.class(i, "half"); to > 0 {
		if u, end := s.anyUnit(to); end > 0 {
			return length{n: 0.5, unit: u}, end
		}
	}
	if u, to := s.class(i, "units"); to > 0 && !s.capital(i) || to > 0 && s.whole {
		return length{vague: true, unit: u}, s.otherUnit(to)
	}
	l, to := s.count(i)
	if to == 0 {
		return l, 0
	}
	u, end := s.anyUnit(s.hyphen(to))
	if end == 0 || s.capital(s.hyphen(to)) && !s.capital(i) && !s.whole {
		return l, 0
	}
	if _, n := s.number(i); n > 0 && l.n != 1 && to == s.hyphen(to) && u.Class == "unit" && !s.whole {
		return l, 0 // "on 12 second thoughts"
	}
	l.unit = u
	if _, half := s.class(end+1, "half"); half == 0 && s.halfBehind(end) > 0 {
		l.n, end = l.n+0.5, s.halfBehind(end)
	}
	if s.whole && s.norm(end) == "-" && end+1 < len(s.toks) {
		end += 2
	}
	return l, end
}

// halfBehind reads "and a half" and returns its end, 0 for none.
func (s *scan) halfBehind(i int) int {
	if !s.joinsNumber(i) || !s.article(i+1) {
		return 0
	}
	if v, to := s.valued(i+2, codebook.KindNumber); to > 0 && v == 0.5 {
		return to
	}
	return 0
}

// otherUnit skips the "or months" of "weeks or months".
func (s *scan) otherUnit(to int) int {
	if to < len(s.toks) && s.isOr(to) {
		if _, end := s.class(to+1, "units"); end > 0 {
			return end
		}
	}
	return to
}

// String is the length as a TIMEX3 duration: P2W, PT48H, P1Y6M, PXM.
func (l length) String() string {
	v, t := l.unit.Value, ""
	if v == "H" || v == "MIN" || v == "S" {
		t, v = "T", v[:1]
	}
	if l.vague {
		return "P" + t + "X" + v
	}
	n := l.n * float64(max(1, l.unit.N))
	whole, rest := math.Modf(n)
	sub := map[string]struct {
		per  float64
		name string
	}{"PY": {12, "M"}, "PD": {24, "H"}, "PTH": {60, "M"}, "PTM": {60, "S"}}["P"+t+v]
	if r := math.Round(rest * sub.per); rest > 0 && r > 0 {
		if v == "D" {
			sub.name = "T" + sub.name
		}
		if whole == 0 {
			if v == "D" {
				return fmt.Sprintf("P%s", sub.name[:1]) + fmt.Sprintf("%d%s", int(r), sub.name[1:])
			}
			return fmt.Sprintf("P%s%d%s", t, int(r), sub.name)
		}
		if v == "D" {
			return fmt.Sprintf("P%dDT%dH", int(whole), int(r))
		}
		return fmt.Sprintf("P%s%d%s%d%s", t, int(whole), v, int(r), sub.name)
	}
	return "P" + t + strconv.FormatFloat(n, 'f', -1, 64) + v
}

// from is the day that lies l before (sign -1) or after t.
func (l length) from(t time.Time, sign int) time.Time {
	n := int(math.Round(l.n)) * max(1, l.unit.N) * sign
	switch l.unit.Value {
	case "D":
		return t.AddDate(0, 0, n)
	case "W":
		return t.AddDate(0, 0, 7*n)
	case "M":
		return months(t, n)
	case "Q":
		return months(t, 3*n)
	case "Y":
		return months(t, 12*n)
	case "H":
		return t.AddDate(0, 0, n/24)
	}
	return t
}

// months adds months and stays in the month: a month after 31 January is the end of February.
func months(t time.Time, n int) time.Time {
	first := date(t.Year(), t.Month(), 1).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return date(first.Year(), first.Month(), min(t.Day(), last))
}

// duration reads a mere length. Behind "in" it may tell what is to come: "will meet in two days".
func (s *scan) duration(i int) (found, bool) {
	j := i
	if _, to := s.class(i, "the"); to > 0 && s.norm(i) == "the" || s.whole && to > 0 {
		j = to
		if _, ord := s.ordinal(j); ord > 0 {
			j = ord
		}
	}
	l, to := s.lengthAt(j)
	if to == 0 || l.vague && j > i && !s.whole {
		return found{}, false
	}
	f := found{to: max(to, s.whileWhole(to)), typ: Duration, value: l.String()}
	if j > i {
		if g, ok := s.upTo(l, to); ok {
			return g, true
		}
	}
	if t, _ := s.class(i-1, "within"); t != nil && !l.vague && s.days() && unitOf(l.unit) != 0 {
		a := s.away(f.to, l, PeriodOf(Day, s.ctx.Reference), 1)
		f.ahead = &a
	}
	return f, true
}

func (s *scan) whileWhole(to int) int {
	if s.whole {
		return s.approximator(to)
	}
	return to
}

// upTo reads the rest of "the six months to September".
func (s *scan) upTo(l length, i int) (found, bool) {
	t, to := s.class(i, "range")
	if to == 0 || t.Value != "to" || l.vague || !isLetters(s.norm(i)) || s.joinsNumber(i) {
		return found{}, false
	}
	g, ok := s.atom(to)
	if !ok || g.p.Unit == 0 {
		return found{}, false
	}
	last := g.p.Last()
	return found{to: g.to, typ: Duration, value: l.String(), first: l.from(last.AddDate(0, 0, 1), -1), last: last, rule: "up-to"}, true
}

// relativeDuration reads "the past two weeks", "the next few days", "the last 25 years".
func (s *scan) relativeDuration(i int) (found, bool) {
	t, to := s.class(i, "relative")
	if to == 0 || t.N == 0 {
		return found{}, false
	}
	l, end := s.lengthAt(to)
	if end == 0 {
		return found{}, false
	}
	f := found{to: s.whileWhole(end), typ: Duration, value: l.String()}
	if ref := day(s.ctx.Reference); !l.vague && s.days() && t.Value != "text" {
		f.first, f.last = l.from(ref, t.N), ref
		if t.N > 0 {
			f.first, f.last = ref, f.first
		}
	}
	return f, true
}

// distance reads "three days ago", "a week earlier", "two days before 9 October", "in two weeks' time".
func (s *scan) distance(i int) (found, bool) {
	l, to := s.lengthAt(i)
	if to == 0 {
		return found{}, false
	}
	to = s.approximator(to)
	if s.norm(to) == "," {
		return found{}, false
	}
	t, end := s.class(to, "ago")
	base, sign := PeriodOf(Day, s.ctx.Reference), 0
	switch {
	case end == 0:
		if r, e := s.class(to, "range"); e > 0 && r.Value == "anchor" || e > 0 && s.norm(to) == "from" {
			return s.measured(l, e, 1)
		}
		return found{}, false
	default:
		sign = t.N
	}
	if t.Value == "text" {
		if f, ok := s.measured(l, end, sign); ok {
			return f, true
		}
		if end == to+1 && s.hasPrep(to) && !s.stops(end) {
			return found{}, false
		}
		if s.anchor.Unit != 0 {
			base = s.anchor
		}
	}
	if l.vague {
		return found{to: end, typ: Date, value: map[int]string{-1: "PAST_REF", 1: "FUTURE_REF"}[sign]}, true
	}
	if base.First.Year() <= 1 || s.ctx.Rough && base.Unit < Month && s.anchor.Unit == 0 {
		return found{}, false
	}
	return s.away(end, l, base, sign), true
}

// measured is a distance from the time that follows at token i.
func (s *scan) measured(l length, i, sign int) (found, bool) {
	g, ok := s.atom(i)
	if !ok || g.p.Unit == 0 || l.vague {
		return found{}, false
	}
	return s.away(g.to, l, g.p, sign), true
}

// hasPrep reports whether token i may govern what follows: "two days before the vote" says no day.
func (s *scan) hasPrep(i int) bool { return s.hasWord(i, "preposition") }

// stops reports whether nothing that a preposition could govern stands at token i.
func (s *scan) stops(i int) bool { return i >= len(s.toks) || !isLetters(s.norm(i)) }

// away is the time l before or after base: as exact as the unit is. Weeks are told as the day of the
// value, and mean the week around it.
func (s *scan) away(to int, l length, base Period, sign int) found {
	u := unitOf(l.unit)
	at := l.from(base.First, sign)
	switch {
	case base.Unit == Week && (u == Week || u == Day):
		return found{to: to, typ: Date, p: PeriodOf(Week, at)}
	case u == Week || u == 0 && l.unit.Value == "W":
		w := PeriodOf(Week, at)
		return found{to: to, typ: Date, p: PeriodOf(Day, at), first: w.First, last: w.Last()}
	case u == 0:
		u = Day
	case u == Quarter:
		u = Month
	}
	if base.Unit > u {
		u = base.Unit
	}
	return found{to: to, typ: Date, p: PeriodOf(u, at)}
}
