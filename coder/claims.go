package coder

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// compose makes the sentence's claims of its triggers and figures.
func (r *reading) compose() {
	hosted := r.hostFigures()
	r.recipientsOfActs()
	r.speakersOwn()
	for _, t := range r.triggers {
		if t.ok {
			r.eventClaim(t, hosted[t])
		}
	}
	for _, f := range r.frames {
		r.promisedAid(f)
	}
	r.undertakings()
	r.figureClaims()
}

// eventClaim makes the claim of one trigger, or rejects it.
func (r *reading) eventClaim(t *trigger, figures []*figure) {
	p := r.predicate(t)
	frames := r.voices(t)
	if why := r.noClaim(t, p, frames, figures); why != "" {
		r.reject(t.from, r.ruleOf(t), why)
		t.ok = false
		for _, f := range figures {
			f.taken = false // they make a claim of their own
		}
		return
	}
	own := t.modality
	if p.Actor == "speaker" {
		own = sanad.ModalityActual // who says "must" asks now
	}
	if len(frames) > 0 && frames[0].speech != nil && frames[0].speech.mutual {
		r.mutualClaims(t, frames, figures)
		return
	}
	c := r.newClaim(frames, own)
	r.fill(&c, t, frames, figures)
	if len(frames) > 0 && frames[0].twin != nil {
		twin := []*frame{frames[0].twin}
		c = r.newClaim(twin, own)
		r.fill(&c, t, twin, figures)
	}
}

// mutualClaims: in "each side accused the other of firing first" each says it of the other.
func (r *reading) mutualClaims(t *trigger, frames []*frame, figures []*figure) {
	both := frames[0].speakers
	for i, speaker := range both {
		f := *frames[0]
		f.speakers = []sanad.Entity{speaker}
		turned := *t
		turned.actors, turned.recipients = r.statesOf(both[1-i:2-i]), r.statesOf(both[i:i+1])
		if r.typeOf(t) != "ASSAULT" {
			turned.actors, turned.recipients = both[1-i:2-i], both[i:i+1]
		}
		mine := append([]*frame{&f}, frames[1:]...)
		c := r.newClaim(mine, t.modality)
		r.fill(&c, &turned, mine, figures)
	}
}

// fill puts the event, its parties, time, places and figures into a claim and keeps it.
func (r *reading) fill(c *sanad.Claim, t *trigger, frames []*frame, figures []*figure) {
	p := r.predicate(t)
	c.Negated = t.negated
	c.Rule = r.ruleOf(t)
	phrase := r.triggerPhrase(t)
	if p.Relation != "" {
		c.Relation = &sanad.Relation{Type: sanad.RelationType(p.Relation), Trigger: phrase}
	} else {
		c.Event = &sanad.Event{Type: p.Type, Modes: p.Modes, Contexts: p.Contexts, Score: sanad.Decimal(r.book.Ontology.Score(p.Type, p.Modes)), Trigger: phrase}
	}
	r.infer(t, p)
	c.Actors, c.Recipients = slices.Clone(t.actors), slices.Clone(t.recipients)
	future := c.Modality != sanad.ModalityActual
	c.When, c.Places = r.whenOf(t.from, frames, future), r.placesOf(t.from)
	c.Figures = r.figuresOf(figures, future)
	if c.Stance == sanad.StanceDeny {
		c.Denies = r.deniedOf(t, frames)
	}
	r.finish(c, t.from, t.to)
}

// triggerPhrase is at most six words and eighty code points.
func (r *reading) triggerPhrase(t *trigger) sanad.Phrase {
	to := min(t.to, t.from+6)
	p := r.phrase(t.from, to)
	for p.End-p.Start > 80 && to > t.from+1 {
		to--
		p = r.phrase(t.from, to)
	}
	return p
}

// voices are the frames that a trigger stands in, innermost first, its own complement aside.
func (r *reading) voices(t *trigger) []*frame {
	var out []*frame
	for _, f := range r.framesAt(t.from) {
		if f.speech != t {
			out = append(out, f)
		}
	}
	if p := r.predicate(t); p.Actor == "speaker" && len(out) > 0 {
		return out[1:]
	}
	return out
}

// noClaim says why a trigger makes no claim, "" where it does.
func (r *reading) noClaim(t *trigger, p *codebook.Predicate, frames []*frame, figures []*figure) string {
	if slices.ContainsFunc(frames, func(f *frame) bool { return f.hollow }) {
		return "neither affirmed nor denied"
	}
	if len(frames) > 0 && frames[0].speech != nil && frames[0].speech.negated && frames[0].stance == sanad.StanceAffirm {
		return "what is not accused, demanded, promised or threatened"
	}
	if p.Vague && len(frames) > 0 && frames[0].speech != nil && frames[0].modality != "" {
		return "too vague an act to be demanded or promised"
	}
	if len(frames) > 1 && frames[0].speech != nil && frames[0].modality != "" && frames[1].speech == nil && !sameSpeakers(frames[0], frames[1]) {
		return "what a reported act promises or demands"
	}
	if len(frames) > 1 && frames[0].speech != nil && frames[0].modality != "" && frames[1].speech != nil && !sameSpeakers(frames[0], frames[1]) {
		return "what another act promises or demands"
	}
	for _, f := range r.figures {
		if m, _ := r.book.Measure(f.measure); m.Seizes && f.by == t.chunk && p.Type == "COERCE" && !t.noun {
			return "people captured are a figure"
		}
	}
	if t.supposed && len(t.recipients) == 0 && len(figures) == 0 && len(r.placesOf(t.from)) == 0 {
		return "only supposed"
	}
	named := len(t.actors) > 0 || len(t.recipients) > 0 || len(figures) > 0
	if p.Actor == "speaker" && len(t.actors) == 0 {
		return "nobody says it"
	}
	if t.noun {
		return r.noNounClaim(t, p, named || len(frames) > 0 && frames[0].stance == sanad.StanceDeny && r.norm(r.chunks[t.chunk].from) != "the" && r.norm(r.chunks[t.chunk].from) != "that")
	}
	if named || t.phrase || t.object.to > t.object.from || p.Actor == "none" || r.chunks[t.chunk].kind == cVerb && r.chunks[t.chunk].passive {
		return ""
	}
	if len(r.subjectChunks(t)) > 0 || len(r.placesOf(t.from)) > 0 {
		return ""
	}
	return "neither who acts nor on whom is told"
}

func (r *reading) subjectChunks(t *trigger) []int {
	if r.chunks[t.chunk].kind != cVerb {
		return nil
	}
	return r.subject(t.chunk)
}

func sameSpeakers(a, b *frame) bool {
	return slices.EqualFunc(a.speakers, b.speakers, func(x, y sanad.Entity) bool { return x.ID == y.ID && (x.ID != "" || x.Text == y.Text) })
}

// noNounClaim: a noun with nobody named is a reference back, or talk in general. "The talks between A and B" and
// "the talks in Bree" are one only where such an event was told before.
func (r *reading) noNounClaim(t *trigger, p *codebook.Predicate, named bool) string {
	definite := false
	for i := r.chunks[t.chunk].from; i < t.from; i++ {
		definite = definite || r.is(i, "back_reference") && r.norm(i) != "such"
		named = named || r.tags[i] == tClitic
	}
	first := definite && p.Type == "CONSULT" && !r.doc.told[p.Type] && (len(r.placesOf(t.from)) > 0 || r.whenOf(t.from, nil, false) != nil)
	if named {
		if definite && !first && p.Reciprocal && t.governor < 0 && (len(t.actors) < 2 || r.doc.told[p.Type]) {
			return "points back to an event told before"
		}
		return ""
	}
	if definite && first {
		return ""
	}
	if definite {
		return "points back to an event told before"
	}
	if !p.Reciprocal && t.governor >= 0 && p.Type != "ACCUSE" {
		return ""
	}
	if p.Type == "CONSULT" && p.Reciprocal && (t.governor >= 0 || r.tagBefore(r.chunks[t.chunk].from) == tPrep && r.is(r.chunks[t.chunk].from-1, "preposition")) {
		return ""
	}
	if p.Type == "ASSAULT" && len(r.placesOf(t.from)) > 0 && r.whenOf(t.from, nil, false) != nil {
		return ""
	}
	return "nobody is named with the noun"
}

// newClaim fills in whose words a claim is and how real the event is said to be.
func (r *reading) newClaim(frames []*frame, own sanad.Modality) sanad.Claim {
	c := sanad.Claim{
		Document: r.doc.name(), Sentence: sanad.SentenceRef{Index: r.sent.Index, Span: sanad.Span{Start: r.sent.Start, End: r.sent.End}},
		Voice: sanad.VoiceSource, Stance: sanad.StanceAffirm, Modality: own,
	}
	if len(frames) == 0 {
		return c
	}
	f := frames[0]
	c.Stance, c.Voice = f.stance, sanad.VoiceAttributed
	switch {
	case f.nobody:
		c.Voice = sanad.VoiceUnattributed
	case len(f.speakers) == 0:
		c.Voice = sanad.VoiceSource
	}
	for _, s := range f.speakers {
		p := r.phrase(f.cue.from, f.cue.to)
		if f.cue.to > f.cue.from {
			s.Cue = &p
		}
		c.Speakers = append(c.Speakers, s)
	}
	for _, g := range slices.Backward(frames[1:]) {
		if g.speech == nil && !sameSpeakers(f, g) && g.kind != "verdict" && g.kind != "denial" {
			c.Via = append(c.Via, g.speakers...)
		}
	}
	if len(f.speakers) > 0 {
		c.Said = r.saidOn(f)
	}
	if f.modality != "" {
		c.Modality = f.modality
		if own == sanad.ModalityConditional {
			c.Modality = own
		}
	}
	return c
}

// saidOn is when a frame's speaker spoke: the day that hangs on the cue and isn't part of what is said.
func (r *reading) saidOn(f *frame) *sanad.When {
	if f.cue.to == f.cue.from {
		return nil
	}
	for _, t := range r.times {
		if f.has(t.from) || t.from < r.afterDateline(0) {
			continue
		}
		for i := t.from; i < t.to; i++ {
			if r.tree.head(i) == f.cue.from && !r.tree.isRel(i, "nsubj", "obj") {
				return r.when(t, false)
			}
		}
	}
	return nil
}

// deniedOf is what a denial is aimed at: the denier's part in it, whom it hit, or that it happened.
func (r *reading) deniedOf(t *trigger, frames []*frame) sanad.Denied {
	f := frames[0]
	if r.roleWords(f) {
		return sanad.DeniesResponsibility
	}
	if r.typeOf(t) == "ASSAULT" && (len(t.recipients) > 0 || t.object.to > t.object.from) && len(t.actors) > 0 && !t.noun {
		for _, e := range t.recipients {
			if e.Sector == "CVL" {
				return sanad.DeniesTarget
			}
		}
	}
	return sanad.DeniesOccurrence
}

// whenOf is the time of what token i says: the nearest in the sentence that is in the same voice.
func (r *reading) whenOf(i int, frames []*frame, future bool) *sanad.When {
	best, distance := -1, 1<<30
	for k, t := range r.times {
		if len(frames) > 0 && !frames[0].has(t.from) || t.from < r.afterDateline(0) {
			continue
		}
		d := t.from - i
		if d < 0 {
			d = -d
		}
		if !r.sameClause(i, t.from) {
			d += 20
		}
		if r.inAside(t.from, i) {
			d += 20
		}
		if d < distance && d < 45 {
			best, distance = k, d
		}
	}
	if best < 0 {
		return nil
	}
	return r.when(r.times[best], future)
}

// figuresOf makes the figures of one claim, numbered, parts under what they are part of.
func (r *reading) figuresOf(list []*figure, future bool) []sanad.Figure {
	slices.SortStableFunc(list, func(a, b *figure) int { return cmp.Compare(a.nfrom, b.nfrom) })
	var out []sanad.Figure
	ids := map[*figure]string{}
	for n, f := range list {
		s := r.span(f.from, max(f.end, f.to))
		g := sanad.Figure{
			ID: "f" + strconv.Itoa(n+1), Measure: f.measure, Low: decimal(f.low), High: decimal(f.high), Approximate: f.about,
			Vague: f.vague, Scope: f.scope, Of: f.of, By: f.agents, Unit: f.unit, Per: f.per, Relation: f.relation, Text: r.doc.off.Slice(s), Span: s,
		}
		ids[f] = g.ID
		g.PartOf = ids[f.whole]
		if f.base != nil && f.base.value > 0 {
			g.Baseline = &sanad.Baseline{Value: sanad.Decimal(f.base.value)}
			if w := r.whenNear(f.base); w != nil {
				g.Baseline.When = r.when(*w, false)
			}
		}
		if w := r.whenNear(f); w != nil {
			g.When = r.when(*w, future)
		}
		out = append(out, g)
	}
	return out
}

// whenNear is the time that stands right behind a figure or its noun, as in "31 in 2023".
func (r *reading) whenNear(f *figure) *timeExpr {
	for i := range r.times {
		t := &r.times[i]
		if d := t.from - f.end; d >= 0 && d <= 2 && t.precision != "day" {
			return t
		}
	}
	return nil
}

// figureClaims makes a claim of the figures that belong to no event, one for each voice.
func (r *reading) figureClaims() {
	var groups [][]*figure
	for _, f := range r.figures {
		if f.taken {
			continue
		}
		joined := false
		for i := range groups {
			if r.sameVoice(groups[i][0].nfrom, f.nfrom) && f.nfrom-groups[i][len(groups[i])-1].nfrom < 40 && groups[i][0].isRatio() == f.isRatio() {
				groups[i], joined = append(groups[i], f), true
				break
			}
		}
		if !joined {
			groups = append(groups, []*figure{f})
		}
	}
	for _, g := range groups {
		r.figureClaim(g)
	}
}

func (f *figure) isRatio() bool { return strings.HasSuffix(f.measure, "_pct") }

func (r *reading) figureClaim(list []*figure) {
	first := list[0]
	frames := r.framesAt(first.nfrom)
	if slices.ContainsFunc(frames, func(f *frame) bool { return f.hollow }) {
		r.reject(first.nfrom, "figure", "neither affirmed nor denied")
		return
	}
	r.figureClaimIn(list, frames)
	if len(frames) > 0 && frames[0].twin != nil {
		r.figureClaimIn(list, []*frame{frames[0].twin})
	}
}

// figureClaimIn makes the claim of figures in the voice of frames.
func (r *reading) figureClaimIn(list []*figure, frames []*frame) {
	first := list[0]
	own := sanad.ModalityActual
	if first.by >= 0 {
		own = r.modalityOf(first.by, nil)
	}
	c := r.newClaim(frames, own)
	if first.by >= 0 {
		c.Negated = r.chunks[first.by].negated
	}
	c.Rule = "measure:" + first.measure
	c.When, c.Places = r.whenOf(first.nfrom, frames, c.Modality != sanad.ModalityActual), r.placesOf(first.nfrom)
	c.Figures = r.figuresOf(list, false)
	if c.Stance == sanad.StanceDeny {
		c.Denies = sanad.DeniesFigure
	}
	r.finish(&c, first.from, list[len(list)-1].end)
}

// finish sets the span, takes out what only the reading needed, and keeps the claim.
func (r *reading) finish(c *sanad.Claim, from, to int) {
	r.setSpan(c, from, to)
	for _, list := range [][]sanad.Entity{c.Actors, c.Recipients, c.Speakers, c.Via} {
		for i := range list {
			list[i].Sector = strings.TrimSuffix(list[i].Sector, sectorPeople)
		}
	}
	for i := range c.Figures {
		c.Figures[i].Of = slices.Clone(c.Figures[i].Of)
		for j := range c.Figures[i].Of {
			c.Figures[i].Of[j].Sector = strings.TrimSuffix(c.Figures[i].Of[j].Sector, sectorPeople)
		}
	}
	r.claims = append(r.claims, *c)
	if c.Event != nil {
		r.doc.told[c.Event.Type] = true
	}
}

// setSpan stretches a claim from the first to the last thing that it names in its sentence.
func (r *reading) setSpan(c *sanad.Claim, from, to int) {
	s := r.span(from, to)
	grow := func(o sanad.Span) {
		if o.Start >= r.sent.Start && o.End <= r.sent.End && o.End > o.Start {
			s.Start, s.End = min(s.Start, o.Start), max(s.End, o.End)
		}
	}
	for _, e := range c.Actors {
		grow(e.Span)
	}
	for _, e := range c.Recipients {
		grow(e.Span)
	}
	for _, f := range c.Figures {
		grow(f.Span)
	}
	c.Span = s
}

// sortClaims puts claims in the order of their anchors, the longer first where they start together.
func sortClaims(claims []sanad.Claim) {
	slices.SortStableFunc(claims, compareClaims)
}

func compareClaims(a, b sanad.Claim) int {
	x, y := a.Anchor(), b.Anchor()
	return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(y.End, x.End))
}
