package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
)

// A page has defaultLimit rows unless asked otherwise, and at most maxLimit.
const (
	defaultLimit = 50
	maxLimit     = 200
)

// match is the part of a statement that selects claims: FROM and WHERE, and what their row id is called.
type match struct {
	from  string
	id    string
	where []string
	args  []any
	none  bool // nothing can match
}

func (m *match) and(condition string, args ...any) {
	m.where = append(m.where, condition)
	m.args = append(m.args, args...)
}

// sql returns a statement over what matches; before is a page's cursor, 0 for none.
func (m *match) sql(columns string, before int64, tail string, tailArgs ...any) (string, []any) {
	where, args := m.where, m.args
	if before > 0 {
		where = append(where[:len(where):len(where)], m.id+" < ?")
		args = append(args[:len(args):len(args)], before)
	}
	query := "SELECT " + columns + " FROM " + m.from
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	return query + " " + tail, append(args[:len(args):len(args)], tailArgs...)
}

// matchClaims turns a query into SQL. The rarest term leads, the others are looked up claim by claim; with
// words, the search index leads. Either yields claims newest first without sorting.
func (d *Derived) matchClaims(ctx context.Context, tx *sql.Tx, q sanad.ClaimQuery) (*match, error) {
	terms, known, err := findTerms(ctx, tx, queryTerms(q))
	if err != nil || !known {
		return &match{none: true}, err
	}
	m := &match{from: "claim c", id: "c.id"}
	words := searchWords(q.Text)
	switch {
	case words != "":
		m.from, m.id = "claim_text", "claim_text.rowid"
		m.and("claim_text MATCH ?", words)
	case strings.TrimSpace(q.Text) != "":
		return &match{none: true}, nil // signs without a word: nothing has them
	case len(terms) > 0:
		m.from, m.id = "claim_term t", "t.claim"
		m.and("t.term = ?", terms[0])
		terms = terms[1:]
	}
	for _, id := range terms {
		m.and("EXISTS (SELECT 1 FROM claim_term x WHERE x.term = ? AND x.claim = "+m.id+")", id)
	}
	return m, m.limit(ctx, tx, q)
}

// limit adds the conditions on documents: which, of which days, recorded when.
func (m *match) limit(ctx context.Context, tx *sql.Tx, q sanad.ClaimQuery) error {
	if q.Document != "" {
		doc, err := findDocument(ctx, tx, q.Document)
		if errors.Is(err, sanad.ErrNotFound) || errors.Is(err, sanad.ErrRedacted) {
			m.none = true
			return nil
		}
		if err != nil {
			return err
		}
		from, to := claimRange(doc.row)
		m.and(m.id+" >= ? AND "+m.id+" < ?", from, to)
	}
	if q.From != "" || q.To != "" {
		low, high, err := dayRange(q.From, q.To)
		if err != nil {
			return err
		}
		m.and(m.id+" >= ? AND "+m.id+" < ?", low<<lineBits, high<<lineBits)
	}
	if !q.AsOf.IsZero() {
		m.and("(SELECT recorded FROM document WHERE id = "+m.id+" >> "+strconv.Itoa(lineBits)+") <= ?", micros(q.AsOf))
	}
	return nil
}

// queryTerms returns the terms that a claim must have, all of them.
func queryTerms(q sanad.ClaimQuery) []term {
	var out []term
	for _, t := range []term{
		{fieldSpeaker, q.Speaker},
		{fieldActor, q.Actor},
		{fieldRecipient, q.Recipient},
		{fieldParty, q.Party},
		{fieldStance, q.Stance},
		{fieldModality, q.Modality},
		{fieldType, q.Type},
		{fieldMeasure, q.Measure},
		{fieldPlace, q.Place},
		{fieldSource, q.Source},
	} {
		if t.value != "" {
			out = append(out, t)
		}
	}
	return out
}

// findTerms returns the terms' ids, rarest first; known is false where no claim has one of them.
func findTerms(ctx context.Context, tx *sql.Tx, terms []term) (ids []int64, known bool, err error) {
	type counted struct{ id, claims int64 }
	var found []counted
	for _, t := range terms {
		var c counted
		err := tx.QueryRowContext(ctx, "SELECT id, claims FROM term WHERE field = ? AND value = ?", t.field, t.value).Scan(&c.id, &c.claims)
		if errors.Is(err, sql.ErrNoRows) || err == nil && c.claims == 0 {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		at := 0
		for at < len(found) && found[at].claims <= c.claims {
			at++
		}
		found = append(found[:at], append([]counted{c}, found[at:]...)...)
	}
	for _, c := range found {
		ids = append(ids, c.id)
	}
	return ids, true, nil
}

// searchWords turns what a reader typed into a query of the search index: every word, and every phrase in
// double quotes. Nothing that is typed is an operator. It returns "" where there is no word.
func searchWords(text string) string {
	var out []string
	for i, part := range strings.Split(text, `"`) {
		words := []string{part}
		if i%2 == 0 {
			words = strings.Fields(part)
		}
		for _, w := range words {
			if strings.ContainsFunc(w, isWordRune) {
				out = append(out, `"`+strings.ReplaceAll(w, "\x00", " ")+`"`)
			}
		}
	}
	return strings.Join(out, " ")
}

func pageLimit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// A cursor is the row id of the page's last row in base 36, and a check: four digits that a number which was
// made up doesn't have. The row itself may be gone by now, and the next page still begins after it.
func parseCursor(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	digits := cursor[:max(0, len(cursor)-cursorCheck)]
	n, err := strconv.ParseInt(digits, 36, 64)
	if err != nil || n <= 0 || formatCursor(n) != cursor {
		return 0, fmt.Errorf("cursor %q: %w: take it from the page before", cursor, sanad.ErrInvalid)
	}
	return n, nil
}

// cursorCheck is how many characters of a cursor are its check.
const cursorCheck = 4

func formatCursor(row int64) string {
	digits := strconv.FormatInt(row, 36)
	h := fnv.New64a()
	h.Write([]byte(digits))
	check := strconv.FormatUint(h.Sum64(), 36)
	return digits + check[len(check)-cursorCheck:]
}

// countMatches counts up to sanad.CountCap rows.
func countMatches(ctx context.Context, tx *sql.Tx, m *match) (n int, capped bool, err error) {
	query, args := m.sql("1", 0, "LIMIT ?", sanad.CountCap+1)
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM ("+query+")", args...).Scan(&n); err != nil {
		return 0, false, err
	}
	return min(n, sanad.CountCap), n > sanad.CountCap, nil
}

// matchDocuments turns a query for documents into SQL.
func matchDocuments(q sanad.DocumentQuery) *match {
	m := &match{from: "document d", id: "d.id"}
	words := searchWords(q.Text)
	if words != "" {
		m.from = "document_text CROSS JOIN document d ON d.id = document_text.rowid"
		m.id = "document_text.rowid"
		m.and("document_text MATCH ?", words)
	}
	m.none = words == "" && strings.TrimSpace(q.Text) != ""
	if q.Source != "" {
		m.and("d.source = ?", q.Source)
	}
	if !q.AsOf.IsZero() {
		m.and("d.recorded <= ?", q.AsOf.Truncate(time.Microsecond).UnixMicro())
	}
	return m
}
