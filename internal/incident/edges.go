package incident

import (
	"cmp"
	"slices"

	"sanad.example/sanad"
)

// Edges returns the joins that a claim's features have with others: with the claim of its document that it goes
// with, or, for one that heads a telling, with those among the others whose score reaches the threshold. What is
// connected by such edges, and by rulings, is linked together: nothing else bears on it.
func (l *Linker) Edges(f *Features, others []Features) []sanad.Edge {
	if f.Head != f.Claim {
		return []sanad.Edge{edge(f.Claim, f.Head, 1000)}
	}
	var out []sanad.Edge
	for i := range others {
		o := &others[i]
		if o.Claim == f.Claim || o.Head != o.Claim {
			continue
		}
		if s := l.reach(f, o); s >= l.w.threshold {
			out = append(out, edge(f.Claim, o.Claim, s))
		}
	}
	slices.SortFunc(out, func(a, b sanad.Edge) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return slices.CompactFunc(out, func(a, b sanad.Edge) bool { return a.A == b.A && a.B == b.B })
}

// reach is the score by which two tellings belong to one component: of a part and its whole, what it would be
// if both were told of one place. They don't become one incident by it.
func (l *Linker) reach(a, b *Features) int {
	var r reasons
	n := l.score(a, b, &r)
	if r.part {
		n = min(max(r.sum-l.w.placePart, 0), 1000)
	}
	return n
}

func edge(a, b string, score int) sanad.Edge {
	return sanad.Edge{A: min(a, b), B: max(a, b), Score: sanad.Decimal(float64(score) / 1000)}
}
