package decision

import (
	"errors"
	"fmt"
	"slices"

	"sanad.example/sanad"
)

// Link is what an analyst rules on two claims: they are about the same occurrence, or they aren't.
type Link struct {
	A, B    string // ids of claims, A below B
	Must    bool   // the same; else not
	Entry   int64
	Analyst string
	Made    string // RFC 3339
}

// Mark is a grade, a verdict or a note that counts for a claim.
type Mark struct {
	Claim   string
	Kind    sanad.DecisionKind // item, verdict, note or accept
	Value   string             // JSON: a number from 1 to 6, a string; "" of a note
	Note    string
	Analyst string
	Made    string // RFC 3339
	Entry   int64
}

// Report is how all rulings fared, and what those say that don't change a claim.
type Report struct {
	Outcomes []Outcome // one for each ruling, in the order of the log
	Links    []Link
	Marks    []Mark
	Rejected []sanad.Claim // left out of derived data, by document
}

// Report applies all rulings. coded returns a document as it is now with its claims as coded; an error that wraps
// sanad.ErrNotFound or sanad.ErrRedacted makes what is anchored in it orphaned, others end the report.
func (r *Rules) Report(set *Set, coded func(document string) (sanad.Coded, error)) (Report, error) {
	var out Report
	merged := map[int64]*Outcome{}
	for _, id := range set.Documents() {
		c, err := coded(id)
		if absent(err) {
			for _, ruling := range set.of(id) {
				combine(merged, Outcome{Entry: ruling.Entry, State: sanad.DecisionOrphaned, Reason: "its document isn't here", By: -1})
			}
			continue
		}
		if err != nil {
			return out, fmt.Errorf("decisions on document %q: %w", id, err)
		}
		applied := r.Apply(c.Document, c.Claims, set)
		for _, o := range applied.Outcomes {
			combine(merged, o)
		}
		out.Rejected = append(out.Rejected, applied.Rejected...)
	}
	out.Outcomes = make([]Outcome, len(set.Rulings()))
	for i := range set.Rulings() {
		out.Outcomes[i] = set.outcome(&set.rulings[i], merged)
	}
	set.rulePairs(out.Outcomes)
	for i := range out.Outcomes {
		out.mark(&set.rulings[i], &out.Outcomes[i])
	}
	return out, nil
}

// combine joins what two documents say of one ruling: the worse of the two.
func combine(all map[int64]*Outcome, o Outcome) {
	have, ok := all[o.Entry]
	if !ok {
		all[o.Entry] = &o
		return
	}
	have.Claims = append(have.Claims, o.Claims...)
	if badness(o.State) > badness(have.State) {
		have.State = o.State
	}
	have.Effective = have.Effective && o.Effective
	switch {
	case have.Reason == "":
		have.Reason = o.Reason
	case o.Reason != "":
		have.Reason += "; " + o.Reason
	}
}

func badness(s sanad.DecisionState) int {
	return slices.Index([]sanad.DecisionState{sanad.DecisionApplied, sanad.DecisionDoubtful, sanad.DecisionOrphaned}, s)
}

// outcome is a ruling's outcome as far as it doesn't hang on other rulings.
func (s *Set) outcome(r *Ruling, merged map[int64]*Outcome) Outcome {
	by, undone := s.undone[r.Entry]
	switch {
	case errors.Is(r.Err, sanad.ErrRedacted):
		return Outcome{Entry: r.Entry, State: sanad.DecisionOrphaned, Reason: r.Err.Error(), By: -1}
	case r.Err != nil:
		return Outcome{Entry: r.Entry, State: sanad.DecisionRefused, Reason: r.Err.Error(), By: -1}
	case undone:
		return Outcome{Entry: r.Entry, State: sanad.DecisionUndone, Reason: fmt.Sprintf("taken back by entry %d", by), By: by}
	case r.Kind == sanad.DecideUndo:
		o := Outcome{Entry: r.Entry, State: sanad.DecisionApplied, Effective: s.undone[*r.Undoes] == r.Entry, By: -1}
		if _, known := s.at[*r.Undoes]; !known {
			o.State, o.Effective, o.Reason = sanad.DecisionOrphaned, false, fmt.Sprintf("entry %d is no decision", *r.Undoes)
		}
		return o
	case merged[r.Entry] != nil:
		return *merged[r.Entry]
	}
	return Outcome{Entry: r.Entry, State: sanad.DecisionApplied, Effective: true, By: -1, topic: topicOf(r, "")}
}

// rulePairs lets the last ruling on each pair of claims, and on each source, count.
func (s *Set) rulePairs(all []Outcome) {
	var rulings []*Ruling
	var places []int
	var outcomes []Outcome
	for i := range all {
		r, o := &s.rulings[i], &all[i]
		pair := r.Kind == sanad.DecideMerge || r.Kind == sanad.DecideSplit
		if pair && len(o.Claims) == 2 {
			slices.Sort(o.Claims)
			o.topic = "pair " + o.Claims[0] + " " + o.Claims[1]
			if o.Claims[0] == o.Claims[1] {
				o.doubt(false, "both anchors lead to one claim")
			}
		}
		if pair || r.Kind == sanad.DecideSource {
			rulings, places, outcomes = append(rulings, r), append(places, i), append(outcomes, *o)
		}
	}
	supersede(rulings, outcomes)
	for k, i := range places {
		all[i] = outcomes[k]
	}
}

// mark adds what an effective ruling says that changes no claim.
func (out *Report) mark(r *Ruling, o *Outcome) {
	if !o.Effective || len(o.Claims) == 0 {
		return
	}
	switch r.Kind {
	case sanad.DecideMerge, sanad.DecideSplit:
		out.Links = append(out.Links, Link{o.Claims[0], o.Claims[1], r.Kind == sanad.DecideMerge, r.Entry, r.Analyst, r.Made})
	case sanad.DecideItem, sanad.DecideVerdict, sanad.DecideNote, sanad.DecideAccept:
		out.Marks = append(out.Marks, Mark{
			Claim: o.Claims[0], Kind: r.Kind, Value: string(r.Value), Note: r.Note, Analyst: r.Analyst, Made: r.Made, Entry: r.Entry,
		})
	}
}

func absent(err error) bool {
	return errors.Is(err, sanad.ErrNotFound) || errors.Is(err, sanad.ErrRedacted)
}
