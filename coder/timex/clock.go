package timex

import (
	"fmt"
	"regexp"
	"time"
)

var clockForm = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})(?::\d{2})?$`)

// String is the hour as TIMEX3 writes it: "18:00".
func (c *clock) String() string { return fmt.Sprintf("%02d:%02d", c.hour, c.minute) }

func (c *clock) valid() bool {
	return c.hour >= 0 && c.hour < 24 && c.minute >= 0 && c.minute < 60 || c.hour == 24 && c.minute == 0
}

// offset reads "z", "+05:00", "+0430"; anything else is nil, no zone.
func offset(w string) *time.Location {
	if w == "z" {
		return time.UTC
	}
	for _, layout := range []string{"-07:00", "-0700"} {
		if t, err := time.Parse(layout, w); err == nil {
			_, seconds := t.Zone()
			return time.FixedZone("", seconds)
		}
	}
	return nil
}

// clockAt reads "6 p.m.", "4:30pm", "18:00 PKT", "0730 GMT", "midnight", with the zone behind it.
func (s *scan) clockAt(i int) (clock, int) {
	if t, to := s.class(i, "clock"); to > 0 {
		c := clock{hour: t.N}
		return c, s.zoneAt(&c, to)
	}
	hour, minute, to, certain := s.hourAt(i)
	if to == 0 {
		return clock{}, 0
	}
	if t, end := s.class(to, "ampm"); end > 0 {
		if t.N >= 0 {
			if hour > 12 && t.N == 0 || hour == 0 {
				return clock{}, 0
			}
			if hour <= 12 {
				hour = hour%12 + t.N
			}
		}
		to, certain = end, true
	}
	c := clock{hour: hour, minute: minute}
	end := s.zoneAt(&c, to)
	if !certain && (c.zone == nil || end == to || len(s.norm(i)) != 4 && !s.told(to)) || !c.valid() {
		return clock{}, 0
	}
	return c, end
}

// told reports whether a zone that is no "in Bree" stands at token i: "2 in Kabul" is no hour.
func (s *scan) told(i int) bool { return s.capital(i) }

// hourAt reads the digits of an hour. It is certain to be one only with "18:00" behind "at".
func (s *scan) hourAt(i int) (hour, minute, to int, certain bool) {
	if m := clockForm.FindStringSubmatch(s.norm(i)); m != nil {
		_, at := s.class(i-1, "clock_context")
		colon := len(m[0]) > 3 && m[0][len(m[1])] == ':'
		return number(m[1]), number(m[2]), i + 1, colon && (at > 0 || s.whole || s.zoned(i+1))
	}
	if n, end := s.digits(i); end > 0 {
		if len(s.norm(i)) == 4 {
			return n / 100, n % 100, end, false
		}
		return n, 0, end, false
	}
	if n, end := s.numberWords(i); end > 0 && n >= 1 && n <= 12 {
		return int(n), 0, end, false
	}
	return 0, 0, 0, false
}

func (s *scan) zoned(i int) bool {
	_, zone := s.class(i, "zone")
	_, local := s.class(i, "local")
	return zone+local > 0
}

// zoneAt reads a zone at token i into c and returns where it ends.
func (s *scan) zoneAt(c *clock, i int) int {
	end := s.past(i, "local")
	j := end
	if s.norm(j) == "(" {
		j++
	}
	if t, to := s.class(j, "zone"); to > 0 {
		c.zone = offset(t.Value)
		if j > end && s.norm(to) == ")" {
			to++
		}
		return to
	}
	return end
}

// clockAlone is an hour without a day: of the day named last, or else of the report's.
func (s *scan) clockAlone(i int) (found, bool) {
	c, to := s.clockAt(i)
	if to == 0 || !s.days() {
		return found{}, false
	}
	p := PeriodOf(Day, s.ctx.Reference)
	if s.anchor.Unit == Day {
		p = s.anchor
	}
	f := found{to: to, typ: Time, p: p}
	setClock(&f, &c)
	return f, true
}

// clockThenDay reads "6 p.m. on Wednesday", "noon Thursday".
func (s *scan) clockThenDay(i int) (found, bool) {
	c, to := s.clockAt(i)
	if to == 0 {
		return found{}, false
	}
	f, ok := s.atom(s.past(to, "joint"))
	if !ok || f.p.Unit != Day {
		return found{}, false
	}
	setClock(&f, &c)
	return f, true
}

// atClock makes e's first and last day the instant, where a zone is known.
func (s *scan) atClock(e *Expression, f found) {
	zone := f.clock.zone
	if zone == nil {
		zone = s.ctx.Zone
	}
	if zone == nil || f.p.Unit != Day {
		return
	}
	d := f.p.First
	at := time.Date(d.Year(), d.Month(), d.Day(), f.clock.hour, f.clock.minute, 0, 0, zone).Format("2006-01-02T15:04-07:00")
	if e.Start != "" {
		e.Start = at
	}
	if e.End != "" {
		e.End = at
	}
	e.Precision = "hour"
}
