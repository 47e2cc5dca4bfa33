package dep

import "slices"

// pairCache keeps the scores of pairs and triples of words, which the states of a beam share.
type pairCache struct {
	width int
	marks []uint64 // what each place holds: s1, s0, b0
	sums  []int32
}

const cachePlaces = 512

// reset forgets everything.
func (c *pairCache) reset(width int) {
	if c.width != width {
		*c = pairCache{width: width, marks: make([]uint64, cachePlaces), sums: make([]int32, cachePlaces*width)}
	}
	clear(c.marks)
}

// place returns where the sums of a triple live and whether they are there.
func (c *pairCache) place(s1, s0, b0 int32) ([]int32, bool) {
	mark := uint64(s1+2)<<42 | uint64(s0+1)<<21 | uint64(b0)
	i := int(mark*0x9E3779B97F4A7C15>>40) % cachePlaces
	sums := c.sums[i*c.width : (i+1)*c.width]
	if c.marks[i] == mark {
		return sums, true
	}
	c.marks[i] = mark
	clear(sums)
	return sums, false
}

// score fills s.scores for a state.
func (p *Parser) score(s *Scratch, in *Input, st *state) []int32 {
	s0, b0 := s.nodes[st.top].word, st.next
	s1 := int32(-1)
	if below := s.nodes[st.top].below; below >= 0 {
		s1 = s.nodes[below].word
	}
	pair, ok := s.cache.place(-2, s0, b0)
	if !ok {
		s.keys = pairKeys(s.keys[:0], p.Lean, in, s0, b0)
		p.Model.Add(pair, s.keys)
	}
	copy(s.scores, pair)
	triple, ok := s.cache.place(s1, s0, b0)
	if !ok {
		s.keys = tripleKeys(s.keys[:0], p.Lean, in, s1, s0, b0)
		p.Model.Add(triple, s.keys)
	}
	for i, v := range triple {
		s.scores[i] += v
	}
	s.keys = treeKeys(s.keys[:0], p.Lean, in, s.nodes, st)
	p.Model.Add(s.scores, s.keys)
	return s.scores
}

// scoreAlone is score for states that share nothing with others. It leaves the features in s.keys.
func (p *Parser) scoreAlone(s *Scratch, in *Input, st *state) []int32 {
	clear(s.scores)
	p.Model.Add(s.scores, p.allKeys(s, in, st))
	return s.scores
}

// allKeys are the features of a state, for training.
func (p *Parser) allKeys(s *Scratch, in *Input, st *state) []uint32 {
	s0, b0 := s.nodes[st.top].word, st.next
	s1 := int32(-1)
	if below := s.nodes[st.top].below; below >= 0 {
		s1 = s.nodes[below].word
	}
	s.keys = pairKeys(s.keys[:0], p.Lean, in, s0, b0)
	s.keys = tripleKeys(s.keys, p.Lean, in, s1, s0, b0)
	s.keys = treeKeys(s.keys, p.Lean, in, s.nodes, st)
	return s.keys
}

func (p *Parser) begin(s *Scratch, in *Input) {
	s.reset()
	s.scores = grow(s.scores, 2*p.Rels+1)
	s.cache.reset(2*p.Rels + 1)
}

// Parse fills t with the tree of in.
func (p *Parser) Parse(s *Scratch, in *Input, t *Tree) {
	n := len(in.Word) - 1
	t.Reset(n)
	if n == 0 {
		return
	}
	p.begin(s, in)
	if p.Beam <= 1 {
		p.greedy(s, in)
	} else {
		p.beam(s, in)
		s.beam[0] = s.bestOf()
	}
	s.read(t, s.last(), int32(p.Rels))
}

func (s *Scratch) last() int32 {
	if len(s.beam) > 0 {
		return s.beam[0]
	}
	return int32(len(s.states) - 1)
}

func (s *Scratch) bestOf() int32 {
	top := s.beam[0]
	for _, i := range s.beam {
		if s.states[i].score > s.states[top].score {
			top = i
		}
	}
	return top
}

func (p *Parser) greedy(s *Scratch, in *Input) {
	n := int32(len(in.Word))
	s.beam = s.beam[:0]
	at := int32(0)
	for range 2 * (n - 1) {
		scores := p.scoreAlone(s, in, &s.states[at])
		action := p.top(s, &s.states[at], scores, n)
		at = s.apply(at, int32(action), int32(p.Rels), n, 0)
	}
}

// actions is a range of actions: from lo up to but not including hi.
type actions struct{ lo, hi int }

// allowed returns the actions that a state allows, as ranges; empty ones say nothing. The root relation
// goes with the root alone.
func (p *Parser) allowed(nodes []node, st *state, n int32) [5]actions {
	var out [5]actions
	sh, left, right := valid(nodes, st, n)
	if sh {
		out[0] = actions{shift, shift + 1}
	}
	if left {
		out[1] = actions{1, 1 + p.RootRel}
		out[2] = actions{2 + p.RootRel, 1 + p.Rels}
	}
	if !right {
		return out
	}
	first := 1 + p.Rels
	if nodes[nodes[st.top].below].word == 0 {
		out[3] = actions{first + p.RootRel, first + p.RootRel + 1}
		return out
	}
	out[3] = actions{first, first + p.RootRel}
	out[4] = actions{first + p.RootRel + 1, first + p.Rels}
	return out
}

func (p *Parser) top(s *Scratch, st *state, scores []int32, n int32) int {
	best := -1
	for _, r := range p.allowed(s.nodes, st, n) {
		for a := r.lo; a < r.hi; a++ {
			if best < 0 || scores[a] > scores[best] {
				best = a
			}
		}
	}
	return best
}

// candidate is a step that may enter the next beam.
type candidate struct {
	from   int32
	action int32
	score  int64
}

// beam runs the search to its end; s.beam then holds the last states.
func (p *Parser) beam(s *Scratch, in *Input) {
	n := int32(len(in.Word))
	s.beam = append(s.beam[:0], 0)
	for range 2 * (n - 1) {
		p.advance(s, in, n)
	}
}

// advance replaces s.beam by the best states one step on.
func (p *Parser) advance(s *Scratch, in *Input, n int32) {
	s.best = s.best[:0]
	for _, from := range s.beam {
		st := &s.states[from]
		scores := p.score(s, in, st)
		base := st.score
		for _, r := range p.allowed(s.nodes, st, n) {
			for a := r.lo; a < r.hi; a++ {
				s.offer(candidate{from, int32(a), base + int64(scores[a])}, p.Beam)
			}
		}
	}
	s.beam = s.beam[:0]
	for _, c := range s.best {
		s.beam = append(s.beam, s.apply(c.from, c.action, int32(p.Rels), n, c.score))
	}
}

// offer keeps the candidates sorted, best first, at most width of them.
func (s *Scratch) offer(c candidate, width int) {
	n := len(s.best)
	if n == width && c.score <= s.best[n-1].score {
		return
	}
	i := n
	for i > 0 && s.best[i-1].score < c.score {
		i--
	}
	if n == width {
		copy(s.best[i+1:], s.best[i:n-1])
		s.best[i] = c
		return
	}
	s.best = slices.Insert(s.best, i, c)
}
