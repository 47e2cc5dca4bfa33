package watch

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect/feed"
)

// record is what is remembered of a subscription between rounds. Times are UTC.
type record struct {
	Since        time.Time   `json:"since"` // first asked
	Next         time.Time   `json:"next"`  // to be asked
	Tried        time.Time   `json:"tried,omitzero"`
	Succeeded    time.Time   `json:"succeeded,omitzero"`
	ETag         string      `json:"etag,omitempty"`
	LastModified string      `json:"last_modified,omitempty"`
	MovedTo      string      `json:"moved_to,omitempty"`
	Failures     int         `json:"failures,omitempty"` // in a row
	Gone         bool        `json:"gone,omitempty"`
	LastError    string      `json:"last_error,omitempty"`
	Read         int         `json:"read"`                // items
	GivenUp      int         `json:"given_up,omitempty"`  // items that couldn't be had
	Arrivals     []time.Time `json:"arrivals,omitempty"`  // of the newest items, ascending
	Pending      []pending   `json:"pending,omitempty"`   // items that couldn't be had yet
	Malformed    bool        `json:"malformed,omitempty"` // the last error was about what came, not that nothing came
}

// pending is an item whose page couldn't be had yet. It is kept here because the feed may drop it meanwhile.
type pending struct {
	Entry feed.Entry `json:"entry"`
	Tries int        `json:"tries"`
	Next  time.Time  `json:"next"`
}

// Bounds on a record.
const (
	keptArrivals   = 50
	maxPending     = 50
	maxPendingText = 64 << 10 // bytes of an entry's own text that waits with it
	maxTries       = 5        // of an item's page
)

func readRecord(url string, b []byte) (record, error) {
	var r record
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("watch: what is remembered of %q: %w: %v; remove watch.db: it is made anew", url, sanad.ErrDamaged, err)
	}
	return r, nil
}

// arrived notes when an item came out: when it says so itself, if that is possible, else now.
func (r *record) arrived(published, now time.Time) {
	at := now
	if !published.IsZero() && published.Before(now) {
		at = published.UTC()
	}
	i, _ := slices.BinarySearchFunc(r.Arrivals, at, time.Time.Compare)
	r.Arrivals = slices.Insert(r.Arrivals, i, at)
	if n := len(r.Arrivals) - keptArrivals; n > 0 {
		r.Arrivals = slices.Delete(r.Arrivals, 0, n)
	}
}

// usual is the median of the times between items that came out apart, and the longest of them; 0 where
// there are too few to say.
func (r *record) usual() (median, longest time.Duration) {
	var gaps []time.Duration
	for i := 1; i < len(r.Arrivals); i++ {
		if gap := r.Arrivals[i].Sub(r.Arrivals[i-1]); gap > 0 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) < leastGaps {
		return 0, 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2], gaps[len(gaps)-1]
}

// newest is when the newest item came out.
func (r *record) newest() time.Time {
	if len(r.Arrivals) == 0 {
		return time.Time{}
	}
	return r.Arrivals[len(r.Arrivals)-1]
}
