package coder

import (
	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// population is of whom a figure counts.
func (r *reading) population(f *figure) []sanad.Population {
	if f.name != "" {
		s := r.span(f.from, f.to)
		return []sanad.Population{{Entity: sanad.Entity{ID: f.name, Span: s}}}
	}
	if r.counts(f.measure) != "people" {
		return nil
	}
	var out []sanad.Population
	counted := r.countedEntities(f)
	if len(counted) == 0 {
		counted = r.gapped(f)
	}
	if len(counted) == 0 && len(r.figures) > 0 && (r.onlyResult(f) || r.is(f.nto, "increment")) && r.sameVoice(r.figures[len(r.figures)-1].nfrom, f.nfrom) {
		counted = r.countedBefore(f)
	}
	if f.measure == r.strength() {
		counted = r.strengthOf(f, counted)
	}
	for _, e := range counted {
		p := sanad.Population{Entity: r.asPeople(e, f)}
		p.Sex, p.Age = r.sexAge(f)
		out = append(out, p)
	}
	return out
}

// countedEntities reads the counted phrase: "TTP fighters", "of its soldiers", "Afghans".
func (r *reading) countedEntities(f *figure) []sanad.Entity {
	m := r.counted(f)
	if len(m.entities) > 0 && !m.place {
		return m.entities
	}
	if m.role == "" || m.role == "things" {
		if len(m.owner) == 0 {
			if list := r.numberOf(f); list != nil {
				return list
			}
			return r.describedBy(f)
		}
		return m.owner
	}
	return m.entities
}

// numberOf: "the number of Gondorians deported rose to 150".
func (r *reading) numberOf(f *figure) []sanad.Entity {
	for k := f.chunk - 1; k > 0 && k > f.chunk-10; k-- {
		if r.chunks[k].kind != cPrep || r.chunkNorm(k) != "of" || !r.is(r.chunks[k].from-1, "count_noun") || k+1 >= len(r.chunks) {
			continue
		}
		return r.mentions[k+1].entitiesOrOwner()
	}
	return nil
}

// describedBy: "168 civilian casualties" are civilians.
func (r *reading) describedBy(f *figure) []sanad.Entity {
	for _, p := range r.parts(f.nto, f.end) {
		if p.role >= 0 && p.to < f.end && r.book.Roles[p.role].Sector == "CVL" {
			m := &mention{chunk: f.chunk, from: p.from, to: p.to, word: r.norm(p.to - 1)}
			r.readHead(m, []part{p}, p.from, p.to)
			r.resolve(m)
			return m.entities
		}
	}
	return nil
}

// strengthOf: the fighters that a group has are the group's: "the TTP has 6,000 fighters"; the troops that a
// state sends are its army's.
func (r *reading) strengthOf(f *figure, counted []sanad.Entity) []sanad.Entity {
	for k := r.inside[f.from] - 1; k >= 0 && k >= r.inside[f.from]-9; k-- {
		m := r.mentions[k]
		if m == nil {
			continue
		}
		for _, e := range append(append([]sanad.Entity(nil), m.owner...), m.entities...) {
			if a, ok := r.book.Actor(e.ID); ok && a.Kind == "armed_group" {
				return []sanad.Entity{e}
			}
		}
	}
	for _, e := range r.agentsOf(f) {
		if len(counted) > 0 && counted[0].Sector == "MIL" && e.Country != "" {
			return []sanad.Entity{r.entity(e.Country+"-MIL", counted[0].Span)}
		}
	}
	return counted
}

func (r *reading) counted(f *figure) *mention {
	k := r.inside[f.end-1]
	m := &mention{chunk: k, from: f.nto, to: f.end, word: r.norm(f.end - 1)}
	from := f.nto
	for i := f.nto; i < f.end; i++ {
		switch {
		case r.is(i, "of") && i == f.nto:
			from = i + 1
		case r.tags[i] == tPoss:
			m.owner = r.possessor(i)
		case r.tags[i] == tPron && i+1 < f.end:
			from = i + 1
		case r.tags[i] == tPron || r.tags[i] == tRel:
			return &mention{entities: r.countedBefore(f)}
		case r.tags[i] == tClitic:
			o := r.named(r.parts(from, i), from, i)
			if len(o) == 0 {
				o = r.mentionIn(k, from, i).entities
			}
			if len(o) > 0 {
				m.owner = o
				from = i + 1
			}
		}
	}
	if from >= f.end {
		return m
	}
	m.from = from
	r.readHead(m, r.parts(from, f.end), from, f.end)
	if m.unknown {
		return &mention{}
	}
	if len(m.entities) == 0 && len(m.owner) == 0 && m.role != "" {
		m.owner = r.loser(f)
		if len(m.owner) == 0 && f.whole != nil && len(f.whole.of) > 0 && f.whole.of[0].Country != "" {
			m.owner = []sanad.Entity{r.entity(f.whole.of[0].Country, f.whole.of[0].Span)}
		}
		if len(m.owner) > 0 {
			r.readHead(m, r.parts(from, f.end), from, f.end)
		}
	}
	r.resolve(m)
	if n := r.mentions[k]; len(m.entities) == 0 && n != nil && n.role != "" && n.role != "things" && k != f.chunk {
		return n
	}
	return m
}

// loser: whoever lost nine fighters lost nine of its own.
func (r *reading) loser(f *figure) []sanad.Entity {
	if f.by < 0 || r.chunks[f.by].head < 0 || !r.is(r.chunks[f.by].head, "own_loss") {
		return nil
	}
	if list := r.entitiesOf(r.subject(f.by), true); len(list) > 0 {
		return list[:1]
	}
	if frames := r.framesAt(f.nfrom); len(frames) > 0 && len(frames[0].speakers) > 0 {
		return frames[0].speakers[:1]
	}
	return nil
}

// countedBefore is of whom the figure before counted: "eleven of them".
func (r *reading) countedBefore(f *figure) []sanad.Entity {
	list := r.doc.counted
	for _, g := range r.figures {
		if r.counts(g.measure) == "people" {
			list = g.of
		}
	}
	var out []sanad.Entity
	for _, p := range list {
		e := p.Entity
		e.Span = r.span(f.nfrom, f.end)
		e.Text = r.doc.off.Slice(e.Span)
		out = append(out, e)
	}
	return out
}

// asPeople: nationals who were expelled or are hosted are refugees; a government's dead are its fighters.
func (r *reading) asPeople(e sanad.Entity, f *figure) sanad.Entity {
	a, ok := r.book.Actor(e.ID)
	if !ok || e.Country == "" {
		return e
	}
	m, _ := r.book.Measure(f.measure)
	switch {
	case a.Kind == "state" && m.Nationals != "":
		return r.relabel(r.entity(e.Country+"-"+m.Nationals, e.Span), e.Label)
	case a.Sector == "GOV" && m.Governments != "":
		return r.relabel(r.entity(e.Country+"-"+m.Governments, e.Span), e.Label)
	}
	return e
}

func (r *reading) relabel(e sanad.Entity, label string) sanad.Entity { e.Label = label; return e }

// sexAge is told by the counted words; "men" alone may be any soldiers.
func (r *reading) sexAge(f *figure) (sex, age string) {
	words := []int{}
	for j := f.nto; j < f.end; j++ {
		words = append(words, j)
	}
	for _, at := range []int{r.site(f), r.tree.head(r.site(f))} { // "nine were women"
		if at >= f.end && r.tree.kid(at, "cop") >= f.end {
			words = append(words, at)
		}
	}
	for _, j := range words {
		if r.is(j, "child") {
			age = "child"
		}
		if r.is(j, "elder") {
			age = "elderly"
		}
	}
	for _, j := range words {
		switch {
		case r.is(j, "women"):
			sex = "female"
		case r.is(j, "men") && (age != "" || !r.is(j, "fighting_men")):
			sex = "male"
		}
	}
	return sex, age
}

// gapped: "Gondor lost nine men and Arnor 23" counts Arnor's.
func (r *reading) gapped(f *figure) []sanad.Entity {
	prev := r.figureBefore()
	k := r.inside[f.from] - 1
	if prev == nil || prev.by < 0 || k < 1 || !r.bareNumber(f) || !r.is(r.chunks[prev.by].head, "own_loss") || !r.is(r.chunks[k].from-1, "conjunction") {
		return nil
	}
	return r.entitiesOf([]int{k}, true)
}

// onlyResult: nothing but what became of them stands behind a number: "and 16 wounded".
func (r *reading) onlyResult(f *figure) bool {
	for j := f.nto; j < f.end; j++ {
		if e := r.measuresAt(j); len(e) == 0 || e[0].Form != codebook.FormOther && !r.finished(j) {
			return f.end == f.to
		}
	}
	return true
}
