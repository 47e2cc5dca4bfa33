package coder

import (
	"slices"

	"sanad.example/sanad"
)

// mergeActs drops triggers that say no more than another: "strikes killed 18" and "bombed a camp, killing
// ten" are one event each; bare results with nobody acting are figures alone.
func (r *reading) mergeActs() {
	r.refusedActs()
	for i, t := range r.triggers {
		if !t.ok {
			continue
		}
		switch {
		case r.predicate(t).ID == "kill":
			r.mergeKill(t, i)
		case i > 0 && r.undone(r.triggers[i-1], t):
		case i > 0 && r.mergeSubject(r.triggers[i-1], t):
		case i > 0:
			r.mergeNext(r.triggers[i-1], t)
		}
	}
}

// conditionBetween: in "will strike if attacks go on" the second isn't what the first does.
func (r *reading) conditionBetween(a, b *trigger) bool {
	for i := a.to; i < b.from; i++ {
		if r.is(i, "condition") {
			return true
		}
	}
	return false
}

// mergeSubject: in "airstrikes hit three camps" the noun and the verb are one event, the noun's.
func (r *reading) mergeSubject(o, t *trigger) bool {
	if !o.ok || r.typeOf(o) != "ASSAULT" || r.typeOf(t) != "ASSAULT" || !r.isSubject(o, t) {
		return false
	}
	t.ok = false
	r.reject(t.from, r.ruleOf(t), "what "+r.ruleOf(o)+" did")
	if len(t.recipients) > 0 && (len(o.recipients) == 0 || o.things) {
		o.recipients, o.things = t.recipients, t.things
	}
	return true
}

// mergeNext: a phrase like "claimed responsibility for" gives its actor to the act named behind it, and a
// summons with its note of protest is one event.
func (r *reading) mergeNext(a, b *trigger) {
	if !a.ok || r.typeOf(a) != r.typeOf(b) || r.typeOf(a) == "" || !r.sameVoice(a.from, b.from) && !r.claimsAct(a) || r.conditionBetween(a, b) {
		return
	}
	switch {
	case !a.noun && b.noun && slices.Equal(r.predicate(a).Modes, r.predicate(b).Modes) && r.acts(a, b):
		a.ok = false
		r.reject(a.from, r.ruleOf(a), "told with the noun that it governs")
		if len(b.actors) == 0 {
			b.actors = a.actors
		}
		if len(b.recipients) == 0 {
			b.recipients = a.recipients
		}
	case a.phrase && b.noun && b.from-a.to <= 6 && r.typeOf(a) == "ASSAULT" && len(a.actors) > 0:
		b.actors, a.ok = a.actors, false
		r.reject(a.from, r.ruleOf(a), "told with the act behind it")
	case a.pred == b.pred && r.typeOf(a) == "ACCUSE" && b.noun && len(b.actors) > 0 && len(a.actors) > 0 && a.actors[0].ID == b.actors[0].ID:
		b.ok = false
		r.reject(b.from, r.ruleOf(b), "one event with what stands before it")
	}
}

// undone: what a verb is done to is told with it and isn't said to happen besides: a ban that is lifted, a
// protest that is called off.
func (r *reading) undone(a, b *trigger) bool {
	if !a.ok || a.noun || !b.noun || r.wants[a.pred].object == nil || r.typeOf(a) == r.typeOf(b) || r.typeOf(b) == "" || r.predicate(a).Content != nil || r.predicate(b).Content != nil || !r.acts(a, b) {
		return false
	}
	b.ok = false
	r.reject(b.from, r.ruleOf(b), "told with what is done to it")
	if len(a.recipients) == 0 {
		a.recipients = slices.DeleteFunc(slices.Clone(b.recipients), func(e sanad.Entity) bool {
			return slices.ContainsFunc(a.actors, func(o sanad.Entity) bool { return o.ID != "" && o.ID == e.ID })
		})
	}
	return true
}

// acts reports whether noun b is what verb a is done to: "opened an inquiry" is the inquiry.
func (r *reading) acts(a, b *trigger) bool {
	return slices.Contains(r.actedOn(r.headOf(a.from, a.to), a.to), r.headOf(b.from, b.to))
}

func (r *reading) mergeKill(t *trigger, i int) {
	if r.passiveResult(t) {
		t.ok = false
		r.reject(t.from, r.ruleOf(t), "a result without anyone acting")
		return
	}
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		o := r.triggers[j]
		if !o.ok || r.typeOf(o) != "ASSAULT" || !r.sameVoice(o.from, t.from) {
			continue
		}
		if r.isSubject(o, t) || r.tellsOf(o, t) || r.chunks[t.chunk].kind == cVerb && r.chunks[t.chunk].ing && !r.chunks[t.chunk].finite {
			t.ok = false
			r.reject(t.from, r.ruleOf(t), "the result of "+r.ruleOf(o))
			if len(o.recipients) == 0 || o.things {
				if len(t.recipients) > 0 {
					o.recipients, o.things = t.recipients, false
				}
			}
			return
		}
	}
}

// tellsOf: in "the attack in Bree that killed 12" the relative clause tells of the noun.
func (r *reading) tellsOf(o, t *trigger) bool {
	k := t.chunk - 1
	for k > 0 && r.kindAt(k) == cAdv {
		k--
	}
	if !o.noun || r.kindAt(k) != cRel {
		return false
	}
	for j := o.chunk + 1; j < k; j++ {
		switch r.kindAt(j) {
		case cNP, cPrep, cAdv:
		case cPunct:
			if r.chunkNorm(j) != "," {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// claimsAct reports whether a trigger is a claim of responsibility.
func (r *reading) claimsAct(t *trigger) bool { return r.predicate(t).ID == "claim-responsibility" }

// claimedFrame makes what a group claims its own words. What nobody claims is no event.
func (r *reading) claimedFrame(t *trigger) {
	if t.negated || len(t.actors) == 0 {
		t.ok = false
		r.reject(t.from, r.ruleOf(t), "claimed by nobody")
		return
	}
	f := &frame{cue: tokens{t.from, t.to}, speakers: t.actors, stance: sanad.StanceAffirm, rule: r.ruleOf(t), kind: "responsibility"}
	content := tokens{t.from, r.contentEnd(r.lastOf(t))}
	for _, o := range r.framesAt(t.from) {
		for _, c := range o.content {
			if c.has(t.from) {
				content.to = min(content.to, c.to)
			}
		}
	}
	f.content = []tokens{content}
	r.frames = append(r.frames, f)
}

// unclaimed: the act is one for which nobody claims responsibility.
func (r *reading) unclaimed(t *trigger) bool {
	return t.noun && slices.ContainsFunc(r.triggers, func(o *trigger) bool {
		return r.claimsAct(o) && !o.ok && o.to <= t.from && t.from-o.to <= 4
	})
}

// refusedActs: what is refused is the refusal alone.
func (r *reading) refusedActs() {
	for _, t := range r.triggers {
		p := r.predicate(t)
		if !t.ok || p.Type != "REJECT" || p.Content != nil || p.Actor == "speaker" || len(p.Modes) > 0 || t.phrase {
			continue
		}
		last := r.lastOf(t)
		c := tokens{t.to, r.contentEnd(last)}
		c.to = r.cutComplement(c, t)
		for _, o := range r.triggers {
			if o != t && o.ok && c.has(o.from) && r.predicate(o).Content == nil && r.sameVoice(t.from, o.from) {
				if t.negated { // "would not rule out strikes": they are possible
					t.ok, o.modality = false, sanad.ModalityPossible
					r.reject(t.from, r.ruleOf(t), "not refused")
					if len(o.actors) == 0 {
						o.actors = r.statesOf(t.actors)
					}
					continue
				}
				o.ok = false
				r.reject(o.from, r.ruleOf(o), "refused")
				if len(t.recipients) == 0 {
					t.recipients = r.statesAsGovernments(o.recipients)
				}
			}
		}
	}
}

func (r *reading) statesAsGovernments(list []sanad.Entity) []sanad.Entity {
	var out []sanad.Entity
	for _, e := range list {
		out = append(out, r.asState(e, false))
	}
	return out
}

// ceased: who stops an attack of its own attacks no more; the stopping is the event. Others' attacks that
// somebody stops don't happen.
func (r *reading) ceased(t *trigger, k int) {
	subj := r.entitiesOf(r.subject(k), true)
	if of := r.entitiesOf(r.prepObjects(t.chunk+1, map[string]bool{"of": true}), true); len(t.actors) == 0 && t.noun {
		t.actors = of
	}
	others := len(t.actors) > 0 && len(subj) > 0 && !slices.ContainsFunc(t.actors, func(a sanad.Entity) bool {
		return slices.ContainsFunc(subj, func(s sanad.Entity) bool { return a.ID == s.ID || a.Is(s.ID) || s.Is(a.ID) || a.Country == s.Country })
	})
	if !others {
		t.ok = false
		r.reject(t.from, r.ruleOf(t), "stopped")
		return
	}
	t.negated = true
	for _, o := range r.triggers {
		if o.chunk == k && r.typeOf(o) == "RETREAT" {
			o.ok = false
			r.reject(o.from, r.ruleOf(o), "others' attacks are stopped")
		}
	}
}

func (r *reading) passiveResult(t *trigger) bool {
	return !t.noun && r.chunks[t.chunk].kind == cVerb && r.chunks[t.chunk].passive && len(t.actors) == 0
}

// isSubject reports whether noun trigger o is the subject of verb trigger t.
func (r *reading) isSubject(o, t *trigger) bool {
	if !o.noun || r.chunks[t.chunk].kind != cVerb {
		return false
	}
	return slices.Contains(r.subject(t.chunk), o.chunk)
}

// sameVoice reports whether two tokens are said by the same.
func (r *reading) sameVoice(a, b int) bool {
	fa, fb := r.framesAt(a), r.framesAt(b)
	if len(fa) == 0 || len(fb) == 0 {
		return len(fa) == len(fb)
	}
	return fa[0] == fb[0]
}
