package coder

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/text"
)

// Explanation says how a text was read, sentence by sentence.
type Explanation struct {
	Sentences []SentenceReading
}

// SentenceReading is how one sentence was read: what was found, and what was rejected with the reason.
type SentenceReading struct {
	Sentence text.Sentence
	Text     string
	Mentions []Finding // who is named: text and id
	Places   []Finding
	Times    []Finding
	Speakers []Finding // cue, and who speaks
	Triggers []Finding // rule
	Figures  []Finding // measure
	Rejected []Finding // rule, with why
	Claims   []sanad.Claim
}

// Finding is a run of text with what it was taken for.
type Finding struct {
	sanad.Span
	Text string
	Rule string // id of the entry, of the actor, or a measure
	Why  string
}

// Explain reads a document as Code does and tells how.
func (c *Coder) Explain(doc sanad.Document) Explanation {
	var e Explanation
	c.read(doc, func(r *reading) { e.Sentences = append(e.Sentences, r.explain()) })
	return e
}

func (r *reading) explain() SentenceReading {
	s := SentenceReading{Sentence: r.sent, Text: r.doc.off.Slice(sanad.Span{Start: r.sent.Start, End: r.sent.End}), Claims: r.claims}
	for _, m := range r.mentions {
		if m != nil && len(m.entities) > 0 {
			s.Mentions = append(s.Mentions, r.finding(m.from, m.to, names(m.entities), ""))
		}
	}
	for _, p := range r.places {
		s.Places = append(s.Places, r.finding(p.from, p.to, r.book.Places[p.index].ID, p.role))
	}
	for _, t := range r.times {
		s.Times = append(s.Times, r.finding(t.from, t.to, t.start+" to "+t.end, t.precision))
	}
	for _, f := range r.frames {
		if f.cue.to > f.cue.from {
			s.Speakers = append(s.Speakers, r.finding(f.cue.from, f.cue.to, f.rule, r.whoSpeaks(f)))
		}
	}
	for _, t := range r.triggers {
		if t.ok {
			s.Triggers = append(s.Triggers, r.finding(t.from, t.to, r.ruleOf(t), ""))
		}
	}
	for _, f := range r.figures {
		s.Figures = append(s.Figures, r.finding(f.from, max(f.end, f.to), f.measure, string(f.scope)))
	}
	s.Rejected = r.lost()
	return s
}

// lost are the rejections of words and numbers that came to nothing: one reason for each, none where another
// rule read the word.
func (r *reading) lost() []Finding {
	var out []Finding
	seen := map[int]bool{}
	byWeight := slices.Clone(r.rejected)
	slices.SortStableFunc(byWeight, func(a, b rejection) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(cueLast(a), cueLast(b)))
	})
	for _, x := range byWeight {
		if seen[x.at] || r.came(x.at) {
			continue
		}
		seen[x.at] = true
		out = append(out, r.finding(x.at, min(x.at+1, len(r.toks)), x.rule, x.why))
	}
	return out
}

// cueLast puts a word's rejection as an event or a number before that as a word of speech.
func cueLast(x rejection) int {
	if strings.HasPrefix(x.rule, "cue:") {
		return 1
	}
	return 0
}

// came reports whether token i is part of something that was read.
func (r *reading) came(i int) bool {
	for _, t := range r.triggers {
		if t.ok && t.from <= i && i < t.to {
			return true
		}
	}
	for _, f := range r.figures {
		if f.from <= i && i < max(f.end, f.to) || f.by >= 0 && r.inside[i] == f.by {
			return true
		}
	}
	for _, f := range r.frames {
		if f.cue.has(i) && !f.hollow {
			return true
		}
	}
	return false
}

func (r *reading) finding(from, to int, rule, why string) Finding {
	p := r.phrase(from, to)
	return Finding{Span: p.Span, Text: p.Text, Rule: rule, Why: why}
}

func ids(list []sanad.Entity) string {
	var out []string
	for _, e := range list {
		id := e.ID
		if id == "" {
			id = "?"
		}
		out = append(out, id)
	}
	return strings.Join(out, ", ")
}

// String is the explanation as plain text for a terminal.
func (e Explanation) String() string {
	var b strings.Builder
	for i, s := range e.Sentences {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n", strings.Join(strings.Fields(s.Text), " "))
		for _, part := range []struct {
			name string
			list []Finding
		}{{"named", s.Mentions}, {"place", s.Places}, {"time", s.Times}, {"speaks", s.Speakers}, {"event", s.Triggers}, {"figure", s.Figures}, {"rejected", s.Rejected}} {
			for _, f := range part.list {
				fmt.Fprintf(&b, "  %-9s %-28q %s", part.name, f.Text, f.Rule)
				if f.Why != "" {
					fmt.Fprintf(&b, "  (%s)", f.Why)
				}
				b.WriteByte('\n')
			}
		}
		for _, c := range s.Claims {
			b.WriteString(explainClaim(c))
		}
	}
	return b.String()
}

// whoSpeaks names a frame's speakers for people.
func (r *reading) whoSpeaks(f *frame) string {
	switch {
	case f.nobody:
		return "nobody named"
	case f.hollow:
		return "neither affirmed nor denied"
	case len(f.speakers) == 0:
		return "the source"
	}
	return names(f.speakers)
}

// names are ids with the names behind them; who isn't in the codebook is told by the text's own words.
func names(list []sanad.Entity) string {
	out := make([]string, 0, len(list))
	for _, e := range list {
		switch {
		case e.ID == "" && e.Text == "":
			out = append(out, "? someone not in the codebook")
		case e.ID == "":
			out = append(out, fmt.Sprintf("? someone not in the codebook, %q", e.Text))
		case e.Name == "" || e.Name == e.ID:
			out = append(out, e.ID)
		default:
			out = append(out, e.ID+" "+e.Name)
		}
	}
	return strings.Join(out, "; ")
}

// explainClaim is a claim with its parties by name and whose words it is in.
func explainClaim(c sanad.Claim) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  claim     %s\n", Content(c))
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "    %-13s %s\n", name, value)
		}
	}
	row("who", names(c.Actors))
	row("to whom", names(c.Recipients))
	for _, f := range c.Figures {
		of := make([]sanad.Entity, len(f.Of))
		for i, p := range f.Of {
			of[i] = p.Entity
			if p.ID != "" {
				of[i].Text = ""
			}
		}
		row("of whom", names(of))
	}
	speaker := names(c.Speakers)
	switch {
	case c.Voice == sanad.VoiceUnattributed:
		speaker = "nobody named"
	case speaker == "":
		speaker = "source"
	}
	row(told(c.Stance), speaker)
	row("via", names(c.Via))
	return b.String()
}

func told(s sanad.Stance) string {
	switch s {
	case sanad.StanceDeny:
		return "denied by"
	case sanad.StanceQuestion:
		return "questioned by"
	}
	return "affirmed by"
}

// Summary is a claim in one line: "ASSAULT/aerial PAK > AFG; deny: PAK-GOV".
func Summary(c sanad.Claim) string {
	switch {
	case c.Voice == sanad.VoiceUnattributed:
		return Content(c) + "; said by nobody named" + via(c)
	case len(c.Speakers) > 0:
		return fmt.Sprintf("%s; %s: %s", Content(c), c.Stance, ids(c.Speakers)) + via(c)
	case c.Stance != sanad.StanceAffirm:
		return fmt.Sprintf("%s; %s: the source", Content(c), c.Stance)
	}
	return Content(c)
}

// via is who relayed a claim, outermost first.
func via(c sanad.Claim) string {
	if len(c.Via) == 0 {
		return ""
	}
	return " via " + ids(c.Via)
}

// Content is what a claim says, in one line and without who says it: "ASSAULT/aerial PAK > AFG".
func Content(c sanad.Claim) string {
	var b strings.Builder
	kind, content := c.Kind()
	if kind == "figures" {
		content = "figures"
	}
	b.WriteString(content)
	if c.Event != nil && len(c.Event.Modes) > 0 {
		b.WriteString("/" + strings.Join(c.Event.Modes, ","))
	}
	if c.Negated {
		b.WriteString(" not")
	}
	if len(c.Actors)+len(c.Recipients) > 0 {
		fmt.Fprintf(&b, " %s > %s", orNobody(c.Actors), orNobody(c.Recipients))
	}
	for _, f := range c.Figures {
		fmt.Fprintf(&b, "; %s %s", f.Measure, bounds(f))
	}
	if c.Modality != sanad.ModalityActual {
		fmt.Fprintf(&b, "; %s", c.Modality)
	}
	return b.String()
}

func orNobody(list []sanad.Entity) string {
	if len(list) == 0 {
		return "-"
	}
	return ids(list)
}

func bounds(f sanad.Figure) string {
	low, high := "", ""
	if f.Low != nil {
		low = f.Low.String()
	}
	if f.High != nil {
		high = f.High.String()
	}
	if low == high {
		return low
	}
	return low + "…" + high
}
