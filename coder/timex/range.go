package timex

// joined makes one expression of "between A and B", "from A to B", "A to B" and of two days that follow
// each other.
func (s *scan) joined(all []found) []found {
	var out []found
	for i := 0; i < len(all); i++ {
		f := all[i]
		if i+1 < len(all) {
			if r, ok := s.ranged(f, all[i+1]); ok {
				f = r
				i++
			}
		}
		out = append(out, f)
	}
	return out
}

// ranged is the range of two expressions with a word between them.
func (s *scan) ranged(a, b found) (found, bool) {
	t, to := s.class(a.to, "range")
	if to == 0 || t.Value != "to" || s.past(to, "the") != b.from && to != b.from || a.p.Unit == 0 || b.p.Unit == 0 || a.rule == "since" {
		return found{}, false
	}
	from := a.from
	opener, open := s.class(a.from-1, "range")
	if opener != nil && open == a.from && opener.Value == "from" {
		from--
	} else if s.past(a.from-2, "range") == a.from-1 && s.past(a.from-1, "the") == a.from {
		from -= 2
	} else if s.inContext(a.to) && isLetters(s.norm(a.to)) && !s.adjacent(a, b) && !s.onlyTo(a.to) {
		return found{}, false
	}
	if a.ahead != nil && b.p.Unit >= a.p.Unit && b.ahead == nil {
		if p, ok := a.p.inside(PeriodOf(Year, b.p.First)); ok && a.p.Unit != Day {
			a.p = p
		}
	}
	return s.spanning(from, a, b)
}

// onlyTo reports whether token i joins the ends of a range and no mere list.
func (s *scan) onlyTo(i int) bool { return !s.hasWord(i, "conjunction") }

// adjacent: "on Sunday and Monday" is two days on end.
func (s *scan) adjacent(a, b found) bool {
	return a.p.Unit == Day && b.p.Unit == Day && a.p.Shift(1).First.Equal(b.p.First)
}

func (s *scan) spanning(from int, a, b found) (found, bool) {
	if b.rule == "until" {
		b.first, b.last = b.p.First, b.p.Last()
	}
	if b.p.First.Before(a.p.First) {
		if b.ahead == nil || b.ahead.p.First.Before(a.p.First) {
			return found{}, false
		}
		b.p = b.ahead.p
	}
	f := between(b.to, a, found{to: b.to, p: b.p, clock: b.clock, part: b.part})
	f.from = from
	if a.ahead != nil && b.ahead != nil && !b.ahead.p.First.Before(a.ahead.p.First) {
		x := between(b.to, *a.ahead, *b.ahead)
		x.from = from
		f.ahead = &x
	}
	return f, true
}
