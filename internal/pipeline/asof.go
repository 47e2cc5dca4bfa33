package pipeline

import (
	"context"
	"fmt"
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/incident"
)

// timed reads a generation as it is, and makes incidents anew where they are asked for as of another moment.
type timed struct {
	*slot
	p *Pipeline
}

var _ sanad.Reader = timed{}

// IncidentAt is the incident of a moment that has the claim of that id, else the one that shares most with what
// the incident is now.
func (t timed) IncidentAt(ctx context.Context, id string, at sanad.Moment) (sanad.Incident, error) {
	now, err := t.Incident(ctx, id)
	if err != nil || at.IsZero() || t.p.Linker == nil {
		return now, err
	}
	m, err := t.moment(ctx, at)
	if err != nil {
		return sanad.Incident{}, err
	}
	all, err := m.incidents(ctx, now.Claims)
	if err != nil {
		return sanad.Incident{}, fmt.Errorf("incident %q as of another time: %w", id, err)
	}
	best, most := -1, 0
	for i := range all {
		shared := 0
		for _, c := range all[i].Claims {
			if _, known := slices.BinarySearch(now.Claims, c); known {
				shared++
			}
		}
		if slices.Contains(all[i].Claims, id) {
			shared = len(now.Claims) + 1
		}
		if shared > most {
			best, most = i, shared
		}
	}
	if best < 0 {
		return sanad.Incident{}, fmt.Errorf("incident %q: %w: nothing of it was known at that time", id, sanad.ErrNotFound)
	}
	return all[best], nil
}

// Incidents makes each incident of a page anew. What the query asks of parties, places and words is asked of the
// incidents as they are now, their status of what it was then; the count is of now.
func (t timed) Incidents(ctx context.Context, q sanad.IncidentQuery) (sanad.IncidentPage, error) {
	status := q.Status
	if !q.At.IsZero() {
		q.Status = ""
	}
	page, err := t.slot.Incidents(ctx, q)
	if err != nil || q.At.IsZero() || t.p.Linker == nil {
		return page, err
	}
	m, err := t.moment(ctx, q.At)
	if err != nil {
		return sanad.IncidentPage{}, err
	}
	rows := page.Rows
	page.Rows = nil
	for i := range rows {
		then, err := m.of(ctx, &rows[i])
		if err != nil {
			return sanad.IncidentPage{}, err
		}
		for _, in := range then {
			if status == "" || string(in.Status) == status {
				page.Rows = append(page.Rows, in)
			}
		}
	}
	return page, nil
}

// EachIncident makes each incident anew, likewise.
func (t timed) EachIncident(ctx context.Context, q sanad.IncidentQuery, fn func(sanad.Incident) error) error {
	if q.At.IsZero() || t.p.Linker == nil {
		return t.slot.EachIncident(ctx, q, fn)
	}
	status := q.Status
	q.Status = ""
	m, err := t.moment(ctx, q.At)
	if err != nil {
		return err
	}
	return t.slot.EachIncident(ctx, q, func(now sanad.Incident) error {
		then, err := m.of(ctx, &now)
		if err != nil {
			return err
		}
		for _, in := range then {
			if status != "" && string(in.Status) != status {
				continue
			}
			if err := fn(in); err != nil {
				return err
			}
		}
		return nil
	})
}

// past is a moment with the rulings of then.
type past struct {
	timed
	at      sanad.Moment
	rulings *decision.Set
	by      *judgement
	later   map[string]bool // documents that a ruling made since then touches
}

func (t timed) moment(ctx context.Context, at sanad.Moment) (*past, error) {
	all, err := t.p.Rulings(ctx)
	if err != nil {
		return nil, err
	}
	m := &past{timed: t, at: at, rulings: all.AsOf(at.Recorded), later: map[string]bool{}}
	for _, r := range all.Rulings() {
		if !at.Recorded.IsZero() && r.Recorded.After(at.Recorded) {
			for _, id := range all.Touched(r.Entry) {
				m.later[id] = true
			}
			break // those after it are among them
		}
	}
	m.by, err = t.p.judgement(ctx, m.rulings)
	return m, err
}

// of are the incidents of the moment that stand for one of now: those whose id is among its claims.
func (m *past) of(ctx context.Context, now *sanad.Incident) (out []sanad.Incident, err error) {
	all, err := m.incidents(ctx, now.Claims)
	for _, in := range all {
		if _, here := slices.BinarySearch(now.Claims, in.ID); here {
			out = append(out, in)
		}
	}
	return out, err
}

// incidents links what was known at the moment of all claims that are connected with those given.
func (m *past) incidents(ctx context.Context, claims []string) ([]sanad.Incident, error) {
	all, err := connected(ctx, m.slot, claims)
	if err != nil {
		return nil, err
	}
	told, err := m.Told(ctx, all)
	if err != nil {
		return nil, err
	}
	told = slices.DeleteFunc(told, func(c sanad.Coded) bool { return !m.at.Has(&c.Document) })
	var features []incident.Features
	for i := range told {
		f, err := m.known(ctx, &told[i], all)
		if err != nil {
			return nil, err
		}
		features = append(features, f...)
	}
	out := m.p.link(told, features, m.by)
	for i := range out {
		for j := range out[i].Documents {
			out[i].Documents[j].ID = public(told, out[i].Documents[j].ID)
		}
	}
	return out, nil
}

// known returns what linking needs of those of a document's claims that are among some, ascending; where a later ruling changed them, they are coded anew
// by the rulings of the moment.
func (m *past) known(ctx context.Context, c *sanad.Coded, among []string) ([]incident.Features, error) {
	if !m.later[c.Document.ID] {
		var ids []string
		for i := range c.Claims {
			if _, in := slices.BinarySearch(among, c.Claims[i].ID); in {
				ids = append(ids, c.Claims[i].ID)
			}
		}
		return features(ctx, m.slot, ids)
	}
	*c = m.p.codeOne(c.Document, m.rulings)
	return m.p.Linker.Features(c), nil
}

// public is the name under which a document is shown, as far as its incident's own documents tell.
func public(told []sanad.Coded, id string) string {
	for _, c := range told {
		if c.Document.ID == id && c.Document.Name != "" {
			return c.Document.Name
		}
	}
	return id
}
