package sanad_test

import (
	"errors"
	"testing"
	"time"

	"sanad.example/sanad"
)

func TestParseAsOf(t *testing.T) {
	for in, want := range map[string]string{
		"": "0001-01-01T00:00:00Z", "2025-10-12": "2025-10-12T23:59:59.999999Z", "2024-02-29": "2024-02-29T23:59:59.999999Z",
		"2025-10-12T18:00:00+05:00": "2025-10-12T13:00:00Z",
	} {
		if got, err := sanad.ParseAsOf(in); err != nil || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"soon", "2025-02-30", "2025-10", "2025-10-12T18:00"} {
		if got, err := sanad.ParseAsOf(in); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
}
