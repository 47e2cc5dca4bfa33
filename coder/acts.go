package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad"
)

// saidWould: who says that it would do something promises it, or threatens it where it is hostile; who says
// that it won't refuses.
func (r *reading) saidWould(f *frame) {
	if f.speech != nil || f.nobody || len(f.speakers) == 0 || f.kind != "say" && f.kind != "claim" && f.kind != "confirm" {
		return
	}
	for _, t := range r.triggers {
		if !t.ok || r.typeOf(t) == "" || t.modality != sanad.ModalityFuture || len(r.framesAt(t.from)) == 0 || r.framesAt(t.from)[0] != f || !r.ownAct(f, t) {
			continue
		}
		typ := "AGREE"
		switch {
		case t.negated:
			typ = "REJECT"
			r.claims = slices.DeleteFunc(r.claims, func(c sanad.Claim) bool { // a refused act is the refusal alone
				return c.Event != nil && c.Event.Trigger.Span == r.triggerPhrase(t).Span
			})
		case strings.HasSuffix(r.book.Ontology.Types[r.typeOf(t)].Quad, "conflict"):
			typ = "THREATEN"
		}
		c := r.newClaim(r.framesAt(f.cue.from), sanad.ModalityActual)
		c.Rule = f.rule
		c.Event = &sanad.Event{Type: typ, Score: sanad.Decimal(r.book.Ontology.Score(typ, nil)), Trigger: r.phrase(f.cue.from, f.cue.to)}
		c.Actors = slices.Clone(f.speakers)
		for _, e := range t.recipients {
			c.Recipients = append(c.Recipients, r.asState(e, false))
		}
		r.finish(&c, f.cue.from, f.cue.to)
		return
	}
}

// ownAct reports whether a frame's speaker is who acts.
func (r *reading) ownAct(f *frame, t *trigger) bool {
	return slices.ContainsFunc(t.actors, func(a sanad.Entity) bool {
		return slices.ContainsFunc(f.speakers, func(s sanad.Entity) bool {
			return a.ID != "" && (a.ID == s.ID || s.Is(a.ID) || a.Is(s.ID)) || a.ID == "" && a.Name == s.Name
		})
	})
}

// promisedAid: "pledged $20 million", "appealed for $5 million": what is promised or asked for is aid, where
// the complement says no other event.
func (r *reading) promisedAid(f *frame) {
	if f.speech == nil || !f.speech.ok || f.modality == "" || r.typeOf(f.speech) == "THREATEN" {
		return
	}
	for _, t := range r.triggers {
		if t != f.speech && t.ok && f.has(t.from) {
			return
		}
	}
	for _, g := range r.figures {
		if g.taken || !f.has(g.nfrom) || g.measure != "aid_value" && g.measure != "objects" {
			continue
		}
		g.taken = true
		score := r.book.Ontology.Score("AID", nil)
		t := &trigger{from: g.from, to: min(g.to, g.from+6), pred: f.speech.pred}
		c := r.newClaim(r.framesAt(g.nfrom), sanad.ModalityActual)
		c.Rule = f.rule
		c.Event = &sanad.Event{Type: "AID", Score: sanad.Decimal(score), Trigger: r.triggerPhrase(t)}
		if r.typeOf(f.speech) == "AGREE" {
			c.Actors, c.Recipients = slices.Clone(f.speech.actors), slices.Clone(f.speech.recipients)
		} else {
			c.Actors, c.Recipients = slices.Clone(f.speech.recipients), slices.Clone(f.speech.actors)
		}
		c.Figures = r.figuresOf([]*figure{g}, true)
		r.finish(&c, g.from, g.end)
		return
	}
}
