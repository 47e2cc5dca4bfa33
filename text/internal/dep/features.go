package dep

import "sanad.example/sanad/text/internal/linear"

// keyList collects features; each call to add is the next template. A template's number is its name in
// the weights: new ones go to the end of their group.
type keyList struct {
	out  []uint32
	n    uint32
	lean bool
}

// dropped are the templates that a lean parser does without: half of all, worth little together.
var dropped = [...]bool{
	10: true, 12: true, 14: true, 17: true, 18: true, 24: true, 25: true, 27: true, 28: true,
	30: true, 31: true, 33: true, 34: true, 37: true, 38: true, 105: true, 108: true, 109: true,
	115: true, 116: true, 117: true, 120: true, 121: true, 123: true, 124: true, 129: true, 131: true,
	132: true, 133: true, 203: true, 206: true, 207: true, 208: true, 211: true, 212: true, 218: true,
	222: true, 223: true, 228: true, 233: true, 234: true, 238: true, 243: true, 251: true, 252: true,
	253: true, 254: true, 255: true, 264: true, 265: true, 268: true, 269: true, 273: true, 274: true,
	275: true, 276: true, 277: true,
}

func (k *keyList) add(a, b, c uint32) {
	k.n++
	if k.lean && dropped[k.n] {
		return
	}
	k.out = append(k.out, linear.Key(k.n, a, b, c))
}

// view is the words around a state by index into the input; a word that is not there is out of range
// and reads as zeros.
type view struct {
	in *Input
}

func (v view) word(i int32) uint32 {
	if i < 0 || int(i) >= len(v.in.Word) {
		return 0
	}
	return v.in.Word[i]
}

func (v view) lemma(i int32) uint32 {
	if i < 0 || int(i) >= len(v.in.Lemma) {
		return 0
	}
	return v.in.Lemma[i]
}

func (v view) tag(i int32) uint32 {
	if i < 0 || int(i) >= len(v.in.Tag) {
		return 0
	}
	return uint32(v.in.Tag[i])
}

func (v view) sense(i int32) uint32 {
	if i < 0 || int(i) >= len(v.in.Sense) {
		return 0
	}
	return uint32(v.in.Sense[i])
}

// childTag is tag for children, where 0 means none.
func (v view) childTag(i int32) uint32 {
	if i <= 0 {
		return 0
	}
	return uint32(v.in.Tag[i])
}

func (v view) childWord(i int32) uint32 {
	if i <= 0 {
		return 0
	}
	return v.in.Lemma[i]
}

// gap folds the distance between two words.
func gap(a, b int32) uint32 {
	d := b - a
	switch {
	case a < 0 || d < 0:
		return 9
	case d <= 4:
		return uint32(d)
	case d <= 6:
		return 5
	case d <= 10:
		return 6
	}
	return 7
}

// between folds how many verbs, punctuation marks and conjunctions stand strictly between a and b.
func (v view) between(a, b int32) uint32 {
	if a < 0 || int(b) >= len(v.in.Word) || a >= b {
		return 0
	}
	c := func(s []uint16, most uint16) uint32 { return uint32(min(s[b]-s[a+1], most)) }
	return 1 + c(v.in.verbs, 2) + 3*c(v.in.commas, 3) + 12*c(v.in.conjs, 1)
}

// pairKeys are the features of the top of the stack s0 and the next word b0 that do not depend on what
// either has gathered.
func pairKeys(out []uint32, lean bool, in *Input, s0, b0 int32) []uint32 {
	k := keyList{out: out, lean: lean}
	v := view{in}
	b1, b2 := b0+1, b0+2
	sw, sl, st := v.word(s0), v.lemma(s0), v.tag(s0)
	bw, bl, bt := v.word(b0), v.lemma(b0), v.tag(b0)
	b1l, b1t, b2t := v.lemma(b1), v.tag(b1), v.tag(b2)
	d, mid := gap(s0, b0), v.between(s0, b0)
	k.add(0, 0, 0)
	k.add(sw, st, 0)
	k.add(sl, 0, 0)
	k.add(st, 0, 0)
	k.add(bw, bt, 0)
	k.add(bl, 0, 0)
	k.add(bt, 0, 0)
	k.add(b1l, b1t, 0)
	k.add(b1t, bt, 0)
	k.add(v.lemma(b2), b2t, 0)
	k.add(bt, b1t, b2t)
	k.add(bl, b1t, b2t)
	k.add(sl, st<<8|bt, bl)
	k.add(sl, st, bl)
	k.add(sl, bt, 0)
	k.add(st, bl, 0)
	k.add(sl, st<<8|bt, 0)
	k.add(st, bl, bt)
	k.add(st, bt, 0)
	k.add(st, bt, b1t)
	k.add(st<<8|bt, b1t, b2t)
	k.add(sl, bt, b1t)
	k.add(st, bl, b1t)
	k.add(st, bt, b1l)
	k.add(sl, bl, b1t)
	k.add(d, st, bt)
	k.add(d, sl, bt)
	k.add(d, st, bl)
	k.add(mid, st, bt)
	k.add(mid, sl, bt)
	k.add(mid, st, bl)
	k.add(mid, d, st<<8|bt)
	k.add(v.tag(s0+1), st, bt)
	k.add(v.tag(b0-1), st, bt)
	k.add(v.tag(s0-1), st, bt)
	k.add(v.tag(s0+1)<<8|v.tag(b0-1), st, bt)
	ss, bs := v.sense(s0), v.sense(b0)
	k.add(ss, st, bt)
	k.add(st, bs, bt)
	k.add(ss, bs, st<<8|bt)
	k.add(ss, bl, st)
	k.add(sl, bs, bt)
	if len(in.GuideHead) > 0 {
		k.guide(in, s0, b0, st, bt)
	}
	return k.out
}

// guide adds what another parser says of s0 and b0.
func (k *keyList) guide(in *Input, s0, b0 int32, st, bt uint32) {
	k.n = 60
	g, rel := uint32(0), uint32(0)
	if int(b0) < len(in.GuideHead) {
		if in.GuideHead[s0] == b0 && s0 > 0 {
			g, rel = 1, uint32(in.GuideRel[s0])
		} else if in.GuideHead[b0] == s0 {
			g, rel = 2, uint32(in.GuideRel[b0])
		} else if in.GuideHead[s0] > b0 {
			g = 3
		}
	}
	if s0 > 0 && g != 1 {
		rel |= uint32(in.GuideRel[s0]+1) << 8
	}
	k.add(g, rel, 0)
	k.add(g, rel, st<<8|bt)
	k.add(g, st, bt)
	own := uint32(0)
	if s0 > 0 {
		own = uint32(in.GuideRel[s0]) + 1
	}
	k.add(g, own, st)
	k.add(g, rel, in.Lemma[s0])
}

// tripleKeys are the features of the two topmost words of the stack, s1 and s0, with the next word b0,
// again without what they have gathered. s1 is -1 if there is none.
func tripleKeys(out []uint32, lean bool, in *Input, s1, s0, b0 int32) []uint32 {
	k := keyList{out: out, n: 100, lean: lean}
	v := view{in}
	rw, rl, rt := v.word(s1), v.lemma(s1), v.tag(s1)
	sl, st := v.lemma(s0), v.tag(s0)
	bl, bt := v.lemma(b0), v.tag(b0)
	d, mid := gap(s1, s0), v.between(s1, s0)
	k.add(rw, rt, 0)
	k.add(rl, 0, 0)
	k.add(rt, 0, 0)
	k.add(rl, rt<<8|st, sl)
	k.add(rl, rt, sl)
	k.add(rl, st, 0)
	k.add(rt, sl, 0)
	k.add(rl, rt<<8|st, 0)
	k.add(rt, sl, st)
	k.add(rt, st, 0)
	k.add(rt, st, bt)
	k.add(rl, st, bt)
	k.add(rt, sl, bt)
	k.add(rt, st, bl)
	k.add(rl, sl, bt)
	k.add(rl, st, bl)
	k.add(rt, sl, bl)
	k.add(rt<<8|st, bt, v.tag(b0+1))
	k.add(d, rt, st)
	k.add(d, rl, st)
	k.add(d, rt, sl)
	k.add(mid, rt, st)
	k.add(mid, rl, st)
	k.add(mid, rt, sl)
	k.add(mid, d, rt<<8|st)
	k.add(rt, bt, 0)
	k.add(rl, bt, 0)
	k.add(rt, bl, 0)
	k.add(v.tag(s0-1), rt, st)
	k.add(v.tag(s1+1), rt, st)
	k.add(v.tag(s0+1), rt, st)
	rs, ss := v.sense(s1), v.sense(s0)
	k.add(rs, rt, st)
	k.add(rt, ss, st)
	k.add(rs, ss, rt<<8|st)
	k.add(rs, sl, rt)
	k.add(rl, ss, st)
	if len(in.GuideHead) > 0 {
		k.guideUnder(in, s1, s0, rt, st)
	}
	return k.out
}

func (k *keyList) guideUnder(in *Input, s1, s0 int32, rt, st uint32) {
	k.n = 160
	g, rel := uint32(0), uint32(0)
	if s0 > 0 {
		rel = uint32(in.GuideRel[s0]) + 1
		switch {
		case in.GuideHead[s0] == s1:
			g = 1
		case in.GuideHead[s0] < s1:
			g = 2
		case in.GuideHead[s0] > s0:
			g = 3
		}
	}
	k.add(g, rel, 0)
	k.add(g, rel, rt<<8|st)
	k.add(g, rt, st)
	k.add(g, rel, in.Lemma[s0])
}

// treeKeys are the features of what a state's words have gathered.
func treeKeys(out []uint32, lean bool, in *Input, nodes []node, s *state) []uint32 {
	k := keyList{out: out, n: 200, lean: lean}
	v := view{in}
	top, front := &nodes[s.top], &nodes[s.front]
	under, third := &none, int32(-1)
	if top.below >= 0 {
		under = &nodes[top.below]
		if under.below >= 0 {
			third = nodes[under.below].word
		}
	}
	sl, st := v.lemma(top.word), v.tag(top.word)
	bl, bt := v.lemma(front.word), v.tag(front.word)
	rl, rt := v.lemma(under.word), v.tag(under.word)
	k.children(v, top, sl, st, bt, rt)
	k.valency(top, sl, st)
	k.frontChildren(v, front, bl, bt, st)
	k.underChildren(v, under, rl, rt, sl, st, bt)
	k.n = 260
	k.add(third2(v.tag(third), rt), st, bt)
	k.add(v.lemma(third), rt, st)
	k.add(v.tag(third), rt, st)
	k.add(v.tag(third), rl, st)
	k.add(v.tag(third), rt, sl)
	// A preposition before the top word decides with the word under it.
	k.add(rl, v.childWord(top.lc1), st)
	k.add(rt, v.childWord(top.lc1), sl)
	k.add(rt, v.childWord(top.lc1), bt)
	k.add(rl, v.childWord(top.lc1), sl)
	k.add(third2(v.tag(third), rt), v.childWord(top.lc1), st)
	// So it does after it, when the next word is the head.
	k.add(bl, v.childWord(top.rc1), st)
	k.add(bl, v.childWord(top.lc1), st)
	k.add(bt, v.childWord(top.rc1), sl)
	k.add(bt, v.childWord(top.lc1), sl)
	k.add(bl, v.childWord(top.rc1), sl)
	k.add(rt<<8|bt, v.childWord(top.rc1), st)
	k.add(rt<<8|bt, v.childWord(top.lc1), st)
	return k.out
}

func third2(a, b uint32) uint32 { return a<<8 | b }

var none = node{word: -1, below: -1}

func (k *keyList) children(v view, n *node, sl, st, bt, rt uint32) {
	k.n = 200
	l1, l2 := v.childTag(n.lc1), v.childTag(n.lc2)
	r1, r2 := v.childTag(n.rc1), v.childTag(n.rc2)
	k.add(v.childWord(n.lc1), l1, st)
	k.add(uint32(n.lr1), sl, 0)
	k.add(uint32(n.lr1), st, bt)
	k.add(v.childWord(n.rc1), r1, st)
	k.add(uint32(n.rr1), sl, 0)
	k.add(uint32(n.rr1), st, bt)
	k.add(uint32(n.lr2), l2, st)
	k.add(uint32(n.rr2), r2, st)
	k.add(st<<8|bt, l1, uint32(n.lr1))
	k.add(st<<8|bt, r1, uint32(n.rr1))
	k.add(st, l1, l2)
	k.add(st, r1, r2)
	k.add(st<<8|bt, r1, r2)
	k.add(st<<8|rt, l1, l2)
	k.add(st<<8|rt, r1, uint32(n.rr1))
	k.add(st<<8|rt, l1, uint32(n.lr1))
	k.add(st<<8|rt, uint32(n.lr1)<<8|uint32(n.rr1), bt)
	k.add(v.childWord(n.rc1), sl, bt)
}

func (k *keyList) valency(n *node, sl, st uint32) {
	k.n = 220
	k.add(uint32(n.lefts), uint32(n.rights), st)
	k.add(uint32(n.lefts), sl, 0)
	k.add(uint32(n.rights), sl, 0)
	ls, rs := set(n.lset), set(n.rset)
	k.add(ls, st, 0)
	k.add(rs, st, 0)
	k.add(ls, sl, 0)
	k.add(rs, sl, 0)
	k.add(ls, rs, st)
}

// set folds a set of relations.
func set(s uint64) uint32 { return uint32(s ^ s>>32*0x9E3779B1) }

func (k *keyList) frontChildren(v view, n *node, bl, bt, st uint32) {
	k.n = 230
	l1, l2 := v.childTag(n.lc1), v.childTag(n.lc2)
	k.add(v.childWord(n.lc1), l1, bt)
	k.add(uint32(n.lr1), bl, 0)
	k.add(uint32(n.lr1), st, bt)
	k.add(uint32(n.lr2), l2, bt)
	k.add(st<<8|bt, l1, uint32(n.lr1))
	k.add(st<<8|bt, l1, l2)
	k.add(uint32(n.lefts), bt, st)
	k.add(uint32(n.lefts), bl, 0)
	k.add(set(n.lset), bt, st)
	k.add(set(n.lset), bl, 0)
}

func (k *keyList) underChildren(v view, n *node, rl, rt, sl, st, bt uint32) {
	k.n = 242
	l1, r1 := v.childTag(n.lc1), v.childTag(n.rc1)
	k.add(uint32(n.rr1), rt, st)
	k.add(uint32(n.rr1), rl, st)
	k.add(v.childWord(n.rc1), rt, st)
	k.add(uint32(n.rr1)<<8|r1, rt<<8|st, bt)
	k.add(uint32(n.lr1)<<8|l1, rt, st)
	k.add(uint32(n.rr2)<<8|uint32(n.rr1), rt, st)
	k.add(set(n.rset), rt, st)
	k.add(set(n.rset), rl, st)
	k.add(set(n.lset), rt, st)
	k.add(uint32(n.rights), rt, st)
	k.add(uint32(n.rights), rl, 0)
	k.add(uint32(n.lefts), rt, st)
	k.add(v.childWord(n.rc1), sl, rt<<8|st)
}
