package webtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sanad.example/sanad"
)

// Reader answers from documents in memory. Redacted holds ids that were destroyed; Err, where set, is
// what every call returns.
type Reader struct {
	Coded    []sanad.Coded
	Told     []sanad.Incident
	Redacted []string
	Lag      int64
	Err      error
}

var _ sanad.Reader = (*Reader)(nil)

// NewReader returns a reader over the world with extra dispatches.
func NewReader(extra int) (*Reader, error) {
	coded, err := World(extra)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(coded, func(a, b sanad.Coded) int { return cmp.Compare(b.Document.Published, a.Document.Published) })
	return &Reader{Coded: coded}, nil
}

func (r *Reader) find(ctx context.Context, id string) (sanad.Coded, error) {
	if err := cmp.Or(r.Err, ctx.Err()); err != nil {
		return sanad.Coded{}, err
	}
	if slices.Contains(r.Redacted, id) {
		return sanad.Coded{}, fmt.Errorf("document %q: %w", id, sanad.ErrRedacted)
	}
	for _, c := range r.Coded {
		if c.Document.ID == id || c.Document.Name == id {
			return c, nil
		}
	}
	return sanad.Coded{}, fmt.Errorf("document %q: %w", id, sanad.ErrNotFound)
}

// Document implements sanad.Reader.
func (r *Reader) Document(ctx context.Context, id string) (sanad.Document, error) {
	c, err := r.find(ctx, id)
	return c.Document, err
}

// DocumentClaims implements sanad.Reader.
func (r *Reader) DocumentClaims(ctx context.Context, id string) ([]sanad.Claim, error) {
	c, err := r.find(ctx, id)
	return c.Claims, err
}

// Claim implements sanad.Reader.
func (r *Reader) Claim(ctx context.Context, id string) (sanad.Claim, error) {
	if err := cmp.Or(r.Err, ctx.Err()); err != nil {
		return sanad.Claim{}, err
	}
	for _, c := range r.Coded {
		for _, claim := range c.Claims {
			if claim.ID == id {
				return claim, nil
			}
		}
	}
	return sanad.Claim{}, fmt.Errorf("claim %q: %w", id, sanad.ErrNotFound)
}

// ClaimRows implements sanad.Reader.
func (r *Reader) ClaimRows(ctx context.Context, ids []string) ([]sanad.ClaimRow, error) {
	rows, err := r.rows(ctx, sanad.ClaimQuery{})
	var out []sanad.ClaimRow
	for _, id := range ids {
		for _, row := range rows {
			if row.Claim.ID == id {
				out = append(out, row)
			}
		}
	}
	return out, err
}

// Incident implements sanad.Reader.
func (r *Reader) Incident(ctx context.Context, id string) (sanad.Incident, error) {
	if err := cmp.Or(r.Err, ctx.Err()); err != nil {
		return sanad.Incident{}, err
	}
	for _, in := range r.Told {
		if slices.Contains(in.Claims, id) {
			return in, nil
		}
	}
	return sanad.Incident{}, fmt.Errorf("incident %q: %w", id, sanad.ErrNotFound)
}

// IncidentAt implements sanad.Reader: what it tells is the same at every moment from which a document is.
func (r *Reader) IncidentAt(ctx context.Context, id string, at sanad.Moment) (sanad.Incident, error) {
	in, err := r.Incident(ctx, id)
	if err != nil {
		return in, err
	}
	for _, c := range r.Coded {
		if at.Has(&c.Document) {
			return in, nil
		}
	}
	return sanad.Incident{}, fmt.Errorf("incident %q: %w", id, sanad.ErrNotFound)
}

// Incidents implements sanad.Reader; it narrows by type, status and days alone.
func (r *Reader) Incidents(ctx context.Context, q sanad.IncidentQuery) (page sanad.IncidentPage, err error) {
	var all []sanad.Incident
	err = r.EachIncident(ctx, q, func(in sanad.Incident) error { all = append(all, in); return nil })
	if err != nil {
		return page, err
	}
	page.Count = len(all)
	page.Rows, page.Next, err = paged(all, q.Cursor, q.Limit)
	return page, err
}

// EachIncident implements sanad.Reader.
func (r *Reader) EachIncident(ctx context.Context, q sanad.IncidentQuery, fn func(sanad.Incident) error) error {
	if err := cmp.Or(r.Err, ctx.Err()); err != nil {
		return err
	}
	for _, in := range r.Told {
		day := ""
		if in.When != nil && in.When.Start != nil {
			day = sanad.Day(*in.When.Start)
		}
		if q.Type != "" && in.Type != q.Type || q.Status != "" && string(in.Status) != q.Status || q.From != "" && day < q.From || q.To != "" && day > q.To {
			continue
		}
		if err := fn(in); err != nil {
			return err
		}
	}
	return nil
}

// Claims implements sanad.Reader; a cursor is the number of claims before the page.
func (r *Reader) Claims(ctx context.Context, q sanad.ClaimQuery) (sanad.ClaimPage, error) {
	rows, err := r.rows(ctx, q)
	if err != nil {
		return sanad.ClaimPage{}, err
	}
	page := sanad.ClaimPage{Count: min(len(rows), sanad.CountCap), Capped: len(rows) > sanad.CountCap}
	if q.Facets {
		page.Facets = facets(rows)
	}
	page.Rows, page.Next, err = paged(rows, q.Cursor, q.Limit)
	return page, err
}

func paged[T any](rows []T, cursor string, limit int) ([]T, string, error) {
	from := 0
	if cursor != "" {
		n, err := strconv.Atoi(cursor)
		if err != nil || n < 0 || n > len(rows) {
			return nil, "", fmt.Errorf("cursor %q: %w", cursor, sanad.ErrInvalid)
		}
		from = n
	}
	to := min(len(rows), from+cmp.Or(limit, 50))
	next := ""
	if to < len(rows) {
		next = strconv.Itoa(to)
	}
	return rows[from:to], next, nil
}

func (r *Reader) rows(ctx context.Context, q sanad.ClaimQuery) ([]sanad.ClaimRow, error) {
	if err := cmp.Or(r.Err, ctx.Err()); err != nil {
		return nil, err
	}
	var rows []sanad.ClaimRow
	for _, coded := range r.Coded {
		off := sanad.NewOffsets(coded.Document.Text)
		head := coded.Document
		head.Text = ""
		for _, c := range coded.Claims {
			if !matches(q, &c, &coded.Document) {
				continue
			}
			rows = append(rows, sanad.ClaimRow{
				Claim: c, Document: head, Quote: off.Slice(c.Span),
				Before: off.Slice(sanad.Span{Start: c.Sentence.Start, End: c.Span.Start}),
				After:  off.Slice(sanad.Span{Start: c.Span.End, End: c.Sentence.End}),
			})
		}
	}
	return rows, nil
}

func matches(q sanad.ClaimQuery, c *sanad.Claim, doc *sanad.Document) bool {
	_, content := c.Kind()
	if c.Event == nil && c.Relation == nil {
		content = "figures"
	}
	one := func(want, got string) bool { return want == "" || want == got }
	who := func(want string, lists ...[]sanad.Entity) bool {
		return want == "" || slices.ContainsFunc(slices.Concat(lists...), func(e sanad.Entity) bool { return e.Is(want) })
	}
	day := sanad.LastDay(doc.Published)
	return one(q.Stance, string(c.Stance)) && one(q.Modality, string(c.Modality)) && one(q.Type, content) && one(q.Source, doc.Source) &&
		(q.Document == "" || q.Document == doc.ID || q.Document == doc.Name) &&
		who(q.Speaker, c.Speakers) && who(q.Actor, c.Actors) && who(q.Recipient, c.Recipients) && who(q.Party, c.Speakers, c.Actors, c.Recipients) &&
		(q.Measure == "" || slices.ContainsFunc(c.Figures, func(f sanad.Figure) bool { return f.Measure == q.Measure })) &&
		(q.Place == "" || slices.ContainsFunc(c.Places, func(p sanad.Place) bool { return p.ID == q.Place })) &&
		(q.From == "" || day >= q.From) && (q.To == "" || day != "" && day <= q.To) && (q.AsOf.IsZero() || !doc.Recorded.After(q.AsOf)) &&
		strings.Contains(strings.ToLower(doc.Title+"\n"+doc.Text), strings.ToLower(q.Text))
}

// facets counts each value once a claim; an entity counts for all that it belongs to.
func facets(rows []sanad.ClaimRow) []sanad.Facet {
	counts := map[string]map[string]int{}
	for _, row := range rows {
		for key := range values(&row) {
			if counts[key.field] == nil {
				counts[key.field] = map[string]int{}
			}
			counts[key.field][key.value]++
		}
	}
	var out []sanad.Facet
	for field, values := range counts {
		facet := sanad.Facet{Field: field}
		for v, n := range values {
			facet.Values = append(facet.Values, sanad.FacetValue{Value: v, Count: n})
		}
		slices.SortFunc(facet.Values, func(a, b sanad.FacetValue) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		out = append(out, facet)
	}
	return out
}

type fieldValue struct{ field, value string }

func values(row *sanad.ClaimRow) map[fieldValue]bool {
	c, found := &row.Claim, map[fieldValue]bool{}
	add := func(field, value string) {
		if value != "" {
			found[fieldValue{field, value}] = true
		}
	}
	kind, content := c.Kind()
	if kind == "figures" {
		content = "figures"
	}
	add("type", content)
	add("stance", string(c.Stance))
	add("source", row.Document.Source)
	for field, list := range map[string][]sanad.Entity{"speaker": c.Speakers, "actor": c.Actors, "recipient": c.Recipients} {
		for _, e := range list {
			add(field, e.ID)
			for _, id := range e.Ancestors {
				add(field, id)
			}
		}
	}
	for _, p := range c.Places {
		add("place", p.ID)
	}
	for _, f := range c.Figures {
		add("measure", f.Measure)
	}
	return found
}

// EachClaim implements sanad.Reader.
func (r *Reader) EachClaim(ctx context.Context, q sanad.ClaimQuery, fn func(sanad.Claim) error) error {
	rows, err := r.rows(ctx, q)
	for _, row := range rows {
		if err = fn(row.Claim); err != nil {
			return err
		}
	}
	return err
}

// Documents implements sanad.Reader.
func (r *Reader) Documents(ctx context.Context, q sanad.DocumentQuery) (sanad.DocumentPage, error) {
	if err := cmp.Or(r.Err, ctx.Err()); err != nil {
		return sanad.DocumentPage{}, err
	}
	var rows []sanad.DocumentRow
	for _, c := range r.Coded {
		doc := c.Document
		if q.Source != "" && q.Source != doc.Source || !strings.Contains(strings.ToLower(doc.Title+"\n"+doc.Text), strings.ToLower(q.Text)) {
			continue
		}
		doc.Text = ""
		rows = append(rows, sanad.DocumentRow{Document: doc, Claims: len(c.Claims)})
	}
	page := sanad.DocumentPage{Count: len(rows)}
	var err error
	page.Rows, page.Next, err = paged(rows, q.Cursor, q.Limit)
	return page, err
}

// Overview implements sanad.Reader.
func (r *Reader) Overview(ctx context.Context) (sanad.Overview, error) {
	if err := cmp.Or(r.Err, ctx.Err()); err != nil {
		return sanad.Overview{}, err
	}
	o := sanad.Overview{Documents: len(r.Coded), LastRecorded: Recorded, Generation: "world", Behind: r.Lag}
	sources := map[string]bool{}
	for _, c := range r.Coded {
		sources[c.Document.Source] = true
		o.Claims += len(c.Claims)
		for _, claim := range c.Claims {
			if claim.Stance == sanad.StanceDeny {
				o.Denials++
			}
		}
		if day := sanad.LastDay(c.Document.Published); day != "" {
			o.FirstPublished = min(cmp.Or(o.FirstPublished, day), day)
			o.LastPublished = max(o.LastPublished, day)
		}
	}
	o.Sources = len(sources)
	return o, nil
}
