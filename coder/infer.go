package coder

import (
	"cmp"
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// recipientsOfActs: whoever is to be struck or helped is threatened or promised to, where nobody is named.
func (r *reading) recipientsOfActs() {
	for _, f := range r.frames {
		act := f.speech
		if act == nil || !act.ok || len(act.recipients) > 0 {
			continue
		}
		typ := r.typeOf(act)
		if typ == "ACCUSE" {
			r.accused(f, act)
			continue
		}
		if typ == "REQUEST" {
			r.asked(f, act)
			continue
		}
		if typ != "THREATEN" && typ != "AGREE" {
			continue
		}
		for _, t := range r.triggers {
			if t != act && t.ok && f.has(t.from) && len(t.recipients) > 0 {
				for _, e := range t.recipients {
					if a, ok := r.book.Actor(e.ID); ok && a.Kind == "state" {
						e.Sector = "" // "bases of Arnor" are Arnor's as a state
					}
					act.recipients = append(act.recipients, r.asState(e, false))
				}
				break
			}
		}
	}
}

// accused: whoever is said to have done it is accused, where nobody else is named.
func (r *reading) accused(f *frame, act *trigger) {
	for _, t := range r.triggers {
		if t != act && t.ok && f.has(t.from) && len(t.actors) > 0 {
			for _, e := range t.actors {
				act.recipients = append(act.recipients, r.asState(e, false))
			}
			return
		}
	}
}

// asked: in "demanded that X stop" it is X who is asked.
func (r *reading) asked(f *frame, act *trigger) {
	i := f.content[0].from
	if r.norm(i) != "that" || i+1 >= len(r.toks) {
		return
	}
	k := r.inside[i+1]
	if m := r.mentions[k]; m != nil && m.people && len(m.entities) > 0 && r.kindAt(k+1) != cConj {
		for _, e := range m.entities {
			act.recipients = append(act.recipients, r.asState(e, false))
		}
	}
}

// hostFigures gives each figure to the event that it belongs to, where there is one.
func (r *reading) hostFigures() map[*trigger][]*figure {
	out := map[*trigger][]*figure{}
	for _, f := range r.figures {
		t := r.hostOf(f)
		if t == nil {
			continue
		}
		f.taken = true
		r.notOwn(t, f)
		out[t] = append(out[t], f)
		r.recipientsFrom(t, f)
	}
	return out
}

// notOwn: whoever kills soldiers, of no nationality told, kills others' and not its own.
func (r *reading) notOwn(t *trigger, f *figure) {
	if r.typeOf(t) != "ASSAULT" || len(t.actors) == 0 || t.actors[0].Sector == sectorPeople || f.by != t.chunk || slices.ContainsFunc(r.parts(f.nto, f.end), func(p part) bool { return p.actor != "" }) {
		return
	}
	for i, p := range f.of {
		a := t.actors[0]
		if p.ID == "" || a.Country != p.Country || a.Sector == "REB" || p.Sector != "MIL" && (p.Sector != "CVL" || len(r.places) > 0) {
			continue
		}
		s := r.span(f.nto, f.end)
		text := r.doc.off.Slice(s)
		f.of[i].Entity = sanad.Entity{Name: text, Text: text, Sector: p.Sector, Span: s}
	}
}

// hostOf is the event whose result or object a figure is.
func (r *reading) hostOf(f *figure) *trigger {
	var best *trigger
	distance := 1 << 30
	for _, t := range r.triggers {
		if !t.ok || !r.hosts(t, f) || !r.sameVoice(t.from, f.nfrom) {
			continue
		}
		d := t.from - f.nfrom
		if d < 0 {
			d = -d
		}
		if t.chunk == f.by {
			d = 0
		}
		if d < distance {
			best, distance = t, d
		}
	}
	return best
}

// hosts reports whether events of a type have figures of a measure, near enough, as the measure's entry says.
func (r *reading) hosts(t *trigger, f *figure) bool {
	m, _ := r.book.Measure(f.measure)
	p := r.predicate(t)
	switch m.Events[cmp.Or(p.Relation, p.Type)] {
	case "sentence":
		return true
	case "clause":
		return r.sameClause(t.from, f.nfrom)
	case "counting":
		return r.measuredBy(t, f)
	case "verb":
		return f.by >= 0 && t.chunk == f.by
	case "noun":
		return f.nto <= t.from && t.from < f.end
	}
	return false
}

// measuredBy: the event's own verb counts, or its noun in the clause where no verb does.
func (r *reading) measuredBy(t *trigger, f *figure) bool {
	if f.by >= 0 && !t.noun {
		return t.chunk == f.by
	}
	return r.sameClause(t.from, f.nfrom)
}

func (r *reading) sameClause(a, b int) bool {
	from, to := r.clause(a)
	return from <= b && b < to
}

// recipientsFrom: whoever was killed or hurt was acted on, where nobody else is named.
func (r *reading) recipientsFrom(t *trigger, f *figure) {
	if len(t.recipients) > 0 && !t.things {
		return
	}
	if m, _ := r.book.Measure(f.measure); !m.Victims {
		return
	}
	var list []sanad.Entity
	for _, p := range f.of {
		list = append(list, p.Entity)
	}
	if len(list) > 0 {
		t.recipients, t.things = distinct(list), false
	}
}

// infer fills in what the convention lets follow: the country hit by an attack across a border, the accuser
// that a denial answers.
func (r *reading) infer(t *trigger, p *codebook.Predicate) {
	switch {
	case p.Type == "ASSAULT" && len(t.recipients) == 0 && !p.Reciprocal && p.Recipient != "none":
		r.countryHit(t)
	case p.Type == "REJECT" && len(t.recipients) == 0:
		r.answered(t, p)
	case p.Type == "SANCTION" && len(t.recipients) == 0 && len(t.actors) == 1 && !slices.Contains(p.Modes, "convict"):
		r.neighbour(t)
	case p.Type == "CONSULT" && len(t.recipients) == 0 && slices.Contains(p.Modes, "third-party"):
		r.parties(t)
	}
}

// countryHit: an attack on a place in a country other than the attacker's hits that country.
func (r *reading) countryHit(t *trigger) {
	for _, p := range r.placesOf(t.from) {
		b, ok := r.book.Place(p.ID)
		if !ok || p.Role == "origin" || len(t.actors) > 0 && (b.Country == t.actors[0].Country && t.actors[0].Sector != "REB") {
			continue
		}
		if len(t.actors) == 0 && t.noun {
			continue
		}
		if _, ok := r.book.Actor(b.Country); ok {
			t.recipients = []sanad.Entity{r.entity(b.Country, p.Span)}
			return
		}
	}
}

// answered: a denial answers whoever accused or claimed last, unless that is the denier.
func (r *reading) answered(t *trigger, p *codebook.Predicate) {
	if r.rejectedOwner(t) {
		return
	}
	last := r.doc.accuser
	if p.Content == nil {
		last = r.doc.requester
	}
	for _, f := range r.frames {
		if f.speech == nil && f.kind != "responsibility" && len(f.speakers) > 0 && f.cue.to <= t.from && !f.has(t.from) {
			last = f.speakers
		}
	}
	if p.Content == nil && r.predicate(t).Type == "REJECT" && len(t.actors) == 0 {
		return
	}
	for _, e := range last {
		if len(t.actors) == 0 || e.ID == "" || slices.ContainsFunc(t.actors, func(a sanad.Entity) bool { return a.Is(e.ID) || e.Is(a.ID) }) {
			return
		}
	}
	if len(t.actors) > 0 {
		t.recipients = slices.Clone(last)
	}
	for i := range t.recipients {
		t.recipients[i].Span, t.recipients[i].Text = r.span(t.from, t.to), ""
	}
}

// rejectedOwner: "rejected Gondor's claims" answers Gondor.
func (r *reading) rejectedOwner(t *trigger) bool {
	if t.object.to <= t.object.from {
		return false
	}
	k := r.inside[t.object.from]
	m := r.mentions[k]
	if m == nil || len(m.owner) == 0 || !r.is(r.chunks[k].head, "report_noun") {
		return false
	}
	for _, e := range m.owner {
		t.recipients = append(t.recipients, r.asState(e, false))
	}
	return true
}

// neighbour: who closes a crossing closes it to the country on the other side.
func (r *reading) neighbour(t *trigger) {
	for _, p := range r.placesOf(t.from) {
		b, ok := r.book.Place(p.ID)
		if !ok {
			continue
		}
		for _, id := range b.Links {
			l, ok := r.book.Place(id)
			if !ok || l.Country == t.actors[0].Country {
				continue
			}
			if _, ok := r.book.Actor(l.Country); ok && t.actors[0].Country != "" {
				t.recipients = []sanad.Entity{r.asState(r.entity(l.Country, p.Span), false)}
				return
			}
		}
	}
	r.otherSide(t)
}

// otherSide: what one side of the dyad closes or bans is meant for the other.
func (r *reading) otherSide(t *trigger) {
	if len(r.book.Crisis.Sides) != 2 || !slices.Contains(r.predicate(t).Modes, "discontinue") {
		return
	}
	a, b := r.book.Crisis.Sides[0].ID, r.book.Crisis.Sides[1].ID
	switch t.actors[0].Country {
	case a:
		t.recipients = []sanad.Entity{r.asState(r.entity(b, r.span(t.from, t.to)), false)}
	case b:
		t.recipients = []sanad.Entity{r.asState(r.entity(a, r.span(t.from, t.to)), false)}
	}
}

// parties: mediation is between those who talk in the same sentence, else between the two sides.
func (r *reading) parties(t *trigger) {
	for _, o := range r.triggers {
		if o != t && o.ok && r.predicate(o).Reciprocal && r.typeOf(o) == "CONSULT" && len(o.actors) > 1 {
			t.recipients = slices.Clone(o.actors)
			return
		}
	}
	for _, s := range r.book.Crisis.Sides {
		if slices.ContainsFunc(t.actors, func(e sanad.Entity) bool { return e.Country == s.ID }) {
			t.recipients = nil
			return
		}
		t.recipients = append(t.recipients, r.asState(r.entity(s.ID, r.span(t.from, t.to)), false))
	}
}
