package coder

import (
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// byPreps is the preposition of an agent; againstPreps those of a noun's target where its entry names none.
var (
	byPreps      = map[string]bool{"by": true}
	againstPreps = map[string]bool{"on": true, "against": true, "upon": true}
	betweenPreps = map[string]bool{"between": true, "with": true, "among": true}
)

// assignRoles finds who acts on whom: of speech acts first, since their complements are frames for the rest.
func (r *reading) assignRoles() {
	for _, t := range r.triggers {
		if t.ok && r.predicate(t).Content != nil {
			r.assign(t)
			r.speechFrame(t)
		}
	}
	for _, t := range r.triggers {
		if r.predicate(t).Content == nil {
			r.assign(t)
			if r.claimsAct(t) {
				r.claimedFrame(t)
			}
		}
	}
	r.mergeActs()
}

func (r *reading) assign(t *trigger) {
	p := r.predicate(t)
	switch {
	case t.noun:
		r.assignNoun(t, p)
	default:
		r.assignVerb(t, p)
	}
	r.special(t, p)
	r.polarity(t)
	fights := p.Type == "ASSAULT" || p.Relation == "harbours" && p.Actor == "object" // "from Gondor": the country, of which no more is said
	for i := range t.actors {
		t.actors[i] = r.asState(t.actors[i], fights)
	}
	for i := range t.recipients {
		t.recipients[i] = r.asState(t.recipients[i], fights)
	}
	t.actors, t.recipients = distinct(t.actors), distinct(t.recipients)
	if p.Reciprocal {
		t.actors = distinct(append(t.actors, t.recipients...))
		t.recipients = nil
	}
	t.recipients = slices.DeleteFunc(t.recipients, func(e sanad.Entity) bool {
		return e.ID != "" && slices.ContainsFunc(t.actors, func(a sanad.Entity) bool { return a.ID == e.ID })
	})
}

// assignVerb takes subject and object, swapped in a passive, and prepositional recipients.
func (r *reading) assignVerb(t *trigger, p *codebook.Predicate) {
	k := t.chunk
	if r.chunks[k].kind != cVerb {
		k = r.nearVerb(t)
	}
	if k < 0 {
		return
	}
	subj, obj := r.subject(k), []int(nil)
	if again := r.speaksOn(k); again != nil && p.Content != nil {
		subj = again
	}
	if r.chunks[k].kind == cVerb {
		obj = r.objects(r.lastOf(t))
	}
	if r.chunks[k].passive {
		subj, obj = r.prepObjects(k+1, byPreps), subj
	}
	if p.Actor == "object" || p.Recipient == "subject" {
		subj, obj = obj, subj
		if len(subj) == 0 {
			subj = r.prepObjects(r.lastOf(t)+1, map[string]bool{"from": true, "in": true, "within": true, "inside": true})
		}
	}
	if p.Actor == "speaker" {
		r.speakerActs(t, subj)
		return
	}
	if p.Actor != "none" {
		t.actors = r.entitiesOf(subj, p.Content == nil)
		if len(t.actors) == 0 {
			t.actors = r.speakersAmong(subj)
		}
	}
	if p.Actor == "object" && len(t.actors) > 0 && len(obj) > 0 && slices.ContainsFunc(r.entitiesOf(obj, true), func(e sanad.Entity) bool { return e.ID == t.actors[0].ID }) {
		t.actors = nil // "allowed the rebels to operate from its territory"
		if v := r.verbBefore(k); v >= 0 {
			t.actors = r.entitiesOf(r.subject(v), true)
		}
	}
	if len(obj) > 0 {
		t.object = tokens{r.chunks[obj[0]].from, r.chunks[obj[len(obj)-1]].to}
	}
	if p.Recipient != "none" {
		t.recipients = r.entitiesOf(obj, true)
		t.things = r.onlyThings(obj)
	}
	if len(t.recipients) == 0 || p.Reciprocal {
		t.recipients = append(t.recipients, r.entitiesOf(r.prepObjects(r.lastOf(t)+1, r.preps[t.pred]), true)...)
	}
}

// speakerActs: in "X must do Y, Z said" it is Z who asks and X who is asked.
func (r *reading) speakerActs(t *trigger, subj []int) {
	if frames := r.framesAt(t.from); len(frames) > 0 {
		t.actors = frames[0].speakers
	}
	for _, f := range r.frames {
		if f.kind == "verdict" && f.cue.from == t.from {
			t.actors = slices.Clone(f.speakers)
			if f.twin != nil {
				t.recipients = slices.Clone(f.twin.speakers)
			}
			return
		}
	}
	t.recipients = r.entitiesOf(subj, true)
}

func (r *reading) onlyThings(list []int) bool {
	for _, k := range list {
		if m := r.mentions[k]; m != nil && len(m.entities) > 0 && m.role != "things" {
			return false
		}
	}
	return true
}

// lastOf is the last chunk of a trigger.
func (r *reading) lastOf(t *trigger) int { return r.inside[t.to-1] }

// nearVerb is the verb chunk of a phrase that begins with something else.
func (r *reading) nearVerb(t *trigger) int {
	for k := t.chunk; k <= r.lastOf(t) && k < len(r.chunks); k++ {
		if r.chunks[k].kind == cVerb {
			return k
		}
	}
	if v := t.chunk - 1; r.kindAt(v) == cVerb {
		return v
	}
	return -1
}

// assignNoun takes the owner before the noun, "by" behind it, and the subject of a light verb that has the
// noun as its object.
func (r *reading) assignNoun(t *trigger, p *codebook.Predicate) {
	m := r.mentions[t.chunk]
	preps := r.preps[t.pred]
	if len(preps) == 0 {
		preps = againstPreps
	}
	after := t.chunk + 1
	if m != nil && p.Actor != "none" {
		t.actors = r.ownersBefore(m, t)
		if by := r.entitiesOf(r.prepObjects(after, byPreps), true); len(by) > 0 {
			if len(t.actors) > 0 {
				t.recipients = t.actors
			}
			t.actors = by
		}
	}
	r.governed(t, p)
	if p.Recipient != "none" || len(p.Preps) > 0 {
		found := r.entitiesOf(r.prepObjects(after, againstPreps), true)
		if len(found) == 0 || !preps["on"] && !preps["against"] {
			found = r.entitiesOf(r.prepObjects(after, preps), true) // "a demarche to Gondor on Friday"
		}
		t.recipients = append(t.recipients, found...)
		if len(t.recipients) == 0 {
			t.things = true
		}
	}
	if p.Reciprocal {
		t.actors = append(t.actors, r.entitiesOf(r.prepObjects(after, betweenPreps), true)...)
		if len(t.actors) == 0 && m != nil {
			t.actors = append(t.actors, r.ownersBefore(m, t)...)
		}
	}
}

// ownersBefore are the nationals, possessors or groups that stand before the trigger in its phrase.
func (r *reading) ownersBefore(m *mention, t *trigger) []sanad.Entity {
	var out []sanad.Entity
	for _, o := range append(append([]sanad.Entity(nil), m.owner...), m.entities...) {
		if o.Start < r.toks[t.from].Start && !(r.typeOf(t) == "ASSAULT" && r.capitalAsPlace(o, t)) {
			out = append(out, o)
		}
	}
	if len(out) == 0 && t.from > m.from && r.tags[m.from] == tPoss {
		out = m.owner
	}
	return out
}

// capitalAsPlace: "the Annuminas bombing" happened there, "Annuminas's bombing" was its doing.
func (r *reading) capitalAsPlace(o sanad.Entity, t *trigger) bool {
	for i := r.chunks[t.chunk].from; i < t.from; i++ {
		if r.toks[i].Start == o.Start {
			_, to := r.entriesAt(i, codebook.KindMetonym)
			return to > 0 && r.toks[to-1].End == o.End && (to >= len(r.toks) || r.tags[to] != tClitic)
		}
	}
	return false
}

// governed finds the verb whose object the noun is. A light verb lends its subject and its indirect object.
func (r *reading) governed(t *trigger, p *codebook.Predicate) {
	k := t.chunk - 1
	indirect := -1
	for n := 0; k >= 0 && n < 6; k, n = k-1, n+1 {
		switch r.chunks[k].kind {
		case cVerb:
			r.light(t, p, k, indirect)
			return
		case cNP:
			if r.kindAt(k+1) == cNP {
				indirect = k
			}
		case cPrep:
			if w := r.chunkNorm(k); w == "behind" || w == "of" || w == "on" || w == "to" || w == "in" {
				continue
			}
			return
		case cConj, cAdv:
		case cPunct:
			if !isQuote(r.chunkNorm(k)) {
				return
			}
		default:
			return
		}
	}
	if v := t.chunk + 1; r.kindAt(v) == cVerb && v < len(r.chunks) && r.chunks[v].passive && len(t.actors) == 0 {
		t.actors = r.entitiesOf(r.prepObjects(v+1, byPreps), true)
		t.governor = v
	}
}

// hostile events can be stopped: "halted deportations" says that they no longer happen.
func (r *reading) hostile(p *codebook.Predicate) bool {
	return p.Type == "ASSAULT" || p.Type == "COERCE" || p.Type == "MOBILIZE"
}

// refusing reports whether the verb at i is one of refusal.
func (r *reading) refusing(i int) bool {
	entries, _ := r.entriesAt(max(0, i), codebook.KindPredicate)
	return slices.ContainsFunc(entries, func(e codebook.Entry) bool { return r.book.Predicates[e.Index].Type == "REJECT" })
}

func (r *reading) light(t *trigger, p *codebook.Predicate, k, indirect int) {
	head := r.chunks[k].head
	light := false
	for _, m := range r.starts[max(head, 0)] {
		for _, e := range m.Entries {
			light = light || e.Kind == codebook.KindWord && e.Word == "light"
		}
	}
	behind := r.chunks[k].copula && r.chunkNorm(k+1) == "behind"
	if p.Relation != "" {
		light = k == t.chunk-1 && (r.chunks[k].copula || r.is(max(head, 0), "becoming"))
	}
	if r.is(max(head, 0), "cessation") && p.Type == "ASSAULT" {
		r.ceased(t, k)
		return
	}
	if r.is(max(head, 0), "cessation") && (r.hostile(p) || p.Relation != "") {
		light, t.negated = true, true
	}
	if p.Relation != "" && light && r.is(max(head, 0), "giving") && len(t.actors) > 0 {
		t.recipients, t.actors = append(t.recipients, t.actors...), nil // "giving the rebels sanctuary"
	}
	if !light && p.Reciprocal && r.refusing(head) {
		t.actors = append(t.actors, r.entitiesOf(r.subject(k), true)...) // "did not rule out talks with Gondor"
		return
	}
	if !light && !behind || len(t.actors) > 0 && !p.Reciprocal || p.Actor == "none" {
		return
	}
	t.governor = k
	subj := r.subject(k)
	if r.chunks[k].passive {
		subj = r.prepObjects(k+1, byPreps)
	}
	t.actors = append(t.actors, r.entitiesOf(subj, true)...)
	if indirect >= 0 && !p.Reciprocal {
		t.recipients = append(t.recipients, r.entitiesOf([]int{indirect}, true)...)
	}
}

// special gives a trigger inside a speech act's complement what only the act says: in "denied a role in
// the attack" the denier is who would have attacked; in "blamed X for the attack" it is X.
func (r *reading) special(t *trigger, p *codebook.Predicate) {
	frames := r.framesAt(t.from)
	if len(frames) == 0 || frames[0].speech == nil || !t.noun && !t.phrase || len(t.actors) > 0 || p.Actor == "none" {
		return
	}
	act := frames[0].speech
	switch typ := r.typeOf(act); {
	case typ == "REJECT" && r.roleWords(frames[0]), typ == "AGREE":
		t.actors = slices.Clone(act.actors)
		if p.Type == "ASSAULT" {
			t.actors = r.statesOf(act.actors)
		}
	case typ == "REQUEST" && p.Type == "AID":
		t.actors, t.recipients = slices.Clone(act.recipients), slices.Clone(act.actors)
	case typ == "ACCUSE":
		t.actors = r.statesOf(act.recipients)
	}
}

// statesOf: the envoy who is summoned over a strike stands for the state that struck.
func (r *reading) statesOf(list []sanad.Entity) []sanad.Entity {
	out := slices.Clone(list)
	for i, e := range out {
		if _, ok := r.book.Actor(e.Country); ok && e.Sector == "GOV" {
			out[i] = r.entity(e.Country, e.Span)
		}
	}
	return out
}

func (r *reading) roleWords(f *frame) bool {
	for _, c := range f.content {
		for i := c.from; i < c.to; i++ {
			if r.is(i, "role_noun") {
				return true
			}
		}
	}
	return false
}

// speechFrame makes the frame of a speech act's complement, spoken by its actors.
func (r *reading) speechFrame(t *trigger) {
	p := r.predicate(t)
	if p.Actor == "speaker" || len(t.actors) == 0 && !r.confirmOrDeny(t) {
		return
	}
	t.mutual = len(t.actors) == 2 && r.phraseAt(t.to, "mutual") > 0
	f := &frame{cue: tokens{t.from, t.to}, speakers: t.actors, speech: t, rule: r.ruleOf(t), stance: sanad.StanceAffirm, kind: "act"}
	if p.Content.Stance != "" {
		f.stance = sanad.Stance(p.Content.Stance)
	}
	f.modality = sanad.Modality(p.Content.Modality)
	if f.stance == sanad.StanceDeny && r.confirmOrDeny(t) {
		r.reject(t.from, f.rule, "neither affirmed nor denied")
		t.ok, f.hollow, f.rule = false, true, ""
		for _, o := range r.triggers { // "refused to confirm or deny"
			if o.ok && o.to <= t.from && t.from-o.to <= 4 && r.typeOf(o) == "REJECT" {
				o.ok = false
				r.reject(o.from, r.ruleOf(o), "neither affirmed nor denied")
			}
		}
	}
	last := r.lastOf(t)
	content := tokens{t.to, r.contentEnd(last)}
	if outer := r.framesAt(t.from); len(outer) > 0 {
		for _, c := range outer[0].content {
			if c.has(t.from) {
				content.to = min(content.to, c.to)
			}
		}
	}
	content.to = r.cutComplement(content, t)
	if v := r.tree.head(r.headOf(t.from, t.to)); t.noun && v >= t.to && v < content.to && r.tree.isRel(r.headOf(t.from, t.to), "nsubj") {
		content.to = r.chunks[r.inside[v]].from // "the demand that X go was refused"
	}
	if content.to > content.from {
		f.content = []tokens{content}
		if f.stance == sanad.StanceDeny {
			r.deniedWords(f)
		}
		r.frames = append(r.frames, f)
	}
}

// cutComplement ends a complement at a coordinated finite verb that shares the act's subject, and at a
// relative clause about its object.
func (r *reading) cutComplement(c tokens, t *trigger) int {
	that := false
	for i := c.from; i < c.to; i++ {
		k := r.inside[i]
		if r.is(i, "aside") && !that && r.tags[i] != tAdv && !r.is(i+1, "verdict") {
			return i
		}
		if r.is(i, "present_at") && r.meetingOf(i, t) {
			return i
		}
		if r.norm(i) == "that" && !that && i < c.from+6 {
			that = true
		}
		if r.chunks[k].from != i {
			continue
		}
		switch r.chunks[k].kind {
		case cConj:
			if v := r.skipAdverbs(k + 1); r.kindAt(v) == cVerb && v < len(r.chunks) && r.chunks[v].finite && !that {
				return i
			}
		case cPunct:
			v := r.skipAdverbs(k + 1)
			if r.norm(i) == "," && r.kindAt(v) == cVerb && v < len(r.chunks) && (r.chunks[v].ing || r.chunks[v].finite && r.kindAt(t.chunk-1) == cRel) {
				return i
			}
			if r.norm(i) == "," && r.kindAt(k+1) == cConj && !that && (r.kindAt(k+2) != cNP || r.clauseBegins(k+2)) {
				return i
			}
		}
	}
	return c.to
}

// meetingOf: "at the talks" at token i is where the act t was spoken, and no part of what it demands or threatens.
func (r *reading) meetingOf(i int, t *trigger) bool {
	return slices.ContainsFunc(r.triggers, func(o *trigger) bool {
		if !o.noun || r.typeOf(o) != "CONSULT" || r.chunks[o.chunk].from != i+1 {
			return false
		}
		over := r.tree.head(r.headOf(o.from, o.to))
		return t.from <= over && over < t.to
	})
}

// clauseBegins: from chunk k on a subject and a finite verb follow.
func (r *reading) clauseBegins(k int) bool {
	for n := 0; k < len(r.chunks) && n < 5; k, n = k+1, n+1 {
		switch r.chunks[k].kind {
		case cVerb:
			return r.chunks[k].finite
		case cPunct, cSub, cRel:
			return false
		}
	}
	return false
}

func (r *reading) skipAdverbs(k int) int {
	for k < len(r.chunks) && r.chunks[k].kind == cAdv {
		k++
	}
	return k
}
