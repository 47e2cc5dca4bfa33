package worlds

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// word is a scalar of a world's file with the line on which it stands.
type word struct {
	text string
	line int
}

// entity reads `ID`, or `ID "label"` where a speaker has a word of its own for someone.
func entity(book *codebook.Book, s string) (sanad.Entity, error) {
	id, label, _ := strings.Cut(s, " ")
	a, ok := book.Actor(id)
	if !ok {
		return sanad.Entity{}, fmt.Errorf("no actor %q", id)
	}
	label = strings.Trim(label, `"`)
	return sanad.Entity{
		ID: a.ID, Name: a.Name, Country: a.Country, Sector: a.Sector, Ancestors: book.Ancestors(a.ID),
		Candidates: a.Candidates, Label: label,
	}, nil
}

// place reads a place's id.
func place(book *codebook.Book, id string) (sanad.Place, error) {
	p, ok := book.Place(id)
	if !ok {
		return sanad.Place{}, fmt.Errorf("no place %q", id)
	}
	precision := p.Kind
	switch p.Kind {
	case "town":
		precision = "city"
	case "crossing", "base", "site", "airport":
		precision = "point"
	}
	return sanad.Place{
		ID: p.ID, Name: p.Name, Lat: sanad.Decimal(p.Lat), Lon: sanad.Decimal(p.Lon), Precision: precision, Role: "event",
	}, nil
}

// when reads a day, month, year or hour, or two of them with ".." between; an end left out is open.
func when(s string) (*sanad.When, error) {
	from, to, two := strings.Cut(s, "..")
	first, precision, err := moment(from, false)
	if err != nil {
		return nil, err
	}
	if !two {
		last, _, err := moment(from, true)
		return &sanad.When{Start: first, End: last, Precision: precision}, err
	}
	last, other, err := moment(to, true)
	if err != nil {
		return nil, err
	}
	if first != nil && last != nil && *first > *last && precision != "hour" {
		return nil, fmt.Errorf("time %q ends before it begins", s)
	}
	if precision != "hour" && other != "hour" {
		precision = "interval"
	}
	return &sanad.When{Start: first, End: last, Precision: precision}, nil
}

// moment returns the first or last day of what s names, or its hour, and how precise that is.
func moment(s string, last bool) (*string, string, error) {
	if s == "" {
		return nil, "", nil
	}
	for _, f := range []struct {
		layout, precision string
		years, months     int
	}{{time.DateOnly, "day", 0, 0}, {"2006-01", "month", 0, 1}, {"2006", "year", 1, 0}} {
		t, err := time.Parse(f.layout, s)
		if err != nil {
			continue
		}
		if last && f.precision != "day" {
			t = t.AddDate(f.years, f.months, -1)
		}
		day := t.Format(time.DateOnly)
		return &day, f.precision, nil
	}
	if _, err := time.Parse("2006-01-02T15:04Z07:00", s); err != nil {
		return nil, "", fmt.Errorf("time %q: write 2025-03-04, 2025-03, 2025 or 2025-03-04T18:00+02:00", s)
	}
	return &s, "hour", nil
}

var figureForm = regexp.MustCompile(`^([a-z_]+) (another )?(\S+?)((?: [a-z]+)?)( to date)?(?: in (\S+))?(?: of (.+?))?(?: part of (f\d+))?$`)

// figure reads `killed 9 of ARN-MIL`, `killed another 9`, `killed 31 to date`, `killed 200 in 2025-01..2025-06`,
// `killed 12 of ARN-MIL & ARN-COP part of f1`, `objects 40 trucks`. A value is 9, 9+ (at least), ..9 (at most), 9..12,
// ~9 (about) or a vague word of the codebook.
func figure(book *codebook.Book, n int, s string) (sanad.Figure, error) {
	m := figureForm.FindStringSubmatch(s)
	if m == nil {
		return sanad.Figure{}, fmt.Errorf("figure %q isn't understood", s)
	}
	f := sanad.Figure{ID: "f" + strconv.Itoa(n), Measure: m[1], Scope: sanad.ScopeIncident, PartOf: m[8], Unit: strings.TrimSpace(m[4])}
	if _, ok := book.Measure(f.Measure); !ok {
		return f, fmt.Errorf("figure %q: no measure %q", s, f.Measure)
	}
	if err := value(book, m[3], &f); err != nil {
		return f, fmt.Errorf("figure %q: %w", s, err)
	}
	var err error
	switch {
	case m[2] != "":
		f.Scope = sanad.ScopeIncrement
	case m[5] != "":
		f.Scope = sanad.ScopeToDate
	case m[6] != "":
		f.Scope = sanad.ScopePeriod
	}
	if m[6] != "" {
		if f.When, err = when(m[6]); err != nil {
			return f, err
		}
	}
	if m[7] != "" {
		for _, of := range strings.Split(m[7], " & ") {
			e, err := entity(book, of)
			if err != nil {
				return f, fmt.Errorf("figure %q: %w", s, err)
			}
			f.Of = append(f.Of, sanad.Population{Entity: e})
		}
	}
	return f, nil
}

// value sets the bounds of f.
func value(book *codebook.Book, s string, f *sanad.Figure) error {
	if low, ok := book.Words.Vague[s]; ok {
		f.Low, f.Vague, f.Approximate = sanad.Dec(low), true, true
		return nil
	}
	number := func(s string) (*sanad.Decimal, error) {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, fmt.Errorf("value %q is no number", s)
		}
		return sanad.Dec(v), nil
	}
	var err error
	low, high, two := strings.Cut(s, "..")
	switch {
	case two:
		if low != "" {
			f.Low, err = number(low)
		}
		if err == nil {
			f.High, err = number(high)
		}
		f.Approximate = low == ""
	case strings.HasSuffix(s, "+"):
		f.Low, err = number(s[:len(s)-1])
		f.Approximate = true
	case strings.HasPrefix(s, "~"):
		f.Low, err = number(s[1:])
		f.High, f.Approximate = f.Low, true
	default:
		f.Low, err = number(s)
		f.High = f.Low
	}
	return err
}

var estimateForm = regexp.MustCompile(`^([a-z_]+)(?: of (\S+)( disputed)?)? = (sole claimant|counted|contested|agreed|inconsistent|\*)(?: (\S+))?$`)

// expectedEstimate is an estimate that must come of an incident.
type expectedEstimate struct {
	measure  string
	group    string // an actor's id, or "" for people of no kind
	disputed bool   // claimants differ on who they were
	kind     string // "*": whichever
	low      string // a number, "?": none
	best     string // a number, "": none
	high     string // a number, "open", "?": none
	line     int
}

// estimate reads `killed of ARN-MIL = contested 23..58`: low, best where somebody independent counted, high.
// "?" is a bound that nobody gives, "open" a high that is open. Inconsistent estimates have no interval.
func estimate(s word) (expectedEstimate, error) {
	m := estimateForm.FindStringSubmatch(s.text)
	if m == nil {
		return expectedEstimate{}, fmt.Errorf("estimate %q isn't understood", s.text)
	}
	e := expectedEstimate{measure: m[1], group: m[2], disputed: m[3] != "", kind: m[4], line: s.line}
	parts := strings.Split(m[5], "..")
	switch {
	case e.kind == "inconsistent" && m[5] == "":
		return e, nil
	case len(parts) == 2:
		e.low, e.high = parts[0], parts[1]
	case len(parts) == 3:
		e.low, e.best, e.high = parts[0], parts[1], parts[2]
	default:
		return e, fmt.Errorf("estimate %q: write its bounds as low..high or low..best..high", s.text)
	}
	for _, b := range []string{e.low, e.best, e.high} {
		if _, err := strconv.ParseFloat(b, 64); err != nil && b != "" && b != "?" && b != "open" {
			return e, fmt.Errorf("estimate %q: bound %q is no number", s.text, b)
		}
	}
	return e, nil
}
