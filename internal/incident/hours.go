package incident

import (
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

// Hours are the first and the last minute in which something can have happened, counted from
// 1970-01-01T00:00Z.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

const (
	hour    = 60 // minutes
	allDay  = 24 * hour
	instant = "2006-01-02T15:04Z07:00"
)

// hours returns those that a claim tells: as instants, or by a part of its day, "on Monday evening", in the zone of
// the crisis. It is nil where a day is all that is told. In a sentence with one day the part may stand by itself: "at
// dawn, on 9 October".
func (l *Linker) hours(c *sanad.Claim, sentence string) *Hours {
	w := c.When
	if w == nil || w.Start == nil || w.End == nil || saidOn(c) != 0 {
		return nil
	}
	if h := instants(*w.Start, *w.End); h != nil {
		return h
	}
	from, to := day(*w.Start), day(*w.End)
	if from == 0 || to < from || to-from > 1 {
		return nil
	}
	parts := l.partsOfDay(w.Text)
	if len(parts) == 0 {
		parts = l.partsOfDay(sentence)
	}
	if len(parts) != 1 {
		return nil
	}
	first, last := parts[0][0]*hour, parts[0][1]*hour
	if to > from { // two days: the night between them
		if last <= allDay {
			return nil
		}
		last -= allDay
	}
	return &Hours{l.minute(from) + first, l.minute(to) + last}
}

// partsOfDay are the hours of those that a text names, each once.
func (l *Linker) partsOfDay(s string) [][2]int {
	lex := l.book.Lexicon()
	if lex == nil || s == "" {
		return nil
	}
	var out [][2]int
	for _, sentence := range text.Segment(s) {
		for _, m := range lex.Find(sentence.Tokens) {
			for _, e := range m.Entries {
				if e.Kind != codebook.KindTime {
					continue
				}
				if span, ok := l.rules.Parts[l.book.Times[e.Index].Value]; ok && !slices.Contains(out, span) {
					out = append(out, span)
				}
			}
		}
	}
	return out
}

// instants reads two times of which one or both have an hour; of a day without, all of it counts.
func instants(start, end string) *Hours {
	if !strings.Contains(start+end, "T") {
		return nil
	}
	a, whole, errA := minuteOf(start)
	b, wholeB, errB := minuteOf(end)
	if wholeB {
		b += allDay
	}
	if errA != nil || errB != nil || b < a || whole && wholeB {
		return nil
	}
	return &Hours{a, b}
}

// minuteOf reads an instant, or a day as its first minute.
func minuteOf(s string) (minute int, whole bool, err error) {
	for _, layout := range []string{instant, time.RFC3339, time.DateOnly} {
		var t time.Time
		if t, err = time.Parse(layout, s); err == nil {
			return int(t.Unix() / 60), layout == time.DateOnly, nil
		}
	}
	return 0, false, err
}

// minute is the first one of a day in the zone of the crisis.
func (l *Linker) minute(day int) int {
	t := time.Unix(int64(day)*24*60*60, 0).UTC()
	return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, l.zone).Unix() / 60)
}

// apartBy is how many whole hours lie between what two tellings tell, beyond those that clocks and
// memories differ by; ok is false where one of them tells none.
func (l *Linker) apartBy(a, b *Features) (hours int, ok bool) {
	if a.Hours == nil || b.Hours == nil {
		return 0, false
	}
	between := max(0, a.Hours.From-b.Hours.To, b.Hours.From-a.Hours.To) / hour
	return cond(between > l.rules.NearHours, between, 0), true
}

// together is what is left of two spans: what they share, else the first.
func (h *Hours) together(o *Hours) *Hours {
	switch {
	case h == nil:
		return o
	case o == nil || h.To < o.From || o.To < h.From:
		return h
	}
	return &Hours{max(h.From, o.From), min(h.To, o.To)}
}
