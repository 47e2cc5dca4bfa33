package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// prepared is a document ready to be written: all that needs no database.
type prepared struct {
	sanad.Document
	about     string
	claims    []preparedClaim
	linkables []sanad.Linkable
	text      []byte // packed
	lines     []byte // packed
	sum       []byte
}

type preparedClaim struct {
	id       string
	terms    []term
	sentence string
}

// prepare checks a coded document and works out its rows.
func (d *Derived) prepare(coded *sanad.Coded) (*prepared, error) {
	p := &prepared{Document: coded.Document}
	if p.ID == "" {
		return nil, fmt.Errorf("%w: no id", sanad.ErrInvalid)
	}
	if len(coded.Claims) > maxClaims {
		return nil, fmt.Errorf("%w: %d claims, at most %d: split the document", sanad.ErrTooLarge, len(coded.Claims), maxClaims)
	}
	if p.About != nil {
		about, err := json.Marshal(p.About)
		if err != nil {
			return nil, fmt.Errorf("%w: %v", sanad.ErrInvalid, err)
		}
		p.about = string(about)
	}
	lines, err := p.addClaims(coded.Claims, d.placesAbove)
	if err != nil {
		return nil, err
	}
	if p.sum, err = contentSum(p.Document, lines); err != nil {
		return nil, err
	}
	if err := p.addLinkables(coded.Linkables); err != nil {
		return nil, err
	}
	p.text, p.lines = d.coding.pack([]byte(p.Text)), d.coding.pack(lines)
	return p, nil
}

// addLinkables checks that what linking is to keep is of this document's claims, each once.
func (p *prepared) addLinkables(linkables []sanad.Linkable) error {
	known := make(map[string]bool, len(p.claims))
	for _, c := range p.claims {
		known[c.id] = true
	}
	for _, l := range linkables {
		if !known[l.Claim] {
			return fmt.Errorf("linkable of claim %q: %w: the document has no such claim, or it came before", l.Claim, sanad.ErrInvalid)
		}
		known[l.Claim] = false
	}
	p.linkables = linkables
	return nil
}

// addClaims returns the claims as JSON Lines in order of their anchors.
func (p *prepared) addClaims(claims []sanad.Claim, placesAbove func(string) []string) ([]byte, error) {
	claims = slices.Clone(claims)
	slices.SortFunc(claims, compareAnchors)
	offsets := sanad.NewOffsets(p.Text)
	var lines bytes.Buffer
	for i := range claims {
		c := &claims[i]
		if c.ID == "" || c.Document != p.ID {
			return nil, fmt.Errorf("claim %q of document %q: %w: it needs an id and this document's", c.ID, c.Document, sanad.ErrInvalid)
		}
		line, err := json.Marshal(c)
		if err != nil {
			return nil, fmt.Errorf("claim %q: %w: %v", c.ID, sanad.ErrInvalid, err)
		}
		lines.Write(line)
		lines.WriteByte('\n')
		p.claims = append(p.claims, preparedClaim{id: c.ID, terms: claimTerms(c, p.Source, placesAbove), sentence: offsets.Slice(c.Sentence.Span)})
	}
	return lines.Bytes(), nil
}

func compareAnchors(a, b sanad.Claim) int {
	x, y := a.Anchor(), b.Anchor()
	if x.Start != y.Start {
		return x.Start - y.Start
	}
	if x.End != y.End {
		return x.End - y.End
	}
	return strings.Compare(a.ID, b.ID)
}

// contentSum is the SHA-256 of what the digest has of a document.
func contentSum(doc sanad.Document, lines []byte) ([]byte, error) {
	head, err := digestLine(doc)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	h.Write(head)
	h.Write(lines)
	return h.Sum(nil), nil
}

// putting is one transaction's changes to documents.
type putting struct {
	ctx        context.Context
	tx         *sql.Tx
	statements map[string]*sql.Stmt
	termIDs    map[term]int64
	counts     map[int64]int64 // claims gained by term id
	documents  int64           // gained
	claims     int64
	incidents  int64
}

func newPutting(ctx context.Context, tx *sql.Tx) (*putting, error) {
	return &putting{ctx: ctx, tx: tx, statements: map[string]*sql.Stmt{}, termIDs: map[term]int64{}, counts: map[int64]int64{}}, nil
}

func (p *putting) close() {
	for _, s := range p.statements {
		s.Close()
	}
}

// statement prepares a query once.
func (p *putting) statement(query string) (*sql.Stmt, error) {
	if s, ok := p.statements[query]; ok {
		return s, nil
	}
	s, err := p.tx.PrepareContext(p.ctx, query)
	if err == nil {
		p.statements[query] = s
	}
	return s, err
}

func (p *putting) exec(query string, args ...any) error {
	s, err := p.statement(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(p.ctx, args...)
	return err
}

// scan reads one row. found is false where there is none.
func (p *putting) scan(query string, args []any, into ...any) (found bool, err error) {
	s, err := p.statement(query)
	if err != nil {
		return false, err
	}
	err = s.QueryRowContext(p.ctx, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (p *putting) put(doc *prepared) error {
	recorded := micros(doc.Recorded)
	was, err := p.remove(doc.ID)
	if err != nil {
		return err
	}
	if was > 0 && (recorded == 0 || was < recorded) {
		recorded = was
	}
	row, err := p.freeRow(doc)
	if err != nil {
		return err
	}
	if err := p.exec("DELETE FROM removed WHERE key = ?", doc.ID); err != nil {
		return err
	}
	err = p.exec(`INSERT INTO document (id, key, name, source, url, title, published, lang, about, recorded, claims, sum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row, doc.ID, doc.Name, doc.Source, doc.URL, doc.Title, doc.Published, doc.Lang, doc.about, recorded, len(doc.claims), doc.sum)
	if err != nil {
		return err
	}
	if err := p.exec("INSERT INTO content (document, text, claims) VALUES (?, ?, ?)", row, doc.text, doc.lines); err != nil {
		return err
	}
	if err := p.exec("INSERT INTO document_text (rowid, title, text) VALUES (?, ?, ?)", row, doc.Title, doc.Text); err != nil {
		return err
	}
	p.documents++
	return p.putClaims(row, doc)
}

func (p *putting) freeRow(doc *prepared) (int64, error) {
	row := documentRow(doc.ID, doc.Published)
	for range 1 << hashBits {
		var one int
		found, err := p.scan("SELECT 1 FROM document WHERE id = ?", []any{row}, &one)
		if err != nil || !found {
			return row, err
		}
		row = nextRow(row)
	}
	return 0, fmt.Errorf("%w: %d documents were published in the same minute", sanad.ErrTooLarge, 1<<hashBits)
}

func (p *putting) putClaims(row int64, doc *prepared) error {
	first, _ := claimRange(row)
	for i := range doc.claims {
		c, id := &doc.claims[i], first+int64(i)
		ids, err := p.idsOf(c.terms)
		if err != nil {
			return err
		}
		if err := p.exec("INSERT INTO claim (id, key, terms) VALUES (?, ?, ?)", id, c.id, packTerms(ids)); err != nil {
			return fmt.Errorf("claim %q: %w", c.id, err)
		}
		for _, t := range ids {
			if err := p.exec("INSERT INTO claim_term (term, claim) VALUES (?, ?)", t, id); err != nil {
				return err
			}
			p.counts[t]++
		}
		if err := p.exec("INSERT INTO claim_text (rowid, sentence, title) VALUES (?, ?, ?)", id, c.sentence, doc.Title); err != nil {
			return err
		}
	}
	p.claims += int64(len(doc.claims))
	return p.putLinkables(row, doc)
}

// idsOf returns the ids of terms, sorted; new terms get one.
func (p *putting) idsOf(terms []term) ([]int64, error) {
	ids := make([]int64, len(terms))
	for i, t := range terms {
		id, ok := p.termIDs[t]
		if !ok {
			found, err := p.scan("SELECT id FROM term WHERE field = ? AND value = ?", []any{t.field, t.value}, &id)
			if err == nil && !found {
				_, err = p.scan("INSERT INTO term (field, value) VALUES (?, ?) RETURNING id", []any{t.field, t.value}, &id)
			}
			if err != nil {
				return nil, fmt.Errorf("term %s %q: %w", t.field, t.value, err)
			}
			p.termIDs[t] = id
		}
		ids[i] = id
	}
	slices.Sort(ids)
	return ids, nil
}

// remove takes a document out, if it is there, and returns its recorded time in microseconds.
func (p *putting) remove(key string) (recorded int64, err error) {
	var row int64
	found, err := p.scan("SELECT id, recorded FROM document WHERE key = ?", []any{key}, &row, &recorded)
	if err != nil || !found {
		return 0, err
	}
	if err := p.removeClaims(row); err != nil {
		return 0, err
	}
	for _, query := range []string{
		"DELETE FROM document_text WHERE rowid = ?", "DELETE FROM content WHERE document = ?", "DELETE FROM document WHERE id = ?",
	} {
		if err := p.exec(query, row); err != nil {
			return 0, err
		}
	}
	p.documents--
	return recorded, nil
}

func (p *putting) removeClaims(row int64) error {
	first, end := claimRange(row)
	if err := p.unlink(first, end); err != nil {
		return err
	}
	packed, err := p.claimsOf(first, end)
	if err != nil {
		return err
	}
	for id, terms := range packed {
		var ids []int64
		if err := eachTerm(terms, func(t int64) { ids = append(ids, t) }); err != nil {
			return err
		}
		for _, t := range ids {
			if err := p.exec("DELETE FROM claim_term WHERE term = ? AND claim = ?", t, id); err != nil {
				return err
			}
			p.counts[t]--
		}
		if err := p.exec("DELETE FROM claim_text WHERE rowid = ?", id); err != nil {
			return err
		}
	}
	p.claims -= int64(len(packed))
	return p.exec("DELETE FROM claim WHERE id >= ? AND id < ?", first, end)
}

func (p *putting) claimsOf(first, end int64) (map[int64][]byte, error) {
	s, err := p.statement("SELECT id, terms FROM claim WHERE id >= ? AND id < ?")
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(p.ctx, first, end)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64][]byte{}
	for rows.Next() {
		var id int64
		var terms []byte
		if err := rows.Scan(&id, &terms); err != nil {
			return nil, err
		}
		out[id] = terms
	}
	return out, rows.Err()
}

// finish writes the counts and the cursor.
func (p *putting) finish(cursor int64) error {
	for id, n := range p.counts {
		if err := p.exec("UPDATE term SET claims = claims + ? WHERE id = ?", n, id); err != nil {
			return err
		}
	}
	for name, gained := range map[string]int64{"documents": p.documents, "claims": p.claims, "incidents": p.incidents} {
		if err := p.exec(`INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name)
			DO UPDATE SET value = CAST(value AS INTEGER) + CAST(excluded.value AS INTEGER)`, name, fmt.Sprint(gained)); err != nil {
			return err
		}
	}
	return p.exec("UPDATE meta SET value = ? WHERE name = 'cursor' AND CAST(value AS INTEGER) < ?", fmt.Sprint(cursor), cursor)
}

// purge merges the search index, which otherwise keeps the words of what was removed, and drops terms that
// no claim has.
func (p *putting) purge() error {
	if err := setMeta(p.ctx, p.tx, compactDue, "true"); err != nil {
		return err
	}
	for _, query := range []string{
		"INSERT INTO claim_text (claim_text) VALUES ('optimize')",
		"INSERT INTO document_text (document_text) VALUES ('optimize')",
		"DELETE FROM term WHERE claims = 0",
	} {
		if err := p.exec(query); err != nil {
			return err
		}
	}
	return nil
}
