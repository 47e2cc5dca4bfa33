package coder

import (
	"cmp"
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// figure is a quantity with what it counts.
type figure struct {
	quantity
	measure  string
	chunk    int // of the number
	by       int // the verb chunk or noun that gave the measure, -1 none
	of       []sanad.Population
	agents   []sanad.Entity // by whom
	unit     string
	per      string
	scope    sanad.Scope
	part     bool    // a part of an earlier figure
	whole    *figure // which
	base     *figure // the earlier value that it is told against
	relation string
	name     string
	end      int // token where the counted phrase ends
	taken    bool
}

// findFigures gives each quantity its measure, or rejects it.
func (r *reading) findFigures() {
	for _, q := range r.quantities {
		f := &figure{quantity: q, chunk: r.inside[q.nfrom], by: -1}
		f.end = max(q.to, r.countedEnd(q))
		if f.none && !r.noneMeasure(f) {
			continue
		}
		if !f.none && !r.measured(f) {
			r.reject(q.nfrom, "figure", "nothing says what it counts")
			continue
		}
		r.relate(f)
		f.of = r.population(f)
		f.agents = r.agentsOf(f)
		f.per = r.perOf(f)
		f.scope = r.scopeOf(f)
		r.figures = append(r.figures, f)
	}
	r.compareTolls()
}

// noneMeasure: "no soldiers were killed" counts none; other words with "no" count nothing.
func (r *reading) noneMeasure(f *figure) bool {
	if !r.verbMeasure(f) {
		return false
	}
	m, ok := r.book.Measure(f.measure)
	return ok && m.Zero
}

// countedEnd is where the phrase that the number counts ends: "23 of its soldiers", "31 dead".
func (r *reading) countedEnd(q quantity) int {
	k := r.inside[q.nto-1]
	end := r.chunks[k].to
	if q.nto == end && r.is(end, "of") && r.kindAt(k+2) == cNP && k+2 < len(r.chunks) {
		if r.tags[r.chunks[k+2].from] == tPron && r.kindAt(k+3) == cNP && k+3 < len(r.chunks) {
			return r.chunks[k+3].core // "31 of them women"
		}
		return r.chunks[k+2].core
	}
	if q.nto < len(r.toks) && r.toks[q.nto].UPOS == "VERB" && r.toks[q.nto].XPOS != "VBN" && r.toks[q.nto].XPOS != "VBG" {
		return q.nto // "1.3 million hold cards"
	}
	if q.nto < len(r.toks) && end == q.nto && r.chunks[r.inside[q.nto]].kind == cNP {
		return r.chunks[r.inside[q.nto]].to
	}
	return end
}

// relate says of which earlier figure this one is a part, and what is told against what.
func (r *reading) relate(f *figure) {
	prev := r.figureBefore()
	if prev == nil || f.percent != prev.percent {
		return
	}
	switch {
	case f.part || r.dividable(f, prev) && r.partition(f, prev):
		f.part, f.whole = true, prev
		if prev.part {
			f.whole = prev.whole
		}
	case f.measure != prev.measure:
	case r.is(prev.from-1, "origin") && r.is(f.from-1, "destination"):
		f.base = prev
	case r.compared(f, prev):
		prev.base = f
	}
}

// dividable: parts count what the whole counts, or the killed among casualties.
func (r *reading) dividable(f, whole *figure) bool {
	if f.measure == whole.measure {
		return true
	}
	m, _ := r.book.Measure(whole.measure)
	return slices.Contains(m.Covers, f.measure)
}

// agentsOf is by whom: the subject of the active verb that counts its object, "by" behind a passive.
func (r *reading) agentsOf(f *figure) []sanad.Entity {
	if f.by < 0 || f.whole != nil {
		return nil
	}
	v := r.chunks[f.by].head
	if v < 0 || r.is(v, "own_loss") || r.is(v, "intransitive") {
		return nil
	}
	at := r.tree.kid(v, "nsubj")
	if r.passiveAt(v) || r.tree.isRel(v, "acl") && r.finished(v) {
		at = -1
		for _, k := range r.tree.all(v, "obl") {
			if r.is(r.tree.kid(k, "case"), "agent") {
				at = k
			}
		}
	}
	if at < 0 || at >= f.from && at < f.end {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.entitiesOf([]int{r.inside[at]}, true)), func(e sanad.Entity) bool { return e.ID == "" })
}

// perOf: "$3 million a day".
func (r *reading) perOf(f *figure) string {
	for _, unit := range []string{"day", "week", "month", "year"} {
		_, to := r.clause(f.nfrom)
		for j := f.to; j < min(to, f.end+6); j++ {
			if r.phraseAt(j, "per "+unit) > 0 && !r.inTime(j) {
				return unit
			}
		}
	}
	return ""
}

// scopeOf: an incident's count, an addition, a running toll, or a total over a period.
func (r *reading) scopeOf(f *figure) sanad.Scope {
	m, _ := r.book.Measure(f.measure)
	switch {
	case m.Standing:
		return ""
	case f.increment && !m.Flow:
		return sanad.ScopeIncrement
	case f.whole != nil && f.whole.scope != "":
		return f.whole.scope
	case r.oneOccurrence(f):
		if f.toDate || r.untilNow(f) {
			return sanad.ScopeToDate
		}
		return sanad.ScopeIncident
	case r.overPeriod(f):
		return sanad.ScopePeriod
	case f.toDate || r.untilNow(f):
		return sanad.ScopeToDate
	}
	return sanad.ScopeIncident
}

// untilNow: "so far 17 bodies", "bringing the toll to 33".
func (r *reading) untilNow(f *figure) bool {
	for j := max(0, f.nfrom-8); j < min(len(r.toks), f.end+6); j++ {
		if n := r.phraseAt(j, "to_date"); n > 0 && (r.is(f.from-1, "destination") || n+j == f.from) {
			return true
		}
	}
	for j := range r.toks {
		if r.phraseAt(j, "until_now") > 0 && r.sameVoice(j, f.nfrom) {
			return true
		}
	}
	return false
}

// overPeriod: the measure is one of flows, or the time told is longer than a day, or the sentences before
// gave totals and no other time is named.
func (r *reading) overPeriod(f *figure) bool {
	if m, _ := r.book.Measure(f.measure); m.Flow {
		return true
	}
	for _, t := range r.times {
		if t.start != "" && !t.read.Brief() && r.sameVoice(t.from, f.nfrom) && r.longTime(t.precision) && !r.inAside(t.from, f.nfrom) {
			return true
		}
	}
	for j := range r.toks {
		if r.phraseAt(j, "period") > 0 && !r.inAside(j, f.nfrom) {
			return true
		}
	}
	return len(r.times) == 0 && r.doc.period && r.countsOn(f)
}

// countsOn: whoever gave the totals before goes on to give this one.
func (r *reading) countsOn(f *figure) bool {
	frames := r.framesAt(f.nfrom)
	if len(frames) == 0 || len(frames[0].speakers) == 0 || len(r.doc.countedBy) == 0 {
		return true
	}
	return frames[0].speakers[0].ID == r.doc.countedBy[0].ID
}

// oneOccurrence: "a bombing that killed 60", "killed in the raid": whatever time is named, one event did it.
func (r *reading) oneOccurrence(f *figure) bool {
	if f.by < 0 {
		return false
	}
	v := r.chunks[f.by].head
	for _, k := range append(r.tree.all(v, "nsubj", "obl"), r.tree.head(v)) {
		if k < 0 || k >= f.from && k < f.end || !r.is(r.tree.kid(k, "det"), "determiner") || r.is(r.tree.kid(k, "case"), "since") {
			continue
		}
		if r.oneAct(k) {
			return true
		}
	}
	return false
}

// oneAct: an attack or an operation, in the singular.
func (r *reading) oneAct(i int) bool {
	acts, _ := r.entriesAt(i, codebook.KindPredicate)
	if slices.ContainsFunc(acts, func(e codebook.Entry) bool {
		return e.Form == codebook.FormNoun && r.book.Predicates[e.Index].Type == "ASSAULT"
	}) {
		return true
	}
	return slices.ContainsFunc(r.measuresAt(i), func(e codebook.Entry) bool {
		return e.Form == codebook.FormNoun && r.measureOf(e).Counts == "acts"
	})
}

// longPeriod: a month or more is named, of which the sentences behind may go on to give totals.
func (r *reading) longPeriod() bool {
	return slices.ContainsFunc(r.times, func(t timeExpr) bool {
		return t.precision == "month" || t.precision == "year" || t.precision == "quarter"
	})
}

func (r *reading) longTime(precision string) bool {
	return precision != "day" && precision != "hour" && precision != ""
}

// inAside: token i stands in a clause about a noun, and token of doesn't.
func (r *reading) inAside(i, of int) bool {
	for at, steps := i, 0; at >= 0 && steps < 8; at, steps = r.tree.head(at), steps+1 {
		if r.tree.isRel(at, "acl") && !r.tree.span(at).has(of) {
			return true
		}
	}
	return false
}

// compareTolls: "the true toll was higher than the army admits" is a figure without a number.
func (r *reading) compareTolls() {
	for i := range r.toks {
		rel := ""
		switch {
		case r.is(i, "higher"):
			rel = "more_than"
		case r.is(i, "lower"):
			rel = "less_than"
		default:
			continue
		}
		subj := r.tree.kid(i, "nsubj")
		if subj < 0 || subj > i || r.tree.kid(i, "cop") < 0 {
			continue
		}
		m := r.headMeasure(subj)
		if m == "" || !r.is(r.tree.kid(subj, "amod"), "real") && !r.thanTold(i) {
			continue
		}
		s := r.tree.span(subj)
		q := quantity{from: s.from, to: i + 1, nfrom: subj, nto: subj + 1}
		f := &figure{quantity: q, measure: m, chunk: r.inside[subj], by: -1, end: i + 1, relation: rel, scope: sanad.ScopeIncident}
		r.figures = append(r.figures, f)
	}
	slices.SortStableFunc(r.figures, func(a, b *figure) int { return cmp.Compare(a.nfrom, b.nfrom) })
}

// thanTold: "than the army claimed": what somebody said, and no number.
func (r *reading) thanTold(i int) bool {
	if !r.is(i+1, "than") {
		return false
	}
	for j := i + 2; j < len(r.toks); j++ {
		if r.numberAt(j) {
			return false
		}
		if e, _ := r.entriesAt(j, codebook.KindCue); len(e) > 0 {
			return true
		}
	}
	return false
}
