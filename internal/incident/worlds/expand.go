package worlds

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sanad.example/sanad"
)

// Coded returns the world's documents with their claims, as a coder would hand them on: a sentence stands for
// each claim, and spans lead into it. A claim's world id is not in it: IDs tells.
func (w *World) Coded() ([]sanad.Coded, error) {
	out := make([]sanad.Coded, 0, len(w.Documents))
	byName := map[string]string{}
	for _, d := range w.Documents {
		doc, err := w.write(d)
		if err != nil {
			return nil, err
		}
		for i, c := range doc.Claims {
			byName[d.Claims[i].ID.text] = c.ID
		}
		out = append(out, doc)
	}
	for i, d := range w.Documents {
		for j, c := range d.Claims {
			link(&out[i].Claims[j], byName, c)
		}
	}
	return out, nil
}

// link adds the links to other claims, whose ids are known only now.
func link(c *sanad.Claim, byName map[string]string, from claim) {
	if from.Retaliates.text != "" {
		c.Links = append(c.Links, sanad.Link{Type: sanad.LinkRetaliates, To: byName[from.Retaliates.text]})
	}
	if from.Revises.text != "" {
		c.Links = append(c.Links, sanad.Link{Type: sanad.LinkRevises, To: byName[from.Revises.text]})
	}
}

// IDs returns the claims' ids by the ids of the world, and the documents' likewise.
func (w *World) IDs(coded []sanad.Coded) (claims, docs map[string]string) {
	claims, docs = map[string]string{}, map[string]string{}
	for i, d := range w.Documents {
		docs[d.ID.text] = coded[i].Document.ID
		for j, c := range d.Claims {
			if j < len(coded[i].Claims) {
				claims[c.ID.text] = coded[i].Claims[j].ID
			}
		}
	}
	return claims, docs
}

func (w *World) write(d document) (sanad.Coded, error) {
	b := &writer{w: w}
	claims := make([]sanad.Claim, 0, len(d.Claims))
	for i, c := range d.Claims {
		claim, err := b.claim(i, c)
		if err != nil {
			return sanad.Coded{}, fmt.Errorf("%s:%d: claim %q: %w", w.file, c.ID.line, c.ID.text, err)
		}
		claims = append(claims, claim)
	}
	doc := w.document(d, b.text.String())
	for i := range claims {
		claims[i].Document = doc.ID
	}
	sanad.SetIDs(claims)
	return sanad.Coded{Document: doc, Claims: claims}, nil
}

func (w *World) document(d document, text string) sanad.Document {
	url := "https://" + d.Source.text + ".example/" + w.Name + "/" + d.ID.text
	doc := sanad.Document{
		ID: sanad.DocumentID(d.Source.text, url, text), Name: d.ID.text, Source: d.Source.text, URL: url,
		Title: d.Title.text, Published: d.Published.text, Lang: "en", Text: text,
	}
	if d.About.text != "" {
		doc.About = &sanad.About{Outlet: d.About.text}
	}
	return doc
}

// writer writes a sentence for each claim of a document and knows where its words stand.
type writer struct {
	w    *World
	text strings.Builder
	at   int // code points written
}

func (b *writer) put(s string) sanad.Span {
	start := b.at
	b.text.WriteString(s)
	b.at += utf8.RuneCountInString(s)
	return sanad.Span{Start: start, End: b.at}
}

func (b *writer) claim(i int, c claim) (sanad.Claim, error) {
	if i > 0 {
		b.put(" ")
	}
	out := sanad.Claim{
		Voice: sanad.VoiceSource, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual,
		Negated: c.Not.text != "", Denies: sanad.Denied(c.Denies.text), Rule: "world", Confidence: .9,
	}
	start := b.at
	if c.Modality.text != "" {
		out.Modality = sanad.Modality(c.Modality.text)
	}
	switch {
	case c.Denies.text != "":
		out.Stance = sanad.StanceDeny
	case c.Doubts.text != "":
		out.Stance = sanad.StanceQuestion
	}
	for _, step := range []func(*sanad.Claim, claim) error{b.speakers, b.times, b.content, b.figures, b.places} {
		if err := step(&out, c); err != nil {
			return out, err
		}
	}
	if c.Says.text != "" {
		b.put(": " + c.Says.text)
	}
	b.put(".")
	out.Span = sanad.Span{Start: start, End: b.at}
	out.Sentence = sanad.SentenceRef{Index: i, Span: out.Span}
	return out, nil
}

// entities writes names with commas between and returns who they are.
func (b *writer) entities(list words) ([]sanad.Entity, error) {
	var out []sanad.Entity
	for i, id := range list {
		e, err := entity(b.w.book, id.text)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.put(", ")
		}
		e.Text = e.Name
		if e.Label != "" {
			e.Text = e.Label
		}
		e.Span = b.put(e.Text)
		out = append(out, e)
	}
	return out, nil
}

func (b *writer) speakers(out *sanad.Claim, c claim) (err error) {
	if out.Via, err = b.entities(c.Via); err != nil {
		return err
	}
	if len(c.Via) > 0 {
		b.put(": ")
	}
	switch {
	case len(c.By) == 1 && c.By[0].text == "?":
		out.Voice = sanad.VoiceUnattributed
		b.put("reportedly ")
	case len(c.By) > 0:
		out.Voice = sanad.VoiceAttributed
		if out.Speakers, err = b.entities(c.By); err != nil {
			return err
		}
		b.put(" says ")
	}
	return nil
}

func (b *writer) times(out *sanad.Claim, c claim) (err error) {
	if c.Said.text != "" {
		if out.Said, err = when(c.Said.text); err != nil {
			return err
		}
	}
	if c.When.text != "" {
		if out.When, err = when(c.When.text); err != nil {
			return err
		}
		out.When.Text = c.When.text
	}
	return nil
}

func (b *writer) content(out *sanad.Claim, c claim) (err error) {
	if out.Actors, err = b.entities(c.From); err != nil {
		return err
	}
	if len(c.From) > 0 {
		b.put(" ")
	}
	switch {
	case c.Holds.text != "":
		out.Relation = &sanad.Relation{Type: sanad.RelationType(c.Holds.text)}
		out.Relation.Trigger = sanad.Phrase{Text: c.Holds.text, Span: b.put(c.Holds.text)}
	case c.Does.text != "":
		if out.Event, err = b.event(c.Does.text); err != nil {
			return err
		}
	}
	if len(c.To) > 0 {
		b.put(" ")
	}
	out.Recipients, err = b.entities(c.To)
	return err
}

// event reads TYPE/mode/mode and writes a word of the codebook for it.
func (b *writer) event(s string) (*sanad.Event, error) {
	parts := strings.Split(s, "/")
	t, ok := b.w.book.Ontology.Types[parts[0]]
	if !ok {
		return nil, fmt.Errorf("no event type %q", parts[0])
	}
	for _, m := range parts[1:] {
		if _, ok := t.Modes[m]; !ok {
			return nil, fmt.Errorf("%s has no mode %q", parts[0], m)
		}
	}
	e := &sanad.Event{Type: parts[0], Modes: parts[1:], Score: sanad.Decimal(b.w.book.Ontology.Score(parts[0], parts[1:]))}
	if len(e.Modes) == 0 {
		e.Modes = nil
	}
	text := b.w.trigger(parts[0], parts[1:])
	e.Trigger = sanad.Phrase{Text: text, Span: b.put(text)}
	return e, nil
}

// trigger is the first word that the codebook has for an event.
func (w *World) trigger(typ string, modes []string) string {
	for _, p := range w.book.Predicates {
		if p.Type == typ && strings.Join(p.Modes, "/") == strings.Join(modes, "/") {
			if len(p.Nouns) > 0 {
				return p.Nouns[0]
			}
			if len(p.Verbs) > 0 {
				return p.Verbs[0]
			}
		}
	}
	return strings.ToLower(typ)
}

func (b *writer) figures(out *sanad.Claim, c claim) error {
	for i, s := range c.Figures {
		f, err := figure(b.w.book, i+1, s.text)
		if err != nil {
			return err
		}
		b.put(", ")
		f.Text = s.text
		f.Span = b.put(f.Text)
		for j := range f.Of {
			f.Of[j].Text, f.Of[j].Span = f.Text, f.Span
		}
		out.Figures = append(out.Figures, f)
	}
	return nil
}

func (b *writer) places(out *sanad.Claim, c claim) error {
	for _, id := range c.At {
		p, err := place(b.w.book, id.text)
		if err != nil {
			return err
		}
		b.put(" in ")
		p.Text = p.Name
		p.Span = b.put(p.Name)
		out.Places = append(out.Places, p)
	}
	if out.When != nil {
		b.put(" on ")
		span := b.put(out.When.Text)
		out.When.StartAt = &span.Start
	}
	return nil
}
