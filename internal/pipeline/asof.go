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

// past is a moment with the rulings of then, and with what rulings made since then took from the derived data.
type past struct {
	timed
	at       sanad.Moment
	by       *judgement
	later    map[string]bool              // documents that a ruling made since then touches
	then     map[string]sanad.Coded       // those of them that were known, as they were then
	features map[string]incident.Features // of their claims, by id
	edges    map[string][]sanad.Edge      // that these claims had, by either claim
	gone     map[string]bool              // those of these claims that are in no incident now
}

func (t timed) moment(ctx context.Context, at sanad.Moment) (*past, error) {
	all, err := t.p.Rulings(ctx)
	if err != nil {
		return nil, err
	}
	m := &past{
		timed: t, at: at, later: map[string]bool{}, then: map[string]sanad.Coded{}, features: map[string]incident.Features{},
		edges: map[string][]sanad.Edge{}, gone: map[string]bool{},
	}
	for _, r := range all.Rulings() {
		if !at.Recorded.IsZero() && r.Recorded.After(at.Recorded) {
			for _, id := range all.Touched(r.Entry) {
				m.later[id] = true
			}
			break // those after it are among them
		}
	}
	rulings := all.AsOf(at.Recorded)
	if m.by, err = t.p.judgement(ctx, rulings); err != nil {
		return nil, err
	}
	return m, m.recall(ctx, rulings)
}

// recall codes what later rulings touch by the rulings of the moment, and joins it as it would have been then.
func (m *past) recall(ctx context.Context, rulings *decision.Set) error {
	var own []incident.Features
	var ids []string
	for _, id := range sortedKeys(m.later) {
		doc, err := m.Document(ctx, id)
		if unknown(err) || err == nil && !m.at.Has(&doc) {
			continue
		}
		if err != nil {
			return err
		}
		coded := m.p.codeOne(doc, rulings)
		m.then[id] = coded
		own = append(own, m.p.Linker.Features(&coded)...)
	}
	blocks := map[string][]incident.Features{}
	for i := range own {
		f := &own[i]
		m.features[f.Claim] = *f
		ids = append(ids, f.Claim)
		others := own
		for _, name := range m.p.Linker.Around(f) {
			if _, read := blocks[name]; !read {
				var err error
				if blocks[name], err = block(ctx, m.slot, name); err != nil {
					return err
				}
			}
			others = slices.Concat(others, blocks[name])
		}
		m.join(m.p.Linker.Edges(f, others)...)
	}
	for _, d := range m.by.decided {
		if d.Same {
			m.join(sanad.Edge{A: d.A, B: d.B, Score: 1})
		}
	}
	now, err := m.Linkables(ctx, ids)
	for _, id := range ids {
		m.gone[id] = !slices.ContainsFunc(now, func(l sanad.Linkable) bool { return l.Claim == id })
	}
	return err
}

func (m *past) join(edges ...sanad.Edge) {
	for _, e := range edges {
		m.edges[e.A], m.edges[e.B] = append(m.edges[e.A], e), append(m.edges[e.B], e)
	}
}

// of are the incidents of the moment that stand for one of now: those whose first claim that still is in an incident
// is among its claims.
func (m *past) of(ctx context.Context, now *sanad.Incident) (out []sanad.Incident, err error) {
	all, err := m.incidents(ctx, now.Claims)
	for _, in := range all {
		first := slices.IndexFunc(in.Claims, func(id string) bool { return !m.gone[id] })
		if first < 0 {
			continue
		}
		if _, here := slices.BinarySearch(now.Claims, in.Claims[first]); here {
			out = append(out, in)
		}
	}
	return out, err
}

// incidents links what was known at the moment of all claims that are connected with those given, or were then.
func (m *past) incidents(ctx context.Context, claims []string) ([]sanad.Incident, error) {
	all, err := connected(claims, func(next []string) ([]sanad.Edge, error) {
		edges, err := m.Edges(ctx, next)
		for _, id := range next {
			edges = append(edges, m.edges[id]...)
		}
		return edges, err
	})
	if err != nil {
		return nil, err
	}
	told, err := m.Told(ctx, all)
	if err != nil {
		return nil, err
	}
	told = slices.DeleteFunc(told, func(c sanad.Coded) bool { return m.later[c.Document.ID] || !m.at.Has(&c.Document) })
	var list []incident.Features
	var ids []string
	for i := range told {
		for j := range told[i].Claims {
			if _, in := slices.BinarySearch(all, told[i].Claims[j].ID); in {
				ids = append(ids, told[i].Claims[j].ID)
			}
		}
	}
	if list, err = features(ctx, m.slot, ids); err != nil {
		return nil, err
	}
	recalled := map[string]bool{}
	for _, id := range all {
		if f, ok := m.features[id]; ok {
			list = append(list, f)
			recalled[f.Document] = true
		}
	}
	for _, id := range sortedKeys(recalled) {
		told = append(told, m.then[id])
	}
	out := m.p.link(told, m.p.Linker.Link(list, m.by.decided), m.by)
	for i := range out {
		for j := range out[i].Documents {
			d := &out[i].Documents[j]
			d.ID, d.Copies = public(told, d.ID), public(told, d.Copies)
		}
	}
	return out, nil
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
