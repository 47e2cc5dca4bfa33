package web

import (
	"cmp"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// segment is a run of text that the same claims cover. Claims are indexes into the spans that were cut
// by, the shortest span first.
type segment struct {
	Text   string
	Claims []int
}

// cut divides a text into paragraphs, at line breaks, of segments, at the ends of spans. Spans are in
// code points; what lies outside the text is clamped, what is empty there covers nothing. The segments
// of all paragraphs, joined by line breaks, are the text.
func cut(text string, spans []sanad.Span) [][]segment {
	clamped := clamp(text, spans)
	var paragraphs [][]segment
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		paragraphs = append(paragraphs, cutLine(line, at, clamped))
		at += len(line) + 1
	}
	return paragraphs
}

// byteSpan is a span in bytes with the index that it had.
type byteSpan struct{ index, start, end int }

// clamp converts spans to bytes, ordered by start; empty ones are left out.
func clamp(text string, spans []sanad.Span) []byteSpan {
	off := sanad.NewOffsets(text)
	out := make([]byteSpan, 0, len(spans))
	for i, s := range spans {
		if b := (byteSpan{i, off.Byte(s.Start), off.Byte(s.End)}); b.start < b.end {
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b byteSpan) int { return cmp.Compare(a.start, b.start) })
	return out
}

// cutLine cuts one line, which starts at byte at of the text.
func cutLine(line string, at int, spans []byteSpan) []segment {
	end := at + len(line)
	var here []byteSpan
	for _, s := range spans {
		if s.start >= end {
			break
		}
		if s.end > at {
			here = append(here, s)
		}
	}
	marks := []int{at, end}
	for _, s := range here {
		marks = append(marks, max(s.start, at), min(s.end, end))
	}
	slices.Sort(marks)
	marks = slices.Compact(marks)
	var out []segment
	for i := 1; i < len(marks); i++ {
		out = append(out, segment{Text: line[marks[i-1]-at : marks[i]-at], Claims: covering(here, marks[i-1])})
	}
	return out
}

// covering returns the indexes of the spans over byte at, the shortest first, ties by index.
func covering(spans []byteSpan, at int) []int {
	var over []byteSpan
	for _, s := range spans {
		if s.start <= at && at < s.end {
			over = append(over, s)
		}
	}
	slices.SortFunc(over, func(a, b byteSpan) int {
		return cmp.Or(cmp.Compare(a.end-a.start, b.end-b.start), cmp.Compare(a.index, b.index))
	})
	var out []int
	for _, s := range over {
		out = append(out, s.index)
	}
	return out
}
