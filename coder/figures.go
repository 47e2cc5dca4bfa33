package coder

import (
	"sanad.example/sanad"
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
	return r.verbMeasure(f) && (f.measure == "killed" || f.measure == "injured")
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
