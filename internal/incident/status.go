package incident

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// status says how well an incident is supported, and why, in words; of those that hold, the first: denied,
// where a party that is accused denies that it happened or that it did it; contested, where claimants differ
// in what happened or in a figure beyond rounding; corroborated, where two origins say so that are
// independent of each other and of the parties; reported.
func (r *Reckoner) status(s *scene, said []statement, voices []voice, accounts []sanad.Account, values []value, estimates []sanad.Estimate) (sanad.Status, string) {
	denied, contested := r.denials(s, voices, accounts)
	if len(denied) > 0 {
		return sanad.StatusDenied, "denied by who is accused: " + few(denied)
	}
	contested = append(contested, r.rivals(s, said, voices)...)
	for _, e := range estimates {
		if e.Group.Disputed {
			contested = append(contested, fmt.Sprintf("%s: %s", e.Measure, e.Group.Name))
		}
		if e.Kind == sanad.EstimateContested || e.Kind == sanad.EstimateInconsistent || e.Kind == sanad.EstimateCounted && r.rivalled(&e, values, voices) {
			contested = append(contested, fmt.Sprintf("%s of %s: %s", e.Measure, e.Group.Name, figuresOf(&e, values, voices)))
		}
	}
	if len(contested) > 0 {
		return sanad.StatusContested, "claimants differ: " + points(contested)
	}
	origins := r.origins(s, said, voices)
	if len(origins) >= 2 {
		return sanad.StatusCorroborated, "independent of each other and of the parties: " + few(origins)
	}
	if len(origins) == 1 {
		return sanad.StatusReported, "one independent origin, not confirmed by another: " + origins[0]
	}
	return sanad.StatusReported, "no independent origin; by the word of " + few(claimantNames(accounts))
}

// A reason names this many claimants, or the first of more and how many others there are; points likewise.
const (
	mostNamed  = 3
	firstNamed = 2
	mostPoints = 6
)

// few is a list of claimants in words: all of a few, else two of them and how many others.
func few(names []string) string {
	if len(names) <= mostNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(names[:firstNamed], ", "), len(names)-firstNamed)
}

// points is a list of what claimants differ in.
func points(list []string) string {
	if len(list) <= mostPoints {
		return strings.Join(list, "; ")
	}
	return fmt.Sprintf("%s; and in %d more points", strings.Join(list[:mostPoints-1], "; "), len(list)-mostPoints+1)
}

// denials are the accused who deny that it happened or that they did it, and what else is denied.
func (r *Reckoner) denials(s *scene, voices []voice, accounts []sanad.Account) (accused, others []string) {
	for _, a := range accounts {
		figure := slices.IndexFunc(a.Values, func(v sanad.Value) bool { return v.Denied })
		switch {
		case a.Stance == sanad.StanceDeny && (a.Denies == "" || a.Denies == sanad.DeniesOccurrence || a.Denies == sanad.DeniesResponsibility):
			if r.accusedByOthers(s, voices, a.Claimant.ID) {
				accused = append(accused, a.Claimant.Name)
			} else {
				others = append(others, a.Claimant.Name+" denies it")
			}
		case a.Stance == sanad.StanceDeny:
			others = append(others, fmt.Sprintf("%s denies the %s", a.Claimant.Name, a.Denies))
		case figure >= 0:
			v := a.Values[figure]
			others = append(others, fmt.Sprintf("%s denies that it is %s %s", a.Claimant.Name, inWords(v.Low, v.High), v.Measure))
		}
	}
	return accused, others
}

// accusedByOthers reports whether others say of a claimant's party that it acted.
func (r *Reckoner) accusedByOthers(s *scene, voices []voice, claimant string) bool {
	party := voices[slices.IndexFunc(voices, func(v voice) bool { return v.ID == claimant })].party
	for p, by := range s.accused {
		if r.sameParty(p, party) && slices.ContainsFunc(by, func(id string) bool { return id != claimant }) {
			return true
		}
	}
	return false
}

// rivals says who did it by whose word, where claimants name different parties. That each of two who act on
// each other tells of its own act is no contradiction.
func (r *Reckoner) rivals(s *scene, said []statement, voices []voice) []string {
	by := make([][]string, len(voices))
	for i := range said {
		st := &said[i]
		if st.occurrence && st.claim.Stance == sanad.StanceAffirm && !st.claim.Negated && st.main {
			for _, p := range r.actorsOf(st.claim) {
				by[st.who] = appendNew(by[st.who], p)
			}
		}
	}
	differ := false
	var versions []string
	tellers := map[string][]string{} // by what they say
	for i, p := range by {
		if len(p) == 0 {
			continue
		}
		version := strings.Join(r.called(p), " and ")
		versions, tellers[version] = appendNew(versions, version), append(tellers[version], voices[i].Name)
		for k, q := range by[:i] {
			differ = differ || len(q) > 0 && !r.agree(s, p, q, voices[i].party, voices[k].party)
		}
	}
	if !differ {
		return nil
	}
	out := make([]string, len(versions))
	for i, v := range versions {
		slices.Sort(tellers[v])
		out[i] = few(tellers[v]) + cond(len(tellers[v]) > 1, " say ", " says ") + v
	}
	slices.Sort(out)
	return []string{"who did it: " + few(out)}
}

// agree reports whether two lists of parties have one in common, or are the tellers' own of one fight.
func (r *Reckoner) agree(s *scene, a, b []string, tellerA, tellerB string) bool {
	for _, x := range a {
		for _, y := range b {
			own := r.sameParty(x, tellerA) && r.sameParty(y, tellerB)
			if r.sameParty(x, y) || own && (s.pairs[[2]string{x, y}] || s.pairs[[2]string{y, x}]) {
				return true
			}
		}
	}
	return false
}

func (r *Reckoner) actorsOf(c *sanad.Claim) []string {
	var out []string
	for _, e := range c.Actors {
		if p := r.party(e.ID); p != "" {
			out = appendNew(out, p)
		}
	}
	return out
}

func (r *Reckoner) called(parties []string) []string {
	out := slices.Clone(parties)
	for i, p := range out {
		if a, ok := r.book.Actor(p); ok {
			out[i] = a.Name
		}
	}
	return out
}

// rivalled reports whether someone's value differs beyond rounding from another's.
func (r *Reckoner) rivalled(e *sanad.Estimate, values []value, voices []voice) bool {
	return r.contested(toldOf(e, values), voices)
}

// toldOf are the values from which an estimate is made.
func toldOf(e *sanad.Estimate, values []value) []*value {
	var out []*value
	for i := range values {
		if v := &values[i]; v.measure == e.Measure && v.group.ID == e.Group.ID && !v.apart {
			out = append(out, v)
		}
	}
	return out
}

// figuresOf says who tells which number, of many the smallest and the largest.
func figuresOf(e *sanad.Estimate, values []value, voices []voice) string {
	told := toldOf(e, values)
	more := 0
	if len(told) > mostNamed {
		more = len(told) - 2
		told = extremes(told)
	}
	var out []string
	for _, v := range told {
		out = append(out, inWords(v.low, v.high)+" by "+voices[v.who].Name)
	}
	if more > 0 {
		return fmt.Sprintf("%s and %d others between", strings.Join(out, ", "), more)
	}
	return strings.Join(out, ", ")
}

// extremes are the smallest and the largest of values, the first of equals, in their order.
func extremes(told []*value) []*value {
	number := func(v *value, open float64) float64 {
		switch {
		case v.high != nil && v.low != nil:
			return (float64(*v.low) + float64(*v.high)) / 2
		case v.low != nil:
			return max(float64(*v.low), open)
		case v.high != nil:
			return float64(*v.high)
		}
		return open
	}
	least, most := 0, 0
	for i, v := range told {
		if number(v, 0) < number(told[least], 0) {
			least = i
		}
		if i != least && (most == least || number(v, math.MaxFloat64) > number(told[most], math.MaxFloat64)) {
			most = i
		}
	}
	return []*value{told[min(least, most)], told[max(least, most)]}
}

// inWords is a number in words.
func inWords(low, high *sanad.Decimal) string {
	switch {
	case low == nil && high == nil:
		return "an open number"
	case high == nil:
		return "at least " + low.String()
	case low == nil:
		return "at most " + high.String()
	case *low == *high:
		return low.String()
	}
	return low.String() + " to " + high.String()
}

// origins are the claimants whose word confirms another's: those who affirm what happened, belong to no
// party, and neither pass on nor compile. A body and one of its missions are one origin.
func (r *Reckoner) origins(s *scene, said []statement, voices []voice) []string {
	var found []voice
	for i := range said {
		st := &said[i]
		v := voices[st.who]
		if st.denial || st.claim.Stance != sanad.StanceAffirm || st.claim.Negated || st.background || st.copied || !r.independent(s, v) || v.passes || v.compiles {
			continue
		}
		if !st.occurrence && len(r.countedOf(st.claim)) == 0 {
			continue
		}
		if !slices.ContainsFunc(found, func(o voice) bool {
			return o.ID == v.ID || slices.Contains(r.book.Ancestors(v.ID), o.ID) || slices.Contains(r.book.Ancestors(o.ID), v.ID)
		}) {
			found = append(found, v)
		}
	}
	out := make([]string, len(found))
	for i, v := range found {
		out[i] = v.Name
	}
	slices.Sort(out)
	return out
}

func claimantNames(accounts []sanad.Account) []string {
	out := make([]string, len(accounts))
	for i, a := range accounts {
		out[i] = a.Claimant.Name
	}
	return out
}
