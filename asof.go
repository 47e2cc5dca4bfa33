package sanad

import (
	"fmt"
	"time"
)

// ParseAsOf reads up to when what was recorded counts: a time (RFC 3339), or a day, which then counts to its
// last microsecond, UTC; evidence is recorded by the microsecond. "" is the zero time: now. Errors: ErrInvalid.
func ParseAsOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Microsecond), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("as of %q: %w: write 2025-10-12 or 2025-10-12T18:00:00Z", s, ErrInvalid)
	}
	return t, nil
}
