package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// matches is ClaimQuery's meaning as a plain filter, without Text.
func matches(q sanad.ClaimQuery, doc sanad.Document, c sanad.Claim) bool {
	is := func(id string, groups ...[]sanad.Entity) bool {
		if id == "" {
			return true
		}
		for _, group := range groups {
			if slices.ContainsFunc(group, func(e sanad.Entity) bool { return e.Is(id) }) {
				return true
			}
		}
		return false
	}
	_, content := c.Kind()
	day := sanad.LastDay(doc.Published)
	return is(q.Speaker, c.Speakers) && is(q.Actor, c.Actors) && is(q.Recipient, c.Recipients) &&
		is(q.Party, c.Speakers, c.Actors, c.Recipients) &&
		(q.Stance == "" || q.Stance == string(c.Stance)) && (q.Modality == "" || q.Modality == string(c.Modality)) &&
		(q.Type == "" || q.Type == content) && (q.Source == "" || q.Source == doc.Source) &&
		(q.Measure == "" || slices.ContainsFunc(c.Figures, func(f sanad.Figure) bool { return f.Measure == q.Measure })) &&
		(q.Place == "" || slices.ContainsFunc(c.Places, func(p sanad.Place) bool { return (p.ID + "-")[:len(q.Place)] == q.Place })) &&
		(q.Document == "" || q.Document == doc.ID || q.Document == doc.Name) &&
		(q.From == "" || day >= q.From) && (q.To == "" || day != "" && day <= q.To) &&
		(q.AsOf.IsZero() || !doc.Recorded.After(q.AsOf))
}

// filter returns the ids of claims that match, sorted.
func filter(docs []sanad.Coded, q sanad.ClaimQuery) []string {
	ids := []string{}
	for _, doc := range docs {
		for _, c := range doc.Claims {
			if matches(q, doc.Document, c) {
				ids = append(ids, c.ID)
			}
		}
	}
	sort.Strings(ids)
	return ids
}

func pageIDs(page sanad.ClaimPage) []string {
	ids := []string{}
	for _, row := range page.Rows {
		ids = append(ids, row.Claim.ID)
	}
	return ids
}

func testQueries(t *testing.T, d sanad.Derived) {
	docs := reports(20, 6)
	docs[3].Document.Published = "2018-10"
	docs[4].Document.Published = ""
	put(t, d, docs...)
	r := rand.New(rand.NewPCG(1, 1))
	one := func(values ...string) string {
		if r.IntN(3) > 0 {
			return ""
		}
		return values[r.IntN(len(values))]
	}
	for range 300 {
		q := sanad.ClaimQuery{
			Speaker: one("GON", "GON-MIL", "ARN", "RNG"), Actor: one("ARN", "ARN-MIL"), Recipient: one("GON", "ROH"), Party: one("GON", "RNG"),
			Stance: one("affirm", "deny", "question"), Modality: one("actual", "future"), Type: one("ASSAULT", "COERCE", "MOURN"),
			Measure: one("killed", "displaced"), Place: one("GO", "GO-OSG", "AR"), Source: one("arnor-wire", "nobody"),
			From: one("2018-10-01", "2019-01-01"), To: one("2021-01-01", "2018-12-31"), Limit: 200,
		}
		if r.IntN(6) == 0 {
			q.Document = docs[r.IntN(len(docs))].Document.Name
		}
		page := claims(t, d, q)
		got := pageIDs(page)
		sort.Strings(got)
		if diff := cmp.Diff(filter(docs, q), got); diff != "" || page.Count != len(got) || page.Capped {
			t.Fatalf("%+v: count %d\n%s", q, page.Count, diff)
		}
	}
}

func testPages(t *testing.T, d sanad.Derived) {
	put(t, d, reports(30, 5)...)
	for _, q := range []sanad.ClaimQuery{{}, {Actor: "GON"}, {Text: "riders"}, {Text: "riders", Speaker: "ARN"}, {To: "2020-01-01"}} {
		q.Limit = 200
		want := pageIDs(claims(t, d, q))
		for _, q.Limit = range []int{1, 7, 50} {
			var got []string
			for q.Cursor = ""; ; {
				page := claims(t, d, q)
				if len(page.Rows) > q.Limit || page.Count != len(want) {
					t.Fatalf("page of %d rows of %d, limit %d", len(page.Rows), page.Count, q.Limit)
				}
				got = append(got, pageIDs(page)...)
				if q.Cursor = page.Next; q.Cursor == "" {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%+v: pages of %d don't give the whole:\n%s", q, q.Limit, diff)
			}
		}
	}
	if n := len(claims(t, d, sanad.ClaimQuery{}).Rows); n != 50 {
		t.Errorf("%d rows without a limit", n)
	}
	if n := len(claims(t, d, sanad.ClaimQuery{Limit: 100_000}).Rows); n != 150 {
		t.Errorf("%d rows with a limit of 100,000", n)
	}
}

func testNewest(t *testing.T, d sanad.Derived) {
	docs := reports(8, 1)
	for i, published := range []string{"2019-05-01", "", "2021-12-31T23:30:00+05:00", "1875-01-01", "2021-12-31T08:00Z", "2020-07", "2021-12-31", "9999-12-31"} {
		docs[i].Document.Published = published
	}
	put(t, d, docs...)
	var got []string
	for _, row := range claims(t, d, sanad.ClaimQuery{}).Rows {
		got = append(got, row.Document.Published)
	}
	want := []string{"9999-12-31", "2021-12-31T23:30:00+05:00", "2021-12-31T08:00Z", "2021-12-31", "2020-07", "2019-05-01", "1875-01-01", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order %q\n%s", got, diff)
	}
}

func testWords(t *testing.T, d sanad.Derived) {
	docs := reports(6, 3)
	for i := range docs {
		docs[i].Document.Title = "Clashes at the ford"
	}
	docs[2].Document.Title = "Théoden's answer: «نہیں»"
	put(t, d, docs...)
	for text, want := range map[string]int{
		"riders": 18, "RIDER": 18, "riders killed": 18, "theoden": 3, "Théoden riders": 3, "نہیں": 3, `"riders of"`: 18, `"of riders"`: 0,
		"riders -killed": 18, "riders AND": 0, "sentence:riders": 0, "riders OR balrog": 0, "!!!": 0, "riders !!!": 18, `"`: 0, "rid*": 0,
		"NEAR(riders killed)": 0, `riders" OR "x`: 0, "balrog": 0, "killing": 18, "ride": 0, " ": 18, "'; DROP TABLE claim; --": 0,
	} {
		if page := claims(t, d, sanad.ClaimQuery{Text: text}); page.Count != want || len(page.Rows) != want {
			t.Errorf("%q: %d claims, want %d", text, page.Count, want)
		}
	}
}

func testFacets(t *testing.T, d sanad.Derived) {
	docs := reports(15, 6)
	put(t, d, docs...)
	set := map[string]func(*sanad.ClaimQuery, string){
		"speaker": func(q *sanad.ClaimQuery, v string) { q.Speaker = v }, "actor": func(q *sanad.ClaimQuery, v string) { q.Actor = v },
		"recipient": func(q *sanad.ClaimQuery, v string) { q.Recipient = v }, "party": func(q *sanad.ClaimQuery, v string) { q.Party = v },
		"stance": func(q *sanad.ClaimQuery, v string) { q.Stance = v }, "modality": func(q *sanad.ClaimQuery, v string) { q.Modality = v },
		"type": func(q *sanad.ClaimQuery, v string) { q.Type = v }, "measure": func(q *sanad.ClaimQuery, v string) { q.Measure = v },
		"place": func(q *sanad.ClaimQuery, v string) { q.Place = v }, "source": func(q *sanad.ClaimQuery, v string) { q.Source = v },
	}
	for _, base := range []sanad.ClaimQuery{{}, {Actor: "GON"}, {Text: "riders", Stance: "deny"}} {
		base.Facets = true
		facets := claims(t, d, base).Facets
		if len(facets) != len(set) {
			t.Errorf("%d facets", len(facets))
		}
		for _, f := range facets {
			for i, v := range f.Values {
				q := base
				set[f.Field](&q, v.Value)
				if base.Actor != "" && f.Field == "actor" || base.Stance != "" && f.Field == "stance" {
					continue // the filter is taken already
				}
				if n := claims(t, d, q).Count; n != v.Count {
					t.Errorf("%s %q: facet says %d, filter gives %d", f.Field, v.Value, v.Count, n)
				}
				if i > 0 && v.Count > f.Values[i-1].Count {
					t.Errorf("%s: %q comes after a rarer value", f.Field, v.Value)
				}
			}
		}
	}
	if page := claims(t, d, sanad.ClaimQuery{}); page.Facets != nil {
		t.Error("facets that nobody asked for")
	}
}

func testCap(t *testing.T, d sanad.Derived) {
	w := NewWorld(2)
	var docs []sanad.Coded
	for range 6 {
		docs = append(docs, w.Report(2000))
	}
	put(t, d, docs[:5]...)
	if page := claims(t, d, sanad.ClaimQuery{Limit: 1}); page.Count != sanad.CountCap || page.Capped {
		t.Errorf("%d claims, capped %v", page.Count, page.Capped)
	}
	put(t, d, docs[5])
	if page := claims(t, d, sanad.ClaimQuery{Limit: 1}); page.Count != sanad.CountCap || !page.Capped {
		t.Errorf("of 12,000: %d claims, capped %v", page.Count, page.Capped)
	}
}

func testEach(t *testing.T, d sanad.Derived) {
	docs := reports(150, 2) // over any batch
	put(t, d, docs...)
	sort.Slice(docs, func(i, j int) bool { return docs[i].Document.ID < docs[j].Document.ID })
	for _, q := range []sanad.ClaimQuery{{}, {Actor: "GON"}, {Stance: "deny", Limit: 1}, {Speaker: "nobody"}, {Document: docs[9].Document.Name}} {
		var want, got []string
		for _, doc := range docs {
			for _, c := range doc.Claims {
				if matches(q, doc.Document, c) {
					want = append(want, doc.Document.Name+" "+c.ID)
				}
			}
		}
		err := d.EachClaim(context.Background(), q, func(c sanad.Claim) error { got = append(got, c.Document+" "+c.ID); return nil })
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%+v: %v\n%s", q, err, diff)
		}
	}
	stop := errors.New("stop")
	for _, q := range []sanad.ClaimQuery{{}, {Actor: "GON"}} {
		if err := d.EachClaim(context.Background(), q, func(sanad.Claim) error { return stop }); err != stop {
			t.Errorf("a reader's error: %v", err)
		}
	}
}

func testAsOf(t *testing.T, d sanad.Derived) {
	docs := reports(10, 2)
	put(t, d, docs...)
	for _, doc := range docs {
		q := sanad.ClaimQuery{AsOf: doc.Document.Recorded, Limit: 200}
		page := claims(t, d, q)
		got := pageIDs(page)
		sort.Strings(got)
		if diff := cmp.Diff(filter(docs, q), got); diff != "" {
			t.Errorf("as of %v:\n%s", q.AsOf, diff)
		}
		rows, err := d.Documents(context.Background(), sanad.DocumentQuery{AsOf: q.AsOf})
		if err != nil || 2*rows.Count != len(got) {
			t.Errorf("%d documents as of %v, %v", rows.Count, q.AsOf, err)
		}
	}
	if n := claims(t, d, sanad.ClaimQuery{AsOf: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)}).Count; n != 0 {
		t.Errorf("%d claims were known in 1900", n)
	}
}

func testDocuments(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := reports(12, 2)
	docs[5].Claims = nil
	put(t, d, docs...)
	var seen []string
	for q := (sanad.DocumentQuery{Limit: 5}); ; {
		page, err := d.Documents(ctx, q)
		if err != nil || page.Count != 12 || page.Capped {
			t.Fatalf("%d documents, %v", page.Count, err)
		}
		for _, row := range page.Rows {
			if row.Document.Text != "" || row.Claims != 2 && row.Document.ID != docs[5].Document.ID {
				t.Errorf("row %+v", row)
			}
			seen = append(seen, row.Document.Published)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	if len(seen) != 12 || !slices.IsSortedFunc(seen, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("pages give %v", seen)
	}
	for _, doc := range docs {
		page, err := d.Documents(ctx, sanad.DocumentQuery{Source: doc.Document.Source, Text: doc.Document.Title})
		if err != nil || !slices.ContainsFunc(page.Rows, func(r sanad.DocumentRow) bool { return r.Document.ID == doc.Document.ID }) {
			t.Errorf("%s isn't found by source and title, %v", doc.Document.Name, err)
		}
	}
	if page, err := d.Documents(ctx, sanad.DocumentQuery{Text: "riders"}); err != nil || page.Count != 12 {
		t.Errorf("%d by a word of the text, %v", page.Count, err)
	}
	if page, err := d.Documents(ctx, sanad.DocumentQuery{Text: "?!"}); err != nil || page.Count != 0 {
		t.Errorf("%d by no word, %v", page.Count, err)
	}
}

func testOverview(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	if o, err := d.Overview(ctx); err != nil || o.Documents != 0 || o.Claims != 0 || o.FirstPublished != "" || !o.LastRecorded.IsZero() {
		t.Errorf("of nothing: %+v, %v", o, err)
	}
	docs := reports(10, 3)
	docs[0].Document.Published, docs[1].Document.Published = "2001-03", ""
	put(t, d, docs...)
	want := sanad.Overview{Documents: 10, Claims: 30, FirstPublished: "9999", Denials: len(filter(docs, sanad.ClaimQuery{Stance: "deny"}))}
	sources := map[string]bool{}
	for _, doc := range docs {
		sources[doc.Document.Source] = true
		if day := sanad.LastDay(doc.Document.Published); day != "" {
			want.FirstPublished, want.LastPublished = min(want.FirstPublished, day), max(want.LastPublished, day)
		}
		if doc.Document.Recorded.After(want.LastRecorded) {
			want.LastRecorded = doc.Document.Recorded
		}
	}
	want.Sources = len(sources)
	got, err := d.Overview(ctx)
	want.Generation, want.Behind = got.Generation, got.Behind
	if diff := cmp.Diff(want, got); diff != "" || err != nil || got.Generation == "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func testBadQueries(t *testing.T, d sanad.Derived) {
	put(t, d, reports(1, 1)...)
	for _, q := range []sanad.ClaimQuery{{Cursor: "!"}, {Cursor: "-4"}, {Cursor: "zzz"}, {Cursor: "1"}, {Cursor: "3w5e11264sgsf"}, {Cursor: "ZZZZZZZZ"}, {From: "yesterday"}, {To: "2025-13-01"}, {From: "2025-10"}} {
		if _, err := d.Claims(context.Background(), q); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if _, err := d.Documents(context.Background(), sanad.DocumentQuery{Cursor: "?"}); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("cursor of documents: %v", err)
	}
}

func testDigestOrder(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := reports(12, 3)
	put(t, d, docs...)
	want := digest(t, d)
	if len(want) != 64 {
		t.Errorf("digest %q", want)
	}
	r := rand.New(rand.NewPCG(9, 9))
	for range 5 {
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		for i, doc := range docs {
			doc.Document.Recorded = doc.Document.Recorded.Add(time.Duration(r.IntN(1000)) * time.Hour)
			if i%3 == 0 {
				if err := d.Remove(ctx, []string{doc.Document.ID}); err != nil {
					t.Fatal(err)
				}
			}
			slices.Reverse(doc.Claims)
			put(t, d, doc)
		}
		if got := digest(t, d); got != want {
			t.Fatal("another order gives another digest")
		}
	}
}

func testDigestChange(t *testing.T, d sanad.Derived) {
	docs := reports(3, 2)
	seen := map[string]string{}
	for name, change := range map[string]func(*sanad.Coded){
		"nothing":    func(*sanad.Coded) {},
		"text":       func(c *sanad.Coded) { c.Document.Text += "." },
		"title":      func(c *sanad.Coded) { c.Document.Title = "Other" },
		"name":       func(c *sanad.Coded) { c.Document.Name = "other" },
		"published":  func(c *sanad.Coded) { c.Document.Published = "2024-01-01" },
		"stance":     func(c *sanad.Coded) { c.Claims[1].Stance = sanad.StanceQuestion },
		"confidence": func(c *sanad.Coded) { c.Claims[0].Confidence = 0.94 },
		"rule":       func(c *sanad.Coded) { c.Claims[0].Rule = "predicate:raid" },
		"one fewer":  func(c *sanad.Coded) { c.Claims = c.Claims[:1] },
	} {
		doc := docs[1]
		doc.Claims = slices.Clone(doc.Claims)
		change(&doc)
		put(t, d, docs[0], doc, docs[2])
		s := digest(t, d)
		if other, ok := seen[s]; ok {
			t.Errorf("%s and %s give the same digest", name, other)
		}
		seen[s] = name
	}
}
