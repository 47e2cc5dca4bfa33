package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/store/sqlite"
)

// retryLease is how often a process that waits for another's coding looks again.
const retryLease = 200 * time.Millisecond

// Options are what an observatory takes from outside.
type Options struct {
	Clock   func() time.Time                 // nil: the system's
	Workers int                              // coding goroutines; 0: one for each core
	Problem func(document string, err error) // a document that couldn't be coded; nil: untold
}

// Observatory is an open data folder with the generation that a codebook and this program give. Its
// reader goes on answering from an older generation until that one is complete.
type Observatory struct {
	Pipeline
	Book *codebook.Book

	store   *sqlite.Store
	program string
	live    live
	coding  sync.Mutex // one CatchUp at a time in this process
	mu      sync.Mutex // guards the fields below
	own     *sqlite.Derived
	ownID   string
	opened  []*sqlite.Derived
	closed  bool
}

// Open opens the folder dir, making it at the first start, and finds or creates the generation of the
// codebook and this program. It codes nothing: CatchUp does.
func Open(ctx context.Context, dir string, book *codebook.Book, opts Options) (*Observatory, error) {
	store, err := sqlite.Open(ctx, dir, sqlite.Options{Clock: opts.Clock, PlacesAbove: book.PlacesAbove})
	if err != nil {
		return nil, err
	}
	c := coder.New(book)
	o := &Observatory{store: store, Book: book, program: version + " " + c.Version()}
	o.Pipeline = Pipeline{Evidence: store.Evidence(), Coder: c, Workers: opts.Workers, Problem: opts.Problem}
	if err := o.pick(ctx); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// Reader answers from the newest complete generation, and from this program's as soon as it is complete.
func (o *Observatory) Reader() sanad.Reader { return &o.live }

// Close closes the folder. Closing twice is closing once.
func (o *Observatory) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil
	}
	o.closed = true
	var errs []error
	for _, d := range o.opened {
		errs = append(errs, d.Close())
	}
	return errors.Join(append(errs, o.store.Close())...)
}

// pick finds this program's newest generation, complete ones first, or creates one.
func (o *Observatory) pick(ctx context.Context) error {
	all, err := o.store.Generations(ctx)
	if err != nil {
		return err
	}
	var own *sqlite.Generation
	for i := range all {
		g := &all[i]
		if o.made(*g) && (own == nil || g.Complete || !own.Complete) {
			own = g
		}
	}
	if own == nil {
		if err := o.KeepCodebook(ctx, o.Book.ID, o.Book.Files()); err != nil {
			return err
		}
		d, err := o.create(ctx, len(all))
		if err != nil {
			return err
		}
		return o.use(ctx, d, false)
	}
	d, err := o.derived(ctx, own.ID)
	if err != nil {
		return err
	}
	return o.use(ctx, d, own.Complete)
}

// made reports whether this codebook and program made the generation.
func (o *Observatory) made(g sqlite.Generation) bool {
	return g.Codebook == o.Book.ID && g.Program == o.program
}

// create makes an empty generation. Another process may have made the same: then the next number is taken.
func (o *Observatory) create(ctx context.Context, from int) (*sqlite.Derived, error) {
	base := Generation(o.Book.ID, o.program)
	for n := from + 1; ; n++ {
		d, err := o.store.CreateGeneration(ctx, sqlite.Generation{ID: fmt.Sprintf("%s-%d", base, n), Codebook: o.Book.ID, Program: o.program})
		if errors.Is(err, sanad.ErrConflict) && n < from+100 {
			continue
		}
		if err == nil {
			o.keep(d)
		}
		return d, err
	}
}

func (o *Observatory) derived(ctx context.Context, id string) (*sqlite.Derived, error) {
	d, err := o.store.Derived(ctx, id)
	if err == nil {
		o.keep(d)
	}
	return d, err
}

func (o *Observatory) keep(d *sqlite.Derived) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.opened = append(o.opened, d)
}

// use makes d the generation that is coded, and the one that is read if it is complete or there is none.
func (o *Observatory) use(ctx context.Context, d *sqlite.Derived, complete bool) error {
	g, err := d.Generation(ctx)
	if err != nil {
		return err
	}
	o.mu.Lock()
	o.own, o.ownID, o.Derived = d, g.ID, d
	o.mu.Unlock()
	if complete {
		o.live.set(d)
		return nil
	}
	older, err := o.store.Current(ctx)
	switch {
	case errors.Is(err, sanad.ErrNotFound):
		o.live.set(d)
	case err != nil:
		return err
	default:
		o.keep(older)
		o.live.set(older)
	}
	return nil
}

// CatchUp brings this program's generation to the end of the evidence, waiting for another process that
// is coding in the folder, then shows it. waiting, if not nil, is told once when there is such a one.
func (o *Observatory) CatchUp(ctx context.Context, progress func(done, total int64), waiting func()) error {
	o.coding.Lock()
	defer o.coding.Unlock()
	for {
		behind, err := o.behind(ctx)
		if err != nil {
			return err
		}
		if behind == 0 {
			return o.show(ctx)
		}
		release, err := o.store.Lease(ctx)
		switch {
		case errors.Is(err, sanad.ErrConflict):
			if waiting != nil {
				waiting()
				waiting = nil
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(retryLease):
			}
		case err != nil:
			return err
		default:
			err := o.Pipeline.CatchUp(ctx, progress)
			if err := errors.Join(err, release()); err != nil {
				return err
			}
		}
	}
}

func (o *Observatory) behind(ctx context.Context) (int64, error) {
	size, err := o.Evidence.Size(ctx)
	if err != nil {
		return 0, err
	}
	cursor, err := o.Derived.Cursor(ctx)
	return max(0, size-cursor), err
}

// show marks the generation complete, reads from it from now on, and drops those that it replaces: all but
// the newest complete one of another codebook or program, to which a user may go back.
func (o *Observatory) show(ctx context.Context) error {
	if o.live.get() == sanad.Reader(o.own) {
		g, err := o.own.Generation(ctx)
		if err != nil || g.Complete {
			return err
		}
	}
	if err := o.own.Complete(ctx); err != nil {
		return err
	}
	o.live.set(o.own)
	all, err := o.store.Generations(ctx)
	if err != nil {
		return err
	}
	spared := false
	for i := len(all) - 1; i >= 0; i-- {
		g := all[i]
		if g.ID == o.ownID {
			continue
		}
		if g.Complete && !o.made(g) && !spared {
			spared = true
			continue
		}
		if err := o.store.DropGeneration(ctx, g.ID); err != nil && !errors.Is(err, sanad.ErrNotFound) {
			return err
		}
	}
	return nil
}

// Rebuild makes a new generation from all evidence behind the running one, shows it and drops the old. It
// returns both digests; they differ only where something is wrong. Errors: ErrConflict where another
// process is coding.
func (o *Observatory) Rebuild(ctx context.Context, progress func(done, total int64)) (before, after string, err error) {
	if before, err = o.Derived.Digest(ctx); err != nil {
		return "", "", err
	}
	o.coding.Lock()
	defer o.coding.Unlock()
	release, err := o.store.Lease(ctx)
	if err != nil {
		return before, "", err
	}
	defer func() { err = errors.Join(err, release()) }()
	all, err := o.store.Generations(ctx)
	if err != nil {
		return before, "", err
	}
	fresh, err := o.create(ctx, len(all))
	if err != nil {
		return before, "", err
	}
	if err := o.use(ctx, fresh, false); err != nil {
		return before, "", err
	}
	if err := o.Pipeline.CatchUp(ctx, progress); err != nil {
		return before, "", err
	}
	if err := o.show(ctx); err != nil {
		return before, "", err
	}
	after, err = o.Derived.Digest(ctx)
	return before, after, err
}

// Redact destroys a document as Pipeline.Redact does, in the derived data too.
func (o *Observatory) Redact(ctx context.Context, document, reason string) ([]int64, error) {
	gone, err := o.Pipeline.Redact(ctx, document, reason)
	if err != nil {
		return gone, err
	}
	return gone, o.CatchUp(ctx, nil, nil)
}

// Follow keeps up with the evidence until ctx ends: whenever wake says so, and every interval, for what
// other processes have appended or rebuilt. Errors go to report and are tried again.
func (o *Observatory) Follow(ctx context.Context, wake <-chan struct{}, every time.Duration, report func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		err := o.adopt(ctx)
		if err == nil {
			err = o.CatchUp(ctx, nil, nil)
		}
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-tick.C:
		}
	}
}

// adopt goes over to a newer generation of the same codebook and program, such as another process's
// rebuild.
func (o *Observatory) adopt(ctx context.Context) error {
	all, err := o.store.Generations(ctx)
	if err != nil {
		return err
	}
	for i := len(all) - 1; i >= 0; i-- {
		g := all[i]
		if !o.made(g) || !g.Complete {
			continue
		}
		if g.ID == o.ownID {
			return nil
		}
		d, err := o.derived(ctx, g.ID)
		if err != nil {
			return err
		}
		return o.use(ctx, d, true)
	}
	return nil
}

// live is a reader that can be exchanged while it is used.
type live struct{ reader atomic.Pointer[sanad.Reader] }

func (l *live) set(r sanad.Reader) { l.reader.Store(&r) }

func (l *live) get() sanad.Reader { return *l.reader.Load() }

func (l *live) Document(ctx context.Context, id string) (sanad.Document, error) {
	return l.get().Document(ctx, id)
}

func (l *live) DocumentClaims(ctx context.Context, id string) ([]sanad.Claim, error) {
	return l.get().DocumentClaims(ctx, id)
}

func (l *live) Claim(ctx context.Context, id string) (sanad.Claim, error) {
	return l.get().Claim(ctx, id)
}

func (l *live) Claims(ctx context.Context, q sanad.ClaimQuery) (sanad.ClaimPage, error) {
	return l.get().Claims(ctx, q)
}

func (l *live) EachClaim(ctx context.Context, q sanad.ClaimQuery, fn func(sanad.Claim) error) error {
	return l.get().EachClaim(ctx, q, fn)
}

func (l *live) Documents(ctx context.Context, q sanad.DocumentQuery) (sanad.DocumentPage, error) {
	return l.get().Documents(ctx, q)
}

func (l *live) Overview(ctx context.Context) (sanad.Overview, error) { return l.get().Overview(ctx) }
