package codebook

import (
	"maps"
	"slices"
	"strings"
)

// Stat is how many there are of one kind, and of which kinds those are.
type Stat struct {
	Kind  string
	Count int
	Parts []Stat // by name; their counts add up to Count
}

// Stats counts the entries by kind, the phrases that lead to them and the names that lead to several, in a
// fixed order.
func (b *Book) Stats() []Stat {
	aliases := 0
	for _, a := range b.Actors {
		aliases += len(a.Aliases)
	}
	for _, p := range b.Places {
		aliases += len(p.Aliases)
	}
	return []Stat{
		{Kind: "event types", Count: len(b.Ontology.Types)},
		{Kind: "predicates", Count: len(b.Predicates)},
		counted("cues", b.Cues, func(c Cue) string { return c.Stance }),
		{Kind: "links", Count: len(b.Joins)},
		{Kind: "measures", Count: len(b.Measures)},
		{Kind: "roles", Count: len(b.Roles)},
		{Kind: "time", Count: len(b.Times)},
		counted("actors", b.Actors, func(a Actor) string { return a.Kind }),
		counted("places", b.Places, func(p Place) string { return p.Kind }),
		counted("sources", b.Sources, func(s Source) string { return s.Kind }),
		{Kind: "aliases", Count: aliases},
		{Kind: "phrases", Count: b.lex.Phrases()},
		counted("names of several", b.Ambiguities(), func(a Ambiguity) string {
			rule, _, _ := strings.Cut(a.Rule, " ")
			return "settled by " + rule
		}),
	}
}

func counted[T any](name string, list []T, kind func(T) string) Stat {
	n := map[string]int{}
	for _, e := range list {
		n[kind(e)]++
	}
	s := Stat{Kind: name, Count: len(list)}
	for _, k := range slices.Sorted(maps.Keys(n)) {
		s.Parts = append(s.Parts, Stat{Kind: k, Count: n[k]})
	}
	return s
}
