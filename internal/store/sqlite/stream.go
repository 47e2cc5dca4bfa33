package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"sanad.example/sanad"
)

// streamBatch is how many documents are read at once when all are streamed.
const streamBatch = 64

// streamed is a document on its way to an export or a digest.
type streamed struct {
	found
	text  string
	lines [][]byte
}

// eachDocument calls fn for every document in order of key, in short transactions.
func (d *Derived) eachDocument(ctx context.Context, fn func(*streamed) error) error {
	for after := ""; ; {
		var batch []*streamed
		err := d.read(ctx, func(tx *sql.Tx) error {
			var err error
			batch, err = d.documentBatch(ctx, tx, after)
			return err
		})
		if err != nil {
			return wrap("read", d.path, err)
		}
		for _, doc := range batch {
			if err := fn(doc); err != nil {
				return err
			}
		}
		if len(batch) < streamBatch {
			return nil
		}
		after = batch[len(batch)-1].ID
	}
}

func (d *Derived) documentBatch(ctx context.Context, tx *sql.Tx, after string) (out []*streamed, err error) {
	rows, err := tx.QueryContext(ctx, selectDocument+"FROM document d WHERE d.key > ? ORDER BY d.key LIMIT ?", after, streamBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		doc := &streamed{}
		if err := doc.scan(rows); err != nil {
			return nil, err
		}
		if doc.ID <= after { // moved pages must not lead in circles
			return nil, fmt.Errorf("document %q after %q: %w", doc.ID, after, sanad.ErrDamaged)
		}
		after = doc.ID
		out = append(out, doc)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, doc := range out {
		if doc.text, doc.lines, err = d.content(ctx, tx, doc.row, true); err != nil {
			return nil, fmt.Errorf("document %q: %w", doc.ID, err)
		}
	}
	return out, nil
}

// Digest is the SHA-256, in hexadecimal, of a line of JSON for each document in order of key, without
// recorded time, each followed by the lines of its claims in order of their anchors; then
// a line for each incident in order of id.
func (d *Derived) Digest(ctx context.Context) (string, error) {
	h := sha256.New()
	err := d.eachDocument(ctx, func(doc *streamed) error {
		whole := doc.Document
		whole.Text = doc.text
		line, err := digestLine(whole)
		if err != nil {
			return err
		}
		h.Write(line)
		for _, line := range doc.lines {
			h.Write(line)
			h.Write([]byte("\n"))
		}
		return nil
	})
	if err == nil {
		err = d.eachIncidentLine(ctx, func(line []byte) error {
			h.Write(line)
			return nil
		})
	}
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// digestLine is what the digest has of a document itself.
func digestLine(doc sanad.Document) ([]byte, error) {
	doc.Recorded = time.Time{}
	line, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("document %q: %w: %v", doc.ID, sanad.ErrInvalid, err)
	}
	return append(line, '\n'), nil
}

// EachClaim streams the claims that match in the order of document key and anchor. Limit, Cursor and
// Facets of the query have no meaning here.
func (d *Derived) EachClaim(ctx context.Context, q sanad.ClaimQuery, fn func(sanad.Claim) error) error {
	if q.Text == "" && q.Document == "" && q.From == "" && q.To == "" && q.AsOf.IsZero() && len(queryTerms(q)) == 0 {
		return d.eachDocument(ctx, func(doc *streamed) error { return doc.each(nil, fn) })
	}
	conn, err := d.reader.Conn(ctx)
	if err != nil {
		return wrap("read", d.path, err)
	}
	defer conn.Close()
	return d.eachMatch(ctx, conn, q, fn)
}

// each calls fn for the claims on the given lines, all for nil.
func (s *streamed) each(lines []int, fn func(sanad.Claim) error) error {
	if lines == nil {
		lines = make([]int, len(s.lines))
		for i := range lines {
			lines[i] = i
		}
	}
	for _, n := range lines {
		if n >= len(s.lines) {
			return fmt.Errorf("claim %d of document %q: %w: it is missing", n, s.ID, sanad.ErrDamaged)
		}
		c, err := parseClaim(s.lines[n], s.public)
		if err != nil {
			return fmt.Errorf("document %q: %w", s.ID, err)
		}
		if err := fn(c); err != nil {
			return err
		}
	}
	return nil
}
