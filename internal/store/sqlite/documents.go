package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"unicode"

	"sanad.example/sanad"
)

// found is a document's row.
type found struct {
	sanad.Document        // without text
	row            int64  //
	claims         int    //
	public         string // the name where it leads to this document alone, else the id
}

// selectDocument ends before FROM; the last column says whether the name is the document's alone.
const selectDocument = `SELECT d.id, d.key, d.name, d.source, d.url, d.title, d.published, d.lang, d.about, d.recorded, d.claims,
	d.name <> '' AND NOT EXISTS (SELECT 1 FROM document o WHERE o.name = d.name AND o.name <> '' AND o.id <> d.id)
		AND NOT EXISTS (SELECT 1 FROM document o WHERE o.key = d.name AND o.id <> d.id) `

func (f *found) scan(row interface{ Scan(...any) error }) error {
	var about string
	var recorded int64
	var alone bool
	err := row.Scan(&f.row, &f.ID, &f.Name, &f.Source, &f.URL, &f.Title, &f.Published, &f.Lang, &about, &recorded, &f.claims, &alone)
	if err != nil {
		return err
	}
	f.Recorded = fromMicros(recorded)
	f.public = f.ID
	if alone {
		f.public = f.Name
	}
	if about == "" {
		return nil
	}
	f.About = new(sanad.About)
	if err := json.Unmarshal([]byte(about), f.About); err != nil {
		return fmt.Errorf("about of document %q: %w: %v", f.ID, sanad.ErrDamaged, err)
	}
	return nil
}

// findDocument looks a document up by its id, or by a name that only it has. Errors: ErrNotFound,
// ErrRedacted.
func findDocument(ctx context.Context, q querier, id string) (f found, err error) {
	err = f.scan(q.QueryRowContext(ctx, selectDocument+"FROM document d WHERE d.key = ?", id))
	if !errors.Is(err, sql.ErrNoRows) {
		return f, err
	}
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM document WHERE name = ? AND name <> '' LIMIT 2)", id).Scan(&n)
	if err != nil {
		return f, err
	}
	if n == 1 {
		err = f.scan(q.QueryRowContext(ctx, selectDocument+"FROM document d WHERE d.name = ? AND d.name <> ''", id))
		return f, err
	}
	return f, notThere(ctx, q, id, n)
}

// notThere says why there is no document of that id.
func notThere(ctx context.Context, q querier, id string, namesakes int) error {
	var removed bool
	err := q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM removed WHERE key = ?)", id).Scan(&removed)
	switch {
	case err != nil:
		return err
	case removed:
		return fmt.Errorf("document %q: %w", id, sanad.ErrRedacted)
	case namesakes > 1:
		return fmt.Errorf("document %q: %w: several have that name; ask by id", id, sanad.ErrNotFound)
	}
	return fmt.Errorf("document %q: %w", id, sanad.ErrNotFound)
}

// Document returns a document with its text.
func (d *Derived) Document(ctx context.Context, id string) (doc sanad.Document, err error) {
	err = d.read(ctx, func(tx *sql.Tx) error {
		f, err := findDocument(ctx, tx, id)
		if err != nil {
			return err
		}
		doc = f.Document
		doc.Text, _, err = d.content(ctx, tx, f.row, false)
		return err
	})
	return doc, wrap("read", d.path, err)
}

// Documents returns one page of documents, newest first.
func (d *Derived) Documents(ctx context.Context, q sanad.DocumentQuery) (page sanad.DocumentPage, err error) {
	before, err := parseCursor(q.Cursor)
	if err != nil {
		return page, err
	}
	m := matchDocuments(q)
	if m.none {
		return page, nil
	}
	err = d.read(ctx, func(tx *sql.Tx) error {
		var err error
		if page.Count, page.Capped, err = countMatches(ctx, tx, m); err != nil {
			return err
		}
		return documentRows(ctx, tx, m, before, pageLimit(q.Limit), &page)
	})
	return page, wrap("list documents of", d.path, err)
}

func documentRows(ctx context.Context, tx *sql.Tx, m *match, before int64, limit int, page *sanad.DocumentPage) error {
	query, args := m.sql(selectDocument[len("SELECT "):], before, "ORDER BY "+m.id+" DESC LIMIT ?", limit+1)
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	last := int64(0)
	for rows.Next() {
		var f found
		if err := f.scan(rows); err != nil {
			return err
		}
		if len(page.Rows) == limit {
			page.Next = formatCursor(last)
			break
		}
		page.Rows = append(page.Rows, sanad.DocumentRow{Document: f.Document, Claims: f.claims})
		last = f.row
	}
	return rows.Err()
}

// Overview is what there is, in numbers.
func (d *Derived) Overview(ctx context.Context) (o sanad.Overview, err error) {
	var cursor int64
	err = d.read(ctx, func(tx *sql.Tx) error {
		o, cursor, err = d.overview(ctx, tx)
		return err
	})
	if err != nil {
		return o, wrap("overview of", d.path, err)
	}
	size, err := d.evidence.Size(ctx)
	o.Generation, o.Behind = d.id, size-cursor
	return o, err
}

// overview reads counts that are kept, and both ends of indexes: it is as quick over a million documents.
func (d *Derived) overview(ctx context.Context, tx *sql.Tx) (o sanad.Overview, cursor int64, err error) {
	counts := map[string]int64{"documents": 0, "claims": 0, "incidents": 0, "cursor": 0}
	for name := range counts {
		if counts[name], err = metaNumber(ctx, tx, name); err != nil {
			return o, 0, err
		}
	}
	o.Documents, o.Claims = int(counts["documents"]), int(counts["claims"])
	o.Incidents = int(counts["incidents"])
	var recorded int64
	var first, last string
	err = tx.QueryRowContext(ctx, `SELECT
		coalesce((SELECT claims FROM term WHERE field = 'stance' AND value = 'deny'), 0),
		coalesce((SELECT max(recorded) FROM document), 0),
		coalesce((SELECT published FROM document WHERE id >= ? ORDER BY id LIMIT 1), ''),
		coalesce((SELECT published FROM document WHERE id >= ? ORDER BY id DESC LIMIT 1), ''),
		(WITH RECURSIVE s (source) AS (SELECT min(source) FROM document UNION ALL
			SELECT (SELECT min(source) FROM document WHERE source > s.source) FROM s WHERE s.source IS NOT NULL)
			SELECT count(*) FROM s WHERE source <> '')`,
		1<<dayShift, 1<<dayShift).Scan(&o.Denials, &recorded, &first, &last, &o.Sources)
	o.LastRecorded, o.FirstPublished, o.LastPublished = fromMicros(recorded), sanad.LastDay(first), sanad.LastDay(last)
	return o, counts["cursor"], err
}

// isWordRune reports whether the search index sees a word in r.
func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Co, r)
}
