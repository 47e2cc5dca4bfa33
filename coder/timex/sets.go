package timex

import (
	"fmt"
	"strings"
	"time"
)

// set reads what comes again and again: "every Friday", "each month", "every two days".
func (s *scan) set(i int) (found, bool) {
	t, to := s.class(i, "every")
	if to == 0 {
		return found{}, false
	}
	if w, end := s.weekday(to); end > 0 {
		return s.setOf(end, weekly(w)), true
	}
	if m, end := s.month(to); end > 0 {
		return s.setOf(end, fmt.Sprintf("XXXX-%02d", m)), true
	}
	if x, end := s.class(to, "season"); end > 0 {
		return found{to: end, typ: Set, value: "XXXX-" + x.Value}, true
	}
	if part, end := s.partAt(to); end > 0 {
		return found{to: end, typ: Set, value: "XXXX-XX-XXT" + part}, true
	}
	if u, end := s.class(to, "unit"); end > 0 {
		return found{to: end, typ: Set, value: length{n: float64(t.N), unit: u}.String()}, true
	}
	if l, end := s.lengthAt(to); end > 0 {
		return found{to: end, typ: Set, value: l.String()}, true
	}
	return found{}, false
}

func weekly(w time.Weekday) string { return fmt.Sprintf("XXXX-WXX-%d", (int(w)+6)%7+1) }

// setOf is a set with the part of the day that may follow.
func (s *scan) setOf(to int, value string) found {
	if part, end := s.partAt(to); end > 0 {
		return found{to: end, typ: Set, value: value + "T" + part}
	}
	return found{to: to, typ: Set, value: value}
}

// pluralDay reads "Fridays".
func (s *scan) pluralDay(i int) (found, bool) {
	name, ok := strings.CutSuffix(s.norm(i), "s")
	if !ok || len(name) < 6 || !s.capital(i) && !s.whole {
		return found{}, false
	}
	w, to := s.virtual(name).weekday(0)
	if to == 0 {
		return found{}, false
	}
	return s.setOf(i+1, weekly(w)), true
}

// frequency reads "daily", "once a week".
func (s *scan) frequency(i int) (found, bool) {
	t, to := s.class(i, "frequency")
	if to == 0 || s.capital(i) && i > 0 && !s.whole {
		return found{}, false
	}
	return found{to: to, typ: Set, value: t.Value}, true
}
