// Package pipeline is the one place that knows the order of the stages: items become evidence, evidence
// becomes documents, documents become claims, and claims go into a generation of derived data.
//
// It decides when a document is coded, how much is in flight, and what a failure of one document means
// for the rest (nothing). It refuses to decide what a text says or how anything is stored.
//
// Worked example: a receipt and the text made of it are appended as one unit and acknowledged; only then
// is the text coded, by this process or by whichever holds the derived data's lease, now or after a crash.
package pipeline

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/incident"
)

// Coder reads claims from a document. It is pure: equal documents give equal claims.
type Coder interface {
	Code(doc sanad.Document) []sanad.Claim
}

// Pipeline joins the stages for one generation. Its methods may be called from several goroutines, but
// only one CatchUp of a generation runs at a time.
type Pipeline struct {
	Evidence sanad.Evidence
	Derived  sanad.Derived
	Coder    Coder
	Rules    *decision.Rules                                            // apply analysts' decisions to what is coded; nil: none are applied
	Linker   *incident.Linker                                           // makes incidents of claims; nil: none are made
	Reckoner func(grades map[string]string) (*incident.Reckoner, error) // by analysts' grades of sources; needed with Linker
	Outlets  *Outlets                                                   // likewise
	Workers  int                                                        // coding goroutines; 0: one for each core
	Batch    int                                                        // stale claims linked as one unit; 0: 512. Derived data don't depend on it
	// Problem is told of each document that couldn't be coded, or not wholly; document is "" where it is about
	// more than one. It is called from several goroutines, one call at a time, and must not call back. nil: untold.
	Problem func(document string, err error)

	telling sync.Mutex // one call of Problem at a time
	ruled   ruled      // the decisions read so far
}

func (p *Pipeline) workers() int {
	if p.Workers > 0 {
		return p.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (p *Pipeline) problem(document string, err error) {
	if p.Problem == nil {
		return
	}
	p.telling.Lock()
	defer p.telling.Unlock()
	p.Problem(document, err)
}

// code runs the coder over the documents, in parallel, and returns them with their claims, as the rulings leave
// them, in the order given. A coder that panics costs its document the claims, not the run.
func (p *Pipeline) code(ctx context.Context, docs []sanad.Document, rulings *decision.Set) ([]sanad.Coded, error) {
	out := make([]sanad.Coded, len(docs))
	next := make(chan int)
	done := make(chan struct{})
	for range p.workers() {
		go func() {
			defer func() { done <- struct{}{} }()
			for i := range next {
				out[i] = p.codeOne(docs[i], rulings)
			}
		}()
	}
	for i := range docs {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	for range p.workers() {
		<-done
	}
	return out, ctx.Err()
}

func (p *Pipeline) codeOne(doc sanad.Document, rulings *decision.Set) (coded sanad.Coded) {
	coded.Document = doc
	defer func() {
		if r := recover(); r != nil {
			coded.Claims = nil
			p.problem(doc.ID, fmt.Errorf("%w: the coder stopped at document %q: %v", sanad.ErrInvalid, doc.ID, r))
		}
	}()
	coded.Claims = p.keepable(doc.ID, p.Coder.Code(doc))
	if p.Rules != nil && rulings != nil {
		coded.Claims = p.keepable(doc.ID, p.Rules.Apply(doc, coded.Claims, rulings).Claims)
	}
	if p.Linker != nil {
		var err error
		if coded.Linkables, err = p.Linker.Linkables(&coded); err != nil {
			p.problem(doc.ID, fmt.Errorf("the claims of document %q are in no incident: %w", doc.ID, err))
		}
	}
	return coded
}

// keepable leaves out the claims that derived data can't have: such without an id of their own, and those past
// the most that one document may have, in order of their anchors.
func (p *Pipeline) keepable(document string, claims []sanad.Claim) []sanad.Claim {
	seen := make(map[string]bool, len(claims))
	kept := slices.DeleteFunc(slices.Clone(claims), func(c sanad.Claim) bool {
		bad := c.ID == "" || c.Document != document || seen[c.ID]
		seen[c.ID] = true
		return bad
	})
	if n := len(claims) - len(kept); n > 0 {
		p.problem(document, fmt.Errorf("%w: %d claims of document %q have no id of their own and are left out", sanad.ErrInvalid, n, document))
	}
	if n := len(kept) - sanad.MaxClaims; n > 0 {
		slices.SortStableFunc(kept, func(a, b sanad.Claim) int { return a.Anchor().Start - b.Anchor().Start })
		kept = kept[:sanad.MaxClaims:sanad.MaxClaims]
		p.problem(document, fmt.Errorf("%w: document %q has %d claims more than the %d that one can have: the last are left out; "+
			"ingest it in parts", sanad.ErrTooLarge, document, n, sanad.MaxClaims))
	}
	return kept
}

// merge returns the document that two extractions of the same key make together, and whether that
// differs from have. Each field is the least value that is known, so that the order of arrival doesn't
// matter: the earliest publication, the earliest receipt.
func merge(have, also sanad.Document) (sanad.Document, bool) {
	got := have
	for _, f := range []struct{ have, also *string }{
		{&got.Name, &also.Name},
		{&got.Title, &also.Title},
		{&got.Published, &also.Published},
		{&got.Lang, &also.Lang},
	} {
		*f.have = least(*f.have, *f.also)
	}
	got.About = leastAbout(have.About, also.About)
	changed := got.Name != have.Name || got.Title != have.Title || got.Published != have.Published ||
		got.Lang != have.Lang || got.About != have.About
	if also.Recorded.Before(have.Recorded) {
		got.Recorded, changed = also.Recorded, true
	}
	return got, changed
}

func least(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

func leastAbout(a, b *sanad.About) *sanad.About {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	if *b == *a {
		return a
	}
	if aboutKey(*b) < aboutKey(*a) {
		return b
	}
	return a
}

func aboutKey(a sanad.About) string { return a.URL + "\x00" + a.Outlet + "\x00" + a.Title }

// sortedKeys returns the keys of m in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
