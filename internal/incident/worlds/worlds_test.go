package worlds

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/incident"
	"sanad.example/sanad/text"
)

var update = flag.Bool("update", false, "write testdata/golden.json")

// engine is package incident.
func engine(in Input) ([]sanad.Incident, error) {
	linker := incident.New(in.Book)
	reckoner, err := incident.NewReckoner(in.Book, "", nil)
	if err != nil {
		return nil, err
	}
	var features []incident.Features
	claims, docs := map[string]sanad.Claim{}, map[string]sanad.Document{}
	for i := range in.Coded {
		features = append(features, linker.Features(&in.Coded[i])...)
		docs[in.Coded[i].Document.ID] = in.Coded[i].Document
		for _, c := range in.Coded[i].Claims {
			claims[c.ID] = c
		}
	}
	var decided []incident.Decided
	for _, p := range in.Must {
		decided = append(decided, incident.Decided{A: p[0], B: p[1], Same: true, Decision: "0"})
	}
	for _, p := range in.Cannot {
		decided = append(decided, incident.Decided{A: p[0], B: p[1], Decision: "0"})
	}
	var out []sanad.Incident
	for _, cluster := range linker.Link(features, decided) {
		var mine []sanad.Claim
		var theirs []sanad.Document
		seen := map[string]bool{}
		for _, id := range cluster.Claims {
			c := claims[id]
			mine = append(mine, c)
			if !seen[c.Document] {
				theirs = append(theirs, docs[c.Document])
			}
			seen[c.Document] = true
		}
		for _, c := range mine { // of what is a copy, its origin too
			for at := in.Copies[c.Document]; at != "" && !seen[at]; at = in.Copies[at] {
				if doc, ok := docs[at]; ok {
					theirs = append(theirs, doc)
				}
				seen[at] = true
			}
		}
		var beside []sanad.Claim
		for _, c := range claims {
			if seen[c.Document] && !slices.Contains(cluster.Claims, c.ID) {
				beside = append(beside, c)
			}
		}
		inc := linker.Assemble(&cluster, mine, theirs)
		out = append(out, reckoner.Reckon(inc, incident.Evidence{Claims: mine, Documents: theirs, Copies: in.Copies, Beside: beside}))
	}
	return out, nil
}

func book(t testing.TB) *codebook.Book {
	t.Helper()
	b, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../../../codebook/testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mirror(t testing.TB) *Mirror {
	t.Helper()
	data, err := os.ReadFile("testdata/mirror.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadMirror("testdata/mirror.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// all reads every world.
func all(t testing.TB, b *codebook.Book) []*World {
	t.Helper()
	files, err := filepath.Glob("testdata/worlds/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no worlds: %v", err)
	}
	var out []*World
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		w, err := Read(b, f, data)
		if err != nil {
			t.Error(err)
			continue
		}
		out = append(out, w)
	}
	return out
}

// TestWorlds runs every world as it is and with the sides exchanged, and holds how much is right against
// testdata/golden.json: it may rise, never fall. -v prints what differs; -run TestWorlds/NAME runs one.
func TestWorlds(t *testing.T) {
	b, m := book(t), mirror(t)
	sums := map[string]*sum{"as told": newSum(), "sides exchanged": newSum()}
	worlds := all(t, b)
	ran := 0
	for _, w := range worlds {
		t.Run(w.Name, func(t *testing.T) {
			ran++
			told := one(t, w, sums["as told"])
			mirrored, err := m.World(w)
			if err != nil {
				t.Fatal(err)
			}
			if r := one(t, mirrored, sums["sides exchanged"]); len(r.Differs) != len(told.Differs) {
				t.Logf("exchanging the sides changes it: %s", strings.Join(r.Differs, "\n"))
			}
			t.Log(strings.Join(told.Differs, "\n"))
		})
	}
	if ran < len(worlds) {
		return // a part of them
	}
	hold(t, sums)
}

// TestTold runs the worlds that are told in reports through the coder too. It measures coder and engine
// together, so no world need be right; what is right must not become less.
func TestTold(t *testing.T) {
	b := book(t)
	parser, err := text.Load(text.Accurate)
	if err != nil {
		t.Fatal(err)
	}
	c, s := coder.New(b, parser), newSum()
	worlds, ran := slices.DeleteFunc(all(t, b), func(w *World) bool { return !w.Told() }), 0
	for _, w := range worlds {
		t.Run(w.Name, func(t *testing.T) {
			ran++
			r, err := w.RunTold(engine, c.Code)
			if err != nil {
				t.Fatal(err)
			}
			s.add(r)
			t.Log(strings.Join(r.Differs, "\n"))
		})
	}
	if len(worlds) < 40 {
		t.Errorf("only %d worlds are told in reports", len(worlds))
	}
	if ran == len(worlds) {
		hold(t, map[string]*sum{"in reports": s})
	}
}

func one(t *testing.T, w *World, s *sum) *Result {
	t.Helper()
	r, err := w.Run(engine)
	if err != nil {
		t.Fatal(err)
	}
	s.add(r)
	return r
}

// sum is how an engine fared in all worlds.
type sum struct {
	claims, documents Cubed
	counts            map[string]Tally
	right             Tally
}

func newSum() *sum { return &sum{counts: map[string]Tally{}} }

func (s *sum) add(r *Result) {
	s.claims, s.documents = s.claims.Add(r.Claims), s.documents.Add(r.Documents)
	for k, t := range r.Counts {
		c := s.counts[k]
		s.counts[k] = Tally{c.Right + t.Right, c.Of + t.Of}
	}
	s.right.count(r.Right())
}

// scores are the shares that are held.
func (s *sum) scores() map[string]float64 {
	out := map[string]float64{"documents B³": round(s.documents.F1()), "worlds": round(s.right.Share())}
	if s.claims.N > 0 {
		out["claims B³"] = round(s.claims.F1())
	}
	for k, t := range s.counts {
		out[k] = round(t.Share())
	}
	return out
}

func round(f float64) float64 { return float64(int(f*1000+.5)) / 1000 }

// hold compares with the golden scores.
func hold(t *testing.T, sums map[string]*sum) {
	t.Helper()
	const file = "testdata/golden.json"
	got := map[string]map[string]float64{}
	for name, s := range sums {
		got[name] = s.scores()
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(s.counts)) {
			parts = append(parts, fmt.Sprintf("%s %d of %d", k, s.counts[k].Right, s.counts[k].Of))
		}
		t.Logf("%s: worlds right %d of %d, B³ of claims %.3f, of documents %.3f, %s",
			name, s.right.Right, s.right.Of, s.claims.F1(), s.documents.F1(), strings.Join(parts, ", "))
	}
	data, err := os.ReadFile(file)
	golden := map[string]map[string]float64{}
	if err == nil {
		err = json.Unmarshal(data, &golden)
	}
	if *update {
		maps.Copy(golden, got)
		data, err := json.MarshalIndent(golden, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(data, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for name := range sums {
		if len(golden[name]) == 0 {
			t.Errorf("%s has no %q: run with -update", file, name)
		}
		for kind, was := range golden[name] {
			if now := got[name][kind]; now < was {
				t.Errorf("%s: %s fell from %.3f to %.3f; -v says what differs", name, kind, was, now)
			}
		}
	}
}

// TestWorldsAreManyAndVaried holds the number of worlds and that each kind of difficulty stands in some.
func TestWorldsAreManyAndVaried(t *testing.T) {
	seen := map[string]int{}
	worlds := all(t, book(t))
	for _, w := range worlds {
		for _, k := range w.Kinds {
			seen[k.text]++
		}
	}
	for _, k := range kinds {
		if seen[k] == 0 {
			t.Errorf("no world is of kind %q", k)
		}
	}
	if len(worlds) < least {
		t.Errorf("%d worlds, fewer than %d", len(worlds), least)
	}
}

// least is how many worlds there are at least.
const least = 100

// TestMirrorTwice holds that exchanging the sides twice changes nothing.
func TestMirrorTwice(t *testing.T) {
	b, m := book(t), mirror(t)
	for _, w := range all(t, b) {
		once, err := m.World(w)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := m.World(once)
		if err != nil {
			t.Fatal(err)
		}
		first, _ := w.Coded()
		then, _ := once.Coded()
		last, _ := twice.Coded()
		if a, b := texts(first), texts(last); a != b {
			t.Errorf("%s: exchanged twice:\n%s\nwas\n%s", w.Name, b, a)
		}
		if len(then) != len(first) {
			t.Errorf("%s: %d documents, exchanged %d", w.Name, len(first), len(then))
		}
	}
}

func texts(coded []sanad.Coded) string {
	var b strings.Builder
	for _, c := range coded {
		b.WriteString(c.Document.Text + "\n")
	}
	return b.String()
}

// TestReadRefuses gives a bad world and the error that its writer gets.
func TestReadRefuses(t *testing.T) {
	b := book(t)
	const head = "about: a strike\nkinds: denial\ndocuments:\n- id: d\n  source: raven\n  published: 2025-03-04\n  claims:\n"
	const claim = "  - {id: a, does: ASSAULT, from: GON}\n"
	const expect = "expect:\n- {name: x, claims: a, leads: d}\n"
	if _, err := Read(b, "w.yaml", []byte(head+claim+expect)); err != nil {
		t.Fatalf("a good world: %v", err)
	}
	for _, test := range []struct{ name, data, want string }{
		{"unknown key", head + "  - {id: a, dos: ASSAULT}\n" + expect, "w.yaml"},
		{"no about", "kinds: denial\n", "w.yaml:1: a world says"},
		{"unknown kind", strings.Replace(head, "denial", "magic", 1) + claim + expect, `w.yaml:2: "magic": write one of`},
		{"unknown source", strings.Replace(head, "raven", "crow", 1) + claim + expect, `w.yaml:5: no source "crow"`},
		{"unknown actor", head + "  - {id: a, does: ASSAULT, from: MIRKWOOD}\n" + expect, `w.yaml:8: claim "a": no actor "MIRKWOOD"`},
		{"unknown place", head + "  - {id: a, does: ASSAULT, at: MIRKWOOD}\n" + expect, `w.yaml:8: claim "a": no place "MIRKWOOD"`},
		{"unknown type", head + "  - {id: a, does: WAR}\n" + expect, `no event type "WAR"`},
		{"unknown mode", head + "  - {id: a, does: ASSAULT/loud}\n" + expect, `ASSAULT has no mode "loud"`},
		{"figure", head + "  - {id: a, figures: killed many}\n" + expect, `figure "killed many": value "many" is no number`},
		{"measure", head + "  - {id: a, figures: slain 9}\n" + expect, `no measure "slain"`},
		{"time", head + "  - {id: a, does: ASSAULT, when: yesterday}\n" + expect, `time "yesterday": write 2025-03-04`},
		{"says nothing", head + "  - {id: a, from: GON}\n" + expect, `w.yaml:8: claim "a" says nothing`},
		{"twice", head + claim + claim + expect, `w.yaml:9: claim "a" stands twice, first in line 8`},
		{"not expected", head + claim, `w.yaml:8: nothing is expected of claim "a"`},
		{"no such claim", head + claim + "expect:\n- {name: x, claims: [a, b]}\n", `w.yaml:10: no claim "b"`},
		{"estimate", head + claim + expect + "  estimates: [killed = about 9]\n", ""},
		{"status", head + claim + "expect:\n- {name: x, claims: a, status: sure}\n", `w.yaml:10: "sure": write one of reported`},
	} {
		_, err := Read(b, "w.yaml", []byte(test.data))
		if !errors.Is(err, sanad.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v; want %s", test.name, err, test.want)
		}
	}
}

// TestCubed holds B-cubed on a case worked by hand: {a b c} {d} found as {a b} {c d}.
func TestCubed(t *testing.T) {
	want := map[string]string{"a": "1", "b": "1", "c": "1", "d": "2"}
	got := map[string]string{"a": "x", "b": "x", "c": "y", "d": "y"}
	c := cubed(want, got)
	if p, r := c.P/4, c.R/4; p != .75 || r < .666 || r > .667 {
		t.Errorf("precision %v, recall %v", p, r)
	}
}

// TestExpectedIsRight shows that an engine that gives what is expected scores in full: no world contradicts
// itself, and the comparison finds what is there.
func TestExpectedIsRight(t *testing.T) {
	for _, w := range all(t, book(t)) {
		w.AsOf = nil // the engine below knows the end alone
		r, err := w.Run(func(in Input) ([]sanad.Incident, error) { return w.given(in), nil })
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range r.Differs {
			t.Errorf("%s: %s", w.file, d)
		}
	}
}

// given writes the incidents that a world expects.
func (w *World) given(in Input) []sanad.Incident {
	claims, docs := w.IDs(in.Coded)
	ids := func(l words) (out []string) {
		for _, id := range l {
			out = append(out, claims[id.text])
		}
		return out
	}
	var out []sanad.Incident
	for _, e := range w.Expect {
		inc := sanad.Incident{ID: e.Name.text, PartOf: e.PartOf.text, Claims: ids(e.Claims), Status: sanad.Status(e.Status.text)}
		for _, d := range e.Leads {
			inc.Documents = append(inc.Documents, sanad.IncidentDocument{ID: docs[d.text], Lead: true})
		}
		for _, s := range e.Estimates {
			x, _ := estimate(s)
			var low, high sanad.Figure
			_ = value(w.book, strings.ReplaceAll(x.low, "?", "")+".."+strings.ReplaceAll(x.high, "open", "0"), &low)
			if x.best != "" {
				_ = value(w.book, x.best, &high)
			}
			if x.high == "open" {
				low.High = nil
			}
			out := sanad.Estimate{Measure: x.measure, Group: sanad.Group{ID: x.group, Disputed: x.disputed}, Kind: sanad.EstimateKind(strings.ReplaceAll(x.kind, "*", "agreed")), Low: low.Low, Best: high.Low, High: low.High}
			inc.Estimates = append(inc.Estimates, out)
		}
		for _, a := range e.Accounts {
			acc := sanad.Account{Claimant: sanad.Claimant{ID: a.By.text}, Stance: sanad.Stance(a.Stance.text), Denies: sanad.Denied(a.Denies.text), Answers: ids(a.Answers), Repeats: ids(a.Repeats)}
			for _, s := range a.Tells {
				f, old, _ := said(w.book, s)
				v := sanad.Value{Measure: f.Measure, Low: f.Low, High: f.High}
				if len(f.Of) > 0 {
					v.Group.ID = f.Of[0].ID
				}
				for _, o := range old {
					v.Replaced = append(v.Replaced, sanad.Replaced{Low: o.Low, High: o.High})
				}
				acc.Values = append(acc.Values, v)
			}
			inc.Accounts = append(inc.Accounts, acc)
		}
		out = append(out, inc)
	}
	return out
}

// TestNoEngine shows that an engine that gives nothing scores nothing.
func TestNoEngine(t *testing.T) {
	s := newSum()
	for _, w := range all(t, book(t)) {
		r, err := w.Run(func(Input) ([]sanad.Incident, error) { return nil, nil })
		if err != nil {
			t.Fatal(err)
		}
		s.add(r)
	}
	if s.right.Right > 0 || s.claims.F1() > .9 {
		t.Errorf("nothing found: %d worlds right, B³ %.3f", s.right.Right, s.claims.F1())
	}
}
