package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// millionths is how edges keep their scores.
const millionths = 1e6

// putLinkables keeps what linking needs of a document's claims and marks all of them stale.
func (p *putting) putLinkables(row int64, doc *prepared) error {
	rows := map[string]int64{}
	first, _ := claimRange(row)
	for i := range doc.claims {
		rows[doc.claims[i].id] = first + int64(i)
	}
	for _, l := range doc.linkables {
		row := rows[l.Claim]
		blocks, err := json.Marshal(append([]string{}, l.Blocks...)) // a list, though there be none
		if err != nil {
			return fmt.Errorf("blocks of claim %q: %w", l.Claim, err)
		}
		if err := p.exec("INSERT INTO linkable (claim, blocks, features) VALUES (?, ?, ?)", row, string(blocks), l.Features); err != nil {
			return err
		}
		for _, b := range l.Blocks {
			if err := p.exec("INSERT OR IGNORE INTO block_claim (block, claim) VALUES (?, ?)", b, row); err != nil {
				return err
			}
		}
		if err := p.exec("INSERT OR IGNORE INTO stale (claim) VALUES (?)", row); err != nil {
			return err
		}
	}
	return nil
}

// unlink takes a claim out of linking: those that it was joined with, and those of its incident, are stale then.
func (p *putting) unlink(first, end int64) error {
	for _, query := range []string{
		`INSERT OR IGNORE INTO stale (claim) SELECT b FROM edge WHERE a >= ?1 AND a < ?2 AND NOT (b >= ?1 AND b < ?2)`,
		`INSERT OR IGNORE INTO stale (claim) SELECT o.claim FROM incident_claim o WHERE o.incident IN
			(SELECT incident FROM incident_claim WHERE claim >= ?1 AND claim < ?2) AND NOT (o.claim >= ?1 AND o.claim < ?2)`,
	} {
		if err := p.exec(query, first, end); err != nil {
			return err
		}
	}
	incidents, err := p.numbers("SELECT DISTINCT incident FROM incident_claim WHERE claim >= ?1 AND claim < ?2", first, end)
	if err != nil {
		return err
	}
	for _, id := range incidents {
		if err := p.dropIncident(id); err != nil {
			return err
		}
	}
	for _, query := range []string{
		"DELETE FROM edge WHERE b IN (SELECT claim FROM linkable WHERE claim >= ?1 AND claim < ?2) AND a IN (SELECT b FROM edge WHERE a >= ?1 AND a < ?2)",
		"DELETE FROM edge WHERE a >= ?1 AND a < ?2",
		`DELETE FROM block_claim WHERE (block, claim) IN (SELECT j.value, l.claim FROM linkable l, json_each(l.blocks) j
			WHERE l.claim >= ?1 AND l.claim < ?2)`,
		"DELETE FROM linkable WHERE claim >= ?1 AND claim < ?2",
		"DELETE FROM stale WHERE claim >= ?1 AND claim < ?2",
	} {
		if err := p.exec(query, first, end); err != nil {
			return err
		}
	}
	return nil
}

// numbers reads one column of integers.
func (p *putting) numbers(query string, args ...any) ([]int64, error) {
	s, err := p.statement(query)
	if err != nil {
		return nil, err
	}
	return column[int64](s.QueryContext(p.ctx, args...))
}

func (p *putting) dropIncident(id int64) error {
	for _, query := range []string{
		"DELETE FROM incident_term WHERE incident = ?", "DELETE FROM incident_claim WHERE incident = ?", "DELETE FROM incident WHERE id = ?",
	} {
		if err := p.exec(query, id); err != nil {
			return err
		}
	}
	p.incidents--
	return nil
}

// Stale returns claims whose incidents are to be made anew.
func (d *Derived) Stale(ctx context.Context, limit int) (out []string, err error) {
	out, err = texts(ctx, d.reader, "SELECT c.key FROM stale s JOIN claim c ON c.id = s.claim ORDER BY s.claim LIMIT ?", limit)
	return out, wrap("read stale claims of", d.path, err)
}

func texts(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	return column[string](q.QueryContext(ctx, query, args...))
}

// column reads rows of one column to their end.
func column[T any](rows *sql.Rows, err error) (out []T, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// selectLinkable ends before WHERE; it needs the claim's row as c and the linkable as l.
const selectLinkable = `SELECT c.key, d.key, l.blocks, l.features FROM linkable l JOIN claim c ON c.id = l.claim JOIN document d ON d.id = l.claim >> 14 `

func scanLinkables(rows *sql.Rows, fn func(sanad.Linkable) error) error {
	defer rows.Close()
	for rows.Next() {
		var l sanad.Linkable
		var blocks string
		if err := rows.Scan(&l.Claim, &l.Document, &blocks, &l.Features); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(blocks), &l.Blocks); err != nil {
			return fmt.Errorf("blocks of claim %q: %w: %v", l.Claim, sanad.ErrDamaged, err)
		}
		if err := fn(l); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Linkables returns what is kept of claims, in the order asked.
func (d *Derived) Linkables(ctx context.Context, claims []string) (out []sanad.Linkable, err error) {
	list, err := json.Marshal(claims)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]sanad.Linkable, len(claims))
	rows, err := d.reader.QueryContext(ctx, selectLinkable+"WHERE c.key IN (SELECT value FROM json_each(?))", string(list))
	if err == nil {
		err = scanLinkables(rows, func(l sanad.Linkable) error { byID[l.Claim] = l; return nil })
	}
	for _, id := range claims {
		if l, ok := byID[id]; ok {
			out = append(out, l)
		}
	}
	return out, wrap("read linkables of", d.path, err)
}

// Block calls fn for each claim of a block in order of its id.
func (d *Derived) Block(ctx context.Context, block string, fn func(sanad.Linkable) error) error {
	var all []sanad.Linkable
	rows, err := d.reader.QueryContext(ctx, selectLinkable+"JOIN block_claim b ON b.claim = l.claim WHERE b.block = ?", block)
	if err == nil {
		err = scanLinkables(rows, func(l sanad.Linkable) error { all = append(all, l); return nil })
	}
	if err != nil {
		return wrap("read block of", d.path, err)
	}
	slices.SortFunc(all, func(a, b sanad.Linkable) int { return strings.Compare(a.Claim, b.Claim) })
	for _, l := range all {
		if err := fn(l); err != nil {
			return err
		}
	}
	return nil
}

// Edges returns the edges at any of the claims.
func (d *Derived) Edges(ctx context.Context, claims []string) ([]sanad.Edge, error) {
	list, err := json.Marshal(claims)
	if err != nil {
		return nil, err
	}
	// An edge is kept both ways; of one between two of the claims, one way is read.
	rows, err := d.reader.QueryContext(ctx, `WITH given (key) AS MATERIALIZED (SELECT value FROM json_each(?))
		SELECT a.key, b.key, e.score FROM claim a JOIN edge e ON e.a = a.id JOIN claim b ON b.id = e.b
		WHERE a.key IN (SELECT key FROM given) AND (a.key < b.key OR b.key NOT IN (SELECT key FROM given))`, string(list))
	if err != nil {
		return nil, wrap("read edges of", d.path, err)
	}
	defer rows.Close()
	once := map[string]string{} // a claim's id is kept once, however many edges it has
	var out []sanad.Edge
	for rows.Next() {
		var a, b sql.RawBytes
		var score int64
		if err := rows.Scan(&a, &b, &score); err != nil {
			return nil, wrap("read edges of", d.path, err)
		}
		for _, id := range []sql.RawBytes{a, b} {
			if _, known := once[string(id)]; !known {
				once[string(id)] = string(id)
			}
		}
		e := sanad.Edge{A: once[string(a)], B: once[string(b)], Score: sanad.Decimal(float64(score) / millionths)}
		if e.A > e.B {
			e.A, e.B = e.B, e.A
		}
		out = append(out, e)
	}
	slices.SortFunc(out, compareEdges)
	return out, wrap("read edges of", d.path, rows.Err())
}

func compareEdges(a, b sanad.Edge) int {
	if c := strings.Compare(a.A, b.A); c != 0 {
		return c
	}
	return strings.Compare(a.B, b.B)
}

// PutEdges adds edges.
func (d *Derived) PutEdges(ctx context.Context, edges []sanad.Edge) error {
	err := d.write(ctx, func(tx *sql.Tx) error {
		p, err := newPutting(ctx, tx)
		if err != nil {
			return err
		}
		defer p.close()
		rows := rowsOf{p: p}
		for _, e := range edges {
			if err := p.putEdge(&rows, e); err != nil {
				return fmt.Errorf("edge of %q and %q: %w", e.A, e.B, err)
			}
		}
		return nil
	})
	return wrap("put edges into", d.path, err)
}

func (p *putting) putEdge(rows *rowsOf, e sanad.Edge) error {
	a, foundA, err := rows.of(e.A)
	if err != nil {
		return err
	}
	b, foundB, err := rows.of(e.B)
	if err != nil {
		return err
	}
	if !foundA || !foundB || a == b {
		return fmt.Errorf("%w: an edge joins two claims that are there", sanad.ErrInvalid)
	}
	score := int64(math.Round(float64(e.Score) * millionths))
	for _, pair := range [][2]int64{{a, b}, {b, a}} {
		if err := p.exec("INSERT OR REPLACE INTO edge (a, b, score) VALUES (?, ?, ?)", pair[0], pair[1], score); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf looks claims' rows up, each once.
type rowsOf struct {
	p    *putting
	rows map[string]int64
}

func (r *rowsOf) of(id string) (row int64, found bool, err error) {
	if row, ok := r.rows[id]; ok {
		return row, row != 0, nil
	}
	found, err = r.p.scan("SELECT id FROM claim WHERE key = ?", []any{id}, &row)
	if err == nil {
		if r.rows == nil {
			r.rows = map[string]int64{}
		}
		r.rows[id] = row
	}
	return row, found, err
}

// MarkStale makes all claims stale.
func (d *Derived) MarkStale(ctx context.Context) error {
	err := d.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO stale (claim) SELECT claim FROM linkable")
		return err
	})
	return wrap("mark claims in", d.path, err)
}

// Told returns the documents of claims, each with all of its claims.
func (d *Derived) Told(ctx context.Context, claims []string) (out []sanad.Coded, err error) {
	list, err := json.Marshal(claims)
	if err != nil {
		return nil, err
	}
	err = d.read(ctx, func(tx *sql.Tx) error {
		rows, err := integers(ctx, tx, "SELECT DISTINCT id >> 14 FROM claim WHERE key IN (SELECT value FROM json_each(?))", string(list))
		for _, row := range rows {
			coded, err := d.codedAt(ctx, tx, row)
			if err != nil {
				return err
			}
			out = append(out, coded)
		}
		return err
	})
	slices.SortFunc(out, func(a, b sanad.Coded) int { return strings.Compare(a.Document.ID, b.Document.ID) })
	return out, wrap("read claims of", d.path, err)
}

// codedAt reads a document with its claims.
func (d *Derived) codedAt(ctx context.Context, tx *sql.Tx, row int64) (coded sanad.Coded, err error) {
	var f found
	if err := f.scan(tx.QueryRowContext(ctx, selectDocument+"FROM document d WHERE d.id = ?", row)); err != nil {
		return coded, fmt.Errorf("document row %d: %w", row, missing(err))
	}
	coded.Document = f.Document
	text, lines, err := d.content(ctx, tx, row, true)
	if err != nil {
		return coded, fmt.Errorf("document %q: %w", f.ID, err)
	}
	coded.Document.Text = text
	for _, line := range lines {
		c, err := parseClaim(line, f.ID)
		if err != nil {
			return coded, fmt.Errorf("document %q: %w", f.ID, err)
		}
		coded.Claims = append(coded.Claims, c)
	}
	return coded, nil
}

// PutIncidents replaces the incidents of the claims.
func (d *Derived) PutIncidents(ctx context.Context, claims []string, incidents []sanad.Incident) error {
	err := d.write(ctx, func(tx *sql.Tx) error {
		p, err := newPutting(ctx, tx)
		if err != nil {
			return err
		}
		defer p.close()
		rows := rowsOf{p: p}
		if err := p.clearIncidents(&rows, claims); err != nil {
			return err
		}
		for i := range incidents {
			if err := d.putIncident(p, &rows, &incidents[i]); err != nil {
				return fmt.Errorf("incident %q: %w", incidents[i].ID, err)
			}
		}
		return p.finish(0)
	})
	return wrap("put incidents into", d.path, err)
}

// clearIncidents drops the incidents of claims and takes their mark off.
func (p *putting) clearIncidents(rows *rowsOf, claims []string) error {
	for _, id := range claims {
		row, found, err := rows.of(id)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		old, err := p.numbers("SELECT incident FROM incident_claim WHERE claim = ?", row)
		if err != nil {
			return err
		}
		for _, incident := range old {
			if err := p.dropIncident(incident); err != nil {
				return err
			}
		}
		if err := p.exec("DELETE FROM stale WHERE claim = ?", row); err != nil {
			return err
		}
	}
	return nil
}

func (d *Derived) putIncident(p *putting, rows *rowsOf, in *sanad.Incident) error {
	if in.ID == "" || len(in.Claims) == 0 || in.ID != slices.Min(in.Claims) {
		return fmt.Errorf("%w: its id is its smallest claim's", sanad.ErrInvalid)
	}
	var content bytes.Buffer
	enc := json.NewEncoder(&content)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(in); err != nil {
		return fmt.Errorf("%w: %v", sanad.ErrInvalid, err)
	}
	sum := sha256.Sum256(content.Bytes())
	id, err := p.freeIncident(in)
	if err != nil {
		return err
	}
	recorded, sources := int64(math.MaxInt64), map[string]bool{}
	for _, doc := range in.Documents {
		var at int64
		var source string
		found, err := p.scan("SELECT recorded, source FROM document WHERE key = ?", []any{doc.ID}, &at, &source)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("%w: document %q isn't there", sanad.ErrInvalid, doc.ID)
		}
		recorded, sources[source] = min(recorded, at), true
	}
	if err := p.exec("INSERT INTO incident (id, key, recorded, content, sum) VALUES (?, ?, ?, ?, ?)",
		id, in.ID, recorded, d.coding.pack(content.Bytes()), sum[:]); err != nil {
		return err
	}
	for _, claim := range in.Claims {
		row, found, err := rows.of(claim)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("%w: claim %q isn't there", sanad.ErrInvalid, claim)
		}
		if err := p.exec("INSERT INTO incident_claim (claim, incident) VALUES (?, ?)", row, id); err != nil {
			return fmt.Errorf("claim %q: %w", claim, err)
		}
	}
	for _, t := range d.incidentTerms(in, sources) {
		if err := p.exec("INSERT INTO incident_term (field, value, incident) VALUES (?, ?, ?)", t.field, t.value, id); err != nil {
			return err
		}
	}
	p.incidents++
	return nil
}

func (p *putting) freeIncident(in *sanad.Incident) (int64, error) {
	day := ""
	if in.When != nil && in.When.Start != nil {
		day = sanad.Day(*in.When.Start)
	}
	row := documentRow(in.ID, day)
	for range 1 << hashBits {
		var one int
		found, err := p.scan("SELECT 1 FROM incident WHERE id = ?", []any{row}, &one)
		if err != nil || !found {
			return row, err
		}
		row = nextRow(row)
	}
	return 0, fmt.Errorf("%w: %d incidents on the same day", sanad.ErrTooLarge, 1<<hashBits)
}
