package decision

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

var loaded = sync.OnceValues(func() (*Rules, error) {
	book, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../../codebook/testdata/arnor-gondor")})
	if err != nil {
		return nil, err
	}
	return NewRules(book)
})

func rules(t testing.TB) *Rules {
	t.Helper()
	r, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func testKey(t testing.TB, seed byte) Key {
	t.Helper()
	key, err := NewKey(rand.NewChaCha8([32]byte{seed}))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// report is a document of the invented world. Its words before the figures are longer than a byte each.
var report = sanad.Document{ID: "d1", Text: "“Minas Tirith” – Gondor said 23 of its soldiers were killed at Annúminas. Gondor accused Arnor of shelling Osgiliath. " +
	"Arnor denied shelling Osgiliath."}

func phrase(words string, from int) sanad.Phrase {
	at := strings.Index(report.Text[from:], words)
	if at < 0 {
		panic(words)
	}
	o := sanad.NewOffsets(report.Text)
	return sanad.Phrase{Text: words, Span: sanad.Span{Start: o.Rune(from + at), End: o.Rune(from + at + len(words))}}
}

func entity(id, words string, from int) sanad.Entity {
	p := phrase(words, from)
	return sanad.Entity{ID: id, Name: "as coded", Text: p.Text, Span: p.Span}
}

// coded are the claims that a coder might read from the report.
func coded() []sanad.Claim {
	second, third := strings.Index(report.Text, "Gondor accused"), strings.Index(report.Text, "Arnor denied")
	n := phrase("23 of its soldiers", 0)
	base := sanad.Claim{
		Document: report.ID, Voice: sanad.VoiceAttributed, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Rule: "predicate:x",
		Confidence: 0.8,
	}
	killed, shelling, denied := base, base, base
	killed.Span, killed.Speakers = n.Span, []sanad.Entity{entity("GON-GOV", "Gondor", 0)}
	killed.Event = &sanad.Event{Type: "ASSAULT", Score: -9, Trigger: phrase("killed", 0)}
	killed.Figures = []sanad.Figure{{
		ID: "f1", Measure: "killed", Low: sanad.Dec(23), High: sanad.Dec(23), Text: n.Text, Span: n.Span,
		Of: []sanad.Population{{Entity: entity("GON-CVL", "its soldiers", 0)}},
	}}
	shelling.Speakers = []sanad.Entity{entity("GON-GOV", "Gondor", second)}
	shelling.Actors = []sanad.Entity{entity("ARN", "Arnor", second)}
	shelling.Event = &sanad.Event{Type: "ASSAULT", Modes: []string{"heavy-weapons"}, Score: -9, Trigger: phrase("shelling", second)}
	denied.Speakers, denied.Actors = []sanad.Entity{entity("ARN-GOV", "Arnor", third)}, []sanad.Entity{entity("ARN", "Arnor", third)}
	denied.Stance, denied.Denies = sanad.StanceDeny, sanad.DeniesOccurrence
	denied.Event = &sanad.Event{Type: "ASSAULT", Modes: []string{"heavy-weapons"}, Score: -9, Trigger: phrase("shelling", third)}
	claims := []sanad.Claim{killed, shelling, denied}
	sanad.SetIDs(claims)
	return claims
}

// log makes rulings with one entry each.
type log struct {
	t       *testing.T
	rulings []Ruling
}

func (l *log) add(analyst string, d sanad.Decision) int64 {
	l.t.Helper()
	seed := byte(0)
	for _, r := range analyst {
		seed += byte(r)
	}
	d.Analyst = analyst
	n := int64(len(l.rulings))
	d.Made = time.Date(3019, 3, 25, 12, int(n), 0, 0, time.UTC).Format(time.RFC3339)
	body, err := testKey(l.t, seed).Sign(d)
	if err != nil {
		l.t.Fatal(err)
	}
	r := Read(sanad.Entry{Index: n, Kind: sanad.EntryDecision, Body: body, Recorded: time.Date(3019, 3, 25, 13, int(n), 0, 0, time.UTC)})
	if r.Err != nil {
		l.t.Fatal(r.Err)
	}
	l.rulings = append(l.rulings, r)
	return n
}

func (l *log) anchor(i int) sanad.Anchor {
	l.t.Helper()
	set := NewSet(l.rulings)
	claims := rules(l.t).applied(report, coded(), set).base
	a, err := rules(l.t).Anchor(report, coded(), set, claims[i].ID)
	if err != nil {
		l.t.Fatal(err)
	}
	return a
}

func (l *log) rule(analyst string, kind sanad.DecisionKind, claim int) int64 {
	l.t.Helper()
	return l.add(analyst, sanad.Decision{Kind: kind, Anchors: []sanad.Anchor{l.anchor(claim)}, Note: "because"})
}

func (l *log) correct(analyst string, claim int, field, value string) int64 {
	l.t.Helper()
	return l.add(analyst, sanad.Decision{Kind: sanad.DecideCorrect, Anchors: []sanad.Anchor{l.anchor(claim)}, Field: field, Value: json.RawMessage(value)})
}

func (l *log) undo(analyst string, entry int64) int64 {
	l.t.Helper()
	return l.add(analyst, sanad.Decision{Kind: sanad.DecideUndo, Undoes: &entry})
}

// told is outcomes in short: entry, state, whether effective, by whom replaced, with whom at odds.
func told(outcomes []Outcome) (out []string) {
	for _, o := range outcomes {
		s := fmt.Sprintf("%d %s", o.Entry, o.State)
		if !o.Effective {
			s += " idle"
		}
		if o.By >= 0 {
			s += fmt.Sprintf(" by %d", o.By)
		}
		if len(o.Disagrees) > 0 {
			s += fmt.Sprintf(" against %v", o.Disagrees)
		}
		out = append(out, s)
	}
	return out
}

func (l *log) report(claims []sanad.Claim) Report {
	l.t.Helper()
	out, err := rules(l.t).Report(NewSet(l.rulings), func(id string) (sanad.Coded, error) {
		if id != report.ID {
			return sanad.Coded{}, sanad.ErrNotFound
		}
		return sanad.Coded{Document: report, Claims: claims}, nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return out
}

func TestAnchor(t *testing.T) {
	l := &log{t: t}
	a := l.anchor(2)
	want := sanad.Anchor{
		Document: "d1", Exact: "shelling", Prefix: "shelling Osgiliath. Arnor denied ", Suffix: " Osgiliath.", Kind: "event", Content: "ASSAULT",
	}
	want.Prefix = want.Prefix[1:]
	seen := a.Saw
	a.Saw = nil
	if d := cmp.Diff(want, a); d != "" {
		t.Error(d)
	}
	for _, not := range []string{"as coded", `"start"`, `"rule"`, `"score"`, "d1"} {
		if bytes.Contains(seen, []byte(not)) {
			t.Errorf("%s is in what is seen: %s", not, seen)
		}
	}
	for _, is := range []string{`"stance":"deny"`, `"id":"ARN-GOV"`, `"type":"ASSAULT"`} {
		if !bytes.Contains(seen, []byte(is)) {
			t.Errorf("%s isn't in what is seen: %s", is, seen)
		}
	}
}

// TestAnchorAmongRepeats holds that claims on words that stand more than once between the same words, however close,
// and claims on one and the same word, are told apart.
func TestAnchorAmongRepeats(t *testing.T) {
	for _, repeated := range []string{
		"Arnor attacked Gondor again and again and again. ", "Arnor attacked Gondor. ", "Arnor attacked; ", "attacked ", "attacked",
	} {
		const times = 12
		at, length := strings.Index(repeated, "attacked"), len(repeated)
		doc := sanad.Document{ID: "d2", Text: strings.Repeat(repeated, times)}
		var claims []sanad.Claim
		for i := range times {
			s := sanad.Span{Start: length*i + at, End: length*i + at + len("attacked")}
			for range 2 {
				claims = append(claims, sanad.Claim{Document: "d2", Event: &sanad.Event{Type: "ASSAULT", Trigger: sanad.Phrase{Text: "attacked", Span: s}}})
			}
		}
		sanad.SetIDs(claims)
		seen := map[string]bool{}
		for _, c := range claims {
			a, err := rules(t).Anchor(doc, claims, nil, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			key := fmt.Sprint(a.Prefix, a.Suffix, a.Ordinal)
			f := newText(doc).find(a, claims)
			if f.at < 0 || claims[f.at].ID != c.ID || f.moved != "" || seen[key] {
				t.Errorf("%v leads to %v, want %q", a, f, c.ID)
			}
			seen[key] = true
		}
	}
}

func TestApply(t *testing.T) {
	const actor = "/figures/0/of/0/id"
	for name, c := range map[string]struct {
		rule   func(*log)
		change func([]sanad.Claim) []sanad.Claim // what another coder reads
		told   []string
		left   int // claims
		check  func(*testing.T, []sanad.Claim)
	}{
		"nothing":  {rule: func(*log) {}, left: 3},
		"accepted": {rule: func(l *log) { l.rule("elanor", sanad.DecideAccept, 0) }, told: []string{"0 applied"}, left: 3},
		"rejected": {rule: func(l *log) { l.rule("elanor", sanad.DecideReject, 1) }, told: []string{"0 applied"}, left: 2},
		"rejected, and read otherwise since": {
			rule:   func(l *log) { l.rule("elanor", sanad.DecideReject, 1) },
			change: func(c []sanad.Claim) []sanad.Claim { c[1].Modality = sanad.ModalityPossible; return c },
			told:   []string{"0 doubtful"}, left: 2,
		},
		"rejected, and of another type since": {
			rule:   func(l *log) { l.rule("elanor", sanad.DecideReject, 1) },
			change: func(c []sanad.Claim) []sanad.Claim { c[1].Event.Type = "COERCE"; sanad.SetIDs(c); return c },
			told:   []string{"0 doubtful idle"}, left: 3,
		},
		"rejected, and gone since": {
			rule:   func(l *log) { l.rule("elanor", sanad.DecideReject, 1) },
			change: func(c []sanad.Claim) []sanad.Claim { return slices.Delete(c, 1, 2) },
			told:   []string{"0 orphaned idle"}, left: 2,
		},
		"rejected, and only the codebook's names are others": {
			rule: func(l *log) { l.rule("elanor", sanad.DecideReject, 1) },
			change: func(c []sanad.Claim) []sanad.Claim {
				c[1].Actors[0].Name, c[1].Rule = "Kingdom of Arnor", "y"
				return c
			},
			told: []string{"0 applied"}, left: 2,
		},
		"rejected and accepted by another": {
			rule: func(l *log) { l.rule("elanor", sanad.DecideReject, 1); l.rule("frodo", sanad.DecideAccept, 1) },
			told: []string{"0 superseded idle by 1 against [1]", "1 applied against [0]"}, left: 3,
		},
		"the same by another is no disagreement": {
			rule: func(l *log) { l.rule("elanor", sanad.DecideReject, 1); l.rule("frodo", sanad.DecideReject, 1) },
			told: []string{"0 superseded idle by 1", "1 applied"}, left: 2,
		},
		"undone": {
			rule: func(l *log) { l.undo("frodo", l.rule("elanor", sanad.DecideReject, 1)) },
			told: []string{"0 undone idle by 1", "1 applied"}, left: 3,
		},
		"undone, and that undone": {
			rule: func(l *log) { l.undo("elanor", l.undo("frodo", l.rule("elanor", sanad.DecideReject, 1))) },
			told: []string{"0 applied", "1 undone idle by 2", "2 applied"}, left: 2,
		},
		"the later undone, the earlier counts again": {
			rule: func(l *log) {
				l.rule("elanor", sanad.DecideReject, 1)
				l.undo("elanor", l.rule("frodo", sanad.DecideAccept, 1))
			},
			told: []string{"0 applied", "1 undone idle by 2", "2 applied"}, left: 2,
		},
		"corrected": {
			rule: func(l *log) { l.correct("elanor", 0, actor, `"GON-MIL"`) },
			told: []string{"0 applied"}, left: 3,
			check: func(t *testing.T, c []sanad.Claim) {
				of := c[0].Figures[0].Of[0]
				if of.ID != "GON-MIL" || of.Country != "GON" || of.Sector != "MIL" || of.Name == "as coded" || of.Text != "its soldiers" || !of.Is("GON") {
					t.Errorf("%+v", of)
				}
				if c[0].ID != coded()[0].ID || c[0].Confidence != 0.8 {
					t.Errorf("more than the field has changed: %+v", c[0])
				}
			},
		},
		"corrected, and read so since": {
			rule:   func(l *log) { l.correct("elanor", 0, actor, `"GON-MIL"`) },
			change: func(c []sanad.Claim) []sanad.Claim { c[0].Figures[0].Of[0].ID = "GON-MIL"; return c },
			told:   []string{"0 applied"}, left: 3,
		},
		"corrected, and that field read otherwise since": {
			rule:   func(l *log) { l.correct("elanor", 0, actor, `"GON-MIL"`) },
			change: func(c []sanad.Claim) []sanad.Claim { c[0].Figures[0].Of[0].ID = "ARN-CVL"; return c },
			told:   []string{"0 doubtful"}, left: 3,
			check: func(t *testing.T, c []sanad.Claim) {
				if c[0].Figures[0].Of[0].ID != "GON-MIL" {
					t.Error("not corrected")
				}
			},
		},
		"corrected, and another field read otherwise since": {
			rule:   func(l *log) { l.correct("elanor", 0, actor, `"GON-MIL"`) },
			change: func(c []sanad.Claim) []sanad.Claim { c[0].Figures[0].Low = sanad.Dec(20); return c },
			told:   []string{"0 applied"}, left: 3,
		},
		"corrected, and another figure in its place since": {
			rule: func(l *log) { l.correct("elanor", 0, "/figures/0/low", `20`) },
			change: func(c []sanad.Claim) []sanad.Claim {
				c[0].Figures[0].Measure = "injured"
				return c
			},
			told: []string{"0 doubtful idle"}, left: 3,
		},
		"corrected by two": {
			rule: func(l *log) {
				l.correct("elanor", 0, actor, `"GON-MIL"`)
				l.correct("frodo", 0, actor, `"GON-CVL"`) // as it was coded
				l.correct("frodo", 0, "/negated", `true`)
			},
			told: []string{"0 superseded idle by 1 against [1]", "1 applied against [0]", "2 applied"}, left: 3,
			check: func(t *testing.T, c []sanad.Claim) {
				if c[0].Figures[0].Of[0].ID != "GON-CVL" || !c[0].Negated {
					t.Errorf("%+v", c[0])
				}
			},
		},
		"a type corrected, and read so since": {
			rule:   func(l *log) { l.correct("elanor", 1, "/event/type", `"COERCE"`) },
			change: func(c []sanad.Claim) []sanad.Claim { c[1].Event.Type = "COERCE"; sanad.SetIDs(c); return c },
			told:   []string{"0 applied"}, left: 3,
		},
		"a denial made an assertion in two steps": {
			rule: func(l *log) {
				l.correct("elanor", 2, "/denies", `null`)
				l.correct("elanor", 2, "/stance", `"affirm"`)
			},
			told: []string{"0 applied", "1 applied"}, left: 3,
			check: func(t *testing.T, c []sanad.Claim) {
				if c[2].Denies != "" || c[2].Stance != sanad.StanceAffirm {
					t.Errorf("%+v", c[2])
				}
			},
		},
		"accepted as corrected, and the correction undone": {
			rule: func(l *log) {
				n := l.correct("elanor", 0, actor, `"GON-MIL"`)
				l.rule("frodo", sanad.DecideAccept, 0)
				l.undo("elanor", n)
			},
			told: []string{"0 undone idle by 2", "1 doubtful", "2 applied"}, left: 3,
		},
		"accepted, and corrected afterwards": {
			rule: func(l *log) { l.rule("frodo", sanad.DecideAccept, 0); l.correct("elanor", 0, actor, `"GON-MIL"`) },
			told: []string{"0 applied", "1 applied"}, left: 3,
		},
		"rejected under a corrected type that is read so since": {
			rule: func(l *log) {
				l.correct("elanor", 1, "/event/type", `"COERCE"`)
				l.rule("frodo", sanad.DecideReject, 1)
			},
			change: func(c []sanad.Claim) []sanad.Claim { c[1].Event.Type = "COERCE"; sanad.SetIDs(c); return c },
			told:   []string{"0 applied", "1 applied"}, left: 2,
		},
		"what is appended is there since": {
			rule: func(l *log) {
				l.correct("elanor", 1, "/recipients/-", `{"id":"GON","start":17,"end":23,"text":"Gondor"}`)
			},
			change: func(c []sanad.Claim) []sanad.Claim {
				c[1].Recipients = []sanad.Entity{entity("GON", "Gondor", 0)}
				return c
			},
			told: []string{"0 applied"}, left: 3,
			check: func(t *testing.T, c []sanad.Claim) {
				if len(c[1].Recipients) != 1 {
					t.Errorf("%+v", c[1].Recipients)
				}
			},
		},
		"two appended": {
			rule: func(l *log) {
				l.correct("elanor", 1, "/recipients/-", `{"id":"GON","start":17,"end":23,"text":"Gondor"}`)
				l.correct("frodo", 1, "/recipients/-", `{"id":"ROH","start":0,"end":0}`)
			},
			told: []string{"0 applied", "1 applied"}, left: 3,
			check: func(t *testing.T, c []sanad.Claim) {
				if len(c[1].Recipients) != 2 {
					t.Errorf("%+v", c[1].Recipients)
				}
			},
		},
		"the element before it taken away, and that undone": {
			rule: func(l *log) {
				l.correct("elanor", 1, "/actors/-", `{"id":"ROH","start":17,"end":23,"text":"Gondor"}`)
				n := l.correct("elanor", 1, "/actors/0", `null`)
				l.correct("elanor", 1, "/actors/0/id", `"GON-MIL"`) // Rohan's
				l.undo("frodo", n)
			},
			told: []string{"0 applied", "1 undone idle by 3", "2 doubtful idle", "3 applied"}, left: 3,
		},
		"what would be no claim is held back": {
			rule: func(l *log) { l.correct("elanor", 2, "/stance", `"affirm"`) },
			told: []string{"0 doubtful idle"}, left: 3,
		},
		"an actor taken away and another appended": {
			rule: func(l *log) {
				l.correct("elanor", 1, "/actors/0", `null`)
				l.correct("elanor", 1, "/recipients/-", `{"id":"GON","start":17,"end":23,"text":"Gondor"}`)
			},
			told: []string{"0 applied", "1 applied"}, left: 3,
			check: func(t *testing.T, c []sanad.Claim) {
				if c[1].Actors != nil || len(c[1].Recipients) != 1 || c[1].Recipients[0].Country != "GON" {
					t.Errorf("%+v", c[1])
				}
			},
		},
		"words that aren't there": {
			rule: func(l *log) {
				l.correct("elanor", 1, "/recipients/-", `{"id":"GON","start":0,"end":6,"text":"Gondor"}`)
			},
			told: []string{"0 doubtful idle"}, left: 3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := &log{t: t}
			c.rule(l)
			claims := coded()
			if c.change != nil {
				claims = c.change(claims)
			}
			before, _ := json.Marshal(claims)
			got := rules(t).Apply(report, claims, NewSet(l.rulings))
			if after, _ := json.Marshal(claims); !bytes.Equal(before, after) {
				t.Error("the claims that were given are changed")
			}
			rep := l.report(claims)
			if d := cmp.Diff(c.told, told(rep.Outcomes)); d != "" {
				t.Errorf("%s\n%+v", d, rep.Outcomes)
			}
			if len(got.Claims) != c.left || len(got.Claims)+len(got.Rejected) != len(claims) {
				t.Errorf("%d claims, %d rejected", len(got.Claims), len(got.Rejected))
			}
			if c.check != nil {
				c.check(t, got.Claims)
			}
		})
	}
}

// added is a claim that the coder missed, as an analyst gives it.
const added = `{"event":{"type":"ACCUSE","modes":["allege"],"trigger":{"text":"accused"}},
	"actors":[{"id":"GON-GOV"}],"recipients":[{"id":"ARN","text":"Arnor"}]}`

func (l *log) addClaim(analyst string) int64 {
	l.t.Helper()
	o := sanad.NewOffsets(report.Text)
	at := strings.Index(report.Text, "Gondor accused")
	s := sanad.SentenceRef{Index: 1, Span: sanad.Span{Start: o.Rune(at), End: o.Rune(at + 45)}}
	value, anchor, err := rules(l.t).Added(report, coded(), NewSet(l.rulings), json.RawMessage(added), func(int) sanad.SentenceRef { return s })
	if err != nil {
		l.t.Fatal(err)
	}
	return l.add(analyst, sanad.Decision{Kind: sanad.DecideAdd, Anchors: []sanad.Anchor{anchor}, Value: value})
}

func TestAddedClaim(t *testing.T) {
	l := &log{t: t}
	l.addClaim("elanor")
	got := rules(t).Apply(report, coded(), NewSet(l.rulings))
	if len(got.Claims) != 4 {
		t.Fatalf("%d claims; %+v", len(got.Claims), got.Outcomes)
	}
	c := got.Claims[3]
	o := sanad.NewOffsets(report.Text)
	if c.Rule != "decision:0" || c.Document != "d1" || o.Slice(c.Anchor()) != "accused" || o.Slice(c.Recipients[0].Span) != "Arnor" ||
		c.Recipients[0].Country != "ARN" || c.Voice != sanad.VoiceSource || c.Confidence != 1 || c.Event.Score >= 0 {
		t.Errorf("%+v", c)
	}
	if _, _, err := rules(t).Added(report, coded(), NewSet(l.rulings), l.rulings[0].Value, func(int) sanad.SentenceRef { return c.Sentence }); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("the same added again: %v", err)
	}
	// The coder reads it too, otherwise: the analyst's stays, under the same id.
	theirs := c
	theirs.Rule, theirs.Recipients = "predicate:accuse", nil
	both := append(coded(), theirs)
	sanad.SetIDs(both)
	got = rules(t).Apply(report, both, NewSet(l.rulings))
	if len(got.Claims) != 4 || got.Claims[3].Rule != "decision:0" || got.Claims[3].ID != c.ID || told(got.Outcomes)[0] != "0 doubtful" {
		t.Errorf("%v %+v", told(got.Outcomes), got.Claims)
	}
	// Another ruling can be about it.
	l.correct("frodo", 3, "/modality", `"possible"`)
	l.rule("frodo", sanad.DecideReject, 3)
	if got = rules(t).Apply(report, coded(), NewSet(l.rulings)); len(got.Claims) != 3 || len(got.Rejected) != 1 {
		t.Errorf("%+v", got)
	}
	l.undo("elanor", 0)
	if got := told(l.report(coded()).Outcomes); !slices.Equal(got, []string{"0 undone idle by 3", "1 orphaned idle", "2 orphaned idle", "3 applied"}) {
		t.Error(got)
	}
}

func TestComplete(t *testing.T) {
	c := coded()[0]
	for _, x := range []struct{ field, value, want string }{
		{"/actors", `[{"id":"ARN-MIL"}]`, `[{"end":` + fmt.Sprint(c.Sentence.End) + `,"id":"ARN-MIL","start":` + fmt.Sprint(c.Sentence.Start) + `}]`},
		{"/recipients/-", `{"id":"GON","text":"Annúminas"}`, `{"end":72,"id":"GON","start":63,"text":"█████████"}`}, // no place that the codebook has
		{"/recipients/0/text", `"Annúminas"`, `"█████████"`},
		{"/recipients/0/label", `"the Balrog"`, `"the Balrog"`}, // the analyst's own word
		{"/figures/-", `{"measure":"injured","low":1,"high":1,"text":"23"}`, `{"approximate":false,"end":31,"high":1,"id":"f2","low":1,"measure":"injured","start":29,"text":"23","vague":false}`},
		{"/actors/0/id", `"ARN"`, `"ARN"`},
		{"/denies", `null`, `null`},
		{"/recipients/-", `{"id":"GON","text":"Gondor"}`, ``}, // twice in the text
		{"/actors", `[]`, ``},
		{"/event/trigger", `{}`, ``},
		{"/stance", `"x`, ``},
	} {
		got, err := rules(t).Complete(report, x.field, json.RawMessage(x.value), c)
		if string(got) != x.want || (x.want == "") != errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%s %s gives %s, %v; want %s", x.field, x.value, got, err, x.want)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	s := sanad.SentenceRef{Span: sanad.Span{Start: 0, End: 20}}
	for name, value := range map[string]string{
		"no trigger":        `{"event":{"type":"ACCUSE"}}`,
		"a word not there":  `{"event":{"type":"ACCUSE","trigger":{"text":"blamed"}}}`,
		"a word twice":      `{"event":{"type":"ASSAULT","trigger":{"text":"shelling"}}}`,
		"beyond the text":   `{"event":{"type":"ASSAULT","trigger":{"text":"shelling","start":5000,"end":5008}}}`,
		"other words there": `{"event":{"type":"ASSAULT","trigger":{"text":"shelling","start":0,"end":8}}}`,
		"its own id":        `{"id":"x","event":{"type":"ACCUSE","trigger":{"text":"accused"}}}`,
		"unknown member":    `{"mood":"x","event":{"type":"ACCUSE","trigger":{"text":"accused"}}}`,
		"type of none":      `{"event":{"type":"PRAISE","trigger":{"text":"accused"}}}`,
		"mode of none":      `{"event":{"type":"ACCUSE","modes":["x"],"trigger":{"text":"accused"}}}`,
		"actor of none":     `{"event":{"type":"ACCUSE","trigger":{"text":"accused"}},"actors":[{"id":"XYZ-MIL"}]}`,
		"stance of none":    `{"stance":"x","event":{"type":"ACCUSE","trigger":{"text":"accused"}}}`,
		"nothing":           `{}`,
		"a list":            `[]`,
	} {
		_, _, err := rules(t).Added(report, coded(), nil, json.RawMessage(value), func(int) sanad.SentenceRef { return s })
		if !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLinksGradesAndMarks(t *testing.T) {
	l := &log{t: t}
	pair := []sanad.Anchor{l.anchor(2), l.anchor(1)}
	l.add("elanor", sanad.Decision{Kind: sanad.DecideMerge, Anchors: pair})
	slices.Reverse(pair)
	l.add("frodo", sanad.Decision{Kind: sanad.DecideSplit, Anchors: pair})
	l.add("elanor", sanad.Decision{Kind: sanad.DecideSource, Source: "Bree Gazette", Value: json.RawMessage(`"B"`)})
	l.undo("elanor", l.add("frodo", sanad.Decision{Kind: sanad.DecideSource, Source: "Bree Gazette", Value: json.RawMessage(`"F"`)}))
	l.add("elanor", sanad.Decision{Kind: sanad.DecideItem, Anchors: []sanad.Anchor{l.anchor(0)}, Value: json.RawMessage(`3`)})
	l.add("frodo", sanad.Decision{Kind: sanad.DecideVerdict, Anchors: []sanad.Anchor{l.anchor(0)}, Value: json.RawMessage(`"confirmed"`)})
	l.rule("frodo", sanad.DecideNote, 0)
	l.rule("elanor", sanad.DecideNote, 0)
	elsewhere := l.anchor(0)
	elsewhere.Document = "gone"
	l.add("frodo", sanad.Decision{Kind: sanad.DecideMerge, Anchors: []sanad.Anchor{elsewhere, l.anchor(0)}})
	rep := l.report(coded())
	a, b := coded()[1].ID, coded()[2].ID
	want := []Link{{min(a, b), max(a, b), false, 1, "frodo", "3019-03-25T12:01:00Z"}}
	if d := cmp.Diff(want, rep.Links); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"0 superseded idle by 1 against [1]", "1 applied against [0]", "2 applied", "3 undone idle by 4", "4 applied",
		"5 applied", "6 applied", "7 applied", "8 applied", "9 orphaned idle",
	}, told(rep.Outcomes)); d != "" {
		t.Error(d)
	}
	var marks []string
	for _, m := range rep.Marks {
		marks = append(marks, fmt.Sprintf("%s %s %s", m.Kind, m.Value, m.Analyst))
	}
	if d := cmp.Diff([]string{"item 3 elanor", `verdict "confirmed" frodo`, "note  frodo", "note  elanor"}, marks); d != "" {
		t.Error(d)
	}
	set := NewSet(l.rulings)
	g, ok := set.Grade("Bree Gazette")
	if history := set.Grades("Bree Gazette"); !ok || g.Grade != "B" || g.Made.IsZero() || len(history) != 2 || history[1].Undone != 4 {
		t.Errorf("%+v, history %+v", g, history)
	}
	if _, ok := set.AsOf(l.rulings[1].Recorded).Grade("Bree Gazette"); ok {
		t.Error("a grade before it was given")
	}
}

// TestOrderOfArrival shuffles what is handed in: the order of the log alone counts.
func TestOrderOfArrival(t *testing.T) {
	l := &log{t: t}
	l.rule("elanor", sanad.DecideReject, 1)
	l.addClaim("elanor")
	l.correct("frodo", 0, "/figures/0/of/0/id", `"GON-MIL"`)
	l.undo("frodo", l.correct("frodo", 0, "/figures/0/low", `20`))
	l.rule("frodo", sanad.DecideAccept, 1)
	want, _ := json.Marshal(l.report(coded()))
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		r.Shuffle(len(l.rulings), func(i, j int) { l.rulings[i], l.rulings[j] = l.rulings[j], l.rulings[i] })
		if got, _ := json.Marshal(l.report(coded())); !bytes.Equal(got, want) {
			t.Fatalf("%s\nwant %s", got, want)
		}
	}
	if got := NewSet(l.rulings).Touched(4); !slices.Equal(got, []string{"d1"}) {
		t.Errorf("an undoing touches %v", got)
	}
}

func TestReadRefuses(t *testing.T) {
	l := &log{t: t}
	l.rule("elanor", sanad.DecideReject, 1)
	key := testKey(t, 9)
	body, err := key.Sign(sanad.Decision{Kind: sanad.DecideNote, Anchors: []sanad.Anchor{l.anchor(0)}, Note: "é", Analyst: "sam", Made: "3019-03-25T12:00:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	if r := Read(sanad.Entry{Index: 5, Kind: sanad.EntryDecision, Body: body}); r.Err != nil || r.Analyst != "sam" || r.Key != key.Public() {
		t.Fatalf("%+v", r)
	}
	for i := range body { // whatever byte is changed
		spoilt := bytes.Clone(body)
		spoilt[i] ^= 1
		if r := Read(sanad.Entry{Index: 5, Kind: sanad.EntryDecision, Body: spoilt}); !errors.Is(r.Err, sanad.ErrInvalid) || !strings.Contains(r.Err.Error(), "entry 5") {
			t.Fatalf("byte %d: %v: %s", i, r.Err, spoilt)
		}
	}
	other := Read(sanad.Entry{Index: 5, Kind: sanad.EntryDecision, Body: body}).Decision
	other.Key = testKey(t, 8).Public()
	spoilt, _ := canonicalOf(other)
	for name, b := range map[string][]byte{
		"another's key": spoilt, "spelled otherwise": append([]byte(" "), body...), "nothing": nil, "a list": []byte("[]"),
		"a member more": append([]byte(`{"a":1,`), body[1:]...), "a name in capitals": bytes.Replace(body, []byte(`"analyst"`), []byte(`"Analyst"`), 1),
		"a member of nothing": bytes.Replace(body, []byte(`"kind"`), []byte(`"field":null,"kind"`), 1),
	} {
		if r := Read(sanad.Entry{Kind: sanad.EntryDecision, Body: b}); !errors.Is(r.Err, sanad.ErrInvalid) {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	if r := Read(sanad.Entry{Kind: sanad.EntryDecision, Redacted: true}); !errors.Is(r.Err, sanad.ErrRedacted) {
		t.Error(r.Err)
	}
	// What was undone isn't brought back by repeating it.
	again := l.rulings[0]
	again.Entry = 2
	l.undo("elanor", 0)
	l.rulings = append(l.rulings, again)
	if got := told(l.report(coded()).Outcomes); !slices.Equal(got, []string{"0 undone idle by 1", "1 applied", "2 refused idle"}) {
		t.Error(got)
	}
}

func TestSignRefuses(t *testing.T) {
	a := (&log{t: t}).anchor(0)
	zero := int64(0)
	good := sanad.Decision{Kind: sanad.DecideReject, Anchors: []sanad.Anchor{a}, Analyst: "sam", Made: "3019-03-25T12:00:00Z"}
	for name, spoil := range map[string]func(*sanad.Decision){
		"no kind":             func(d *sanad.Decision) { d.Kind = "praise" },
		"no anchor":           func(d *sanad.Decision) { d.Anchors = nil },
		"one anchor too many": func(d *sanad.Decision) { d.Anchors = append(d.Anchors, a) },
		"an analyst's path":   func(d *sanad.Decision) { d.Analyst = "../sam" },
		"no analyst":          func(d *sanad.Decision) { d.Analyst = "" },
		"a local time":        func(d *sanad.Decision) { d.Made = "3019-03-25T12:00:00+05:00" },
		"a value":             func(d *sanad.Decision) { d.Value = json.RawMessage("1") },
		"a field":             func(d *sanad.Decision) { d.Field = "/stance" },
		"an undoing":          func(d *sanad.Decision) { d.Undoes = &zero },
		"no field":            func(d *sanad.Decision) { d.Kind, d.Value = sanad.DecideCorrect, json.RawMessage("1") },
		"the id as a field":   func(d *sanad.Decision) { d.Kind, d.Value, d.Field = sanad.DecideCorrect, json.RawMessage("1"), "/id" },
		"the links as a field": func(d *sanad.Decision) {
			d.Kind, d.Value, d.Field = sanad.DecideCorrect, json.RawMessage("1"), "/links/0"
		},
		"a member of what isn't there": func(d *sanad.Decision) {
			d.Kind, d.Value, d.Field = sanad.DecideCorrect, json.RawMessage("1"), "/figures/-/-/-"
		},
		"a part of what is appended": func(d *sanad.Decision) {
			d.Kind, d.Value, d.Field = sanad.DecideCorrect, json.RawMessage(`"ARN"`), "/actors/-/id"
		},
		"no pointer": func(d *sanad.Decision) {
			d.Kind, d.Value, d.Field = sanad.DecideCorrect, json.RawMessage("1"), "stance"
		},
		"grade 7": func(d *sanad.Decision) { d.Kind, d.Value = sanad.DecideItem, json.RawMessage("7") },
		"grade G": func(d *sanad.Decision) {
			d.Kind, d.Value, d.Anchors, d.Source = sanad.DecideSource, json.RawMessage(`"G"`), nil, "x"
		},
		"a note of nothing": func(d *sanad.Decision) { d.Kind = sanad.DecideNote },
		"a long note":       func(d *sanad.Decision) { d.Note = strings.Repeat("x", maxNote+1) },
		"no words": func(d *sanad.Decision) {
			d.Anchors = []sanad.Anchor{{Document: "d", Kind: "event", Content: "X", Saw: a.Saw}}
		},
	} {
		d := good
		spoil(&d)
		if _, err := testKey(t, 1).Sign(d); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeyFile(t *testing.T) {
	key := testKey(t, 3)
	text, err := key.PEM()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(text)
	if err != nil || again.Public() != key.Public() {
		t.Errorf("%v", err)
	}
	for _, bad := range [][]byte{nil, []byte("x"), text[1:], append(bytes.Clone(text), text...), bytes.Replace(text, []byte("M"), []byte("N"), 1)} {
		if _, err := ParseKey(bad); !errors.Is(err, sanad.ErrDamaged) || strings.Contains(err.Error(), "MC4C") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestPointer(t *testing.T) {
	for _, c := range []struct{ in, field, value, want string }{
		{`{"a":{"b":[1,2]}}`, "/a/b/1", `3`, `{"a":{"b":[1,3]}}`},
		{`{"a":{"b":[1,2]}}`, "/a/b/-", `3`, `{"a":{"b":[1,2,3]}}`},
		{`{"a":{"b":[1]}}`, "/a/b/0", `null`, `{"a":{}}`},
		{`{"a":1}`, "/a", `null`, `{}`},
		{`{"low":1}`, "/low", `null`, `{"low":null}`},
		{`{}`, "/a/-", `1`, `{"a":[1]}`},
		{`{}`, "/a/b", `1`, `{"a":{"b":1}}`},
		{`{"a/b":{"~":1}}`, "/a~1b/~0", `2`, `{"a/b":{"~":2}}`},
		{`{"a":[1]}`, "/a/01", `2`, ``},
		{`{"a":[1]}`, "/a/2", `2`, ``},
		{`{"a":1}`, "/a/b", `2`, ``},
	} {
		v, _ := toValue(json.RawMessage(c.in))
		value, _ := toValue(json.RawMessage(c.value))
		steps, err := pointer(c.field)
		if err == nil {
			v, err = set(v, steps, value)
		}
		got, _ := json.Marshal(v)
		if c.want == "" && err == nil || c.want != "" && string(got) != c.want {
			t.Errorf("%s with %s = %s is %s, %v, want %s", c.in, c.field, c.value, got, err, c.want)
		}
	}
}

// TestSensible: bounds that no count has are refused.
func TestSensible(t *testing.T) {
	for _, c := range []struct {
		measure   string
		low, high *sanad.Decimal
		ok        bool
	}{
		{"killed", sanad.Dec(5), sanad.Dec(5), true},
		{"killed", sanad.Dec(5), nil, true},
		{"killed", nil, nil, true},
		{"change_pct", sanad.Dec(-22), sanad.Dec(-22), true},
		{"killed", sanad.Dec(-5), sanad.Dec(5), false},
		{"killed", sanad.Dec(6), sanad.Dec(5), false},
		{"killed", sanad.Dec(1e26), nil, false},
	} {
		err := sensible(&sanad.Figure{Measure: c.measure, Low: c.low, High: c.high})
		if (err == nil) != c.ok || err != nil && !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%s from %v to %v: %v", c.measure, c.low, c.high, err)
		}
	}
}
