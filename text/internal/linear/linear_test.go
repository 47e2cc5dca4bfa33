package linear

import (
	"math/rand/v2"
	"testing"
)

// teach makes a trainer that has seen n random updates.
func teach(n int) (*Trainer, []uint32) {
	rng := rand.New(rand.NewPCG(1, 2))
	t := NewTrainer([]string{"a", "b", "c"})
	var keys []uint32
	for range n {
		key := Key(rng.Uint32N(9), rng.Uint32N(500), rng.Uint32N(50), 0)
		keys = append(keys, key)
		t.Step()
		t.Update([]uint32{key}, rng.IntN(3), 1)
		t.Update([]uint32{key}, rng.IntN(3), -1)
	}
	return t, keys
}

// A packed model must order labels as the averaged weights do, within what one byte can tell.
func TestPackKeepsScores(t *testing.T) {
	trainer, keys := teach(5000)
	a := trainer.Average(1)
	m, err := Unpack(a.Pack())
	if err != nil {
		t.Fatal(err)
	}
	scale := 127 * 127 / a.largest()
	for _, key := range keys {
		scores := make([]int32, 3)
		m.Add(scores, []uint32{key})
		want := make([]float64, 3)
		for _, w := range a.weights[key] {
			want[w.label] += w.value * scale
		}
		for l := range want {
			if d := float64(scores[l]) - want[l]; d > 200 || d < -200 {
				t.Fatalf("feature %d label %d: %d, want about %.0f", key, l, scores[l], want[l])
			}
		}
	}
	none := make([]int32, 3)
	m.Add(none, []uint32{0xdeadbeef})
	if none[0]|none[1]|none[2] != 0 {
		t.Errorf("an unknown feature scored %v", none)
	}
}

func TestAveragingCountsSteps(t *testing.T) {
	trainer := NewTrainer([]string{"a"})
	trainer.Step()
	trainer.Update([]uint32{7}, 0, 1)
	for range 3 {
		trainer.Step()
	}
	if got := trainer.Average(1).weights[7][0].value; got < 0.59 || got > 0.61 {
		t.Errorf("average %.2f, want 3 of 5 steps", got)
	}
	if trainer.Average(2).weights[7] != nil {
		t.Error("a weight updated once stayed")
	}
}

func TestUnpackRefusesGarbage(t *testing.T) {
	trainer, _ := teach(100)
	good := trainer.Average(1).Pack()
	for cut := range len(good) {
		if _, err := Unpack(good[:cut]); err == nil {
			t.Fatalf("a model cut at byte %d of %d was read", cut, len(good))
		}
	}
}

func FuzzUnpack(f *testing.F) {
	trainer, _ := teach(20)
	f.Add(trainer.Average(1).Pack())
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<12 {
			return
		}
		if m, err := Unpack(b); err == nil {
			m.Add(make([]int32, 256), []uint32{1, 2, 3})
		}
	})
}

// A model that votes with itself decides as it did alone.
func TestVoteKeepsOrder(t *testing.T) {
	trainer, keys := teach(3000)
	one := trainer.Average(1).Pack()
	two, err := Vote(0, one, one)
	if err != nil {
		t.Fatal(err)
	}
	if len(one) != len(two) {
		t.Fatalf("%d bytes from models of %d", len(two), len(one))
	}
	a, _ := Unpack(one)
	b, _ := Unpack(two)
	for _, key := range keys {
		x, y := make([]int32, 3), make([]int32, 3)
		a.Add(x, []uint32{key})
		b.Add(y, []uint32{key})
		for l := range x {
			if d := x[l] - y[l]; d > 200 || d < -200 {
				t.Fatalf("feature %d: %v alone, %v by vote", key, x, y)
			}
		}
	}
}
