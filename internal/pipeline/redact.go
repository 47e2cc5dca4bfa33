package pipeline

import (
	"context"
	"encoding/json"
	"fmt"

	"sanad.example/sanad"
)

// Redact destroys a document: the texts made of it, the receipts and bytes that they were made from
// unless another document shares the bytes, and what was derived. What remains is that something was
// there, and why it went. It returns the indices of the entries that were destroyed. The derived data
// lose the document when they next catch up.
func (p *Pipeline) Redact(ctx context.Context, document, reason string) ([]int64, error) {
	if reason == "" {
		return nil, fmt.Errorf("redact %q: %w: a reason is needed", document, sanad.ErrInvalid)
	}
	doc, err := p.Derived.Document(ctx, document)
	if err != nil {
		return nil, fmt.Errorf("redact %q: %w", document, err)
	}
	indices, err := p.entriesOf(ctx, doc.ID)
	if err != nil {
		return nil, fmt.Errorf("redact %q: %w", document, err)
	}
	for i, index := range indices {
		r := sanad.Redaction{Index: index, Document: doc.ID, Reason: reason}
		if err := p.Evidence.Redact(ctx, r); err != nil {
			return indices[:i], fmt.Errorf("redact %q: entry %d: %w", document, index, err)
		}
	}
	return indices, nil
}

// entriesOf finds the texts of a document and the receipts of bytes that no other document uses.
func (p *Pipeline) entriesOf(ctx context.Context, id string) ([]int64, error) {
	var texts []int64
	ours, others := map[string]bool{}, map[string]bool{}
	err := p.eachText(ctx, func(e sanad.Entry, x sanad.Extraction) {
		if x.Document.ID == id {
			texts, ours[x.SHA256] = append(texts, e.Index), true
		} else {
			others[x.SHA256] = true
		}
	})
	if err != nil {
		return nil, err
	}
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryReceipt}}
	err = p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var r sanad.Receipt
		if e.Redacted || json.Unmarshal(e.Body, &r) != nil {
			return nil
		}
		if ours[r.SHA256] && !others[r.SHA256] {
			texts = append(texts, e.Index)
		}
		return nil
	})
	return texts, err
}

func (p *Pipeline) eachText(ctx context.Context, fn func(sanad.Entry, sanad.Extraction)) error {
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryText}}
	return p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var x sanad.Extraction
		if !e.Redacted && json.Unmarshal(e.Body, &x) == nil {
			fn(e, x)
		}
		return nil
	})
}
