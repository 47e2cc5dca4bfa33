package decision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"sanad.example/sanad"
)

// text is a document's text, ready for quotations to be made from it and found in it.
type text struct {
	sanad.Document
	*sanad.Offsets
}

func newText(doc sanad.Document) text { return text{doc, sanad.NewOffsets(doc.Text)} }

// quote makes the anchor of a claim but for what was seen and its ordinal among claims of one kind, content and
// span. Words that may be of private persons' names are hidden. Where the same words stand between the same words more
// than once, it counts these places: a step of sanad.MaxClaims each.
func (h hiding) quote(c *sanad.Claim) (sanad.Anchor, error) {
	s := c.Anchor()
	a := sanad.Anchor{
		Document: h.ID, Exact: h.words(s),
		Prefix: h.words(sanad.Span{Start: max(0, s.Start-context), End: s.Start}),
		Suffix: h.words(sanad.Span{Start: s.End, End: s.End + context}),
	}
	a.Kind, a.Content = c.Kind()
	if a.Exact == "" || a.Kind == "none" {
		return a, fmt.Errorf("claim %q of document %q: %w: it hangs on no words", c.ID, h.ID, sanad.ErrInvalid)
	}
	place := slices.Index(h.places(a), s)
	if place < 0 {
		return a, fmt.Errorf("claim %q of document %q: %w: its words aren't in the text", c.ID, h.ID, sanad.ErrInvalid)
	}
	a.Ordinal = place * sanad.MaxClaims
	return a, nil
}

// places are the spans of an anchor's words in the text, in order.
func (t text) places(a sanad.Anchor) (out []sanad.Span) {
	before, length := utf8.RuneCountInString(a.Prefix), utf8.RuneCountInString(a.Exact)
	for _, at := range t.starts(a.Prefix + a.Exact + a.Suffix) {
		out = append(out, sanad.Span{Start: at + before, End: at + before + length})
	}
	return out
}

// span is where an anchor's claim hangs. ok is false where the words aren't in the text.
func (t text) span(a sanad.Anchor) (s sanad.Span, ok bool) {
	places := t.places(a)
	if n := a.Ordinal / sanad.MaxClaims; n < len(places) {
		return places[n], true
	}
	return s, false
}

// ownOrdinal is a claim's place among those that share its kind, content and span, by which its id was made.
func ownOrdinal(c *sanad.Claim, most int) int {
	kind, content := c.Kind()
	for n := range most {
		if sanad.ClaimID(c.Document, kind, content, c.Anchor(), n) == c.ID {
			return n
		}
	}
	return 0
}

// found is where an anchor's claim is. At is -1 where it isn't.
type found struct {
	at    int
	moved string // in which way it is another claim than the analyst saw; "" where it is the same
}

// find looks for an anchor's claim: the one of the same words, kind, content and ordinal; else the only one of the
// same words and kind, or of the same kind and content on words that overlap.
func (t text) find(a sanad.Anchor, claims []sanad.Claim) found {
	span, ok := t.span(a)
	if !ok {
		return found{-1, "its words aren't in the text"}
	}
	id := sanad.ClaimID(t.ID, a.Kind, a.Content, span, a.Ordinal%sanad.MaxClaims)
	if i := slices.IndexFunc(claims, func(c sanad.Claim) bool { return c.ID == id }); i >= 0 {
		return found{i, ""}
	}
	var same, near []int
	for i := range claims {
		kind, content := claims[i].Kind()
		switch {
		case kind != a.Kind:
		case claims[i].Anchor() == span && content != a.Content:
			same = append(same, i)
		case content == a.Content && claims[i].Anchor() != span && claims[i].Anchor().Overlaps(span):
			near = append(near, i)
		}
	}
	switch {
	case len(same) == 1:
		_, content := claims[same[0]].Kind()
		return found{same[0], fmt.Sprintf("what was read as %s is now read as %s", a.Content, content)}
	case len(near) == 1:
		return found{near[0], fmt.Sprintf("it now hangs on %q", t.Slice(claims[near[0]].Anchor()))}
	}
	return found{-1, fmt.Sprintf("no claim of %s hangs on %q any more", a.Content, a.Exact)}
}

// saw is what an analyst can see of a claim, as canonical JSON: its values without its id and its figures',
// without offsets, and without what the codebook knows of the entities named.
func saw(c sanad.Claim) (json.RawMessage, error) {
	v, err := toValue(c)
	if err != nil {
		return nil, err
	}
	return canonicalOf(claimSeen(v))
}

// saw is saw without the names of private persons.
func (h hiding) saw(c sanad.Claim) (json.RawMessage, error) {
	v, err := toValue(c)
	if err != nil {
		return nil, err
	}
	h.seen = true
	return canonicalOf(claimSeen(h.value(v)))
}

// claimSeen takes out, in place, what saw leaves out of a claim's value.
func claimSeen(v any) any {
	m, _ := v.(map[string]any)
	for _, name := range []string{"id", "document", "sentence", "span", "links", "rule", "confidence"} {
		delete(m, name)
	}
	return visible(m)
}

// visible takes out, in place, what is no value of a claim's own.
func visible(v any) any {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			visible(e)
		}
	case map[string]any:
		for _, name := range []string{"start", "end"} {
			if _, number := v[name].(json.Number); number { // offsets, not dates
				delete(v, name)
			}
		}
		for _, name := range []string{"start_at", "name", "country", "sector", "ancestors", "score", "part_of"} {
			delete(v, name)
		}
		if _, figure := v["measure"]; figure {
			delete(v, "id")
		}
		if _, place := v["lat"]; place {
			delete(v, "lat")
			delete(v, "lon")
			delete(v, "precision")
		}
		for _, e := range v {
			visible(e)
		}
	}
	return v
}

// changed lists the members in which a claim differs from what an analyst saw, in order.
func changed(was json.RawMessage, c sanad.Claim) ([]string, error) {
	now, err := saw(c)
	if err != nil || bytes.Equal(was, now) {
		return nil, err
	}
	seen, err := toValue(was)
	if err != nil {
		return nil, fmt.Errorf("what the analyst saw: %w", err)
	}
	is, err := toValue(now)
	if err != nil {
		return nil, err
	}
	before, ok := seen.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("what the analyst saw: %w: no object", sanad.ErrInvalid)
	}
	after, _ := is.(map[string]any)
	names := map[string]bool{}
	for _, m := range []map[string]any{before, after} {
		for name := range m {
			a, there := before[name]
			b, still := after[name]
			if there != still || !sameSeen(a, b) {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names)), nil
}
