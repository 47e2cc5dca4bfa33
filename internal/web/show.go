package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"unicode"
)

// hidden reports whether a rune could make a text look other than it is: controls, and the characters
// that embed or override a direction. Marks that Arabic script needs (ZWNJ, LRM, RLM) stay.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return true
	case r == 0xFEFF, r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return unicode.IsControl(r)
}

// show escapes foreign text for a page and makes hidden characters visible by their code.
func show(text string) template.HTML {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")
	if strings.IndexFunc(text, hidden) < 0 {
		return template.HTML(template.HTMLEscapeString(text)) //nolint:gosec // escaped here
	}
	var b strings.Builder
	start := 0
	for i, r := range text {
		if !hidden(r) {
			continue
		}
		b.WriteString(template.HTMLEscapeString(text[start:i]))
		fmt.Fprintf(&b, `<span class="hidden-char">U+%04X</span>`, r)
		start = i + len(string(r))
	}
	b.WriteString(template.HTMLEscapeString(text[start:]))
	return template.HTML(b.String()) //nolint:gosec // every part is escaped above
}

// plain is show for attributes and titles, where no element can stand.
func plain(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// outside returns an address that may be linked to, http or https with a host, else "".
func outside(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
