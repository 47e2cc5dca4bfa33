package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// facetValues is how many values of a field are shown.
const facetValues = 20

// facetFields is the order in which facets come.
var facetFields = [...]string{
	fieldSpeaker, fieldStance, fieldType, fieldActor, fieldRecipient, fieldParty, fieldPlace,
	fieldMeasure, fieldModality, fieldSource,
}

// facets counts the terms of claims.
func (d *Derived) facets(ctx context.Context, tx *sql.Tx, ids []int64) ([]sanad.Facet, error) {
	counts, err := countTerms(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	byField := map[string][]sanad.FacetValue{}
	for id, n := range counts {
		t, err := d.term(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		byField[t.field] = append(byField[t.field], sanad.FacetValue{Value: t.value, Count: n})
	}
	var out []sanad.Facet
	for _, field := range facetFields {
		values := byField[field]
		slices.SortFunc(values, func(a, b sanad.FacetValue) int {
			if a.Count != b.Count {
				return b.Count - a.Count
			}
			return strings.Compare(a.Value, b.Value)
		})
		if len(values) > 0 {
			out = append(out, sanad.Facet{Field: field, Values: values[:min(len(values), facetValues)]})
		}
	}
	return out, nil
}

func countTerms(ctx context.Context, tx *sql.Tx, ids []int64) (map[int64]int, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT c.terms FROM json_each(?) j CROSS JOIN claim c ON c.id = j.value", string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[int64]int{}
	var packed sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&packed); err != nil {
			return nil, err
		}
		if err := eachTerm(packed, func(t int64) { counts[t]++ }); err != nil {
			return nil, err
		}
	}
	return counts, rows.Err()
}

// maxTerms bounds the terms that are remembered: actors, places and types are few, sources can be any number.
const maxTerms = 1 << 15

// term looks a term up and remembers it.
func (d *Derived) term(ctx context.Context, tx *sql.Tx, id int64) (term, error) {
	if t, ok := d.terms.Load(id); ok {
		return t.(term), nil
	}
	var t term
	if err := tx.QueryRowContext(ctx, "SELECT field, value FROM term WHERE id = ?", id).Scan(&t.field, &t.value); err != nil {
		return t, fmt.Errorf("term %d: %w", id, missing(err))
	}
	if d.known.Add(1) > maxTerms {
		d.terms.Clear()
		d.known.Store(1)
	}
	d.terms.Store(id, t)
	return t, nil
}
