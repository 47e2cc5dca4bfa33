package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A model's bytes: the labels; the number of features; then, as streams one after another, the sorted
// keys as differences, the length of each run, the labels and the weights. A weight is one byte q and
// stands for q*|q|: the square root spends the byte on small weights, where the accuracy is.

// Pack quantises a model and returns its bytes.
func (a *Averaged) Pack() []byte {
	a = a.narrowed()
	keys := make([]uint32, 0, len(a.weights))
	for key := range a.weights {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	top := a.largest()
	var deltas, lengths, labels, weights []byte
	last, n := uint32(0), 0
	for _, key := range keys {
		run := quantise(a.weights[key], top)
		if len(run) == 0 {
			continue
		}
		deltas = binary.AppendUvarint(deltas, uint64(key-last))
		lengths = binary.AppendUvarint(lengths, uint64(len(run)))
		for _, c := range run {
			labels = append(labels, byte(c.label))
			weights = append(weights, byte(int8(c.weight)))
		}
		last, n = key, n+1
	}
	out := binary.AppendUvarint(nil, uint64(len(a.Labels)))
	for _, l := range a.Labels {
		out = append(binary.AppendUvarint(out, uint64(len(l))), l...)
	}
	out = binary.AppendUvarint(out, uint64(n))
	for _, stream := range [][]byte{deltas, lengths, labels, weights} {
		out = append(binary.AppendUvarint(out, uint64(len(stream))), stream...)
	}
	return out
}

// narrowed cuts keys to what is stored of them; features that then share a key add up.
func (a *Averaged) narrowed() *Averaged {
	out := &Averaged{Labels: a.Labels, weights: make(map[uint32][]mean, len(a.weights))}
	for key, run := range a.weights {
		out.weights[key>>keyCut] = addMeans(out.weights[key>>keyCut], run)
	}
	return out
}

// quantise returns a run's cells by label; their weights are still q.
func quantise(run []mean, top float64) []cell {
	var out []cell
	for _, m := range run {
		q := math.Round(math.Sqrt(math.Abs(m.value)/top) * 127)
		if q == 0 {
			continue
		}
		out = append(out, cell{m.label, int16(math.Copysign(q, m.value))})
	}
	slices.SortFunc(out, func(x, y cell) int { return int(x.label) - int(y.label) })
	return out
}

// ErrCorrupt says that bytes are no model.
var ErrCorrupt = errors.New("linear: bytes are no model")

// Unpack reads a model that Pack wrote. At most 256 labels.
func Unpack(b []byte) (*Model, error) {
	r := &reader{b: b}
	labels := make([]string, r.count(256))
	for i := range labels {
		labels[i] = string(r.bytes())
	}
	n := r.count(1 << 28)
	deltas, lengths := &reader{b: r.bytes()}, &reader{b: r.bytes()}
	names, weights := r.bytes(), r.bytes()
	if r.bad || len(names) != len(weights) || n > len(deltas.b) {
		return nil, ErrCorrupt
	}
	m := newModel(labels, n, len(names))
	key := uint32(0)
	for range n {
		key += uint32(deltas.uvarint())
		length := lengths.count(len(names))
		if deltas.bad || lengths.bad || length == 0 || length > len(names) || key>>(32-keyCut) != 0 {
			return nil, fmt.Errorf("%w: feature %d", ErrCorrupt, key)
		}
		if !m.addFeature(key, names[:length], weights[:length]) {
			return nil, fmt.Errorf("%w: feature %d", ErrCorrupt, key)
		}
		names, weights = names[length:], weights[length:]
	}
	return m, nil
}

// addFeature stores a feature with labels and packed weights; false if a label is unknown.
func (m *Model) addFeature(key uint32, labels, weights []byte) bool {
	start := len(m.cells)
	for i, label := range labels {
		if int(label) >= len(m.Labels) {
			return false
		}
		q := int16(int8(weights[i]))
		m.cells = append(m.cells, cell{uint16(label), q * max(q, -q)})
	}
	if len(labels) == 1 {
		c := m.cells[start]
		m.cells = m.cells[:start]
		m.insert(key, inlined|uint32(c.label)<<16|uint32(uint16(c.weight)))
		return true
	}
	m.cells[len(m.cells)-1].label |= lastCell
	m.insert(key, uint32(start))
	return true
}

// reader reads counted values and remembers whether any was missing.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) count(most int) int {
	v := r.uvarint()
	if v > uint64(most) {
		r.bad = true
		return 0
	}
	return int(v)
}

func (r *reader) bytes() []byte {
	n := r.count(len(r.b))
	if n > len(r.b) {
		r.bad = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

// Vote adds up packed models of the same features and labels, which then decide as one, by the sum of their
// scores, and drops weights smaller than floor times the largest.
func Vote(floor float64, packed ...[]byte) ([]byte, error) {
	sum := &Averaged{weights: map[uint32][]mean{}}
	for _, b := range packed {
		m, err := Unpack(b)
		if err != nil {
			return nil, err
		}
		sum.Labels = m.Labels
		sum.Merge(m.averaged())
	}
	sum.Prune(floor)
	return sum.Pack(), nil
}

// averaged undoes Unpack, up to scale.
func (m *Model) averaged() *Averaged {
	a := &Averaged{Labels: m.Labels, weights: map[uint32][]mean{}}
	for _, s := range m.slots {
		switch {
		case s.what == 0:
		case s.what&inlined != 0:
			a.weights[s.key<<keyCut] = []mean{{uint16(s.what >> 16 & 0xff), float64(int16(s.what))}}
		default:
			a.weights[s.key<<keyCut] = means(m.cells[s.what:])
		}
	}
	return a
}

func means(run []cell) []mean {
	var out []mean
	for _, c := range run {
		out = append(out, mean{c.label &^ lastCell, float64(c.weight)})
		if c.label&lastCell != 0 {
			break
		}
	}
	return out
}
