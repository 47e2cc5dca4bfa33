package pipeline

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/store/sqlite"
)

// FollowState opens what is remembered of feeds. The caller closes it.
func (o *Observatory) FollowState(ctx context.Context) (*sqlite.Watch, error) {
	return o.store.Watch(ctx)
}

// FollowLease makes this process the only one that follows feeds into the folder. Errors: ErrConflict.
func (o *Observatory) FollowLease(ctx context.Context) (release func() error, err error) {
	return o.store.FollowLease(ctx)
}

// Keep makes one item safe: it returns once it is acknowledged.
func (p *Pipeline) Keep(ctx context.Context, item collect.Item) (Acknowledgement, error) {
	var got Acknowledgement
	var one iter.Seq2[collect.Item, error] = func(yield func(collect.Item, error) bool) { yield(item, nil) }
	tally, err := p.Ingest(ctx, one, func(a Acknowledgement) { got = a }, func(error) {})
	if err == nil && tally.Documents != 1 {
		err = errors.New("not acknowledged")
	}
	if err != nil {
		return got, fmt.Errorf("keep %q: %w", item.Receipt.Origin, err)
	}
	return got, nil
}
