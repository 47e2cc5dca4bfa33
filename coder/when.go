package coder

import (
	"strconv"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/coder/timex"
)

// timeExpr is an expression of time in a sentence that gives days. Start and end are days, "" open.
type timeExpr struct {
	from, to   int // tokens
	start, end string
	precision  string
	read       timex.Expression
}

// findTimes finds what says when, against the document's date and the time that was named last. Mere
// lengths and words such as "recently" are read and say no day.
func (r *reading) findTimes() {
	c := timex.Context{Reference: r.doc.date, Rough: r.doc.day == "", Zone: r.zone, Anchor: r.doc.dated}
	for _, x := range r.timex.Find(r.toks, r.matches, c) {
		if !x.Dated() {
			continue
		}
		r.times = append(r.times, timeExpr{x.From, x.To, x.Start, x.End, x.Precision, x})
	}
}

// countedFrom is the time that the next sentence may count from: the first of this one, behind which stand
// mere comparisons, or else that of the sentence before.
func (r *reading) countedFrom() timex.Period {
	for _, t := range r.times {
		if p := t.read.Time; p.Unit != 0 {
			return p
		}
	}
	return r.doc.dated
}

func (r *reading) yearNumber(i int) int {
	w := r.norm(i)
	n, err := strconv.Atoi(w)
	if err != nil || len(w) != 4 || n < 1900 || n > 2100 {
		return 0
	}
	return n
}

func (r *reading) tagBefore(i int) tag {
	if i == 0 {
		return tPunct
	}
	return r.tags[i-1]
}

// timeStarting returns the expression of time that begins at token i.
func (r *reading) timeStarting(i int) (timeExpr, bool) {
	for _, t := range r.times {
		if t.from == i {
			return t, true
		}
	}
	return timeExpr{}, false
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

// when turns an expression into a claim's time; of what is to come it is the next such day.
func (r *reading) when(t timeExpr, future bool) *sanad.When {
	x := t.read
	if future {
		x = x.Ahead()
	}
	w := &sanad.When{Precision: x.Precision}
	if x.Start != "" {
		w.Start = &x.Start
	}
	if x.End != "" {
		w.End = &x.End
	}
	p := r.phrase(t.from, t.to)
	w.Text, w.StartAt = p.Text, &p.Start
	return w
}

// zoneOf is the zone of hours that name none, nil where the crisis gives none or it isn't known here.
func zoneOf(name string) *time.Location {
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}
