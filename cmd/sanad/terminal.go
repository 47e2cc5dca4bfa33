package main

import (
	"strings"
	"unicode"
)

// forTerminal is s without what a terminal would obey or what would make it look other than it is: control
// characters, bytes that aren't UTF-8, and characters that embed or override a direction. Lines stay.
func forTerminal(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r == 0x2028 || r == 0x2029:
			return -1
		case r >= 0xe0000 && r <= 0xe007f:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// oneLine is forTerminal on a single line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, forTerminal(s))
}
