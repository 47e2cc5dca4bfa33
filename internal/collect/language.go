package collect

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"

	"sanad.example/sanad"
)

const (
	langLetters = 40   // fewer letters say no language
	langSample  = 8000 // bytes that are looked at
	wordShare   = 8    // one function word in so many words is enough
	ownLetters  = 50   // one letter of a language's own in so many is enough
)

var langTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// parseLang checks a language tag: "en", "ps", "en-GB". "" stays "". Errors: ErrInvalid.
func parseLang(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if !langTag.MatchString(s) || len(s) > 35 {
		return "", &Problem{Err: fmt.Errorf("%w: language %.40q", sanad.ErrInvalid, s), Remedy: `write a tag such as "en", "ur" or "ps"`}
	}
	primary, rest, more := strings.Cut(s, "-")
	if !more {
		return strings.ToLower(primary), nil
	}
	return strings.ToLower(primary) + "-" + rest, nil
}

// language returns the language of text, after ISO 639-1 where it has a code there, or "" where it is
// too short or not clear: by letters that a language has for itself, by statistics of three letters
// where they are sure, else by function words, since names from elsewhere mislead the statistics.
func (t tables) language(text string) string {
	if len(text) > langSample {
		text = strings.ToValidUTF8(text[:langSample], "")
	}
	own := map[string]int{}
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
		if lang := t.letters[r]; lang != "" {
			own[lang]++
		}
	}
	if n < langLetters {
		return ""
	}
	if lang, count := most(own); count*ownLetters >= n {
		return lang
	}
	if info := whatlanggo.Detect(text); info.IsReliable() {
		if code := info.Lang.Iso6391(); code != "" {
			return code
		}
		return info.Lang.Iso6393()
	}
	return t.byWords(text)
}

// byWords returns the language whose function words are frequent in text, or "".
func (t tables) byWords(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	hits := map[string]int{}
	for _, w := range words {
		if lang := t.functionWords[w]; lang != "" {
			hits[lang]++
		}
	}
	if lang, count := most(hits); count > 0 && count*wordShare >= len(words) {
		return lang
	}
	return ""
}

// most returns the key with the highest count, the first by name among equals.
func most(counts map[string]int) (key string, count int) {
	for k, n := range counts {
		if n > count || n == count && k < key {
			key, count = k, n
		}
	}
	return key, count
}
