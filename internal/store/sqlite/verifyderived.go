package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// checkDerived checks a generation: its structure, and each document's rows against its content.
func (v *verification) checkDerived(ctx context.Context, name, id string) {
	v.guard(name, remedyRebuild, func() error {
		db, err := v.openReadOnly(name)
		if err != nil {
			return err
		}
		defer db.Close()
		if err := v.checkSchema(ctx, db, name, remedyRebuild, derivedKind); err != nil {
			return err
		}
		tx, err := db.BeginTx(ctx, nil) // one moment of it, even if others write
		if err != nil {
			return err
		}
		defer tx.Rollback() // nothing is written
		v.noteDue(ctx, tx, name)
		c := &derivedCheck{verification: v, ctx: ctx, tx: tx, name: name, Derived: &Derived{coding: v.coding}}
		return c.run(id)
	})
}

// derivedCheck is one pass over a generation.
type derivedCheck struct {
	*verification
	*Derived
	ctx                      context.Context
	tx                       *sql.Tx
	name                     string
	documents, claims, pairs int64
	search                   int64 // documents that there should be
}

func (c *derivedCheck) run(id string) error {
	g, err := readGeneration(c.ctx, c.tx)
	if err != nil {
		return err
	}
	if g.ID != id {
		c.problem(c.name, "", fmt.Sprintf("it says that it is generation %q", g.ID), remedyRebuild)
	}
	if g.Cursor > c.report.Entries {
		c.problem(c.name, "", fmt.Sprintf("it has read %d entries, the log has %d", g.Cursor, c.report.Entries), remedyRebuild)
	}
	if c.search, err = metaNumber(c.ctx, c.tx, "documents"); err != nil {
		return err
	}
	for row := int64(-1); ; {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		before := row
		err := c.tx.QueryRowContext(c.ctx, "SELECT id FROM document WHERE id > ? ORDER BY id LIMIT 1", row).Scan(&row)
		if errors.Is(err, sql.ErrNoRows) {
			if err := c.checkIncidents(); err != nil {
				return err
			}
			return c.checkCounts()
		}
		if err != nil {
			return fmt.Errorf("documents after row %d can't be found: %w", row, err)
		}
		if row <= before { // pages that were moved can lead in circles
			return fmt.Errorf("document row %d follows row %d: %w", row, before, sanad.ErrDamaged)
		}
		c.documents++
		c.checkDocument(row)
	}
}

func (c *derivedCheck) checkDocument(row int64) {
	var f found
	where := fmt.Sprintf("document row %d", row)
	err := f.scan(c.tx.QueryRowContext(c.ctx, selectDocument+"FROM document d WHERE d.id = ?", row))
	if err == nil {
		where = fmt.Sprintf("document %q", f.public)
		err = c.checkContent(&f)
	}
	if err != nil {
		c.problem(c.name, where, err.Error(), remedyRebuild)
	}
}

func (c *derivedCheck) checkContent(f *found) error {
	text, lines, err := c.content(c.ctx, c.tx, f.row, true)
	if err != nil {
		return err
	}
	var sum []byte
	if err := c.tx.QueryRowContext(c.ctx, "SELECT sum FROM document WHERE id = ?", f.row).Scan(&sum); err != nil {
		return err
	}
	whole := f.Document
	whole.Text = text
	joined := append(bytes.Join(lines, []byte("\n")), '\n')
	if len(lines) == 0 {
		joined = nil
	}
	got, err := contentSum(whole, joined)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, sum) || len(lines) != f.claims {
		return fmt.Errorf("%w: its content isn't what was put", sanad.ErrDamaged)
	}
	if err := c.checkClaims(f, lines); err != nil {
		return err
	}
	return c.checkSearch(f, text, lines)
}

// searched is how many documents' words are looked for at most: of more, some spread over all.
const searched = 2000

// queryWords is by how many of its words a row is looked for at most: an expression has a largest depth.
const queryWords = 200

// checkSearch looks for a document, and for its claims, by their own words: the search index is no part of what is
// summed up.
func (c *derivedCheck) checkSearch(f *found, text string, lines [][]byte) error {
	if every := 1 + c.search/searched; c.documents%every != 0 {
		return nil
	}
	if err := c.find("document_text", f.Title+" "+text, f.row); err != nil {
		return err
	}
	first, _ := claimRange(f.row)
	off := sanad.NewOffsets(text)
	for i, line := range lines {
		claim, err := parseClaim(line, f.ID)
		if err != nil {
			return err
		}
		if err := c.find("claim_text", off.Slice(claim.Sentence.Span), first+int64(i)); err != nil {
			return err
		}
	}
	return nil
}

// find looks for a row of a search index by words that it must have.
func (c *derivedCheck) find(index, words string, row int64) error {
	list := strings.Fields(strings.ReplaceAll(words, `"`, " "))
	slices.Sort(list)
	list = slices.Compact(list)
	query := searchWords(strings.Join(list[:min(len(list), queryWords)], " "))
	if query == "" {
		return nil
	}
	var there bool
	err := c.tx.QueryRowContext(c.ctx, "SELECT EXISTS (SELECT 1 FROM "+index+" WHERE "+index+" MATCH ? AND rowid = ?)", query, row).Scan(&there)
	if err == nil && !there {
		err = fmt.Errorf("%w: the search index doesn't find it by its words", sanad.ErrDamaged)
	}
	return err
}

// checkClaims compares the rows by which claims are found with the claims themselves.
func (c *derivedCheck) checkClaims(f *found, lines [][]byte) error {
	first, _ := claimRange(f.row)
	for i, line := range lines {
		claim, err := parseClaim(line, f.ID)
		if err != nil {
			return err
		}
		var key string
		var packed []byte
		if err := c.tx.QueryRowContext(c.ctx, "SELECT key, terms FROM claim WHERE id = ?", first+int64(i)).Scan(&key, &packed); err != nil {
			return fmt.Errorf("claim %d: %w", i, missing(err))
		}
		want := claimTerms(&claim, f.Source, func(string) []string { return nil })
		got, err := c.termsOf(packed, first+int64(i))
		if err != nil {
			return err
		}
		c.claims++
		c.pairs += int64(len(got))
		// Which places lie around its own the codebook says, which isn't here.
		got = slices.DeleteFunc(got, func(t term) bool { return t.field == fieldPlace && !slices.Contains(want, t) })
		if key != claim.ID || !slices.Equal(got, want) {
			return fmt.Errorf("claim %q: %w: it is filed under other terms than it has", claim.ID, sanad.ErrDamaged)
		}
	}
	return nil
}

// termsOf reads the terms that a claim is filed under, and sees that the index has it under each.
func (c *derivedCheck) termsOf(packed []byte, id int64) ([]term, error) {
	var ids []int64
	if err := eachTerm(packed, func(t int64) { ids = append(ids, t) }); err != nil {
		return nil, err
	}
	var out []term
	for _, t := range ids {
		known, err := c.term(c.ctx, c.tx, t)
		if err != nil {
			return nil, err
		}
		var filed bool
		if err := c.tx.QueryRowContext(c.ctx, "SELECT EXISTS (SELECT 1 FROM claim_term WHERE term = ? AND claim = ?)", t, id).Scan(&filed); err != nil {
			return nil, err
		}
		if filed {
			out = append(out, known)
		}
	}
	slices.SortFunc(out, compareTerms)
	return out, nil
}

// checkCounts compares the numbers that are kept with what is there.
func (c *derivedCheck) checkCounts() error {
	for _, count := range []struct {
		what, query string
		want        int64
	}{
		{"documents", "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'documents'), 0)", c.documents},
		{"claims", "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'claims'), 0)", c.claims},
		{"incidents", "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'incidents'), 0) - (SELECT count(*) FROM incident)", 0},
		{"claims of incidents", "SELECT count(*) FROM incident_claim i WHERE NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = i.claim)", 0},
		{"blocks of no linkable", `SELECT count(*) FROM block_claim b WHERE NOT EXISTS (SELECT 1 FROM linkable l, json_each(l.blocks) j
			WHERE l.claim = b.claim AND j.value = b.block)`, 0},
		{"linkables missing in a block", `SELECT count(*) FROM linkable l, json_each(l.blocks) j
			WHERE NOT EXISTS (SELECT 1 FROM block_claim b WHERE b.block = j.value AND b.claim = l.claim)`, 0},
		{"edges", `SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM edge o WHERE o.a = e.b AND o.b = e.a AND o.score = e.score)
			OR NOT EXISTS (SELECT 1 FROM linkable l WHERE l.claim = e.a)`, 0},
		{"stale claims that aren't there", "SELECT count(*) FROM stale s WHERE NOT EXISTS (SELECT 1 FROM linkable l WHERE l.claim = s.claim)", 0},
		{"terms of no incident", "SELECT count(*) FROM incident_term t WHERE NOT EXISTS (SELECT 1 FROM incident i WHERE i.id = t.incident)", 0},
		{"linkables without a claim", "SELECT count(*) FROM linkable l WHERE NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = l.claim)", 0},
		{"rows of claims", "SELECT count(*) FROM claim", c.claims},
		{"rows of content", "SELECT count(*) FROM content", c.documents},
		{"rows of claims by term", "SELECT count(*) FROM claim_term", c.pairs},
		{"claims counted by term", "SELECT coalesce(sum(claims), 0) FROM term", c.pairs},
	} {
		var n int64
		if err := c.tx.QueryRowContext(c.ctx, count.query).Scan(&n); err != nil {
			return err
		}
		if n != count.want {
			c.problem(c.name, count.what, fmt.Sprintf("there are %d, not %d", n, count.want), remedyRebuild)
		}
	}
	return nil
}
