package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// block is a stretch of text that no sentence leaves: bytes into the document.
type block struct{ start, end int }

// blocks joins the document's lines into blocks. A blank line always ends one; a single line break does
// unless the line before is plainly unfinished.
func blocks(doc string, w *wordLists) []block {
	lines := splitLines(doc)
	width := wrapWidth(doc, lines)
	var out []block
	for i, l := range lines {
		if l.start == l.end {
			continue
		}
		if i > 0 && len(out) > 0 && out[len(out)-1].end == lines[i-1].end && lines[i-1].start < lines[i-1].end &&
			goesOn(doc[lines[i-1].start:lines[i-1].end], doc[l.start:l.end], width, w) {
			out[len(out)-1].end = l.end
			continue
		}
		out = append(out, l)
	}
	return out
}

// splitLines returns each line without its white space at either end; a blank line is empty.
func splitLines(doc string) []block {
	var out []block
	for start := 0; start <= len(doc); {
		end, next := len(doc), len(doc)+1
		if k := strings.IndexAny(doc[start:], "\n\r\u2028\u2029\f\v"); k >= 0 {
			_, n := utf8.DecodeRuneInString(doc[start+k:])
			if strings.HasPrefix(doc[start+k:], "\r\n") {
				n = 2
			}
			end, next = start+k, start+k+n
		}
		line := doc[start:end]
		left := len(line) - len(strings.TrimLeftFunc(line, isSpace))
		right := len(strings.TrimRightFunc(line[left:], isSpace))
		out = append(out, block{start + left, start + left + right})
		start = next
	}
	return out
}

// goesOn says whether a line broken off as prev continues in next.
func goesOn(prev, next string, width int, w *wordLists) bool {
	if endsSentence(prev) || isBullet(next) {
		return false
	}
	if len(prev) < 25 && width == 0 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(first) {
		return true
	}
	if strings.HasSuffix(prev, ",") || w.unfinished[lastWord(prev)] {
		return true
	}
	if width > 0 && len(prev) >= width*7/10 {
		return true
	}
	return len(prev) > 90 && holdsBoundary(prev) && len(next) > 80
}

// endsSentence says whether a line ends in a sentence mark, past closing quotes and brackets, or in a
// colon.
func endsSentence(line string) bool {
	line = strings.TrimRight(line, "\"'”’)]» ")
	r, _ := utf8.DecodeLastRuneInString(line)
	return line == "" || r == ':' || isTerminal(string(r))
}

// isBullet recognises list items: -, •, *, 1., (a), 06:40 -.
func isBullet(line string) bool {
	r, n := utf8.DecodeRuneInString(line)
	if strings.ContainsRune("-•*·–—▪◦►■●>", r) {
		return len(line) > n && line[n] == ' ' || strings.ContainsRune("•▪◦►■●", r)
	}
	word, _, _ := strings.Cut(line, " ")
	body := strings.Trim(word, "().")
	return body != word && len(word) <= 5 && isListMark(body)
}

func lastWord(line string) string {
	return strings.ToLower(line[strings.LastIndexAny(line, " \t")+1:])
}

// holdsBoundary says whether a sentence seems to end inside the line.
func holdsBoundary(line string) bool {
	for k := 2; k+2 < len(line); k++ {
		if isMark(rune(line[k])) && line[k+1] == ' ' && isUpperByte(line[k+2]) && isLowerByte(line[k-1]) && isLowerByte(line[k-2]) {
			return true
		}
	}
	return false
}

// wrapWidth returns the width in bytes at which the document's lines are broken by hand, 0 if they are
// not: most lines that are followed by another end mid-sentence and are nearly of one length.
func wrapWidth(doc string, lines []block) int {
	broken, inner, longest := 0, 0, 0
	for i := 0; i+1 < len(lines); i++ {
		l := lines[i]
		if l.start == l.end || lines[i+1].start == lines[i+1].end {
			continue
		}
		inner++
		longest = max(longest, l.end-l.start)
		if n := l.end - l.start; n >= 45 && n <= 100 && !endsSentence(doc[l.start:l.end]) {
			broken++
		}
	}
	if inner < 3 || longest > 120 || broken*10 < inner*6 {
		return 0
	}
	return longest
}
