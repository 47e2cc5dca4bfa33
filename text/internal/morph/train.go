package morph

import (
	"encoding/json"
	"maps"
	"slices"

	"sanad.example/sanad/text/internal/linear"
)

// Example is a tagged word with its gold lemma and features.
type Example struct {
	Form, Low    string
	Label        uint8
	Lemma, Feats string
	Context      uint32
}

// file is a Table as it is stored.
type file struct {
	Labels  []string
	Scripts []Script
	Words   map[uint32]uint16
	Endings map[uint32][]uint16
	Feats   []string
	ByWord  map[uint32]uint16
	ByLabel map[uint32]uint16
}

// counts is how often each value was seen under a key.
type counts map[uint32]map[uint16]int

func (c counts) add(key uint32, value uint16) {
	if c[key] == nil {
		c[key] = map[uint16]int{}
	}
	c[key][value]++
}

// ranked returns a key's values, most frequent first, ties by number.
func (c counts) ranked(key uint32, least int) []uint16 {
	var out []uint16
	for v, n := range c[key] {
		if n >= least {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b uint16) int {
		if d := c[key][b] - c[key][a]; d != 0 {
			return d
		}
		return int(a) - int(b)
	})
	return out
}

// Train counts what examples say.
func Train(labels []string, examples []Example) []byte {
	f := &file{Labels: labels, Words: map[uint32]uint16{}, Endings: map[uint32][]uint16{}, ByWord: map[uint32]uint16{}, ByLabel: map[uint32]uint16{}}
	f.trainLemmas(examples)
	f.trainFeats(examples)
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // plain maps of numbers and strings
	}
	return b
}

func (f *file) trainLemmas(examples []Example) {
	ids := map[Script]uint16{}
	words, endings := counts{}, counts{}
	for _, ex := range examples {
		s := Find(ex.Form, ex.Low, ex.Lemma, kindOf(f.Labels[ex.Label]).cased)
		id, ok := ids[s]
		if !ok {
			id = uint16(len(f.Scripts))
			ids[s] = id
			f.Scripts = append(f.Scripts, s)
		}
		words.add(wordKey(ex.Low, ex.Label), id)
		for n := 0; n <= min(maxEnding, len(ex.Low)); n++ {
			endings.add(endingKey(ex.Low, n, ex.Label), id)
		}
	}
	for key := range words {
		f.Words[key] = words.ranked(key, 1)[0]
	}
	for key := range endings {
		if ids := endings.ranked(key, 2); len(ids) > 0 {
			f.Endings[key] = ids[:min(3, len(ids))]
		}
	}
	f.dropImplied(examples)
}

// dropImplied removes endings that say the same as the next shorter one.
func (f *file) dropImplied(examples []Example) {
	drop := map[uint32]bool{}
	for _, ex := range examples {
		for n := min(maxEnding, len(ex.Low)); n > 0; n-- {
			long, short := endingKey(ex.Low, n, ex.Label), endingKey(ex.Low, n-1, ex.Label)
			if slices.Equal(f.Endings[long], f.Endings[short]) {
				drop[long] = true
			}
		}
	}
	maps.DeleteFunc(f.Endings, func(key uint32, _ []uint16) bool { return drop[key] })
}

func (f *file) trainFeats(examples []Example) {
	ids := map[string]uint16{}
	word, label := counts{}, counts{}
	for _, ex := range examples {
		id, ok := ids[ex.Feats]
		if !ok {
			id = uint16(len(f.Feats))
			ids[ex.Feats] = id
			f.Feats = append(f.Feats, ex.Feats)
		}
		word.add(linear.Key(3, linear.Hash(ex.Low), uint32(ex.Label), ex.Context), id)
		label.add(linear.Key(4, uint32(ex.Label), ex.Context, 0), id)
		label.add(linear.Key(4, uint32(ex.Label), anyContext, 0), id)
	}
	for key := range label {
		f.ByLabel[key] = label.ranked(key, 1)[0]
	}
	for _, ex := range examples {
		key := linear.Key(3, linear.Hash(ex.Low), uint32(ex.Label), ex.Context)
		best := word.ranked(key, 1)[0]
		if best != f.ByLabel[linear.Key(4, uint32(ex.Label), ex.Context, 0)] {
			f.ByWord[key] = best
		}
	}
}

// Unpack reads what Train wrote.
func Unpack(b []byte) (*Table, error) {
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, err
	}
	t := &Table{scripts: f.Scripts, words: f.Words, endings: f.Endings, feats: f.Feats, byWord: f.ByWord, byLabel: f.ByLabel}
	for _, l := range f.Labels {
		t.kinds = append(t.kinds, kindOf(l))
	}
	return t, nil
}
