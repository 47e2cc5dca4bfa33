package pdf

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	edgeLines  = 2   // at a page's head and foot that may be running heads
	headPages  = 3   // pages on which a line must stand to be one
	headShare  = 3   // and one page in so many
	fullShare  = 0.8 // of a full line's length: a shorter one may end a paragraph
	wideShare  = 0.9 // the share of lines that are not longer than a full one
	shortTitle = 60  // code points below which a line without an end may stand for itself
)

// softBreak is what the parser writes for a hyphen that only stands because the line ends.
const softBreak = '\u0002'

var (
	pageNumber = regexp.MustCompile(`^(?:(?i:page)\s+)?[-–— ]*\d{1,4}[-–— ]*(?:\s*(?:(?i:of)|/)\s*\d{1,4})?$|^[ivxlc]{1,6}$`)
	digits     = regexp.MustCompile(`\d+`)
	listItem   = regexp.MustCompile(`^(?:[•▪◦‣●■–—*]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s`)
)

// Paragraphs makes one text of the texts of pages: without page numbers and running heads, words that a line
// end broke in one piece, a blank line between paragraphs.
func Paragraphs(pages []string) string {
	lines := make([][]string, len(pages))
	for i, page := range pages {
		lines[i] = split(page)
	}
	heads := runningHeads(lines)
	var all []string
	for i := range lines {
		all = append(all, withoutEdges(lines[i], heads)...)
	}
	return strings.Join(join(all), "\n\n")
}

// split returns a page's lines, white space folded, blank ones as "".
func split(page string) []string {
	page = strings.ReplaceAll(strings.ReplaceAll(page, "\r\n", "\n"), "\r", "\n")
	var out []string
	for _, line := range strings.Split(page, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line != "" || len(out) > 0 && out[len(out)-1] != "" {
			out = append(out, line)
		}
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// edge calls fn for the lines at a page's head and foot.
func edge(lines []string, fn func(i int)) {
	for i := range lines {
		if i < edgeLines || i >= len(lines)-edgeLines {
			fn(i)
		}
	}
}

// runningHeads are the lines, numbers apart, that stand at the edge of many pages.
func runningHeads(pages [][]string) map[string]bool {
	count := map[string]int{}
	for _, lines := range pages {
		seen := map[string]bool{}
		edge(lines, func(i int) {
			if key := digits.ReplaceAllString(lines[i], "#"); key != "" && !seen[key] {
				seen[key] = true
				count[key]++
			}
		})
	}
	heads := map[string]bool{}
	for key, n := range count {
		heads[key] = n >= headPages && n*headShare >= len(pages)
	}
	return heads
}

func withoutEdges(lines []string, heads map[string]bool) []string {
	drop := map[int]bool{}
	edge(lines, func(i int) {
		drop[i] = heads[digits.ReplaceAllString(lines[i], "#")] || pageNumber.MatchString(lines[i])
	})
	var out []string
	for i, line := range lines {
		if !drop[i] {
			out = append(out, line)
		}
	}
	return out
}

// join makes paragraphs of lines.
func join(lines []string) []string {
	full := fullLine(lines)
	compounds := hyphenated(lines)
	var out []string
	var current string
	end := func() {
		if current = strings.TrimSpace(current); current != "" {
			out = append(out, current)
		}
		current = ""
	}
	for i, line := range lines {
		if line == "" {
			if ended(current) {
				end()
			}
			continue
		}
		if listItem.MatchString(line) {
			end()
		}
		current = appendLine(current, line, compounds)
		if i+1 < len(lines) && lines[i+1] != "" && (breaks(line, lines[i+1], full) || heading(line, lines[i+1], full)) {
			end()
		}
	}
	end()
	return out
}

// fullLine is the length of a full line, in code points.
func fullLine(lines []string) int {
	var lengths []int
	for _, line := range lines {
		if line != "" {
			lengths = append(lengths, utf8.RuneCountInString(line))
		}
	}
	if len(lengths) == 0 {
		return 0
	}
	slices.Sort(lengths)
	return lengths[int(float64(len(lengths)-1)*wideShare)]
}

// breaks reports whether a paragraph ends with line: it is short and ends a sentence, or is a heading.
func breaks(line, next string, full int) bool {
	n := utf8.RuneCountInString(line)
	if float64(n) >= fullShare*float64(full) || strings.ContainsRune(line, softBreak) || strings.HasSuffix(line, "-") {
		return false
	}
	return ended(line) || n < shortTitle && n*2 < full && !startsLower(next)
}

// heading reports whether next, behind a line that ends a sentence, looks like one.
func heading(line, next string, full int) bool {
	return ended(line) && !ended(next) && utf8.RuneCountInString(next)*2 < full && !startsLower(next)
}

func startsLower(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(first)
}

// ended reports whether s ends like a sentence.
func ended(s string) bool {
	s = strings.TrimRight(s, `"'”’)]»`)
	return s == "" || strings.ContainsRune(".!?:;۔؟", lastRune(s))
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

var brokenWord = regexp.MustCompile(`(\p{L}+)[-\x{2010}\x{0002}]$`)

// hyphenated are the compounds that stand with their hyphen inside a line, in lower case.
func hyphenated(lines []string) map[string]bool {
	out := map[string]bool{}
	for _, line := range lines {
		for _, word := range strings.Fields(line) {
			word = strings.ToLower(strings.Trim(word, `.,;:!?"'“”‘’()[]`))
			if i := strings.IndexAny(word, "-\u2010"); i > 0 && i < len(word)-1 {
				out[strings.ReplaceAll(word, "\u2010", "-")] = true
			}
		}
	}
	return out
}

// appendLine adds a line to a paragraph. A word that the line end broke becomes one again, with its hyphen
// where the compound has one elsewhere, or its second half is a name.
func appendLine(current, line string, compounds map[string]bool) string {
	line = inside(line, compounds)
	m := brokenWord.FindStringSubmatch(current)
	if m == nil {
		if current = strings.TrimSuffix(current, string(softBreak)); current == "" {
			return line
		}
		return current + " " + line
	}
	first, _ := utf8.DecodeRuneInString(line)
	tail := line
	if i := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		tail = line[:i]
	}
	head := strings.TrimRight(current, "-\u2010\u0002")
	switch {
	case compounds[strings.ToLower(m[1]+"-"+tail)], unicode.IsUpper(first):
		return head + "-" + line
	case unicode.IsLetter(first):
		return head + line
	}
	return current + " " + line
}

var markedWord = regexp.MustCompile(`(\p{L}+)\x{0002}\s*(\p{L}+)`)

// inside resolves the marks for breaks that the parser has left inside a line.
func inside(line string, compounds map[string]bool) string {
	line = markedWord.ReplaceAllStringFunc(line, func(s string) string {
		m := markedWord.FindStringSubmatch(s)
		first, _ := utf8.DecodeRuneInString(m[2])
		if compounds[strings.ToLower(m[1]+"-"+m[2])] || unicode.IsUpper(first) {
			return m[1] + "-" + m[2]
		}
		return m[1] + m[2]
	})
	body := strings.TrimSuffix(line, string(softBreak))
	return strings.ReplaceAll(body, string(softBreak), "") + line[len(body):]
}
