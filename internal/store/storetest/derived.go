package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// Derived runs the suite of derived data. open returns a new and empty generation, closed when t ends.
func Derived(t *testing.T, open func(t *testing.T) sanad.Derived) {
	for name, test := range map[string]func(*testing.T, sanad.Derived){
		"what is put can be read":              testPut,
		"a document is found by its name":      testNames,
		"putting again replaces":               testReplace,
		"the cursor goes forward":              testCursor,
		"bad documents are refused whole":      testRefused,
		"digest knows no order of arrival":     testDigestOrder,
		"digest knows every change":            testDigestChange,
		"queries narrow as a plain filter":     testQueries,
		"pages follow one another":             testPages,
		"newest first, unknown last":           testNewest,
		"words are found":                      testWords,
		"facets count what a filter would":     testFacets,
		"counts are capped":                    testCap,
		"streams come in order and whole":      testEach,
		"as of a moment":                       testAsOf,
		"documents are listed":                 testDocuments,
		"removed documents are gone and known": testRemove,
		"an overview counts":                   testOverview,
		"bad queries are told":                 testBadQueries,
		"what linking needs is kept":           testLinkables,
		"edges are replaced":                   testEdges,
		"incidents are found":                  testIncidents,
		"what a change touches is stale":       testRelink,
		"digest knows incidents":               testIncidentDigest,
		"writers of disjoint documents":        testPutters,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func put(t *testing.T, d sanad.Derived, docs ...sanad.Coded) {
	t.Helper()
	if err := d.Put(context.Background(), docs, 0); err != nil {
		t.Fatal(err)
	}
}

func reports(n, claims int) []sanad.Coded {
	w := NewWorld(7)
	var out []sanad.Coded
	for range n {
		out = append(out, w.Report(claims))
	}
	return out
}

func digest(t *testing.T, d sanad.Derived) string {
	t.Helper()
	s, err := d.Digest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func claims(t *testing.T, d sanad.Derived, q sanad.ClaimQuery) sanad.ClaimPage {
	t.Helper()
	page, err := d.Claims(context.Background(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return page
}

// public is a claim as readers see it: its document is named as it was handed in.
func public(doc sanad.Document, c sanad.Claim) sanad.Claim {
	if doc.Name != "" {
		c.Document = doc.Name
	}
	return c
}

func testPut(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := reports(3, 4)
	docs[1].Document.About = &sanad.About{Outlet: "The Herald", URL: "https://herald.example/1"}
	docs[1].Document.Lang = ""
	slices.Reverse(docs[2].Claims)
	put(t, d, docs...)
	for _, doc := range docs {
		got, err := d.Document(ctx, doc.Document.ID)
		if diff := cmp.Diff(doc.Document, got); diff != "" || err != nil {
			t.Errorf("document: %v\n%s", err, diff)
		}
		all, err := d.DocumentClaims(ctx, doc.Document.ID)
		if err != nil || len(all) != 4 {
			t.Fatalf("%d claims, %v", len(all), err)
		}
		if !slices.IsSortedFunc(all, func(a, b sanad.Claim) int { return a.Anchor().Start - b.Anchor().Start }) {
			t.Error("claims aren't in order of their anchors")
		}
		for _, c := range doc.Claims {
			got, err := d.Claim(ctx, c.ID)
			if diff := cmp.Diff(public(doc.Document, c), got); diff != "" || err != nil {
				t.Errorf("claim: %v\n%s", err, diff)
			}
		}
	}
	for _, row := range claims(t, d, sanad.ClaimQuery{}).Rows {
		if !strings.Contains(row.Quote, "riders of") || !strings.HasSuffix(row.Before, " that ") || row.After != "." {
			t.Errorf("cut as %q %q %q", row.Before, row.Quote, row.After)
		}
		if row.Document.Text != "" || row.Document.Title == "" {
			t.Errorf("row of document %+v", row.Document)
		}
	}
	if _, err := d.Document(ctx, "nowhere"); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("unknown document: %v", err)
	}
	if _, err := d.DocumentClaims(ctx, ""); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("document without id: %v", err)
	}
	if _, err := d.Claim(ctx, "nowhere"); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("unknown claim: %v", err)
	}
}

func testNames(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := reports(4, 1)
	docs[0].Document.Name, docs[1].Document.Name = "herald", "herald"
	docs[2].Document.Name = docs[3].Document.ID // a name that is someone else's id
	docs[3].Document.Name = "wire"
	put(t, d, docs...)
	if got, err := d.Document(ctx, "wire"); err != nil || got.ID != docs[3].Document.ID {
		t.Errorf("by name: %v, %v", got.ID, err)
	}
	if got, err := d.Document(ctx, docs[3].Document.ID); err != nil || got.Name != "wire" {
		t.Errorf("an id leads to %q, %v", got.Name, err)
	}
	if _, err := d.Document(ctx, "herald"); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("a name of two: %v", err)
	}
	want := []string{docs[0].Document.ID, docs[1].Document.ID, docs[2].Document.ID, "wire"}
	for i, doc := range docs {
		c, err := d.Claim(ctx, doc.Claims[0].ID)
		if err != nil || c.Document != want[i] {
			t.Errorf("document %d is shown as %q, %v; want %q", i, c.Document, err, want[i])
		}
		if page := claims(t, d, sanad.ClaimQuery{Document: c.Document}); len(page.Rows) != 1 || page.Rows[0].Claim.ID != c.ID {
			t.Errorf("what is shown doesn't lead back: %d rows", len(page.Rows))
		}
	}
}

func testReplace(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	w := NewWorld(3)
	doc, other := w.Report(5), w.Report(2)
	put(t, d, doc, other)
	first := digest(t, d)
	again := doc
	again.Claims = doc.Claims[:2]
	again.Document.Published = "2020-02-02"
	again.Document.Recorded = doc.Document.Recorded.Add(time.Hour)
	put(t, d, again)
	if page := claims(t, d, sanad.ClaimQuery{}); page.Count != 4 {
		t.Errorf("%d claims after replacing 5 of 7 by 2", page.Count)
	}
	got, err := d.Document(ctx, doc.Document.ID)
	if err != nil || got.Published != "2020-02-02" || !got.Recorded.Equal(doc.Document.Recorded) {
		t.Errorf("replaced: %+v, %v: want the new date and the first recorded time", got, err)
	}
	if _, err := d.Claim(ctx, doc.Claims[4].ID); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("a claim that was replaced: %v", err)
	}
	put(t, d, doc)
	if digest(t, d) != first {
		t.Error("putting a document back doesn't give the first digest")
	}
}

func testCursor(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	for _, step := range []struct{ put, want int64 }{{0, 0}, {7, 7}, {3, 7}, {100, 100}} {
		if err := d.Put(ctx, nil, step.put); err != nil {
			t.Fatal(err)
		}
		if got, err := d.Cursor(ctx); err != nil || got != step.want {
			t.Errorf("cursor after %d: %d, %v", step.put, got, err)
		}
	}
}

func testRefused(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	for name, spoil := range map[string]func(*sanad.Coded){
		"no id":            func(c *sanad.Coded) { c.Document.ID = "" },
		"claim without id": func(c *sanad.Coded) { c.Claims[0].ID = "" },
		"another's claim":  func(c *sanad.Coded) { c.Claims[0].Document = "other" },
	} {
		docs := reports(2, 2)
		spoil(&docs[1])
		if err := d.Put(ctx, docs, 5); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if page := claims(t, d, sanad.ClaimQuery{}); page.Count != 0 {
		t.Errorf("%d claims of refused calls", page.Count)
	}
	if cursor, _ := d.Cursor(ctx); cursor != 0 {
		t.Errorf("a refused call moved the cursor to %d", cursor)
	}
}

func testRemove(t *testing.T, d sanad.Derived) {
	ctx := context.Background()
	docs := reports(3, 3)
	put(t, d, docs[0], docs[2])
	want := digest(t, d)
	put(t, d, docs[1])
	id := docs[1].Document.ID
	if err := d.Remove(ctx, []string{id, "never seen"}); err != nil {
		t.Fatal(err)
	}
	if digest(t, d) != want {
		t.Error("the digest still knows of the document")
	}
	for _, id := range []string{id, "never seen"} {
		if _, err := d.Document(ctx, id); !errors.Is(err, sanad.ErrRedacted) {
			t.Errorf("removed document: %v", err)
		}
		if _, err := d.DocumentClaims(ctx, id); !errors.Is(err, sanad.ErrRedacted) {
			t.Errorf("claims of a removed document: %v", err)
		}
	}
	if _, err := d.Document(ctx, docs[1].Document.Name); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("by name: %v", err)
	}
	if _, err := d.Claim(ctx, docs[1].Claims[0].ID); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("claim: %v", err)
	}
	if page := claims(t, d, sanad.ClaimQuery{Text: "riders"}); page.Count != 6 {
		t.Errorf("%d claims are found by words", page.Count)
	}
	put(t, d, docs[1])
	if _, err := d.Document(ctx, id); err != nil {
		t.Errorf("put again: %v", err)
	}
}

func testPutters(t *testing.T, d sanad.Derived) {
	docs := reports(24, 3)
	done := make(chan error)
	for k := range 4 {
		go func() {
			var err error
			for i := k; i < len(docs) && err == nil; i += 4 {
				err = d.Put(context.Background(), docs[i:i+1], int64(i+1))
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if page := claims(t, d, sanad.ClaimQuery{}); page.Count != 72 {
		t.Errorf("%d claims", page.Count)
	}
	if cursor, err := d.Cursor(context.Background()); err != nil || cursor != 24 {
		t.Errorf("cursor %d, %v", cursor, err)
	}
}
