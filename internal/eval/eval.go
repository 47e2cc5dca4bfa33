// Package eval measures the coder against gold claims and holds the scores that are recorded as golden.
//
// It decides how a claim is compared with gold: by the same rules as the scorers of the development sets,
// to the third decimal. It refuses to decide what a good score is, and never holds the sets themselves.
//
// Worked example: gold has an ASSAULT by PAK on AFG said by AFG-GOV; a claim of that type whose trigger
// lies in gold's span is found, and whole where stance, modality, negation and everyone named fit as well.
package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// ID is an entity in gold: its id alone, or a record of which the id counts.
type ID string

// UnmarshalJSON reads "PAK-GOV" or {"id":"PAK-GOV",…}.
func (g *ID) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*g = ID(s)
		return nil
	}
	var e struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(b, &e); err != nil {
		return fmt.Errorf("read gold entity %s: %w", b, sanad.ErrInvalid)
	}
	*g = ID(e.ID)
	return nil
}

// Gold is a claim as an annotator gave it. A field left out, nil, isn't asked for; an empty list means nobody.
type Gold struct {
	Document   string          `json:"document"`
	Span       sanad.Span      `json:"span"`
	Stance     *sanad.Stance   `json:"stance"`
	Modality   *sanad.Modality `json:"modality"`
	Negated    *bool           `json:"negated"`
	Speakers   []ID            `json:"speakers"`
	Actors     []ID            `json:"actors"`
	Recipients []ID            `json:"recipients"`
	Event      *struct {
		Type string `json:"type"`
	} `json:"event"`
	Relation *struct {
		Type string `json:"type"`
	} `json:"relation"`
	Figures []GoldFigure `json:"figures"`
}

// GoldFigure is a figure of a gold claim.
type GoldFigure struct {
	Measure string       `json:"measure"`
	Low     *float64     `json:"low"`
	High    *float64     `json:"high"`
	Scope   *sanad.Scope `json:"scope"`
	Of      []ID         `json:"of"`
}

// ReadGold reads gold claims, one JSON object a line.
func ReadGold(r io.Reader) ([]Gold, error) {
	var out []Gold
	dec := json.NewDecoder(r)
	for {
		var g Gold
		if err := dec.Decode(&g); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("read gold claim %d: %w: %w", len(out)+1, sanad.ErrInvalid, err)
		}
		out = append(out, g)
	}
}

// PRF is precision, recall and their harmonic mean.
type PRF struct{ P, R, F1 float64 }

func prf(found, predicted, gold int) PRF {
	var s PRF
	if predicted > 0 {
		s.P = float64(found) / float64(predicted)
	}
	if gold > 0 {
		s.R = float64(found) / float64(gold)
	}
	if s.P+s.R > 0 {
		s.F1 = 2 * s.P * s.R / (s.P + s.R)
	}
	return s
}

// Claims are the scores of one set. Where gold is partial only recall means something.
type Claims struct {
	Events, WholeEvents, Figures, WholeFigures, Denials PRF
}

// item is one event or figure on either side of a match.
type item struct {
	gold   *Gold
	figure *GoldFigure
	claim  *sanad.Claim
	number *sanad.Figure
}

// matching is one side by side of gold and claims.
type matching struct {
	gold, claims []item
	matched      []pair
}

// Score compares claims with gold in the documents named. Partial gold lists only some of the claims.
func Score(gold []Gold, claims []sanad.Claim, documents map[string]bool, partial bool) Claims {
	events, figures := items(gold, claims, documents)
	if partial {
		events.claims = withoutCrowds(events.claims)
	}
	events.pair(eventFits, eventWhole)
	figures.pair(figureFits, figureWhole)
	var s Claims
	s.Events, s.WholeEvents = events.scores()
	s.Figures, s.WholeFigures = figures.scores()
	s.Denials = denials(events.gold, events.claims, events.matched)
	return s
}

func (m *matching) pair(fits, whole func(g, p item) bool) {
	m.matched = match(m.gold, m.claims, fits, whole)
}

func (m matching) scores() (found, whole PRF) {
	return prf(len(m.matched), len(m.claims), len(m.gold)), prf(wholes(m.matched), len(m.claims), len(m.gold))
}

// items are the events and the figures of both sides, not yet matched.
func items(gold []Gold, claims []sanad.Claim, documents map[string]bool) (events, figures matching) {
	for i := range gold {
		g := &gold[i]
		if !documents[g.Document] {
			continue
		}
		if g.Event != nil || g.Relation != nil {
			events.gold = append(events.gold, item{gold: g})
		}
		for k := range g.Figures {
			figures.gold = append(figures.gold, item{gold: g, figure: &g.Figures[k]})
		}
	}
	for i := range claims {
		c := &claims[i]
		if !documents[c.Document] {
			continue
		}
		if said(c) {
			events.claims = append(events.claims, item{claim: c})
		}
		for k := range c.Figures {
			figures.claims = append(figures.claims, item{claim: c, number: &c.Figures[k]})
		}
	}
	return events, figures
}

// said: a trigger of at most six words and eighty code points.
func said(c *sanad.Claim) bool {
	var t sanad.Phrase
	switch {
	case c.Event != nil:
		t = c.Event.Trigger
	case c.Relation != nil:
		t = c.Relation.Trigger
	default:
		return false
	}
	return len(strings.Fields(t.Text)) <= 6 && t.End-t.Start <= 80
}

// withoutCrowds drops the events of sentences that have more than four: recall isn't had by guessing.
func withoutCrowds(items []item) []item {
	type key struct {
		document string
		sentence int
	}
	n := map[key]int{}
	for _, i := range items {
		n[key{i.claim.Document, i.claim.Sentence.Index}]++
	}
	return slices.DeleteFunc(items, func(i item) bool { return n[key{i.claim.Document, i.claim.Sentence.Index}] > 4 })
}

type pair struct {
	gold, claim int
	whole       bool
}

// match pairs gold and claims one to one within a document: whole ones first, then by order of the claims.
func match(gold, claims []item, fits, whole func(g, p item) bool) []pair {
	byDocument := map[string][]int{}
	for j, p := range claims {
		byDocument[p.claim.Document] = append(byDocument[p.claim.Document], j)
	}
	var all []pair
	for i, g := range gold {
		for _, j := range byDocument[g.gold.Document] {
			if fits(g, claims[j]) {
				all = append(all, pair{i, j, whole(g, claims[j])})
			}
		}
	}
	slices.SortFunc(all, func(a, b pair) int {
		switch {
		case a.whole != b.whole:
			if a.whole {
				return -1
			}
			return 1
		case a.claim != b.claim:
			return a.claim - b.claim
		}
		return b.gold - a.gold
	})
	var out []pair
	usedGold, usedClaim := map[int]bool{}, map[int]bool{}
	for _, p := range all {
		if !usedGold[p.gold] && !usedClaim[p.claim] {
			usedGold[p.gold], usedClaim[p.claim] = true, true
			out = append(out, p)
		}
	}
	return out
}

func wholes(pairs []pair) int {
	n := 0
	for _, p := range pairs {
		if p.whole {
			n++
		}
	}
	return n
}

func denials(gold, claims []item, pairs []pair) PRF {
	denied := func(s *sanad.Stance) bool { return s != nil && *s == sanad.StanceDeny }
	found, g, p := 0, 0, 0
	for _, x := range pairs {
		if denied(gold[x.gold].gold.Stance) && claims[x.claim].claim.Stance == sanad.StanceDeny {
			found++
		}
	}
	for _, x := range gold {
		if denied(x.gold.Stance) {
			g++
		}
	}
	for _, x := range claims {
		if x.claim.Stance == sanad.StanceDeny {
			p++
		}
	}
	return prf(found, p, g)
}

func eventFits(g, p item) bool {
	kind, trigger := "", sanad.Span{}
	if e := p.claim.Event; e != nil {
		kind, trigger = e.Type, e.Trigger.Span
	} else {
		kind, trigger = "relation:"+string(p.claim.Relation.Type), p.claim.Relation.Trigger.Span
	}
	want := ""
	if g.gold.Event != nil {
		want = g.gold.Event.Type
	} else {
		want = "relation:" + g.gold.Relation.Type
	}
	return kind == want && trigger.Overlaps(g.gold.Span)
}

func eventWhole(g, p item) bool {
	return sameVoice(g.gold, p.claim) && who(g.gold.Actors, p.claim.Actors) &&
		who(g.gold.Recipients, p.claim.Recipients) && who(g.gold.Speakers, p.claim.Speakers)
}

func sameVoice(g *Gold, c *sanad.Claim) bool {
	return (g.Stance == nil || *g.Stance == c.Stance) && (g.Modality == nil || *g.Modality == c.Modality) &&
		(g.Negated == nil || *g.Negated == c.Negated)
}

func figureFits(g, p item) bool {
	return g.figure.Measure == p.number.Measure && near(g.figure.Low, p.number.Low) &&
		near(g.figure.High, p.number.High) && p.number.Overlaps(g.gold.Span)
}

func figureWhole(g, p item) bool {
	scope := p.number.Scope
	if scope == "" {
		scope = sanad.ScopeIncident
	}
	of := make([]sanad.Entity, len(p.number.Of))
	for i, x := range p.number.Of {
		of[i] = x.Entity
	}
	return sameVoice(g.gold, p.claim) && (g.figure.Scope == nil || *g.figure.Scope == scope) &&
		who(g.figure.Of, of) && who(g.gold.Speakers, p.claim.Speakers)
}

// near: half a per cent, and null equals null.
func near(a *float64, b *sanad.Decimal) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	x, y := *a, float64(*b)
	return x == y || math.Abs(x-y) <= 0.005*math.Max(math.Abs(x), math.Abs(y))
}

// who reports whether the two sets fit: their F1 is at least two thirds; nil isn't asked for.
func who(gold []ID, claimed []sanad.Entity) bool {
	if gold == nil {
		return true
	}
	if len(gold) == 0 {
		return len(claimed) == 0
	}
	found, extra := 0, 0
	for _, g := range gold {
		if slices.ContainsFunc(claimed, func(e sanad.Entity) bool { return isEntity(string(g), e) }) {
			found++
		}
	}
	for _, e := range claimed {
		if !slices.ContainsFunc(gold, func(g ID) bool { return isEntity(string(g), e) }) {
			extra++
		}
	}
	return found > 0 && 3*2*found >= 2*(2*found+extra+len(gold)-found)
}

// isEntity: the id, an ancestor's, a bare country for anyone of it, or a word of the name.
func isEntity(gold string, e sanad.Entity) bool {
	if e.Is(gold) || len(gold) == 3 && gold == e.Country {
		return true
	}
	return !strings.Contains(gold, "-") && slices.Contains(strings.Fields(strings.ToLower(e.Name)), strings.ToLower(gold))
}
