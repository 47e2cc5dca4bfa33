package copies

import (
	"cmp"
	"slices"
)

// Group is the documents that hang together by edges.
type Group struct {
	Origin    string   `json:"origin"` // the likely one
	Why       Why      `json:"why"`
	Documents []string `json:"documents"` // ascending, the origin among them
	Edges     []Edge   `json:"edges"`
}

// Groups joins edges to groups, the largest first, then by origin.
func Groups(edges []Edge) []Group {
	parent := map[string]string{}
	root := func(id string) string {
		for parent[id] != "" {
			id = parent[id]
		}
		return id
	}
	for _, e := range edges {
		a, b := root(e.Copy), root(e.Origin)
		if a != b { // the smaller id leads, so that the order of edges doesn't matter
			parent[max(a, b)] = min(a, b)
		}
	}
	byRoot := map[string]*Group{}
	for _, e := range edges {
		r := root(e.Copy)
		if byRoot[r] == nil {
			byRoot[r] = &Group{}
		}
		g := byRoot[r]
		g.Edges = append(g.Edges, e)
		g.Documents = append(g.Documents, e.Copy, e.Origin)
	}
	var out []Group
	for _, g := range byRoot {
		slices.Sort(g.Documents)
		g.Documents = slices.Compact(g.Documents)
		g.Origin, g.Why = origin(g.Edges)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Group) int {
		return cmp.Or(-cmp.Compare(len(a.Documents), len(b.Documents)), cmp.Compare(a.Origin, b.Origin))
	})
	return out
}

// standing is what speaks for and against a document as the origin of its group.
type standing struct {
	to, from map[Why]int // edges, by their reason
}

// origin is the document that most others name, else the one that is a copy of the fewest, by the strongest
// reasons first.
func origin(edges []Edge) (id string, why Why) {
	all := map[string]standing{}
	of := func(id string) standing {
		if _, ok := all[id]; !ok {
			all[id] = standing{to: map[Why]int{}, from: map[Why]int{}}
		}
		return all[id]
	}
	for _, e := range edges {
		of(e.Origin).to[e.Why]++
		of(e.Copy).from[e.Why]++
	}
	for candidate, s := range all {
		if id == "" || cmp.Or(s.compare(all[id]), cmp.Compare(candidate, id)) < 0 {
			id = candidate
		}
	}
	for _, w := range []Why{Named, Earlier, Longer} {
		if all[id].to[w] > 0 {
			return id, w
		}
	}
	return id, Unknown
}

// compare is below 0 where s is the likelier origin.
func (s standing) compare(t standing) int {
	return cmp.Or(
		-cmp.Compare(s.to[Named], t.to[Named]), cmp.Compare(s.from[Named], t.from[Named]),
		cmp.Compare(s.from[Earlier], t.from[Earlier]), cmp.Compare(s.from[Longer], t.from[Longer]),
		cmp.Compare(s.from[Unknown], t.from[Unknown]),
	)
}
