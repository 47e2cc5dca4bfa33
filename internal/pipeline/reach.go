package pipeline

import (
	"context"
	"maps"
	"slices"

	"sanad.example/sanad"
)

// component is claims that edges of a level connect, ascending: no more than linking takes at once.
type component struct {
	claims []string
	level  int
}

// reach finds the components that stale claims are in, and those that they change. A claim's component is the one
// that edges of the lowest level connect it with at which it isn't too large; so however much is known, a new claim
// costs no more than a few of the largest components. Where stale claims make one too large at a level, what was
// connected there without them moves to the next level too.
type reach struct {
	d       sanad.Linking
	stale   map[string]bool // all of them, with their edges in place
	largest int
	levels  []int
	edges   map[string][]sanad.Edge
	over    map[int]map[string]bool // by level: claims in components too large there
	before  map[int]map[string]bool // by level: claims that were looked at without the stale ones
}

func newReach(d sanad.Linking, stale map[string]bool, largest int, levels []int) *reach {
	r := &reach{d: d, stale: stale, largest: largest, levels: levels, edges: map[string][]sanad.Edge{}, over: map[int]map[string]bool{}, before: map[int]map[string]bool{}}
	for _, level := range levels {
		r.over[level], r.before[level] = map[string]bool{}, map[string]bool{}
	}
	return r
}

// components are those of the claims, and those that change with them.
func (r *reach) components(ctx context.Context, claims []string) ([]component, error) {
	var out []component
	done := map[string]bool{}
	for i, level := range r.levels {
		var next []string
		for at := 0; at < len(claims); at++ { // it grows
			id := claims[at]
			if done[id] || r.over[level][id] {
				continue
			}
			got, all, err := r.around(ctx, id, level, r.over[level], nil)
			if err != nil {
				return nil, err
			}
			if all || i == len(r.levels)-1 {
				for c := range got {
					done[c] = true
				}
				out = append(out, component{slices.Sorted(maps.Keys(got)), level})
				continue
			}
			maps.Copy(r.over[level], got)
		}
		for _, id := range claims {
			if done[id] {
				continue
			}
			next = append(next, id)
			if r.stale[id] {
				moved, err := r.moved(ctx, id, level)
				if err != nil {
					return nil, err
				}
				next = append(next, moved...)
			}
		}
		claims = next
	}
	return out, nil
}

// moved are claims that were in a component at a level until a stale one made it too large.
func (r *reach) moved(ctx context.Context, id string, level int) (out []string, err error) {
	if err := r.load(ctx, []string{id}); err != nil {
		return nil, err
	}
	for _, other := range r.beside(id, level) {
		if r.stale[other] || r.before[level][other] {
			continue
		}
		got, all, err := r.around(ctx, other, level, r.before[level], r.stale)
		if err != nil {
			return nil, err
		}
		maps.Copy(r.before[level], got)
		if all {
			out = append(out, slices.Sorted(maps.Keys(got))...)
		}
	}
	return out, nil
}

// around is what edges of a level connect a claim with, all of it or as much as shows that it is too large: it stops
// at the bound, and at claims of which that is known. At the last level nothing is too large.
func (r *reach) around(ctx context.Context, id string, level int, known, without map[string]bool) (got map[string]bool, all bool, err error) {
	bounded := level != r.levels[len(r.levels)-1]
	got = map[string]bool{id: true}
	for next := []string{id}; len(next) > 0; {
		if err := r.load(ctx, next); err != nil {
			return nil, false, err
		}
		var found []string
		for _, at := range next {
			for _, other := range r.beside(at, level) {
				if got[other] || without[other] {
					continue
				}
				got[other] = true
				if bounded && (known[other] || len(got) > r.largest) {
					return got, false, nil
				}
				found = append(found, other)
			}
		}
		next = found
	}
	return got, true, nil
}

func (r *reach) beside(id string, level int) (out []string) {
	for _, e := range r.edges[id] {
		if float64(e.Score)*1000 < float64(min(level, 1000))-0.5 {
			continue
		}
		if e.A == id {
			out = append(out, e.B)
		} else {
			out = append(out, e.A)
		}
	}
	return out
}

// load reads the edges of claims, once.
func (r *reach) load(ctx context.Context, claims []string) error {
	var missing []string
	for _, id := range claims {
		if _, ok := r.edges[id]; !ok {
			missing, r.edges[id] = append(missing, id), nil
		}
	}
	if len(missing) == 0 {
		return nil
	}
	asked := map[string]bool{}
	for _, id := range missing {
		asked[id] = true
	}
	edges, err := r.d.Edges(ctx, missing)
	for _, e := range edges {
		for _, id := range []string{e.A, e.B} {
			if asked[id] {
				r.edges[id] = append(r.edges[id], e)
			}
		}
	}
	return err
}
