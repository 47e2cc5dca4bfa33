package watch

import (
	"cmp"
	"slices"
	"time"
)

// Condition is how a subscription is doing.
type Condition string

// The conditions, the worst first.
const (
	Gone    Condition = "gone"    // the site says that it won't come back
	Failing Condition = "failing" // the last answers were no use
	Silent  Condition = "silent"  // it answers, but nothing new has come for much longer than usual
	Waiting Condition = "waiting" // it answers, but some items' pages can't be had yet
	Unasked Condition = "unasked" // never asked yet
	Well    Condition = "well"
)

// What silence is: no new item for silentTimes the usual interval between items, and longer than any of the
// last intervals by half, and not less than leastSilence.
const (
	silentTimes  = 4
	leastSilence = 6 * time.Hour
	leastGaps    = 5 // intervals from which on there is a usual one
)

// Health is how one subscription is doing. Times are UTC, zero where it hasn't happened.
type Health struct {
	URL         string        `json:"url"`
	Source      string        `json:"source"`
	Condition   Condition     `json:"condition"`
	LastSuccess time.Time     `json:"last_success,omitzero"`
	LastNew     time.Time     `json:"last_new,omitzero"` // when its newest item came out
	Usual       time.Duration `json:"-"`                 // between items; 0 unknown
	UsualHours  float64       `json:"usual_hours,omitempty"`
	Errors      int           `json:"errors_in_a_row"`
	LastError   string        `json:"last_error,omitempty"`
	Next        time.Time     `json:"next,omitzero"`
	MovedTo     string        `json:"moved_to,omitempty"`
	Read        int           `json:"read"`    // items
	Waiting     int           `json:"waiting"` // items whose page couldn't be had yet
	GivenUp     int           `json:"given_up"`
}

// health says how a subscription is doing at a time.
func health(s Subscription, r record, now time.Time) Health {
	usual, longest := r.usual()
	h := Health{
		URL: s.URL, Source: s.Source, LastSuccess: r.Succeeded, LastNew: r.newest(), Usual: usual,
		UsualHours: float64(usual.Round(time.Minute)) / float64(time.Hour),
		Errors:     r.Failures, LastError: r.LastError, Next: r.Next, MovedTo: r.MovedTo,
		Read: r.Read, Waiting: len(r.Pending), GivenUp: r.GivenUp,
	}
	silence := max(silentTimes*usual, longest+longest/2, leastSilence)
	switch {
	case r.Gone:
		h.Condition = Gone
	case r.Failures > 0:
		h.Condition = Failing
	case r.Tried.IsZero():
		h.Condition = Unasked
	case usual > 0 && now.Sub(h.LastNew) > silence:
		h.Condition = Silent
	case len(r.Pending) > 0:
		h.Condition = Waiting
	default:
		h.Condition = Well
	}
	return h
}

// worst is the order of conditions.
var worst = []Condition{Gone, Failing, Silent, Waiting, Unasked, Well}

// WorstFirst returns the healths with the worst conditions first, else in the order given.
func WorstFirst(all []Health) []Health {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b Health) int {
		return cmp.Compare(slices.Index(worst, a.Condition), slices.Index(worst, b.Condition))
	})
	return out
}
