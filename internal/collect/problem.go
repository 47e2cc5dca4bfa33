package collect

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is why something could not be made a document. Err wraps a root sentinel.
type Problem struct {
	Origin string // file, address, or "-"
	Line   int    // counted from 1; 0 where it is about the whole
	Column int    // counted from 1, in code points; 0 where it is about the line
	Err    error
	Remedy string // what to do about it
}

// Place is where it is: "notes.jsonl#3:14".
func (p *Problem) Place() string {
	place := p.Origin
	if p.Line > 0 {
		place += "#" + strconv.Itoa(p.Line)
	}
	if p.Column > 0 {
		place += ":" + strconv.Itoa(p.Column)
	}
	return place
}

// Error is one line: the place, what is wrong, and the remedy.
func (p *Problem) Error() string {
	if p.Remedy == "" {
		return fmt.Sprintf("%s: %v", p.Place(), p.Err)
	}
	return fmt.Sprintf("%s: %v; %s", p.Place(), p.Err, p.Remedy)
}

// Unwrap returns Err.
func (p *Problem) Unwrap() error { return p.Err }

// Skipped says that something in a folder was passed over on purpose. It is an error item so that
// nothing is lost silently; it needn't fail a run.
type Skipped struct {
	Origin string
	Why    string
	Remedy string
}

// Error is one line: the place, why it was passed over, and how to have it read after all.
func (s *Skipped) Error() string {
	if s.Remedy == "" {
		return fmt.Sprintf("%s: skipped: %s", s.Origin, s.Why)
	}
	return fmt.Sprintf("%s: skipped: %s; %s", s.Origin, s.Why, s.Remedy)
}

// printable returns s with what would break a line, or isn't UTF-8, as Go escapes: a file may be named
// with a line end.
func printable(s string) string {
	bad := func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) && r != '\u200c' && r != '\u200d' }
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	q := strconv.Quote(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}
