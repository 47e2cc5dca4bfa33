package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// linked are reports whose claims can be part of incidents.
func linked(n, claims int) []sanad.Coded {
	docs := reports(n, claims)
	Link(docs)
	return docs
}

// Link lets all claims of documents be part of incidents: they are in the block of their document's source, and in
// one of their own, but for a third claim, which is in none.
func Link(docs []sanad.Coded) {
	for i := range docs {
		for n, c := range docs[i].Claims {
			l := sanad.Linkable{
				Claim: c.ID, Document: docs[i].Document.ID, Blocks: []string{docs[i].Document.Source, "own/" + c.ID}, Features: []byte("features of " + c.ID),
			}
			if n == 2 { // one that is found with another alone
				l.Blocks = nil
			}
			docs[i].Linkables = append(docs[i].Linkables, l)
		}
	}
}

func ids(docs ...sanad.Coded) (out []string) {
	for _, doc := range docs {
		for _, c := range doc.Claims {
			out = append(out, c.ID)
		}
	}
	slices.Sort(out)
	return out
}

// Incident is one that has all claims of documents.
func Incident(docs ...sanad.Coded) sanad.Incident {
	in := sanad.Incident{
		Claims: ids(docs...), Type: "ASSAULT", Family: "violence", Status: sanad.StatusContested, Title: "Clash", Reason: "they differ",
		When:      &sanad.When{Start: ptr("2025-10-11"), End: ptr("2025-10-12"), Precision: "day"},
		Places:    []sanad.Place{{ID: "GO-OSG", Name: "Osgiliath", Lat: 34.5, Lon: 69}},
		Actors:    []sanad.Entity{{ID: "GON-MIL", Ancestors: []string{"GON"}}},
		Accounts:  []sanad.Account{{Claimant: sanad.Claimant{ID: "ARN-GOV", Name: "Arnor's council"}, Stance: sanad.StanceAffirm}},
		Estimates: []sanad.Estimate{{Measure: "killed", Kind: sanad.EstimateContested, Low: sanad.Dec(9)}},
	}
	in.ID = in.Claims[0]
	for i, doc := range docs {
		in.Documents = append(in.Documents, sanad.IncidentDocument{ID: doc.Document.ID, Lead: i == 0})
	}
	return in
}

func ptr[T any](v T) *T { return &v }

func stale(t *testing.T, d sanad.Derived) []string {
	t.Helper()
	out, err := d.Stale(context.Background(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func putIncidents(t *testing.T, d sanad.Derived, claims []string, list ...sanad.Incident) {
	t.Helper()
	if err := d.PutIncidents(context.Background(), claims, list); err != nil {
		t.Fatal(err)
	}
}

func same[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func testLinkables(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := linked(4, 3)
	put(t, d, docs...)
	same(t, "stale", ids(docs...), stale(t, d))
	l := docs[2].Linkables[1]
	got, err := d.Linkables(ctx, []string{l.Claim, "nothing", docs[0].Linkables[0].Claim})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "linkables", []sanad.Linkable{l, docs[0].Linkables[0]}, got)
	var want, block []string
	for _, doc := range docs {
		for _, other := range doc.Linkables {
			if slices.Contains(other.Blocks, l.Blocks[0]) {
				want = append(want, other.Claim)
			}
		}
	}
	slices.Sort(want)
	err = d.Block(ctx, l.Blocks[0], func(l sanad.Linkable) error { block = append(block, l.Claim); return nil })
	if err != nil {
		t.Fatal(err)
	}
	same(t, "block", want, block)
	stop := errors.New("stop")
	if err := d.Block(ctx, l.Blocks[0], func(sanad.Linkable) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("an error of the caller's comes back as %v", err)
	}
	bad := linked(1, 1)
	bad[0].Document.ID += "x"
	bad[0].Claims = nil
	if err := d.Put(ctx, bad, 0); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("a linkable of no claim: %v", err)
	}
}

func testEdges(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := linked(3, 1)
	put(t, d, docs...)
	all := ids(docs...)
	edges := []sanad.Edge{{A: all[0], B: all[1], Score: .75}, {A: all[1], B: all[2], Score: .123456}}
	if err := d.PutEdges(ctx, edges); err != nil {
		t.Fatal(err)
	}
	got, err := d.Edges(ctx, all[1:2])
	if err != nil {
		t.Fatal(err)
	}
	same(t, "edges", edges, got)
	put(t, d, docs[slices.IndexFunc(docs, func(c sanad.Coded) bool { return c.Claims[0].ID == all[0] })])
	if got, err = d.Edges(ctx, all); err != nil {
		t.Fatal(err)
	}
	same(t, "edges left", edges[1:], got)
	told, err := d.Told(ctx, []string{all[2], "nothing"})
	if err != nil || len(told) != 1 || told[0].Claims[0].ID != all[2] || len(told[0].Claims) != 1 || told[0].Claims[0].Document != told[0].Document.ID || told[0].Document.Text == "" {
		t.Errorf("told: %+v, %v", told, err)
	}
	putIncidents(t, d, all)
	if err := d.MarkStale(ctx); err != nil || len(stale(t, d)) != len(all) {
		t.Errorf("%v are stale, want %v: %v", stale(t, d), all, err)
	}
	if err := d.PutEdges(ctx, []sanad.Edge{{A: all[0], B: "nothing"}}); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("an edge to nothing: %v", err)
	}
}

func testIncidents(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := linked(4, 2)
	put(t, d, docs...)
	in, other := Incident(docs[:2]...), Incident(docs[2])
	other.When, other.Type, other.Status = nil, "PROTEST", sanad.StatusReported
	putIncidents(t, d, ids(docs[:3]...), in, other)
	same(t, "stale", ids(docs[3]), stale(t, d))
	public := in
	public.Documents = slices.Clone(in.Documents)
	for i := range public.Documents {
		public.Documents[i].ID = docs[i].Document.Name
	}
	for _, id := range in.Claims {
		got, err := d.Incident(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "incident", public, got)
	}
	if _, err := d.Incident(ctx, docs[3].Claims[0].ID); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("a claim without an incident: %v", err)
	}
	for _, q := range []struct {
		query sanad.IncidentQuery
		want  []string
	}{
		{sanad.IncidentQuery{}, []string{in.ID, other.ID}},
		{sanad.IncidentQuery{Type: "PROTEST"}, []string{other.ID}},
		{sanad.IncidentQuery{Party: "GON", Type: "ASSAULT"}, []string{in.ID}},
		{sanad.IncidentQuery{Party: "ARN-GOV", Status: "contested", Measure: "killed"}, []string{in.ID}},
		{sanad.IncidentQuery{Place: "GO-OSG"}, []string{in.ID, other.ID}},
		{sanad.IncidentQuery{Place: "GO-AMH"}, nil},
		{sanad.IncidentQuery{From: "2025-10-11", To: "2025-10-11"}, []string{in.ID}},
		{sanad.IncidentQuery{From: "2025-10-12"}, nil},
		{sanad.IncidentQuery{Text: "riders"}, []string{in.ID, other.ID}},
		{sanad.IncidentQuery{Text: "dragons"}, nil},
	} {
		page, err := d.Incidents(ctx, q.query)
		if err != nil {
			t.Fatalf("%+v: %v", q.query, err)
		}
		var got []string
		for _, row := range page.Rows {
			got = append(got, row.ID)
		}
		same(t, fmt.Sprintf("%+v", q.query), q.want, got)
		if page.Count != len(q.want) {
			t.Errorf("%+v: counted %d", q.query, page.Count)
		}
	}
	if err := d.PutIncidents(ctx, nil, []sanad.Incident{{ID: "x", Claims: []string{"x"}}}); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("an incident of claims that aren't there: %v", err)
	}
	rows, err := d.ClaimRows(ctx, []string{docs[2].Claims[1].ID, "nothing", docs[0].Claims[0].ID})
	if err != nil || len(rows) != 2 || rows[0].Claim.ID != docs[2].Claims[1].ID || !strings.Contains(rows[1].Quote, "riders") {
		t.Errorf("claims by id: %v %v", rows, err)
	}
}

// testRelink takes a document of an incident away, and puts one anew: what they touched is stale.
func testRelink(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := linked(4, 1)
	put(t, d, docs...)
	all := ids(docs...)
	one := func(i int) string { return docs[i].Claims[0].ID }
	edge := func(a, b string) sanad.Edge { return sanad.Edge{A: min(a, b), B: max(a, b), Score: .8} }
	if err := d.PutEdges(ctx, []sanad.Edge{edge(one(0), one(1)), edge(one(1), one(2))}); err != nil {
		t.Fatal(err)
	}
	putIncidents(t, d, all, Incident(docs[:2]...), Incident(docs[2]), Incident(docs[3]))
	if err := d.Remove(ctx, []string{docs[1].Document.ID}); err != nil {
		t.Fatal(err)
	}
	same(t, "stale after removal", ids(docs[0], docs[2]), stale(t, d))
	if _, err := d.Incident(ctx, one(0)); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("an incident outlives its claim: %v", err)
	}
	if edges, err := d.Edges(ctx, all); err != nil || len(edges) != 0 {
		t.Errorf("edges outlive their claim: %v %v", edges, err)
	}
	putIncidents(t, d, ids(docs[0], docs[2]), Incident(docs[0]), Incident(docs[2]))
	put(t, d, docs[3])
	same(t, "stale after putting again", ids(docs[3]), stale(t, d))
	o, err := d.Overview(ctx)
	if err != nil || o.Incidents != 2 {
		t.Errorf("%d incidents, %v", o.Incidents, err)
	}
}

// testIncidentDigest: the digest has the incidents, whatever the order in which they came.
func testIncidentDigest(t *testing.T, d sanad.Derived) {
	docs := linked(6, 1)
	put(t, d, docs...)
	var list []sanad.Incident
	for _, doc := range docs {
		list = append(list, Incident(doc))
	}
	putIncidents(t, d, ids(docs...), list...)
	want := digest(t, d)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	putIncidents(t, d, ids(docs...), list...)
	same(t, "digest of another order", want, digest(t, d))
	list[0].Title = "Another"
	putIncidents(t, d, list[0].Claims, list[0])
	if digest(t, d) == want {
		t.Error("the digest doesn't know a changed incident")
	}
}
