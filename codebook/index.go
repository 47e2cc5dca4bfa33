package codebook

import "slices"

// index finds entries by id. Built once, read-only.
type index struct {
	actors, places, sources, measures, roles, predicates, cues map[string]int
	ancestors                                                  map[string][]string // of actors, nearest first
	country                                                    map[string]string   // actor to its own or inherited country
}

func newIndex(b *Book) index {
	ix := index{
		actors: byID(b.Actors, func(e Actor) string { return e.ID }), places: byID(b.Places, func(e Place) string { return e.ID }),
		sources: byID(b.Sources, func(e Source) string { return e.ID }), measures: byID(b.Measures, func(e Measure) string { return e.ID }),
		roles: byID(b.Roles, func(e Role) string { return e.ID }), predicates: byID(b.Predicates, func(e Predicate) string { return e.ID }),
		cues: byID(b.Cues, func(e Cue) string { return e.ID }), ancestors: map[string][]string{}, country: map[string]string{},
	}
	for _, a := range b.Actors {
		chain := parents(a.ID, func(id string) string {
			if i, ok := ix.actors[id]; ok {
				return b.Actors[i].Parent
			}
			return ""
		})
		ix.ancestors[a.ID] = chain
		for _, id := range append([]string{a.ID}, chain...) {
			if i, ok := ix.actors[id]; ok && b.Actors[i].Country != "" {
				ix.country[a.ID] = b.Actors[i].Country
				break
			}
		}
	}
	return ix
}

func byID[T any](list []T, id func(T) string) map[string]int {
	m := make(map[string]int, len(list))
	for i, e := range list {
		m[id(e)] = i
	}
	return m
}

// parents follows parent from id upwards, nearest first; a cycle ends it.
func parents(id string, parent func(string) string) []string {
	var chain []string
	seen := map[string]bool{id: true}
	for p := parent(id); p != "" && !seen[p]; p = parent(p) {
		seen[p] = true
		chain = append(chain, p)
	}
	return chain
}

func lookup[T any](list []T, ix map[string]int, id string) (*T, bool) {
	i, ok := ix[id]
	if !ok {
		return nil, false
	}
	return &list[i], true
}

// Actor returns the actor with an id. The entry is shared: don't change it.
func (b *Book) Actor(id string) (*Actor, bool) { return lookup(b.Actors, b.index.actors, id) }

// Place returns the place with an id. The entry is shared: don't change it.
func (b *Book) Place(id string) (*Place, bool) { return lookup(b.Places, b.index.places, id) }

// Source returns the source with an id. The entry is shared: don't change it.
func (b *Book) Source(id string) (*Source, bool) { return lookup(b.Sources, b.index.sources, id) }

// Measure returns the measure with an id. The entry is shared: don't change it.
func (b *Book) Measure(id string) (*Measure, bool) { return lookup(b.Measures, b.index.measures, id) }

// Ancestors returns the ids above an actor, nearest first. The slice is shared: don't change it.
func (b *Book) Ancestors(id string) []string { return b.index.ancestors[id] }

// Country returns the ISO 3166 alpha-3 country of an actor, its own or its nearest ancestor's, or "".
func (b *Book) Country(id string) string { return b.index.country[id] }

// PlaceWithin reports whether place id is above or lies below it.
func (b *Book) PlaceWithin(id, above string) bool {
	if id == above {
		return true
	}
	return slices.Contains(b.PlacesAbove(id), above)
}

// PlacesAbove returns the ids of the places around a place, nearest first.
func (b *Book) PlacesAbove(id string) []string {
	return parents(id, func(s string) string {
		if p, ok := b.Place(s); ok {
			return p.Parent
		}
		return ""
	})
}

// Score is PLOVER's score of an event type with its modes: the mode's that lies furthest from 0, or the
// type's where no mode has one of its own.
func (o Ontology) Score(typ string, modes []string) float64 {
	t := o.Types[typ]
	score, found := 0.0, false
	for _, m := range modes {
		if s, ok := t.Modes[m]; ok && (!found || abs(s) > abs(score)) {
			score, found = s, true
		}
	}
	if found {
		return score
	}
	return t.Score
}

func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

// On reports whether day, as "2006-01-02", lies in the validity. An unknown day, "", is taken as within.
func (v Validity) On(day string) bool {
	return day == "" || (v.From == "" || v.From <= day) && (v.To == "" || day <= v.To)
}

// Overlaps reports whether some day lies in both.
func (v Validity) Overlaps(o Validity) bool {
	return (v.To == "" || o.From == "" || o.From <= v.To) && (o.To == "" || v.From == "" || v.From <= o.To)
}
