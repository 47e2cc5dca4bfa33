package codebook

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAmbiguities(t *testing.T) {
	files := arnorFiles(t)
	files["overlay/actors-mine.yaml"] = []byte(head + `entries:
- {id: OLD, name: Old Company, kind: armed_group, country: ARN, aliases: [{text: the Company, to: "2000-12-31"}]}
- {id: NEW, name: New Company, kind: ngo, from: "2001-01-01", aliases: [The company]}
- {id: FOES, name: Foes of the West, kind: umbrella, candidates: [OLD, DUN], aliases: [{text: the Foes, label: true}]}
`)
	files["overlay/places-mine.yaml"] = []byte(head + `entries:
- {id: ARN-FORD, name: Old Ford, kind: site, country: ARN, lat: 1, lon: 1}
- {id: GON-FORD, name: The Ford, kind: site, country: GON, lat: 2, lon: 2, aliases: [Old Ford]}
`)
	b, err := LoadBytes(files)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.DeleteFunc(b.Ambiguities(), func(a Ambiguity) bool {
		return !slices.ContainsFunc(a.IDs, func(id string) bool {
			return slices.Contains([]string{"OLD", "NEW", "FOES", "ARN-FORD"}, id)
		})
	})
	want := []Ambiguity{
		{"foes of the west", []string{"FOES"}, "candidates OLD, DUN"},
		{"old ford", []string{"ARN-FORD", "GON-FORD"}, "country of the text, else ARN-FORD"},
		{"the company", []string{"NEW", "OLD"}, "dates NEW from 2001-01-01, OLD to 2000-12-31"},
		{"the foes", []string{"FOES"}, "candidates OLD, DUN"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestNoNameIsLeftOpen finds the names of two actors in the compiled phrases, as coding does, and holds
// them against what is reported.
func TestNoNameIsLeftOpen(t *testing.T) {
	b, err := Load(Options{Crisis: "pakistan-afghanistan"})
	if err != nil {
		t.Fatal(err)
	}
	reported := map[string]bool{}
	for _, a := range b.Ambiguities() {
		reported[a.Text] = true
	}
	if len(reported) < 10 || !reported["taliban"] {
		t.Errorf("only %d names are reported", len(reported))
	}
	for _, a := range b.Actors {
		for _, al := range append([]Alias{{Text: a.Name}}, a.Aliases...) {
			for _, m := range b.Lexicon().Find(tokens(al.Text)) {
				if m.From == 0 && m.To == len(tokens(al.Text)) && len(actorsOf(m)) > 1 && !reported[strings.ToLower(al.Text)] {
					t.Errorf("%q leads to %d actors and isn't reported", al.Text, len(actorsOf(m)))
				}
			}
		}
	}
}

func actorsOf(m Match) map[int]bool {
	set := map[int]bool{}
	for _, e := range m.Entries {
		if e.Kind == KindActor {
			set[e.Index] = true
		}
	}
	return set
}

func TestStatsAddUp(t *testing.T) {
	b, err := Load(Options{Crisis: "pakistan-afghanistan"})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, s := range b.Stats() {
		counts[s.Kind] = s.Count
		sum := 0
		for _, p := range s.Parts {
			sum += p.Count
			counts[s.Kind+" "+p.Kind] = p.Count
		}
		if len(s.Parts) > 0 && sum != s.Count {
			t.Errorf("%s: %d, its parts %d", s.Kind, s.Count, sum)
		}
	}
	for kind, least := range map[string]int{
		"actors": 300, "actors armed_group": 30, "actors person": 150, "places": 500, "places crossing": 15, "sources": 130,
		"cues": 5, "measures": 15, "roles": 15, "names of several settled by candidates": 1, "names of several settled by dates": 1,
	} {
		if counts[kind] < least {
			t.Errorf("%s: %d, want %d or more", kind, counts[kind], least)
		}
	}
}

// TestOverlayExtendsLists: a crisis or an operator adds words to a closed class and takes none away.
func TestOverlayExtendsLists(t *testing.T) {
	before := arnor(t).Words.Other["loaded"]
	files := arnorFiles(t)
	files["overlay/words-mine.yaml"] = []byte(head + "other: {loaded: [brigands], toasts: [cheers]}\n")
	b, err := LoadBytes(files)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(slices.Clone(before), "brigands"), b.Words.Other["loaded"]); diff != "" {
		t.Error(diff)
	}
	if len(before) == 0 || len(b.Words.Other["toasts"]) != 1 {
		t.Errorf("%d words before, %q of a new class", len(before), b.Words.Other["toasts"])
	}
	if diff := cmp.Diff(before, arnor(t).Words.Other["loaded"]); diff != "" {
		t.Errorf("one book's overlay shows in another: %s", diff)
	}
}

// TestNameOfOneSideStaysALabel: an umbrella word that is its entry's name too is still one side's word.
func TestNameOfOneSideStaysALabel(t *testing.T) {
	b, err := Load(Options{Crisis: "pakistan-afghanistan"})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range b.Actors {
		if a.Kind != "umbrella" || !slices.ContainsFunc(a.Aliases, func(al Alias) bool { return strings.EqualFold(al.Text, a.Name) }) {
			continue
		}
		for _, m := range b.Lexicon().Find(tokens(a.Name)) {
			for _, e := range m.Entries {
				if e.Kind == KindActor && b.Actors[e.Index].ID == a.ID && m.To == len(tokens(a.Name)) && m.From == 0 && !e.Alias.Label {
					t.Errorf("%q isn't read as a label", a.Name)
				}
			}
		}
	}
}
