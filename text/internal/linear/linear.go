// Package linear holds sparse linear models: integer weights of (feature, label) pairs, features known
// by 32-bit hashes. It decides nothing about language. Scores are sums whose scale means nothing; only
// their order does.
package linear

import (
	"math/bits"
	"runtime"
)

// Scorer adds to scores, one for each label, the weights of the features named by keys.
type Scorer interface {
	Add(scores []int32, keys []uint32)
}

// Key mixes a template's number and up to three values into a feature's key.
func Key(template, a, b, c uint32) uint32 {
	h := (uint64(template)<<32 | uint64(a)) * 0x9E3779B97F4A7C15
	h = (h ^ h>>29 ^ uint64(b)<<32 ^ uint64(c)) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>32) * 0x94D049BB133111EB
	return uint32(h >> 32)
}

// keyCut is how many low bits of a key are not stored: 28 bits tell nearly all features apart and make files
// a seventh smaller than 32.
const keyCut = 6

// Hash names a string. Zero is kept for "no word".
func Hash(s string) uint32 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	h ^= h >> 32
	return uint32(h)>>1 | 1
}

// cell is one weight. The last cell of a feature's run has lastCell set in its label.
type cell struct {
	label  uint16
	weight int16
}

const lastCell = 1 << 15

// slot is a place of the open-addressed table. What says where the run of cells of the feature with that
// key begins or, with inlined set, is the feature's only cell: label and weight. A free slot has what 0;
// cells[0] is never used.
type slot struct {
	key, what uint32
}

const inlined = 1 << 31

// Model is a frozen model, safe for any number of readers.
type Model struct {
	Labels []string
	slots  []slot
	cells  []cell
	shift  uint
	filter []uint64 // a bit for each key's upper bits: most keys are unknown, and this tells so from the cache
	narrow uint
}

// batch is how many features are looked up side by side: their memory is waited for together.
const batch = 64

// Add implements Scorer.
func (m *Model) Add(scores []int32, keys []uint32) {
	for len(keys) > batch {
		m.add(scores, keys[:batch])
		keys = keys[batch:]
	}
	m.add(scores, keys)
}

// add looks up at most batch features in steps that don't wait for one another: sift by the filter, fetch
// slots, fetch the first cells, and only then add.
func (m *Model) add(scores []int32, keys []uint32) {
	var known, found [batch]uint32
	n := 0
	for _, key := range keys {
		key >>= keyCut
		bit := key >> (m.narrow & 31)
		known[n&(batch-1)] = key
		n += int(m.filter[bit>>6] >> (bit & 63) & 1)
	}
	hits := m.fetch(&known, &found, n)
	for _, what := range found[:hits] {
		if what&inlined != 0 {
			scores[what>>16&0xff] += int32(int16(what))
		} else {
			addRun(scores, m.cells[what:])
		}
	}
}

// fetch finds what the table holds for the first n keys and returns for how many it holds anything.
func (m *Model) fetch(known, found *[batch]uint32, n int) int {
	var slots [batch]slot
	mask := uint32(len(m.slots) - 1)
	for i, key := range known[:n] {
		slots[i&(batch-1)] = m.slots[m.home(key)&mask]
	}
	hits, touched := 0, uint16(0)
	for i, key := range known[:n] {
		what := slots[i&(batch-1)].what
		if slots[i&(batch-1)].key != key && what != 0 {
			what = m.probe(key)
		}
		if what == 0 {
			continue
		}
		found[hits&(batch-1)] = what
		hits++
		if what&inlined == 0 {
			touched |= m.cells[what].label
		}
	}
	runtime.KeepAlive(touched)
	return hits
}

// home is where a key's slot is looked for first.
func (m *Model) home(key uint32) uint32 { return key * 0x9E3779B1 >> (m.shift & 31) }

// probe looks for a key past its home.
func (m *Model) probe(key uint32) uint32 {
	mask := uint32(len(m.slots) - 1)
	for i := m.home(key) + 1; ; i++ {
		if s := m.slots[i&mask]; s.what == 0 || s.key == key {
			return s.what
		}
	}
}

func addRun(scores []int32, run []cell) {
	for _, c := range run {
		scores[c.label&^lastCell] += int32(c.weight)
		if c.label&lastCell != 0 {
			return
		}
	}
}

// filterBits is the logarithm of the filter's bits for each slot.
const filterBits = 2

// newModel makes the table for n features, at most two thirds full.
func newModel(labels []string, n, cells int) *Model {
	size := uint(max(bits.Len(uint(n*3/2+1)), 6))
	m := &Model{Labels: labels, slots: make([]slot, 1<<size), cells: make([]cell, 1, cells+1)}
	m.shift = 32 - size
	m.narrow = 32 - keyCut - min(size+filterBits, 32-keyCut)
	m.filter = make([]uint64, 1<<(32-keyCut-m.narrow)>>6)
	return m
}

func (m *Model) insert(key, what uint32) {
	bit := key >> (m.narrow & 31)
	m.filter[bit>>6] |= 1 << (bit & 63)
	mask := uint32(len(m.slots) - 1)
	i := m.home(key)
	for m.slots[i&mask].what != 0 {
		i++
	}
	m.slots[i&mask] = slot{key, what}
}

// HashBytes is Hash of the string that b spells.
func HashBytes(b []byte) uint32 {
	h := uint64(0xcbf29ce484222325)
	for _, c := range b {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	h ^= h >> 32
	return uint32(h)>>1 | 1
}
