package codebook

import "strings"

// Form is which inflection of its base a word is.
type Form uint8

// The forms of words.
const (
	FormBase   Form = iota // "attack", also the present plural and the imperative
	FormThird              // "attacks"
	FormPast               // "attacked", also the participle of regular verbs
	FormIng                // "attacking"
	FormNoun               // "airstrike"
	FormPlural             // "airstrikes"
	FormPhrase             // as it stands
	FormOther              // an irregular form from the data: "struck", "men"
)

type inflected struct {
	text string
	form Form
}

// verbForms returns the regular forms of a verb; only its first word is inflected ("carry out":
// "carried out"). Irregular forms are data (Forms), and a wrong regular one beside them does no harm.
func verbForms(verb string) []inflected {
	first, rest, _ := strings.Cut(verb, " ")
	if rest != "" {
		rest = " " + rest
	}
	return []inflected{
		{first + rest, FormBase},
		{plural(first) + rest, FormThird},
		{past(first) + rest, FormPast},
		{ing(first) + rest, FormIng},
	}
}

// nounForms returns a noun and its regular plural; its last word is inflected, or, where it has an "of",
// the one before it ("note of protest": "notes of protest").
func nounForms(noun string) []inflected {
	head, tail := noun, ""
	for _, prep := range []string{" of ", " in ", " on "} {
		if i := strings.Index(noun, prep); i > 0 {
			head, tail = noun[:i], noun[i:]
			break
		}
	}
	return []inflected{{noun, FormNoun}, {plural(head) + tail, FormPlural}}
}

// NounForms returns a noun and its regular plural.
func NounForms(noun string) []string {
	var out []string
	for _, f := range nounForms(noun) {
		out = append(out, f.text)
	}
	return out
}

// VerbForms returns the regular forms of a verb, the base first.
func VerbForms(verb string) []string {
	var out []string
	for _, f := range verbForms(verb) {
		out = append(out, f.text)
	}
	return out
}

// plural adds -s after the rules of English spelling; it is the third person's rule too.
func plural(w string) string {
	switch {
	case hasSuffix(w, "s", "x", "z", "ch", "sh"):
		return w + "es"
	case strings.HasSuffix(w, "y") && !vowelAt(w, -2):
		return w[:len(w)-1] + "ies"
	}
	return w + "s"
}

func past(w string) string {
	switch {
	case strings.HasSuffix(w, "e"):
		return w + "d"
	case strings.HasSuffix(w, "y") && !vowelAt(w, -2):
		return w[:len(w)-1] + "ied"
	case doubles(w):
		return w + w[len(w)-1:] + "ed"
	}
	return w + "ed"
}

func ing(w string) string {
	switch {
	case strings.HasSuffix(w, "ie"):
		return w[:len(w)-2] + "ying"
	case strings.HasSuffix(w, "e") && !hasSuffix(w, "ee", "oe", "ye"):
		return w[:len(w)-1] + "ing"
	case doubles(w):
		return w + w[len(w)-1:] + "ing"
	}
	return w + "ing"
}

// doubles reports whether the last consonant is doubled: one syllable of consonant, vowel, consonant
// ("ban", "stop"). Longer words that double ("expel", "permit") list their forms.
func doubles(w string) bool {
	n := len(w)
	if n < 3 || vowelAt(w, -1) || !vowelAt(w, -2) || vowelAt(w, -3) || hasSuffix(w, "w", "x", "y", "h") {
		return false
	}
	for i := range n - 2 {
		if vowelAt(w, i-n) {
			return false
		}
	}
	return true
}

// vowelAt looks at a letter counted from the end, -1 the last.
func vowelAt(w string, i int) bool {
	i += len(w)
	return i >= 0 && i < len(w) && strings.IndexByte("aeiou", w[i]) >= 0
}

func hasSuffix(w string, suffixes ...string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}
