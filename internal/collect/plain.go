package collect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad.example/sanad"
)

const (
	maxTitle   = 200 // code points of a first line that is still a title
	opening    = 100 // code points of the opening words that stand for a title otherwise
	firstLines = 12  // lines, blank ones apart, among which a date is looked for
)

// plain reads a plain text: all of it is text. Its first line is the title where it is short, else its
// opening words are, with an ellipsis; a line among the first that is nothing but a date is the day of
// publication.
func (c *Collector) plain(text string) sanad.Input {
	in := sanad.Input{Text: text}
	n := 0
	for line := range strings.Lines(Normalise(text[:min(len(text), 64<<10)])) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if n++; n > firstLines {
			break
		}
		if day := c.tables.dateLine(line); day != "" {
			if in.Published == "" {
				in.Published = day
			}
		} else if in.Title == "" && hasLetter(line) {
			in.Title = titleOf(line)
		}
	}
	return in
}

// titleOf is a first line, or its opening words where it is a paragraph.
func titleOf(line string) string {
	if utf8.RuneCountInString(line) <= maxTitle {
		return line
	}
	return cut(line, opening)
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
