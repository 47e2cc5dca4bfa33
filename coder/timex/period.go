package timex

import (
	"fmt"
	"strconv"
	"time"
)

// Unit is a unit of the calendar.
type Unit uint8

// The units, from short to long. A week begins on Monday; a season with a month's first day.
const (
	Day Unit = iota + 1
	Weekend
	Week
	Month
	Season
	Quarter
	Half
	Year
	Decade
	Century
)

// Period is one unit of the calendar, such as the week of 13 October 2025. The zero Period is none.
type Period struct {
	Unit   Unit
	First  time.Time // its first day, midnight UTC
	season string    // TIMEX3's name of a season
}

func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// PeriodOf is the unit in which t lies. A season is the quarter of a year from December on.
func PeriodOf(u Unit, t time.Time) Period {
	p := Period{Unit: u, First: day(t)}
	y, m := t.Year(), t.Month()
	monday := p.First.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	switch u {
	case Week:
		p.First = monday
	case Weekend:
		p.First = monday.AddDate(0, 0, 5)
	case Month:
		p.First = date(y, m, 1)
	case Season:
		p.First = date(y, m-m%3, 1)
	case Quarter:
		p.First = date(y, m-(m-1)%3, 1)
	case Half:
		p.First = date(y, m-(m-1)%6, 1)
	case Year:
		p.First = date(y, 1, 1)
	case Decade:
		p.First = date(y-y%10, 1, 1)
	case Century:
		p.First = date(y-y%100, 1, 1)
	}
	return p
}

// Shift is the period n units on.
func (p Period) Shift(n int) Period {
	q := p
	switch p.Unit {
	case Day:
		q.First = p.First.AddDate(0, 0, n)
	case Week, Weekend:
		q.First = p.First.AddDate(0, 0, 7*n)
	default:
		q.First = p.First.AddDate(0, p.months()*n, 0)
	}
	if p.Unit == Season { // a season's kind comes once a year
		q.First = p.First.AddDate(n, 0, 0)
	}
	return q
}

func (p Period) months() int {
	switch p.Unit {
	case Month:
		return 1
	case Season, Quarter:
		return 3
	case Half:
		return 6
	case Year:
		return 12
	case Decade:
		return 120
	case Century:
		return 1200
	}
	return 0
}

// Last is the period's last day.
func (p Period) Last() time.Time {
	switch p.Unit {
	case Day:
		return p.First
	case Weekend:
		return p.First.AddDate(0, 0, 1)
	case Week:
		return p.First.AddDate(0, 0, 6)
	}
	return p.First.AddDate(0, p.months(), -1)
}

// String is the period's TIMEX3 value.
func (p Period) String() string {
	y, m := p.First.Year(), int(p.First.Month())
	switch p.Unit {
	case Week, Weekend:
		wy, w := p.First.ISOWeek()
		if p.Unit == Weekend {
			return fmt.Sprintf("%04d-W%02d-WE", wy, w)
		}
		return fmt.Sprintf("%04d-W%02d", wy, w)
	case Month:
		return p.First.Format("2006-01")
	case Season:
		return fmt.Sprintf("%04d-%s", y, p.season)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", y, (m+2)/3)
	case Half:
		return fmt.Sprintf("%04d-H%d", y, (m+5)/6)
	case Year:
		return fmt.Sprintf("%04d", y)
	case Decade:
		return strconv.Itoa(y / 10)
	case Century:
		return strconv.Itoa(y / 100)
	}
	return p.First.Format(time.DateOnly)
}

// precision is sanad.When's word for the unit.
func (p Period) precision() string {
	switch p.Unit {
	case Day:
		return "day"
	case Week:
		return "week"
	case Month:
		return "month"
	case Year:
		return "year"
	}
	return "interval"
}

// within reports whether t lies in the period.
func (p Period) within(t time.Time) bool { return !t.Before(p.First) && !t.After(p.Last()) }
