package coder

import (
	"cmp"
	"slices"

	"sanad.example/sanad"
)

// attributions are who says what in a whole document, in the order of the cues.
func attributions(all []*reading) []sanad.Attribution {
	var out []sanad.Attribution
	for _, r := range all {
		for _, u := range r.utterances() {
			p := r.phrase(u.cue.from, u.cue.to)
			a := sanad.Attribution{Document: r.doc.name(), Speakers: r.namedIn(u), Cue: &p}
			for _, c := range u.content {
				if s := r.span(c.from, c.to); s.End > s.Start {
					a.Content = append(a.Content, s)
				}
			}
			if len(a.Content) > 0 {
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b sanad.Attribution) int { return cmp.Compare(a.Cue.Start, b.Cue.Start) })
	return out
}

// namedIn are the speakers of an utterance: whom the codebook knows by its words, each with the whole phrase.
func (r *reading) namedIn(u utterance) []sanad.Entity {
	if u.speaker < 0 {
		return nil
	}
	p := r.phrase(u.source.from, u.source.to)
	unknown := sanad.Entity{Name: p.Text, Text: p.Text, Span: p.Span}
	m := r.mentions[r.inside[u.speaker]]
	if m == nil || len(m.entities) == 0 || m.to <= u.source.from || m.from >= u.source.to {
		return []sanad.Entity{unknown}
	}
	var out []sanad.Entity
	for _, e := range m.entities {
		e.Text, e.Span = p.Text, p.Span
		out = append(out, e)
	}
	return out
}
