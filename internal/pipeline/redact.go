package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sanad.example/sanad"
)

// Redact destroys a document, asked for by its id or by a name that it alone has: the texts made of it, the
// receipts and bytes that they were made from unless another document shares the bytes, and the decisions that quote
// it, with those that undo them. What remains is that
// something was there, and why it went. It looks in the log alone, so it can be repeated until nothing is
// left. It returns the indices of the entries that were destroyed. The derived data lose the document when they
// next catch up. Errors: ErrNotFound, ErrRedacted where all is gone already, ErrInvalid.
func (p *Pipeline) Redact(ctx context.Context, document, reason string) ([]int64, error) {
	_, indices, err := p.redact(ctx, document, reason)
	return indices, err
}

// redact is Redact, and returns the document's id too as soon as it is known.
func (p *Pipeline) redact(ctx context.Context, document, reason string) (id string, indices []int64, err error) {
	if document == "" || reason == "" {
		return "", nil, fmt.Errorf("redact %q: %w: a document and a reason are needed", document, sanad.ErrInvalid)
	}
	if id, err = p.resolve(ctx, document); err == nil {
		indices, err = p.entriesOf(ctx, id)
	}
	if err == nil && len(indices) == 0 {
		err = p.nothingOf(ctx, id)
	}
	if err != nil {
		return id, nil, fmt.Errorf("redact %q: %w", document, err)
	}
	all := make([]sanad.Redaction, len(indices))
	for i, index := range indices {
		all[i] = sanad.Redaction{Index: index, Document: id, Reason: reason}
	}
	err = p.Evidence.Redact(ctx, all)
	if errors.Is(err, sanad.ErrCompactionDue) {
		p.problem(id, fmt.Errorf("document %q is redacted: %w", id, err))
		err = nil
	}
	if err != nil {
		return id, nil, fmt.Errorf("redact %q: %w", document, err)
	}
	return id, indices, nil
}

// resolve returns the id of the document that is known by an id or a name. One whose texts are gone is looked
// for in the derived data, as far as they can be read; what nobody knows is taken for an id.
func (p *Pipeline) resolve(ctx context.Context, document string) (string, error) {
	isID, named := false, map[string]bool{}
	err := p.eachText(ctx, func(_ int64, x origin) {
		isID = isID || x.Document.ID == document
		if x.Document.Name == document {
			named[x.Document.ID] = true
		}
	})
	switch {
	case err != nil:
		return "", err
	case isID:
		return document, nil
	case len(named) > 1:
		return "", fmt.Errorf("%w: %d documents have that name; ask by id", sanad.ErrNotFound, len(named))
	}
	for id := range named {
		return id, nil
	}
	if doc, err := p.Derived.Document(ctx, document); err == nil {
		return doc.ID, nil
	}
	return document, nil
}

// entriesOf finds the texts of a document, the decisions on it, the receipts that name it, and, in a log whose
// receipts name none, those of bytes that no other document uses.
func (p *Pipeline) entriesOf(ctx context.Context, id string) ([]int64, error) {
	out, err := p.decisionsOn(ctx, id)
	if err != nil {
		return nil, err
	}
	ours := map[string]bool{} // hashes of bytes that the document was made from
	err = p.eachText(ctx, func(index int64, x origin) {
		if x.Document.ID == id {
			out, ours[x.SHA256] = append(out, index), true
		}
	})
	if err != nil {
		return nil, err
	}
	unnamed := map[int64]string{}
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryReceipt}}
	err = p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var r sanad.Receipt
		switch {
		case e.Redacted || json.Unmarshal(e.Body, &r) != nil:
		case r.Document == id:
			out = append(out, e.Index)
		case r.Document == "" && ours[r.SHA256]:
			unnamed[e.Index] = r.SHA256
		}
		return nil
	})
	if err != nil || len(unnamed) == 0 {
		return out, err
	}
	err = p.eachText(ctx, func(_ int64, x origin) {
		if x.Document.ID != id {
			delete(ours, x.SHA256)
		}
	})
	for index, sum := range unnamed {
		if ours[sum] {
			out = append(out, index)
		}
	}
	return out, err
}

// decisionsOn finds the decisions that quote a document, sound or not, and those that undo one of these: they may
// repeat its words, and rule on nothing any more.
func (p *Pipeline) decisionsOn(ctx context.Context, id string) (out []int64, err error) {
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryDecision}}
	err = p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var d struct {
			Anchors []struct {
				Document string `json:"document"`
			} `json:"anchors"`
			Undoes *int64 `json:"undoes"`
		}
		if e.Redacted || json.Unmarshal(e.Body, &d) != nil {
			return nil
		}
		ours := d.Undoes != nil && slices.Contains(out, *d.Undoes)
		for _, a := range d.Anchors {
			ours = ours || a.Document == id
		}
		if ours {
			out = append(out, e.Index)
		}
		return nil
	})
	return out, err
}

// nothingOf says why the log has nothing of a document.
func (p *Pipeline) nothingOf(ctx context.Context, id string) error {
	why := sanad.ErrNotFound
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryRedacted}}
	err := p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var r sanad.Redaction
		if json.Unmarshal(e.Body, &r) == nil && r.Document == id {
			why = sanad.ErrRedacted
		}
		return nil
	})
	return errors.Join(err, fmt.Errorf("document %q: %w", id, why))
}

// origin is what a redaction looks at in a text's entry.
type origin struct {
	SHA256   string `json:"sha256"`
	Document struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"document"`
}

func (p *Pipeline) eachText(ctx context.Context, fn func(index int64, x origin)) error {
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryText}}
	return p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var x origin
		if !e.Redacted && json.Unmarshal(e.Body, &x) == nil {
			fn(e.Index, x)
		}
		return nil
	})
}

// Redact destroys a document as Pipeline.Redact does, and takes it out of every generation in the folder, coded
// up to date or not. Where it was interrupted, calling it again finishes it.
func (o *Observatory) Redact(ctx context.Context, document, reason string) ([]int64, error) {
	id, gone, err := o.Pipeline.redact(ctx, document, reason)
	if err != nil && !errors.Is(err, sanad.ErrRedacted) {
		return nil, err
	}
	left, rerr := o.removeEverywhere(ctx, id)
	if rerr != nil {
		return gone, fmt.Errorf("redact %q: it is destroyed in the log; derived data lose it when this is done again: %w", document, rerr)
	}
	if err != nil && !left {
		return nil, err
	}
	if err := o.CatchUp(ctx, nil, nil); err != nil {
		return gone, fmt.Errorf("redact %q: it is destroyed, in derived data too, but these can't be brought up to date: %w", document, err)
	}
	return gone, nil
}

// removeEverywhere takes a document out of all generations; a generation that can't be read is set aside, to be
// dropped. left reports whether one still had it, or may have had.
func (o *Observatory) removeEverywhere(ctx context.Context, id string) (left bool, err error) {
	o.coding.Lock()
	defer o.coding.Unlock()
	all, err := o.store.Generations(ctx)
	if err != nil {
		return false, err
	}
	for _, g := range all {
		had, err := o.removeFrom(ctx, g.ID, id)
		switch {
		case errors.Is(err, sanad.ErrNotFound): // dropped in this moment
		case errors.Is(err, sanad.ErrCompactionDue):
			o.problem(id, fmt.Errorf("document %q is redacted: %w", id, err))
		case errors.Is(err, sanad.ErrDamaged) && o.named(g.ID):
			o.setAside(g.ID, err) // the next catch-up drops it
			had = true
		case errors.Is(err, sanad.ErrDamaged):
			o.problem(id, fmt.Errorf("document %q is redacted, and a file that can't be read may have it: %w", id, err))
		case err != nil:
			return left, err
		}
		left = left || had
	}
	return left, nil
}

func (o *Observatory) removeFrom(ctx context.Context, generation, id string) (had bool, err error) {
	d, err := o.store.Derived(ctx, generation)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	_, err = d.Document(ctx, id)
	had = err == nil
	return had, d.Remove(ctx, []string{id})
}
