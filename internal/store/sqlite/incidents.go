package sqlite

import (
	"bytes"
	"cmp"
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

// fieldStatus is what IncidentQuery.Status selects by.
const fieldStatus = "status"

// maxRows is how many claims ClaimRows returns at once.
const maxRows = 2000

// incidentTerms returns what an incident can be found by, each once, ordered.
func (d *Derived) incidentTerms(in *sanad.Incident, sources map[string]bool) []term {
	set := map[term]bool{}
	add := func(field, value string) {
		if value != "" {
			set[term{field, value}] = true
		}
	}
	for _, list := range [][]sanad.Entity{in.Actors, in.Recipients} {
		for _, e := range list {
			for _, id := range append([]string{e.ID}, e.Ancestors...) {
				add(fieldParty, id)
			}
		}
	}
	for _, a := range in.Accounts {
		if !a.Claimant.Source {
			add(fieldParty, a.Claimant.ID)
		}
	}
	for _, p := range in.Places {
		for _, id := range append([]string{p.ID}, d.placesAbove(p.ID)...) {
			add(fieldPlace, id)
		}
	}
	for _, e := range in.Estimates {
		add(fieldMeasure, e.Measure)
	}
	for s := range sources {
		add(fieldSource, s)
	}
	add(fieldType, in.Type)
	add(fieldStatus, string(in.Status))
	out := make([]term, 0, len(set))
	for t := range set {
		out = append(out, t)
	}
	slices.SortFunc(out, compareTerms)
	return out
}

// Incident returns the incident that a claim is in.
func (d *Derived) Incident(ctx context.Context, id string) (in sanad.Incident, err error) {
	err = d.read(ctx, func(tx *sql.Tx) error {
		var row int64
		err := tx.QueryRowContext(ctx, "SELECT i.incident FROM claim c JOIN incident_claim i ON i.claim = c.id WHERE c.key = ?", id).Scan(&row)
		if err != nil {
			return fmt.Errorf("incident %q: %w", id, missing(err))
		}
		in, err = d.incidentAt(ctx, tx, row)
		return err
	})
	return in, wrap("read", d.path, err)
}

// incidentAt reads an incident; its documents get their public ids.
func (d *Derived) incidentAt(ctx context.Context, tx *sql.Tx, row int64) (in sanad.Incident, err error) {
	var packed []byte
	if err := tx.QueryRowContext(ctx, "SELECT content FROM incident WHERE id = ?", row).Scan(&packed); err != nil {
		return in, fmt.Errorf("incident row %d: %w", row, missing(err))
	}
	if in, err = d.parseIncident(packed); err != nil {
		return in, fmt.Errorf("incident row %d: %w", row, err)
	}
	names := map[string]string{}
	public := func(id string) (string, error) {
		if id == "" {
			return "", nil
		}
		if name, ok := names[id]; ok {
			return name, nil
		}
		f, err := findDocument(ctx, tx, id)
		if err != nil {
			return "", fmt.Errorf("incident %q: %w", in.ID, err)
		}
		names[id] = f.public
		return f.public, nil
	}
	for i := range in.Documents {
		doc := &in.Documents[i]
		if doc.ID, err = public(doc.ID); err != nil {
			return in, err
		}
		if doc.Copies, err = public(doc.Copies); errors.Is(err, sanad.ErrNotFound) {
			err = nil // what it copies may be gone
		}
		if err != nil {
			return in, err
		}
	}
	return in, nil
}

func (d *Derived) parseIncident(packed []byte) (in sanad.Incident, err error) {
	content, err := d.coding.unpack(packed)
	if err != nil {
		return in, err
	}
	if err := json.Unmarshal(content, &in); err != nil {
		return in, fmt.Errorf("%w: %v", sanad.ErrDamaged, err)
	}
	return in, nil
}

// matchIncidents turns a query into SQL.
func matchIncidents(ctx context.Context, tx *sql.Tx, q sanad.IncidentQuery) (*match, error) {
	m := &match{from: "incident i", id: "i.id"}
	for _, t := range []term{
		{fieldParty, q.Party},
		{fieldType, q.Type},
		{fieldPlace, q.Place},
		{fieldStatus, q.Status},
		{fieldMeasure, q.Measure},
		{fieldSource, q.Source},
	} {
		switch {
		case t.value == "":
		case m.from == "incident i":
			m.from, m.id = "incident_term t JOIN incident i ON i.id = t.incident", "t.incident"
			m.and("t.field = ? AND t.value = ?", t.field, t.value)
		default:
			m.and("EXISTS (SELECT 1 FROM incident_term x WHERE x.field = ? AND x.value = ? AND x.incident = "+m.id+")", t.field, t.value)
		}
	}
	words := searchWords(q.Text)
	switch {
	case words != "":
		m.and(m.id+" IN (SELECT c.incident FROM claim_text f JOIN incident_claim c ON c.claim = f.rowid WHERE f.claim_text MATCH ?)", words)
	case strings.TrimSpace(q.Text) != "":
		m.none = true
	}
	if q.From != "" || q.To != "" {
		low, high, err := dayRange(q.From, q.To)
		if err != nil {
			return nil, err
		}
		m.and(m.id+" >= ? AND "+m.id+" < ?", low, high)
	}
	if !q.At.Recorded.IsZero() {
		m.and("i.recorded <= ?", micros(q.At.Recorded))
	}
	return m, nil
}

// Incidents returns one page of incidents, the newest occurrence first.
func (d *Derived) Incidents(ctx context.Context, q sanad.IncidentQuery) (page sanad.IncidentPage, err error) {
	before, err := parseCursor(q.Cursor)
	if err != nil {
		return page, err
	}
	limit := pageLimit(q.Limit)
	err = d.read(ctx, func(tx *sql.Tx) error {
		m, err := matchIncidents(ctx, tx, q)
		if err != nil || m.none {
			return err
		}
		f, err := findPage(ctx, tx, m, before, limit)
		if err != nil {
			return err
		}
		page.Count, page.Capped, page.Next = len(f.newest), f.capped, f.next
		for _, id := range f.ids {
			in, err := d.incidentAt(ctx, tx, id)
			if err != nil {
				return err
			}
			page.Rows = append(page.Rows, in)
		}
		if q.Facets {
			page.Facets, err = incidentFacets(ctx, tx, f.newest)
		}
		return err
	})
	if err != nil {
		return sanad.IncidentPage{}, wrap("list incidents of", d.path, err)
	}
	return page, nil
}

func incidentFacets(ctx context.Context, tx *sql.Tx, ids []int64) (out []sanad.Facet, err error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT t.field, t.value, count(*) n FROM json_each(?) j JOIN incident_term t ON t.incident = j.value
		GROUP BY t.field, t.value ORDER BY t.field, n DESC, t.value`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var field string
		var v sanad.FacetValue
		if err := rows.Scan(&field, &v.Value, &v.Count); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Field != field {
			out = append(out, sanad.Facet{Field: field})
		}
		if f := &out[len(out)-1]; len(f.Values) < facetValues {
			f.Values = append(f.Values, v)
		}
	}
	return out, rows.Err()
}

// EachIncident streams the incidents that match in order of id, in short transactions.
func (d *Derived) EachIncident(ctx context.Context, q sanad.IncidentQuery, fn func(sanad.Incident) error) error {
	for after := ""; ; {
		var batch []sanad.Incident
		err := d.read(ctx, func(tx *sql.Tx) error {
			m, err := matchIncidents(ctx, tx, q)
			if err != nil || m.none {
				return err
			}
			m.and("i.key > ?", after)
			query, args := m.sql("i.id", 0, "ORDER BY i.key LIMIT ?", streamBatch)
			ids, err := integers(ctx, tx, query, args...)
			for _, id := range ids {
				in, err := d.incidentAt(ctx, tx, id)
				if err != nil {
					return err
				}
				if in.ID <= after { // moved pages must not lead in circles
					return fmt.Errorf("incident %q after %q: %w", in.ID, after, sanad.ErrDamaged)
				}
				batch = append(batch, in)
				after = in.ID
			}
			return err
		})
		if err != nil {
			return wrap("read", d.path, err)
		}
		for _, in := range batch {
			if err := fn(in); err != nil {
				return err
			}
		}
		if len(batch) < streamBatch {
			return nil
		}
	}
}

func integers(ctx context.Context, q querier, query string, args ...any) ([]int64, error) {
	return column[int64](q.QueryContext(ctx, query, args...))
}

// ClaimRows returns claims with what is shown beside them, in the order asked.
func (d *Derived) ClaimRows(ctx context.Context, ids []string) (out []sanad.ClaimRow, err error) {
	if len(ids) > maxRows {
		return nil, fmt.Errorf("read %d claims of %q: %w: at most %d", len(ids), d.path, sanad.ErrTooLarge, maxRows)
	}
	err = d.read(ctx, func(tx *sql.Tx) error {
		var rows []int64
		for _, id := range ids {
			var row int64
			err := tx.QueryRowContext(ctx, "SELECT id FROM claim WHERE key = ?", id).Scan(&row)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		var err error
		out, err = d.claimRows(ctx, tx, rows)
		return err
	})
	return out, wrap("read claims of", d.path, err)
}

// eachIncidentLine calls fn with the canonical JSON of each incident, in order of key, as the digest has it.
func (d *Derived) eachIncidentLine(ctx context.Context, fn func(line []byte) error) error {
	for after := ""; ; {
		type row struct {
			key     string
			content []byte
		}
		var batch []row
		err := d.read(ctx, func(tx *sql.Tx) error {
			rows, err := tx.QueryContext(ctx, "SELECT key, content FROM incident WHERE key > ? ORDER BY key LIMIT ?", after, streamBatch)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var r row
				if err := rows.Scan(&r.key, &r.content); err != nil {
					return err
				}
				batch = append(batch, r)
			}
			return rows.Err()
		})
		if err != nil {
			return wrap("read", d.path, err)
		}
		for _, r := range batch {
			line, err := d.coding.unpack(r.content)
			if err != nil {
				return fmt.Errorf("incident %q: %w", r.key, err)
			}
			if r.key <= after {
				return fmt.Errorf("incident %q after %q: %w", r.key, after, sanad.ErrDamaged)
			}
			after = r.key
			if err := fn(line); err != nil {
				return err
			}
		}
		if len(batch) < streamBatch {
			return nil
		}
	}
}

// checkIncidents compares the incidents with their sums, their claims and what they are filed under.
func (c *derivedCheck) checkIncidents() error {
	rows, err := integers(c.ctx, c.tx, "SELECT id FROM incident ORDER BY id")
	if err != nil {
		return err
	}
	for _, id := range rows {
		var key string
		var packed, sum []byte
		if err := c.tx.QueryRowContext(c.ctx, "SELECT key, content, sum FROM incident WHERE id = ?", id).Scan(&key, &packed, &sum); err != nil {
			return err
		}
		if err := c.checkIncident(id, key, packed, sum); err != nil {
			c.problem(c.name, fmt.Sprintf("incident %q", key), err.Error(), remedyRebuild)
		}
	}
	return nil
}

func (c *derivedCheck) checkIncident(id int64, key string, packed, sum []byte) error {
	content, err := c.verification.coding.unpack(packed)
	if err != nil {
		return err
	}
	got := sha256.Sum256(content)
	in, err := c.parseIncident(packed)
	if err != nil {
		return err
	}
	claims, err := texts(c.ctx, c.tx, "SELECT c.key FROM incident_claim i JOIN claim c ON c.id = i.claim WHERE i.incident = ? ORDER BY c.key", id)
	if err != nil {
		return err
	}
	if !bytes.Equal(got[:], sum) || in.ID != key || !slices.Equal(claims, in.Claims) {
		return fmt.Errorf("%w: it isn't what was put", sanad.ErrDamaged)
	}
	return c.checkTerms(id, &in)
}

// checkTerms compares what an incident can be found by with what it says.
func (c *derivedCheck) checkTerms(id int64, in *sanad.Incident) error {
	sources := map[string]bool{}
	for _, doc := range in.Documents {
		source, err := texts(c.ctx, c.tx, "SELECT source FROM document WHERE key = ?", doc.ID)
		if err != nil || len(source) == 0 {
			return fmt.Errorf("document %q: %w", doc.ID, cmp.Or(err, sanad.ErrNotFound))
		}
		sources[source[0]] = true
	}
	d := Derived{placesAbove: func(string) []string { return nil }} // which places lie around its own the codebook says, which isn't here
	want := map[string]bool{}
	for _, t := range d.incidentTerms(in, sources) {
		want[t.field+" "+t.value] = true
	}
	got, err := texts(c.ctx, c.tx, "SELECT field || ' ' || value FROM incident_term WHERE incident = ?", id)
	if err != nil {
		return err
	}
	for _, t := range got {
		if !want[t] && !strings.HasPrefix(t, fieldPlace+" ") {
			return fmt.Errorf("%w: it is filed under %q, which it doesn't have", sanad.ErrDamaged, t)
		}
		delete(want, t)
	}
	if len(want) > 0 {
		return fmt.Errorf("%w: it isn't filed under all that it has", sanad.ErrDamaged)
	}
	return nil
}
