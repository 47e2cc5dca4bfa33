package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sanad.example/sanad"
)

const (
	maxValue = 200 // code units of one query value
	pageSize = 25  // claims on one page
)

// filter is one way to narrow claims: its name in addresses and in Facet.Field, and where it goes.
type filter struct {
	name string
	into func(*sanad.ClaimQuery) *string
}

// filters are in the order in which they are shown.
func filters() []filter {
	return []filter{
		{"speaker", func(q *sanad.ClaimQuery) *string { return &q.Speaker }},
		{"stance", func(q *sanad.ClaimQuery) *string { return &q.Stance }},
		{"type", func(q *sanad.ClaimQuery) *string { return &q.Type }},
		{"actor", func(q *sanad.ClaimQuery) *string { return &q.Actor }},
		{"recipient", func(q *sanad.ClaimQuery) *string { return &q.Recipient }},
		{"party", func(q *sanad.ClaimQuery) *string { return &q.Party }},
		{"place", func(q *sanad.ClaimQuery) *string { return &q.Place }},
		{"measure", func(q *sanad.ClaimQuery) *string { return &q.Measure }},
		{"modality", func(q *sanad.ClaimQuery) *string { return &q.Modality }},
		{"source", func(q *sanad.ClaimQuery) *string { return &q.Source }},
		{"document", func(q *sanad.ClaimQuery) *string { return &q.Document }},
		{"from", func(q *sanad.ClaimQuery) *string { return &q.From }},
		{"to", func(q *sanad.ClaimQuery) *string { return &q.To }},
	}
}

// claimQuery reads a query from an address. A parameter that isn't known is an error, not ignored: a
// mistyped filter would silently widen what is shown.
func claimQuery(values url.Values) (sanad.ClaimQuery, error) {
	q := sanad.ClaimQuery{Text: strings.TrimSpace(values.Get("q")), Cursor: values.Get("cursor")}
	known := []string{"q", "cursor", "limit", "as_of"}
	for _, f := range filters() {
		*f.into(&q) = strings.TrimSpace(values.Get(f.name))
		known = append(known, f.name)
	}
	if err := checkValues(values, known); err != nil {
		return q, err
	}
	for _, day := range []string{q.From, q.To} {
		if day != "" && sanad.Day(day) != day {
			return q, fmt.Errorf("day %q: %w: write it as 2025-10-12", day, sanad.ErrInvalid)
		}
	}
	if !slices.Contains([]string{"", "affirm", "deny", "question"}, q.Stance) {
		return q, fmt.Errorf("stance %q: %w: it is affirm, deny or question", q.Stance, sanad.ErrInvalid)
	}
	var err error
	if q.AsOf, err = sanad.ParseAsOf(values.Get("as_of")); err != nil {
		return q, err
	}
	q.Limit, err = limit(values.Get("limit"))
	return q, err
}

// claimQuery reads a query and has its ids checked.
func (s *site) claimQuery(values url.Values) (sanad.ClaimQuery, error) {
	q, err := claimQuery(values)
	if err == nil && s.CheckQuery != nil {
		err = s.CheckQuery(&q)
	}
	return q, err
}

func documentQuery(values url.Values) (sanad.DocumentQuery, error) {
	q := sanad.DocumentQuery{
		Source: strings.TrimSpace(values.Get("source")), Text: strings.TrimSpace(values.Get("q")), Cursor: values.Get("cursor"),
	}
	if err := checkValues(values, []string{"q", "source", "cursor", "limit", "as_of"}); err != nil {
		return q, err
	}
	var err error
	if q.AsOf, err = sanad.ParseAsOf(values.Get("as_of")); err != nil {
		return q, err
	}
	q.Limit, err = limit(values.Get("limit"))
	return q, err
}

func checkValues(values url.Values, known []string) error {
	for _, name := range sortedKeys(values) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("parameter %q: %w: known are %s", clip(name), sanad.ErrInvalid, strings.Join(known, ", "))
		}
		if len(values[name]) > 1 {
			return fmt.Errorf("parameter %q: %w: given twice", name, sanad.ErrInvalid)
		}
		if v := values.Get(name); name != "cursor" && len(v) > maxValue {
			return fmt.Errorf("parameter %q: %w: over %d bytes", name, sanad.ErrInvalid, maxValue)
		}
	}
	return nil
}

func sortedKeys(values url.Values) []string {
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare)
	return keys
}

func clip(text string) string {
	if len(text) > 60 {
		return strings.ToValidUTF8(text[:60], "") + "…"
	}
	return text
}

func limit(text string) (int, error) {
	if text == "" {
		return pageSize, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 200 {
		return 0, fmt.Errorf("limit %q: %w: it is a number from 1 to 200", text, sanad.ErrInvalid)
	}
	return n, nil
}

// with returns the address of path with one parameter set, or without it where value is ""; paging
// starts anew.
func with(path string, values url.Values, name, value string) string {
	out := url.Values{}
	for k, v := range values {
		if k != "cursor" && k != name && len(v) > 0 && v[0] != "" {
			out.Set(k, v[0])
		}
	}
	if value != "" {
		out.Set(name, value)
	}
	if len(out) == 0 {
		return path
	}
	return path + "?" + out.Encode()
}
