package codebook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// position is where an entry stands.
type position struct {
	file         string
	line, column int
}

// Problem is one thing wrong with a codebook file, with its place and what to do about it.
// Line and Column count from 1.
type Problem struct {
	File         string
	Line, Column int
	Message      string
	Remedy       string
}

// Error is "actors.yaml:12:5: message: remedy".
func (p Problem) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
	if p.Remedy != "" {
		s += ": " + p.Remedy
	}
	return s
}

// Problems are all that is wrong with a codebook, in the order of files and lines. As an error it wraps
// sanad.ErrInvalid.
type Problems []Problem

// Error has one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns sanad.ErrInvalid.
func (ps Problems) Unwrap() error { return sanad.ErrInvalid }

func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(ps)
}

// err is ps as an error, nil where there is none.
func (ps Problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps.sorted()
}
