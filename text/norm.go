package text

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Norm returns s as it is matched, never as it is shown: NFC, lower case, look-alike letters of other
// alphabets, curly quotes and dashes read as their ASCII forms, invisible signs left out. It is what
// Token.Norm holds; fold a list's entries with it before comparing. Norm(Norm(s)) is Norm(s).
func Norm(s string) string {
	if ascii, plain := asciiShape(s); plain {
		return s
	} else if ascii {
		return foldASCII(s)
	}
	s = strings.ToLower(norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")))
	fold := lists().fold
	var b strings.Builder
	for _, r := range s {
		if to, ok := fold[r]; ok {
			b.WriteString(to)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// asciiShape says whether s is ASCII and, if so, whether it is already folded.
func asciiShape(s string) (ascii, plain bool) {
	plain = true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return false, false
		case 'A' <= c && c <= 'Z', c == '`':
			plain = false
		}
	}
	return true, plain
}

func foldASCII(s string) string {
	s = strings.ToLower(s)
	if strings.Contains(s, "`") {
		s = strings.ReplaceAll(s, "`", "'")
	}
	return s
}
