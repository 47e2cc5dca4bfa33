package coder

import (
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// timex is an expression of time in a sentence. Start and end are days, "" open.
type timex struct {
	from, to   int // tokens
	start, end string
	precision  string
	weekday    bool // its week depends on whether what is told is past or to come
}

// findTimes finds dates, months, years, weekdays and words like "last week", against the document's date.
func (r *reading) findTimes() {
	for i := 0; i < len(r.toks); {
		t, ok := r.timeAt(i)
		if !ok {
			i++
			continue
		}
		t = r.bounded(t)
		r.times = append(r.times, t)
		i = t.to
	}
	r.joinRanges()
}

func (r *reading) timeAt(i int) (timex, bool) {
	for _, read := range []func(int) (timex, bool){r.dayMonth, r.monthDay, r.monthYear, r.yearAt, r.weekdayAt, r.relativeAt} {
		if t, ok := read(i); ok {
			return t, true
		}
	}
	return timex{}, false
}

func (r *reading) month(i int) time.Month {
	if i < 0 || i >= len(r.toks) || !r.capital(i) {
		return 0
	}
	entries, to := r.entriesAt(i, codebook.KindMonth)
	if to == 0 {
		return 0
	}
	return time.Month(entries[0].Value)
}

// dayNumber reads "12", "9th" as a day of a month, 0 for none.
func (r *reading) dayNumber(i int) int {
	w := r.norm(i)
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, suffix)
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 1 || n > 31 || len(w) > 2 {
		return 0
	}
	return n
}

func (r *reading) yearNumber(i int) int {
	w := r.norm(i)
	n, err := strconv.Atoi(w)
	if err != nil || len(w) != 4 || n < 1900 || n > 2100 {
		return 0
	}
	return n
}

// dayMonth reads "12 October", "9th October 2025", "12–18 September 2025".
func (r *reading) dayMonth(i int) (timex, bool) {
	d := r.dayNumber(i)
	if d == 0 {
		return timex{}, false
	}
	j, last := i+1, 0
	if n := r.norm(j); (n == "-" || n == "–" || n == "to" || n == "and") && r.dayNumber(j+1) > 0 {
		last = r.dayNumber(j + 1)
		j += 2
	}
	m := r.month(j)
	if m == 0 {
		return timex{}, false
	}
	t := timex{from: i, to: j + 1, precision: "day"}
	y := r.yearNumber(j + 1)
	if y > 0 {
		t.to++
	}
	day := r.dated(y, m, d)
	t.start, t.end = day, day
	if last > d {
		t.end, t.precision = r.dated(y, m, last), "interval"
	}
	return t, day != ""
}

// monthDay reads "October 12", "Oct 15, 2025".
func (r *reading) monthDay(i int) (timex, bool) {
	m := r.month(i)
	d := r.dayNumber(i + 1)
	if m == 0 || d == 0 {
		return timex{}, false
	}
	t := timex{from: i, to: i + 2, precision: "day"}
	y := r.yearNumber(i + 2)
	if y > 0 {
		t.to = i + 3
	} else if y = r.yearNumber(i + 3); y > 0 && r.norm(i+2) == "," {
		t.to = i + 4
	}
	day := r.dated(y, m, d)
	t.start, t.end = day, day
	return t, day != ""
}

// dated makes a day; without a year it is the latest that isn't well after the document's date.
func (r *reading) dated(year int, month time.Month, day int) string {
	if year == 0 {
		year = r.yearOf(month, day)
	}
	if year == 0 {
		return ""
	}
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Month() != month {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (r *reading) yearOf(month time.Month, day int) int {
	d := r.doc.date
	if d.IsZero() {
		return 0
	}
	y := d.Year()
	if time.Date(y, month, day, 0, 0, 0, 0, time.UTC).After(d.AddDate(0, 4, 0)) {
		y--
	}
	return y
}

// monthYear reads "October", "April 2024".
func (r *reading) monthYear(i int) (timex, bool) {
	m := r.month(i)
	if m == 0 {
		return timex{}, false
	}
	t := timex{from: i, to: i + 1, precision: "month"}
	y := r.yearNumber(i + 1)
	if y > 0 {
		t.to++
	} else if y = r.yearOf(m, 1); y == 0 {
		return timex{}, false
	} else if m > r.doc.date.Month() && y == r.doc.date.Year() && !r.doc.date.IsZero() && r.norm(i-1) != "next" && !r.is(i-2, "modal") {
		y--
	}
	t.start, t.end = monthBounds(y, m)
	return t, true
}

func monthBounds(y int, m time.Month) (string, string) {
	first := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	return first.Format(time.DateOnly), first.AddDate(0, 1, -1).Format(time.DateOnly)
}

// yearAt reads "2024" behind "in", "since", "of", "early" or in front of a comma; elsewhere it is a number.
func (r *reading) yearAt(i int) (timex, bool) {
	y := r.yearNumber(i)
	if y == 0 {
		return timex{}, false
	}
	switch prev := r.norm(i - 1); {
	case r.tagBefore(i) == tPrep, r.tagBefore(i) == tTo, r.is(i-1, "part_of_time"), prev == "a", prev == "and":
	default:
		return timex{}, false
	}
	year := strconv.Itoa(y)
	return timex{from: i, to: i + 1, start: year + "-01-01", end: year + "-12-31", precision: "year"}, true
}

func (r *reading) tagBefore(i int) tag {
	if i == 0 {
		return tPunct
	}
	return r.tags[i-1]
}

// weekdayAt reads "Wednesday": the latest one up to the document's date, the next one for what is to come.
func (r *reading) weekdayAt(i int) (timex, bool) {
	entries, to := r.entriesAt(i, codebook.KindWeekday)
	if to == 0 || r.doc.day == "" || !r.capital(i) {
		return timex{}, false
	}
	back := (int(r.doc.date.Weekday()) - int(entries[0].Value)%7 + 7) % 7
	day := r.doc.date.AddDate(0, 0, -back).Format(time.DateOnly)
	return timex{from: i, to: i + 1, start: day, end: day, precision: "day", weekday: true}, true
}

// relativeAt reads words.yaml's "time UNIT N": "last week" is "time week -1".
func (r *reading) relativeAt(i int) (timex, bool) {
	if r.doc.day == "" {
		return timex{}, false
	}
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			f := strings.Fields(e.Word)
			if e.Kind != codebook.KindWord || len(f) != 3 || f[0] != "time" {
				continue
			}
			n, err := strconv.Atoi(f[2])
			if err != nil {
				continue
			}
			t := timex{from: m.From, to: m.To, precision: f[1]}
			t.start, t.end = r.shifted(f[1], n)
			return t, t.start != ""
		}
	}
	return timex{}, false
}

// shifted is the day, week (Monday to Sunday), month or year that lies n from the document's.
func (r *reading) shifted(unit string, n int) (string, string) {
	d := r.doc.date
	switch unit {
	case "day":
		s := d.AddDate(0, 0, n).Format(time.DateOnly)
		return s, s
	case "week":
		monday := d.AddDate(0, 0, -(int(d.Weekday())+6)%7+7*n)
		return monday.Format(time.DateOnly), monday.AddDate(0, 0, 6).Format(time.DateOnly)
	case "month":
		first := time.Date(d.Year(), d.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
		return monthBounds(first.Year(), first.Month())
	case "year":
		y := strconv.Itoa(d.Year() + n)
		return y + "-01-01", y + "-12-31"
	}
	return "", ""
}

// bounded opens a time behind "since" to its end and behind "by" and "until" to its beginning.
func (r *reading) bounded(t timex) timex {
	i := t.from - 1
	for i >= 0 && (r.norm(i) == "the" || r.norm(i) == "of" || r.is(i, "part_of_time")) {
		i--
	}
	switch {
	case r.is(i, "time since"):
		t.end, t.from = "", i
		t.precision = "interval"
	case r.is(i, "time until"):
		t.start, t.from = "", i
	}
	return t
}

// joinRanges makes one interval of "between A and B" and "from A to B".
func (r *reading) joinRanges() {
	var out []timex
	for i := 0; i < len(r.times); i++ {
		t := r.times[i]
		if i+1 < len(r.times) {
			n := r.times[i+1]
			gap := ""
			if n.from == t.to+1 {
				gap = r.norm(t.to)
			}
			before := r.norm(t.from - 1)
			if before == "between" && gap == "and" || before == "from" && (gap == "to" || gap == "until") {
				t = timex{from: t.from - 1, to: n.to, start: t.start, end: n.end, precision: "interval"}
				i++
			}
		}
		out = append(out, t)
	}
	r.times = out
}

// timeStarting returns the expression of time that begins at token i.
func (r *reading) timeStarting(i int) (timex, bool) {
	for _, t := range r.times {
		if t.from == i {
			return t, true
		}
	}
	return timex{}, false
}

// inTime reports whether token i belongs to an expression of time.
func (r *reading) inTime(i int) bool {
	for _, t := range r.times {
		if t.from <= i && i < t.to {
			return true
		}
	}
	return false
}

// when turns an expression into a claim's time; what is to come takes the weekday after the document's day.
func (r *reading) when(t timex, future bool) *sanad.When {
	w := &sanad.When{Precision: t.precision}
	start, end := t.start, t.end
	if t.weekday && future && start != "" {
		start, end = r.ahead(start, end)
	}
	if start != "" {
		w.Start = &start
	}
	if end != "" {
		w.End = &end
	}
	p := r.phrase(t.from, t.to)
	w.Text, w.StartAt = p.Text, &p.Start
	return w
}

func (r *reading) ahead(start, end string) (string, string) {
	d, err := time.Parse(time.DateOnly, start)
	if err != nil || d.After(r.doc.date) {
		return start, end
	}
	s := d.AddDate(0, 0, 7).Format(time.DateOnly)
	return s, s
}
