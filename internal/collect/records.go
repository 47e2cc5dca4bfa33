package collect

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"sanad.example/sanad"
)

// lines streams JSON Lines: each line a record, blank ones passed over. A bad line is one error.
func (c *Collector) lines(in input, r *bufio.Reader, headers map[string]string, yield func(Item, error) bool) bool {
	if head, _ := r.Peek(2); isUTF16BOM(head) {
		return yield(Item{}, &Problem{Origin: in.origin, Line: 1, Err: fmt.Errorf("%w: JSON in UTF-16", sanad.ErrInvalid), Remedy: "save it as UTF-8"})
	}
	for n := 1; ; n++ {
		line, over, err := readLine(r, c.opts.MaxBytes)
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		switch {
		case over:
			p := tooLarge(in.origin, c.opts.MaxBytes).(*Problem)
			p.Line = n
			if !yield(Item{}, p) {
				return false
			}
		case len(bytes.TrimSpace(line)) > 0:
			if !yield(c.record(in, kindLines, headers, bytes.TrimRight(line, "\r\n"), n, 1)) {
				return false
			}
		}
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			p := problem(in.origin, c.failed(in, err)).(*Problem)
			p.Line = n
			return yield(Item{}, p)
		}
	}
}

// readLine returns the next line with its end, in memory of its own. A line over the bound is read to
// its end and dropped.
func readLine(r *bufio.Reader, bound int64) (line []byte, over bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if !over && int64(len(line)+len(part)) > bound+2 { // the line end doesn't count
			over, line = true, nil
		}
		if !over {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, over, err
		}
	}
}

// values streams JSON: one object, an array of objects, or objects one after the other.
func (c *Collector) values(in input, r *bufio.Reader, headers map[string]string, yield func(Item, error) bool) bool {
	if head, _ := r.Peek(2); isUTF16BOM(head) {
		return yield(Item{}, &Problem{Origin: in.origin, Line: 1, Err: fmt.Errorf("%w: JSON in UTF-16", sanad.ErrInvalid), Remedy: "save it as UTF-8"})
	}
	s := &scanner{r: r, bound: c.opts.MaxBytes, line: 1, column: 1}
	s.skipBOM()
	for {
		v, err := s.next()
		if errors.Is(err, io.EOF) {
			if s.count > 0 {
				return true
			}
			return yield(Item{}, &Problem{Origin: in.origin, Err: fmt.Errorf("%w: no record in it", sanad.ErrInvalid), Remedy: "give an object or an array of objects"})
		}
		if err != nil {
			return yield(Item{}, c.placed(in, v, err))
		}
		if v.over {
			err := tooLarge(in.origin, c.opts.MaxBytes).(*Problem)
			err.Line, err.Column = v.line, v.column
			if !yield(Item{}, err) {
				return false
			}
			continue
		}
		if !yield(c.record(in, kindJSON, headers, v.raw, v.line, v.column)) {
			return false
		}
	}
}

// placed is a problem that stops the reading of a JSON file, at its place.
func (c *Collector) placed(in input, v value, err error) error {
	var p *Problem
	if !errors.As(err, &p) {
		p = c.failed(in, err).(*Problem)
	}
	q := *p
	q.Origin, q.Line, q.Column = in.origin, v.line, v.column
	return &q
}

// record makes a document of one record, whose first byte stands at line and column of the file.
func (c *Collector) record(in input, kind kind, headers map[string]string, raw []byte, line, column int) (Item, error) {
	rec, fields, err := parseRecord(raw)
	var doc sanad.Document
	if err == nil {
		doc, err = c.finish(rec, true)
	}
	if err != nil {
		return Item{}, recordProblem(in.origin, raw, fields, line, column, err)
	}
	origin := in.origin + "#" + strconv.Itoa(line)
	if column > 1 { // several records may share a line of JSON
		origin += ":" + strconv.Itoa(column)
	}
	return Item{
		Receipt:   c.receipt(origin, string(kind), headers, raw),
		Bytes:     raw,
		Extractor: extractorRecord,
		Document:  doc,
	}, nil
}

// recordProblem turns a place in a record into a place in its file.
func recordProblem(origin string, raw []byte, fields map[string]field, line, column int, err error) error {
	p := &Problem{Err: err}
	var in *fieldError
	var at *badField
	if errors.As(err, &in) {
		at = &badField{at: fields[in.name].at, err: fmt.Errorf("%q: %w", in.name, in.err.Err), remedy: in.err.Remedy}
	}
	if at != nil || errors.As(err, &at) {
		p.Err, p.Remedy = at.err, at.remedy
		before := raw[:min(at.at, len(raw))]
		if nl := bytes.LastIndexByte(before, '\n'); nl >= 0 {
			line += bytes.Count(before, []byte("\n"))
			column, before = 1, before[nl+1:]
		}
		column += len([]rune(string(before)))
	}
	p.Origin, p.Line, p.Column = origin, line, column
	return p
}

func isUTF16BOM(head []byte) bool {
	return bytes.Equal(head, []byte{0xff, 0xfe}) || bytes.Equal(head, []byte{0xfe, 0xff})
}
