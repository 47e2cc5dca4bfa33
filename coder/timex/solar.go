package timex

import "time"

// solar reads dates of the solar hijri calendar: "17 Mizan 1404", "Hamal 1403", "1400 SH". They need the
// month with the year, or the era: a bare 1400 may count anything, and is never a year of ours.
func (s *scan) solar(i int) (found, bool) {
	if d, to := s.dayNumber(i); to > 0 {
		if m, y, end := s.solarMonth(s.joint(to)); end > 0 && d <= solarDays(y, m) {
			return found{to: end, typ: Date, p: Period{Unit: Day, First: solarDate(y, m, d)}}, true
		}
	}
	if m, y, end := s.solarMonth(i); end > 0 {
		first := solarDate(y, m, 1)
		return spanOf(end, first, first.AddDate(0, 0, solarDays(y, m)-1)), true
	}
	y, to := s.solarYear(i)
	if to == 0 {
		if _, era := s.class(i, "era"); era > 0 {
			y, to = s.solarYear(era)
			return solarYearFound(to, y), to > 0
		}
		return found{}, false
	}
	_, end := s.class(to, "era")
	return solarYearFound(end, y), end > 0
}

func solarYearFound(to, y int) found {
	return spanOf(to, solarDate(y, 1, 1), solarDate(y+1, 1, 1).AddDate(0, 0, -1))
}

func spanOf(to int, first, last time.Time) found {
	return found{to: to, typ: Date, value: dayOf(first) + "/" + dayOf(last), first: first, last: last}
}

func (s *scan) solarMonth(i int) (month, year, to int) {
	t, to := s.class(i, "solar_month")
	if to == 0 {
		return 0, 0, 0
	}
	y, end := s.solarYear(s.past(to, "joint"))
	return t.N, y, end
}

func (s *scan) solarYear(i int) (int, int) {
	if y, to := s.digits(i); y >= 1280 && y <= 1480 {
		return y, to
	}
	return 0, 0
}

// solarDays is how many days a month has: six of 31, five of 30, and the last by the year.
func solarDays(y, m int) int {
	switch {
	case m <= 6:
		return 31
	case m < 12 || solarLeap(y):
		return 30
	}
	return 29
}

// solarLeap goes by the cycle of 33 years with 8 leap years, which agrees with the equinox through the
// years that solarYear reads (Borkowski, "The Persian calendar for 3000 years", 1996).
func solarLeap(y int) bool {
	switch y % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return true
	}
	return false
}

// solarDate counts from 1 Farvardin 1400, which was 21 March 2021.
func solarDate(y, m, d int) time.Time {
	days := 0
	for k := 1400; k < y; k++ {
		days += yearDays(k)
	}
	for k := y; k < 1400; k++ {
		days -= yearDays(k)
	}
	for k := 1; k < m; k++ {
		days += solarDays(y, k)
	}
	return date(2021, 3, 21).AddDate(0, 0, days+d-1)
}

func yearDays(y int) int {
	if solarLeap(y) {
		return 366
	}
	return 365
}
