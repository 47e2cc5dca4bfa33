package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad/codebook"
)

// measureWords returns the measures that the phrase at token i leads to, nouns or verbs.
func (r *reading) measureWords(i int, noun bool) []string {
	entries, _ := r.entriesAt(i, codebook.KindMeasure)
	var out []string
	for _, e := range entries {
		isNoun := e.Form == codebook.FormNoun || e.Form == codebook.FormPlural || e.Form == codebook.FormPhrase
		if isNoun == noun || e.Form == codebook.FormOther {
			out = append(out, r.book.Measures[e.Index].ID)
		}
	}
	return out
}

func (r *reading) clauseHas(i int, class string) bool {
	from, to := r.clause(i)
	for j := from; j < to; j++ {
		if r.is(j, class) || r.phraseAt(j, class) > 0 {
			return true
		}
	}
	return false
}

// percentMeasure: a change goes with words of rising and falling, a share with the rest.
func (r *reading) percentMeasure(f *figure) bool {
	from, to := r.clause(f.nfrom)
	change, sign, distance := false, 1.0, 99
	for j := from; j < to; j++ {
		up, down := r.is(j, "rise"), r.is(j, "fall")
		d := j - f.to
		if d < 0 {
			d = f.from - j
		}
		if (up || down) && d < distance && d <= 8 && !(up && r.norm(j) == "more") {
			change, distance = true, d
			sign = 1
			if down {
				sign = -1
			}
		}
	}
	if change && !r.clauseHasNear(f.nfrom, "share", 5) {
		f.measure = "change_pct"
		f.name = r.namedMeasure(from, to, f)
		f.scale(sign)
		return true
	}
	f.measure = "share_pct"
	if n := r.namedMeasure(f.to, to, f); n == "killed" || n == "injured" || n == "incidents" {
		f.name = n
	}
	return true
}

func (r *reading) clauseHasNear(i int, class string, n int) bool {
	for j := max(0, i-n); j < min(len(r.toks), i+n+2); j++ {
		if r.is(j, class) || r.phraseAt(j, class) > 0 {
			return true
		}
	}
	return false
}

func (f *figure) scale(sign float64) {
	if sign > 0 {
		return
	}
	low, high := f.low, f.high
	f.low, f.high = negative(high), negative(low)
}

func negative(v *float64) *float64 {
	if v == nil {
		return nil
	}
	n := -*v
	return &n
}

// namedMeasure is the measure whose noun stands nearest in the clause: what rose or is shared.
func (r *reading) namedMeasure(from, to int, f *figure) string {
	best, name := 99, ""
	for j := from; j < to; j++ {
		for _, m := range r.measureWords(j, true) {
			if m == "change_pct" || m == "share_pct" || m == "objects" || m == "closed_days" {
				continue
			}
			d := j - f.nfrom
			if d < 0 {
				d = -d
			}
			if d < best {
				best, name = d, m
			}
		}
	}
	return name
}

// moneyMeasure: trade where the clause speaks of trade, imports or losses, aid where somebody gives.
func (r *reading) moneyMeasure(f *figure) bool {
	from, to := r.clause(f.nfrom)
	f.unit = f.currency
	trade, aid := 99, 99
	for j := from; j < to; j++ {
		d := j - f.nfrom
		if d < 0 {
			d = -d
		}
		for _, e := range r.measuresAt(j) {
			switch r.book.Measures[e.Index].ID {
			case "trade_value":
				trade = min(trade, d)
			case "aid_value":
				aid = min(aid, d)
			}
		}
	}
	switch {
	case trade == 99 && aid == 99:
		return false
	case trade <= aid || aid > 12:
		f.measure = "trade_value"
	default:
		f.measure = "aid_value"
	}
	return true
}

func (r *reading) measuresAt(i int) []codebook.Entry {
	entries, _ := r.entriesAt(i, codebook.KindMeasure)
	return entries
}

// daysMeasure: days count only where something was closed.
func (r *reading) daysMeasure(f *figure) bool {
	lo, hi := max(0, f.nfrom-25), min(len(r.toks), f.nfrom+12)
	for j := lo; j < hi; j++ {
		for _, e := range r.measuresAt(j) {
			if r.book.Measures[e.Index].ID == "closed_days" {
				f.measure = "closed_days"
				return true
			}
		}
	}
	return false
}

// nounMeasure: the counted noun is itself a measure's: deaths, bodies, attacks, operations.
func (r *reading) nounMeasure(f *figure) bool {
	for j := f.end - 1; j >= f.nto; j-- {
		for _, m := range r.measureWords(j, true) {
			switch m {
			case "strength", "trade_value", "aid_value", "objects", "closed_days", "change_pct", "share_pct", "hosted", "deported":
				continue
			}
			if m == "captured" && r.governs(f) != "" {
				continue
			}
			f.measure = m
			return true
		}
	}
	return false
}

// governs returns the measure of the verb that governs the number, "" for none.
func (r *reading) governs(f *figure) string {
	g := *f
	if r.verbMeasure(&g) {
		return g.measure
	}
	return ""
}

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

// unitFor sets the unit of things and families, and refuses things for measures of people.
func (r *reading) unitFor(f *figure) bool {
	unit := r.unitNoun(f)
	if n := len(r.figures); unit == "" && f.measure == "captured" && n > 0 && r.figures[n-1].measure == "objects" && r.bareNumber(f) && f.from-r.figures[n-1].end < 10 {
		unit = r.figures[n-1].unit // "252 posts destroyed and 44 captured"
	}
	switch f.measure {
	case "killed", "injured", "captured", "arrested", "released", "missing":
		if unit != "" && !r.peopleCounted(f) {
			f.measure = "objects"
		}
	case "displaced", "deported":
		if r.hasRole(f, "minister") || r.hasRole(f, "official") {
			return false
		}
		for j := f.nto; j < f.end; j++ {
			if r.norm(j) == "families" || r.norm(j) == "households" {
				f.unit = r.norm(j)
			}
		}
	}
	if f.measure == "objects" {
		f.unit = unit
		return unit != ""
	}
	return true
}

func (r *reading) peopleCounted(f *figure) bool {
	for j := f.nto; j < f.end; j++ {
		roles, _ := r.entriesAt(j, codebook.KindRole)
		for _, e := range roles {
			if r.book.Roles[e.Index].ID != "things" {
				return true
			}
		}
	}
	return false
}

// plainPlural is a unit that doesn't change in the plural: "aircraft".
func (r *reading) plainPlural(e codebook.Entry) string {
	for _, u := range r.book.Measures[e.Index].Forms {
		if slices.Contains(r.book.Measures[e.Index].Units, u) {
			return u
		}
	}
	return ""
}

func (r *reading) hasRole(f *figure, id string) bool {
	for j := f.nto; j < f.end; j++ {
		roles, _ := r.entriesAt(j, codebook.KindRole)
		for _, e := range roles {
			if r.book.Roles[e.Index].ID == id {
				return true
			}
		}
	}
	return false
}

// unitNoun is the noun of a thing that the number counts, as written.
func (r *reading) unitNoun(f *figure) string {
	for j := f.end - 1; j >= f.nto; j-- {
		if e, to := r.entriesAt(j, codebook.KindUnit); to > 0 && to <= f.end && (e[0].Form == codebook.FormPlural || f.value == 1 || e[0].Form == codebook.FormNoun && r.norm(j) == r.plainPlural(e[0])) {
			return strings.ToLower(r.phrase(j, to).Text)
		}
	}
	return ""
}

// ofMeasure: "the loss of eight of its men", "the deaths of 16 soldiers", "killing of four".
func (r *reading) ofMeasure(f *figure) bool {
	k := r.inside[f.from] - 1
	if r.kindAt(k) != cPrep || r.chunkNorm(k) != "of" {
		return false
	}
	for j := r.chunks[k].from - 1; j >= 0 && j > r.chunks[k].from-3; j-- {
		for _, m := range append(r.measureWords(j, true), r.measureWords(j, false)...) {
			switch m {
			case "trade_value", "aid_value", "closed_days", "strength", "change_pct", "share_pct", "incidents", "operations":
				continue
			}
			f.measure = m
			return r.unitFor(f)
		}
	}
	return false
}

// atMeasure: "the dead at 30 and the injured at about 50", "its toll to 31", "deaths rising from 12 to
// 40", "the number at over 9,000".
func (r *reading) atMeasure(f *figure) bool {
	if !r.is(f.from-1, "put_at") && !r.is(f.from-1, "baseline") && r.phraseAt(f.from-2, "to_date") == 0 && r.phraseAt(f.from-3, "to_date") == 0 {
		return false
	}
	from, _ := r.clause(f.nfrom)
	for j := f.from - 1; j >= max(from, f.from-18); j-- {
		for _, m := range append(r.measureWords(j, true), r.measureWords(j, false)...) {
			switch m {
			case "killed", "injured", "casualties", "arrested", "deported", "displaced", "missing", "strength", "incidents", "captured", "released":
				if m == "killed" && r.norm(j) == "losses" {
					continue
				}
				f.measure = m
				return true
			}
		}
	}
	return false
}

// partMeasure: a number that divides or continues the one before takes over its measure.
func (r *reading) partMeasure(f *figure) bool {
	if len(r.figures) == 0 && len(r.doc.figures) == 0 {
		return false
	}
	var prev *figure
	if len(r.figures) > 0 {
		prev = r.figures[len(r.figures)-1]
	}
	if m := r.measureBefore(prev); m != "" && r.clauseHas(f.nfrom, "count_noun") && r.bareNumber(f) {
		f.measure = m
		return true
	}
	switch {
	case prev != nil && (prev.measure == "change_pct" || prev.measure == "share_pct" || prev.currency != ""):
		return false
	case prev != nil && (r.partition(f, prev) || r.listed(f, prev)):
		f.measure, f.part = prev.measure, r.partition(f, prev)
		f.by = prev.by
		return r.unitFor(f)
	}
	return false
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
	switch m {
	case "killed", "injured", "casualties", "displaced", "deported", "arrested", "missing", "captured":
		return m
	}
	return ""
}

// bareNumber: no noun stands behind the number.
func (r *reading) bareNumber(f *figure) bool {
	return f.end == f.to || f.end <= f.nto
}

// elidedThings: "captured 20 posts and destroyed 15".
func (r *reading) elidedThings(f *figure) bool {
	n := len(r.figures)
	if n == 0 || r.figures[n-1].measure != "objects" || !r.bareNumber(f) || f.from-r.figures[n-1].end > 4 {
		return false
	}
	v := f.from - 1
	if !r.resultLike(v) || r.norm(v-1) != "and" {
		return false
	}
	f.measure, f.unit, f.by = "objects", r.figures[n-1].unit, r.inside[v]
	return true
}

// partition: "including 12 soldiers", "31 of them women", "176 people were killed: 68 civilians".
func (r *reading) partition(f, prev *figure) bool {
	for j := prev.nto; j < f.from; j++ {
		if r.is(j, "partition") || r.phraseAt(j, "partition") > 0 || r.norm(j) == ":" {
			return true
		}
	}
	return r.norm(f.nto) == "of" && (r.norm(f.nto+1) == "them" || r.norm(f.nto+1) == "whom" || r.norm(f.nto+1) == "those")
}

// listed: "Eleven died in Bree and twelve in Tharbad", "68 civilians, 61 troops and 47 militants".
func (r *reading) listed(f, prev *figure) bool {
	if f.from-prev.end > 14 {
		return false
	}
	for j := prev.end; j < f.from; j++ {
		k := r.inside[j]
		if r.chunks[k].kind == cVerb && r.chunks[k].finite && !r.is(r.chunks[k].head, "auxiliary") || r.norm(j) == ";" {
			return r.norm(f.from-1) == "and" && f.nto < len(r.toks) && r.tags[f.nto] == tPrep
		}
	}
	w := r.norm(f.from - 1)
	return w == "," || w == "and" || r.is(f.from-1, "baseline") || w == "to"
}

// stateMeasure: fighters that a group has, people that a country hosts, things counted.
func (r *reading) stateMeasure(f *figure) bool {
	for j := f.nto; j < f.end; j++ {
		if slices.Contains(r.measureWords(j, true), "strength") || slices.Contains(r.measureWords(j, false), "strength") {
			f.measure = "strength"
			return true
		}
	}
	if unit := r.unitNoun(f); unit != "" {
		f.measure, f.unit = "objects", unit
		return true
	}
	if r.hostedHere(f) {
		f.measure = "hosted"
		return true
	}
	return r.strengthHere(f)
}

// strengthHere: "strong", or men sent or massed.
func (r *reading) strengthHere(f *figure) bool {
	if r.norm(f.nto) == "-" && r.norm(f.nto+1) == "strong" {
		f.measure = "strength"
		return true
	}
	from, to := r.clause(f.nfrom)
	for j := from; j < to; j++ {
		for _, m := range r.measureWords(j, true) {
			if m == "strength" && r.norm(j) == "strength" {
				f.measure = "strength"
				return true
			}
		}
	}
	return false
}

// hostedHere: refugees or nationals of one country "in" another, "home to", "living in".
func (r *reading) hostedHere(f *figure) bool {
	from, to := r.clause(f.nfrom)
	for j := from; j < to; j++ {
		for _, m := range append(r.measureWords(j, false), r.measureWords(j, true)...) {
			if m == "hosted" {
				return true
			}
		}
	}
	return r.nationalsAbroad(f)
}

// nationalsAbroad: "the two million Gondorians in Arnor".
func (r *reading) nationalsAbroad(f *figure) bool {
	if r.norm(f.end) != "in" {
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
