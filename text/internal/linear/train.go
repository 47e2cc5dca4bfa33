package linear

import (
	"math"
	"slices"
)

// weight is a weight in training, with what averaging needs.
type weight struct {
	label   uint16
	updates uint16
	value   int32
	since   int32 // the step at which value last changed
	total   int64 // sum of value over the steps before since
}

// Trainer learns integer weights by perceptron updates and averages them over steps. Not safe for
// concurrent use.
type Trainer struct {
	Labels []string
	keys   []uint32
	runs   []int32 // 1-based index into feats; 0 is free
	feats  [][]weight
	names  []uint32
	step   int32
}

// NewTrainer makes an empty trainer.
func NewTrainer(labels []string) *Trainer {
	return &Trainer{Labels: labels, keys: make([]uint32, 1<<16), runs: make([]int32, 1<<16)}
}

// Add implements Scorer with the weights of the moment.
func (t *Trainer) Add(scores []int32, keys []uint32) {
	for _, key := range keys {
		if i := t.runs[t.find(key)]; i > 0 {
			for _, w := range t.feats[i-1] {
				scores[w.label] += w.value
			}
		}
	}
}

func (t *Trainer) find(key uint32) uint32 {
	mask := uint32(len(t.keys) - 1)
	i := key * 0x9E3779B1 >> 7 & mask
	for t.runs[i] != 0 && t.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

// Step counts one decision or sentence, the unit of averaging.
func (t *Trainer) Step() { t.step++ }

// Update adds delta to the weight of label for each key.
func (t *Trainer) Update(keys []uint32, label int, delta int32) {
	for _, key := range keys {
		run := t.run(key)
		w := find(run, uint16(label))
		w.total += int64(w.value) * int64(t.step-w.since)
		w.value += delta
		w.since = t.step
		if w.updates < math.MaxUint16 {
			w.updates++
		}
	}
}

func find(run *[]weight, label uint16) *weight {
	for i := range *run {
		if (*run)[i].label == label {
			return &(*run)[i]
		}
	}
	*run = append(*run, weight{label: label})
	return &(*run)[len(*run)-1]
}

func (t *Trainer) run(key uint32) *[]weight {
	i := t.find(key)
	if t.runs[i] == 0 {
		t.feats = append(t.feats, nil)
		t.names = append(t.names, key)
		t.keys[i], t.runs[i] = key, int32(len(t.feats))
		if len(t.feats)*2 > len(t.keys) {
			t.grow()
			i = t.find(key)
		}
	}
	return &t.feats[t.runs[i]-1]
}

func (t *Trainer) grow() {
	t.keys = make([]uint32, 2*len(t.keys))
	t.runs = make([]int32, 2*len(t.runs))
	for i, key := range t.names {
		at := t.find(key)
		t.keys[at], t.runs[at] = key, int32(i+1)
	}
}

// Averaged is a model before quantisation: sums of averaged weights by feature and label.
type Averaged struct {
	Labels  []string
	weights map[uint32][]mean
}

type mean struct {
	label uint16
	value float64
}

// Average returns the averaged weights of those updated at least minUpdates times.
func (t *Trainer) Average(minUpdates int) *Averaged {
	a := &Averaged{Labels: t.Labels, weights: map[uint32][]mean{}}
	for i, run := range t.feats {
		var keep []mean
		for _, w := range run {
			total := w.total + int64(w.value)*int64(t.step-w.since)
			if int(w.updates) >= minUpdates && total != 0 {
				keep = append(keep, mean{w.label, float64(total) / float64(t.step+1)})
			}
		}
		if keep != nil {
			a.weights[t.names[i]] = keep
		}
	}
	return a
}

// Merge adds b's weights to a's: models of the same features and labels vote as one.
func (a *Averaged) Merge(b *Averaged) {
	for key, run := range b.weights {
		a.weights[key] = addMeans(a.weights[key], run)
	}
}

// addMeans adds the weights of more to those of have, which it may change.
func addMeans(have, more []mean) []mean {
	if have == nil {
		return slices.Clone(more)
	}
	for _, m := range more {
		i := slices.IndexFunc(have, func(h mean) bool { return h.label == m.label })
		if i < 0 {
			have = append(have, m)
		} else {
			have[i].value += m.value
		}
	}
	return have
}

// Prune drops weights smaller than floor times the largest. For equal size it costs less accuracy than
// dropping those updated seldom.
func (a *Averaged) Prune(floor float64) {
	limit := a.largest() * floor
	for key, run := range a.weights {
		run = slices.DeleteFunc(run, func(m mean) bool { return math.Abs(m.value) < limit })
		if len(run) == 0 {
			delete(a.weights, key)
			continue
		}
		a.weights[key] = run
	}
}

func (a *Averaged) largest() float64 {
	top := 0.0
	for _, run := range a.weights {
		for _, m := range run {
			top = max(top, math.Abs(m.value))
		}
	}
	return top
}
