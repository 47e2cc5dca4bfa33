package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad"
)

// undertakings are the acts that lie in what actors say of their own future: what is kind is promised, what
// is hostile threatened where the actor itself says so, and what they won't do refused.
func (r *reading) undertakings() {
	told := map[*frame]bool{}
	for _, t := range r.triggers {
		if !t.ok || t.noun || r.typeOf(t) == "" || t.modality != sanad.ModalityFuture || len(t.actors) == 0 {
			continue
		}
		f, own := r.saysItself(t)
		if f != nil && (told[f] || r.actAt(f.cue) || f.speech != nil || f.nobody || f.stance != sanad.StanceAffirm) || !own && !r.will(t) {
			continue
		}
		typ := r.undertaken(t, own)
		if typ == "" {
			continue
		}
		if own {
			told[f] = true
		}
		r.undertake(t, f, own, typ)
	}
}

// speakersOwn: in "the council said it would release them" it is the council that acts, also where it isn't
// listed and the pronoun found nobody.
func (r *reading) speakersOwn() {
	for _, t := range r.triggers {
		frames := r.framesAt(t.from)
		if !t.ok || t.noun || len(t.actors) > 0 || len(frames) == 0 || frames[0].speech != nil || len(frames[0].speakers) == 0 || r.predicate(t).Actor != "" {
			continue
		}
		subj := r.tree.kid(r.headOf(t.from, t.to), "nsubj")
		if subj < 0 || r.tree.isRel(subj, "nsubj:pass") || !r.is(subj, "speaking_pronoun") || subj < frames[0].cue.to {
			continue
		}
		t.actors = slices.Clone(frames[0].speakers)
		for i, e := range t.actors {
			if r.typeOf(t) == "ASSAULT" {
				t.actors[i] = r.statesOf([]sanad.Entity{e})[0]
			}
		}
		t.recipients = slices.DeleteFunc(t.recipients, func(e sanad.Entity) bool {
			return e.ID != "" && slices.ContainsFunc(t.actors, func(a sanad.Entity) bool { return a.ID == e.ID })
		})
	}
}

// saysItself is the innermost frame of a trigger, nil for none, and whether its speaker is who acts.
func (r *reading) saysItself(t *trigger) (*frame, bool) {
	frames := r.framesAt(t.from)
	if len(frames) == 0 {
		return nil, false
	}
	f := frames[0]
	said := f.kind == "say" || f.kind == "claim" || f.kind == "confirm"
	return f, said && len(f.speakers) > 0 && r.ownAct(f, t)
}

// actAt reports whether a cue is a speech act of its own: "warned that it would strike" threatens already.
func (r *reading) actAt(cue tokens) bool {
	return slices.ContainsFunc(r.triggers, func(t *trigger) bool { return t.ok && t.from == cue.from && r.predicate(t).Content != nil })
}

// will reports whether a trigger's verb has its own "will" or "would" and isn't passive.
func (r *reading) will(t *trigger) bool {
	c := r.chunks[t.chunk]
	if c.kind != cVerb || c.passive {
		return false
	}
	for i := c.from; i < t.from; i++ {
		if r.tags[i] == tModal && r.phraseAt(i, "modality future") > 0 {
			return true
		}
	}
	return false
}

// undertaken is the type of the act that a future act makes, "" for none.
func (r *reading) undertaken(t *trigger, own bool) string {
	hostile := r.book.Ontology.Types[r.typeOf(t)].Quad == "material-conflict"
	switch {
	case t.negated && hostile && own:
		return "AGREE"
	case t.negated && !hostile:
		return "REJECT"
	case strings.HasSuffix(r.book.Ontology.Types[r.typeOf(t)].Quad, "conflict") && own:
		return "THREATEN"
	case !t.negated && r.book.Ontology.Types[r.typeOf(t)].Quad != "material-conflict" && !strings.HasSuffix(r.book.Ontology.Types[r.typeOf(t)].Quad, "conflict"):
		return "AGREE"
	}
	return ""
}

// undertake makes the claim of an undertaking. A refused act is the refusal alone.
func (r *reading) undertake(t *trigger, f *frame, own bool, typ string) {
	if typ == "REJECT" {
		r.claims = slices.DeleteFunc(r.claims, func(c sanad.Claim) bool {
			return c.Event != nil && c.Event.Trigger.Span == r.triggerPhrase(t).Span
		})
	}
	from, to, frames := r.chunks[t.chunk].from, t.to, r.framesAt(t.from)
	actors := make([]sanad.Entity, 0, len(t.actors))
	for _, e := range t.actors {
		actors = append(actors, r.asState(e, false))
	}
	if own {
		from, to, frames, actors = f.cue.from, f.cue.to, r.framesAt(f.cue.from), slices.Clone(f.speakers)
	}
	c := r.newClaim(frames, sanad.ModalityActual)
	c.Rule = r.ruleOf(t)
	if own {
		c.Rule = f.rule
	}
	c.Event = &sanad.Event{Type: typ, Score: sanad.Decimal(r.book.Ontology.Score(typ, nil)), Trigger: r.phrase(from, min(to, from+6))}
	c.Actors = actors
	for _, e := range t.recipients {
		c.Recipients = append(c.Recipients, r.asState(e, false))
	}
	r.finish(&c, from, to)
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
		if g.taken || !f.has(g.nfrom) || !r.gives(g) {
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

// gives: money or things, which are figures of aid.
func (r *reading) gives(f *figure) bool {
	m, _ := r.book.Measure(f.measure)
	return m.Events["AID"] != "" && m.Counts != "people"
}
