package collect

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise returns text as it is stored, in the one way that docs/formats/input.md describes: line
// ends are \n, terminals' escape sequences, controls, byte order marks and soft hyphens are gone, bytes that aren't UTF-8 are
// U+FFFD, composed after NFC, without white space at either end. Normalising twice changes nothing.
func Normalise(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.ContainsAny(text, "\x1b\u0090\u0098\u009b\u009d\u009e\u009f") {
		text = escapeSequence.ReplaceAllString(text, "")
	}
	text = strings.Map(keep, text)
	// NFC may bring letters together that compose again, but only around its stream-safe joiners.
	for range 4 {
		next := norm.NFC.String(text)
		if next == text {
			break
		}
		text = next
	}
	return strings.TrimSpace(text)
}

// escapeSequence is what a terminal obeys instead of showing it, after ECMA-48: control sequences (CSI), whose
// end is a letter; operating system and other command strings, as far as their end (BEL or ST) stands on the
// line: without it, or with the one-character introducers that mistaken encodings make too ("â€\u009d"), no more
// than the introducer goes, so that no text goes with it; and escapes of two and three characters.
var escapeSequence = regexp.MustCompile("\x1b\\[[0-?]*[ -/]*[@-~]?|\u009b[0-?]+[ -/]*[@-~]" +
	"|(?:\x1b[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\x07\x1b\u009c\n\r]*(?:\x07|\x1b\\\\|\u009c)" +
	"|\x1b[ -/]+[0-~]?|\x1b[0-~]?")

// keep maps line ends to \n and drops what has no meaning in a text.
func keep(r rune) rune {
	switch r {
	case '\n', '\t':
		return r
	case '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return '\n'
	case '\ufeff', '\u00ad':
		return -1
	}
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// oneLine returns s normalised, with its runs of white space as single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(Normalise(s)), " ") }

// cut returns the first words of s, at most n code points, with an ellipsis where something is left out.
func cut(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	head := string(runes[:n-2])
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:–—-") + " …"
}
