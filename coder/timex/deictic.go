package timex

import (
	"time"

	"sanad.example/sanad/codebook"
)

// namedDay reads "today", "yesterday", "tonight", told from the report's day.
func (s *scan) namedDay(i int) (found, bool) {
	t, to := s.class(i, "day")
	if to == 0 || !s.days() {
		return found{}, false
	}
	f := found{to: to, typ: Date, p: PeriodOf(Day, s.ctx.Reference).Shift(t.N)}
	if t.Value != "" {
		setPart(&f, t.Value)
	}
	return f, true
}

// base is the time that a relative word counts from: "that year" and "the following month" count from the
// time named last, the others from the report's.
func (s *scan) base(t *codebook.Time) (time.Time, bool) {
	if t.Value == "text" && s.anchor.Unit != 0 {
		return s.anchor.First, true
	}
	return s.ctx.Reference, !s.ctx.Reference.IsZero()
}

// relative reads "last week", "this Friday", "next October", "the following year", "last night".
func (s *scan) relative(i int) (found, bool) {
	t, to := s.class(i, "relative")
	if to == 0 {
		return found{}, false
	}
	base, ok := s.base(t)
	if !ok {
		return found{}, false
	}
	for _, read := range []func(*codebook.Time, int, time.Time) (found, bool){s.relUnit, s.relWeekday, s.relMonth, s.relSeason, s.relPart} {
		if f, ok := read(t, to, base); ok && (f.p.Unit >= Month || !s.ctx.Rough) {
			return f, true
		}
	}
	return found{}, false
}

// unitOf is the calendar's unit for a unit of time, 0 for hours and fortnights.
func unitOf(t *codebook.Time) Unit {
	if t.Class == "weekend" {
		return Weekend
	}
	switch {
	case t.Value == "Y" && t.N == 10:
		return Decade
	case t.N > 1:
		return 0
	}
	return map[string]Unit{"D": Day, "W": Week, "M": Month, "Q": Quarter, "Y": Year}[t.Value]
}

// unit reads a unit of the calendar, with "fiscal" before it.
func (s *scan) unit(i int) (Unit, int) {
	if t, to := s.class(i, "unit"); to > 0 {
		return unitOf(t), to
	}
	if t, to := s.class(i, "weekend"); to > 0 {
		return unitOf(t), to
	}
	if _, to := s.class(i, "century"); to > 0 {
		return Century, to
	}
	if _, to := s.class(i, "fiscal"); to > i+1 {
		return Year, to
	} else if to > 0 {
		return s.unit(s.hyphen(to))
	}
	return 0, 0
}

func (s *scan) relUnit(t *codebook.Time, i int, base time.Time) (found, bool) {
	u, to := s.unit(i)
	if to == 0 || u == 0 || u == Day && s.isNight(i) {
		return found{}, false
	}
	p := PeriodOf(u, base).Shift(t.N)
	if u == Weekend && t.N > 0 && base.Before(PeriodOf(Weekend, base).First) {
		p = PeriodOf(u, base)
	}
	f := found{to: to, typ: Date, p: p}
	if t.Value == "rolling" && u != Day && s.days() {
		f.first, f.last = back(u, base), day(base)
	}
	return f, true
}

// isNight reports whether token i is a part of a day as well: "last night" is no day before.
func (s *scan) isNight(i int) bool { _, to := s.class(i, "part"); return to > 0 }

// back is the day one unit before t.
func back(u Unit, t time.Time) time.Time {
	p := Period{Unit: u, First: day(t)}
	return p.Shift(-1).First
}

// relWeekday: "last Friday" is the latest before the day, "next Friday" the first after it, "this Friday"
// that of the week.
func (s *scan) relWeekday(t *codebook.Time, i int, base time.Time) (found, bool) {
	w, to := s.weekday(i)
	if to == 0 {
		return found{}, false
	}
	p := PeriodOf(Day, base)
	switch {
	case t.N < 0:
		p = p.Shift(-1 - (int(p.First.Weekday())-1-int(w)+14)%7)
	case t.N > 0:
		p = p.Shift(1 + (int(w)-int(p.First.Weekday())-1+14)%7)
	default:
		p = PeriodOf(Week, base)
		p = Period{Unit: Day, First: p.First.AddDate(0, 0, (int(w)+6)%7)}
	}
	f := found{to: to, typ: Date, p: p}
	if g, ok := s.dateBehind(to); ok {
		g.ahead = nil
		return g, true
	}
	return f, true
}

// relMonth: "last October" is the latest that is over, "next" the first to come, "this" the year's.
func (s *scan) relMonth(t *codebook.Time, i int, base time.Time) (found, bool) {
	m, to := s.month(i)
	if to == 0 {
		return found{}, false
	}
	if f, ok := s.monthDay(i); ok {
		return f, true
	}
	y := base.Year()
	if t.N < 0 && m >= base.Month() {
		y--
	}
	if t.N > 0 && m <= base.Month() {
		y++
	}
	return found{to: to, typ: Date, p: Period{Unit: Month, First: date(y, m, 1)}}, true
}

func (s *scan) relSeason(t *codebook.Time, i int, base time.Time) (found, bool) {
	x, to := s.class(i, "season")
	if to == 0 {
		return found{}, false
	}
	p := Period{Unit: Season, First: date(base.Year(), time.Month(x.N), 1), season: x.Value}
	switch {
	case t.N < 0 && !p.Last().Before(base):
		p = p.Shift(-1)
		if !p.Last().Before(base) {
			p = p.Shift(-1)
		}
	case t.N > 0 && !p.First.After(base):
		p = p.Shift(1)
	case t.N == 0 && p.Shift(-1).within(base):
		p = p.Shift(-1)
	}
	return found{to: to, typ: Date, p: p}, true
}

func (s *scan) relPart(t *codebook.Time, i int, base time.Time) (found, bool) {
	part, to := s.partAt(i)
	if to == 0 {
		return found{}, false
	}
	f := found{to: to, typ: Date, p: PeriodOf(Day, base).Shift(t.N)}
	setPart(&f, part)
	return f, true
}

// weekdayAt reads "Wednesday": the latest up to the report's day, or the next of what is to come. A date
// behind it counts instead: "Friday, 13 October", "Friday (13 October)".
func (s *scan) weekdayAt(i int) (found, bool) {
	w, to := s.weekday(i)
	if to == 0 {
		return s.pluralDay(i)
	}
	if f, ok := s.dateBehind(to); ok {
		return f, true
	}
	if !s.days() {
		return found{}, false
	}
	if s.norm(to) == "." && to == i+1 && len(s.norm(i)) == 3 && to+1 < len(s.toks) {
		to++
	}
	ref := PeriodOf(Day, s.ctx.Reference)
	backward := (int(ref.First.Weekday()) - int(w) + 7) % 7
	f := found{to: to, typ: Date, p: ref.Shift(-backward)}
	f.ahead = &found{to: to, typ: Date, p: ref.Shift(7 - backward)}
	return f, true
}

// dateBehind reads the date behind a weekday.
func (s *scan) dateBehind(i int) (found, bool) {
	j := i
	if w := s.norm(i); w != "" && !isLetters(w) {
		j = i + 1
	}
	for _, read := range []func(int) (found, bool){s.numeric, s.dayMonth, s.monthDay} {
		if f, ok := read(j); ok && (f.p.Unit == Day) {
			if s.norm(i) == "(" && s.norm(f.to) == ")" {
				f.to++
			}
			return f, true
		}
	}
	return found{}, false
}

// theUnit reads "in the month", "the year": the one that the text is at, of quarters the last that is over.
func (s *scan) theUnit(i int) (found, bool) {
	_, to := s.class(i, "the")
	if to == 0 {
		_, to = s.classWhere(i, "portion", func(t *codebook.Time) bool { return t.Value == "" })
		if to == 0 && !s.whole {
			return found{}, false
		}
		to = max(to, i)
	}
	if !s.whole && !s.inContext(i-1) || s.ctx.Reference.IsZero() {
		return found{}, false
	}
	u, end := s.unit(to)
	if end == 0 || u == 0 || s.ctx.Rough && u < Month || to == i && u != Weekend && u != Quarter && u != Year && u != Week {
		return found{}, false
	}
	if _, after := s.class(end, "ago"); after > 0 && !s.whole {
		return found{}, false // "in the quarter after the vote" is no quarter of the calendar
	}
	at := s.ctx.Reference
	if s.anchor.Unit != 0 && !s.whole && u >= s.anchor.Unit {
		at = s.anchor.First
	} else if u == Quarter {
		return found{to: end, typ: Date, p: PeriodOf(u, at).Shift(-1)}, true
	} else if u == Weekend && at.Before(PeriodOf(u, at).First) {
		return found{to: end, typ: Date, p: PeriodOf(u, at).Shift(-1)}, true
	}
	return found{to: end, typ: Date, p: PeriodOf(u, at)}, true
}

// end reads "year-end" and "year's end".
func (s *scan) end(i int) (found, bool) {
	t, to := s.class(s.past(i, "the"), "end")
	if to == 0 || s.ctx.Reference.IsZero() {
		return found{}, false
	}
	return found{to: to, typ: Date, p: PeriodOf(unitOf(t), s.ctx.Reference), mod: "END"}, true
}

// prior reads "the year-ago quarter", "the year-earlier third quarter": a year before that quarter.
func (s *scan) prior(i int) (found, bool) {
	_, to := s.class(s.past(i, "the"), "prior")
	if to == 0 || s.ctx.Reference.IsZero() {
		return found{}, false
	}
	if f, ok := s.quarter(to); ok {
		f.p, f.ahead = f.p.Shift(-4), nil
		return f, true
	}
	u, end := s.unit(to)
	if end == 0 && s.whole {
		u, end = Quarter, to
	}
	switch u {
	case Quarter:
		return found{to: end, typ: Date, p: PeriodOf(u, s.ctx.Reference).Shift(-5)}, end > 0
	case Month:
		return found{to: end, typ: Date, p: PeriodOf(u, s.ctx.Reference).Shift(-12)}, end > 0
	}
	return found{}, false
}
