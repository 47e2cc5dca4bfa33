package decision

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// inn is a document in which private persons speak and die. Two of them have names of one length.
var inn = sanad.Document{ID: "d3", Text: "Barliman Butterbur, a shopkeeper in Osgiliath, said Arnor attacked Gondor. Bob Rushlight said Arnor attacked Gondor. " +
	"Tom Rushlight said Arnor attacked Gondor. The attack on Mat Heathertoes's inn killed Nob Appledore."}

func innPhrase(words string) sanad.Phrase {
	at := strings.Index(inn.Text, words)
	return sanad.Phrase{Text: words, Span: sanad.Span{Start: at, End: at + len(words)}} // it has no letter of more than a byte
}

// innClaims are an attack by the word of each of three, and a death.
func innClaims() []sanad.Claim {
	var out []sanad.Claim
	for _, who := range []string{"Barliman Butterbur, a shopkeeper in Osgiliath", "Bob Rushlight", "Tom Rushlight"} {
		speaker := innPhrase(who)
		at := speaker.End + strings.Index(inn.Text[speaker.End:], "attacked")
		out = append(out, sanad.Claim{
			Document: inn.ID, Voice: sanad.VoiceAttributed, Speakers: []sanad.Entity{{Text: who, Name: who, Span: speaker.Span}},
			Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Rule: "predicate:x", Confidence: 0.8,
			Event: &sanad.Event{Type: "ASSAULT", Score: -9, Trigger: sanad.Phrase{Text: "attacked", Span: sanad.Span{Start: at, End: at + 8}}},
		})
	}
	dead := innPhrase("Nob Appledore")
	out = append(out, sanad.Claim{
		Document: inn.ID, Voice: sanad.VoiceSource, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Rule: "figure:x", Confidence: 0.8,
		Span: dead.Span, Figures: []sanad.Figure{{
			ID: "f1", Measure: "killed", Low: sanad.Dec(1), High: sanad.Dec(1), Text: dead.Text, Span: dead.Span,
			Of: []sanad.Population{{Entity: sanad.Entity{Text: dead.Text, Label: "the publican Nob Appledore", Span: dead.Span}}},
		}},
	})
	sanad.SetIDs(out)
	return out
}

func (l *log) innAnchor(i int) sanad.Anchor {
	l.t.Helper()
	a, err := rules(l.t).Anchor(inn, innClaims(), NewSet(l.rulings), innClaims()[i].ID)
	if err != nil {
		l.t.Fatal(err)
	}
	return a
}

func noNames(t *testing.T, data []byte) {
	t.Helper()
	for _, name := range []string{"Barliman", "Butterbur", "Bob", "Tom", "Rushlight", "Mat", "Heathertoes", "Nob", "Appledore"} {
		if bytes.Contains(data, []byte(name)) {
			t.Errorf("%s is in %s", name, data)
		}
	}
}

// TestAnchorsHideNames: an anchor leads to its claim, and says nowhere who is named around it. What the codebook has
// stays.
func TestAnchorsHideNames(t *testing.T) {
	l := &log{t: t}
	for i, c := range innClaims() {
		a := l.innAnchor(i)
		data, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		noNames(t, data)
		f := newText(inn).find(a, innClaims())
		if f.at != i || f.moved != "" {
			t.Errorf("the anchor of claim %d leads to %+v: %s", i, f, data)
		}
		if names, err := changed(a.Saw, c); err != nil || len(names) > 0 {
			t.Errorf("claim %d: %v, %v: nothing has changed since %s", i, names, err, a.Saw)
		}
	}
	a := l.innAnchor(0)
	if want := "keeper in Osgiliath, said Arnor "; a.Prefix != want || a.Suffix != " Gondor. ███ █████████ said Arno" {
		t.Errorf("prefix %q, suffix %q", a.Prefix, a.Suffix)
	}
	if !strings.Contains(string(a.Saw), `"████████ █████████, a shopkeeper in Osgiliath"`) {
		t.Errorf("the role isn't in %s", a.Saw)
	}
	if !Stands(a, inn.Text) || Stands(a, strings.Replace(inn.Text, "Bob Rushlight", "the Rushlights", 1)) {
		t.Error("hidden words stand for any of their length, and for no others")
	}
}

// TestHiddenNamesAreCompared: a claim that is read otherwise is doubtful, though the names are hidden; an anchor from before
// names were hidden still holds.
func TestHiddenNamesAreCompared(t *testing.T) {
	for name, c := range map[string]struct {
		spoil  func(a *sanad.Anchor)
		change func(c []sanad.Claim)
		told   string
	}{
		"nothing":           {nil, func([]sanad.Claim) {}, "0 applied"},
		"another's name":    {nil, func(c []sanad.Claim) { c[1].Speakers[0].Text = "Mat Heathertoes" }, "0 doubtful"},
		"known by now":      {nil, func(c []sanad.Claim) { c[1].Speakers[0].ID = "GON-GOV" }, "0 doubtful"},
		"a speaker more":    {nil, func(c []sanad.Claim) { c[1].Speakers = append(c[1].Speakers, c[0].Speakers...) }, "0 doubtful"},
		"written in full":   {inFull, func([]sanad.Claim) {}, "0 applied"},
		"in full and other": {inFull, func(c []sanad.Claim) { c[1].Speakers[0].Text = "Tom Rushlight" }, "0 doubtful"},
	} {
		l := &log{t: t}
		a := l.innAnchor(1)
		if c.spoil != nil {
			c.spoil(&a)
		}
		l.add("elanor", sanad.Decision{Kind: sanad.DecideReject, Anchors: []sanad.Anchor{a}})
		claims := innClaims()
		c.change(claims)
		got := rules(t).Apply(inn, claims, NewSet(l.rulings))
		if d := cmp.Diff([]string{c.told}, told(got.Outcomes)); d != "" || len(got.Rejected) != 1 {
			t.Errorf("%s: %s%+v", name, d, got.Outcomes)
		}
	}
}

// inFull is the anchor of the second claim as it was written before names were hidden.
func inFull(a *sanad.Anchor) {
	c := innClaims()[1]
	s := c.Anchor()
	a.Prefix, a.Suffix, a.Ordinal = inn.Text[s.Start-context:s.Start], inn.Text[s.End:s.End+context], 0
	a.Saw, _ = saw(c)
}

// TestValuesHideNames: what an analyst adds or corrects is signed without the names, and is read with them.
func TestValuesHideNames(t *testing.T) {
	l := &log{t: t}
	value, anchor, err := rules(t).Added(inn, innClaims(), nil, json.RawMessage(
		`{"event":{"type":"ASSAULT","trigger":{"text":"attack on"}},"recipients":[{"id":"","name":"Mat Heathertoes","text":"Mat Heathertoes"}]}`,
	), func(int) sanad.SentenceRef {
		return sanad.SentenceRef{Index: 3, Span: sanad.Span{Start: strings.Index(inn.Text, "The attack"), End: len(inn.Text)}}
	})
	if err != nil {
		t.Fatal(err)
	}
	noNames(t, value)
	l.add("elanor", sanad.Decision{Kind: sanad.DecideAdd, Anchors: []sanad.Anchor{anchor}, Value: value})
	corrected, err := rules(t).Complete(inn, "/recipients/-", json.RawMessage(`{"id":"GON-CVL","text":"Mat Heathertoes"}`), innClaims()[0])
	if err != nil {
		t.Fatal(err)
	}
	noNames(t, corrected)
	l.add("elanor", sanad.Decision{Kind: sanad.DecideCorrect, Anchors: []sanad.Anchor{l.innAnchor(0)}, Field: "/recipients/-", Value: corrected})
	for _, r := range l.rulings {
		body, err := canonicalOf(r.Decision)
		if err != nil {
			t.Fatal(err)
		}
		noNames(t, body)
	}
	got := rules(t).Apply(inn, innClaims(), NewSet(l.rulings))
	if d := cmp.Diff([]string{"0 applied", "1 applied"}, told(got.Outcomes)); d != "" {
		t.Fatalf("%s%+v", d, got.Outcomes)
	}
	if e := got.Claims[4].Recipients[0]; e.Text != "Mat Heathertoes" || e.Name != "Mat Heathertoes" {
		t.Errorf("added: %+v", e)
	}
	if e := got.Claims[0].Recipients[0]; e.Text != "Mat Heathertoes" || e.ID != "GON-CVL" {
		t.Errorf("corrected: %+v", e)
	}
	if _, _, err := rules(t).Added(inn, innClaims(), NewSet(l.rulings), value, func(int) sanad.SentenceRef { return sanad.SentenceRef{} }); err == nil {
		t.Error("the same can be added again")
	}
}
