package timex

import (
	"testing"
	"time"
)

// TestPhrases are values by kind, read on Wednesday, 15 October 2025.
func TestPhrases(t *testing.T) {
	r := reader(t)
	for _, c := range []struct{ phrase, want string }{
		// explicit dates
		{"9 October 2025", "2025-10-09"},
		{"October 9, 2025", "2025-10-09"},
		{"the 9th of October", "2025-10-09"},
		{"Oct. 9", "2025-10-09"},
		{"Thursday, 9 October 2025", "2025-10-09"},
		{"2025-10-09", "2025-10-09"},
		{"09.10.2025", "2025-10-09"},
		{"9/10/2025", "2025-10-09"},
		{"10/31/2024", "2024-10-31"},
		{"2024/10/31", "2024-10-31"},
		{"29 February 2024", "2024-02-29"},
		{"the twenty-first of May, 2024", "2024-05-21"},
		{"April 2024", "2024-04"},
		{"October last year", "2024-10"},
		{"2021", "2021"},
		{"nineteen ninety-six", "1996"},
		{"mid-1996", "1996"},
		{"mid-November 2024", "2024-11"},
		{"fiscal 2024", "2024"},
		{"2024/25", "2024/2025"},
		// longer and shorter units
		{"the third quarter of 2024", "2024-Q3"},
		{"Q3 2024", "2024-Q3"},
		{"the first half of 2024", "2024-H1"},
		{"the summer of 2021", "2021-SU"},
		{"the 1970s", "197"},
		{"the '80s", "198"},
		{"the 20th century", "19"},
		{"the last decade", "201"},
		// told from the report's day
		{"today", "2025-10-15"},
		{"yesterday", "2025-10-14"},
		{"the day before yesterday", "2025-10-13"},
		{"Monday", "2025-10-13"},
		{"Wednesday", "2025-10-15"},
		{"last Wednesday", "2025-10-08"},
		{"next Friday", "2025-10-17"},
		{"this Friday", "2025-10-17"},
		{"Tuesday night", "2025-10-14TNI"},
		{"last month", "2025-09"},
		{"earlier this year", "2025"},
		{"next week", "2025-W43"},
		{"Monday of last week", "2025-10-06"},
		{"last weekend", "2025-W41-WE"},
		{"three days ago", "2025-10-12"},
		{"two years ago", "2023"},
		{"five months ago", "2025-05"},
		{"two days before 9 October 2025", "2025-10-07"},
		{"three days from tomorrow", "2025-10-19"},
		// ranges
		{"12–18 September 2025", "2025-09-12/2025-09-18"},
		{"from 1 to 7 April 2025", "2025-04-01/2025-04-07"},
		{"between March and June 2024", "2024-03/2024-06"},
		{"from 2014 to 2018", "2014/2018"},
		// lengths
		{"48 hours", "PT48H"},
		{"two-week", "P2W"},
		{"two to three weeks", "P2W"},
		{"half an hour", "PT30M"},
		{"a year and a half", "P1Y6M"},
		{"2 1/2 years", "P2Y6M"},
		{"several months", "PXM"},
		{"the past two weeks", "P2W"},
		{"a hundred and ten days", "P110D"},
		{"nearly two decades", "P20Y"},
		// clock
		{"6 p.m. on Friday", "2025-10-10T18:00"},
		{"18:00 GMT", "2025-10-15T18:00"},
		{"midnight", "2025-10-15T24:00"},
		{"0730 GMT", "2025-10-15T07:30"},
		{"12 a.m.", "2025-10-15T00:00"},
		{"2025-10-09T18:00+05:00", "2025-10-09T18:00"},
		// no day at all, and again and again
		{"recently", "PAST_REF"},
		{"now", "PRESENT_REF"},
		{"soon", "FUTURE_REF"},
		{"every Friday", "XXXX-WXX-5"},
		{"Fridays", "XXXX-WXX-5"},
		{"every two days", "P2D"},
		// the solar calendar
		{"24 Asad 1400", "2021-08-15"},
		{"30 Hut 1403", "2025-03-20"},
		{"1400 SH", "2021-03-21/2022-03-20"},
		// no times
		{"30 February 2024", ""},
		{"31 April", ""},
		{"1401", ""},
		{"Bree", ""},
		{"13/13/2024", ""},
		{"", ""},
		{"25:00 GMT", ""},
	} {
		e, _ := r.Value(c.phrase, Context{Reference: wednesday})
		if e.Value != c.want {
			t.Errorf("%q is %q (%s), want %q", c.phrase, e.Value, e.Rule, c.want)
		}
	}
}

// TestSentences are intervals in sentences. "ahead" is what the words mean of what is to come.
func TestSentences(t *testing.T) {
	r := reader(t)
	karachi := time.FixedZone("", 5*3600)
	for _, c := range []struct{ text, words, start, end, precision, ahead string }{
		{"Gondor shelled Bree on Monday.", "Monday", "2025-10-13", "2025-10-13", "day", "2025-10-20"},
		{"Gondor shelled Bree since 12 October.", "since 12 October", "2025-10-12", "", "interval", ""},
		{"It has been shut since 1 December.", "since 1 December", "2024-12-01", "", "interval", ""},
		{"Arnor left by 7 November 2024.", "by 7 November 2024", "", "2024-11-07", "day", ""},
		{"Arnor lost 12 men on Sunday and Monday.", "Sunday and Monday", "2025-10-12", "2025-10-13", "interval", ""},
		{"Trade fell in the six months to September.", "the six months to September", "2025-04-01", "2025-09-30", "interval", ""},
		{"In the past two weeks 12 men fell.", "the past two weeks", "2025-10-01", "2025-10-15", "interval", ""},
		{"The truce began at 6 p.m. on Friday.", "6 p.m. on Friday", "2025-10-10T18:00+05:00", "2025-10-10T18:00+05:00", "hour", ""},
		{"The truce began at 18:00 GMT on 9 October.", "18:00 GMT on 9 October", "2025-10-09T18:00+00:00", "2025-10-09T18:00+00:00", "hour", ""},
		{"In December its men left.", "December", "2024-12-01", "2024-12-31", "month", "2025-12-01"},
		{"It fell from 748 in 2023.", "2023", "2023-01-01", "2023-12-31", "year", ""},
		{"It held talks between March and June 2024.", "between March and June 2024", "2024-03-01", "2024-06-30", "interval", ""},
		{"It fell on the night of 9 October.", "the night of 9 October", "2025-10-09", "2025-10-09", "day", ""},
	} {
		got, words := find(r, c.text, Context{Reference: wednesday, Zone: karachi})
		for i, e := range got {
			if !e.Dated() {
				continue
			}
			if words[i] != c.words || e.Start != c.start || e.End != c.end || e.Precision != c.precision {
				t.Errorf("%q: %q from %q to %q, %s, by %s", c.text, words[i], e.Start, e.End, e.Precision, e.Rule)
			}
			if c.ahead != "" && e.Ahead().Start != c.ahead {
				t.Errorf("%q: to come it is %q, want %q", c.text, e.Ahead().Start, c.ahead)
			}
		}
		if len(got) == 0 {
			t.Errorf("%q: nothing found", c.text)
		}
	}
}

// TestNoDays are sentences in which nothing says a day.
func TestNoDays(t *testing.T) {
	r := reader(t)
	for _, s := range []string{
		"Gondor may march on Bree.", "The second post fell.", "About 2,000 men fled.", "It lost 2024 men.", "The fall of Bree was swift.",
		"It left two days before the vote.", "Prices in the quarter after the vote fell.", "The spring offensive failed.", "On the anniversary of the fall it wept.",
		"In 1401 men of Bree fled.", "It recently left.", "He won 3:2.",
	} {
		got, words := find(r, s, Context{Reference: wednesday})
		for i, e := range got {
			if e.Dated() {
				t.Errorf("%q: %q is %s to %s by %s", s, words[i], e.Start, e.End, e.Rule)
			}
		}
	}
}

func TestAnchors(t *testing.T) {
	r := reader(t)
	for _, c := range []struct{ text, want string }{
		{"Gondor shelled Bree on 1 October. Three days later it left.", "2025-10-04"},
		{"Arnor lost ten men in 2023. The following year it lost none.", "2024"},
		{"It fell on 15 August 2021. On the anniversary, Bree wept.", "2025-08-15"},
		{"Prices rose last week. A week earlier they fell.", "2025-W40"},
	} {
		got, _ := find(r, c.text, Context{Reference: wednesday})
		if len(got) == 0 || got[len(got)-1].Value != c.want {
			t.Errorf("%q: %v, want %s last", c.text, values(got), c.want)
		}
	}
}

// TestUnknownReference: without the report's day nothing is counted from it; with the month, no day is.
func TestUnknownReference(t *testing.T) {
	r := reader(t)
	for _, s := range []string{"It left on Monday.", "It left yesterday.", "It left two days ago.", "It left on 9 October.", "It left last week."} {
		if got, _ := find(r, s, Context{}); len(got) > 0 && got[0].Dated() {
			t.Errorf("%q has %s without a reference", s, got[0].Start)
		}
	}
	if got, _ := find(r, "It left on Monday.", Context{Reference: wednesday, Rough: true}); len(got) > 0 {
		t.Errorf("a weekday counted from a month: %v", values(got))
	}
}

var layouts = []string{
	"2 January 2006", "02 January 2006", "January 2, 2006", "Jan. 2, 2006", "Monday, 2 January 2006", "Monday, January 2, 2006", "2006-01-02",
	"02.01.2006", "2/1/2006", "2006/01/02", "the 2 of January 2006", "2 Jan 2006",
}

// TestRoundTrip: a day written in any format is read as that day.
func TestRoundTrip(t *testing.T) {
	r := reader(t)
	for n := range 400 {
		d := date(1980, 1, 1).AddDate(0, 0, n*67)
		for _, layout := range layouts {
			if d.Month() == time.May && layout == "Jan. 2, 2006" {
				continue // May has no short form to put a full stop behind
			}
			s := d.Format(layout)
			if e, _ := r.Value(s, Context{Reference: wednesday}); e.Value != d.Format(time.DateOnly) || e.Start != e.Value || e.End != e.Value {
				t.Fatalf("%q is %q", s, e.Value)
			}
		}
	}
}

// TestShift: when the report is k·28 years later, on the same weekday of the same date, so is what it says.
func TestShift(t *testing.T) {
	r := reader(t)
	for _, phrase := range []string{"last Friday", "yesterday", "two weeks ago", "last month", "October", "9 October", "the third quarter", "next spring", "three years ago", "this week"} {
		a, ok := r.Value(phrase, Context{Reference: wednesday})
		b, _ := r.Value(phrase, Context{Reference: wednesday.AddDate(28, 0, 0)})
		start, err := time.Parse(time.DateOnly, a.Start)
		if !ok || err != nil || start.AddDate(28, 0, 0).Format(time.DateOnly) != b.Start {
			t.Errorf("%q: %q and 28 years later %q", phrase, a.Start, b.Start)
		}
	}
}

// FuzzFind: any text has expressions in order, without overlap, with ends that are days or instants in order.
func FuzzFind(f *testing.F) {
	r := reader(f)
	for _, s := range []string{"from 1 to 7 April 2025", "two days before", "the", "between 6 p.m. and", "31 Hut 1403", "a hundred and", "mid-", "'80s", "2025-13-45", "since until by"} {
		f.Add(s, int64(0))
	}
	f.Fuzz(func(t *testing.T, s string, days int64) {
		if len(s) > 2000 {
			return
		}
		ref := wednesday.AddDate(0, 0, int(days%100000))
		r.Value(s, Context{Reference: ref})
		var last int
		got, _ := find(r, s, Context{Reference: ref, Zone: time.UTC})
		for _, e := range got {
			if e.From >= e.To || e.Value == "" {
				t.Fatalf("%q: %+v", s, e)
			}
			for _, x := range []Expression{e, e.Ahead()} {
				if x.Start != "" && x.End != "" && len(x.Start) == 10 && len(x.End) == 10 && x.Start > x.End {
					t.Fatalf("%q: from %s to %s by %s", s, x.Start, x.End, x.Rule)
				}
			}
			last = max(last, e.To)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	r := reader(b)
	const s = "Gondor shelled Bree on Tuesday night, two days after the truce of 12 October 2025, and has held 43 men since."
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		find(r, s, Context{Reference: wednesday})
	}
}
