package decision

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad.example/sanad"
)

// Hidden stands in what is signed for one letter or digit of a word that may be of a private person's name. Where
// words are looked for it matches any one, so that a ruling finds its place without saying who is named there.
const Hidden = '█'

// stands reports whether a character of the text may be what a ruling has.
func stands(ruled, r rune) bool { return ruled == r || ruled == Hidden && hideable(r) }

func hideable(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

// reads reports whether words that a ruling has, hidden ones too, may be s.
func reads(ruled, s string) bool {
	if !strings.ContainsRune(ruled, Hidden) {
		return ruled == s
	}
	return slices.EqualFunc([]rune(ruled), []rune(s), stands)
}

// starts are the code points of a text from which words of a ruling stand, in order.
func (t text) starts(ruled string) (out []int) {
	if ruled == "" {
		return nil
	}
	if !strings.ContainsRune(ruled, Hidden) {
		for from := 0; ; from++ { // the next place's words may overlap with these
			at := strings.Index(t.Text[from:], ruled)
			if at < 0 {
				return out
			}
			from += at
			out = append(out, t.Rune(from))
		}
	}
	whole, in := []rune(ruled), []rune(t.Text)
	for at := 0; at+len(whole) <= len(in); at++ {
		if slices.EqualFunc(whole, in[at:at+len(whole)], stands) {
			out = append(out, at)
		}
	}
	return out
}

// Stands reports whether an anchor's words are in a text.
func Stands(a sanad.Anchor, text string) bool {
	return len(newText(sanad.Document{Text: text}).starts(a.Prefix+a.Exact+a.Suffix)) > 0
}

// hiding is a text with the words of it that may be of private persons' names.
type hiding struct {
	text
	rules *Rules
	names []sanad.Span
	seen  bool // what is hidden is only compared, and never read again
}

func (r *Rules) hiding(t text) hiding { return hiding{t, r, r.book.PersonWords(t.Text), false} }

// words are a span's, without names.
func (h hiding) words(s sanad.Span) string { return hide(h.Slice(s), s.Start, h.names) }

// hide hides what names, spans of a text, have of the words that begin at a code point of it.
func hide(words string, start int, names []sanad.Span) string {
	out := []rune(words)
	for _, n := range names {
		for i := max(n.Start-start, 0); i < min(n.End-start, len(out)); i++ {
			if hideable(out[i]) {
				out[i] = Hidden
			}
		}
	}
	return string(out)
}

// value hides, in place, what a claim's value quotes of the text, so far as restore brings it back. Words that aren't
// the text's, an analyst's own name for someone, stay.
func (h hiding) value(v any) any {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			h.value(e)
		}
	case map[string]any:
		words, ok := v["text"].(string)
		if s, placed := spanOf(v); ok && placed && h.Slice(s) == words {
			v["text"] = h.words(s)
		}
		for _, name := range []string{"label", "name"} {
			if words, ok := v[name].(string); ok {
				v[name] = h.quoted(words)
			}
		}
		for _, e := range v {
			h.value(e)
		}
	}
	return v
}

// quoted hides names in words whose place isn't said, where they can be told from the text again.
func (h hiding) quoted(words string) string {
	hidden := hide(words, 0, h.rules.book.PersonWords(words))
	if shown, ok := h.shown(hidden); h.seen || ok && shown == words {
		return hidden
	}
	return words
}

// shown is the text's words that stand wherever a ruling's do. ok is false where others stand elsewhere, or none.
func (t text) shown(ruled string) (words string, ok bool) {
	n := utf8.RuneCountInString(ruled)
	for _, at := range t.starts(ruled) {
		here := t.Slice(sanad.Span{Start: at, End: at + n})
		if ok && here != words {
			return "", false
		}
		words, ok = here, true
	}
	return words, ok
}

// json is value of JSON.
func (h hiding) json(data json.RawMessage) (json.RawMessage, error) {
	v, err := toValue(data)
	if err != nil {
		return nil, err
	}
	return canonicalOf(h.value(v))
}

// restore puts, in place, the text's words where a ruling hides them: what isn't there stays hidden, and then isn't
// the text's.
func (t text) restore(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			t.restore(e)
		}
	case map[string]any:
		words, ok := v["text"].(string)
		if s, placed := spanOf(v); ok && placed && reads(words, t.Slice(s)) {
			v["text"] = t.Slice(s)
		}
		for _, name := range []string{"label", "name"} {
			if words, ok := v[name].(string); ok && strings.ContainsRune(words, Hidden) {
				if shown, ok := t.shown(words); ok {
					v[name] = shown
				}
			}
		}
		for _, e := range v {
			t.restore(e)
		}
	}
}

// sameSeen compares a value that an analyst saw, of which names may be hidden, with a value as it is.
func sameSeen(was, now any) bool {
	switch was := was.(type) {
	case string:
		s, ok := now.(string)
		return ok && reads(was, s)
	case []any:
		list, ok := now.([]any)
		return ok && slices.EqualFunc(was, list, sameSeen)
	case map[string]any:
		m, ok := now.(map[string]any)
		if !ok || len(m) != len(was) {
			return false
		}
		for name, v := range was {
			if other, has := m[name]; !has || !sameSeen(v, other) {
				return false
			}
		}
		return true
	case json.Number:
		n, ok := now.(json.Number)
		return ok && sameNumber(was, n)
	}
	return was == now
}

// sameNumber compares numbers however they are spelled.
func sameNumber(a, b json.Number) bool {
	x, xerr := canonicalOf(a)
	y, yerr := canonicalOf(b)
	return xerr == nil && yerr == nil && string(x) == string(y)
}
