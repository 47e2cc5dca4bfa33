package incident

import (
	"fmt"
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
		return sanad.StatusDenied, "denied by who is accused: " + strings.Join(denied, ", ")
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
		return sanad.StatusContested, "claimants differ: " + strings.Join(contested, "; ")
	}
	origins := r.origins(s, said, voices)
	if len(origins) >= 2 {
		return sanad.StatusCorroborated, "independent of each other and of the parties: " + strings.Join(origins, ", ")
	}
	if len(origins) == 1 {
		return sanad.StatusReported, "one independent origin, not confirmed by another: " + origins[0]
	}
	return sanad.StatusReported, "no independent origin; by the word of " + strings.Join(claimantNames(accounts), ", ")
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
	var out []string
	for i, p := range by {
		if len(p) == 0 {
			continue
		}
		out = append(out, voices[i].Name+" says "+strings.Join(r.called(p), " and "))
		for k, q := range by[:i] {
			differ = differ || len(q) > 0 && !r.agree(s, p, q, voices[i].party, voices[k].party)
		}
	}
	if !differ {
		return nil
	}
	slices.Sort(out)
	return []string{"who did it: " + strings.Join(out, ", ")}
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

func figuresOf(e *sanad.Estimate, values []value, voices []voice) string {
	var out []string
	for _, v := range toldOf(e, values) {
		out = append(out, inWords(v.low, v.high)+" by "+voices[v.who].Name)
	}
	return strings.Join(out, ", ")
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
