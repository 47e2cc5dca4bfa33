package tag

import "sanad.example/sanad/text/internal/linear"

// keys collects features; each call to add is the next template.
type keys struct {
	out []uint32
	n   uint32
}

func (k *keys) add(a, b, c uint32) {
	k.n++
	k.out = append(k.out, linear.Key(k.n, a, b, c))
}

// common adds the templates of both passes for word i, with the labels p1 and p2 before it.
func (s *Scratch) common(k *keys, i int, p1, p2 uint32) {
	v := s.words[i : i+5 : i+5]
	a, b, w, x, y := &v[0], &v[1], &v[2], &v[3], &v[4]
	k.add(0, 0, 0)
	k.add(w.cased, 0, 0)
	k.add(w.low, 0, 0)
	k.add(b.low, 0, 0)
	k.add(x.low, 0, 0)
	k.add(a.low, 0, 0)
	k.add(y.low, 0, 0)
	k.add(w.suf1, 0, 0)
	k.add(w.suf2, w.shape, 0)
	k.add(w.suf3, 0, 0)
	k.add(w.suf4, 0, 0)
	k.add(w.suf5, 0, 0)
	k.add(w.pre1, w.shape, 0)
	k.add(w.pre2, 0, 0)
	k.add(w.pre3, w.class, 0)
	k.add(w.shape, w.flag, 0)
	k.add(w.shape, w.class, w.flag)
	k.add(w.class, w.suf2, 0)
	k.add(w.class, x.class, 0)
	k.add(b.class, w.class, 0)
	k.add(b.class, w.class, x.class)
	k.add(p1, 0, 0)
	k.add(p1, p2, 0)
	k.add(p1, w.low, 0)
	k.add(p1, w.suf3, 0)
	k.add(p1, w.class, w.shape)
	k.add(p1, x.low, 0)
	k.add(p1, w.class, x.class)
	k.add(p1, p2, w.class)
	k.add(p1, w.low, x.low)
	k.add(b.low, w.low, 0)
	k.add(w.low, x.low, 0)
	k.add(b.low, x.low, 0)
	k.add(b.low, p2, w.class)
	k.add(w.low, x.suf2, 0)
	k.add(w.low, x.shape, 0)
	k.add(w.class, x.suf2, x.shape)
	k.add(b.suf2, w.suf2, 0)
	k.add(b.shape, w.shape, x.shape)
	k.add(x.low, y.low, w.class)
	k.add(a.low, b.low, w.class)
	k.add(w.class, x.low, 0)
	k.add(w.suf3, x.low, 0)
	k.add(w.suf3, b.low, 0)
	k.add(b.shape, w.class, x.shape)
	k.add(w.shape, w.suf3, w.class)
}

func (s *Scratch) firstKeys(out []uint32, i int) []uint32 {
	k := keys{out: out}
	s.common(&k, i, uint32(s.first[i+1]), uint32(s.first[i]))
	return k.out
}

// finalKeys adds what the first pass says of the words around word i.
func (s *Scratch) finalKeys(out []uint32, i int) []uint32 {
	k := keys{out: out, n: 100}
	p1 := uint32(s.final[i+1])
	s.common(&k, i, p1, uint32(s.final[i]))
	f := s.first[i : i+5 : i+5]
	a, b, t, x, y := uint32(f[0]), uint32(f[1]), uint32(f[2]), uint32(f[3]), uint32(f[4])
	w := &s.words[i+2]
	k.add(t, 0, 0)
	k.add(t, w.low, 0)
	k.add(t, w.class, 0)
	k.add(x, 0, 0)
	k.add(x, y, 0)
	k.add(t, x, 0)
	k.add(p1, t, x)
	k.add(p1, x, w.class)
	k.add(p1, x, w.low)
	k.add(w.low, x, 0)
	k.add(w.low, x, y)
	k.add(w.class, x, y)
	k.add(w.suf3, x, 0)
	k.add(b, t, x)
	k.add(a, b, t)
	k.add(t, x, y)
	k.add(w.class, p1<<8|x, y)
	return k.out
}
