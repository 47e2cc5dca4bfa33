package decision

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// Complete fills in what an analyst leaves out of the new value of a field: where its words stand in the text.
// What has words and no offsets gets those of the words where they stand once within the claim's sentence, or else
// once in the text; an entity without words gets the sentence. Words that may be of private persons' names are hidden.
// Errors wrap sanad.ErrInvalid.
func (r *Rules) Complete(doc sanad.Document, field string, value json.RawMessage, claim sanad.Claim) (json.RawMessage, error) {
	steps, err := pointer(field)
	if err != nil {
		return nil, err
	}
	v, err := toValue(value)
	if err != nil {
		return nil, err
	}
	if list, ok := v.([]any); ok && len(list) == 0 {
		return nil, fmt.Errorf("%w: give null to take a field away", sanad.ErrInvalid)
	}
	name := steps[len(steps)-1]
	if _, number := index(name, 1<<20); number && len(steps) > 1 {
		name = steps[len(steps)-2]
	}
	if m, ok := v.(map[string]any); ok && field == "/figures/-" {
		fillFigure(m, len(claim.Figures))
	}
	c := completion{newText(doc), claim.Sentence.Span}
	if err := c.fill(name, v); err != nil {
		return nil, err
	}
	h := r.hiding(c.text)
	if words, ok := v.(string); ok && (name == "text" || name == "label" || name == "name") {
		h.seen = name == "text" // the claim has its place
		return canonicalOf(h.quoted(words))
	}
	return canonicalOf(h.value(v))
}

// completeClaim is Complete for a whole claim; its members that have one usual value get it.
func completeClaim(doc sanad.Document, value json.RawMessage, sentence func(int) sanad.SentenceRef) (json.RawMessage, error) {
	v, err := toValue(value)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: a claim is needed, as a JSON object", sanad.ErrInvalid)
	}
	for _, name := range []string{"id", "document", "rule"} {
		if _, given := m[name]; given {
			return nil, fmt.Errorf("%w: a claim's %s is given by Sanad", sanad.ErrInvalid, name)
		}
	}
	usual := map[string]any{"stance": "affirm", "modality": "actual", "negated": false, "confidence": json.Number("1"), "voice": "source"}
	if _, spoken := m["speakers"]; spoken {
		usual["voice"] = "attributed"
	}
	for name, v := range usual {
		if _, given := m[name]; !given {
			m[name] = v
		}
	}
	t := newText(doc)
	return completion{t, sanad.Span{End: t.Len()}}.claim(m, sentence)
}

type completion struct {
	text
	within sanad.Span
}

// claim places a claim's trigger and figures, then its span and sentence, then whoever stands around them.
func (c completion) claim(m map[string]any, sentence func(int) sanad.SentenceRef) (json.RawMessage, error) {
	for _, name := range []string{"event", "relation", "figures"} {
		if err := c.fill(name, m[name]); err != nil {
			return nil, err
		}
	}
	hull, ok := hullOf(m)
	if !ok {
		return nil, fmt.Errorf("%w: a claim needs an event or a relation with a trigger, or figures", sanad.ErrInvalid)
	}
	for name, of := range map[string]any{"sentence": sentence(hull.Start), "span": hull} {
		if _, given := m[name]; given {
			continue
		}
		var err error
		if m[name], err = toValue(of); err != nil {
			return nil, err
		}
	}
	if s, ok := m["sentence"].(map[string]any); ok {
		c.within, _ = spanOf(s)
	}
	for name, v := range m {
		if name == "span" || name == "sentence" {
			continue
		}
		if err := c.fill(name, v); err != nil {
			return nil, err
		}
	}
	return canonicalOf(m)
}

func number(n int) json.Number { return json.Number(fmt.Sprint(n)) }

// hullOf is the span around a claim's trigger and figures.
func hullOf(m map[string]any) (hull sanad.Span, ok bool) {
	var parts []any
	for _, name := range []string{"event", "relation"} {
		if o, is := m[name].(map[string]any); is {
			parts = append(parts, o["trigger"])
		}
	}
	if list, is := m["figures"].([]any); is {
		parts = append(parts, list...)
	}
	for _, p := range parts {
		o, _ := p.(map[string]any)
		s, has := spanOf(o)
		if !has {
			continue
		}
		if !ok {
			hull, ok = s, true
		}
		hull = sanad.Span{Start: min(hull.Start, s.Start), End: max(hull.End, s.End)}
	}
	return hull, ok
}

// fill places a value's objects, those within them too.
func (c completion) fill(name string, v any) error {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			if m, ok := e.(map[string]any); ok && name == "figures" {
				fillFigure(m, i)
			}
			if err := c.fill(name, e); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := c.place(name, v); err != nil {
			return err
		}
		for member, e := range v {
			if err := c.fill(member, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillFigure gives a figure the members that always stand.
func fillFigure(m map[string]any, i int) {
	for name, usual := range map[string]any{"id": fmt.Sprintf("f%d", i+1), "approximate": false, "vague": false} {
		if _, given := m[name]; !given {
			m[name] = usual
		}
	}
}

// place gives an object of words, or an entity, its offsets.
func (c completion) place(name string, v map[string]any) error {
	words, hasWords := v["text"].(string)
	if name == "event" {
		if _, given := v["score"]; !given {
			v["score"] = json.Number("0")
		}
	}
	_, start := v["start"]
	_, end := v["end"]
	isPhrase := name == "trigger" || name == "cue" || name == "figures" || name == "places" || isEntityList(name)
	if !isPhrase || start || end {
		return nil
	}
	s := c.within
	if hasWords {
		var err error
		if s, err = c.once(words); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	} else if !isEntityList(name) {
		return fmt.Errorf("%s: %w: give its words as \"text\"", name, sanad.ErrInvalid)
	}
	v["start"], v["end"] = number(s.Start), number(s.End)
	return nil
}

var errTwice = errors.New("more than once")

// once is where words stand: once within the completion's span, or else once in the text.
func (c completion) once(words string) (sanad.Span, error) {
	from, to := c.Byte(c.within.Start), c.Byte(c.within.End)
	at, err := onlyIndex(c.Text[from:to], words)
	if err == nil && at >= 0 {
		at += from
	} else if at, err = onlyIndex(c.Text, words); err != nil {
		return sanad.Span{}, fmt.Errorf("%w: the text has %q %w: give start and end", sanad.ErrInvalid, words, err)
	}
	if at < 0 {
		return sanad.Span{}, fmt.Errorf("%w: the text doesn't have %q", sanad.ErrInvalid, words)
	}
	return sanad.Span{Start: c.Rune(at), End: c.Rune(at + len(words))}, nil
}

func onlyIndex(s, words string) (int, error) {
	at := strings.Index(s, words)
	if at >= 0 && strings.Contains(s[at+1:], words) {
		return at, errTwice
	}
	return at, nil
}

// Added makes the value and the anchor of a claim that the coder missed, as an analyst gives it: see Complete.
// sentence returns the sentence that a code point of the text is in. Errors wrap sanad.ErrInvalid.
func (r *Rules) Added(doc sanad.Document, coded []sanad.Claim, set *Set, given json.RawMessage, sentence func(int) sanad.SentenceRef) (json.RawMessage, sanad.Anchor, error) {
	var none sanad.Anchor
	value, err := completeClaim(doc, given, sentence)
	if err != nil {
		return nil, none, fmt.Errorf("add: %w", err)
	}
	a := &application{Rules: r, text: newText(doc)}
	c, err := a.added(&Ruling{Decision: sanad.Decision{Value: value}}, strings.Repeat("0", 32))
	if err == nil {
		err = r.Known(c)
	}
	if err != nil {
		return nil, none, fmt.Errorf("add: %w", err)
	}
	h := r.hiding(a.text)
	anchor, err := h.quote(&c)
	if err != nil {
		return nil, none, fmt.Errorf("add: %w", err)
	}
	if value, err = h.json(value); err != nil {
		return nil, none, fmt.Errorf("add: %w", err)
	}
	kind, content := c.Kind()
	applied := r.applied(doc, coded, set)
	base := applied.base
	for _, have := range applied.shown {
		if same, err := alike(have, c); err != nil || same {
			return nil, none, errors.Join(err, fmt.Errorf("add: %w: claim %s says that on these words already", sanad.ErrInvalid, have.ID))
		}
	}
	for n := 0; ; n++ { // the first ordinal that no claim has
		id := sanad.ClaimID(doc.ID, kind, content, c.Anchor(), n)
		if !slices.ContainsFunc(base, func(c sanad.Claim) bool { return c.ID == id }) {
			anchor.Ordinal += n
			return value, anchor, nil
		}
	}
}

// alike reports whether two claims hang on the same words and nothing tells them apart that can be seen.
func alike(a, b sanad.Claim) (bool, error) {
	if a.Anchor() != b.Anchor() {
		return false, nil
	}
	one, err := saw(a)
	if err != nil {
		return false, err
	}
	other, err := saw(b)
	return bytes.Equal(one, other), err
}
