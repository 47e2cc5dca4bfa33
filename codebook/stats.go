package codebook

// Stat is how many there are of one kind.
type Stat struct {
	Kind  string
	Count int
}

// Stats counts the entries by kind, and the phrases that lead to them, in a fixed order.
func (b *Book) Stats() []Stat {
	aliases := 0
	for _, a := range b.Actors {
		aliases += len(a.Aliases)
	}
	for _, p := range b.Places {
		aliases += len(p.Aliases)
	}
	return []Stat{
		{"event types", len(b.Ontology.Types)},
		{"predicates", len(b.Predicates)},
		{"cues", len(b.Cues)},
		{"measures", len(b.Measures)},
		{"roles", len(b.Roles)},
		{"time", len(b.Times)},
		{"actors", len(b.Actors)},
		{"places", len(b.Places)},
		{"sources", len(b.Sources)},
		{"aliases", aliases},
		{"phrases", b.lex.Phrases()},
	}
}
