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

// letters are those that one language of a shared script has for itself.
type letters map[rune]string

// detect returns the language of text, after ISO 639-1 where it has a code there, or "" where it is too
// short or not clear.
func (l letters) detect(text string) string {
	if len(text) > langSample {
		text = strings.ToValidUTF8(text[:langSample], "")
	}
	own := map[string]int{}
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
		if lang := l[r]; lang != "" {
			own[lang]++
		}
	}
	if n < langLetters {
		return ""
	}
	best := ""
	for lang, count := range own {
		if count*ownLetters >= n && (best == "" || count > own[best] || count == own[best] && lang < best) {
			best = lang
		}
	}
	if best != "" {
		return best
	}
	info := whatlanggo.Detect(text)
	if !info.IsReliable() {
		return ""
	}
	if code := info.Lang.Iso6391(); code != "" {
		return code
	}
	return info.Lang.Iso6393()
}
