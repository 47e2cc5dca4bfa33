package coder

import "sanad.example/sanad/codebook"

// percentMeasure: a change goes with words of rising and falling, a share with the rest.
func (r *reading) percentMeasure(f *figure) bool {
	from, to := r.clause(f.nfrom)
	moving, sign := r.movement(f, from, to)
	if moving >= 0 && !r.clauseHasNear(f.nfrom, "share", 5) {
		f.measure = r.ratio("change")
		f.name = r.moved(moving, from, to, f)
		f.scale(sign)
		return f.measure != ""
	}
	f.measure = r.ratio("share")
	if n := r.namedMeasure(f.to, to, f); n != "" && r.sharable(n) {
		f.name = n
	}
	return f.measure != ""
}

// ratio is the measure of changes or of shares: the first that counts such.
func (r *reading) ratio(counts string) string {
	return r.measureThat(func(m *codebook.Measure) bool { return m.Counts == counts })
}

func (r *reading) sharable(id string) bool {
	m, ok := r.book.Measure(id)
	return ok && !m.Standing && (m.Counts == "people" || m.Counts == "acts")
}

// movement is the nearest word of rising or falling, and its sign.
func (r *reading) movement(f *figure, from, to int) (at int, sign float64) {
	at, distance := -1, 9
	for j := from; j < to; j++ {
		up, down := r.is(j, "rise"), r.is(j, "fall")
		d := j - f.to
		if d < 0 {
			d = f.from - j
		}
		if !up && !down || d >= distance || up && r.is(j, "increment") {
			continue
		}
		at, distance, sign = j, d, 1
		if down {
			sign = -1
		}
	}
	return at, sign
}

// moved is the measure of what rose or fell: of the moving verb's subject, or what its noun or "fewer" is
// about, else the nearest named.
func (r *reading) moved(at, from, to int, f *figure) string {
	for _, k := range r.tree.all(at, "nsubj", "nmod", "compound") {
		if s := r.tree.span(k); k != f.to-1 && (s.to <= f.from || s.from >= f.to) {
			if n := r.namedMeasure(s.from, s.to, &figure{quantity: quantity{nfrom: k}}); n != "" {
				return n
			}
		}
	}
	return r.namedMeasure(from, to, f)
}

// namedMeasure is the measure whose word stands nearest to a figure: what rose or is shared.
func (r *reading) namedMeasure(from, to int, f *figure) string {
	best, name := 99, ""
	for j := from; j < to; j++ {
		for _, e := range r.measuresAt(j) {
			m := r.measureOf(e)
			if m.Standing || !nounForm(e) && r.toks[j].XPOS != "VBN" && r.toks[j].UPOS != "ADJ" && r.toks[j].UPOS != "NOUN" {
				continue
			}
			d := j - f.nfrom
			if d < 0 {
				d = -d
			}
			if d < best {
				best, name = d, m.ID
			}
		}
	}
	return name
}

func (r *reading) clauseHasNear(i int, class string, n int) bool {
	for j := max(0, i-n); j < min(len(r.toks), i+n+2); j++ {
		if r.is(j, class) || r.phraseAt(j, class) > 0 {
			return true
		}
	}
	return false
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

// moneyMeasure: what a verb above the sum says, else the nearest word of money in the clause.
func (r *reading) moneyMeasure(f *figure) bool {
	f.unit = f.currency
	for at, steps := r.tree.head(r.numberOfTree(f)), 0; at >= 0 && steps < 3; at, steps = r.tree.head(at), steps+1 {
		if m := r.moneyAt(at); m != "" {
			f.measure = m
			return true
		}
	}
	from, to := r.clause(f.nfrom)
	best := 99
	for j := from; j < to; j++ {
		d := j - f.nfrom
		if d < 0 {
			d = -d
		}
		if m := r.moneyAt(j); m != "" && d < best {
			f.measure, best = m, d
		}
	}
	return best < 99
}

func (r *reading) moneyAt(i int) string {
	for _, e := range r.measuresAt(i) {
		if m := r.measureOf(e); m.Counts == "money" {
			return m.ID
		}
	}
	return ""
}

// daysMeasure: days count only where something was closed.
func (r *reading) daysMeasure(f *figure) bool {
	lo, hi := max(0, f.nfrom-25), min(len(r.toks), f.nfrom+12)
	for j := lo; j < hi; j++ {
		for _, e := range r.measuresAt(j) {
			if m := r.measureOf(e); m.Counts == "days" {
				f.measure = m.ID
				return true
			}
		}
	}
	return false
}
