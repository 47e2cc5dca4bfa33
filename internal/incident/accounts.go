package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// Reckoner tells of an incident who says what, what that allows to estimate, and how well it is supported.
// It is read-only and safe for concurrent use.
type Reckoner struct {
	book    *codebook.Book
	rules   codebook.EstimateRules
	sources directory
	grades  map[string]string
}

// NewReckoner returns a reckoner by a set of rules of the codebook's estimates.yaml, "" for the first.
// Grades are what analysts decided of sources, by source id; they are shown and decide nothing: how
// credible a report is doesn't follow from how reliable its source is. Errors: ErrNotFound.
func NewReckoner(book *codebook.Book, rules string, grades map[string]string) (*Reckoner, error) {
	set, ok := book.EstimateRules(rules)
	if !ok {
		return nil, fmt.Errorf("rules of estimates %q: %w: the codebook's estimates.yaml has none of that id", rules, sanad.ErrNotFound)
	}
	return &Reckoner{book, set, newDirectory(book), grades}, nil
}

// Rules names the set of rules with its version: "by-interest/1".
func (r *Reckoner) Rules() string { return fmt.Sprintf("%s/%d", r.rules.ID, r.rules.Version) }

// Evidence is what an incident's accounts are told from, in any order.
type Evidence struct {
	Claims    []sanad.Claim     // the incident's; Document is the id that Documents have
	Documents []sanad.Document  // with all that Copies name
	Copies    map[string]string // document to the document that it repeats
	Beside    []sanad.Claim     // other claims of these documents: who is said to back whom withholds independence
}

// statement is one claim as one claimant's word.
type statement struct {
	who        int
	claim      *sanad.Claim
	doc        *sanad.Document
	said       string // day
	background bool   // looks back, or tells of the incident beside another subject
	occurrence bool   // tells what happened
	main       bool   // by an event of the incident's own type
	denial     bool   // denies it, by an act of speech or by stance
	headline   bool
	repeats    bool
	copied     bool   // from the document that its document repeats
	hand       int    // through how many hands it came
	sig        string // what it says
	origin     string // document or agency that carried it first
}

// Reckon returns the incident with accounts, estimates, status and reason. The incident's claims,
// documents, type, days and places are given. The order of evidence doesn't matter.
func (r *Reckoner) Reckon(inc sanad.Incident, ev Evidence) sanad.Incident {
	said, voices := r.statements(&inc, ev)
	var figures []counted
	for i := range said {
		if said[i].denial && said[i].claim.Stance != sanad.StanceDeny {
			continue
		}
		for _, n := range r.countedOf(said[i].claim) {
			n.who, n.doc, n.said, n.background, n.headline, n.hand = said[i].who, said[i].doc, said[i].said, said[i].background, said[i].headline, said[i].hand
			n.explicit = said[i].claim.Said != nil
			figures = append(figures, n)
		}
	}
	r.settleGroups(figures, voices)
	s := r.scene(&inc, said, voices, ev.Beside)
	values := r.values(&s, figures, voices, said)
	r.dispute(&s, said, values, voices)
	inc.Accounts = r.accounts(&s, said, voices, values)
	inc.Estimates = r.estimates(&s, values, voices)
	inc.Status, inc.Reason = r.status(&s, said, voices, inc.Accounts, values, inc.Estimates)
	return inc
}

// statements are the claims in the order in which they were said, and whose word they are.
func (r *Reckoner) statements(inc *sanad.Incident, ev Evidence) ([]statement, []voice) {
	docs := map[string]*sanad.Document{}
	for i := range ev.Documents {
		docs[ev.Documents[i].ID] = &ev.Documents[i]
	}
	leads := map[string]bool{}
	for _, d := range inc.Documents {
		leads[d.ID] = d.Lead
	}
	claims := make([]sanad.Claim, 0, len(ev.Claims))
	for _, c := range ev.Claims {
		if docs[c.Document] != nil {
			claims = append(claims, r.book.Unnamed(c))
		}
	}
	slices.SortFunc(claims, func(a, b sanad.Claim) int {
		return cmp.Or(cmp.Compare(saidDay(&a, docs[a.Document]), saidDay(&b, docs[b.Document])),
			cmp.Compare(r.hands(&a, docs[a.Document], ev.Copies), r.hands(&b, docs[b.Document], ev.Copies)),
			cmp.Compare(docs[a.Document].Published, docs[b.Document].Published), cmp.Compare(a.Document, b.Document),
			cmp.Compare(a.Sentence.Index, b.Sentence.Index), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.ID, b.ID))
	})
	known := newIndex(claims, func(c *sanad.Claim) bool { return c.Stance == sanad.StanceDeny && !r.sameMatter(inc, c) })
	var said []statement
	var voices []voice
	for i := range claims {
		c, doc := &claims[i], docs[claims[i].Document]
		verbal := c.Event != nil && c.Event.Type != inc.Type && slices.Contains(r.rules.Speech, c.Event.Type) &&
			(c.Modality == sanad.ModalityActual || c.Modality == "")
		st := statement{claim: c, doc: doc, said: saidDay(c, doc), occurrence: r.tells(inc, c), denial: r.denies(inc, c, known), sig: signature(c)}
		st.main = st.occurrence && subject(c) == inc.Type
		st.headline = r.isHeadline(c, doc)
		st.hand = r.hands(c, doc, ev.Copies)
		st.background = c.Said == nil && (len(leads) > 0 && !leads[doc.ID] || st.hand > 0 && r.late(inc, st.said))
		from := origin(c, doc, docs, ev.Copies, known)
		st.copied = from != doc
		st.origin = r.carrier(c, from)
		for _, v := range r.speakers(c, from, verbal) {
			if st.headline {
				v = r.ownVoice(from)
			}
			st.who = slices.IndexFunc(voices, func(o voice) bool { return o.ID == v.ID })
			if st.who < 0 {
				st.who = len(voices)
				voices = append(voices, v)
			}
			said = append(said, st)
		}
	}
	return r.join(said, voices)
}

// tells reports whether a claim tells of the occurrence itself: an event of the incident's own type or, in
// an incident of violence, any material act; or the relation that the incident is about.
func (r *Reckoner) tells(inc *sanad.Incident, c *sanad.Claim) bool {
	what := subject(c)
	return what != "" && (what == inc.Type || !slices.Contains(r.rules.Speech, what)) && r.sameMatter(inc, c) &&
		(c.Modality == sanad.ModalityActual || c.Modality == "")
}

// subject is the type of a claim's event or relation, "" of figures alone.
func subject(c *sanad.Claim) string {
	if kind, content := c.Kind(); kind != "figures" {
		return content
	}
	return ""
}

// denies reports whether a claim denies what happened. A refusal with a mode of its own, of talks or of
// help, denies nothing of it, nor does a denial whose content stands beside it and is something else: that a
// party backs who did it.
func (r *Reckoner) denies(inc *sanad.Incident, c *sanad.Claim, known index) bool {
	if c.Stance == sanad.StanceDeny {
		return c.Denies != sanad.DeniesFigure && r.sameMatter(inc, c)
	}
	return c.Event != nil && c.Event.Type != inc.Type && slices.Contains(r.rules.Denials, c.Event.Type) && len(c.Event.Modes) == 0 &&
		c.Stance == sanad.StanceAffirm && !c.Negated && !known.elsewhere[sentence{c.Document, c.Sentence.Index}]
}

// sameMatter reports whether what a claim tells can be an incident's occurrence: it is figures alone, an
// event of the type's class, any event where the incident is known by figures, or its relation.
func (r *Reckoner) sameMatter(inc *sanad.Incident, c *sanad.Claim) bool {
	if c.Event == nil {
		return c.Relation == nil || string(c.Relation.Type) == inc.Type
	}
	if _, known := r.book.Ontology.Types[inc.Type]; !known {
		return true
	}
	return c.Event.Type == inc.Type || r.book.Ontology.Types[c.Event.Type].Quad == r.book.Ontology.Types[inc.Type].Quad
}

// late reports whether a day is so long after the incident that what is said then looks back; what a
// claimant's own office publishes is its word of that day, however late.
func (r *Reckoner) late(inc *sanad.Incident, day string) bool {
	if inc.When == nil || day == "" || r.rules.Background == 0 {
		return false
	}
	end := cmp.Or(inc.When.End, inc.When.Start)
	if end == nil {
		return false
	}
	a, errA := time.Parse(time.DateOnly, sanad.Day(*end))
	b, errB := time.Parse(time.DateOnly, day)
	return errA == nil && errB == nil && b.Sub(a) > time.Duration(r.rules.Background)*24*time.Hour
}

// hands is through how many hands a claim came: none on a speaker's own site, more in who only relays, by way of
// an agency, in a near-copy. Of what was said on one day the nearest is the first.
func (r *Reckoner) hands(c *sanad.Claim, doc *sanad.Document, copies map[string]string) int {
	n := 2 * len(c.Via)
	if copies[doc.ID] != "" {
		n += 4
	}
	_, _, src, _ := r.outlet(doc)
	switch {
	case src == nil:
		return n + 1
	case len(c.Speakers) > 0 && src.Actor != "" && r.organ(r.book.Voice(src.Actor, "")) == r.organ(r.book.Voice(c.Speakers[0].ID, "")):
		return n
	case slices.Contains(r.rules.Relays, src.Method):
		return n + 2
	}
	return n + 1
}

// isHeadline reports whether a claim is in a document's own headline, or tells what a headline says.
func (r *Reckoner) isHeadline(c *sanad.Claim, doc *sanad.Document) bool {
	if c.Sentence.Index == 0 && doc.Title != "" && strings.HasPrefix(doc.Text, doc.Title) && c.Span.End <= len([]rune(doc.Title)) {
		return c.Voice == sanad.VoiceSource
	}
	return slices.ContainsFunc(c.Speakers, func(e sanad.Entity) bool { return e.ID == "" && hasWord(e.Text, r.rules.Headlines) })
}

// index finds claims by what they say where.
type index struct {
	said      map[telltale]bool
	elsewhere map[sentence]bool // sentences that deny something else than the occurrence
}

type sentence struct {
	document string
	at       int
}

type telltale struct {
	document string
	voice    sanad.Voice
	sig      string
}

func newIndex(claims []sanad.Claim, elsewhere func(*sanad.Claim) bool) index {
	ix := index{map[telltale]bool{}, map[sentence]bool{}}
	for i := range claims {
		c := &claims[i]
		ix.said[telltale{c.Document, c.Voice, signature(c)}] = true
		if elsewhere(c) {
			ix.elsewhere[sentence{c.Document, c.Sentence.Index}] = true
		}
	}
	return ix
}

// origin is the document that said first what a near-copy repeats: what a copy adds is its own.
func origin(c *sanad.Claim, doc *sanad.Document, docs map[string]*sanad.Document, copies map[string]string, known index) *sanad.Document {
	from := doc
	for range len(copies) {
		next := docs[copies[from.ID]]
		if next == nil || next == doc || !known.said[telltale{next.ID, c.Voice, signature(c)}] {
			break
		}
		from = next
	}
	return from
}

// carrier is who carried a claim first: the agency that is cited nearest to the speaker, else the
// document's outlet.
func (r *Reckoner) carrier(c *sanad.Claim, doc *sanad.Document) string {
	for i := len(c.Via) - 1; i >= 0; i-- {
		if id := c.Via[i].ID; id != "" {
			if j, ok := r.sources.byActor[id]; ok {
				return r.book.Sources[j].ID
			}
			return id
		}
	}
	id, _, _, _ := r.outlet(doc)
	return id
}

// signature is what a claim says, as far as saying it again adds nothing.
func signature(c *sanad.Claim) string {
	var b strings.Builder
	if c.Event != nil {
		b.WriteString(c.Event.Type)
	}
	if c.Relation != nil {
		b.WriteString(string(c.Relation.Type))
	}
	fmt.Fprint(&b, " ", c.Stance, c.Denies, c.Negated, c.Modality)
	for _, a := range c.Actors {
		b.WriteString(" " + cmp.Or(a.Country, a.ID))
	}
	for _, f := range c.Figures {
		fmt.Fprint(&b, " ", f.Measure, number(f.Low, f.High), f.Vague)
	}
	return b.String()
}

// join makes one claimant of the organs of one government or army, but for those that said different
// things on one day in reports that tell only one of them.
func (r *Reckoner) join(said []statement, voices []voice) ([]statement, []voice) {
	apart := r.apart(said, voices)
	to := make([]int, len(voices))
	var out []voice
	for i, v := range voices {
		if v.joined != v.ID && !apart[v.joined] {
			v = r.actorVoice(v.joined, "")
		}
		to[i] = slices.IndexFunc(out, func(o voice) bool { return o.ID == v.ID })
		if to[i] < 0 {
			to[i] = len(out)
			out = append(out, v)
		}
	}
	for i := range said {
		said[i].who = to[said[i].who]
	}
	return said, out
}

// apart are the governments and armies whose organs speak differently.
func (r *Reckoner) apart(said []statement, voices []voice) map[string]bool {
	organs := map[string][]int{} // by what they are organs of
	for i, v := range voices {
		organs[v.joined] = append(organs[v.joined], i)
	}
	told := map[int]map[*sanad.Document]bool{}
	figures := map[int][]counted{}
	for i := range said {
		st := &said[i]
		if len(organs[voices[st.who].joined]) < 2 {
			continue
		}
		if told[st.who] == nil {
			told[st.who] = map[*sanad.Document]bool{}
		}
		told[st.who][st.doc] = true
		for _, n := range r.countedOf(st.claim) {
			n.said = st.said
			figures[st.who] = append(figures[st.who], n)
		}
	}
	out := map[string]bool{}
	for joined, list := range organs {
		for i, a := range list {
			for _, b := range list[:i] {
				if !shares(told[a], told[b]) && r.clash(figures[a], figures[b]) {
					out[joined] = true
				}
			}
		}
	}
	return out
}

// shares reports whether some document has both organs' words: then it tells which came first.
func shares(a, b map[*sanad.Document]bool) bool {
	for d := range a {
		if b[d] {
			return true
		}
	}
	return false
}

// clash reports whether two claimants on one day gave figures for one measure and group that can't both be right.
func (r *Reckoner) clash(a, b []counted) bool {
	for i := range a {
		for j := range b {
			x, y := &a[i], &b[j]
			if x.said == y.said && x.measure == y.measure && x.group == y.group && !x.denied && !y.denied && r.differ(x, y) {
				return true
			}
		}
	}
	return false
}

// differ reports whether two figures differ beyond rounding.
func (r *Reckoner) differ(a, b *counted) bool {
	w := sanad.Decimal(r.rules.Rounding.Share)
	for _, n := range []*counted{a, b} {
		if n.approx && n.low != nil && n.high != nil && *n.low == *n.high {
			w = sanad.Decimal(r.rules.Rounding.Approximate)
		}
	}
	below := func(high, low *sanad.Decimal) bool { return high != nil && low != nil && *high < *low*(1-w) }
	return below(a.high, b.low) || below(b.high, a.low)
}

// value is what a claimant says now of a measure and group.
type value struct {
	counted
	replaced []counted
	repeats  []*sanad.Claim
	interest string
	group    sanad.Group
	apart    bool // shown, but no claimant's value: denied, or a headline that its report doesn't bear out
}

// values gives each claimant one value for each measure and group, with what it replaced.
func (r *Reckoner) values(s *scene, figures []counted, voices []voice, said []statement) []value {
	type key struct {
		who            int
		measure, group string
		apart          string
	}
	byKey := map[key][]counted{}
	var keys []key
	for _, n := range figures {
		k := key{n.who, n.measure, n.group, ""}
		switch {
		case n.denied:
			k.apart = "denied"
		case n.headline:
			k.apart = "headline"
		}
		if byKey[k] == nil {
			keys = append(keys, k)
		}
		byKey[k] = append(byKey[k], n)
	}
	var out []value
	for _, k := range keys {
		v := inOrder(byKey[k])
		v.group, v.interest, v.apart = r.groupOf(&v.counted), r.interest(s, voices[k.who], &v.counted), k.apart != ""
		if k.apart == "headline" {
			v.apart, v.note = r.headline(&v, figures)
		}
		out = append(out, v)
	}
	stands, again := map[*sanad.Claim]bool{}, map[*sanad.Claim]bool{}
	for _, v := range out {
		stands[v.claim] = true
		for _, c := range v.repeats {
			again[c] = true
		}
	}
	for i := range said {
		said[i].repeats = again[said[i].claim] && !stands[said[i].claim]
	}
	markRepeats(said)
	r.order(out, voices)
	return out
}

// headline reports whether a headline's figure is left aside because its report has another, and the note.
func (r *Reckoner) headline(v *value, figures []counted) (bool, string) {
	for i := range figures {
		n := &figures[i]
		if n.doc == v.doc && !n.headline && !n.denied && n.measure == v.measure && (n.group == v.counted.group || n.country == v.country || v.counted.group == "") {
			if r.differ(n, &v.counted) || n.vague != v.vague {
				return true, "headline and body differ"
			}
			return true, "the body says so too"
		}
	}
	return false, ""
}

// inOrder goes through what one claimant said of one number: a later word replaces an earlier one. What only
// says an earlier number again replaces nothing, unless it was said on a later day that the text tells;
// neither does what looks back. Of one day the larger number is the later, as tolls rise, and a vague one
// the earlier; a link that says that one revises the other comes before that.
func inOrder(list []counted) value {
	hours := timed(list)
	slices.SortStableFunc(list, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.said, b.said), cmp.Compare(hours[a.doc], hours[b.doc]), last(a.background, b.background), -last(a.vague, b.vague),
			-last(a.part, b.part), cmp.Compare(number(a.low, a.high), number(b.low, b.high)), cmp.Compare(a.hand, b.hand),
			cmp.Compare(a.doc.Published, b.doc.Published), cmp.Compare(a.claim.ID, b.claim.ID))
	})
	revised(list)
	v := value{}
	for i := range list {
		v.hear(list[i])
	}
	return v
}

// timed are the instants of publication within their days, where all that was said has one; else hours decide
// nothing.
func timed(list []counted) map[*sanad.Document]string {
	out := map[*sanad.Document]string{}
	for _, n := range list {
		at, err := time.Parse(time.RFC3339, n.doc.Published)
		if err != nil || n.explicit {
			if at, err = time.Parse("2006-01-02T15:04Z07:00", n.doc.Published); err != nil || n.explicit {
				return nil
			}
		}
		out[n.doc] = at.UTC().Format(time.RFC3339)
	}
	return out
}

// last orders what is so behind what isn't.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// revised moves what says that it revises another behind it.
func revised(list []counted) {
	for i := range list {
		for _, l := range list[i].claim.Links {
			j := slices.IndexFunc(list, func(n counted) bool { return n.claim.ID == l.To })
			if l.Type == sanad.LinkRevises && j > i {
				n := list[i]
				copy(list[i:j], list[i+1:j+1])
				list[j] = n
				return
			}
		}
	}
}

// hear takes the next thing that the claimant said.
func (v *value) hear(n counted) {
	if n.increment {
		n.high, n.note = nil, "an addition to an earlier count"
	}
	if n.part {
		n.high, n.note = nil, "counts a part of them alone"
	}
	if v.claim == nil {
		v.counted = n
		return
	}
	again := sameNumber(&v.counted, &n)
	for i := range v.replaced {
		again = again || sameNumber(&v.replaced[i], &n) && !(n.explicit && n.said > v.said)
	}
	weaker := (n.vague || n.part) && number(n.low, n.high) <= number(v.low, v.high) && !v.vague && !v.part
	switch {
	case sameNumber(&v.counted, &n) && plainer(&n, &v.counted):
		v.repeats = append(v.repeats, v.claim)
		v.counted = n
	case n.increment: // an addition to a number that stands: never added to it
	case again || weaker || n.background && !v.background || v.vague && n.vague:
		v.repeats = append(v.repeats, n.claim)
	case v.increment || v.part && !n.part || v.background && !n.background:
		v.repeats = append(v.repeats, v.claim)
		v.counted = n
	default:
		v.replaced = append(v.replaced, v.counted)
		v.counted = n
	}
}

// plainer reports whether a says the number of b more exactly.
func plainer(a, b *counted) bool {
	exactly := func(n *counted) int {
		switch {
		case n.low == nil || n.high == nil:
			return 0
		case n.approx:
			return 1
		}
		return 2
	}
	return exactly(a) > exactly(b) && a.part == b.part && !a.increment && a.said <= b.said
}

// markRepeats marks what says nothing that its claimant hasn't said before. Of figures alone the values know.
func markRepeats(said []statement) {
	type key struct {
		who int
		sig string
	}
	first := map[key]int{} // that is no copy
	for i := range said {
		k := key{said[i].who, said[i].sig}
		if _, ok := first[k]; !ok && !said[i].copied {
			first[k] = i
		}
	}
	for i := range said {
		st := &said[i]
		at, ok := first[key{st.who, st.sig}]
		if ok && (st.copied || len(st.claim.Figures) == 0 && at < i) {
			st.repeats = true
		}
	}
}

func (r *Reckoner) order(list []value, voices []voice) {
	rank := func(measure string) int {
		return slices.Index(slices.Concat(r.rules.Harm, r.rules.Losses, r.rules.Counts), measure)
	}
	slices.SortStableFunc(list, func(a, b value) int {
		return cmp.Or(cmp.Compare(rank(a.measure), rank(b.measure)), cmp.Compare(a.group.ID, b.group.ID),
			cmp.Compare(voices[a.who].ID, voices[b.who].ID), last(a.apart, b.apart))
	})
}

// dispute makes one group of people whom some call fighters and others civilians: where neither counts both
// kinds, and they give the same number, who counts fighters denies what others say, the text says so, or those
// who struck call all whom they hit fighters.
func (r *Reckoner) dispute(s *scene, said []statement, values []value, voices []voice) {
	for _, m := range r.rules.Harm {
		fighters, okF := onlyGroup(values, m, func(v *value) bool { return v.kind.Fights && v.kind.ID != "" })
		civilians, okC := onlyGroup(values, m, func(v *value) bool { return !v.kind.Fights && v.kind.ID != "" && v.kind.ID != peopleID })
		if !okF || !okC || !r.disputed(s, said, fighters, civilians, voices) {
			continue
		}
		group := sanad.Group{ID: strings.TrimPrefix(cmp.Or(civilians[0].country, fighters[0].country)+"/disputed", "/"), Name: "people whom some call fighters and others civilians", Disputed: true}
		for _, v := range append(fighters, civilians...) {
			word := v.kind.Name
			if len(v.people) > 0 {
				word = cmp.Or(v.people[0].Label, v.people[0].Text, r.book.GroupName(v.kind, ""))
			}
			v.group, v.note = group, strings.TrimPrefix(v.note+"; in its words: “"+word+"”", "; ")
		}
	}
}

// onlyGroup returns the values of a measure that fit, where all are of one group.
func onlyGroup(values []value, measure string, fits func(*value) bool) ([]*value, bool) {
	var out []*value
	for i := range values {
		v := &values[i]
		if v.measure != measure || v.apart || !fits(v) {
			continue
		}
		if len(out) > 0 && out[0].group.ID != v.group.ID {
			return nil, false
		}
		out = append(out, v)
	}
	return out, len(out) > 0
}

func (r *Reckoner) disputed(s *scene, said []statement, fighters, civilians []*value, voices []voice) bool {
	evidence, struck := false, true
	for _, f := range fighters {
		for _, c := range civilians {
			if f.who == c.who || voices[f.who].party != "" && voices[f.who].party == voices[c.who].party {
				return false
			}
			evidence = evidence || sameNumber(&f.counted, &c.counted)
		}
		evidence = evidence || slices.ContainsFunc(said, func(st statement) bool { return st.who == f.who && st.denial })
		party := voices[f.who].party
		struck = struck && party != "" && len(s.accused[party]) > 0 && !slices.ContainsFunc(f.people, func(p sanad.Population) bool { return r.party(p.ID) == party })
	}
	for _, v := range append(slices.Clone(fighters), civilians...) {
		evidence = evidence || slices.ContainsFunc(v.people, func(p sanad.Population) bool { return p.Status == "disputed" })
	}
	return evidence || struck && len(s.accused) == 1
}

// accounts are the claimants' versions, by claimant.
func (r *Reckoner) accounts(s *scene, said []statement, voices []voice, values []value) []sanad.Account {
	out := make([]sanad.Account, len(voices))
	for i, v := range voices {
		out[i] = sanad.Account{Claimant: v.Claimant, Stance: sanad.StanceAffirm}
	}
	for i := range said {
		st := &said[i]
		a := &out[st.who]
		a.Claims = appendNew(a.Claims, st.claim.ID)
		if st.repeats {
			a.Repeats = appendNew(a.Repeats, st.claim.ID)
		} else if st.origin != "" {
			a.Origins = appendNew(a.Origins, st.origin)
		}
		if st.said != "" {
			a.Since = cmp.Or(a.Since, st.said)
			a.Until = st.said
		}
		for _, l := range labels(st.claim) {
			a.Labels = appendNew(a.Labels, l)
		}
		a.Answers = append(a.Answers, r.answers(said, st, voices)...)
	}
	for i := range out {
		out[i].Stance, out[i].Denies = stanceOf(said, i)
		slices.Sort(out[i].Answers)
		out[i].Answers = slices.Compact(out[i].Answers)
	}
	for i := range values {
		a := &out[values[i].who]
		a.Values = append(a.Values, shown(&values[i]))
	}
	slices.SortFunc(out, func(a, b sanad.Account) int { return cmp.Compare(a.Claimant.ID, b.Claimant.ID) })
	return out
}

// labels are a claimant's own words for others.
func labels(c *sanad.Claim) []string {
	var out []string
	add := func(list []sanad.Entity) {
		for _, e := range list {
			if e.Label != "" {
				out = append(out, e.Label)
			}
		}
	}
	add(c.Actors)
	add(c.Recipients)
	for _, f := range c.Figures {
		for _, p := range f.Of {
			add([]sanad.Entity{p.Entity})
		}
	}
	return out
}

// stanceOf is a claimant's last word on what happened; of one day a denial is the last.
func stanceOf(said []statement, who int) (sanad.Stance, sanad.Denied) {
	stance, denies, day := sanad.StanceAffirm, sanad.Denied(""), ""
	for i := range said {
		st := &said[i]
		if st.who != who || st.repeats {
			continue
		}
		switch {
		case st.denial:
			if stance != sanad.StanceDeny || st.claim.Denies != "" {
				denies = st.claim.Denies
			}
			stance, day = sanad.StanceDeny, st.said
		case st.occurrence && !(stance == sanad.StanceDeny && st.said <= day):
			stance, denies = st.claim.Stance, st.claim.Denies
		}
	}
	return cmp.Or(stance, sanad.StanceAffirm), denies
}

// answers are the claims of others that a statement denies or confirms.
func (r *Reckoner) answers(said []statement, st *statement, voices []voice) []string {
	var out []string
	for _, l := range st.claim.Links {
		if l.Type == sanad.LinkAnswers {
			out = append(out, l.To)
		}
	}
	me := voices[st.who]
	figure := st.claim.Stance == sanad.StanceDeny && st.claim.Denies == sanad.DeniesFigure
	confirms := st.occurrence && !st.denial && st.claim.Stance == sanad.StanceAffirm && r.acts(st.claim, me.party)
	for i := range said {
		o := &said[i]
		if o.who == st.who || o.claim.Stance != sanad.StanceAffirm || o.claim.Negated {
			continue
		}
		switch {
		case figure && sameFigure(st.claim, o.claim),
			st.denial && o.occurrence && (r.acts(o.claim, me.party) || r.answersTo(st.claim, o.claim, voices[o.who])),
			confirms && o.occurrence && r.acts(o.claim, me.party) && subject(o.claim) == subject(st.claim) && o.said <= st.said:
			out = append(out, o.claim.ID)
		}
	}
	return out
}

// answersTo reports whether a denial is of what another claim tells: of the same act by the same, or of what
// they tell to whom it is addressed.
func (r *Reckoner) answersTo(denial, told *sanad.Claim, teller voice) bool {
	if subject(denial) == "" {
		return false
	}
	if subject(denial) != subject(told) {
		return slices.ContainsFunc(denial.Recipients, func(e sanad.Entity) bool { return r.sameParty(r.party(e.ID), teller.party) })
	}
	if len(denial.Actors) == 0 || len(told.Actors) == 0 {
		return denial.Denies != sanad.DeniesResponsibility
	}
	return slices.ContainsFunc(denial.Actors, func(e sanad.Entity) bool {
		return r.acts(told, r.party(e.ID))
	})
}

// acts reports whether a claim says that a party acted.
func (r *Reckoner) acts(c *sanad.Claim, party string) bool {
	return slices.ContainsFunc(c.Actors, func(e sanad.Entity) bool { return r.sameParty(r.party(e.ID), party) })
}

func sameFigure(a, b *sanad.Claim) bool {
	for _, f := range a.Figures {
		for _, g := range b.Figures {
			if f.Measure == g.Measure && number(f.Low, f.High) == number(g.Low, g.High) {
				return true
			}
		}
	}
	return false
}

// shown is a value as an account has it.
func shown(v *value) sanad.Value {
	out := sanad.Value{
		Measure: v.measure, Group: v.group, Low: v.low, High: v.high, Approximate: v.approx, Vague: v.vague, Denied: v.denied,
		Interest: v.interest, Said: v.said, Claim: v.claim.ID, Figure: v.figure, Note: v.note,
	}
	for _, o := range v.replaced {
		out.Replaced = append(out.Replaced, sanad.Replaced{Low: o.low, High: o.high, Said: o.said, Claim: o.claim.ID, Figure: o.figure})
	}
	return out
}
