package decision

import (
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
	if len(set.of(doc.ID)) == 0 {
		return Applied{Claims: coded}
	}
	a := r.applied(doc, coded, set)
	supersede(a.rulings, a.outcomes)
	return a.result()
}

// applied goes through a document's rulings in the order of the log.
func (r *Rules) applied(doc sanad.Document, coded []sanad.Claim, set *Set) *application {
	rulings := set.of(doc.ID)
	a := &application{Rules: r, text: newText(doc), rulings: rulings, outcomes: make([]Outcome, len(rulings)), target: make([]int, len(rulings))}
	for i, ruling := range rulings {
		a.outcomes[i] = Outcome{Entry: ruling.Entry, State: sanad.DecisionApplied, Effective: true, By: -1}
		a.target[i] = -1
	}
	a.base = a.withAdded(coded)
	a.shown = slices.Clone(a.base)
	for i, ruling := range rulings {
		for _, anchor := range ruling.Anchors {
			if anchor.Document == doc.ID && ruling.Kind != sanad.DecideAdd {
				a.rule(i, ruling, anchor)
			}
		}
	}
	return a
}

// Anchor ties one of a document's claims, by its id, to the words that it hangs on, with what an analyst sees of it
// now: as coded, added and corrected. Errors: ErrNotFound, ErrInvalid.
func (r *Rules) Anchor(doc sanad.Document, coded []sanad.Claim, set *Set, id string) (sanad.Anchor, error) {
	a := r.applied(doc, coded, set)
	i := slices.IndexFunc(a.base, func(c sanad.Claim) bool { return c.ID == id })
	if i < 0 {
		return sanad.Anchor{}, fmt.Errorf("claim %q of document %q: %w", id, doc.ID, sanad.ErrNotFound)
	}
	h := r.hiding(a.text)
	anchor, err := h.quote(&a.base[i])
	if err != nil {
		return anchor, err
	}
	anchor.Ordinal += ownOrdinal(&a.base[i], len(a.base))
	anchor.Saw, err = h.saw(a.shown[i])
	return anchor, err
}

// application is one document's.
type application struct {
	*Rules
	text
	rulings  []*Ruling
	outcomes []Outcome     // of each ruling
	base     []sanad.Claim // as coded and added
	shown    []sanad.Claim // the same as the rulings so far correct them
	target   []int         // of each ruling: its claim in base, -1: none
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
	if same, err := alike(base[i], c); same && err == nil {
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
	a.restore(m)
	for name, value := range m {
		a.named(name, value)
	}
	a.scored(m)
	m["id"], m["document"], m["rule"] = id, a.ID, fmt.Sprintf("%s%d", RulePrefix, r.Entry)
	return a.claim(a.text, m)
}

// rule finds a ruling's claim and compares it, as the rulings before leave it, with what the analyst saw.
func (a *application) rule(i int, r *Ruling, anchor sanad.Anchor) {
	o := &a.outcomes[i]
	f := a.find(anchor, a.base)
	if f.at < 0 {
		o.State, o.Effective, o.Reason = sanad.DecisionOrphaned, false, f.moved
		return
	}
	a.target[i] = f.at
	c := a.shown[f.at]
	o.Claims = append(o.Claims, c.ID)
	o.topic = topicOf(r, c.ID)
	names, err := changed(anchor.Saw, c)
	if len(names) == 0 && err == nil {
		f.moved = "" // the coder now reads by itself what it was corrected to
	}
	switch {
	case err != nil:
		o.doubt(false, err.Error())
	case r.Kind == sanad.DecideCorrect:
		a.ruleCorrection(f, r, anchor, o)
	case f.moved != "":
		o.doubt(false, f.moved+": held back, as it may be another claim than the one that was ruled on")
	case len(names) > 0:
		o.doubt(true, "read otherwise than the analyst saw it: "+strings.Join(names, ", "))
	}
}

// topicOf names what a ruling is on, so that a later one on the same takes its place. Notes stand side by side.
func topicOf(r *Ruling, claim string) string {
	switch r.Kind {
	case sanad.DecideAccept, sanad.DecideReject:
		return "claim " + claim
	case sanad.DecideCorrect:
		if strings.HasSuffix(r.Field, "/-") || string(r.Value) == "null" {
			return "" // what is appended or taken away stands beside what others append or take away
		}
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

// result leaves out what is rejected, and the links to it.
func (a *application) result() Applied {
	out := Applied{Outcomes: a.outcomes}
	rejected := map[string]bool{}
	for i, r := range a.rulings {
		if r.Kind == sanad.DecideReject && a.outcomes[i].Effective {
			rejected[a.base[a.target[i]].ID] = true
		}
	}
	for _, c := range a.shown {
		if rejected[c.ID] {
			out.Rejected = append(out.Rejected, c)
			continue
		}
		if len(rejected) > 0 {
			c.Links = slices.DeleteFunc(slices.Clone(c.Links), func(l sanad.Link) bool { return rejected[l.To] })
		}
		out.Claims = append(out.Claims, c)
	}
	return out
}

// About are the entries of the rulings on some of a document's claims, ascending: those that hold, those that were
// taken back, and those that take back.
func (r *Rules) About(doc sanad.Document, coded []sanad.Claim, set *Set, claims []string) (out []int64) {
	base := r.applied(doc, coded, set).base
	t := newText(doc)
	on := map[int64]bool{}
	for i := range set.Rulings() {
		ruling := &set.rulings[i]
		if ruling.Err != nil {
			continue
		}
		is := ruling.Undoes != nil && on[*ruling.Undoes]
		for _, a := range ruling.Anchors {
			if a.Document != doc.ID {
				continue
			}
			if f := t.find(a, base); f.at >= 0 && slices.Contains(claims, base[f.at].ID) {
				is = true
			}
		}
		if is {
			on[ruling.Entry] = true
			out = append(out, ruling.Entry)
		}
	}
	return out
}
