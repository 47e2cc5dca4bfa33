package sanad

import (
	"sort"
	"unicode/utf8"
)

// Offsets converts between code points and bytes of one text. It is the only such converter: spans are
// in code points, Go strings in bytes. Invalid bytes count as one code point each, as in a range loop.
type Offsets struct {
	text  string
	ascii bool
	marks []int // byte offset of every stride-th code point
	runes int
}

const stride = 64

// NewOffsets prepares the conversion for text in one pass.
func NewOffsets(text string) *Offsets {
	o := &Offsets{text: text, ascii: true}
	n := 0
	for i, r := range text {
		if r >= utf8.RuneSelf {
			o.ascii = false
		}
		if n%stride == 0 {
			o.marks = append(o.marks, i)
		}
		n++
	}
	o.runes = n
	if o.ascii {
		o.marks = nil
	}
	return o
}

// Len is the length of the text in code points.
func (o *Offsets) Len() int { return o.runes }

// Byte returns the byte offset of code point cp, clamped to the text.
func (o *Offsets) Byte(cp int) int {
	if cp <= 0 {
		return 0
	}
	if cp >= o.runes {
		return len(o.text)
	}
	if o.ascii {
		return cp
	}
	b := o.marks[cp/stride]
	for i := cp % stride; i > 0; i-- {
		_, size := utf8.DecodeRuneInString(o.text[b:])
		b += size
	}
	return b
}

// Rune returns the code point that byte offset b falls in, clamped to the text.
func (o *Offsets) Rune(b int) int {
	if b <= 0 {
		return 0
	}
	if b >= len(o.text) {
		return o.runes
	}
	if o.ascii {
		return b
	}
	k := sort.SearchInts(o.marks, b+1) - 1
	cp, at := k*stride, o.marks[k]
	for at < b {
		_, size := utf8.DecodeRuneInString(o.text[at:])
		if at+size > b {
			break
		}
		at += size
		cp++
	}
	return cp
}

// Slice returns the text of a span, clamped to the text.
func (o *Offsets) Slice(s Span) string {
	a, b := o.Byte(s.Start), o.Byte(s.End)
	if a >= b {
		return ""
	}
	return o.text[a:b]
}
