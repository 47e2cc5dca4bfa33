package coder

import (
	"math"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// Where a doubt begins, in words of the sentence or claims of it.
const (
	farWords    = 8
	longWords   = 40
	manyClaims  = 3
	manyParties = 2
)

// weigh gives every claim of the sentence its confidence: how sure the reading is, from what fired and how
// far it had to reach. The weights are the codebook's confidence.yaml.
func (r *reading) weigh() {
	for i := range r.claims {
		c := &r.claims[i]
		sum := 0.0
		for _, id := range r.doubts(c) {
			for _, d := range r.book.Doubts {
				if d.ID == id {
					sum += pick(c, d.Event, d.Figures)
				}
			}
		}
		c.Confidence = sanad.Decimal(math.Round(100/(1+math.Exp(-sum))) / 100)
	}
}

// pick is the first for events and relations, the second for figures alone.
func pick[T any](c *sanad.Claim, event, figures T) T {
	if c.Event == nil && c.Relation == nil {
		return figures
	}
	return event
}

// Doubts returns the ids of what makes each claim of a document more or less sure, in the order of Code.
func (c *Coder) Doubts(doc sanad.Document) map[string][]string {
	out := map[string][]string{}
	var claims []sanad.Claim
	var doubts [][]string
	c.read(doc, func(r *reading) {
		for i := range r.claims {
			claims, doubts = append(claims, r.claims[i]), append(doubts, r.doubts(&r.claims[i]))
		}
	})
	order := make([]int, len(claims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareClaims(claims[a], claims[b]) })
	sorted := make([]sanad.Claim, len(claims))
	for at, i := range order {
		sorted[at] = claims[i]
	}
	sanad.SetIDs(sorted)
	for at, i := range order {
		out[sorted[at].ID] = doubts[i]
	}
	return out
}

// doubts lists the doubts that a claim has.
func (r *reading) doubts(c *sanad.Claim) []string {
	out := []string{"base"}
	add := func(id string, has bool) {
		if has {
			out = append(out, id)
		}
	}
	parties := slices.Concat(c.Actors, c.Recipients)
	if c.Event != nil || c.Relation != nil {
		trigger := r.tokenAt(c.Anchor().Start)
		upos := r.toks[trigger].UPOS
		add("noun", upos == "NOUN" || upos == "PROPN")
		add("no-actor", len(c.Actors) == 0)
		add("no-recipient", len(c.Recipients) == 0 && len(c.Actors) < 2)
		add("implied", slices.ContainsFunc(parties, func(e sanad.Entity) bool { return e.Text == "" || e.Overlaps(c.Anchor()) }))
		add("far", slices.ContainsFunc(parties, func(e sanad.Entity) bool { return r.apart(e.Span, c.Anchor()) > farWords }))
		add("many", len(c.Actors) > manyParties || len(c.Recipients) > manyParties)
		add("relation", c.Relation != nil)
		add("spoken", c.Event != nil && strings.HasPrefix(r.book.Ontology.Types[c.Event.Type].Quad, "verbal") && c.Event.Type != "CONSULT")
	}
	everyone := slices.Concat(parties, c.Speakers)
	for _, f := range c.Figures {
		for _, p := range f.Of {
			everyone = append(everyone, p.Entity)
		}
	}
	add("unlisted", slices.ContainsFunc(everyone, func(e sanad.Entity) bool { return e.ID == "" }))
	add("pronoun", slices.ContainsFunc(everyone, func(e sanad.Entity) bool { return r.book.Words.Pronouns[strings.ToLower(e.Text)] != "" }))
	add("attributed", c.Voice == sanad.VoiceAttributed)
	add("carried", slices.ContainsFunc(c.Speakers, func(e sanad.Entity) bool { return !c.Sentence.Overlaps(e.Span) }))
	add("denied", c.Stance == sanad.StanceDeny)
	add("unreal", c.Modality != sanad.ModalityActual)
	add("crowded", len(r.claims) > manyClaims)
	add("long", len(r.toks) > longWords)
	if c.Event == nil && c.Relation == nil {
		r.figureDoubts(c, add)
	}
	return out
}

func (r *reading) figureDoubts(c *sanad.Claim, add func(string, bool)) {
	some := func(is func(*sanad.Figure) bool) bool {
		return slices.ContainsFunc(c.Figures, func(f sanad.Figure) bool { return is(&f) })
	}
	add("nobody-counted", some(func(f *sanad.Figure) bool { return len(f.Of) == 0 && f.Unit == "" }))
	add("loose-number", some(func(f *sanad.Figure) bool { return f.Vague || f.Approximate || f.Low == nil || f.High == nil }))
	add("other-scope", some(func(f *sanad.Figure) bool { return f.Scope != "" && f.Scope != sanad.ScopeIncident }))
	add("things", some(func(f *sanad.Figure) bool { return f.Unit != "" || strings.HasSuffix(f.Measure, "_pct") }))
}

// tokenAt is the token at or after a code point of the document.
func (r *reading) tokenAt(at int) int {
	for i := range r.toks {
		if r.toks[i].End > at {
			return i
		}
	}
	return len(r.toks) - 1
}

// apart is how many words lie between two spans of the sentence.
func (r *reading) apart(a, b sanad.Span) int {
	if a.Start > b.Start {
		a, b = b, a
	}
	n := 0
	for i := range r.toks {
		if r.toks[i].Start >= a.End && r.toks[i].End <= b.Start && r.toks[i].UPOS != "PUNCT" {
			n++
		}
	}
	return n
}
