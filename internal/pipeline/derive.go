package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
)

// batchDocs is how many documents are coded and put as one unit.
const batchDocs = 128

// batchText bounds a batch by the bytes of its texts too, so that memory doesn't grow with theirs.
const batchText = 4 << 20

// batch is what one step of the derivation takes from the evidence.
type batch struct {
	docs   map[string]sanad.Document // by id
	gone   []string                  // ids that leave
	text   int                       // bytes of text in docs
	cursor int64                     // first entry after the batch
	coded  []sanad.Coded
}

func (b *batch) full() bool { return len(b.docs) >= batchDocs || b.text >= batchText }

// CatchUp reads the evidence from the generation's cursor to its end and puts what it says into the
// derived data. progress, if not nil, is told how many entries of how many are done. When it stops early
// the next call carries on where it stopped.
func (p *Pipeline) CatchUp(ctx context.Context, progress func(done, total int64)) error {
	size, err := p.Evidence.Size(ctx)
	if err != nil {
		return fmt.Errorf("derive: size of the evidence: %w", err)
	}
	return p.catchUpTo(ctx, size, progress)
}

// catchUpTo is CatchUp up to the first size entries.
func (p *Pipeline) catchUpTo(ctx context.Context, size int64, progress func(done, total int64)) error {
	cursor, err := p.Derived.Cursor(ctx)
	if err != nil {
		return fmt.Errorf("derive: cursor: %w", err)
	}
	rulings, err := p.decisions(ctx, size)
	if err != nil {
		return fmt.Errorf("derive: decisions: %w", err)
	}
	if p.Linker != nil && graded(rulings, cursor) { // before the cursor moves: where the run is stopped, they are marked again
		if err := p.Derived.MarkStale(ctx); err != nil {
			return fmt.Errorf("derive: %w", err)
		}
	}
	if cursor < size {
		if err := p.derive(ctx, cursor, size, rulings, progress); err != nil {
			return err
		}
	}
	if p.Linker == nil {
		return nil
	}
	if err := p.relink(ctx, rulings); err != nil {
		return fmt.Errorf("derive: incidents: %w", err)
	}
	return nil
}

// graded reports whether a ruling of entry from or later changes a source's grade.
func graded(rulings *decision.Set, from int64) bool {
	return slices.ContainsFunc(rulings.Rulings(), func(r decision.Ruling) bool { return r.Entry >= from && rulings.Graded(&r) != "" })
}

// derive reads the entries from cursor up to size.
func (p *Pipeline) derive(ctx context.Context, cursor, size int64, rulings *decision.Set, progress func(done, total int64)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d := &derivation{p: p, rulings: rulings, inFlight: map[string]sanad.Document{}, leaving: map[string]int{}}
	read, coded := make(chan *batch, 1), make(chan *batch, 1)
	var wg sync.WaitGroup
	var readErr, codeErr error
	wg.Go(func() { defer close(read); readErr = d.read(ctx, cursor, size, read) })
	wg.Go(func() { defer close(coded); codeErr = d.code(ctx, read, coded) })
	putErr := d.put(ctx, coded, size, progress)
	cancel()
	for range coded { // let the stages before it end
	}
	wg.Wait()
	return firstCause(putErr, codeErr, readErr)
}

// firstCause returns the error that stopped the others, rather than their "cancelled".
func firstCause(errs ...error) error {
	var cancelled error
	for _, err := range errs {
		switch {
		case err == nil:
		case errors.Is(err, context.Canceled):
			cancelled = err
		default:
			return err
		}
	}
	return cancelled
}

// derivation is one run of CatchUp: three stages joined by channels of batches.
type derivation struct {
	p        *Pipeline
	rulings  *decision.Set
	mu       sync.Mutex
	inFlight map[string]sanad.Document // read, but not yet put
	leaving  map[string]int            // redactions read, but not yet carried out
}

// read turns entries from index from up to size into batches. Documents that are there already and that new rulings
// touch come first, before the cursor moves: where the run is stopped, they come again.
func (d *derivation) read(ctx context.Context, from, size int64, out chan<- *batch) error {
	b := &batch{docs: map[string]sanad.Document{}}
	send := func(cursor int64) error {
		b.cursor = cursor
		select {
		case out <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
		b = &batch{docs: map[string]sanad.Document{}}
		return nil
	}
	for _, id := range d.rulings.Touched(from) {
		doc, known, err := d.known(ctx, id)
		if err != nil {
			return err
		}
		if !known { // it comes, is gone, or will be coded with these rulings when it comes
			continue
		}
		if d.hold(b, doc); b.full() {
			if err := send(from); err != nil {
				return err
			}
		}
	}
	q := sanad.EntryQuery{From: from, Kinds: []sanad.EntryKind{sanad.EntryText, sanad.EntryRedacted}}
	err := d.p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		if e.Index >= size {
			return errEnd
		}
		if err := d.take(ctx, b, e); err != nil {
			return err
		}
		if b.full() || len(b.gone) > 0 {
			return send(e.Index + 1)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnd) {
		return fmt.Errorf("derive: read the evidence: %w", err)
	}
	return send(size)
}

var errEnd = errors.New("end of the run")

// take adds what an entry says to the batch.
func (d *derivation) take(ctx context.Context, b *batch, e sanad.Entry) error {
	if e.Redacted {
		return nil
	}
	if e.Kind == sanad.EntryRedacted {
		return d.takeRedaction(b, e)
	}
	var x sanad.Extraction
	if err := json.Unmarshal(e.Body, &x); err != nil {
		d.p.problem("", fmt.Errorf("%w: entry %d of the evidence is not an extraction: %w", sanad.ErrDamaged, e.Index, err))
		return nil
	}
	doc := x.Document
	doc.Recorded = e.Recorded
	have, known, err := d.known(ctx, doc.ID)
	if err != nil {
		return err
	}
	if known {
		merged, changed := merge(have, doc)
		if !changed {
			return nil
		}
		doc = merged
	}
	d.hold(b, doc)
	return nil
}

// hold puts a document into the batch.
func (d *derivation) hold(b *batch, doc sanad.Document) {
	if old, ok := b.docs[doc.ID]; ok {
		b.text -= len(old.Text)
	}
	b.docs[doc.ID] = doc
	b.text += len(doc.Text)
	d.mu.Lock()
	d.inFlight[doc.ID] = doc
	d.mu.Unlock()
}

func (d *derivation) takeRedaction(b *batch, e sanad.Entry) error {
	var r sanad.Redaction
	if err := json.Unmarshal(e.Body, &r); err != nil {
		d.p.problem("", fmt.Errorf("%w: entry %d of the evidence is not a redaction: %w", sanad.ErrDamaged, e.Index, err))
		return nil
	}
	if r.Document == "" {
		return nil
	}
	b.gone = append(b.gone, r.Document)
	delete(b.docs, r.Document)
	d.mu.Lock()
	delete(d.inFlight, r.Document)
	d.leaving[r.Document]++
	d.mu.Unlock()
	return nil
}

// known returns the document as read so far, in flight or put.
func (d *derivation) known(ctx context.Context, id string) (sanad.Document, bool, error) {
	d.mu.Lock()
	doc, ok := d.inFlight[id]
	leaving := d.leaving[id] > 0
	d.mu.Unlock()
	if ok || leaving {
		return doc, ok, nil
	}
	doc, err := d.p.Derived.Document(ctx, id)
	if unknown(err) {
		return doc, false, nil
	}
	if err != nil {
		return doc, false, fmt.Errorf("derive: document %q: %w", id, err)
	}
	return doc, true, nil
}

// unknown reports whether err says that the derived data don't have a document: a redacted one that is
// received again is new.
func unknown(err error) bool {
	return errors.Is(err, sanad.ErrNotFound) || errors.Is(err, sanad.ErrRedacted)
}

// code gives each batch its claims.
func (d *derivation) code(ctx context.Context, in <-chan *batch, out chan<- *batch) error {
	for b := range in {
		docs := make([]sanad.Document, 0, len(b.docs))
		for _, id := range sortedKeys(b.docs) {
			docs = append(docs, b.docs[id])
		}
		var err error
		if b.coded, err = d.p.code(ctx, docs, d.rulings); err != nil {
			return err
		}
		select {
		case out <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// put stores the batches in order.
func (d *derivation) put(ctx context.Context, in <-chan *batch, size int64, progress func(done, total int64)) error {
	for b := range in {
		if len(b.gone) > 0 {
			err := d.p.Derived.Remove(ctx, b.gone)
			if errors.Is(err, sanad.ErrCompactionDue) {
				d.p.problem("", fmt.Errorf("redacted documents are taken out: %w", err))
			} else if err != nil {
				return fmt.Errorf("derive: take out redacted documents: %w", err)
			}
		}
		if err := d.putBatch(ctx, b); err != nil {
			return fmt.Errorf("derive: put %d documents: %w", len(b.coded), err)
		}
		d.landed(b)
		if progress != nil {
			progress(b.cursor, size)
		}
	}
	return ctx.Err()
}

// putBatch puts the batch as one unit. Where the store refuses it for one document's sake, the others are put
// by themselves, and that one without its claims: it must not stop the folder.
func (d *derivation) putBatch(ctx context.Context, b *batch) error {
	err := d.p.Derived.Put(ctx, b.coded, b.cursor)
	if !refused(err) {
		return err
	}
	for i := range b.coded {
		if err := d.putOne(ctx, b.coded[i]); err != nil {
			return err
		}
	}
	return d.p.Derived.Put(ctx, nil, b.cursor)
}

func (d *derivation) putOne(ctx context.Context, c sanad.Coded) error {
	err := d.p.Derived.Put(ctx, []sanad.Coded{c}, 0)
	if !refused(err) {
		return err
	}
	d.p.problem(c.Document.ID, fmt.Errorf("its claims can't be kept: %w", err))
	c.Claims = nil
	if err = d.p.Derived.Put(ctx, []sanad.Coded{c}, 0); !refused(err) {
		return err
	}
	d.p.problem(c.Document.ID, fmt.Errorf("it is in the evidence alone: %w", err))
	return nil
}

// refused reports whether the store won't have what was put, however often it is tried.
func refused(err error) bool {
	return errors.Is(err, sanad.ErrInvalid) || errors.Is(err, sanad.ErrTooLarge)
}

// landed forgets what is no longer in flight, unless a later batch holds a newer version of it.
func (d *derivation) landed(b *batch) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range b.gone {
		if d.leaving[id]--; d.leaving[id] == 0 {
			delete(d.leaving, id)
		}
	}
	for _, c := range b.coded {
		doc := d.inFlight[c.Document.ID]
		if _, changed := merge(c.Document, doc); !changed {
			delete(d.inFlight, c.Document.ID)
		}
	}
}
