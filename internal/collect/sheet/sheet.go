// Package sheet reads a spreadsheet of claims, such as an analyst keeps, by a mapping that says which column
// is what.
//
// It decides which cell of a row is the text, the date, the source and the address of a document. It refuses
// to decide what the other columns mean: they stay with the row, as it was received.
//
// Worked row: under "Day;Who;What", the row "12/10/2025;Herald;Arnor denied it." with the mapping {text:
// What, published: Day, source: Who} and dates as DD/MM/YYYY is the Herald's text of 12 October 2025.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"sanad.example/sanad"
)

// MaxColumns bounds a sheet's width, maxMapping a mapping's bytes.
const (
	MaxColumns = 1000
	maxMapping = 1 << 20
)

// Mapping says which column is what: fields of a document by the header of their column.
type Mapping struct {
	Columns   map[string]string // field to header
	Date      string            // layout of package time
	Delimiter rune
	Source    string // of all rows that don't say
	Lang      string // likewise
}

// fields are those that a column may be.
var fields = []string{"id", "text", "title", "published", "source", "url", "lang"}

// layouts are the ways in which a sheet may write dates.
var layouts = map[string]string{
	"YYYY-MM-DD": "2006-01-02", "DD/MM/YYYY": "02/01/2006", "MM/DD/YYYY": "01/02/2006", "D/M/YYYY": "2/1/2006", "M/D/YYYY": "1/2/2006",
	"DD.MM.YYYY": "02.01.2006", "D.M.YYYY": "2.1.2006", "DD-MM-YYYY": "02-01-2006", "D MMM YYYY": "2 Jan 2006", "D MMMM YYYY": "2 January 2006", "YYYY/MM/DD": "2006/01/02",
}

// Problem is what is wrong with a mapping or a sheet, and where. It wraps ErrInvalid.
type Problem struct {
	File         string
	Line, Column int
	Err          error
	Remedy       string
}

// Error is "map.yaml:3:1: message; remedy".
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %v; %s", p.File, p.Line, p.Column, p.Err, p.Remedy)
}

// Unwrap returns Err.
func (p *Problem) Unwrap() error { return p.Err }

var linePlace = regexp.MustCompile(`line (\d+)(?:,? column (\d+))?`)

// ParseMapping reads a mapping as docs/formats/spreadsheet.md describes it. Errors: a *Problem.
func ParseMapping(file string, data []byte) (m *Mapping, err error) {
	defer func() {
		if r := recover(); r != nil { // bytes from outside must not stop the rest
			m, err = nil, &Problem{file, 1, 1, fmt.Errorf("%w: not YAML: %v", sanad.ErrInvalid, r), "see docs/formats/spreadsheet.md"}
		}
	}()
	if len(data) > maxMapping {
		return nil, &Problem{file, 1, 1, fmt.Errorf("%d bytes: %w", len(data), sanad.ErrTooLarge), "give a mapping, not the sheet itself"}
	}
	p := &parsing{file: file, m: &Mapping{Columns: map[string]string{}, Date: time.DateOnly, Delimiter: ','}}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		line, column := 1, 1
		if at := linePlace.FindStringSubmatch(err.Error()); at != nil {
			line, _ = strconv.Atoi(at[1])
			column = max(1, atoi(at[2]))
		}
		return nil, &Problem{file, line, column, fmt.Errorf("%w: %v", sanad.ErrInvalid, err), "indent with spaces, and put values with a colon in quotation marks"}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, p.bad(&doc, "no mapping", "begin with \"columns:\" and list field: header below it")
	}
	if err := p.each(doc.Content[0], p.setting); err != nil {
		return nil, err
	}
	if p.m.Columns["text"] == "" {
		return nil, p.bad(doc.Content[0], "no column for \"text\"", "say which column holds it: columns: {text: …}")
	}
	return p.m, nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // digits alone, or nothing
	return n
}

// parsing reads one mapping.
type parsing struct {
	file string
	m    *Mapping
}

func (p *parsing) bad(n *yaml.Node, what, remedy string) error {
	return &Problem{p.file, max(1, n.Line), max(1, n.Column), fmt.Errorf("%w: %s", sanad.ErrInvalid, what), remedy}
}

// each calls fn for each field of a mapping, and refuses what stands twice.
func (p *parsing) each(n *yaml.Node, fn func(key, value *yaml.Node) error) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			return p.bad(key, fmt.Sprintf("%.60q stands twice", key.Value), "leave one of them out")
		}
		seen[key.Value] = true
		if err := fn(key, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (p *parsing) setting(key, value *yaml.Node) error {
	if key.Value == "columns" {
		if value.Kind != yaml.MappingNode {
			return p.bad(value, "\"columns\" isn't a mapping", "give field: header, such as text: Claim")
		}
		return p.each(value, p.column)
	}
	if !slices.Contains([]string{"date", "delimiter", "source", "lang"}, key.Value) {
		return p.bad(key, fmt.Sprintf("unknown field %.60q", key.Value), "known are columns, date, delimiter, source, lang")
	}
	if value.Kind != yaml.ScalarNode {
		return p.bad(value, fmt.Sprintf("%.60q isn't one value", key.Value), "give one value")
	}
	switch v := value.Value; key.Value {
	case "date":
		if p.m.Date = layouts[v]; p.m.Date == "" {
			return p.bad(value, fmt.Sprintf("date %.60q", v), "give one of DD/MM/YYYY, MM/DD/YYYY, D/M/YYYY, M/D/YYYY, DD.MM.YYYY, D.M.YYYY, DD-MM-YYYY, YYYY-MM-DD, YYYY/MM/DD, D MMM YYYY, D MMMM YYYY")
		}
	case "delimiter":
		known := map[string]rune{",": ',', ";": ';', "tab": '\t', "\t": '\t', "|": '|'}
		if p.m.Delimiter = known[v]; p.m.Delimiter == 0 {
			return p.bad(value, fmt.Sprintf("delimiter %.60q", v), `give one of "," ";" "|" tab`)
		}
	case "source":
		p.m.Source = v
	case "lang":
		p.m.Lang = v
	}
	return nil
}

func (p *parsing) column(key, value *yaml.Node) error {
	switch {
	case !slices.Contains(fields, key.Value):
		return p.bad(key, fmt.Sprintf("unknown field %.60q", key.Value), "known are "+strings.Join(fields, ", "))
	case value.Kind != yaml.ScalarNode || strings.TrimSpace(value.Value) == "":
		return p.bad(value, fmt.Sprintf("%q has no header", key.Value), "give the header of its column")
	}
	p.m.Columns[key.Value] = strings.TrimSpace(value.Value)
	return nil
}

// Row is a row as a document.
type Row struct {
	Line  int // of the sheet, counted from 1
	Input sanad.Input
	Bytes []byte // the sheet's header and the row, as they stand in it
}

// Rows streams the rows of a sheet in UTF-8, blank ones left out. An error that is about a row doesn't end the
// stream; its Problem has no file. A sheet without one of the mapping's columns is one error.
func (m *Mapping) Rows(data []byte) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
		r := csv.NewReader(bytes.NewReader(data))
		r.Comma, r.FieldsPerRecord = m.Delimiter, -1
		head, err := r.Read()
		if err != nil {
			yield(Row{}, rowProblem(r, err))
			return
		}
		columns, err := m.find(head)
		if err != nil {
			yield(Row{}, err)
			return
		}
		end := r.InputOffset()
		header := data[:end]
		for {
			begin := r.InputOffset()
			cells, err := r.Read()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				if !yield(Row{}, rowProblem(r, err)) || r.InputOffset() == begin {
					return
				}
				continue
			case blank(cells):
				continue
			}
			line, _ := r.FieldPos(0)
			row, err := m.row(columns, len(head), cells, line)
			row.Bytes = slices.Concat(header, data[begin:r.InputOffset()])
			if !yield(row, err) {
				return
			}
		}
	}
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

func rowProblem(r *csv.Reader, err error) error {
	p := &Problem{Line: 1, Column: 1, Err: fmt.Errorf("%w: %v", sanad.ErrInvalid, err), Remedy: "export the sheet again as CSV"}
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		p.Err, p.Remedy = fmt.Errorf("%w: the sheet is empty", sanad.ErrInvalid), "its first line names the columns"
	case errors.As(err, &parse):
		p.Line, p.Column = parse.Line, max(1, parse.Column)
		p.Err = fmt.Errorf("%w: %v", sanad.ErrInvalid, parse.Err)
		p.Remedy = `a quotation mark inside a cell is written twice (""), and the cell stands in quotation marks`
	}
	return p
}

// find returns the place of each mapped column.
func (m *Mapping) find(head []string) (map[string]int, error) {
	bad := func(what, remedy string) error {
		return &Problem{Line: 1, Column: 1, Err: fmt.Errorf("%w: %s", sanad.ErrInvalid, what), Remedy: remedy}
	}
	if len(head) > MaxColumns {
		return nil, bad(fmt.Sprintf("%d columns", len(head)), fmt.Sprintf("at most %d", MaxColumns))
	}
	out := map[string]int{}
	for _, field := range fields {
		header, mapped := m.Columns[field]
		if !mapped {
			continue
		}
		for i, h := range head {
			if strings.TrimSpace(h) != header {
				continue
			}
			if _, twice := out[field]; twice {
				return nil, bad(fmt.Sprintf("the column %.60q stands twice", header), "rename one of them")
			}
			out[field] = i
		}
		if _, found := out[field]; !found {
			return nil, bad(fmt.Sprintf("no column %.60q", header), "the mapping names it for "+field+"; the sheet has "+clip(strings.Join(head, ", ")))
		}
	}
	return out, nil
}

func clip(s string) string {
	if runes := []rune(s); len(runes) > 200 {
		return string(runes[:199]) + "…"
	}
	return s
}

// row makes a document of a row's cells.
func (m *Mapping) row(columns map[string]int, width int, cells []string, line int) (Row, error) {
	row := Row{Line: line, Input: sanad.Input{Source: m.Source, Lang: m.Lang}}
	bad := func(field, what, remedy string) error {
		return &Problem{Line: line, Column: columns[field] + 1, Err: fmt.Errorf("%w: %s", sanad.ErrInvalid, what), Remedy: remedy}
	}
	if len(cells) > width {
		return row, bad("", fmt.Sprintf("%d cells under %d headers", len(cells), width), "a cell with the delimiter in it stands in quotation marks")
	}
	for field, to := range map[string]*string{
		"id": &row.Input.ID, "text": &row.Input.Text, "title": &row.Input.Title, "published": &row.Input.Published,
		"source": &row.Input.Source, "url": &row.Input.URL, "lang": &row.Input.Lang,
	} {
		if i, ok := columns[field]; ok && i < len(cells) && strings.TrimSpace(cells[i]) != "" {
			*to = strings.TrimSpace(cells[i])
		}
	}
	if row.Input.Text == "" {
		return row, bad("text", "no text in the row", "fill the cell, or leave the row blank")
	}
	if p := row.Input.Published; p != "" {
		day, err := time.Parse(m.Date, p)
		if err != nil {
			return row, bad("published", fmt.Sprintf("date %.40q", p), "write it as the mapping's date says")
		}
		row.Input.Published = day.Format(time.DateOnly)
	}
	return row, nil
}
