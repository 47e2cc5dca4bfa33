package dep

import (
	"math/rand/v2"

	"sanad.example/sanad/text/internal/linear"
)

// Example is a sentence and its gold tree.
type Example struct {
	In   Input
	Gold Tree
}

// Projectivise lifts arcs that cross others until none does, shortest first, so that transitions can
// build the tree.
func (t *Tree) Projectivise() {
	for {
		worst := int32(0)
		size := int32(1 << 30)
		for d := int32(1); int(d) < len(t.Head); d++ {
			h := t.Head[d]
			if h > 0 && max(h-d, d-h) < size && !t.covers(h, d) {
				worst, size = d, max(h-d, d-h)
			}
		}
		if worst == 0 {
			return
		}
		t.Head[worst] = t.Head[t.Head[worst]]
	}
}

// covers says whether every word strictly between h and d descends from h.
func (t *Tree) covers(h, d int32) bool {
	for i := min(h, d) + 1; i < max(h, d); i++ {
		a, steps := i, 0
		for a != h && a != 0 && steps < len(t.Head) {
			a, steps = t.Head[a], steps+1
		}
		if a != h {
			return false
		}
	}
	return true
}

// TrainGreedy learns a greedy parser with a dynamic oracle: from the second round on it follows its own
// choices and learns how to go on from its mistakes. progress, if given, is called after each round.
func TrainGreedy(labels []string, rels, root int, lean bool, data []*Example, rounds int, seed uint64, progress func(round int, t *linear.Trainer)) *linear.Trainer {
	t := linear.NewTrainer(labels)
	p := &Parser{Model: t, Rels: rels, RootRel: root, Beam: 1, Lean: lean}
	rng := rand.New(rand.NewPCG(seed, 7))
	s := &Scratch{}
	for round := range rounds {
		for _, i := range rng.Perm(len(data)) {
			p.learnGreedy(s, t, data[i], round > 0, rng)
		}
		if progress != nil {
			progress(round, t)
		}
	}
	return t
}

func (p *Parser) learnGreedy(s *Scratch, t *linear.Trainer, ex *Example, explore bool, rng *rand.Rand) {
	p.begin(s, &ex.In)
	n := int32(len(ex.In.Word))
	at := int32(0)
	o := newOracle(&ex.Gold)
	for range 2 * (n - 1) {
		st := &s.states[at]
		scores := p.scoreAlone(s, &ex.In, st)
		o.look(s.nodes, st, n)
		got, right := -1, -1
		for _, r := range p.allowed(s.nodes, st, n) {
			for a := r.lo; a < r.hi; a++ {
				if got < 0 || scores[a] > scores[got] {
					got = a
				}
				if o.free(a, p.Rels) && (right < 0 || scores[a] > scores[right]) {
					right = a
				}
			}
		}
		t.Step()
		if right >= 0 && got != right {
			t.Update(s.keys, right, 1)
			t.Update(s.keys, got, -1)
		}
		if right >= 0 && (!explore || rng.IntN(10) == 0) {
			got = right
		}
		at = s.apply(at, int32(got), int32(p.Rels), n, 0)
	}
}

// oracle knows which actions of a state lose no gold arc that can still be had.
type oracle struct {
	gold     *Tree
	onStack  []bool
	shift    int // arcs lost by each kind of action
	left     int
	right    int
	leftRel  int // the gold relation if the arc is gold, else -1
	rightRel int
}

func newOracle(gold *Tree) *oracle {
	return &oracle{gold: gold, onStack: make([]bool, len(gold.Head))}
}

// look counts what each kind of action would lose.
func (o *oracle) look(nodes []node, st *state, n int32) {
	clear(o.onStack)
	for i := st.top; i >= 0; i = nodes[i].below {
		o.onStack[nodes[i].word] = true
	}
	s0, b0 := nodes[st.top].word, st.next
	s1 := int32(-1)
	if below := nodes[st.top].below; below >= 0 {
		s1 = nodes[below].word
	}
	o.shift, o.left, o.right, o.leftRel, o.rightRel = 0, 0, 0, -1, -1
	h := o.gold.Head
	for b := b0; b < n; b++ {
		if h[b] == s0 && s0 > 0 {
			o.left++
			o.right++
		}
	}
	if s0 > 0 {
		if h[s0] == s1 || h[s0] > b0 {
			o.left++
		}
		if h[s0] >= b0 {
			o.right++
		}
		if h[s0] == b0 {
			o.leftRel = int(o.gold.Rel[s0])
		}
		if h[s0] == s1 {
			o.rightRel = int(o.gold.Rel[s0])
		}
	}
	if b0 < n {
		o.lookShift(s0, b0)
	}
}

func (o *oracle) lookShift(s0, b0 int32) {
	h := o.gold.Head
	if hb := h[b0]; hb < b0 && hb != s0 && o.onStack[hb] {
		o.shift++
	}
	for i, on := range o.onStack {
		if on && i > 0 && h[i] == b0 {
			o.shift++
		}
	}
}

// free says whether an action loses nothing; where the arc is gold its relation must be too.
func (o *oracle) free(a, rels int) bool {
	switch {
	case a == shift:
		return o.shift == 0
	case a <= rels:
		return o.left == 0 && (o.leftRel < 0 || o.leftRel == a-1)
	}
	return o.right == 0 && (o.rightRel < 0 || o.rightRel == a-1-rels)
}

// TrainBeam learns a beam parser by max-violation updates: of all steps, the one where the best state is
// furthest ahead of the gold one is corrected. progress, if given, is called after each round.
func TrainBeam(labels []string, rels, root, width int, lean bool, data []*Example, rounds int, seed uint64, progress func(round int, t *linear.Trainer)) *linear.Trainer {
	t := linear.NewTrainer(labels)
	p := &Parser{Model: t, Rels: rels, RootRel: root, Beam: width, Lean: lean}
	rng := rand.New(rand.NewPCG(seed, 9))
	s := &Scratch{}
	for round := range rounds {
		for _, i := range rng.Perm(len(data)) {
			p.learnBeam(s, t, data[i])
		}
		if progress != nil {
			progress(round, t)
		}
	}
	return t
}

func (p *Parser) learnBeam(s *Scratch, t *linear.Trainer, ex *Example) {
	n := int32(len(ex.In.Word))
	p.begin(s, &ex.In)
	s.beam = append(s.beam[:0], 0)
	gold := int32(0)
	worst, badBest, badGold := int64(0), int32(-1), int32(-1)
	o := newOracle(&ex.Gold)
	for range 2 * (n - 1) {
		gold = p.goldStep(s, o, ex, gold, n)
		p.advance(s, &ex.In, n)
		best := s.beam[0]
		if gap := s.states[best].score - s.states[gold].score; gap >= worst && !s.same(best, gold) {
			worst, badBest, badGold = gap, best, gold
		}
	}
	t.Step()
	if badBest < 0 {
		return
	}
	p.correct(s, t, ex, badGold, badBest)
}

// goldStep takes the one step of the static oracle from the gold state.
func (p *Parser) goldStep(s *Scratch, o *oracle, ex *Example, gold int32, n int32) int32 {
	st := &s.states[gold]
	scores := p.score(s, &ex.In, st)
	o.look(s.nodes, st, n)
	pick := -1
	for _, r := range p.allowed(s.nodes, st, n) {
		for a := r.lo; a < r.hi; a++ {
			if o.free(a, p.Rels) && (pick < 0 || a > 0) {
				pick = a
			}
		}
	}
	if pick < 0 {
		pick = p.top(s, st, scores, n)
	}
	return s.apply(gold, int32(pick), int32(p.Rels), n, st.score+int64(scores[pick]))
}

// same says whether two states were reached by the same actions.
func (s *Scratch) same(a, b int32) bool {
	for a != b {
		x, y := &s.states[a], &s.states[b]
		if x.parent < 0 || y.parent < 0 || x.action != y.action {
			return false
		}
		a, b = x.parent, y.parent
	}
	return true
}

// correct moves weights from the actions that led to bad to those that led to gold; what they share
// cancels out.
func (p *Parser) correct(s *Scratch, t *linear.Trainer, ex *Example, gold, bad int32) {
	for !s.same(gold, bad) {
		g, b := s.states[gold], s.states[bad]
		t.Update(p.allKeys(s, &ex.In, &s.states[g.parent]), int(g.action), 1)
		t.Update(p.allKeys(s, &ex.In, &s.states[b.parent]), int(b.action), -1)
		gold, bad = g.parent, b.parent
	}
}
