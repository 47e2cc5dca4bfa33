package coder

import (
	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// figure is a quantity with what it counts.
type figure struct {
	quantity
	measure string
	chunk   int // of the number
	by      int // the verb chunk or noun that gave the measure, -1 none
	of      []sanad.Population
	unit    string
	scope   sanad.Scope
	part    bool // a part of the figure before
	name    string
	end     int // token where the counted phrase ends
	taken   bool
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
		f.of = r.population(f)
		f.scope = r.scopeOf(f)
		r.figures = append(r.figures, f)
	}
}

// noneMeasure: "no soldiers were killed" counts none; other words with "no" count nothing.
func (r *reading) noneMeasure(f *figure) bool {
	if k := r.verbRight(f); k >= 0 {
		f.measure, f.by = r.chunkMeasure(k, true, f), k
	}
	return f.measure == "killed" || f.measure == "injured"
}

// countedEnd is where the phrase that the number counts ends: "23 of its soldiers", "31 dead".
func (r *reading) countedEnd(q quantity) int {
	k := r.inside[q.nto-1]
	end := r.chunks[k].to
	if q.nto == end && r.norm(end) == "of" && r.kindAt(k+2) == cNP && k+2 < len(r.chunks) {
		if r.tags[r.chunks[k+2].from] == tPron && r.kindAt(k+3) == cNP && k+3 < len(r.chunks) {
			return r.chunks[k+3].core // "31 of them women"
		}
		return r.chunks[k+2].core
	}
	if q.nto < len(r.toks) && end == q.nto && r.chunks[r.inside[q.nto]].kind == cNP {
		return r.chunks[r.inside[q.nto]].to
	}
	return end
}

// measured tries the ways in which text says what a number counts, the surest first.
func (r *reading) measured(f *figure) bool {
	switch {
	case f.percent:
		return r.percentMeasure(f)
	case f.currency != "":
		return r.moneyMeasure(f)
	case f.days:
		return r.daysMeasure(f)
	}
	for _, try := range []func(*figure) bool{r.nounMeasure, r.verbMeasure, r.ofMeasure, r.atMeasure, r.elidedThings, r.partMeasure, r.stateMeasure} {
		if try(f) {
			return true
		}
	}
	return false
}

// verbLeft is the verb chunk of which the number's phrase is an object, or -1.
func (r *reading) verbLeft(f *figure) int {
	if k := r.inside[f.from]; k < f.chunk && r.chunks[k].kind == cVerb {
		return k // "killed nearly 14": the adverb went with the verb
	}
	for k, n := r.inside[f.from]-1, 0; k >= 0 && n < 10; k, n = k-1, n+1 {
		switch r.chunks[k].kind {
		case cVerb:
			return k
		case cNP:
			if r.kindAt(k+1) == cNP {
				continue
			}
			if r.kindAt(k+1) == cConj || r.chunkNorm(k+1) == "," || r.kindAt(k+1) == cAdv {
				continue
			}
			return -1
		case cConj, cAdv:
		case cPrep:
			if r.approximating(k) || r.chunkNorm(k) == "between" || r.chunkNorm(k) == "of" && r.inside[f.from] <= k {
				continue
			}
			return -1
		case cPunct:
			if r.chunkNorm(k) != "," {
				return -1
			}
			if r.kindAt(k-1) != cNP || r.kindAt(k+1) == cVerb {
				return -1
			}
		default:
			return -1
		}
	}
	return -1
}

// approximating: the preposition at chunk k is part of "more than", "up to", "about".
func (r *reading) approximating(k int) bool {
	for _, q := range r.quantities {
		if q.from <= r.chunks[k].from && r.chunks[k].from < q.nfrom {
			return true
		}
	}
	return false
}

// verbRight is the verb chunk of which the number's phrase is the subject, or -1.
func (r *reading) verbRight(f *figure) int {
	k := r.inside[f.end-1] + 1
	for n := 0; k < len(r.chunks) && n < 8; k, n = k+1, n+1 {
		switch r.chunks[k].kind {
		case cVerb:
			return k
		case cPrep, cNP, cAdv, cConj:
		case cPunct:
			if r.chunkNorm(k) != "," {
				return -1
			}
		case cRel:
			return -1
		default:
			return -1
		}
	}
	return -1
}

// chunkMeasure is the measure that a verb chunk gives to its subject or its object.
func (r *reading) chunkMeasure(k int, subject bool, f *figure) string {
	c := r.chunks[k]
	if c.head < 0 {
		return ""
	}
	if c.copula {
		if !subject {
			return ""
		}
		return r.stateAfter(c.to)
	}
	for _, m := range r.measureWords(c.head, false) {
		if r.fitsVoice(m, c, subject) {
			return m
		}
	}
	return ""
}

// fitsVoice: killing verbs count their objects and passive subjects; dying, fleeing and returning verbs
// their subjects.
func (r *reading) fitsVoice(m string, c chunk, subject bool) bool {
	switch m {
	case "trade_value", "aid_value", "change_pct", "share_pct", "closed_days":
		return false
	}
	if !subject {
		return !c.passive && !(r.is(c.head, "intransitive") || r.phraseAt(c.head, "intransitive") > 0)
	}
	return c.passive || r.is(c.head, "intransitive") || r.phraseAt(c.head, "intransitive") > 0
}

// stateAfter: "were dead", "are missing", "was home to".
func (r *reading) stateAfter(i int) string {
	for j := i; j < len(r.toks) && j < i+2; j++ {
		entries, _ := r.entriesAt(j, codebook.KindMeasure)
		for _, e := range entries {
			if e.Form == codebook.FormOther || r.norm(j) == "dead" {
				if id := r.book.Measures[e.Index].ID; id == "killed" || id == "injured" || id == "missing" || id == "hosted" || id == "strength" {
					return id
				}
			}
		}
	}
	return ""
}

// scopeOf: an incident's count, an addition, a running toll, or a total over a period.
func (r *reading) scopeOf(f *figure) sanad.Scope {
	switch f.measure {
	case "change_pct", "share_pct", "hosted", "strength", "closed_days", "aid_value", "missing", "objects":
		return ""
	}
	if f.increment && f.measure != "deported" {
		return sanad.ScopeIncrement
	}
	if f.toDate {
		return sanad.ScopeToDate
	}
	for j := max(0, f.nfrom-8); j < min(len(r.toks), f.end+6); j++ {
		if r.phraseAt(j, "to_date") > 0 && r.norm(f.from-1) == "to" || r.phraseAt(j, "to_date") > 0 && r.phraseAt(j, "to_date")+j == f.from {
			return sanad.ScopeToDate
		}
	}
	if r.overPeriod(f) || f.part && len(r.figures) > 0 && r.figures[len(r.figures)-1].scope == sanad.ScopePeriod {
		return sanad.ScopePeriod
	}
	return sanad.ScopeIncident
}

func (r *reading) overPeriod(f *figure) bool {
	switch f.measure {
	case "deported", "trade_value":
		return true
	}
	for _, t := range r.times {
		if t.precision == "day" || t.precision == "hour" || t.start == "" || t.read.Brief() {
			continue
		}
		if len(r.framesAt(t.from)) == len(r.framesAt(f.nfrom)) && (t.precision == "year" || t.precision == "interval" || t.precision == "month" || t.precision == "week") {
			return true
		}
	}
	for j := range r.toks {
		if r.phraseAt(j, "period") > 0 && r.norm(j) != "since" {
			return true
		}
	}
	return len(r.times) == 0 && r.doc.period
}
