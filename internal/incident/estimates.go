package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// The words by which bounds say which rule gave them.
const (
	ruleAdmission = "admission"
	ruleVerified  = "verified minimum"
	ruleClaimed   = "largest claimed"
	ruleCount     = "independent count"
)

// estimates are low, best and high for each measure and group, by the rules. Low is the largest figure of a
// claimant who gains by a small one, or a minimum that was verified; high is the largest of anyone's, open
// where any is open; best is the latest independent count by the best method, and none where nobody
// independent counted. What a party itself admits overtakes a lower independent count. Nothing is averaged.
func (r *Reckoner) estimates(s *scene, values []value, voices []voice) []sanad.Estimate {
	var out []sanad.Estimate
	for from := 0; from < len(values); {
		same := func(v value) bool { return v.measure == values[from].measure && v.group.ID == values[from].group.ID }
		to := from
		for to < len(values) && same(values[to]) {
			to++
		}
		var told []*value
		for i := from; i < to; i++ {
			if !values[i].apart {
				told = append(told, &values[i])
			}
		}
		if len(told) > 0 {
			e := r.estimate(s, told, voices)
			r.reconcile(&e, values, voices)
			out = append(out, e)
		}
		from = to
	}
	return out
}

func (r *Reckoner) estimate(s *scene, told []*value, voices []voice) sanad.Estimate {
	e := sanad.Estimate{Measure: told[0].measure, Group: told[0].group, Rules: r.Rules()}
	low := r.low(s, told, voices)
	best := r.best(s, told, voices)
	if low != nil && best != nil && *best.Value < *low.Value {
		best = nil // overtaken by what is admitted
	}
	high := r.high(s, told, voices)
	for _, b := range []*sanad.Bound{low, best, high} {
		if b != nil {
			e.Bounds = append(e.Bounds, *b)
		}
	}
	if low != nil {
		e.Low = low.Value
	}
	if best != nil {
		e.Best = best.Value
	}
	if high != nil {
		e.High = high.Value
	}
	e.Kind = r.kind(told, voices, best != nil)
	if low != nil && r.exceeds(low, told) {
		e.Kind, e.Low, e.Best, e.High = sanad.EstimateInconsistent, nil, nil, nil
	}
	e.Reason = r.reason(&e, told, voices)
	return e
}

// bound names the value that gives a bound.
func bound(which, rule string, at *sanad.Decimal, v *value, voices []voice) *sanad.Bound {
	return &sanad.Bound{Bound: which, Rule: rule, Value: at, Claimant: voices[v.who].ID, Claim: v.claim.ID, Figure: v.figure}
}

func (r *Reckoner) low(s *scene, told []*value, voices []voice) *sanad.Bound {
	var found *sanad.Bound
	for _, v := range told {
		rule := ""
		switch {
		case v.low == nil:
		case v.interest == "minimise" && slices.Contains(r.rules.Low, "admission"):
			rule = ruleAdmission
		case r.verified(s, v, voices[v.who]) && slices.Contains(r.rules.Low, "verified_minimum"):
			rule = ruleVerified
		}
		if rule != "" && (found == nil || *v.low > *found.Value) {
			found = bound("low", rule, v.low, v, voices)
		}
	}
	return found
}

// verified reports whether a figure is an independent count that is a minimum that holds: told as "at
// least" by who verifies cases, or by a source whose standard of proof is high enough.
func (r *Reckoner) verified(s *scene, v *value, who voice) bool {
	rank, ok := r.counts(s, who)
	return ok && rank == 0 && !v.vague && !v.part &&
		(v.high == nil && v.note == "" || slices.Contains(r.rules.Verified, who.threshold))
}

func (r *Reckoner) high(s *scene, told []*value, voices []voice) *sanad.Bound {
	var found *sanad.Bound
	var at sanad.Decimal
	for _, v := range told {
		if _, ok := r.counts(s, voices[v.who]); r.rules.High == "independent" && !ok {
			continue
		}
		n, open := number(v.low, v.high), v.high == nil
		if v.high != nil {
			n = *v.high
		}
		switch {
		case found == nil, open && found.Value != nil, open == (found.Value == nil) && n > at:
			at, found = n, bound("high", ruleClaimed, v.high, v, voices)
		}
	}
	if found != nil && r.rules.High == "independent" {
		found.Rule = ruleCount
	}
	return found
}

func (r *Reckoner) best(s *scene, told []*value, voices []voice) *sanad.Bound {
	if r.rules.Best == "none" {
		return nil
	}
	var found *value
	rankOf := func(v *value) int {
		rank, ok := r.counts(s, voices[v.who])
		if !ok || v.vague || v.part || v.increment {
			return -1
		}
		return rank
	}
	for _, v := range told {
		if rankOf(v) < 0 {
			continue
		}
		if found == nil || cmp.Or(cmp.Compare(rankOf(found), rankOf(v)), cmp.Compare(v.said, found.said), cmp.Compare(number(v.low, v.high), number(found.low, found.high))) > 0 {
			found = v
		}
	}
	if found == nil {
		return nil
	}
	at := number(found.low, found.high)
	return bound("best", ruleCount, &at, found, voices)
}

// exceeds reports whether what is admitted is more, beyond rounding, than all others say who gain by a larger
// number, or count: then the claimants' figures have no interval in common.
func (r *Reckoner) exceeds(low *sanad.Bound, told []*value) bool {
	admitted := told[slices.IndexFunc(told, func(v *value) bool { return v.claim.ID == low.Claim && v.figure == low.Figure })]
	others := false
	for _, v := range told {
		if v.interest == "minimise" {
			continue
		}
		if v.high == nil || *v.high >= *low.Value || !r.differ(&admitted.counted, &v.counted) {
			return false
		}
		others = true
	}
	return others
}

// kind says what the values can tell together. One side's organs are one word, and so are those who only
// pass on what others say beside them.
func (r *Reckoner) kind(told []*value, voices []voice, counted bool) sanad.EstimateKind {
	words := map[string]bool{}
	for _, v := range told {
		who := voices[v.who]
		if !who.passes && !who.compiles && !who.nobody {
			words[cmp.Or(who.party, who.ID)] = true
		}
	}
	switch {
	case counted:
		return sanad.EstimateCounted
	case r.contested(told, voices):
		return sanad.EstimateContested
	case len(words) < 2:
		return sanad.EstimateSole
	}
	return sanad.EstimateAgreed
}

// contested reports whether two claimants' values differ beyond rounding. Organs of one party differ only
// where they spoke on one day: else one has the later number.
func (r *Reckoner) contested(told []*value, voices []voice) bool {
	for i, a := range told {
		for _, b := range told[:i] {
			p, q := voices[a.who].party, voices[b.who].party
			if (p == "" || p != q || a.said == b.said) && r.differ(&a.counted, &b.counted) {
				return true
			}
		}
	}
	return false
}

// reason says in words what gave the estimate.
func (r *Reckoner) reason(e *sanad.Estimate, told []*value, voices []voice) string {
	var parts []string
	for _, b := range e.Bounds {
		i := slices.IndexFunc(voices, func(v voice) bool { return v.ID == b.Claimant })
		at := "open"
		if b.Value != nil {
			at = b.Value.String()
		}
		parts = append(parts, fmt.Sprintf("%s %s: %s, %s", b.Bound, at, b.Rule, voices[i].Name))
	}
	switch e.Kind {
	case sanad.EstimateInconsistent:
		parts = append(parts, "what is admitted is more than all others say: no interval")
	case sanad.EstimateSole:
		var by []string
		for _, v := range told {
			by = appendNew(by, voices[v.who].Name)
		}
		parts = append(parts, "one side's word alone: "+few(by))
	case sanad.EstimateContested:
		parts = append(parts, "nobody independent counted, and claimants differ")
	case sanad.EstimateAgreed:
		parts = append(parts, "nobody independent counted; claimants say the same")
	}
	return strings.Join(parts, "; ")
}

// reconcile holds a whole against the sum of its parts, as the claimant who tells most of them has it: all
// of a country's people against the kinds of them, and a measure against those that add up to it.
func (r *Reckoner) reconcile(e *sanad.Estimate, values []value, voices []voice) {
	whole := func(v *value) bool { return v.measure == e.Measure && v.group.ID == e.Group.ID && !v.apart }
	first := slices.IndexFunc(values, func(v value) bool { return whole(&v) })
	parts := r.partsOf(&values[first], values)
	e.Parts = append(e.Parts, parts...)
	most := 0
	for i := range values {
		if !whole(&values[i]) || !exact(values[i].counted) {
			continue
		}
		n, sum := 0, sanad.Decimal(0)
		for j := range values {
			v := &values[j]
			if v.who == values[i].who && !v.apart && slices.Contains(parts, partName(&values[first], v)) && exact(v.counted) {
				n, sum = n+1, sum+*v.low
			}
		}
		if n > most {
			gap := *values[i].low - sum
			e.Gap, most = &gap, n
		}
	}
	if e.Gap != nil {
		e.Reason += fmt.Sprintf("; the whole less its parts: %s", e.Gap)
	}
}

// partsOf names the parts of a whole that anyone tells.
func (r *Reckoner) partsOf(w *value, values []value) []string {
	var out []string
	for _, sum := range r.rules.Sums {
		if sum.Whole != w.measure {
			continue
		}
		for i := range values {
			if v := &values[i]; v.group.ID == w.group.ID && slices.Contains(sum.Parts, v.measure) && !v.apart {
				out = appendNew(out, partName(w, v))
			}
		}
	}
	if len(out) > 0 || !slices.Contains(r.rules.Harm, w.measure) || w.kind.ID != peopleID && w.kind.ID != "" {
		return out
	}
	for i := range values {
		v := &values[i]
		if v.measure == w.measure && v.group.ID != w.group.ID && !v.apart && v.kind.ID != "" && v.kind.ID != peopleID && (w.country == "" || v.country == w.country) {
			out = appendNew(out, partName(w, v))
		}
	}
	slices.Sort(out)
	return out
}

// partName names a part: its group, or its measure where the measures add up.
func partName(w, v *value) string {
	if v.measure != w.measure && v.group.ID == w.group.ID {
		return v.measure
	}
	if v.measure != w.measure {
		return ""
	}
	return v.group.ID
}
