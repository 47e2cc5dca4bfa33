package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/pipeline"
)

// reports are documents of the invented world that tell of a few days, places and tolls again and again, so that their
// claims meet in many ways.
func reports(r *rand.Rand, n int) []sanad.Input {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var out []sanad.Input
	for i := range n {
		day := 10 + r.IntN(14)
		in := sanad.Input{
			ID: fmt.Sprintf("s%d", i), Source: pick("Bree Gazette", "Shire Post", "Dale Herald"), Published: fmt.Sprintf("2025-10-%02d", day+r.IntN(3)),
		}
		town, on := pick("Minas Tirith", "Osgiliath", "Fornost", "Annúminas"), fmt.Sprintf("%d October", day)
		switch r.IntN(4) {
		case 0:
			in.Text = fmt.Sprintf("Gondor said %d of its soldiers were killed in an attack by Arnor in %s on %s.", 2+r.IntN(9), town, on)
		case 1:
			in.Text = fmt.Sprintf("Arnor denied attacking Gondor in %s on %s.", town, on)
		case 2:
			in.Text = fmt.Sprintf("Arnor's forces attacked %s on %s, killing %d civilians. Gondor attacked Arnor.", town, on, 2+r.IntN(9))
		default:
			in.Text = fmt.Sprintf("Clashes between Arnor and Gondor killed %d people in %s on %s.", 2+r.IntN(9), town, on)
		}
		in.Text += fmt.Sprintf(" It was report %d.", i)
		out = append(out, in)
	}
	return out
}

// TestLinkingInBatches links in one unit and in many, at once and one document after another: the same comes of it.
func TestLinkingInBatches(t *testing.T) {
	ins := reports(rand.New(rand.NewPCG(5, 0)), 60)
	want := ""
	for _, batch := range []int{0, 1, 7} {
		for _, step := range []int{len(ins), 9} {
			o := open(t, t.TempDir())
			o.Batch = batch
			for part := range slices.Chunk(ins, step) {
				ingest(t, o, part)
			}
			if want == "" {
				want = digest(t, o)
			}
			if got := digest(t, o); got != want {
				t.Errorf("linked %d claims at a time, %d documents at a time: digest %s, want %s", batch, step, got, want)
			}
		}
	}
}

// TestInterruptedLinkingIsFinished ends a run after each document: without further entries the next finishes it.
func TestInterruptedLinkingIsFinished(t *testing.T) {
	ins := reports(rand.New(rand.NewPCG(6, 0)), 12)
	whole := open(t, t.TempDir())
	ingest(t, whole, ins)
	grade := sanad.Decision{
		Kind: sanad.DecideSource, Source: "Bree Gazette", Value: json.RawMessage(`"E"`), Analyst: "elanor", Made: "3019-03-25T12:00:00Z",
	}
	ungraded := digest(t, whole)
	appendDecision(t, whole, grade)
	if err := whole.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	o := open(t, t.TempDir())
	for _, in := range ins {
		_, err := o.Ingest(t.Context(), items(t, []sanad.Input{in}), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) })
		if err != nil {
			t.Fatal(err)
		}
		interrupt(t, o)
	}
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if got := digest(t, o); got != ungraded {
		t.Errorf("interrupted: digest %s, want %s", got, ungraded)
	}
	appendDecision(t, o, grade)
	interrupt(t, o)
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := digest(t, o), digest(t, whole); got != want || want == ungraded {
		t.Errorf("interrupted: digest %s, want %s, and with the grade not %s", got, want, ungraded)
	}
}

// interrupt ends a run as soon as it has put something.
func interrupt(t *testing.T, o *pipeline.Observatory) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := o.CatchUp(ctx, func(int64, int64) { cancel() }, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v, want it cancelled", err)
	}
}

// TestIncrementalIsRebuilt lets documents come, be ruled on in all ways and be destroyed, in random order: at any time
// the data are what a rebuild makes.
func TestIncrementalIsRebuilt(t *testing.T) {
	seeds := uint64(3)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 7))
		f := &folder{t: t, o: open(t, t.TempDir()), r: r, waiting: reports(r, 30)}
		for step := range 40 {
			f.o.Batch = 1 + r.IntN(5)
			told := f.step()
			if step%8 != 7 {
				continue
			}
			if err := f.o.CatchUp(t.Context(), nil, nil); err != nil {
				t.Fatal(err)
			}
			f.o.Batch = 0
			before, after, err := f.o.Rebuild(t.Context(), nil)
			if err != nil || before != after {
				t.Fatalf("seed %d, step %d (%s): digest %s, rebuilt %s, %v\n%v", seed, step, told, before, after, err, f.told)
			}
		}
	}
}

// TestAsOfUndoesLaterRulings lets rulings of all kinds come after a moment: what the folder says of that moment is what it
// said then, but for incidents of which nothing is left.
func TestAsOfUndoesLaterRulings(t *testing.T) {
	changed := false
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 9))
		f := &folder{t: t, o: open(t, t.TempDir()), r: r, waiting: reports(r, 24)}
		ingest(t, f.o, f.waiting)
		for _, in := range f.waiting {
			f.there = append(f.there, in.ID)
		}
		rule := func(n int) {
			for range n {
				f.ruled = append(f.ruled, appendDecision(t, f.o, f.decision()))
				f.told = append(f.told, "")
			}
			if err := f.o.CatchUp(t.Context(), nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		rule(10)
		want, at := incidents(t, f.o, sanad.Moment{}), sanad.Moment{Recorded: time.Now()}
		rule(12)
		got := incidents(t, f.o, at)
		there := map[string]bool{} // claims that are in incidents now
		err := f.o.Reader().EachIncident(t.Context(), sanad.IncidentQuery{}, func(in sanad.Incident) error {
			for _, c := range in.Claims {
				there[c] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want = slices.DeleteFunc(want, func(line string) bool {
			var in sanad.Incident
			return json.Unmarshal([]byte(line), &in) != nil || !slices.ContainsFunc(in.Claims, func(c string) bool { return there[c] })
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d (-then +as of then):\n%s", seed, diff)
		}
		changed = changed || !slices.Equal(want, incidents(t, f.o, sanad.Moment{}))
	}
	if !changed {
		t.Error("nothing changed since: nothing was tested")
	}
}

// folder is one that a random sequence is played in.
type folder struct {
	t       *testing.T
	o       *pipeline.Observatory
	r       *rand.Rand
	waiting []sanad.Input
	there   []string // names of documents
	ruled   []int64  // entries of decisions
	told    []string // what was done
}

// step does one thing at random.
func (f *folder) step() string {
	told := ""
	switch n := f.r.IntN(12); {
	case n < 5 && len(f.waiting) > 0 || len(f.there) < 4:
		k := min(len(f.waiting), 1+f.r.IntN(4))
		ingest(f.t, f.o, f.waiting[:k])
		for _, in := range f.waiting[:k] {
			f.there = append(f.there, in.ID)
		}
		f.waiting, told = f.waiting[k:], fmt.Sprintf("%d documents", k)
	case n == 5:
		i := f.r.IntN(len(f.there))
		told = "redact " + f.there[i]
		if _, err := f.o.Redact(f.t.Context(), f.there[i], "asked"); err != nil {
			f.t.Fatal(err)
		}
		f.there = slices.Delete(f.there, i, i+1)
	default:
		d := f.decision()
		told = string(d.Kind) + " " + d.Source
		f.ruled = append(f.ruled, appendDecision(f.t, f.o, d))
		if f.r.IntN(2) == 0 {
			if err := f.o.CatchUp(f.t.Context(), nil, nil); err != nil {
				f.t.Fatal(err)
			}
		}
	}
	f.told = append(f.told, told)
	return told
}

// decision is one of any kind on any claim of any document.
func (f *folder) decision() sanad.Decision {
	d := sanad.Decision{Analyst: "elanor", Made: time.Date(3019, 3, 25, 12, 0, len(f.told), 0, time.UTC).Format(time.RFC3339)}
	switch f.r.IntN(7) {
	case 0:
		d.Kind, d.Source = sanad.DecideSource, []string{"Bree Gazette", "bree gazette", "Dale Herald"}[f.r.IntN(3)]
		d.Value = json.RawMessage([]string{`"A"`, `"E"`}[f.r.IntN(2)])
	case 1:
		d.Kind, d.Anchors = sanad.DecideReject, f.anchors(1)
	case 2:
		d.Kind, d.Anchors, d.Field = sanad.DecideCorrect, f.anchors(1), "/stance"
		d.Value = json.RawMessage([]string{`"affirm"`, `"question"`}[f.r.IntN(2)])
	case 3, 4:
		d.Kind, d.Anchors = []sanad.DecisionKind{sanad.DecideMerge, sanad.DecideSplit}[f.r.IntN(2)], f.anchors(2)
	default:
		if len(f.ruled) == 0 {
			d.Kind, d.Anchors = sanad.DecideMerge, f.anchors(2)
			break
		}
		d.Kind, d.Undoes = sanad.DecideUndo, &f.ruled[f.r.IntN(len(f.ruled))]
	}
	return d
}

// anchors are those of n claims of other documents each.
func (f *folder) anchors(n int) (out []sanad.Anchor) {
	for _, at := range f.r.Perm(len(f.there))[:n] {
		coded, err := f.o.Coded(f.t.Context(), f.there[at])
		if err != nil || len(coded.Claims) == 0 {
			f.t.Fatalf("%d claims, %v", len(coded.Claims), err)
		}
		a, err := f.o.Rules.Anchor(coded.Document, coded.Claims, nil, coded.Claims[f.r.IntN(len(coded.Claims))].ID)
		if err != nil {
			f.t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}
