package incident

import (
	"cmp"
	"slices"

	"sanad.example/sanad"
)

// Decided is an analyst's ruling on a pair of claims, as found again by their anchors: the same
// occurrence, or not.
type Decided struct {
	A, B     string // claim ids
	Same     bool
	Decision string // index of its log entry
}

// Cluster is the claims of one incident, before it is assembled.
type Cluster struct {
	ID     string   // its smallest claim's
	Family string   // of most of its claims
	Claims []string // ascending
	Leads  []string // documents that lead in it, ascending
	Parts  []string // ids of clusters that are parts of it, ascending
	PartOf string
	Joins  []sanad.Join // a spanning tree of its claims
}

// node is what is linked: a telling, by its head, or a claim that an analyst took out of one.
type node struct {
	f       *Features
	members []*Features // the head among them
}

// link is a pair of nodes, a before b.
type link struct {
	a, b     int
	score    int
	must     bool // decided by an analyst
	decision string
}

// linking is one run over a set of features.
type linking struct {
	*Linker
	nodes  []node
	of     map[string]int // claim to node
	must   []link
	cannot map[[2]int]bool
}

// Link returns the incidents of the claims that features are of, by id. Features and decided may come in any order
// but that decided is by log: of rulings that contradict each other the later holds. A claim that a ruling takes
// out of its telling stands alone unless another ruling puts it elsewhere.
func (l *Linker) Link(features []Features, decided []Decided) []Cluster {
	return l.LinkFrom(features, decided, l.w.threshold)
}

// Largest is how many claims are linked as one component at most, as long as a higher threshold parts them.
func (l *Linker) Largest() int { return l.rules.Largest }

// Levels are the thresholds that a component is tried with, in thousandths, until it isn't too large.
func (l *Linker) Levels() []int {
	out := []int{l.w.threshold}
	for out[len(out)-1] < 1000 {
		out = append(out, out[len(out)-1]+l.w.raise)
	}
	return out
}

// LinkFrom is Link of a component that is too large for all levels before the one given.
func (l *Linker) LinkFrom(features []Features, decided []Decided, level int) []Cluster {
	r := &linking{Linker: l, of: map[string]int{}, cannot: map[[2]int]bool{}}
	r.gather(features, decided)
	r.decide(decided)
	var out []Cluster
	for _, c := range r.components(r.links(level), level) {
		out = append(out, r.clusters(c)...)
	}
	slices.SortFunc(out, func(a, b Cluster) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// gather makes nodes of features, by id of their heads.
func (r *linking) gather(features []Features, decided []Decided) {
	byClaim := make(map[string]*Features, len(features))
	for i := range features {
		byClaim[features[i].Claim] = &features[i]
	}
	alone := map[string]bool{}
	for _, d := range decided {
		a, b := byClaim[d.A], byClaim[d.B]
		if a != nil && b != nil && a.Head == b.Head && a != b {
			alone[leaver(a, b).Claim] = !d.Same
		}
	}
	groups := map[string][]*Features{}
	for _, id := range sorted(byClaim) {
		f := byClaim[id]
		head := f.Head
		if alone[id] || byClaim[head] == nil {
			head = id
		}
		groups[head] = append(groups[head], f)
	}
	for _, head := range sorted(groups) {
		for _, f := range groups[head] {
			r.of[f.Claim] = len(r.nodes)
		}
		r.nodes = append(r.nodes, node{byClaim[head], groups[head]})
	}
}

// leaver is which of two claims of a telling leaves it: not the head, else the later.
func leaver(a, b *Features) *Features {
	if a.Claim == a.Head || b.Claim != b.Head && a.Order < b.Order {
		return b
	}
	return a
}

// decide turns rulings into links between nodes, the latest first: an earlier one that they leave no room
// for is passed over.
func (r *linking) decide(decided []Decided) {
	joined := newSets(len(r.nodes))
	for i := len(decided) - 1; i >= 0; i-- {
		d := decided[i]
		a, okA := r.of[d.A]
		b, okB := r.of[d.B]
		if !okA || !okB || a == b {
			continue
		}
		ra, rb := joined.root(a), joined.root(b)
		switch {
		case d.Same && ra != rb && !r.barred(joined, ra, rb):
			joined.join(a, b)
			r.must = append(r.must, link{min(a, b), max(a, b), 1000, true, d.Decision})
		case !d.Same && ra != rb:
			r.cannot[[2]int{min(a, b), max(a, b)}] = true
		}
	}
}

func (r *linking) barred(joined *sets, a, b int) bool {
	for p := range r.cannot {
		if x, y := joined.root(p[0]), joined.root(p[1]); x == a && y == b || x == b && y == a {
			return true
		}
	}
	return false
}

// links are the pairs of nodes of neighbouring blocks that reach a threshold, and those decided.
func (r *linking) links(threshold int) []link {
	blocks := map[string][]int{}
	for i := range r.nodes {
		for _, b := range r.Blocks(r.nodes[i].f) {
			blocks[b] = append(blocks[b], i)
		}
	}
	out := slices.Clone(r.must)
	seen := make([]int, len(r.nodes))
	for i := range r.nodes {
		for _, b := range r.Around(r.nodes[i].f) {
			for _, j := range blocks[b] {
				if j >= i || seen[j] == i {
					continue
				}
				seen[j] = i
				if tooFar(r.nodes[j].f, r.nodes[i].f) {
					continue
				}
				if s := r.reach(r.nodes[j].f, r.nodes[i].f); s >= threshold {
					out = append(out, link{a: j, b: i, score: s})
				}
			}
		}
	}
	return out
}

// tooFar saves scoring most pairs of a block: counts over a period meet in blocks of their own.
func tooFar(a, b *Features) bool { return a.Family != total && gap(a, b) > mostDays }

// mostDays is how many days may lie between what is compared at all.
const mostDays = week

func (r *linking) pair(i, j int) int {
	var none reasons
	return r.score(r.nodes[i].f, r.nodes[j].f, &none)
}

// component is nodes that links connect, ascending, and the threshold that they do it by.
type component struct {
	nodes     []int
	links     []link
	threshold int
}

// components are the connected ones; of one with too many claims those that a higher threshold connects.
func (r *linking) components(links []link, threshold int) []component {
	all := make([]int, len(r.nodes))
	for i := range all {
		all[i] = i
	}
	return r.connected(component{all, links, threshold})
}

func (r *linking) connected(c component) []component {
	s, at := newSets(len(c.nodes)), make(map[int]int, len(c.nodes))
	for i, n := range c.nodes {
		at[n] = i
	}
	for _, l := range c.links {
		s.join(at[l.a], at[l.b])
	}
	parts := map[int]*component{}
	var roots []int
	for i, n := range c.nodes {
		root := s.root(i)
		if parts[root] == nil {
			parts[root] = &component{threshold: c.threshold}
			roots = append(roots, root)
		}
		parts[root].nodes = append(parts[root].nodes, n)
	}
	for _, l := range c.links {
		p := parts[s.root(at[l.a])]
		p.links = append(p.links, l)
	}
	var out []component
	for _, root := range roots {
		p := *parts[root]
		if r.size(p.nodes) <= r.rules.Largest || p.threshold >= 1000 {
			out = append(out, p)
			continue
		}
		p.threshold += r.w.raise
		p.links = slices.DeleteFunc(p.links, func(l link) bool { return l.score < p.threshold && !l.must })
		out = append(out, r.connected(p)...)
	}
	return out
}

func (r *linking) size(nodes []int) int {
	n := 0
	for _, i := range nodes {
		n += len(r.nodes[i].members)
	}
	return n
}

// sets are disjoint sets of numbers.
type sets []int

func newSets(n int) *sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return &s
}

func (s sets) root(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// join makes the smaller root the root of both.
func (s sets) join(i, j int) {
	i, j = s.root(i), s.root(j)
	s[max(i, j)] = min(i, j)
}
