package incident

import (
	"slices"

	"sanad.example/sanad"
)

// telling is what one document tells of one occurrence, while its claims are being read in order.
type telling struct {
	head int // index of the claim that it is known by
	all  Features
	last int // order of its last claim
}

// tell gives each of a document's claims its head. In the order of the text a claim goes with the telling of
// its family that it fits best, the latest of equals; with none that it contradicts: another day, another
// place, others who act or were hit. A denial goes with what it denies.
func (l *Linker) tell(own []Features) []Features {
	var all []*telling
	of := make([]*telling, len(own))
	place := func(i int, t *telling, why string) {
		if t == nil {
			t = &telling{head: i, all: clone(&own[i])}
			all = append(all, t)
		} else if own[i].Family == t.all.Family || t.all.Family == talks {
			l.extend(&t.all, &own[i])
		}
		t.last = max(t.last, own[i].Order)
		of[i], own[i].Why = t, why
	}
	for _, i := range order(own) {
		if own[i].Type != reject && own[i].Family != words {
			t, why := l.best(all, &own[i])
			place(i, t, why)
		}
	}
	for i := range own { // when what they may be about has its place
		if own[i].Type != reject && own[i].Family == words {
			t, why := l.best(all, &own[i])
			place(i, t, why)
		}
	}
	for i := range own {
		if own[i].Type == reject {
			t, why := l.denied(all, of, own, i)
			place(i, t, why)
		}
	}
	return l.headed(own, of)
}

// reject is the ontology's type of denials and refusals.
const reject = "REJECT"

// order is claims that say most first, within a sentence: a figure or a bare verb then finds what it is part of.
func order(own []Features) []int {
	out := make([]int, len(own))
	for i := range out {
		out[i] = i
	}
	rich := func(f *Features) int {
		return cond(f.Dated == DatedTold, 2, 0) + cond(len(f.Places) > 0, 2, 0) + cond(len(f.Actors)+len(f.Hit) > 0, 1, 0)
	}
	slices.SortStableFunc(out, func(a, b int) int {
		if d := own[a].Sentence - own[b].Sentence; d != 0 {
			return d
		}
		return rich(&own[b]) - rich(&own[a])
	})
	return out
}

// best returns the telling that a claim goes with, nil where it begins one of its own.
func (l *Linker) best(all []*telling, f *Features) (*telling, string) {
	var found *telling
	var why string
	most := 0
	for i := len(all) - 1; i >= 0; i-- {
		t := all[i]
		if f.Family == words && t.all.Family == talks && l.saidAt(&t.all, f) {
			return t, "said at the talks"
		}
		if t.all.Family != f.Family || l.contradicts(&t.all, f) {
			continue
		}
		if n, reason := l.fits(&t.all, f); n > most {
			found, why, most = t, reason, n
		}
	}
	return found, why
}

// contradicts: another day or period, other places, others who act or were hit, the other way round.
func (l *Linker) contradicts(t, f *Features) bool {
	if t.Dated == DatedTold && f.Dated == DatedTold {
		night := 0 // what one sentence dates a day apart is one night
		if t.Sentence == f.Sentence {
			night = 1
		}
		if hours, ok := l.apartBy(t, f); ok && gap(t, f) <= 1 {
			if hours > 0 && says(t) && says(f) {
				return true
			}
		} else if gap(t, f) > night || f.Family == total && (t.From != f.From || t.To != f.To) {
			return true
		}
	}
	if len(t.Places) > 0 && len(f.Places) > 0 {
		if best, _, _ := l.lie(t.Places, f.Places); best == apart {
			return true
		}
	}
	return l.othersAct(t, f) || l.othersHit(t, f) || l.turned(t, f) || l.turned(f, t)
}

// says reports whether a claim tells who acted or where: "two died in the evening" may be of what befell them at noon.
func says(f *Features) bool { return len(f.Actors)+len(f.Places) > 0 }

// othersAct: two armed groups may both be named for one attack, but not for attacks of other modes.
func (l *Linker) othersAct(t, f *Features) bool {
	if len(t.Actors) == 0 || len(f.Actors) == 0 || l.same(t.Actors, f.Actors) {
		return false
	}
	return !l.allRebel(t.Actors) || !l.allRebel(f.Actors) || otherModes(t, f)
}

// otherModes: both tell how it was done, and nothing in common.
func otherModes(a, b *Features) bool {
	return len(a.Modes) > 0 && len(b.Modes) > 0 && common(a.Modes, b.Modes) == 0
}

// othersHit: where nobody is said to act, or fighters alone are counted, both sides' losses may be of one fight.
func (l *Linker) othersHit(t, f *Features) bool {
	if len(t.Hit) == 0 || len(f.Hit) == 0 || l.same(t.Hit, f.Hit) || l.sameSide(t.Hit, f.Hit) || l.anyRebel(t.Hit) || l.anyRebel(f.Hit) {
		return false
	}
	if len(t.Actors)+len(f.Actors) == 0 {
		return false
	}
	return f.Kind != figures || !l.allArmed(t.Hit) || !l.allArmed(f.Hit)
}

// turned: who acts in b is who was hit in a, where nobody is said to act. Fighters that a figure counts may
// have fallen in what they did themselves, and so may both sides of a fight.
func (l *Linker) turned(a, b *Features) bool {
	return len(a.Actors) == 0 && len(b.Actors) > 0 && l.sameSide(a.Hit, b.Actors) && !l.same(a.Hit, b.Hit) &&
		!(a.Kind == figures && l.allArmed(a.Hit)) && len(l.sidesOf(b.Actors)) == 1
}

// fits says how well a claim goes with a telling that it doesn't contradict; 0 is not at all.
func (l *Linker) fits(t, f *Features) (int, string) {
	n, why := 0, ""
	if t.Dated == DatedTold && f.Dated == DatedTold {
		n, why = n+2, cond(gap(t, f) == 0, "the same day", "the same night")
	}
	if len(t.Places) > 0 && len(f.Places) > 0 {
		if best, _, _ := l.lie(t.Places, f.Places); best >= near {
			n, why = n+3, "the same place"
		}
	}
	if l.same(t.Actors, f.Actors) {
		n, why = n+1, cond(why == "", "the same who acted", why)
	}
	switch {
	case f.Family == words || f.Family == standing:
		return cond(t.Type == f.Type, n, 0), why
	case f.Family == total:
		return cond(t.Type == f.Type, n+1, 0), cond(why == "", "the same is counted", why)
	case f.Kind == figures && len(f.Places) > 0 && len(t.Places) == 0 && countsPeople(t.Numbers):
		return n, why // elsewhere, as likely as not
	case f.Kind == figures:
		return n + 1, cond(why == "", "figures of what is told beside them", why)
	case f.Dated != DatedTold && len(f.Places) == 0:
		return n + 1, cond(why == "", "told without another day or place", why)
	case t.Kind == figures && t.Dated != DatedTold && len(t.Places) == 0 && gap(t, f) == 0 && (len(t.Hit) == 0 || l.same(t.Hit, f.Hit)):
		return n + 1, cond(why == "", "what figures before it are of", why)
	}
	return n, why
}

// countsPeople: the measures of those who come to harm are those that an occurrence has one toll of.
func countsPeople(list []Number) bool {
	return slices.ContainsFunc(list, func(n Number) bool { return slices.Contains([]string{"killed", "injured", "casualties"}, n.Measure) })
}

// saidAt: at a place of the talks or where theirs isn't told, by one who takes part as far as that is told.
func (l *Linker) saidAt(t, f *Features) bool {
	if len(f.Places) == 0 || gap(t, f) > 0 {
		return false
	}
	if best, _, _ := l.lie(t.Places, f.Places); len(t.Places) > 0 && best < within {
		return false
	}
	present := l.sidesOf(t.Actors, t.Hit)
	return len(present) == 0 || common(present, l.sidesOf(f.Actors)) > 0
}

// denied returns the telling that a denial goes with: what its own sentence, or one beside it, says that who
// denies it denies; else the latest before it in which who denies is said to act.
func (l *Linker) denied(all []*telling, of []*telling, own []Features, i int) (*telling, string) {
	f := &own[i]
	best, apart := -1, 2
	for j := range own {
		d := distance(own[j].Sentence, f.Sentence)
		if own[j].Stance == sanad.StanceDeny && of[j] != nil && d < apart && (d == 0 || l.sameSide(own[j].Speakers, f.Actors)) {
			best, apart = j, d
		}
	}
	if best >= 0 {
		return of[best], "what it denies"
	}
	var accused *telling
	for _, t := range all {
		if t.all.Sentence <= f.Sentence && t.all.Family != words && t.all.Family != total && l.sameSide(t.all.Actors, f.Actors) &&
			(accused == nil || t.last >= accused.last) {
			accused = t
		}
	}
	return accused, cond(accused != nil, "it denies what is told of who denies", "")
}

func clone(f *Features) Features {
	out := *f
	out.Modes, out.Actors, out.Hit = slices.Clone(f.Modes), slices.Clone(f.Actors), slices.Clone(f.Hit)
	out.Speakers, out.Via, out.Places = slices.Clone(f.Speakers), slices.Clone(f.Via), slices.Clone(f.Places)
	out.Numbers, out.Words = slices.Clone(f.Numbers), slices.Clone(f.Words)
	return out
}

// extend adds to a telling what another claim of it tells.
func (l *Linker) extend(t, f *Features) {
	t.Modes, t.Hit = unique(append(t.Modes, f.Modes...)), unique(append(t.Hit, f.Hit...))
	t.Actors = unique(append(t.Actors, f.Actors...))
	t.Speakers, t.Via = unique(append(t.Speakers, f.Speakers...)), unique(append(t.Via, f.Via...))
	t.Places, t.Words = unique(append(t.Places, f.Places...)), unique(append(t.Words, f.Words...))
	t.Numbers = append(t.Numbers, f.Numbers...)
	if t.Kind == figures && f.Family == t.Family {
		t.Kind = f.Kind
	}
	t.Hours = t.Hours.together(f.Hours)
	switch {
	case f.Dated == DatedTold && t.Dated != DatedTold:
		t.From, t.To, t.Dated = f.From, f.To, f.Dated
	case f.Dated == t.Dated && max(f.From, t.From) <= min(f.To, t.To):
		t.From, t.To = max(f.From, t.From), min(f.To, t.To)
	}
}

// headed gives every claim the head of its telling, and every head what the telling tells: the event among
// its claims that says most is the head.
func (l *Linker) headed(own []Features, of []*telling) []Features {
	for i := range own {
		t := of[i]
		if own[i].Family == t.all.Family && better(&own[i], &own[t.head]) {
			t.head = i
		}
	}
	out := slices.Clone(own)
	for i := range own {
		head := of[i].head
		out[i].Head = own[head].Claim
		if i != head {
			if out[i].Why == "" {
				out[i].Why = "the same occurrence in this document"
			}
			continue
		}
		whole := of[i].all
		f := &out[i]
		f.Why, f.Size = "", 0
		f.Modes, f.Actors, f.Hit, f.Speakers, f.Via = whole.Modes, whole.Actors, whole.Hit, whole.Speakers, whole.Via
		f.From, f.To, f.Dated, f.Hours, f.Places, f.Numbers, f.Words = whole.From, whole.To, whole.Dated, whole.Hours, whole.Places, whole.Numbers, whole.Words
	}
	for i := range own {
		out[of[i].head].Size++
	}
	return out
}

// better: an event before figures, one that is affirmed before one that is denied, the earlier of equals.
func better(f, than *Features) bool {
	rank := func(f *Features) int {
		return cond(f.Type == reject, -8, 0) + cond(f.Kind != figures, 4, 0) + cond(f.Stance == sanad.StanceAffirm, 2, 0)
	}
	return rank(f) > rank(than) || rank(f) == rank(than) && f.Order < than.Order
}
