package text

import (
	"strings"
	"unicode/utf8"
)

// maxListed is the length in bytes past which no word of a list is looked for.
const maxListed = 24

// word takes the word at i with the stops, commas, hyphens and slashes that belong to it, appends its
// tokens and returns its end.
func (t *tokenizer) word(i, end int) int {
	if j := t.address(i, end); j > i {
		t.add(i, j, notAbbr)
		return j
	}
	if j := numberCode(t.doc[i:end]); j > 0 {
		t.add(i, i+j, notAbbr)
		return i + j
	}
	j := i
	for j < end {
		r, n := utf8.DecodeRuneInString(t.doc[j:end])
		if !isWordRune(r) {
			if n = t.joins(i, j, end, r, n); n == 0 {
				break
			}
		}
		j += n
	}
	if k, class := t.abbreviation(i, j, end); k > 0 {
		t.add(i, k, class)
		return k
	}
	if strings.HasSuffix(t.doc[i:j], "-") {
		j--
	}
	return t.splitWord(i, j, end)
}

// joins says how many bytes of the sign at j belong to the word begun at i: 0 if it ends the word.
func (t *tokenizer) joins(i, j, end int, r rune, n int) int {
	if j == i || j+n >= end {
		return 0
	}
	prev := t.doc[j-1]
	next, _ := utf8.DecodeRuneInString(t.doc[j+n : end])
	nextDigit := next < utf8.RuneSelf && isDigit(byte(next))
	ok := false
	switch {
	case isApostrophe(r):
		ok = isWordRune(next) && next != utf8.RuneError
	case r == '_':
		ok = true
	case r == '.':
		ok = t.innerStop(i, j, end, next)
	case r == ',' || r == ':':
		ok = isDigit(prev) && nextDigit
	case r == '/':
		ok = isDigit(prev) && nextDigit || t.slashedWord(i, end)
	case r == '-':
		ok = isWordRune(next) && (prev == '.' || t.prefix(i, j))
	case r == '&':
		ok = j-i <= 3 && isUpperByte(prev) && next < utf8.RuneSelf && isUpperByte(byte(next))
	}
	if ok {
		return n
	}
	return 0
}

// prefix says whether doc[i:j] keeps the hyphen after it; inside Tehreek-e-Taliban it does not.
func (t *tokenizer) prefix(i, j int) bool {
	return j-i <= maxListed && (i == 0 || t.doc[i-1] != '-') && t.w.prefixes[strings.ToLower(t.doc[i:j])]
}

// innerStop decides whether the full stop at j stands inside a word: 2.4, U.S, gov.pk, but not
// "ended.The".
func (t *tokenizer) innerStop(i, j, end int, next rune) bool {
	prev := t.doc[j-1]
	if next >= utf8.RuneSelf || !isASCIILetter(byte(next)) && !isDigit(byte(next)) {
		return next == '-' && t.abbrClass(t.doc[i:j+1]) != notAbbr && j+2 < end && isASCIILetter(t.doc[j+2])
	}
	if isDigit(prev) && isDigit(byte(next)) {
		return true
	}
	if isDotted(t.doc[i : j+1]) {
		k := j + 2
		return k >= end || !isASCIILetter(t.doc[k])
	}
	if t.abbrClass(t.doc[i:j+1]) == titleAbbr && isUpperByte(byte(next)) {
		return false
	}
	return !(isLowerByte(prev) && isUpperByte(byte(next))) && !isDigit(prev) && !isDigit(byte(next)) &&
		!(isUpperByte(prev) && isUpperByte(byte(next)) && j-i > 3)
}

// isDotted recognises letters with a stop after each: U.S., p.m., J.
func isDotted(s string) bool {
	if len(s) == 0 || len(s) > maxListed || len(s)%2 != 0 {
		return false
	}
	for k := 0; k < len(s); k += 2 {
		if !isASCIILetter(s[k]) || s[k+1] != '.' {
			return false
		}
	}
	return true
}

// slashedWord says whether the slashed run at i is one of slashed.txt.
func (t *tokenizer) slashedWord(i, end int) bool {
	if end-i > maxListed {
		return false
	}
	s := strings.TrimRight(t.doc[i:end], ".,;:!?)")
	return t.w.slashed[strings.ToLower(s)]
}

// abbreviation returns the end of the abbreviation that doc[i:j] and the stop after it make.
func (t *tokenizer) abbreviation(i, j, end int) (int, abbrClass) {
	if j >= end || t.doc[j] != '.' || j+1 < end && isMark(rune(t.doc[j+1])) {
		return 0, notAbbr
	}
	s := t.doc[i : j+1]
	if isDotted(s) && (len(s) > 2 || isUpperByte(s[0])) {
		return j + 1, plainAbbr
	}
	class := t.abbrClass(s)
	if class == notAbbr && strings.Contains(s, "-") {
		class = t.abbrClass(s[strings.LastIndexByte(s, '-')+1:])
	}
	if class == numberAbbr && !t.figureFollows(j+1) {
		return 0, notAbbr
	}
	if class == notAbbr {
		return 0, notAbbr
	}
	return j + 1, class
}

func (t *tokenizer) abbrClass(s string) abbrClass {
	if len(s) > maxListed {
		return notAbbr
	}
	return t.w.abbr[s]
}

// figureFollows looks past blanks from byte j for a digit.
func (t *tokenizer) figureFollows(j int) bool {
	for j < len(t.doc) && (t.doc[j] == ' ' || t.doc[j] == '\t') {
		j++
	}
	return j < len(t.doc) && isDigit(t.doc[j])
}

// splitWord appends doc[i:j] cut at clitics, units and currency codes.
func (t *tokenizer) splitWord(i, j, end int) int {
	s := t.doc[i:j]
	if j < end && (t.doc[j] == '$' || strings.HasPrefix(t.doc[j:end], "£")) && t.w.currencies[strings.ToLower(s)] {
		_, n := utf8.DecodeRuneInString(t.doc[j:end])
		t.add(i, j+n, notAbbr)
		return j + n
	}
	if k := t.figureCut(s); k > 0 {
		t.add(i, i+k, notAbbr)
		t.add(i+k, j, notAbbr)
		return j
	}
	if k := t.w.contractions[strings.ToLower(s)]; k > 0 {
		t.add(i, i+k, notAbbr)
		t.add(i+k, j, notAbbr)
		return j
	}
	cuts := [4]int{}
	n := 0
	for e := len(s); n < len(cuts); n++ {
		k := cliticCut(s[:e])
		if k == 0 {
			break
		}
		cuts[n], e = k, k
	}
	for ; n > 0; n-- {
		t.add(i, i+cuts[n-1]-(i-(j-len(s))), notAbbr)
		i = j - len(s) + cuts[n-1]
	}
	t.add(i, j, notAbbr)
	return j
}

// figureCut returns where a figure ends before its unit, or a currency code before its figure.
func (t *tokenizer) figureCut(s string) int {
	k := 0
	for k < len(s) && (isDigit(s[k]) || k > 0 && strings.IndexByte(".,:", s[k]) >= 0) {
		k++
	}
	if k > 0 && k < len(s) && t.w.units[strings.ToLower(s[k:])] && !decadeLike(s[:k], s[k:]) {
		return k
	}
	if k == 0 {
		for k < len(s) && isASCIILetter(s[k]) {
			k++
		}
		if k > 1 && k < len(s) && isDigit(s[k]) && t.w.currencies[strings.ToLower(s[:k])] {
			return k
		}
	}
	return 0
}

func decadeLike(figure, unit string) bool {
	return unit == "s" || strings.ContainsAny(unit, "G") && len(figure) == 1
}

// clitics are matched at a word's end whatever the shape of their apostrophe.
const cliticLetters = "s m d ll re ve"

// cliticCut returns the byte where s's last clitic begins, or 0.
func cliticCut(s string) int {
	if len(s) < 3 {
		return 0
	}
	k := strings.LastIndexAny(s, "'’`ʼ‘")
	if k <= 0 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(s[k:])
	tail := strings.ToLower(s[k+n:])
	if k > 1 && s[k-1] == '0' && isDigit(s[k-2]) && tail == "s" { // the 50's
		return 0
	}
	if tail == "t" && k > 1 && s[k-1]|0x20 == 'n' {
		return k - 1
	}
	if tail != "" && len(tail) <= 2 && strings.Contains(" "+cliticLetters+" ", " "+tail+" ") {
		return k
	}
	return 0
}

// address returns the end of a web address or mail address at i, or i.
func (t *tokenizer) address(i, end int) int {
	if !t.link {
		return i
	}
	s := t.doc[i:end]
	if !strings.Contains(s, "://") && !strings.HasPrefix(s, "www.") && !strings.HasPrefix(s, "mailto:") && !mailLike(s) {
		return i
	}
	return i + len(strings.TrimRight(s, ".,;:!?)>]}\"'’”"))
}

// mailLike wants letters or digits before the @ and a stop in the name after it.
func mailLike(s string) bool {
	at := strings.IndexByte(s, '@')
	if at < 1 || at+3 > len(s) {
		return false
	}
	for k := range at {
		if !isASCIILetter(s[k]) && !isDigit(s[k]) && strings.IndexByte("._-+%", s[k]) < 0 {
			return false
		}
	}
	stop := strings.IndexByte(s[at+1:], '.')
	return stop > 0 && at+1+stop+1 < len(s) && isASCIILetter(s[at+stop+2])
}

// numberCode returns the length of a date or telephone number with hyphens at the start of s
// (2025-10-15, 713-853-3989), or 0.
func numberCode(s string) int {
	k, groups, last := 0, 0, 0
	for k < len(s) && groups < 8 {
		g := k
		for k < len(s) && isDigit(s[k]) {
			k++
		}
		if k == g {
			break
		}
		groups, last = groups+1, k
		if k+1 >= len(s) || s[k] != '-' || !isDigit(s[k+1]) {
			break
		}
		k++
	}
	if groups < 3 && !(groups == 2 && last == 8 && s[3] == '-') {
		return 0
	}
	if last < len(s) && (isASCIILetter(s[last]) || s[last] == '-') {
		return 0
	}
	return last
}
