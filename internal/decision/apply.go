package decision

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// RulePrefix begins the rule of a claim that an analyst added; the index of the decision's entry follows.
const RulePrefix = "decision:"

// Outcome is how a ruling fared.
type Outcome struct {
	Entry     int64
	State     sanad.DecisionState
	Effective bool     // it changes or marks something
	Reason    string   // why the state is what it is; "" for one that is applied as it was made
	Claims    []string // ids of the claims that it was found to be about
	By        int64    // entry that undid it or took its place; -1: none
	Disagrees []int64  // entries of other analysts that rule otherwise on the same, ascending
	topic     string   // what it rules on; "" where nothing can take its place
}

// Applied is a document's claims after its rulings.
type Applied struct {
	Claims   []sanad.Claim // with corrections, with added claims, without rejected ones
	Rejected []sanad.Claim
	Outcomes []Outcome // of the rulings that hold, in the order of the log
}

// Apply rules on the claims that a coder read from a document. It depends on the document, the claims, the
// codebook and the rulings in the order of the log, on nothing else; coded isn't changed. A correction keeps the
// claim's id: what refers to it still finds it.
func (r *Rules) Apply(doc sanad.Document, coded []sanad.Claim, set *Set) Applied {
	rulings := set.of(doc.ID)
	if len(rulings) == 0 {
		return Applied{Claims: coded}
	}
	a := &application{Rules: r, text: newText(doc), rulings: rulings, outcomes: make([]Outcome, len(rulings))}
	for i, ruling := range rulings {
		a.outcomes[i] = Outcome{Entry: ruling.Entry, State: sanad.DecisionApplied, Effective: true, By: -1}
	}
	a.base = a.withAdded(coded)
	a.find()
	supersede(rulings, a.outcomes)
	return a.result()
}

// Base are a document's claims as coded, with those that analysts added: what anchors are made from.
func (r *Rules) Base(doc sanad.Document, coded []sanad.Claim, set *Set) []sanad.Claim {
	rulings := set.of(doc.ID)
	a := &application{Rules: r, text: newText(doc), rulings: rulings, outcomes: make([]Outcome, len(rulings))}
	return a.withAdded(coded)
}

// application is one document's.
type application struct {
	*Rules
	text
	rulings  []*Ruling
	outcomes []Outcome // of each ruling
	base     []sanad.Claim
	target   [][]int // of each ruling: its claims in base
}

// doubt marks a ruling as doubtful, for the reason given.
func (o *Outcome) doubt(effective bool, reason string) {
	o.State, o.Effective = sanad.DecisionDoubtful, effective
	if o.Reason != "" {
		reason = o.Reason + "; " + reason
	}
	o.Reason = reason
}

// withAdded puts the added claims beside the coded ones.
func (a *application) withAdded(coded []sanad.Claim) []sanad.Claim {
	base := slices.Clone(coded)
	for i, r := range a.rulings {
		if r.Kind == sanad.DecideAdd {
			base = a.add(base, r, &a.outcomes[i])
		}
	}
	return base
}

// add puts one added claim in. Where the coder reads a claim of the same words and content by itself now, the
// analyst's stands in its place.
func (a *application) add(base []sanad.Claim, r *Ruling, o *Outcome) []sanad.Claim {
	anchor := r.Anchors[0]
	span, ok := a.span(anchor)
	if !ok {
		o.State, o.Effective, o.Reason = sanad.DecisionOrphaned, false, "its words aren't in the text"
		return base
	}
	id := sanad.ClaimID(a.ID, anchor.Kind, anchor.Content, span, anchor.Ordinal%sanad.MaxClaims)
	c, err := a.added(r, id)
	if err == nil && (c.Anchor() != span || kindOf(&c) != anchor.Kind+" "+anchor.Content) {
		err = fmt.Errorf("%w: it hangs on other words, or says something else, than its anchor", sanad.ErrInvalid)
	}
	if err != nil {
		o.doubt(false, fmt.Sprintf("the claim can't be kept: %v", err))
		return base
	}
	o.Claims = []string{id}
	i := slices.IndexFunc(base, func(c sanad.Claim) bool { return c.ID == id })
	if i < 0 {
		return append(base, c)
	}
	was, werr := saw(base[i])
	now, nerr := saw(c)
	if werr == nil && nerr == nil && bytes.Equal(was, now) {
		o.Reason = "the coder reads it by itself now"
		return base
	}
	o.doubt(true, "the coder now reads a claim on the same words that says something else: the analyst's stands in its place")
	base[i] = c
	return base
}

func kindOf(c *sanad.Claim) string {
	kind, content := c.Kind()
	return kind + " " + content
}

// added reads the claim that a decision adds.
func (a *application) added(r *Ruling, id string) (c sanad.Claim, err error) {
	v, err := toValue(r.Value)
	if err != nil {
		return c, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return c, fmt.Errorf("%w: no object", sanad.ErrInvalid)
	}
	for name, value := range m {
		a.named(name, value)
	}
	a.scored(m)
	m["id"], m["document"], m["rule"] = id, a.ID, fmt.Sprintf("%s%d", RulePrefix, r.Entry)
	return a.claim(a.text, m)
}

// find looks for the claims of each ruling.
func (a *application) find() {
	a.target = make([][]int, len(a.rulings))
	for i, r := range a.rulings {
		if r.Kind == sanad.DecideAdd {
			continue
		}
		for _, anchor := range r.Anchors {
			if anchor.Document == a.ID {
				a.findOne(i, r, anchor)
			}
		}
	}
}

func (a *application) findOne(i int, r *Ruling, anchor sanad.Anchor) {
	o := &a.outcomes[i]
	f := a.text.find(anchor, a.base)
	if f.at < 0 {
		o.State, o.Effective, o.Reason = sanad.DecisionOrphaned, false, f.moved
		return
	}
	c := a.base[f.at]
	a.target[i] = append(a.target[i], f.at)
	o.Claims = append(o.Claims, c.ID)
	o.topic = topicOf(r, c.ID)
	switch {
	case r.Kind == sanad.DecideCorrect:
		a.judgeCorrection(r, anchor, c, f.moved, o)
	case f.moved != "":
		o.doubt(false, f.moved+": held back, as it may be another claim than the one that was ruled on")
	default:
		names, err := changed(anchor.Saw, c)
		if err != nil {
			o.doubt(true, err.Error())
		} else if len(names) > 0 {
			o.doubt(true, "read otherwise than the analyst saw it: "+strings.Join(names, ", "))
		}
	}
}

// topicOf names what a ruling is on, so that a later one on the same takes its place. Notes stand side by side.
func topicOf(r *Ruling, claim string) string {
	switch r.Kind {
	case sanad.DecideAccept, sanad.DecideReject:
		return "claim " + claim
	case sanad.DecideCorrect:
		return "field " + claim + r.Field
	case sanad.DecideItem, sanad.DecideVerdict:
		return string(r.Kind) + " " + claim
	case sanad.DecideSource:
		return "source " + r.Source
	}
	return ""
}

// ruled is what a ruling says on its topic.
func ruled(r *Ruling) string { return string(r.Kind) + " " + string(r.Value) }

// supersede lets the last ruling on each topic count, and lists where analysts disagree.
func supersede(rulings []*Ruling, outcomes []Outcome) {
	topics := map[string][]int{}
	for i := range outcomes {
		o := &outcomes[i]
		if o.topic == "" || o.State != sanad.DecisionApplied && o.State != sanad.DecisionDoubtful {
			continue
		}
		for _, j := range topics[o.topic] {
			if rulings[i].Analyst != rulings[j].Analyst && ruled(rulings[i]) != ruled(rulings[j]) {
				o.Disagrees = append(o.Disagrees, outcomes[j].Entry)
				outcomes[j].Disagrees = append(outcomes[j].Disagrees, o.Entry)
			}
			if o.Effective && outcomes[j].State != sanad.DecisionSuperseded {
				outcomes[j].State, outcomes[j].Effective, outcomes[j].By = sanad.DecisionSuperseded, false, o.Entry
			}
		}
		topics[o.topic] = append(topics[o.topic], i)
	}
}

// result puts the corrections and rejections into effect.
func (a *application) result() Applied {
	out := Applied{}
	rejected := map[string]bool{}
	claims := slices.Clone(a.base)
	for i, r := range a.rulings {
		o := &a.outcomes[i]
		if !o.Effective {
			continue
		}
		for _, t := range a.target[i] {
			switch r.Kind {
			case sanad.DecideReject:
				rejected[claims[t].ID] = true
			case sanad.DecideCorrect:
				c, err := a.correct(claims[t], r)
				if err != nil {
					o.doubt(false, fmt.Sprintf("held back: %v", err))
					continue
				}
				claims[t] = c
			}
		}
	}
	for _, c := range claims {
		if rejected[c.ID] {
			out.Rejected = append(out.Rejected, c)
			continue
		}
		if len(rejected) > 0 {
			c.Links = slices.DeleteFunc(slices.Clone(c.Links), func(l sanad.Link) bool { return rejected[l.To] })
		}
		out.Claims = append(out.Claims, c)
	}
	out.Outcomes = a.outcomes
	return out
}
