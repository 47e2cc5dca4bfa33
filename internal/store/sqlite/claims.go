package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sort"

	"sanad.example/sanad"
)

// content returns a document's text and, with withClaims, its claims as lines of JSON.
func (d *Derived) content(ctx context.Context, q querier, row int64, withClaims bool) (text string, lines [][]byte, err error) {
	var packedText, packedClaims []byte
	err = q.QueryRowContext(ctx, "SELECT text, CASE WHEN ? THEN claims END FROM content WHERE document = ?", withClaims, row).
		Scan(&packedText, &packedClaims)
	if err != nil {
		return "", nil, fmt.Errorf("content of document row %d: %w", row, missing(err))
	}
	raw, err := d.coding.unpack(packedText)
	if err != nil || !withClaims {
		return string(raw), nil, err
	}
	all, err := d.coding.unpack(packedClaims)
	if err != nil {
		return "", nil, err
	}
	return string(raw), splitLines(all), nil
}

func splitLines(data []byte) [][]byte {
	if len(data) == 0 {
		return nil
	}
	return bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
}

// parseClaim reads a line; the claim's document gets its public id.
func parseClaim(line []byte, public string) (c sanad.Claim, err error) {
	if err := json.Unmarshal(line, &c); err != nil {
		return c, fmt.Errorf("claim: %w: %v", sanad.ErrDamaged, err)
	}
	c.Document = public
	return c, nil
}

// DocumentClaims returns a document's claims in order of their anchors.
func (d *Derived) DocumentClaims(ctx context.Context, id string) (out []sanad.Claim, err error) {
	err = d.read(ctx, func(tx *sql.Tx) error {
		f, err := findDocument(ctx, tx, id)
		if err != nil {
			return err
		}
		_, lines, err := d.content(ctx, tx, f.row, true)
		if err != nil {
			return err
		}
		for _, line := range lines {
			c, err := parseClaim(line, f.public)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out, wrap("read claims of", d.path, err)
}

// Claim returns one claim.
func (d *Derived) Claim(ctx context.Context, id string) (c sanad.Claim, err error) {
	err = d.read(ctx, func(tx *sql.Tx) error {
		var row int64
		if err := tx.QueryRowContext(ctx, "SELECT id FROM claim WHERE key = ?", id).Scan(&row); err != nil {
			return fmt.Errorf("claim %q: %w", id, missing(err))
		}
		rows, err := d.claimRows(ctx, tx, []int64{row})
		if err == nil {
			c = rows[0].Claim
		}
		return err
	})
	return c, wrap("read", d.path, err)
}

// Claims returns one page of claims, newest publication first.
func (d *Derived) Claims(ctx context.Context, q sanad.ClaimQuery) (page sanad.ClaimPage, err error) {
	before, err := parseCursor(q.Cursor)
	if err != nil {
		return page, err
	}
	limit := pageLimit(q.Limit)
	err = d.read(ctx, func(tx *sql.Tx) error {
		m, err := d.matchClaims(ctx, tx, q)
		if err != nil || m.none {
			return err
		}
		f, err := findPage(ctx, tx, m, before, limit)
		if err != nil {
			return err
		}
		page.Count, page.Capped, page.Next = len(f.newest), f.capped, f.next
		if page.Rows, err = d.claimRows(ctx, tx, f.ids); err != nil || !q.Facets {
			return err
		}
		page.Facets, err = d.facets(ctx, tx, f.newest)
		return err
	})
	if err != nil {
		return sanad.ClaimPage{}, wrap("list claims of", d.path, err)
	}
	return page, nil
}

// foundPage is a page of what matches, by row id, newest first.
type foundPage struct {
	ids    []int64
	newest []int64 // of all pages, at most sanad.CountCap
	capped bool    // there are more than newest
	next   string  // the cursor after ids, "" at the end
}

// findPage finds the newest matches once, for the count, the page and the facets.
func findPage(ctx context.Context, tx *sql.Tx, m *match, before int64, limit int) (f foundPage, err error) {
	if f.newest, err = matchIDs(ctx, tx, m, 0, sanad.CountCap+1); err != nil {
		return f, err
	}
	f.capped = len(f.newest) > sanad.CountCap
	f.newest = f.newest[:min(len(f.newest), sanad.CountCap)]
	if f.ids, err = pageIDs(ctx, tx, m, f.newest, f.capped, before, limit+1); err != nil {
		return f, err
	}
	if len(f.ids) > limit {
		f.ids = f.ids[:limit]
		f.next = formatCursor(f.ids[limit-1])
	}
	return f, nil
}

// pageIDs returns the ids after the cursor: from newest as long as it reaches, else by asking again.
func pageIDs(ctx context.Context, tx *sql.Tx, m *match, newest []int64, more bool, before int64, limit int) ([]int64, error) {
	at := 0
	if before > 0 {
		at = sort.Search(len(newest), func(i int) bool { return newest[i] < before })
	}
	if more && at+limit > len(newest) {
		return matchIDs(ctx, tx, m, before, limit)
	}
	return newest[at:min(at+limit, len(newest))], nil
}

func matchIDs(ctx context.Context, tx *sql.Tx, m *match, before int64, limit int) ([]int64, error) {
	query, args := m.sql(m.id, before, "ORDER BY "+m.id+" DESC LIMIT ?", limit)
	return integers(ctx, tx, query, args...)
}

// opened is a document of a page with all that its rows need.
type opened struct {
	found
	offsets *sanad.Offsets
	lines   [][]byte
}

// claimRows returns claims by row id with what is shown beside them; each document is opened once.
func (d *Derived) claimRows(ctx context.Context, tx *sql.Tx, ids []int64) ([]sanad.ClaimRow, error) {
	docs := map[int64]*opened{}
	out := make([]sanad.ClaimRow, 0, len(ids))
	for _, id := range ids {
		row := id >> lineBits
		doc, ok := docs[row]
		if !ok {
			var err error
			if doc, err = d.openDocument(ctx, tx, row); err != nil {
				return nil, err
			}
			docs[row] = doc
		}
		first, _ := claimRange(row)
		line := int(id - first)
		if line >= len(doc.lines) {
			return nil, fmt.Errorf("claim %d of document %q: %w: it is missing", line, doc.ID, sanad.ErrDamaged)
		}
		c, err := parseClaim(doc.lines[line], doc.public)
		if err != nil {
			return nil, fmt.Errorf("document %q: %w", doc.ID, err)
		}
		out = append(out, doc.show(c))
	}
	return out, nil
}

func (d *Derived) openDocument(ctx context.Context, tx *sql.Tx, row int64) (*opened, error) {
	doc := &opened{}
	if err := doc.scan(tx.QueryRowContext(ctx, selectDocument+"FROM document d WHERE d.id = ?", row)); err != nil {
		return nil, fmt.Errorf("document row %d: %w", row, missing(err))
	}
	text, lines, err := d.content(ctx, tx, row, true)
	if err != nil {
		return nil, fmt.Errorf("document %q: %w", doc.ID, err)
	}
	doc.offsets, doc.lines = sanad.NewOffsets(text), lines
	return doc, nil
}

// show cuts the claim's sentence into what stands before its span, the span and the rest.
func (o *opened) show(c sanad.Claim) sanad.ClaimRow {
	s := c.Sentence.Span
	return sanad.ClaimRow{
		Claim: c, Document: o.Document,
		Before: o.offsets.Slice(sanad.Span{Start: s.Start, End: min(c.Span.Start, s.End)}),
		Quote:  o.offsets.Slice(c.Span),
		After:  o.offsets.Slice(sanad.Span{Start: max(c.Span.End, s.Start), End: s.End}),
	}
}
