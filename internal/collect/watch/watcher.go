package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/collect/fetch"
)

// Fetcher gets an address. *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, req fetch.Request) (fetch.Response, error)
}

// State is what outlives the program. Each call is one unit.
type State interface {
	// Records returns what is known of each subscription, by its address.
	Records(ctx context.Context) (map[string][]byte, error)
	// Save keeps what is known of one, and marks items as seen.
	Save(ctx context.Context, url string, record []byte, seen []string) error
	// Seen returns those of the keys that are marked.
	Seen(ctx context.Context, keys []string) (map[string]bool, error)
	// Position is the first entry of the log that Recover has not been told of.
	Position(ctx context.Context) (int64, error)
	// Recover marks what receipts before position say was read.
	Recover(ctx context.Context, seen []string, position int64) error
	// Forget forgets what was seen, the position, and what each feed was last known as.
	Forget(ctx context.Context) error
}

// Options are what a watcher works with. All but Report and Clock are required.
type Options struct {
	Fetch     Fetcher
	Collector *collect.Collector
	State     State
	Sink      func(ctx context.Context, item collect.Item) error // returns once the item is safe
	Report    func(err error)                                    // what couldn't be had, or was passed over; may be called from several goroutines
	Clock     func() time.Time
}

// Watcher follows subscriptions. Its methods may not be called at once.
type Watcher struct {
	opts Options
	subs []*subscription

	mu    sync.Mutex
	busy  map[string]bool // items that are being read, by key
	tally Tally
}

// Tally is what was done since the watcher was made.
type Tally struct {
	Asked   int `json:"asked"` // feeds and pages
	Same    int `json:"same"`  // that hadn't changed
	Failed  int `json:"failed"`
	Read    int `json:"read"`     // items
	GivenUp int `json:"given_up"` // items that couldn't be had
}

type subscription struct {
	Subscription
	rec record
}

// New returns a watcher of the subscriptions, with what is remembered of them.
func New(ctx context.Context, subs []Subscription, opts Options) (*Watcher, error) {
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.Report == nil {
		opts.Report = func(error) {}
	}
	w := &Watcher{opts: opts, busy: map[string]bool{}}
	known, err := opts.State.Records(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range subs {
		sub := &subscription{Subscription: s}
		if b, ok := known[s.URL]; ok {
			if sub.rec, err = readRecord(s.URL, b); err != nil {
				return nil, err
			}
		}
		w.subs = append(w.subs, sub)
	}
	return w, nil
}

// Health says how each subscription is doing, in the order of the list.
func (w *Watcher) Health() []Health {
	now := w.now()
	out := make([]Health, len(w.subs))
	for i, s := range w.subs {
		out[i] = health(s.Subscription, s.rec, now)
	}
	return out
}

// Tally is what was done so far.
func (w *Watcher) Tally() Tally {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tally
}

func (w *Watcher) count(fn func(*Tally)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fn(&w.tally)
}

func (w *Watcher) now() time.Time { return w.opts.Clock().UTC() }

// The headers of a receipt that say which item it is of.
const (
	headerFeed = "Feed"
	headerItem = "Feed-Item"
)

// recoverBatch is how many receipts are marked as one unit.
const recoverBatch = 1000

// Recover learns from the log what has been read. It is to be called before the first round: a process that
// was killed may have made an item safe without having marked it.
func (w *Watcher) Recover(ctx context.Context, evidence sanad.Evidence) error {
	from, err := w.opts.State.Position(ctx)
	if err != nil {
		return err
	}
	size, err := evidence.Size(ctx)
	if err != nil {
		return err
	}
	if from > size { // an older log was put back: what was seen since isn't in it
		if err := w.opts.State.Forget(ctx); err != nil {
			return err
		}
		for _, s := range w.subs {
			s.rec.ETag, s.rec.LastModified = "", ""
		}
		from = 0
	}
	var seen []string
	err = evidence.Entries(ctx, sanad.EntryQuery{From: from, Kinds: []sanad.EntryKind{sanad.EntryReceipt}}, func(e sanad.Entry) error {
		var r sanad.Receipt
		if e.Redacted || json.Unmarshal(e.Body, &r) != nil || r.Headers[headerItem] == "" {
			return nil
		}
		if seen = append(seen, r.Headers[headerItem]); len(seen) < recoverBatch {
			return nil
		}
		err := w.opts.State.Recover(ctx, seen, e.Index+1)
		seen = seen[:0]
		return err
	})
	if err != nil {
		return fmt.Errorf("watch: what has been read: %w", err)
	}
	return w.opts.State.Recover(ctx, seen, size)
}

// Once asks each subscription that is due, once, and returns when all is read. Errors: ctx's, or that
// nothing can be kept any more.
func (w *Watcher) Once(ctx context.Context) error {
	return w.each(ctx, func(ctx context.Context, s *subscription) error {
		if w.now().Before(s.rec.Next) {
			return nil
		}
		return w.poll(ctx, s)
	})
}

// Run asks each subscription whenever it is due until ctx ends, which is no error. What is being read then is
// dropped and read again at the next start, unless it is safe already.
func (w *Watcher) Run(ctx context.Context) error {
	return w.each(ctx, func(ctx context.Context, s *subscription) error {
		for {
			if !w.sleep(ctx, s.rec.Next) {
				return nil
			}
			if err := w.poll(ctx, s); err != nil {
				return err
			}
		}
	})
}

// each runs fn for every subscription at once: the fetcher keeps the pace. The first error ends all.
func (w *Watcher) each(ctx context.Context, fn func(context.Context, *subscription) error) error {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for _, s := range w.subs {
		wg.Go(func() {
			if err := fn(inner, s); err != nil && inner.Err() == nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil
	}
	if err := context.Cause(inner); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// sleep waits until t and reports whether to go on.
func (w *Watcher) sleep(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(t.Sub(w.now()))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
