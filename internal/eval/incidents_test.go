package eval

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBCubed: two groups of two, of which one is found and the other's reports are thrown together with it or kept apart.
func TestBCubed(t *testing.T) {
	gold := map[string]string{"a": "x", "b": "x", "c": "y", "d": "y"}
	for _, test := range []struct {
		name      string
		predicted map[string]string
		want      PRF
	}{
		{"as gold", map[string]string{"a": "1", "b": "1", "c": "2", "d": "2"}, PRF{1, 1, 1}},
		{"all apart", map[string]string{"a": "1", "b": "2", "c": "3", "d": "4"}, PRF{1, .5, 2. / 3}},
		{"all together", map[string]string{"a": "1", "b": "1", "c": "1", "d": "1"}, PRF{.5, 1, 2. / 3}},
		{"nothing to compare", nil, PRF{}},
	} {
		g := gold
		if test.predicted == nil {
			g = nil
		}
		if got := BCubed(g, test.predicted); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// TestByDate: a day apart, and the day after that, are one group; a month without a day is alone.
func TestByDate(t *testing.T) {
	got := ByDate([]Grouped{{"c", "2026-01-03", ""}, {"a", "2026-01-01", ""}, {"e", "2026-01", ""}, {"b", "2026-01-02", ""}, {"d", "2026-01-05", ""}})
	want := map[string]string{"e": "1", "a": "2", "b": "2", "c": "2", "d": "3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
