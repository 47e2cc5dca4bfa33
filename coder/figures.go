package coder

import (
	"slices"
	"strings"

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
		if !r.measured(f) {
			r.reject(q.nfrom, "figure", "nothing says what it counts")
			continue
		}
		if r.sameMeasureTwice(f) {
			continue
		}
		f.of = r.population(f)
		f.scope = r.scopeOf(f)
		r.figures = append(r.figures, f)
	}
}

// sameMeasureTwice is a place to drop doublets; the quantities are distinct already.
func (r *reading) sameMeasureTwice(*figure) bool { return false }

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
	for _, try := range []func(*figure) bool{r.nounMeasure, r.verbMeasure, r.ofMeasure, r.atMeasure, r.partMeasure, r.stateMeasure} {
		if try(f) {
			return true
		}
	}
	return false
}

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

// verbMeasure: the number's phrase is the object of a measure's verb, or the subject of its passive.
func (r *reading) verbMeasure(f *figure) bool {
	if k := r.verbLeft(f); k >= 0 {
		if m := r.chunkMeasure(k, false, f); m != "" {
			f.measure, f.by = m, k
			return r.unitFor(f)
		}
	}
	if k := r.verbRight(f); k >= 0 {
		if m := r.chunkMeasure(k, true, f); m != "" {
			f.measure, f.by = m, k
			return r.unitFor(f)
		}
	}
	return false
}

// unitFor sets the unit of things and families, and refuses things for measures of people.
func (r *reading) unitFor(f *figure) bool {
	unit := r.unitNoun(f)
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
		if _, to := r.entriesAt(j, codebook.KindUnit); to > 0 && to <= f.end {
			return strings.ToLower(r.phrase(j, to).Text)
		}
	}
	return ""
}

// verbLeft is the verb chunk of which the number's phrase is an object, or -1.
func (r *reading) verbLeft(f *figure) int {
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

// atMeasure: "the dead at 400 and the injured at about 250", "its toll to 408", "deaths rising from 748 to
// 1,081", "the number at over 100,000".
func (r *reading) atMeasure(f *figure) bool {
	prev := r.norm(f.from - 1)
	if prev != "at" && prev != "to" && prev != "from" && prev != "was" && prev != "reached" && prev != "is" && prev != "of" && prev != "in" && !r.is(f.from-1, "baseline") && r.phraseAt(f.from-2, "to_date") == 0 && r.phraseAt(f.from-3, "to_date") == 0 {
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

// population is of whom a figure counts.
func (r *reading) population(f *figure) []sanad.Population {
	if f.name != "" {
		s := r.span(f.from, f.to)
		return []sanad.Population{{Entity: sanad.Entity{ID: f.name, Span: s}}}
	}
	switch f.measure {
	case "objects", "trade_value", "aid_value", "incidents", "operations", "closed_days", "share_pct", "change_pct":
		return nil
	}
	var out []sanad.Population
	counted := r.countedEntities(f)
	if len(counted) == 0 && len(r.figures) > 0 && (r.bareNumber(f) || r.norm(f.nto) == "others" || r.norm(f.nto) == "more") && r.sameVoice(r.figures[len(r.figures)-1].nfrom, f.nfrom) {
		counted = r.countedBefore(f)
	}
	if f.measure == "strength" {
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
			return r.describedBy(f)
		}
		return m.owner
	}
	return m.entities
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

// strengthOf: the fighters that a group has are the group's: "the TTP has 6,000 fighters".
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
	return counted
}

func (r *reading) counted(f *figure) *mention {
	k := r.inside[f.end-1]
	m := &mention{chunk: k, from: f.nto, to: f.end, word: r.norm(f.end - 1)}
	from := f.nto
	for i := f.nto; i < f.end; i++ {
		switch {
		case r.norm(i) == "of" && i == f.nto:
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
	r.resolve(m)
	if n := r.mentions[k]; len(m.entities) == 0 && n != nil && n.role != "" && n.role != "things" && k != f.chunk {
		return n
	}
	return m
}

// countedBefore is of whom the figure before counted: "eleven of them".
func (r *reading) countedBefore(f *figure) []sanad.Entity {
	list := r.doc.counted
	if n := len(r.figures); n > 0 {
		list = r.figures[n-1].of
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
	switch {
	case a.Kind == "state" && (f.measure == "deported" || f.measure == "hosted"):
		return r.relabel(r.entity(e.Country+"-REF", e.Span), e.Label)
	case a.Sector == "GOV" && (f.measure == "killed" || f.measure == "injured"):
		return r.relabel(r.entity(e.Country+"-MIL", e.Span), e.Label)
	}
	return e
}

func (r *reading) relabel(e sanad.Entity, label string) sanad.Entity { e.Label = label; return e }

func (r *reading) sexAge(f *figure) (sex, age string) {
	for j := f.nto; j < f.end; j++ {
		switch {
		case r.is(j, "women"):
			sex = "female"
		case r.is(j, "men") && r.norm(j) != "men":
			sex = "male"
		}
		if r.is(j, "child") {
			age = "child"
		}
	}
	return sex, age
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
		if t.precision == "day" || t.precision == "hour" || t.start == "" {
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
