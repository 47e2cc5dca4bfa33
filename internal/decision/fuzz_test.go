package decision

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"sanad.example/sanad"
)

// FuzzRead holds that whatever stands in an entry is read or refused, and that what is read is spelled as it stands there.
func FuzzRead(f *testing.F) {
	for _, d := range []sanad.Decision{
		{Kind: sanad.DecideSource, Source: "The Bree Herald", Value: json.RawMessage(`"B"`)},
		{Kind: sanad.DecideUndo, Undoes: new(int64)},
	} {
		d.Analyst, d.Made = "elanor", "3019-03-25T12:00:00Z"
		body, err := testKey(f, 1).Sign(d)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(int64(1), body)
	}
	for _, s := range []string{
		`{}`, `null`, `[`, `{"kind":"add","anchors":[null]}`, `{"kind":"correct","field":"/-","value":1e999}`, `{"undoes":-9223372036854775808}`,
		`{"value":"\ud800"}`, "{\"note\":\"\xff\"}",
	} {
		f.Add(int64(0), []byte(s))
	}
	f.Fuzz(func(t *testing.T, index int64, body []byte) {
		r := Read(sanad.Entry{Index: index, Kind: sanad.EntryDecision, Body: body})
		if spelled, err := canonicalOf(r.Decision); r.Err == nil && (err != nil || string(spelled) != string(body)) {
			t.Fatalf("%q is read as %s: %v", body, spelled, err)
		}
		s := NewSet([]Ruling{r, r})
		_, _, _ = s.Touched(0), s.Graded(&s.rulings[0]), s.Documents()
	})
}

// FuzzApply holds that no correction, however odd, and no anchor stops a rebuild, and that what a ruling leaves is a
// claim that hangs on the text's words.
func FuzzApply(f *testing.F) {
	for _, s := range [][2]string{
		{"/figures/0/of/0/id", `"GON-MIL"`},
		{"/figures/-", `{"measure":"killed","low":-1,"high":1e300}`},
		{"/figures/-", `null`},
		{"/event", `null`},
		{"/event/modes/-/x/-", `[]`},
		{"/actors/-/id", `"ARN"`},
		{"/speakers/0", `null`},
		{"/speakers", `[[]]`},
		{"/places/-", `{"start":1e1,"end":9223372036854775807}`},
		{"/~1/~01~", `{}`},
		{"/when/start", `"0000-00-00"`},
		{"/figures/0/of/0/count", `{}`},
		{"/negated", `true`},
		{"/relation/trigger/end", `1e21`},
	} {
		f.Add(s[0], s[1], "“", "Gondor", " said", 0)
	}
	f.Fuzz(func(t *testing.T, field, value, prefix, exact, suffix string, ordinal int) {
		r := rules(t)
		claims := coded()
		anchor, err := r.Anchor(report, claims, nil, claims[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		other := anchor
		other.Prefix, other.Exact, other.Suffix, other.Ordinal = prefix, exact, suffix, ordinal
		var rulings []Ruling
		for i, d := range []sanad.Decision{
			{Kind: sanad.DecideCorrect, Field: field, Value: json.RawMessage(value), Anchors: []sanad.Anchor{anchor}},
			{Kind: sanad.DecideReject, Anchors: []sanad.Anchor{other}},
			{Kind: sanad.DecideAdd, Value: json.RawMessage(value), Anchors: []sanad.Anchor{other}},
			{Kind: sanad.DecideCorrect, Field: field, Value: json.RawMessage(value), Anchors: []sanad.Anchor{other}},
		} {
			if d.Kind == sanad.DecideAdd {
				d.Anchors[0].Saw = nil
			}
			d.Analyst, d.Made = "elanor", "3019-03-25T12:00:00Z"
			body, err := testKey(t, 1).Sign(d)
			if err != nil {
				continue
			}
			ruling := Read(sanad.Entry{Index: int64(i), Kind: sanad.EntryDecision, Body: body})
			if ruling.Err != nil {
				t.Fatalf("it is signed, and isn't read: %v", ruling.Err)
			}
			rulings = append(rulings, ruling)
		}
		_, _ = r.Complete(report, field, json.RawMessage(value), claims[0])
		n := utf8.RuneCountInString(report.Text)
		for _, c := range r.Apply(report, claims, NewSet(rulings)).Claims {
			if kind, _ := c.Kind(); kind == "none" || c.Span.Start < 0 || c.Span.Start > c.Span.End || c.Span.End > n {
				t.Fatalf("%s %s leaves %+v", field, value, c)
			}
		}
	})
}
