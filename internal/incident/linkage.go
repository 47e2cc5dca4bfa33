package incident

import (
	"cmp"
	"slices"

	"sanad.example/sanad"
)

// group is nodes that are taken to be about one occurrence.
type group struct {
	nodes []int // ascending
	sums  []int // to each other group, the scores of all pairs between them, in thousandths
	done  bool  // joined with another, or final
}

const never = -1 << 40 // what an analyst held apart

// clusters joins the nodes of a component by average linkage: the two groups whose pairs score highest on
// average, as long as that reaches the threshold.
func (r *linking) clusters(c component) []Cluster {
	groups, scores := r.start(c)
	for r.pursue(groups, c.threshold) {
	}
	var out []Cluster
	var all [][]int
	for i := range groups {
		if groups[i].nodes != nil {
			all = append(all, groups[i].nodes)
		}
	}
	for _, nodes := range all {
		out = append(out, r.cluster(nodes, c, scores))
	}
	r.parts(out, all)
	return out
}

// scores of all pairs of a component, by position.
type scores struct {
	at    map[int]int // node to position
	n     int
	score []int16
}

func (s *scores) of(a, b int) int { return int(s.score[s.at[a]*s.n+s.at[b]]) }

// start makes a group of each node, or of nodes that analysts joined.
func (r *linking) start(c component) ([]group, *scores) {
	n := len(c.nodes)
	sc := &scores{map[int]int{}, n, make([]int16, n*n)}
	for i, x := range c.nodes {
		sc.at[x] = i
		for j, y := range c.nodes[:i] {
			s := int16(r.pair(y, x))
			sc.score[i*n+j], sc.score[j*n+i] = s, s
		}
	}
	joined := newSets(n)
	for _, l := range c.links {
		if l.must {
			joined.join(sc.at[l.a], sc.at[l.b])
		}
	}
	var groups []group
	at := map[int]int{}
	for i, x := range c.nodes {
		root := joined.root(i)
		if _, ok := at[root]; !ok {
			at[root] = len(groups)
			groups = append(groups, group{})
		}
		g := &groups[at[root]]
		g.nodes = append(g.nodes, x)
	}
	for i := range groups {
		groups[i].sums = make([]int, len(groups))
		for j := range groups {
			if i == j {
				continue
			}
			for _, x := range groups[i].nodes {
				for _, y := range groups[j].nodes {
					groups[i].sums[j] += sc.of(x, y)
					if r.cannot[[2]int{min(x, y), max(x, y)}] {
						groups[i].sums[j] = never
					}
				}
			}
		}
	}
	return groups, sc
}

// pursue follows from the first group left to its nearest, and to that one's nearest, until two are each
// other's (the nearest-neighbour chain of Benzécri and Juan); it joins them, or, where they lie under the threshold, leaves
// them as they are. Average linkage joins the same whichever way it is followed.
func (r *linking) pursue(groups []group, threshold int) bool {
	at := slices.IndexFunc(groups, func(g group) bool { return !g.done })
	if at < 0 {
		return false
	}
	before := -1
	for {
		next := nearest(groups, at, before)
		switch {
		case next < 0:
			groups[at].done = true
			return true
		case next != before:
			before, at = at, next
			continue
		}
		a, b := min(at, before), max(at, before)
		if groups[a].sums[b] < threshold*len(groups[a].nodes)*len(groups[b].nodes) {
			groups[a].done, groups[b].done = true, true
			return true
		}
		merge(groups, a, b)
		return true
	}
}

// nearest is the group left with the highest average score, the one before of equals, else the first.
func nearest(groups []group, at, before int) int {
	best := -1
	better := func(j, than int) bool {
		// sums[j]/|j| > sums[than]/|than|, in whole numbers
		x, y := groups[at].sums[j]*len(groups[than].nodes), groups[at].sums[than]*len(groups[j].nodes)
		return x > y || x == y && j == before
	}
	for j := range groups {
		if j != at && !groups[j].done && (best < 0 || better(j, best)) {
			best = j
		}
	}
	return best
}

func merge(groups []group, a, b int) {
	for j := range groups {
		if j == a || j == b || groups[j].nodes == nil {
			continue
		}
		sum := max(never, groups[a].sums[j]+groups[b].sums[j])
		if groups[a].sums[j] == never || groups[b].sums[j] == never {
			sum = never
		}
		groups[a].sums[j], groups[j].sums[a] = sum, sum
	}
	groups[a].nodes = append(groups[a].nodes, groups[b].nodes...)
	slices.Sort(groups[a].nodes)
	groups[b].nodes, groups[b].done = nil, true
}

// cluster gathers the claims of nodes and says why they are together.
func (r *linking) cluster(nodes []int, c component, scores *scores) Cluster {
	var out Cluster
	families := map[string]int{}
	for _, n := range nodes {
		for _, f := range r.nodes[n].members {
			out.Claims = append(out.Claims, f.Claim)
			families[f.Family]++
			if f.Lead {
				out.Leads = append(out.Leads, f.Document)
			}
			if head := r.nodes[n].f; f != head {
				out.Joins = append(out.Joins, joinOf(f.Claim, head.Claim, 1, []sanad.Because{{Feature: "document", Text: f.Why, Weight: 1}}, ""))
			}
		}
	}
	slices.Sort(out.Claims)
	out.Leads = unique(out.Leads)
	out.ID = out.Claims[0]
	for _, f := range sorted(families) {
		if families[f] > families[out.Family] {
			out.Family = f
		}
	}
	out.Joins = append(out.Joins, r.tree(nodes, c, scores)...)
	slices.SortFunc(out.Joins, func(a, b sanad.Join) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return out
}

func joinOf(a, b string, score sanad.Decimal, reasons []sanad.Because, decision string) sanad.Join {
	return sanad.Join{A: min(a, b), B: max(a, b), Score: score, Reasons: reasons, Decision: decision}
}

// tree is the spanning tree of nodes with the highest scores, what analysts joined first (Prim's algorithm).
func (r *linking) tree(nodes []int, c component, scores *scores) []sanad.Join {
	decided := map[[2]int]link{}
	for _, l := range c.links {
		if l.must {
			decided[[2]int{l.a, l.b}] = l
		}
	}
	score := func(a, b int) int {
		if _, ok := decided[[2]int{min(a, b), max(a, b)}]; ok {
			return 1 << 20
		}
		return scores.of(a, b)
	}
	var out []sanad.Join
	best := make([]int, len(nodes)) // of each node outside the tree the nearest inside
	for i := range best {
		best[i] = nodes[0]
	}
	inside := make([]bool, len(nodes))
	inside[0] = true
	for range nodes[1:] {
		next := -1
		for i, n := range nodes {
			if !inside[i] && (next < 0 || score(n, best[i]) > score(nodes[next], best[next])) {
				next = i
			}
		}
		inside[next] = true
		a, b := r.nodes[nodes[next]].f, r.nodes[best[next]].f
		sum, reasons := r.Score(a, b)
		l := decided[[2]int{min(nodes[next], best[next]), max(nodes[next], best[next])}]
		out = append(out, joinOf(a.Claim, b.Claim, sum, reasons, l.decision))
		for i, n := range nodes {
			if !inside[i] && score(n, nodes[next]) > score(n, best[i]) {
				best[i] = nodes[next]
			}
		}
	}
	return out
}

// parts finds clusters that are parts of another of their component: of its family and days, in fewer of
// its places.
func (r *linking) parts(out []Cluster, nodes [][]int) {
	whole := make([]Features, len(out))
	for i := range out {
		whole[i] = clone(r.nodes[nodes[i][0]].f)
		for _, n := range nodes[i][1:] {
			r.extend(&whole[i], r.nodes[n].f)
		}
		whole[i].Places = r.narrowest(whole[i].Places)
	}
	for i := range out {
		for j := range out {
			if i != j && out[i].PartOf == "" && out[i].Family == out[j].Family && r.partOf(&whole[i], &whole[j]) {
				out[i].PartOf = out[j].ID
				out[j].Parts = append(out[j].Parts, out[i].ID)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Parts)
	}
}

func (r *linking) partOf(part, whole *Features) bool {
	if len(part.Places) == 0 || len(part.Places) >= len(whole.Places) || r.contradicts(whole, part) {
		return false
	}
	return !slices.ContainsFunc(part.Places, func(p string) bool {
		return !slices.ContainsFunc(whole.Places, func(w string) bool { return r.nearness(p, w) >= within })
	})
}
