package eval

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
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

// TestIncidentsWrong tells, with -v, which reports of the development set are grouped otherwise than in it.
func TestIncidentsWrong(t *testing.T) {
	dir := os.Getenv("SANAD_SHARED")
	if dir == "" || !testing.Verbose() {
		t.Skip("needs SANAD_SHARED, and -v")
	}
	c := reader(t, book(t))
	reports, err := readGrouped(filepath.Join(dir, "facts"))
	if err != nil || reports == nil {
		t.Skip("no facts", err)
	}
	clusters, err := linkStarter(c)
	if err != nil {
		t.Fatal(err)
	}
	gold, _ := halves(reports)
	predicted := led(reports, clusters)
	groups := map[string]map[string][]string{}
	for _, d := range slices.Sorted(maps.Keys(gold)) {
		if groups[gold[d]] == nil {
			groups[gold[d]] = map[string][]string{}
		}
		groups[gold[d]][predicted[d]] = append(groups[gold[d]][predicted[d]], d)
	}
	members := map[string]int{}
	for _, p := range predicted {
		members[p]++
	}
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		for p, docs := range groups[g] {
			if len(groups[g]) > 1 || members[p] > len(docs) {
				t.Logf("%s: %v in %.8s with %d others", g, docs, p, members[p]-len(docs))
			}
		}
	}
	scores, err := measureIncidents(c, dir)
	t.Log(scores, err)
}
