package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/incident"
	"sanad.example/sanad/internal/store/sqlite"
	"sanad.example/sanad/text"
)

// retryLease is how often a process that waits for another's coding looks again.
const retryLease = 200 * time.Millisecond

// Options are what an observatory takes from outside.
type Options struct {
	Clock   func() time.Time                 // nil: the system's
	Workers int                              // coding goroutines; 0: one for each core
	Problem func(document string, err error) // see Pipeline.Problem
}

// Observatory is an open data folder with the generation that a codebook and this program give. Its
// reader goes on answering from an older generation until that one is complete.
type Observatory struct {
	Pipeline // Derived is the generation that is coded, whichever that is at the moment
	Book     *codebook.Book

	store   *sqlite.Store
	program string
	shelf   shelf
	own     slot // the generation that is coded
	live    slot // the one that is read
	closing sync.Once
	closed  error

	coding sync.Mutex      // one change of generations, one CatchUp at a time in this process; guards the rest
	aside  map[string]bool // generations that aren't to be used: damaged, or ahead of the log
	told   bool            // that entries can't be coded here
}

// Open opens the folder dir, making it at the first start, and finds or creates the generation of the
// codebook and this program. It codes nothing: CatchUp does. A damaged generation stops nothing: it is told of
// and made anew.
func Open(ctx context.Context, dir string, c *coder.Coder, opts Options) (*Observatory, error) {
	book := c.Book()
	rules, err := decision.NewRules(book)
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, dir, sqlite.Options{Clock: opts.Clock, PlacesAbove: book.PlacesAbove})
	if err != nil {
		return nil, err
	}
	o := &Observatory{store: store, Book: book, program: Program(c), aside: map[string]bool{}}
	o.own.shelf, o.live.shelf = &o.shelf, &o.shelf
	o.Pipeline = Pipeline{Evidence: store.Evidence(), Derived: &o.own, Coder: c, Rules: rules, Linker: incident.New(book), Outlets: NewOutlets(book), Workers: opts.Workers, Problem: opts.Problem}
	o.Pipeline.Reckoner = func(grades map[string]string) (*incident.Reckoner, error) {
		return incident.NewReckoner(book, "", grades)
	}
	o.coding.Lock()
	defer o.coding.Unlock()
	if err := o.pick(ctx); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// Program is the versions of the stages that make derived data with a coder.
func Program(c *coder.Coder) string {
	return version + " " + text.Version + " " + c.Version() + " " + incident.Version
}

// Reader answers from the newest complete generation, and from this program's as soon as it is complete.
func (o *Observatory) Reader() sanad.Reader { return timed{&o.live, &o.Pipeline} }

// Close closes the folder. Closing twice is closing once.
func (o *Observatory) Close() error {
	o.closing.Do(func() { o.closed = errors.Join(o.shelf.close(), o.store.Close()) })
	return o.closed
}

// CatchUp brings this program's generation to the end of the evidence, waiting for another process that
// is coding in the folder, then shows it. waiting, if not nil, is told once when there is such a one. A
// generation that turns out to be damaged, or that is gone, is made anew.
func (o *Observatory) CatchUp(ctx context.Context, progress func(done, total int64), waiting func()) error {
	o.coding.Lock()
	defer o.coding.Unlock()
	for mended := 0; ; {
		done, err := o.catchUpOnce(ctx, progress)
		switch {
		case errors.Is(err, sqlite.ErrRebuild) && mended < maxMended:
			mended++
			if err := o.replace(ctx, err); err != nil {
				return err
			}
		case errors.Is(err, errWait):
			if waiting != nil {
				waiting()
				waiting = nil
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(retryLease):
			}
		case err != nil || done:
			return err
		}
	}
}

// maxMended is how many damaged generations one CatchUp replaces: more than one is the disk's fault.
const maxMended = 2

// errWait says that another process is coding.
var errWait = errors.New("another process is coding")

// catchUpOnce codes what is behind and links what is stale, as where that was interrupted, or shows the generation
// where nothing is.
func (o *Observatory) catchUpOnce(ctx context.Context, progress func(done, total int64)) (done bool, err error) {
	if own := o.own.get(); own.Gone() || o.aside[own.ID()] {
		if err := o.pick(ctx); err != nil {
			return false, err
		}
	}
	behind, err := o.behind(ctx)
	if err != nil {
		return false, err
	}
	if o.store.ReadOnly() {
		o.tellBehind(behind)
		return true, nil
	}
	if behind == 0 {
		if stale, err := o.Derived.Stale(ctx, 1); err != nil {
			return false, err
		} else if len(stale) == 0 || o.Linker == nil {
			return true, o.show(ctx)
		}
	}
	release, err := o.store.Lease(ctx)
	if errors.Is(err, sanad.ErrConflict) {
		return false, errWait
	}
	if err != nil {
		return false, err
	}
	err = o.Pipeline.CatchUp(ctx, progress)
	return false, errors.Join(err, release())
}

// tellBehind says, once, that entries can't be coded in a folder that can't be written.
func (o *Observatory) tellBehind(behind int64) {
	if behind > 0 && !o.told {
		o.told = true
		o.problem("", fmt.Errorf("%d log entries aren't in what is shown, and can't be read here: %w", behind, sqlite.ErrReadOnly))
	}
}

// behind is how many entries the own generation hasn't read. The cursor is looked at first: another process
// may move both meanwhile.
func (o *Observatory) behind(ctx context.Context) (int64, error) {
	cursor, err := o.Derived.Cursor(ctx)
	if err != nil {
		return 0, err
	}
	size, err := o.Evidence.Size(ctx)
	if err == nil && cursor > size {
		err = ahead(o.own.get().ID(), cursor, size)
	}
	return size - cursor, err
}

// ahead is the error of a generation that has read more than there is.
func ahead(id string, cursor, size int64) error {
	return fmt.Errorf("%w: generation %q has read %d entries, the log has %d: entries are lost, or an older log was put in the "+
		"place of a newer; sanad verify says which", sqlite.ErrRebuild, id, cursor, size)
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
