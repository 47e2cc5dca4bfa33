package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect"
)

// Appends are grouped: one fsync acknowledges many documents, but none waits longer than groupWait.
const (
	groupDocs  = 256
	groupBytes = 8 << 20
	groupWait  = 200 * time.Millisecond
)

// Acknowledgement says that a document is on disk. It is the receipt line of `sanad ingest --receipts`.
type Acknowledgement struct {
	Receipt  int64     `json:"receipt"`  // index of the receipt in the log
	Document string    `json:"document"` // its key
	Name     string    `json:"name,omitempty"`
	Origin   string    `json:"origin"`
	SHA256   string    `json:"sha256"`
	Recorded time.Time `json:"recorded"`
}

// Tally is what an ingest did.
type Tally struct {
	Documents int // acknowledged
	Failed    int // items that were refused, each with an error told
	Skipped   int // files that were passed over on purpose, each told too
	Bytes     int64
}

// Ingest appends what items yields to the evidence, in groups. ack is called for each document after it
// is on disk; refuse for each item that is an error; neither may be nil. Refused items never stop the
// rest: the returned error is about the evidence itself, or ctx. A document that is known already, word
// for word, adds a receipt but no second text: one that was coded before, or that came in the same group.
func (p *Pipeline) Ingest(ctx context.Context, items iter.Seq2[collect.Item, error], ack func(Acknowledgement), refuse func(error)) (Tally, error) {
	g := &group{p: p, ack: ack}
	in := make(chan result)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(in)
		for item, err := range items {
			select {
			case in <- result{item, err}:
			case <-stop:
				return
			}
		}
	}()
	timer := time.NewTimer(groupWait)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return g.tally, ctx.Err()
		case <-timer.C:
			if err := g.flush(ctx); err != nil {
				return g.tally, err
			}
		case r, ok := <-in:
			if !ok {
				return g.tally, g.flush(ctx)
			}
			if r.err != nil {
				if passed := (*collect.Skipped)(nil); errors.As(r.err, &passed) {
					g.tally.Skipped++
				} else {
					g.tally.Failed++
				}
				refuse(r.err)
				continue
			}
			if len(g.items) == 0 {
				timer.Reset(groupWait)
			}
			if err := g.add(ctx, r.item); err != nil {
				return g.tally, err
			}
		}
	}
}

type result struct {
	item collect.Item
	err  error
}

// group gathers items for one append.
type group struct {
	p     *Pipeline
	ack   func(Acknowledgement)
	items []collect.Item
	size  int
	tally Tally
}

func (g *group) add(ctx context.Context, item collect.Item) error {
	g.items = append(g.items, item)
	g.size += len(item.Bytes) + len(item.Document.Text)
	if len(g.items) >= groupDocs || g.size >= groupBytes {
		return g.flush(ctx)
	}
	return nil
}

// flush appends a receipt for each item, and a text where it is new, as one unit, then acknowledges them.
func (g *group) flush(ctx context.Context) error {
	if len(g.items) == 0 {
		return nil
	}
	entries := make([]sanad.Entry, 0, 2*len(g.items))
	receipts := make([]int, len(g.items)) // where each item's receipt is in entries
	known := map[string]sanad.Document{}  // of this group, by id
	for i, item := range g.items {
		receipts[i] = len(entries)
		var err error
		if entries, err = g.p.appendEntries(ctx, entries, item, known); err != nil {
			return err
		}
	}
	got, err := g.p.Evidence.Append(ctx, entries)
	if err != nil {
		return fmt.Errorf("ingest: append %d documents to the evidence: %w", len(g.items), err)
	}
	for i, item := range g.items {
		r := got[receipts[i]]
		g.tally.Documents++
		g.tally.Bytes += int64(len(item.Bytes))
		g.ack(Acknowledgement{
			Receipt: r.Index, Document: item.Document.ID, Name: item.Document.Name,
			Origin: item.Receipt.Origin, SHA256: item.Receipt.SHA256, Recorded: r.Recorded,
		})
	}
	g.items, g.size = g.items[:0], 0
	return nil
}

// appendEntries adds the entries that an item makes. known has the documents of the items before it.
func (p *Pipeline) appendEntries(ctx context.Context, entries []sanad.Entry, item collect.Item, known map[string]sanad.Document) ([]sanad.Entry, error) {
	item.Receipt.Document = item.Document.ID
	receipt, err := json.Marshal(item.Receipt)
	if err != nil {
		return nil, fmt.Errorf("ingest: receipt of %q: %w", item.Receipt.Origin, err)
	}
	entries = append(entries, sanad.Entry{Kind: sanad.EntryReceipt, Body: receipt, Blob: item.Bytes})
	doc, again := item.Document, false
	if have, ok := known[doc.ID]; ok {
		doc.Recorded = have.Recorded // one time for the whole group
		_, changed := merge(have, doc)
		again = !changed
		doc, _ = merge(have, doc)
	} else if again, err = p.knows(ctx, doc); err != nil {
		return entries, err
	}
	if again {
		return entries, nil
	}
	known[doc.ID] = doc
	x := sanad.Extraction{SHA256: item.Receipt.SHA256, Extractor: item.Extractor, Document: item.Document}
	text, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("ingest: text of %q: %w", item.Receipt.Origin, err)
	}
	return append(entries, sanad.Entry{Kind: sanad.EntryText, Body: text}), nil
}

// knows reports whether the derived data holds the document with all that this one says of it.
func (p *Pipeline) knows(ctx context.Context, doc sanad.Document) (bool, error) {
	have, err := p.Derived.Document(ctx, doc.ID)
	if unknown(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ingest: look for document %q: %w", doc.ID, err)
	}
	doc.Recorded = have.Recorded
	_, changed := merge(have, doc)
	return !changed, nil
}
