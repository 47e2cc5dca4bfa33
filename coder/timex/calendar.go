package timex

import (
	"time"

	"sanad.example/sanad/codebook"
)

// quarter reads "third quarter", "the 1988 third quarter", "Q3 2025", "first half of 2025".
func (s *scan) quarter(i int) (found, bool) {
	if f, ok := s.shortQuarter(i); ok {
		return f, true
	}
	j := s.past(s.past(i, "the"), "fiscal")
	owner := Period{}
	if y, to := s.year(j); to > 0 {
		owner, j = yearFound(to, y).p, to
	} else if g, ok := s.relative(i); ok && s.norm(g.to) == "'s" && g.p.Unit == Year {
		owner, j = g.p, g.to+1
	}
	j = s.hyphen(s.past(j, "fiscal"))
	n, to := s.ordinal(j)
	half := false
	if t, last := s.class(j, "relative"); to == 0 && last > 0 && t.N < 0 {
		n, to, half = 2, last, true
	}
	if u, end := s.partOfYear(j); end > 0 && u == Quarter && owner.Unit != 0 && !s.ctx.Reference.IsZero() {
		past := PeriodOf(Quarter, s.ctx.Reference).Shift(-1)
		return s.inYear(end, u, (int(past.First.Month())+2)/3, owner)
	}
	if to == 0 || n > 4 {
		return found{}, false
	}
	u, end := s.partOfYear(s.hyphen(to))
	if end == 0 || u == Half && n > 2 || u == Quarter && half {
		return found{}, false
	}
	return s.inYear(end, u, n, owner)
}

func (s *scan) hyphen(i int) int {
	if s.norm(i) == "-" {
		return i + 1
	}
	return i
}

// partOfYear reads "quarter" or "half".
func (s *scan) partOfYear(i int) (Unit, int) {
	if t, to := s.class(i, "unit"); to > 0 && t.Value == "Q" {
		return Quarter, to
	}
	if v, to := s.valued(i, codebook.KindNumber); to > 0 && v == 0.5 {
		return Half, to
	}
	return 0, 0
}

// inYear is the nth quarter or half of owner's year, or of the year that follows, or the latest begun.
func (s *scan) inYear(to int, u Unit, n int, owner Period) (found, bool) {
	months := 12 / map[Unit]int{Quarter: 4, Half: 2}[u]
	at := func(y int) Period { return Period{Unit: u, First: date(y, time.Month(1+(n-1)*months), 1)} }
	if owner.Unit != 0 {
		return found{to: to, typ: Date, p: at(owner.First.Year())}, true
	}
	if y, end := s.yearBehind(to); end > 0 {
		return found{to: end, typ: Date, p: at(y)}, true
	}
	if g, ok := s.ofYear(s.past(to, "joint")); ok {
		return found{to: g.to, typ: Date, p: at(g.p.First.Year())}, true
	}
	if u == Half || s.ctx.Reference.IsZero() {
		return found{}, false
	}
	p := at(s.ctx.Reference.Year())
	if p.First.After(s.ctx.Reference) {
		p = at(s.ctx.Reference.Year() - 1)
	}
	f := found{to: to, typ: Date, p: p}
	next := p
	if next.Last().Before(s.ctx.Reference) {
		next = at(p.First.Year() + 1)
	}
	f.ahead = &found{to: to, typ: Date, p: next}
	return f, true
}

// ofYear reads a year, told by number or as "last year" and "the year".
func (s *scan) ofYear(i int) (found, bool) {
	for _, read := range []func(int) (found, bool){s.yearAt, s.relative, s.theUnit} {
		if g, ok := read(i); ok && g.p.Unit == Year {
			return g, true
		}
	}
	return found{}, false
}

// shortQuarter reads "Q3 2025", "Q3" and "2025 Q3".
func (s *scan) shortQuarter(i int) (found, bool) {
	if y, to := s.year(i); to > 0 {
		if n := quarterSign(s.norm(to)); n > 0 {
			return s.inYear(to+1, Quarter, n, yearFound(to, y).p)
		}
		return found{}, false
	}
	if n := quarterSign(s.norm(i)); n > 0 {
		return s.inYear(i+1, Quarter, n, Period{})
	}
	return found{}, false
}

func quarterSign(w string) int {
	if len(w) == 2 && w[0] == 'q' && w[1] >= '1' && w[1] <= '4' {
		return int(w[1] - '0')
	}
	return 0
}

// season reads "the summer of 2021", "spring 2024", "this summer"; alone only where all of it is of time.
func (s *scan) season(i int) (found, bool) {
	j := s.past(i, "the")
	t, to := s.class(j, "season")
	if to == 0 {
		return found{}, false
	}
	at := func(y int) Period { return Period{Unit: Season, First: date(y, time.Month(t.N), 1), season: t.Value} }
	if y, end := s.yearBehind(to); end > 0 {
		return found{to: end, typ: Date, p: at(y)}, true
	}
	if g, ok := s.ofYear(s.past(to, "joint")); ok && g.to > to {
		return found{to: g.to, typ: Date, p: at(g.p.First.Year())}, true
	}
	if s.ctx.Reference.IsZero() || !s.whole && (j == i || !s.bare(i, to)) {
		return found{}, false
	}
	p := at(s.ctx.Reference.Year())
	if p.First.After(s.ctx.Reference) {
		p = at(s.ctx.Reference.Year() - 1)
	}
	return found{to: to, typ: Date, p: p}, true
}

// bare reports whether a season alone is one of the year: "in the fall" is, "in the fall of Bree" isn't.
func (s *scan) bare(i, to int) bool {
	for _, class := range []string{"within", "since", "until"} {
		if _, end := s.class(i-1, class); end == i && end > 0 {
			return s.joint(to) == to
		}
	}
	return false
}

// decade reads "the 1970s", "'80s" and "the nineties", the latest that have begun.
func (s *scan) decade(i int) (found, bool) {
	j := s.past(i, "the")
	if m := decadeForm.FindStringSubmatch(s.norm(j)); m != nil {
		y := number(m[1]) * 10
		if m[2] != "" {
			y = s.recent(number(m[2]) * 10)
		}
		return found{to: j + 1, typ: Date, p: Period{Unit: Decade, First: date(y, 1, 1)}}, y > 0
	}
	t, to := s.class(j, "decade")
	if to == 0 || !s.whole && j == i || s.ctx.Reference.IsZero() {
		return found{}, false
	}
	if _, own := s.class(i, "the"); own > 0 && !s.whole && s.norm(i) != "the" {
		return found{}, false
	}
	return found{to: to, typ: Date, p: Period{Unit: Decade, First: date(s.recent(t.N), 1, 1)}}, true
}

// recent is the latest year that ends in two digits and has begun.
func (s *scan) recent(digits int) int {
	y := s.ctx.Reference.Year()
	if s.ctx.Reference.IsZero() {
		return 0
	}
	c := y - y%100 + digits
	if c > y {
		c -= 100
	}
	return c
}

// century reads "the 20th century".
func (s *scan) century(i int) (found, bool) {
	n, to := s.ordinal(s.past(i, "the"))
	if to == 0 || n > 22 {
		return found{}, false
	}
	_, end := s.class(s.hyphen(to), "century")
	return found{to: end, typ: Date, p: Period{Unit: Century, First: date((n-1)*100, 1, 1)}}, end > 0
}
