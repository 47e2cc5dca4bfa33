package dep

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// randomTree makes a tree of n words that may cross.
func randomTree(rng *rand.Rand, n int, rels int) *Tree {
	t := &Tree{}
	t.Reset(n)
	order := rng.Perm(n)
	for k, i := range order {
		if k > 0 {
			t.Head[i+1] = int32(order[rng.IntN(k)] + 1)
			t.Rel[i+1] = uint8(1 + rng.IntN(rels-1))
		}
	}
	return t
}

// randomInput makes words that tell nothing.
func randomInput(rng *rand.Rand, n int) *Input {
	in := &Input{}
	in.Reset(n, false)
	for i := 1; i <= n; i++ {
		in.Word[i], in.Lemma[i] = rng.Uint32(), rng.Uint32()
		in.Tag[i], in.UPOS[i], in.Sense[i] = uint8(2+rng.IntN(50)), uint8(2+rng.IntN(4)), uint8(rng.IntN(9))
	}
	in.Count()
	return in
}

func (t *Tree) projective() bool {
	for d := int32(1); int(d) < len(t.Head); d++ {
		if t.Head[d] > 0 && !t.covers(t.Head[d], d) {
			return false
		}
	}
	return true
}

// Following the oracle from the start must build the gold tree, whatever it is.
func TestOracleBuildsGold(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	const rels = 5
	p := &Parser{Model: nothing{}, Rels: rels}
	for range 300 {
		n := 1 + rng.IntN(12)
		ex := &Example{In: *randomInput(rng, n), Gold: *randomTree(rng, n, rels)}
		ex.Gold.Projectivise()
		if !ex.Gold.projective() {
			t.Fatalf("still crossing: %v", ex.Gold.Head)
		}
		s := &Scratch{}
		p.begin(s, &ex.In)
		o := newOracle(&ex.Gold)
		at := int32(0)
		for range 2 * n {
			at = p.goldStep(s, o, ex, at, int32(n+1))
		}
		var got Tree
		got.Reset(n)
		s.read(&got, at, rels)
		if !slices.Equal(got.Head, ex.Gold.Head) || !slices.Equal(got.Rel[1:], ex.Gold.Rel[1:]) {
			t.Fatalf("gold %v %v, built %v %v", ex.Gold.Head, ex.Gold.Rel, got.Head, got.Rel)
		}
	}
}

// nothing is a model without weights.
type nothing struct{}

func (nothing) Add([]int32, []uint32) {}

// Whatever the scores, what comes out is a projective tree with one root.
func TestParseAlwaysGivesATree(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	for _, beam := range []int{1, 8} {
		for range 200 {
			n := rng.IntN(15)
			p := &Parser{Model: noise{rng}, Rels: 5, Beam: beam, Lean: rng.IntN(2) == 0}
			var tree Tree
			p.Parse(&Scratch{}, randomInput(rng, n), &tree)
			roots := 0
			for i := 1; i <= n; i++ {
				if (tree.Head[i] == 0) != (tree.Rel[i] == 0) {
					t.Fatalf("relation %d to head %d", tree.Rel[i], tree.Head[i])
				}
				if tree.Head[i] == 0 {
					roots++
				}
			}
			if n > 0 && roots != 1 || !tree.projective() {
				t.Fatalf("beam %d: heads %v", beam, tree.Head)
			}
		}
	}
}

// noise scores at random.
type noise struct{ rng *rand.Rand }

func (m noise) Add(scores []int32, _ []uint32) {
	for i := range scores {
		scores[i] += int32(m.rng.IntN(100))
	}
}

// Both ways of learning must get a handful of random trees by heart.
func TestLearnsByHeart(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	const rels = 4
	labels := make([]string, 2*rels+1)
	var data []*Example
	for range 30 {
		n := 2 + rng.IntN(8)
		ex := &Example{In: *randomInput(rng, n), Gold: *randomTree(rng, n, rels)}
		ex.Gold.Projectivise()
		data = append(data, ex)
	}
	for name, p := range map[string]*Parser{
		"greedy": {Model: TrainGreedy(labels, rels, 0, false, data, 15, 1, nil), Rels: rels, Beam: 1},
		"lean":   {Model: TrainGreedy(labels, rels, 0, true, data, 15, 1, nil), Rels: rels, Beam: 1, Lean: true},
		"beam":   {Model: TrainBeam(labels, rels, 0, 4, false, data, 15, 1, nil), Rels: rels, Beam: 4},
	} {
		wrong := 0
		s := &Scratch{}
		var tree Tree
		for _, ex := range data {
			p.Parse(s, &ex.In, &tree)
			if !slices.Equal(tree.Head, ex.Gold.Head) {
				wrong++
			}
		}
		if wrong > 1 {
			t.Errorf("%s: %d of %d trees wrong", name, wrong, len(data))
		}
	}
}

func TestReverseTwiceIsNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	tree := randomTree(rng, 9, 5)
	heads := slices.Clone(tree.Head)
	tree.Reverse()
	if slices.Equal(tree.Head, heads) {
		t.Error("reversing changed nothing")
	}
	tree.Reverse()
	if !slices.Equal(tree.Head, heads) {
		t.Errorf("%v, want %v", tree.Head, heads)
	}
}
