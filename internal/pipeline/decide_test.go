package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/pipeline"
)

func analyst(t *testing.T, seed byte) decision.Key {
	t.Helper()
	key, err := decision.NewKey(rand.NewChaCha8([32]byte{seed}))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// anchorOf is the anchor of a document's first claim that has kind and content.
func anchorOf(t *testing.T, o *pipeline.Observatory, document, content string) sanad.Anchor {
	t.Helper()
	coded, err := o.Coded(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	for i := range coded.Claims {
		if _, has := coded.Claims[i].Kind(); has != content {
			continue
		}
		a, err := o.Rules.Anchor(coded.Document, coded.Claims, nil, coded.Claims[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	t.Fatalf("document %q has no claim of %s", document, content)
	return sanad.Anchor{}
}

// rulings are the decisions of these tests: a rejection, a correction that another takes the place of, a merge, a
// grade, and a rejection that is undone, all by someone who saw what was coded and nobody's corrections. at is the
// index of the entry that each gets.
func rulings(t *testing.T, o *pipeline.Observatory, at func(i int) int64) []sanad.Decision {
	t.Helper()
	toll, denial, other := anchorOf(t, o, "r0", "ASSAULT"), anchorOf(t, o, "r1", "ASSAULT"), anchorOf(t, o, "r4", "ASSAULT")
	on := func(k sanad.DecisionKind, a ...sanad.Anchor) sanad.Decision {
		return sanad.Decision{Kind: k, Anchors: a}
	}
	low := func(value string) sanad.Decision {
		d := on(sanad.DecideCorrect, toll)
		d.Field, d.Value = "/figures/0/low", json.RawMessage(value)
		return d
	}
	list := []sanad.Decision{
		on(sanad.DecideReject, denial), low("0"), low("1"), on(sanad.DecideMerge, toll, other),
		{Kind: sanad.DecideSource, Source: "Bree Gazette", Value: json.RawMessage(`"C"`)},
		on(sanad.DecideReject, other),
		{Kind: sanad.DecideUndo},
	}
	undone := at(5)
	list[6].Undoes = &undone
	for i := range list {
		list[i].Analyst, list[i].Note = "elanor", fmt.Sprintf("ruling %d", i)
		list[i].Made = time.Date(3019, 3, 25, 12, i, 0, 0, time.UTC).Format(time.RFC3339)
	}
	return list
}

func appendDecision(t *testing.T, o *pipeline.Observatory, d sanad.Decision) int64 {
	t.Helper()
	body, err := analyst(t, 1).Sign(d)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := o.Evidence.Append(t.Context(), []sanad.Entry{{Kind: sanad.EntryDecision, Body: body}})
	if err != nil {
		t.Fatal(err)
	}
	return entries[0].Index
}

// TestDecisionsInAnyOrder holds that what decisions do doesn't depend on when they come relative to documents, on
// restarts between, nor on a rebuild; the order among themselves is the log's.
func TestDecisionsInAnyOrder(t *testing.T) {
	ins := records(8)
	o := open(t, t.TempDir())
	ingest(t, o, ins)
	without := digest(t, o)
	var want string
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 1))
		dir := t.TempDir()
		log := open(t, dir)
		var at []int64
		list := rulings(t, o, func(int) int64 { return 0 })
		docs, made := slices.Clone(ins), 0
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		for len(docs) > 0 || made < len(list) {
			if len(docs) > 0 && (made == len(list) || r.IntN(2) == 0) {
				ingest(t, log, docs[:1])
				docs = docs[1:]
				continue
			}
			d := list[made]
			if d.Undoes != nil {
				d.Undoes = &at[5]
			}
			at = append(at, appendDecision(t, log, d))
			if made++; r.IntN(3) == 0 { // left behind by a process that ends here
				log.Close()
				log = open(t, dir)
			}
		}
		if err := log.CatchUp(t.Context(), nil, nil); err != nil {
			t.Fatal(err)
		}
		got := digest(t, log)
		if want == "" {
			want = got
		}
		before, after, err := log.Rebuild(t.Context(), nil)
		if got != want || got == without || err != nil || before != want || after != want {
			t.Errorf("seed %d: digest %s, rebuilt %s and %s, %v; want %s, and not %s", seed, got, before, after, err, want, without)
		}
		checkRuled(t, log)
	}
}

func checkRuled(t *testing.T, o *pipeline.Observatory) {
	t.Helper()
	set, report, err := o.Decisions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, out := range report.Outcomes {
		states = append(states, string(out.State))
	}
	if got := strings.Join(states, " "); got != "applied superseded doubtful doubtful applied undone applied" {
		t.Errorf("%s: %+v", got, report.Outcomes)
	}
	if g, ok := set.Grade("Bree Gazette"); !ok || g.Grade != "C" || len(report.Links) != 1 || !report.Links[0].Must || len(report.Rejected) != 1 {
		t.Errorf("grade %+v, links %+v, rejected %+v", g, report.Links, report.Rejected)
	}
	claims, err := o.Reader().DocumentClaims(t.Context(), "r1")
	if err != nil || slices.ContainsFunc(claims, func(c sanad.Claim) bool { return c.ID == report.Rejected[0].ID }) {
		t.Errorf("%+v, %v: the rejected claim is still there", claims, err)
	}
	claims, err = o.Reader().DocumentClaims(t.Context(), "r0")
	if err != nil || !slices.ContainsFunc(claims, func(c sanad.Claim) bool {
		return len(c.Figures) > 0 && c.Figures[0].Low != nil && *c.Figures[0].Low == 1
	}) {
		t.Errorf("%+v, %v: the toll isn't corrected", claims, err)
	}
}

// TestDecisionInterrupted ends a run after each of its steps: the next carries on to the same digest.
func TestDecisionInterrupted(t *testing.T) {
	o := open(t, t.TempDir())
	ingest(t, o, records(8))
	for _, d := range rulings(t, o, func(i int) int64 { return 16 + int64(i) }) {
		appendDecision(t, o, d)
	}
	for stop := range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		err := o.CatchUp(ctx, func(int64, int64) {
			if n++; n > stop {
				cancel()
			}
		}, nil)
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	before, after, err := o.Rebuild(t.Context(), nil)
	if err != nil || before != after {
		t.Errorf("%s and %s, %v", before, after, err)
	}
}

func TestDecide(t *testing.T) {
	o := open(t, t.TempDir())
	ingest(t, o, records(4))
	key, made, err := o.AnalystKey("elanor")
	if err != nil || !made {
		t.Fatal(made, err)
	}
	if again, made, err := o.AnalystKey("elanor"); err != nil || made || again.Public() != key.Public() {
		t.Errorf("another key: %v, %v", made, err)
	}
	if _, _, err := o.AnalystKey("../key"); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("a path as pseudonym: %v", err)
	}
	d := sanad.Decision{Kind: sanad.DecideReject, Anchors: []sanad.Anchor{anchorOf(t, o, "r1", "ASSAULT")}, Analyst: "elanor", Made: "3019-03-25T12:00:00Z"}
	entry, outcome, err := o.Decide(t.Context(), key, d)
	if err != nil || outcome.State != sanad.DecisionApplied || outcome.Entry != entry.Index || len(outcome.Claims) != 1 {
		t.Fatalf("%+v, %v", outcome, err)
	}
	size, _ := o.Evidence.Size(t.Context())
	bad := d
	bad.Made, bad.Kind, bad.Field, bad.Value = "3019-03-25T12:01:00Z", sanad.DecideCorrect, "/stance", json.RawMessage(`"shrugs"`)
	if _, _, err := o.Decide(t.Context(), key, bad); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("a stance of none: %v", err)
	}
	undo := sanad.Decision{Kind: sanad.DecideUndo, Undoes: new(int64), Analyst: "elanor", Made: "3019-03-25T12:02:00Z"}
	if _, _, err := o.Decide(t.Context(), key, undo); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("undoing a receipt: %v", err)
	}
	if after, _ := o.Evidence.Size(t.Context()); after != size {
		t.Errorf("%d entries were added by what was refused", after-size)
	}
}

// TestMergeIsReversible joins two incidents, takes that back, and finds all as it was.
func TestMergeIsReversible(t *testing.T) {
	o := open(t, t.TempDir())
	ingest(t, o, records(8))
	key, before := analyst(t, 1), digest(t, o)
	one, other := anchorOf(t, o, "r0", "ASSAULT"), anchorOf(t, o, "r4", "ASSAULT")
	merge := sanad.Decision{Kind: sanad.DecideMerge, Anchors: []sanad.Anchor{one, other}, Analyst: "elanor", Made: "3019-03-25T12:00:00Z"}
	entry, outcome, err := o.Decide(t.Context(), key, merge)
	if err != nil {
		t.Fatal(err)
	}
	incidents := func() (ids []string) {
		if err := o.CatchUp(t.Context(), nil, nil); err != nil {
			t.Fatal(err)
		}
		for _, claim := range outcome.Claims {
			in, err := o.Reader().Incident(t.Context(), claim)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, in.ID)
		}
		return ids
	}
	if ids := incidents(); ids[0] != ids[1] || digest(t, o) == before {
		t.Errorf("merged, the claims are in incidents %v", ids)
	}
	undo := sanad.Decision{Kind: sanad.DecideUndo, Undoes: &entry.Index, Analyst: "frodo", Made: "3019-03-25T12:01:00Z"}
	if _, _, err := o.Decide(t.Context(), key, undo); err != nil {
		t.Fatal(err)
	}
	if ids := incidents(); ids[0] == ids[1] || digest(t, o) != before {
		t.Errorf("taken back, the claims are in incidents %v, the digest is %s, want %s", ids, digest(t, o), before)
	}
}

// TestForgedDecision appends what nobody signed: it is told of with its index, and never applied.
func TestForgedDecision(t *testing.T) {
	dir := t.TempDir()
	var told []error
	o := opened(t, dir, "", &told)
	ingest(t, o, records(4))
	want := digest(t, o)
	body, err := analyst(t, 1).Sign(sanad.Decision{
		Kind: sanad.DecideReject, Anchors: []sanad.Anchor{anchorOf(t, o, "r1", "ASSAULT")}, Analyst: "elanor", Made: "3019-03-25T12:00:00Z",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, forged := range [][]byte{bytes.Replace(body, []byte("elanor"), []byte("frodos"), 1), []byte(`{}`)} {
		if _, err := o.Evidence.Append(t.Context(), []sanad.Entry{{Kind: sanad.EntryDecision, Body: forged}}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := o.CatchUp(t.Context(), nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := digest(t, o); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	if len(told) != 2 || !strings.Contains(told[0].Error(), "entry 9") || !strings.Contains(told[1].Error(), "entry 10") {
		t.Errorf("told %v", told)
	}
	o.Close()
}

// TestRedactedDocumentsTakeDecisionsAlong destroys a document that decisions quote: no word of it stays, and what was
// ruled on other documents does.
func TestRedactedDocumentsTakeDecisionsAlong(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ingest(t, o, records(8))
	item := page(t, "")
	ingestItems(t, o, item)
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	ours, other := anchorOf(t, o, "secret", "ASSAULT"), anchorOf(t, o, "r4", "ASSAULT")
	at := appendDecision(t, o, sanad.Decision{Kind: sanad.DecideReject, Anchors: []sanad.Anchor{ours}, Analyst: "elanor", Made: "3019-03-25T12:00:00Z"})
	appendDecision(t, o, sanad.Decision{Kind: sanad.DecideMerge, Anchors: []sanad.Anchor{other, ours}, Analyst: "elanor", Made: "3019-03-25T12:01:00Z"})
	appendDecision(t, o, sanad.Decision{Kind: sanad.DecideUndo, Undoes: &at, Note: "as " + secret + " said", Analyst: "elanor", Made: "3019-03-25T12:02:00Z"})
	appendDecision(t, o, sanad.Decision{Kind: sanad.DecideReject, Anchors: []sanad.Anchor{other}, Analyst: "elanor", Made: "3019-03-25T12:03:00Z"})
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if gone, err := o.Redact(t.Context(), "secret", "asked"); err != nil || len(gone) != 5 {
		t.Errorf("redacted %v, %v; want a receipt, a text, three decisions", gone, err)
	}
	if files := has(t, dir); len(files) > 0 {
		t.Errorf("the words are still in %v", files)
	}
	for range 2 {
		_, report, err := o.Decisions(t.Context())
		var states []string
		for _, out := range report.Outcomes {
			states = append(states, string(out.State))
		}
		if got := strings.Join(states, " "); err != nil || got != "orphaned orphaned orphaned applied" {
			t.Errorf("%s, %v: %+v", got, err, report.Outcomes)
		}
		if before, after, err := o.Rebuild(t.Context(), nil); err != nil || before != after {
			t.Errorf("%s and %s, %v", before, after, err)
		}
		o.Close()
		o = open(t, dir)
	}
	wantSound(t, dir)
}

func TestAnalystKeyFile(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	if _, _, err := o.AnalystKey("elanor"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "analysts", "elanor.key")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	wantSound(t, dir)
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.AnalystKey("elanor"); !errors.Is(err, sanad.ErrDamaged) {
		t.Errorf("a damaged key: %v", err)
	}
}
