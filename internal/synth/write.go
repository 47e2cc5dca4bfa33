package synth

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sanad.example/sanad"
)

// writer writes one document.
type writer struct {
	*Generator
	rand       *rand.Rand
	day        time.Time
	name       string
	title      string
	paragraphs []string
	length     int // code points so far
	words      int
	claims     []Claim

	// Of the story that is being written.
	first int               // index of the side that is a
	bound map[string]choice // slots with their values
	taken map[string]bool   // ids that have a slot
}

// thousands writes a number as reports do: "2,000".
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// storySentences is how many sentences a story has behind its lead.
const storySentences = 9

// story writes a lead and what follows from it, with one set of people and places.
func (w *writer) story() {
	w.first, w.bound, w.taken = w.rand.IntN(2), map[string]choice{}, map[string]bool{}
	leads, bodies := w.order("lead"), w.order("body")
	for _, s := range leads {
		if w.sentence(s) {
			break
		}
	}
	if w.title == "" {
		w.headline()
	}
	n := 0
	for _, s := range bodies {
		if n == storySentences || w.words >= w.opts.Words {
			return
		}
		if w.sentence(s) {
			n++
		}
	}
}

// order returns the sentences of a part in an order of this story's own.
func (w *writer) order(part string) []sentence {
	var out []sentence
	for _, s := range w.templates.Sentences {
		if s.Part == part {
			out = append(out, s)
		}
	}
	w.rand.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// sentence writes a sentence as a paragraph of its own, and notes its claims. It reports false where
// a slot can't be filled.
func (w *writer) sentence(s sentence) bool {
	text, ok := w.fill(s.Text)
	if !ok {
		return false
	}
	span := w.paragraph(text)
	for _, m := range s.Claims {
		w.claims = append(w.claims, w.claim(s.ID, m, text, span))
	}
	return true
}

// headline gives the document the title of its first story.
func (w *writer) headline() {
	for _, i := range w.rand.Perm(len(w.templates.Headlines)) {
		if title, ok := w.fill(w.templates.Headlines[i]); ok {
			w.title = title
			return
		}
	}
}

// paragraph appends a paragraph and returns its span.
func (w *writer) paragraph(text string) sanad.Span {
	if len(w.paragraphs) > 0 {
		w.length += 2
	}
	start := w.length
	w.paragraphs = append(w.paragraphs, text)
	w.length += utf8.RuneCountInString(text)
	w.words += len(strings.Fields(text))
	return sanad.Span{Start: start, End: w.length}
}

// fill puts the story's values into a text, choosing those that it has none for yet.
func (w *writer) fill(text string) (string, bool) {
	for _, name := range slotsOf(text) {
		if _, ok := w.bound[name]; ok {
			continue
		}
		c, ok := w.choose(name)
		if !ok {
			return "", false
		}
		w.bound[name], w.taken[c.id] = c, true
	}
	text = inBraces.ReplaceAllStringFunc(text, func(s string) string { return w.bound[s[1:len(s)-1]].name })
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:], true
}

// choose draws a value for a slot.
func (w *writer) choose(name string) (choice, bool) {
	s := w.templates.Slots[name]
	switch s.Of {
	case "number":
		n := s.Range[0] + w.rand.IntN(s.Range[1]-s.Range[0]+1)
		return choice{id: "#" + name, name: thousands(n), n: n}, true
	case "day":
		day := w.day.AddDate(0, 0, -s.Back[0]-w.rand.IntN(s.Back[1]-s.Back[0]+1))
		return choice{id: day.Format(time.DateOnly), name: day.Format(s.As)}, true
	}
	today := w.day.Format(time.DateOnly)
	var free []choice
	for _, c := range w.pools[poolKey(name, w.first)] {
		if !w.taken[c.id] && c.holds(today) {
			free = append(free, c)
		}
	}
	if len(free) == 0 {
		return choice{}, false
	}
	return free[w.rand.IntN(len(free))], true
}

// claim is a meant claim with the story's values.
func (w *writer) claim(rule string, m meant, text string, span sanad.Span) Claim {
	c := Claim{
		Document: w.name, Span: span, Quote: text, Rule: rule,
		Speakers: w.ids(m.Speakers), Actors: w.ids(m.Actors), Recipients: w.ids(m.Recipients), Places: w.ids(m.Places),
		Stance: sanad.StanceAffirm, Denies: sanad.Denied(m.Denies), Modality: sanad.ModalityActual,
	}
	if c.Speakers == nil {
		c.Speakers = []string{} // nobody but the source, which is something to be right about
	}
	if m.Stance != "" {
		c.Stance = sanad.Stance(m.Stance)
	}
	if m.Modality != "" {
		c.Modality = sanad.Modality(m.Modality)
	}
	if m.Type != "" {
		c.Event = &Event{Type: m.Type, Modes: m.Modes}
	}
	if m.Relation != "" {
		c.Relation = &Relation{Type: sanad.RelationType(m.Relation)}
	}
	if m.When != "" {
		day := w.bound[m.When].id
		c.When = &sanad.When{Start: &day, End: &day, Precision: "day"}
	}
	for _, f := range m.Figures {
		c.Figures = append(c.Figures, w.figure(f))
	}
	return c
}

// figure is a meant figure with the story's number: "at least N" is open above.
func (w *writer) figure(m meantFigure) Figure {
	n := float64(w.bound[m.N].n)
	f := Figure{Measure: m.Measure, Low: sanad.Dec(n), High: sanad.Dec(n), Of: w.ids(m.Of), Unit: m.Unit}
	if m.Bound == "at_least" {
		f.High, f.Approximate = nil, true
	}
	return f
}

// ids returns what the slots are bound to.
func (w *writer) ids(slots []string) []string {
	var out []string
	for _, s := range slots {
		out = append(out, w.bound[s].id)
	}
	return out
}
