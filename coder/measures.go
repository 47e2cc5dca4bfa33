package coder

import (
	"slices"

	"sanad.example/sanad/codebook"
)

// measuresAt are the measures with a phrase at token i and the form of each.
func (r *reading) measuresAt(i int) []codebook.Entry {
	entries, _ := r.entriesAt(i, codebook.KindMeasure)
	return entries
}

func (r *reading) measureOf(e codebook.Entry) *codebook.Measure { return &r.book.Measures[e.Index] }

// counts is what a measure counts: people, things, acts, money, days, change or share.
func (r *reading) counts(id string) string {
	if m, ok := r.book.Measure(id); ok {
		return m.Counts
	}
	return ""
}

func nounForm(e codebook.Entry) bool {
	return e.Form == codebook.FormNoun || e.Form == codebook.FormPlural || e.Form == codebook.FormPhrase
}

// measureWords returns the measures that the phrase at token i leads to, nouns or verbs.
func (r *reading) measureWords(i int, noun bool) []string {
	var out []string
	for _, e := range r.measuresAt(i) {
		if nounForm(e) == noun || e.Form == codebook.FormOther {
			out = append(out, r.measureOf(e).ID)
		}
	}
	return out
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
	for _, try := range []func(*figure) bool{
		r.firstNoun, r.verbMeasure, r.memberMeasure, r.ofMeasure, r.atMeasure, r.elidedThings, r.lastNoun,
		r.partMeasure, r.stateMeasure,
	} {
		if try(f) {
			return true
		}
	}
	return false
}

// firstNoun: the counted noun is itself a measure's: deaths, bodies, attacks, operations. In "four of the
// injured died" it isn't the noun that is counted.
func (r *reading) firstNoun(f *figure) bool { return !r.ofPhrase(f) && r.nounMeasure(f, "first") }

// lastNoun: "30 hostages", "134,000 deportees", where no verb says more.
func (r *reading) lastNoun(f *figure) bool { return r.nounMeasure(f, "last") }

func (r *reading) nounMeasure(f *figure, when string) bool {
	for j := f.end - 1; j >= f.nto; j-- {
		for _, e := range r.measuresAt(j) {
			if m := r.measureOf(e); m.Noun == when && (nounForm(e) || e.Form == codebook.FormOther && when == "first") {
				f.measure = m.ID
				return true
			}
		}
	}
	return false
}

// ofPhrase: "four of the injured".
func (r *reading) ofPhrase(f *figure) bool { return r.is(f.nto, "of") }

// verbMeasure: the number's phrase is what a measure's verb acts on, or who does or suffers it.
func (r *reading) verbMeasure(f *figure) bool {
	for _, g := range r.governors(f) {
		if m := r.verbsMeasure(g); m != "" {
			f.measure, f.by = m, r.inside[g.at]
			return r.unitFor(f)
		}
	}
	return false
}

// memberMeasure: "the dead include six women", "of the dead, 13 were civilians": people of whom it is said before
// what became of them.
func (r *reading) memberMeasure(f *figure) bool {
	if m := r.leadMeasure(f); m != "" {
		f.measure, f.part = m, true
		return true
	}
	at := r.site(f)
	h := r.tree.head(at)
	for _, k := range []int{r.tree.kid(h, "nsubj"), r.tree.kid(at, "nsubj"), r.tree.kid(h, "obl"), r.tree.kid(at, "nmod", "obl")} {
		if k < 0 || k == at || !(r.is(h, "partition") || r.tree.kid(at, "cop") >= 0 || r.is(r.tree.kid(k, "case"), "partition_of")) {
			continue
		}
		if m := r.headMeasure(k); m != "" {
			f.measure, f.part = m, true
			return true
		}
	}
	return false
}

// leadMeasure: "of the dead, 13".
func (r *reading) leadMeasure(f *figure) string {
	for i := max(0, f.from-8); i < f.from; i++ {
		if !r.is(i, "partition_of") || i > 0 && r.toks[i-1].UPOS != "PUNCT" || !r.is(i+1, "determiner") {
			continue
		}
		for _, e := range r.measuresAt(i + 2) {
			if m := r.measureOf(e); m.Counts == "people" && i+2 < f.from && (nounForm(e) || r.finished(i+2)) {
				return m.ID
			}
		}
	}
	return ""
}

// headMeasure is the measure of people that a phrase's own words name: "the death toll", "the number of dead",
// "those arrested".
func (r *reading) headMeasure(at int) string {
	words := append([]int{at}, r.tree.all(at, "compound", "amod", "nmod", "acl")...)
	for _, i := range words {
		for _, e := range r.measuresAt(i) {
			m := r.measureOf(e)
			if (m.Counts == "people" || m.Counts == "acts") && !r.isMoney(i) && (nounForm(e) || e.Form == codebook.FormOther || r.tree.isRel(i, "acl", "amod")) {
				return m.ID
			}
		}
	}
	return ""
}

// isMoney: "losses" may be of money.
func (r *reading) isMoney(i int) bool {
	return slices.ContainsFunc(r.measuresAt(i), func(e codebook.Entry) bool { return r.measureOf(e).Counts == "money" })
}

// ofMeasure: "the loss of eight of its men", "the deaths of 16 soldiers", "killing of four".
func (r *reading) ofMeasure(f *figure) bool {
	if !r.is(f.from-1, "of") {
		return false
	}
	for j := f.from - 2; j >= 0 && j > f.from-4; j-- {
		for _, e := range r.measuresAt(j) {
			if m := r.measureOf(e); m.Counts == "people" && !m.Armed {
				f.measure = m.ID
				return r.unitFor(f)
			}
		}
	}
	return false
}

// atMeasure: "the dead at 30 and the injured at about 50", "its toll to 31", "deaths rising from 12 to 40",
// "the number at over 9,000": the verb's object or subject says what, or in a list the nearest word before.
func (r *reading) atMeasure(f *figure) bool {
	if !r.is(f.from-1, "put_at") && !r.is(f.from-1, "baseline") && r.phraseAt(f.from-2, "to_date") == 0 && r.phraseAt(f.from-3, "to_date") == 0 {
		return false
	}
	if v := r.tree.head(r.site(f)); v >= 0 && r.tree.isRel(r.site(f), "obl") {
		for _, k := range []int{r.tree.kid(v, "obj"), r.tree.kid(v, "nsubj")} {
			if m := r.headMeasure(k); k >= 0 && k < f.from && m != "" && !r.measureBetween(k+1, f.from) {
				f.measure = m
				return true
			}
		}
	}
	from, _ := r.clause(f.nfrom)
	from = max(from, f.from-18)
	for j := from; j < f.from; j++ {
		if m := r.headMeasure(j); m != "" && r.is(j, "toll") && !r.measureBetween(j+1, f.from) {
			f.measure = m
			return true
		}
	}
	for j := f.from - 1; j >= from; j-- {
		for _, e := range r.measuresAt(j) {
			if m := r.measureOf(e); (m.Counts == "people" || m.Counts == "acts") && !r.isMoney(j) && (nounForm(e) || r.finished(j) || r.toks[j].UPOS == "NOUN") {
				f.measure = m.ID
				return true
			}
		}
	}
	return false
}

// measureBetween: "put the dead at 400 and the injured at 250": another noun stands nearer.
func (r *reading) measureBetween(from, to int) bool {
	for j := from; j < to; j++ {
		if r.is(j, "conjunction") && slices.ContainsFunc(r.measuresAt(j+2), func(e codebook.Entry) bool { return r.measureOf(e).Counts == "people" }) {
			return true
		}
	}
	return false
}

// partMeasure: a number that divides or continues the one before takes over its measure.
func (r *reading) partMeasure(f *figure) bool {
	if len(r.figures) == 0 && len(r.doc.figures) == 0 {
		return false
	}
	prev := r.parallel(f)
	if m := r.measureBefore(prev); m != "" && r.clauseHas(f.nfrom, "count_noun") && r.bareNumber(f) {
		f.measure = m
		return true
	}
	if prev == nil || prev.percent || prev.currency != "" || !r.partition(f, prev) && !r.listed(f, prev) && !r.compared(f, prev) {
		return false
	}
	f.measure, f.by = prev.measure, prev.by
	if r.bareNumber(f) && prev.unit != "" {
		f.unit = prev.unit // "compared with 600"
		return true
	}
	return r.unitFor(f)
}

func (r *reading) figureBefore() *figure {
	if n := len(r.figures); n > 0 {
		return r.figures[n-1]
	}
	return nil
}

// parallel is the figure before, or in "117 in attacks and 81 in operations" that which the same word follows.
func (r *reading) parallel(f *figure) *figure {
	if f.nto < len(r.toks) && r.bareNumber(f) && r.toks[f.nto].UPOS == "ADP" {
		for _, g := range slices.Backward(r.figures) {
			if v := r.tree.head(r.site(g)); r.norm(g.end) == r.norm(f.nto) || v >= 0 && g.by == r.inside[v] && r.norm(v+1) == r.norm(f.nto) {
				return g
			}
		}
	}
	return r.figureBefore()
}

// measureBefore is what the last figure counted, in this sentence or the one before, where that can be
// counted again: "elders put the number at 100".
func (r *reading) measureBefore(prev *figure) string {
	m := ""
	if prev != nil {
		m = prev.measure
	} else if n := len(r.doc.figures); n > 0 {
		m = r.doc.figures[n-1]
	}
	if r.counts(m) != "people" {
		return ""
	}
	return m
}

// bareNumber: no noun stands behind the number.
func (r *reading) bareNumber(f *figure) bool {
	return f.end == f.to || f.end <= f.nto
}

// elidedThings: "captured 20 posts and destroyed 15".
func (r *reading) elidedThings(f *figure) bool {
	prev := r.figureBefore()
	if prev == nil || prev.measure != r.things() || !r.bareNumber(f) || f.from-prev.end > 4 {
		return false
	}
	v := f.from - 1
	if v < 1 || r.toks[v].UPOS != "VERB" || !r.is(v-1, "conjunction") {
		return false
	}
	f.measure, f.unit, f.by = prev.measure, prev.unit, r.inside[v]
	return true
}

// compared: "compared with 600 the week before".
func (r *reading) compared(f, prev *figure) bool {
	for n := 1; n <= 3; n++ {
		if r.phraseAt(f.from-n, "baseline") == n {
			return f.from-prev.end <= 20
		}
	}
	return false
}

// partition: "including 12 soldiers", "31 of them women", "176 people were killed: 68 civilians", and what is
// listed with such a part.
func (r *reading) partition(f, prev *figure) bool {
	if r.ofPhrase(f) && (r.tags[f.nto+1] == tPron || r.is(f.nto+1, "relative") || r.is(f.nto+1, "determiner")) {
		return prev.nfrom < f.nfrom
	}
	for j := prev.nto; j < f.from; j++ {
		if r.is(j, "partition") || r.phraseAt(j, "partition") > 0 || r.norm(j) == ":" {
			return true
		}
	}
	return r.outOf(prev) || prev.part && prev.measure == f.measure && r.listed(f, prev)
}

// outOf: "of the 40 dead, nine": the clause begins with the whole.
func (r *reading) outOf(f *figure) bool {
	i := f.from - 1
	if r.is(i, "determiner") {
		i--
	}
	return r.is(i, "partition_of") && (i == 0 || r.toks[i-1].UPOS == "PUNCT")
}

// listed: "Eleven died in Bree and twelve in Tharbad", "68 civilians, 61 troops and 47 militants".
func (r *reading) listed(f, prev *figure) bool {
	if f.from-prev.end > 14 {
		return false
	}
	joined := r.norm(f.from-1) == "," || r.is(f.from-1, "conjunction") || len(r.gapped(f)) > 0
	for j := prev.end; j < f.from; j++ {
		k := r.inside[j]
		if r.chunks[k].kind == cVerb && r.chunks[k].finite && !r.is(r.chunks[k].head, "auxiliary") || r.norm(j) == ";" {
			return joined && f.nto < len(r.toks) && r.toks[f.nto].UPOS == "ADP"
		}
	}
	return joined || r.is(f.from-1, "baseline") || r.is(f.from-1, "destination")
}

// stateMeasure: fighters that a group has, people that a country hosts, things counted.
func (r *reading) stateMeasure(f *figure) bool {
	for j := f.nto; j < f.end; j++ {
		if slices.ContainsFunc(r.measuresAt(j), func(e codebook.Entry) bool { return r.measureOf(e).Armed }) {
			f.measure = r.strength()
			return true
		}
	}
	if unit := r.unitNoun(f); unit != "" {
		f.measure, f.unit = r.things(), unit
		return true
	}
	if r.hostedHere(f) {
		f.measure = r.presence()
		return true
	}
	return r.strengthHere(f)
}

// strengthHere: "strong", or men sent or massed.
func (r *reading) strengthHere(f *figure) bool {
	if r.hyphen(f.nto) && r.is(f.nto+1, "strong") {
		f.measure = r.strength()
		return true
	}
	from, to := r.clause(f.nfrom)
	for j := from; j < to; j++ {
		if r.is(j, "force") {
			f.measure = r.strength()
			return true
		}
	}
	return false
}

// hostedHere: refugees or nationals of one country "in" another, "home to", "living in".
func (r *reading) hostedHere(f *figure) bool {
	from, to := r.clause(f.nfrom)
	for j := from; j < to; j++ {
		if slices.ContainsFunc(r.measuresAt(j), func(e codebook.Entry) bool { return r.measureOf(e).ID == r.presence() }) {
			return true
		}
	}
	return r.nationalsAbroad(f)
}

// nationalsAbroad: "the two million Gondorians in Arnor".
func (r *reading) nationalsAbroad(f *figure) bool {
	if !r.is(f.end, "within") {
		return false
	}
	_, to := r.entriesAt(f.end+1, codebook.KindPlace)
	for _, e := range r.countedEntities(f) {
		if e.Country == "" || to == 0 {
			continue
		}
		entries, _ := r.entriesAt(f.end+1, codebook.KindPlace)
		return r.book.Places[entries[0].Index].Country != e.Country
	}
	return false
}
