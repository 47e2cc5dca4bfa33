// Package dep builds dependency trees by transitions: arc-hybrid, with the root before the first word.
// It decides each word's head and relation from words, lemmas and tags; every tree is projective, has one
// root and covers all words. It refuses nothing: whatever the input, a tree comes out.
package dep

import "sanad.example/sanad/text/internal/linear"

// Input is a sentence as hashes and small numbers, index 0 being the root.
type Input struct {
	Word, Lemma []uint32
	Tag, UPOS   []uint8 // 0 is kept for "no word"; the root has 1
	Sense       []uint8
	GuideHead   []int32 // another parser's opinion; nil if there is none
	GuideRel    []uint8
	verbs       []uint16 // how many verbs stand before each word, and so on
	commas      []uint16
	conjs       []uint16
}

// UPOS numbers that the features know by name; the rest are the caller's.
const (
	Root  = 1
	Verb  = 2
	Punct = 3
	Conj  = 4
)

// Reset empties in for n words and the root.
func (in *Input) Reset(n int, guided bool) {
	in.Word, in.Lemma = grow(in.Word, n+1), grow(in.Lemma, n+1)
	in.Tag, in.UPOS, in.Sense = grow(in.Tag, n+1), grow(in.UPOS, n+1), grow(in.Sense, n+1)
	in.verbs, in.commas, in.conjs = grow(in.verbs, n+2), grow(in.commas, n+2), grow(in.conjs, n+2)
	in.Word[0], in.Lemma[0], in.Tag[0], in.UPOS[0], in.Sense[0] = 1, 1, Root, Root, 0
	if guided {
		in.GuideHead, in.GuideRel = grow(in.GuideHead, n+1), grow(in.GuideRel, n+1)
	} else {
		in.GuideHead, in.GuideRel = in.GuideHead[:0], in.GuideRel[:0]
	}
}

// grow returns s with length n; its contents mean nothing.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	return s[:n]
}

// Count fills the sums that features between two words are read from; it must follow the last change.
func (in *Input) Count() {
	in.verbs[0], in.commas[0], in.conjs[0] = 0, 0, 0
	for i, u := range in.UPOS {
		in.verbs[i+1], in.commas[i+1], in.conjs[i+1] = in.verbs[i], in.commas[i], in.conjs[i]
		switch u {
		case Verb:
			in.verbs[i+1]++
		case Punct:
			in.commas[i+1]++
		case Conj:
			in.conjs[i+1]++
		}
	}
}

// Reverse turns the words around, root apart, for a parser that reads from the end.
func (in *Input) Reverse() {
	flip(in.Word)
	flip(in.Lemma)
	flip(in.Tag)
	flip(in.UPOS)
	flip(in.Sense)
	in.Count()
}

func flip[T any](s []T) {
	for i, j := 1, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

// Tree is heads and relations by word; index 0 is unused.
type Tree struct {
	Head []int32
	Rel  []uint8
}

// Reset empties t for n words and the root.
func (t *Tree) Reset(n int) {
	t.Head, t.Rel = grow(t.Head, n+1), grow(t.Rel, n+1)
	clear(t.Head)
	clear(t.Rel)
}

// Reverse turns a tree of reversed words around.
func (t *Tree) Reverse() {
	n := int32(len(t.Head) - 1)
	for i := range t.Head {
		if t.Head[i] > 0 {
			t.Head[i] = n + 1 - t.Head[i]
		}
	}
	flip(t.Head)
	flip(t.Rel)
}

// Actions: 0 shifts; 1..r make the top of the stack a left dependent of the next word with relation
// a-1; r+1..2r make it a right dependent of the word under it.
const shift = 0

// node is a word on the stack, or the next word, with what it has gathered. Nodes never change: an arc
// makes a new one.
type node struct {
	word       int32
	below      int32 // index of the node under it on the stack; -1 for the root
	lc1, lc2   int32 // its outermost left children, outermost first; 0 if none
	rc1, rc2   int32
	lr1, lr2   uint8 // their relations plus one
	rr1, rr2   uint8
	lefts      uint8
	rights     uint8
	lset, rset uint64 // the relations seen on either side
}

// state is a parse in progress.
type state struct {
	top    int32 // node on top of the stack
	front  int32 // node of the next word
	next   int32 // the next word; the number of words and root when none is left
	parent int32 // the state before, for reading the tree back
	action int32
	score  int64
}

// valid says which kinds of actions a state allows.
func valid(nodes []node, s *state, n int32) (sh, left, right bool) {
	top := &nodes[s.top]
	more := s.next < n
	under := top.below
	sh = more
	left = more && top.word != 0
	right = under >= 0 && (nodes[under].word != 0 || !more)
	return sh, left, right
}

// arena holds the nodes and states of one sentence.
type arena struct {
	nodes  []node
	states []state
}

func (a *arena) reset() {
	a.nodes = append(a.nodes[:0], node{word: 0, below: -1}, node{word: 1, below: -1})
	a.states = append(a.states[:0], state{top: 0, front: 1, next: 1, parent: -1})
}

// apply appends the state that an action leads to and returns its index.
func (a *arena) apply(from int32, action int32, rels int32, n int32, score int64) int32 {
	s := a.states[from]
	t := state{top: s.top, front: s.front, next: s.next, parent: from, action: action, score: score}
	switch {
	case action == shift:
		pushed := a.nodes[s.front]
		pushed.below = s.top
		t.top = a.push(pushed)
		t.next++
		t.front = a.push(node{word: t.next, below: -1})
	case action <= rels:
		head, dep := a.nodes[s.front], a.nodes[s.top]
		head.addLeft(dep.word, uint8(action))
		t.front = a.push(head)
		t.top = dep.below
	default:
		dep := a.nodes[s.top]
		head := a.nodes[dep.below]
		head.addRight(dep.word, uint8(action-rels))
		t.top = a.push(head)
	}
	a.states = append(a.states, t)
	return int32(len(a.states) - 1)
}

func (a *arena) push(n node) int32 {
	a.nodes = append(a.nodes, n)
	return int32(len(a.nodes) - 1)
}

func (n *node) addLeft(child int32, rel uint8) {
	n.lc2, n.lr2 = n.lc1, n.lr1
	n.lc1, n.lr1 = child, rel
	n.lefts = min(n.lefts+1, 6)
	n.lset |= 1 << (rel & 63)
}

func (n *node) addRight(child int32, rel uint8) {
	n.rc2, n.rr2 = n.rc1, n.rr1
	n.rc1, n.rr1 = child, rel
	n.rights = min(n.rights+1, 6)
	n.rset |= 1 << (rel & 63)
}

// read fills t with the arcs on the way to state i.
func (a *arena) read(t *Tree, i int32, rels int32) {
	for a.states[i].parent >= 0 {
		s := &a.states[i]
		before := &a.states[s.parent]
		if s.action != shift {
			dep := &a.nodes[before.top]
			head := before.next
			rel := s.action - 1
			if s.action > rels {
				head, rel = a.nodes[dep.below].word, s.action-rels-1
			}
			t.Head[dep.word], t.Rel[dep.word] = head, uint8(rel)
		}
		i = s.parent
	}
}

// Parser is a read-only model. Rels is the number of relations; Root the number of the relation "root".
type Parser struct {
	Model   linear.Scorer
	Rels    int
	RootRel int
	Beam    int  // 1 decides greedily
	Lean    bool // half of the templates, at twice the speed
}

// Scratch is one goroutine's working memory.
type Scratch struct {
	arena
	keys   []uint32
	scores []int32
	cache  pairCache
	beam   []int32
	best   []candidate
}
