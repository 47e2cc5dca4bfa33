package pipeline

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/incident"
)

// relink makes the incidents of stale claims anew, and those that they touch. What comes of it depends on the
// claims that are there and on the rulings alone, not on which of them are stale; where it stops early the rest
// stays stale.
func (p *Pipeline) relink(ctx context.Context, rulings *decision.Set) error {
	stale, err := p.Derived.Stale(ctx, math.MaxInt)
	if err != nil || len(stale) == 0 {
		return err
	}
	r := &relinking{p: p, stale: map[string]bool{}}
	for _, id := range stale {
		r.stale[id] = true
	}
	if r.by, err = p.judgement(ctx, rulings); err != nil {
		return err
	}
	// All are joined before any is linked: a claim that is linked with one batch, as connected, may be what a claim of
	// another batch is connected by.
	for batch := range slices.Chunk(stale, p.staleBatch()) {
		if err := r.join(ctx, batch); err != nil {
			return fmt.Errorf("join %d claims: %w", len(batch), err)
		}
	}
	for {
		batch, err := p.Derived.Stale(ctx, p.staleBatch())
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := r.link(ctx, batch); err != nil {
			return fmt.Errorf("link %d claims: %w", len(batch), err)
		}
	}
}

func (p *Pipeline) staleBatch() int {
	if p.Batch > 0 {
		return p.Batch
	}
	return 512
}

// decided are the rulings on pairs of claims, in the order of the log.
func (p *Pipeline) decided(ctx context.Context, rulings *decision.Set) ([]incident.Decided, error) {
	paired := map[string]bool{} // documents; the others needn't be coded again
	for _, r := range rulings.Rulings() {
		if r.Kind != sanad.DecideMerge && r.Kind != sanad.DecideSplit {
			continue
		}
		for _, a := range r.Anchors {
			paired[a.Document] = true
		}
	}
	if len(paired) == 0 {
		return nil, nil
	}
	report, err := p.Rules.Report(rulings, func(id string) (sanad.Coded, error) {
		if !paired[id] {
			return sanad.Coded{}, sanad.ErrNotFound
		}
		return p.Coded(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	var out []incident.Decided
	for _, l := range report.Links {
		out = append(out, incident.Decided{A: l.A, B: l.B, Same: l.Must, Decision: l.Analyst + ", " + l.Made})
	}
	return out, nil
}

// relinking is one call of relink.
type relinking struct {
	p     *Pipeline
	by    *judgement
	stale map[string]bool // all that were when it began
}

// link links stale claims and all that they are connected with, as far as that is linked at once.
func (r *relinking) link(ctx context.Context, stale []string) error {
	components, err := newReach(r.p.Derived, r.stale, r.p.Linker.Largest(), r.p.Linker.Levels()).components(ctx, stale)
	if err != nil {
		return err
	}
	var all []string
	var incidents []sanad.Incident
	for _, c := range components {
		made, err := r.p.incidentsOf(ctx, c, r.by)
		if err != nil {
			return err
		}
		all, incidents = append(all, c.claims...), append(incidents, made...)
	}
	return r.p.Derived.PutIncidents(ctx, all, incidents)
}

// join adds the edges that stale claims have; those of claims that changed left with them.
func (r *relinking) join(ctx context.Context, stale []string) error {
	features, err := features(ctx, r.p.Derived, stale)
	if err != nil {
		return err
	}
	blocks := map[string][]incident.Features{}
	var others []incident.Features // used again and again: a day of war has thousands
	var edges []sanad.Edge
	for i := range features {
		f := &features[i]
		for _, name := range r.p.Linker.Around(f) {
			if _, read := blocks[name]; read {
				continue
			}
			if blocks[name], err = block(ctx, r.p.Derived, name); err != nil {
				return err
			}
		}
		others = others[:0]
		for _, name := range r.p.Linker.Around(f) {
			others = append(others, blocks[name]...)
		}
		edges = append(edges, r.p.Linker.Edges(f, others)...)
	}
	ruled, err := r.ruled(ctx, stale)
	if err != nil {
		return err
	}
	return r.p.Derived.PutEdges(ctx, append(edges, ruled...))
}

// ruled are the edges by which analysts joined a stale claim with another that is there.
func (r *relinking) ruled(ctx context.Context, stale []string) (edges []sanad.Edge, err error) {
	for _, d := range r.by.decided {
		if !d.Same || !slices.Contains(stale, d.A) && !slices.Contains(stale, d.B) {
			continue
		}
		there, err := r.p.Derived.Linkables(ctx, []string{d.A, d.B})
		if err != nil {
			return nil, err
		}
		if len(there) == 2 {
			edges = append(edges, sanad.Edge{A: min(d.A, d.B), B: max(d.A, d.B), Score: 1})
		}
	}
	return edges, nil
}

func features(ctx context.Context, d sanad.Linking, claims []string) ([]incident.Features, error) {
	list, err := d.Linkables(ctx, claims)
	if err != nil {
		return nil, err
	}
	out := make([]incident.Features, len(list))
	for i, l := range list {
		if out[i], err = incident.DecodeFeatures(l.Features); err != nil {
			return nil, fmt.Errorf("features of claim %q: %w", l.Claim, err)
		}
	}
	return out, nil
}

func block(ctx context.Context, d sanad.Linking, name string) ([]incident.Features, error) {
	out := []incident.Features{}
	err := d.Block(ctx, name, func(l sanad.Linkable) error {
		f, err := incident.DecodeFeatures(l.Features)
		if err != nil {
			return fmt.Errorf("features of claim %q: %w", l.Claim, err)
		}
		out = append(out, f)
		return nil
	})
	return out, err
}

// connected are the claims given and all that edges connect them with, ascending.
func connected(claims []string, edgesAt func([]string) ([]sanad.Edge, error)) ([]string, error) {
	seen := map[string]bool{}
	for _, id := range claims {
		seen[id] = true
	}
	for next := claims; len(next) > 0; {
		edges, err := edgesAt(next)
		if err != nil {
			return nil, err
		}
		next = nil
		for _, e := range edges {
			for _, id := range []string{e.A, e.B} {
				if !seen[id] {
					seen[id] = true
					next = append(next, id)
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// incidentsOf links a whole component of claims.
func (p *Pipeline) incidentsOf(ctx context.Context, c component, by *judgement) ([]sanad.Incident, error) {
	told, err := p.Derived.Told(ctx, c.claims)
	if err != nil {
		return nil, err
	}
	features, err := features(ctx, p.Derived, c.claims)
	if err != nil {
		return nil, err
	}
	return p.link(told, p.Linker.LinkFrom(features, by.decided, c.level), by), nil
}

// judgement is what linking and reckoning go by beside the claims.
type judgement struct {
	decided  []incident.Decided
	reckoner *incident.Reckoner
}

// judgement is what follows from rulings for linking and reckoning.
func (p *Pipeline) judgement(ctx context.Context, rulings *decision.Set) (*judgement, error) {
	decided, err := p.decided(ctx, rulings)
	if err != nil {
		return nil, err
	}
	grades := map[string]string{}
	for _, r := range rulings.Rulings() { // of two that name one source otherwise, the later counts
		if r.Kind != sanad.DecideSource {
			continue
		}
		if g, ok := rulings.Grade(sanad.SourceID(r.Source)); ok && g.Entry == r.Entry {
			grades[p.Outlets.claimant(r.Source)] = g.Grade
		}
	}
	reckoner, err := p.Reckoner(grades)
	return &judgement{decided, reckoner}, err
}

// link makes the incidents of clusters of the claims of documents.
func (p *Pipeline) link(told []sanad.Coded, clusters []incident.Cluster, by *judgement) (out []sanad.Incident) {
	byID := map[string]*sanad.Coded{}
	claims := map[string]*sanad.Claim{}
	for i := range told {
		for j := range told[i].Claims {
			c := &told[i].Claims[j]
			byID[c.ID], claims[c.ID] = &told[i], c
		}
	}
	for _, cluster := range clusters {
		own, docs := map[string]bool{}, map[string]*sanad.Coded{}
		var mine []sanad.Claim
		for _, id := range cluster.Claims {
			own[id] = true
			mine = append(mine, *claims[id])
			docs[byID[id].Document.ID] = byID[id]
		}
		var documents []sanad.Document
		var beside []sanad.Claim
		for _, id := range sortedKeys(docs) {
			documents = append(documents, docs[id].Document)
			for _, c := range docs[id].Claims {
				if !own[c.ID] {
					beside = append(beside, c)
				}
			}
		}
		in := p.Linker.Assemble(&cluster, mine, documents)
		copied := p.Outlets.copied(documents)
		for i := range in.Documents {
			in.Documents[i].Copies = copied[in.Documents[i].ID]
		}
		out = append(out, by.reckoner.Reckon(in, incident.Evidence{Claims: mine, Documents: documents, Copies: copied, Beside: beside}))
	}
	return out
}
