package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/pipeline"
)

// talkative gives documents whose text has a word more claims than one can have, or claims without an id.
type talkative struct{}

func (talkative) Code(doc sanad.Document) []sanad.Claim {
	n, id := 1, "%s-%d"
	switch {
	case strings.Contains(doc.Text, "report 1."):
		n = sanad.MaxClaims + 50
	case strings.Contains(doc.Text, "report 5."):
		id = ""
	}
	var out []sanad.Claim
	for i := range n {
		c := sanad.Claim{Document: doc.ID, Stance: sanad.StanceAffirm, Event: &sanad.Event{Type: "ASSAULT"}}
		c.Event.Trigger.Start = n - i // the last claim stands first in the text
		if id != "" {
			c.ID = fmt.Sprintf(id, doc.ID, n-i)
		}
		out = append(out, c)
	}
	return out
}

// TestTooManyClaimsCostOneDocument holds that a document with more claims than one can have, and one whose
// claims have no ids, cost the others nothing.
func TestTooManyClaimsCostOneDocument(t *testing.T) {
	o := open(t, t.TempDir())
	if _, err := o.Ingest(t.Context(), items(t, records(8)), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	var told []error
	p := pipeline.Pipeline{Evidence: o.Evidence, Derived: o.Derived, Coder: talkative{}, Problem: func(_ string, err error) { told = append(told, err) }}
	if err := p.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	v, err := o.Derived.Overview(t.Context())
	if err != nil || v.Documents != 8 || v.Claims != 6+sanad.MaxClaims {
		t.Errorf("%+v, %v: want 8 documents with %d claims", v, err, 6+sanad.MaxClaims)
	}
	if joined := errors.Join(told...); len(told) != 2 || !errors.Is(joined, sanad.ErrTooLarge) || !errors.Is(joined, sanad.ErrInvalid) {
		t.Errorf("told: %v", told)
	}
	all, err := o.Derived.DocumentClaims(t.Context(), "r1")
	if err != nil || len(all) != sanad.MaxClaims || all[0].Event.Trigger.Start != 1 {
		t.Errorf("%d claims are kept, %v: want the first %d", len(all), err, sanad.MaxClaims)
	}
}

// picky refuses a document that a store has a reason to refuse which the pipeline doesn't know of.
type picky struct{ sanad.Derived }

func (p picky) Put(ctx context.Context, docs []sanad.Coded, cursor int64) error {
	for _, d := range docs {
		if d.Document.Name == "r3" || d.Document.Name == "r2" && len(d.Claims) > 0 {
			return fmt.Errorf("put %q: %w", d.Document.Name, sanad.ErrTooLarge)
		}
	}
	return p.Derived.Put(ctx, docs, cursor)
}

func TestRefusedDocumentStopsNoOther(t *testing.T) {
	o := open(t, t.TempDir())
	if _, err := o.Ingest(t.Context(), items(t, records(8)), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	told := 0
	p := pipeline.Pipeline{Evidence: o.Evidence, Derived: picky{o.Derived}, Coder: o.Coder, Problem: func(string, error) { told++ }}
	if err := p.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	size, err := o.Evidence.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cursor, err := o.Derived.Cursor(t.Context())
	if err != nil || cursor != size {
		t.Errorf("cursor %d of %d, %v", cursor, size, err)
	}
	v, err := o.Derived.Overview(t.Context())
	if err != nil || v.Documents != 7 || told != 3 {
		t.Errorf("%d documents, %d told, %v; want 7 and 3", v.Documents, told, err)
	}
}
