package timex

import (
	"strings"
	"time"
)

// rule reads an expression that begins at token i.
type rule struct {
	name string
	read func(*scan, int) (found, bool)
}

// atoms are the rules for single times, which others compose.
func atoms() []rule {
	return []rule{
		{"numeric", (*scan).numeric},
		{"day-month", (*scan).dayMonth},
		{"month-day", (*scan).monthDay},
		{"month", (*scan).monthYear},
		{"solar", (*scan).solar},
		{"year", (*scan).yearAt},
		{"quarter", (*scan).quarter},
		{"season", (*scan).season},
		{"decade", (*scan).decade},
		{"century", (*scan).century},
		{"day", (*scan).namedDay},
		{"relative", (*scan).relative},
		{"weekday", (*scan).weekdayAt},
		{"the-unit", (*scan).theUnit},
		{"prior", (*scan).prior},
		{"end", (*scan).end},
		{"mid", (*scan).hyphened},
	}
}

// wholes are the rules that compose, measure and repeat; where two read as much the first wins.
func wholes() []rule {
	return []rule{
		{"time", (*scan).dated},
		{"portion", (*scan).portion},
		{"part-of", (*scan).partOf},
		{"anniversary", (*scan).anniversary},
		{"clock", (*scan).clockAlone},
		{"set", (*scan).set},
		{"frequency", (*scan).frequency},
		{"reference", (*scan).reference},
		{"relative-duration", (*scan).relativeDuration},
		{"distance", (*scan).distance},
		{"duration", (*scan).duration},
	}
}

// begins reports whether any rule can begin at token i: most tokens cost this alone.
func (s *scan) begins(i int) bool {
	w := s.norm(i)
	if quarterSign(w) > 0 || len(w) > 6 && w[len(w)-1] == 's' && (s.whole || s.capital(i)) {
		return true
	}
	return len(s.starts[i]) > 0 || w != "" && (w[0] >= '0' && w[0] <= '9' || w[0] == '\'' || strings.IndexAny(w, "-.") > 0)
}

// longest is the expression at token i that covers the most tokens, with "since" or "until" before it.
func (s *scan) longest(i int) (found, bool) {
	if !s.begins(i) {
		return found{}, false
	}
	if f, ok := s.bounded(i); ok {
		return f, true
	}
	return s.best(s.wholes, i)
}

func (s *scan) atom(i int) (found, bool) {
	if i >= len(s.toks) || !s.begins(i) {
		return found{}, false
	}
	return s.best(s.atoms, i)
}

func (s *scan) best(rules []rule, i int) (found, bool) {
	var best found
	for _, r := range rules {
		if f, ok := r.read(s, i); ok && f.to > best.to {
			best = f
			best.from = i
			if best.rule == "" {
				best.rule = r.name
			}
		}
	}
	return best, best.to > 0
}

// remember keeps the time that f means for "a week earlier" behind it.
func (s *scan) remember(f found) {
	if f.p.Unit != 0 && f.value == "" {
		s.anchor = f.p
	}
}

// dated is a time, with what narrows it down behind or before: "June last year", "Tuesday night", "6 p.m. on Friday".
func (s *scan) dated(i int) (found, bool) {
	if f, ok := s.clockThenDay(i); ok {
		return f, true
	}
	f, ok := s.atom(i)
	if !ok {
		return f, false
	}
	f = s.narrowed(f)
	if _, to := s.class(f.to, "onward"); to > 0 && f.p.Unit != 0 && f.first.IsZero() {
		f.first, f.to, f.ahead, f.rule = f.p.First, to, nil, "onward"
		return f, true
	}
	if f.p.Unit != Day {
		return f, true
	}
	if part, to := s.partAt(s.past(f.to, "joint")); to > 0 && f.part == "" {
		f.to = to
		setPart(&f, part)
	}
	if c, to := s.clockAt(s.past(s.past(f.to, "joint"), "clock_context")); to > 0 {
		f.to = to
		setClock(&f, &c)
	}
	return f, true
}

func setPart(f *found, part string) {
	for g := f; g != nil; g = g.ahead {
		g.part, g.typ = part, Time
	}
}

func setClock(f *found, c *clock) {
	for g := f; g != nil; g = g.ahead {
		g.clock, g.typ = c, Time
	}
}

// past skips one phrase of a class at token i, if there is one.
func (s *scan) past(i int, class string) int {
	if _, to := s.class(i, class); to > 0 {
		return to
	}
	return i
}

func (s *scan) partAt(i int) (string, int) {
	if t, to := s.class(i, "part"); to > 0 {
		return t.Value, to
	}
	return "", 0
}

// narrowed puts a time without a year into the year, or a weekday into the week, that follows it.
func (s *scan) narrowed(f found) found {
	if f.ahead == nil && f.p.Unit != Day || f.p.Unit == 0 {
		return f
	}
	j := s.past(f.to, "joint")
	read := s.relative
	if f.p.Unit != Day && f.ahead == nil {
		return f
	}
	g, ok := read(j)
	if !ok || g.p.Unit <= f.p.Unit {
		return f
	}
	p, ok := f.p.inside(g.p)
	if !ok {
		return f
	}
	return found{from: f.from, to: g.to, typ: Date, p: p, rule: "narrowed"}
}

// inside is the period of p's kind that lies in a longer one: Monday in a week, June in a year.
func (p Period) inside(outer Period) (Period, bool) {
	q := p
	switch {
	case p.Unit == Day && outer.Unit == Week:
		q.First = outer.First.AddDate(0, 0, (int(p.First.Weekday())+6)%7)
	case outer.Unit == Year:
		q.First = date(outer.First.Year(), p.First.Month(), p.First.Day())
	default:
		return p, false
	}
	return q, q.First.Day() == p.First.Day() || p.Unit == Day && outer.Unit == Week
}

// portion reads "early", "the end of" and "late on" before a time. The days are the whole time's: how long
// the end of a year is nobody says.
func (s *scan) portion(i int) (found, bool) {
	t, to := s.class(i, "portion")
	if to == 0 {
		return found{}, false
	}
	f, ok := s.dated(s.past(to, "joint"))
	if !ok {
		if part, end := s.partAt(to); end > 0 && s.days() && s.whole {
			return found{to: end, typ: Time, p: PeriodOf(Day, s.ctx.Reference), part: part}, true
		}
		return f, false
	}
	for g := &f; g != nil; g = g.ahead {
		g.mod = t.Value
	}
	return f, true
}

// partOf reads "the night of 9 October".
func (s *scan) partOf(i int) (found, bool) {
	if _, to := s.class(i, "the"); to > 0 {
		i = to
	}
	part, to := s.partAt(i)
	if to == 0 {
		return found{}, false
	}
	if f, ok := s.atom(s.past(to, "joint")); ok && f.p.Unit == Day && s.past(to, "joint") > to {
		setPart(&f, part)
		return f, true
	}
	if s.whole && s.days() {
		return found{to: to, typ: Time, p: PeriodOf(Day, s.ctx.Reference), part: part}, true
	}
	return found{}, false
}

// hyphened reads the rest of "mid-1996" and "early-October", which are one token.
func (s *scan) hyphened(i int) (found, bool) {
	head, rest, ok := strings.Cut(s.norm(i), "-")
	if !ok || head == "" || rest == "" {
		return found{}, false
	}
	t, to := s.virtual(head).class(0, "portion")
	if to == 0 {
		return found{}, false
	}
	v := s.virtual(rest)
	f, ok := v.atom(0)
	if !ok {
		return f, false
	}
	f.to, f.mod = i+1, t.Value
	if f.p.Unit == Month {
		if y, to := s.year(s.past(f.to, "joint")); to > 0 {
			f.p, f.to, f.ahead = Period{Unit: Month, First: date(y, f.p.First.Month(), 1)}, to, nil
		}
	}
	return f, true
}

// virtual is a scan of one made-up token that is known to be of time.
func (s *scan) virtual(norm string) *scan {
	toks := s.toks[:1:1]
	toks = append(toks[:0:0], toks[0])
	toks[0].Norm, toks[0].Text = norm, strings.ToTitle(norm)
	v := s.Reader.scan(toks, s.book.Lexicon().Find(toks), s.ctx)
	v.whole, v.anchor = true, s.anchor
	return v
}

// bounded reads "since" and "until" before a time and lets it run from it or to it.
func (s *scan) bounded(i int) (found, bool) {
	bound, to := "since", 0
	if _, to = s.class(i, "since"); to == 0 {
		bound = "until"
		_, to = s.class(i, "until")
	}
	if to == 0 {
		return found{}, false
	}
	f, ok := s.best(s.wholes, to)
	if !ok || f.p.Unit == 0 && f.first.IsZero() || f.typ == Duration {
		return found{}, false
	}
	f.from = i
	if bound == "since" && f.ahead != nil && f.rule != "weekday" && f.p.First.After(s.ctx.Reference) {
		f.p.First = f.p.First.AddDate(-1, 0, 0)
	}
	for g := &f; g != nil; g = g.ahead {
		g.rule = bound
		first, last := g.span()
		if bound == "since" {
			g.first, g.last = first, time.Time{}
		} else {
			g.first, g.last = time.Time{}, last
		}
	}
	return f, true
}

// span is the first and last day that f means, zero where it is open or means none.
func (f *found) span() (first, last time.Time) {
	if f.first.IsZero() && f.last.IsZero() && f.p.Unit != 0 {
		return f.p.First, f.p.Last()
	}
	return f.first, f.last
}

// reference reads "recently", "now" and "soon".
func (s *scan) reference(i int) (found, bool) {
	t, to := s.class(i, "reference")
	if to == 0 {
		return found{}, false
	}
	return found{to: to, typ: Date, value: t.Value}, true
}

// anniversary is the same day of another year as the time named last; of an undated event it is nothing.
func (s *scan) anniversary(i int) (found, bool) {
	_, to := s.class(i, "anniversary")
	if to == 0 || s.anchor.Unit != Day || !s.days() || s.anchor.First.Year() >= s.ctx.Reference.Year() {
		return found{}, false
	}
	a := s.anchor.First
	return s.yearless(to, Day, a.Month(), a.Day())
}

// days reports whether days can be counted from the reference.
func (s *scan) days() bool { return !s.ctx.Reference.IsZero() && !s.ctx.Rough }

// expression is f as it is handed out.
func (s *scan) expression(f found) Expression {
	e := Expression{From: f.from, To: f.to, Type: f.typ, Value: f.value, Mod: f.mod, Rule: f.rule, Time: f.p}
	if e.Value == "" {
		e.Value = f.stamp()
	}
	first, last := f.span()
	e.Precision = f.p.precision()
	if !f.first.IsZero() || !f.last.IsZero() {
		e.Precision = f.spanPrecision()
	}
	e.Start, e.End = dayOf(first), dayOf(last)
	if f.clock != nil {
		s.atClock(&e, f)
	}
	if first.IsZero() && last.IsZero() {
		e.Precision = ""
	}
	if f.ahead != nil {
		a := *f.ahead
		a.from, a.to = f.from, f.to
		x := s.expression(a)
		e.ahead = &x
	}
	return e
}

func (f *found) spanPrecision() string {
	switch {
	case f.first.IsZero() && !f.last.IsZero():
		return f.p.precision()
	case f.last.IsZero():
		return "interval"
	case f.first.AddDate(0, 0, 6).Equal(f.last):
		return "week"
	}
	return "interval"
}

// stamp is the value of a period with the time of day.
func (f *found) stamp() string {
	v := f.p.String()
	switch {
	case f.clock != nil:
		return v + "T" + f.clock.String()
	case f.part != "":
		return v + "T" + f.part
	}
	return v
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
