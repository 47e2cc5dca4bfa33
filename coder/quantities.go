package coder

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// quantity is a number as the text gives it, with its bounds.
type quantity struct {
	from, to   int // tokens, with approximators and currency
	nfrom, nto int // the number alone
	low, high  *float64
	value      float64
	about      bool
	vague      bool
	percent    bool
	currency   string
	increment  bool
	toDate     bool
	days       bool
	none       bool // "no soldiers"
}

// findQuantities finds the numbers that may count something: no dates, years, times or ordinals.
func (r *reading) findQuantities() {
	for i := 0; i < len(r.toks); {
		q, ok := r.quantityAt(i)
		if !ok {
			i++
			continue
		}
		r.quantities = append(r.quantities, q)
		i = q.to
	}
}

func (r *reading) quantityAt(i int) (quantity, bool) {
	if r.inTime(i) || r.withinName(i, i+1) || r.is(i-1, "of") && r.is(i-2, "member_noun") {
		return quantity{}, false // "members of one family"
	}
	q := quantity{from: i, nfrom: i}
	if n, ok := r.dayOrdinal(i); ok {
		v := float64(n)
		q.nto, q.to, q.low, q.high, q.value, q.days = i+1, i+1, &v, &v, v, true
		return q, true
	}
	if r.noneAt(i) {
		zero := 0.0
		q.nto, q.to, q.low, q.high, q.none = i+1, i+1, &zero, &zero, true
		return q, true
	}
	start := i
	if e, to := r.entriesAt(i, codebook.KindCurrency); to > 0 && to < len(r.toks) && unicode.IsDigit(rune(r.toks[to].Norm[0])) {
		q.currency, start = e[0].Word, to
	}
	value, to, vague := r.number(start)
	if to == 0 {
		return q, false
	}
	q.nfrom, q.nto, q.value, q.vague = start, to, value, vague
	q.to = to
	if r.is(to, "not_counted") && !r.is(to, "week_unit") || r.hyphen(to) && (r.is(to+1, "not_counted") || r.is(to+1, "day_unit")) || r.clockOrOrdinal(q) {
		return q, false
	}
	r.unitAfter(&q)
	r.bounds(&q)
	return q, true
}

// dayOrdinal: "shut for the fifth day", "a third consecutive day".
func (r *reading) dayOrdinal(i int) (int, bool) {
	e, to := r.entriesAt(i, codebook.KindTime)
	if to != i+1 || r.book.Times[e[0].Index].Class != "ordinal" {
		return 0, false
	}
	if r.is(to, "running") {
		to++
	}
	j := i - 1
	if r.is(j, "determiner") {
		j--
	}
	return r.book.Times[e[0].Index].N, r.is(to, "day_unit") && r.is(j, "for")
}

// number reads digits, number words and multipliers from token i: "1.2 million", "a hundred and fifty",
// "twenty-one", "dozens".
func (r *reading) number(i int) (value float64, to int, vague bool) {
	if e, end := r.entriesAt(i, codebook.KindVague); end > 0 {
		if r.is(end-1, "of") {
			end--
		}
		return e[0].Value, end, true
	}
	value, to = r.digits(i)
	if to == 0 {
		value, to = r.numberWords(i)
	}
	if to == 0 {
		return 0, 0, false
	}
	for to < len(r.toks) {
		e, end := r.entriesAt(to, codebook.KindMultiplier)
		if end == 0 {
			break
		}
		if len(r.toks[to].Norm) == 1 && r.toks[to-1].SpaceAfter {
			break // "5 m" is metres
		}
		value *= e[0].Value
		to = end
	}
	return value, to, false
}

func (r *reading) digits(i int) (float64, int) {
	w := strings.ReplaceAll(r.norm(i), ",", "")
	if w == "" || !unicode.IsDigit(rune(w[0])) {
		return 0, 0
	}
	f, err := strconv.ParseFloat(w, 64)
	if err != nil || math.IsInf(f, 0) || f > 1e15 {
		return 0, 0
	}
	return f, i + 1
}

func (r *reading) numberWords(i int) (float64, int) {
	if v, to := r.halfOf(i); to > 0 {
		return v, to
	}
	first, end := r.wordValue(i)
	if end == 0 {
		if r.is(i, "article_one") && i+1 < len(r.toks) {
			if e, to := r.entriesAt(i+1, codebook.KindMultiplier); to > 0 && len(r.norm(i+1)) > 2 {
				return r.andRest(e[0].Value, to)
			}
		}
		return 0, 0
	}
	if r.norm(end) == "-" && first >= 20 {
		if v, to := r.wordValue(end + 1); to > 0 && v < 10 {
			return first + v, to
		}
	}
	if e, to := r.entriesAt(end, codebook.KindMultiplier); to > 0 && e[0].Value == 100 {
		return r.andRest(first*100, to)
	}
	return first, end
}

// noneAt: "no" before a word for people.
func (r *reading) noneAt(i int) bool {
	if e, to := r.entriesAt(i, codebook.KindNumber); to != i+1 || e[0].Value != 0 || !r.is(i, "negation") {
		return false
	}
	for j := i + 1; j < len(r.toks) && j <= i+4 && r.tags[j] == tNoun; j++ {
		roles, _ := r.entriesAt(j, codebook.KindRole)
		for _, e := range roles {
			if r.book.Roles[e.Index].ID != "things" {
				return true
			}
		}
	}
	return false
}

// halfOf reads "half a million".
func (r *reading) halfOf(i int) (float64, int) {
	e, to := r.entriesAt(i, codebook.KindNumber)
	if to == 0 || e[0].Value <= 0 || e[0].Value >= 1 {
		return 0, 0
	}
	if r.is(to, "determiner") {
		to++
	}
	m, end := r.entriesAt(to, codebook.KindMultiplier)
	if end == 0 {
		return 0, 0
	}
	return e[0].Value * m[0].Value, end
}

// andRest adds the "and fifty" of "a hundred and fifty".
func (r *reading) andRest(value float64, to int) (float64, int) {
	if r.is(to, "and") {
		if v, end := r.wordValue(to + 1); end > 0 && v >= 1 && v < 100 {
			return value + v, end
		}
	}
	return value, to
}

// wordValue reads one number word. "No", "both" and "half" count nothing; "one" must stand before a noun
// or "of".
func (r *reading) wordValue(i int) (float64, int) {
	e, to := r.entriesAt(i, codebook.KindNumber)
	if to == 0 || e[0].Value < 1 {
		return 0, 0
	}
	switch {
	case r.is(i, "not_number"):
		return 0, 0
	case e[0].Value == 1 && (r.is(i-1, "not_one") || to < len(r.toks) && r.tags[to] != tNoun && !r.is(to, "of")):
		return 0, 0
	}
	return e[0].Value, to
}

// clockOrOrdinal leaves out "4:30", "6 p.m.", "600-kilometre", "2-0", ages and numbers of things.
func (r *reading) clockOrOrdinal(q quantity) bool {
	next, prev := r.norm(q.nto), r.norm(q.nfrom-1)
	switch {
	case r.is(q.nto, "clock"):
		return true
	case next == ":" && q.nto+1 < len(r.toks) && !r.toks[q.nto-1].SpaceAfter:
		return true
	case (prev == "-" || prev == "/") && q.nfrom > 0 && !r.toks[q.nfrom-1].SpaceAfter && q.nfrom > 1 && !r.toks[q.nfrom-2].SpaceAfter && r.tags[q.nfrom-2] != tNum:
		return true
	}
	y := r.yearNumber(q.nfrom)
	return y > 0 && q.currency == "" && q.nto == q.nfrom+1 && r.tagBefore(q.nfrom) != tDet && r.tagBefore(q.nfrom) != tVerb && !r.countedAhead(q.nto)
}

// countedAhead reports whether a noun follows a number that looks like a year: "2,024" never does.
func (r *reading) countedAhead(i int) bool {
	return i < len(r.toks) && r.tags[i] == tNoun && !r.capital(i)
}

func (r *reading) unitAfter(q *quantity) {
	if n := r.phraseAt(q.nto, "percent"); n > 0 {
		q.percent = true
		q.to = q.nto + n
		if r.phraseAt(q.nto, "tenths") > 0 {
			q.value *= 10
		}
		return
	}
	if e, to := r.entriesAt(q.nto, codebook.KindCurrency); to > 0 && q.currency == "" {
		q.currency, q.to = e[0].Word, to
	}
	switch {
	case r.is(q.nto, "day_unit"):
		q.days = true
	case r.is(q.nto, "week_unit"):
		q.days = true
		q.value *= 7
	}
}

// bounds reads the words in front: "at least", "between A and B", "nearly", "some", "another".
func (r *reading) bounds(q *quantity) {
	v := q.value
	q.low, q.high = &v, &v
	if q.vague {
		q.high = nil
	}
	if r.risingTo(q.from) {
		q.toDate = true
		r.rangeOf(q)
		return
	}
	for q.from > 0 {
		n, class := r.approximatorBefore(q.from)
		if n == 0 {
			break
		}
		q.from -= n
		switch class {
		case "at_least":
			q.high, q.about = nil, true
		case "at_most":
			q.low, q.about = nil, true
		case "about":
			q.about = true
		case "increment":
			q.increment = true
		}
	}
	r.rangeOf(q)
	if r.increments(q.nto) {
		q.increment = true
	}
}

// increments: "five more soldiers".
func (r *reading) increments(i int) bool {
	return r.is(i, "more") && !r.is(i+1, "than")
}

// risingTo: "goes up to", "rising to", "its toll to": a running toll, not a bound.
func (r *reading) risingTo(i int) bool {
	for n := 4; n >= 2; n-- {
		if i-n >= 0 && r.phraseAt(i-n, "to_date") == n {
			return true
		}
	}
	return false
}

// approximatorBefore finds a phrase of an approximating class that ends right before token i.
func (r *reading) approximatorBefore(i int) (length int, class string) {
	for n := 4; n >= 1; n-- {
		for _, c := range []string{"at_most", "at_least", "about", "increment"} {
			if i-n >= 0 && r.phraseAt(i-n, c) == n && !r.notApproximate(i-n, c) {
				return n, c
			}
		}
	}
	return 0, ""
}

// notApproximate: "over" behind a verb of motion or "under" behind "fire" say where, not how many.
func (r *reading) notApproximate(i int, class string) bool {
	return class == "increment" && r.is(i, "not_more") || r.is(i, "over") && r.tags[i] == tAdv && i > 0 && r.tags[i-1] == tVerb
}

// rangeOf joins "between 12 and 15", "6,000 to 6,500" and "12-15" to one quantity.
func (r *reading) rangeOf(q *quantity) {
	if q.to != q.nto {
		return
	}
	sep := r.norm(q.to)
	between := r.is(q.from-1, "between")
	if !(between && r.is(q.to, "and") || (sep == "-" || sep == "–") && q.to+1 < len(r.toks) || r.is(q.to, "range_to") && !r.is(q.from-1, "origin")) {
		return
	}
	start := q.to + 1
	if _, to := r.entriesAt(start, codebook.KindCurrency); to > 0 && to < len(r.toks) {
		start = to
	}
	v, to, _ := r.number(start)
	if to == 0 || v < q.value && v*1e9 < q.value {
		return
	}
	low := q.value
	if low < 1000 && v >= 1e6 && q.nto == q.nfrom+1 {
		low *= scaleOf(v)
	}
	if v < low || r.inTime(start) {
		return
	}
	q.low, q.high, q.value = &low, &v, v
	q.nto, q.to = to, to
	if between {
		q.from--
	}
	r.unitAfter(q)
}

// scaleOf is the multiplier that "3 to 4 billion" leaves out at the first number.
func scaleOf(v float64) float64 {
	switch {
	case v >= 1e9:
		return 1e9
	case v >= 1e6:
		return 1e6
	}
	return 1
}

func decimal(f *float64) *sanad.Decimal {
	if f == nil {
		return nil
	}
	return sanad.Dec(*f)
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
