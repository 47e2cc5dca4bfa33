// Package timex finds expressions of time in tokens and says which days they mean: as a TIMEX3 value and,
// where they mean a time and no mere length, as an interval.
//
// It decides from the words, from the day of the report and from the time named last before. It refuses to
// guess: a season of an offensive, "the anniversary" of something undated or "recently" have no days, an
// hour without a zone stays a day, and a four-digit number is a year only where the words around it say so.
//
// Worked sentence: in a report of Wednesday, 15 October 2025, "Talks broke down on Friday night, two days
// after the truce of 7 October" has 2025-10-10TNI and 2025-10-07; the same weekday "will" be 2025-10-17.
package timex

import (
	"slices"
	"time"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

// Type is TIMEX3's.
type Type string

// The types of expressions.
const (
	Date     Type = "DATE"
	Time     Type = "TIME"
	Duration Type = "DURATION"
	Set      Type = "SET"
)

// Expression is an expression of time: tokens From to To, To exclusive. Value is TIMEX3's, of ranges an
// ISO 8601 interval. Start and End are the first and last day, "2006-01-02", or an instant with its zone;
// "" is open, and both are "" where the words give no days. Precision is sanad.When's.
type Expression struct {
	From, To   int
	Type       Type
	Value      string
	Mod        string // START MID END of the value, or ""
	Start, End string
	Precision  string
	Rule       string // which rule read it
	Time       Period // the calendar unit that it means, zero where it means none

	ahead *Expression
}

// Ahead is the expression as it is read of what is to come: "on Friday" is then the next one. Where the
// words leave no choice that is e itself.
func (e Expression) Ahead() Expression {
	if e.ahead == nil {
		return e
	}
	a := *e.ahead
	a.From, a.To = e.From, e.To
	return a
}

// Dated reports whether the words give days.
func (e Expression) Dated() bool { return e.Start != "" || e.End != "" }

// Brief reports whether the days are two or three on end: "on Sunday and Monday" is when something was,
// not a period over which it was counted.
func (e Expression) Brief() bool {
	a, err1 := time.Parse(time.DateOnly, e.Start)
	b, err2 := time.Parse(time.DateOnly, e.End)
	return err1 == nil && err2 == nil && b.Sub(a) <= 2*24*time.Hour
}

// Context is what an expression is read against.
type Context struct {
	Reference time.Time      // day of the report, UTC; zero unknown
	Rough     bool           // of Reference the month alone is known: nothing is counted from its day
	Zone      *time.Location // of hours that have none of their own; nil: they stay days
	Anchor    Period         // the time named last before, for "a week earlier"; zero unknown
}

// Reader reads with one codebook. It is read-only and safe for concurrent use.
type Reader struct {
	book          *codebook.Book
	atoms, wholes []rule
}

// New prepares a reader. The book must not change afterwards.
func New(book *codebook.Book) *Reader { return &Reader{book: book, atoms: atoms(), wholes: wholes()} }

// Find returns the expressions in a sentence's tokens, in order and without overlap. Matches are what the
// codebook's lexicon finds in them.
func (r *Reader) Find(tokens []text.Token, matches []codebook.Match, c Context) []Expression {
	s := r.scan(tokens, matches, c)
	var all []found
	for i := 0; i < len(tokens); {
		f, ok := s.longest(i)
		if !ok {
			i++
			continue
		}
		s.remember(f)
		all = append(all, f)
		i = f.to
	}
	var out []Expression
	for _, f := range s.joined(all) {
		out = append(out, s.expression(f))
	}
	return out
}

// maxPhrase is the most tokens that a phrase may have. Longer ones aren't single expressions of time.
const maxPhrase = 40

// Value reads a phrase that is known to be an expression of time as a whole, such as "the past two weeks".
// It reports false where no rule covers it to its end; words before may be left over, numbers may not.
func (r *Reader) Value(phrase string, c Context) (Expression, bool) {
	var tokens []text.Token
	for _, s := range text.Segment(phrase) {
		tokens = append(tokens, s.Tokens...)
	}
	if len(tokens) > maxPhrase {
		return Expression{}, false
	}
	for n := len(tokens); n > 0; n-- {
		s := r.scan(tokens[:n], r.book.Lexicon().Find(tokens[:n]), c)
		s.whole = true
		for i := range n {
			if f, ok := s.covering(i); ok {
				return s.expression(f), true
			}
			if w := s.norm(i); w != "" && w[0] >= '0' && w[0] <= '9' {
				break
			}
		}
		if !s.loose(n - 1) {
			break
		}
	}
	return Expression{}, false
}

// covering reads from token i to the end, as one expression or as a range.
func (s *scan) covering(i int) (found, bool) {
	end := len(s.toks)
	var all []found
	for j := i; j < end; {
		f, ok := s.longest(j)
		if ok {
			s.remember(f)
			all = append(all, f)
			j = f.to
		} else if !s.loose(j) {
			return found{}, false
		} else {
			j = max(j+1, s.approximator(j))
		}
	}
	all = s.joined(all)
	if len(all) == 1 && (all[0].to == end || s.looseFrom(all[0].to)) {
		return all[0], true
	}
	return found{}, false
}

// loose reports whether token i may stand beside an expression without being part of it.
func (s *scan) loose(i int) bool {
	_, at := s.class(i, "joint")
	_, in := s.class(i, "context")
	_, cc := s.class(i, "clock_context")
	_, to := s.class(i, "range")
	_, within := s.class(i, "within")
	return at+in+cc+to+within > 0 || !slices.ContainsFunc([]rune(s.norm(i)), isWordRune) || s.approximator(i) > i
}

func (s *scan) looseFrom(i int) bool {
	for i < len(s.toks) {
		if !s.loose(i) {
			return false
		}
		i = max(i+1, s.approximator(i))
	}
	return true
}
