package incident

import (
	"fmt"
	"strconv"

	"sanad.example/sanad"
)

// mostWeeks is in how many weeks what lasted longer is looked for: the last ones.
const mostWeeks = 6

// blocks names where tellings that may be about the same meet: of one family, touching one side or root of
// parties, in one week. A telling that names nobody is looked for by whoever says it, and else by nobody.
// Counts over a period meet by their numbers too. early and late widen the weeks.
func (l *Linker) blocks(f *Features, early, late int) []string {
	if f.Family == total && f.Dated == DatedTold {
		return []string{fmt.Sprintf("%s|%d|%d", f.Family, f.From, f.To)}
	}
	from, to := weekOf(f.From), weekOf(f.To)
	if to-from >= mostWeeks {
		from = to - mostWeeks + 1
	}
	var out []string
	for _, side := range l.sides(f) {
		for w := from - early; w <= to+late; w++ {
			out = append(out, f.Family+"|"+side+"|"+strconv.Itoa(w))
		}
	}
	if f.Family != total {
		return out
	}
	for _, n := range f.Numbers { // whoever counts: one who leaves out whose count it is tells the number
		if n.Low == nil {
			continue
		}
		for w := from - early; w <= to+late; w++ {
			out = append(out, fmt.Sprintf("%s|%s %s|%d", f.Family, n.Measure, *n.Low, w))
		}
	}
	return unique(out)
}

func weekOf(day int) int { return (day + 3) / week } // weeks begin on Monday

// sides are those of the dyad, or roots of parties, that a telling touches, by who acted, who was hit and where.
func (l *Linker) sides(f *Features) []string {
	out := l.sidesOf(f.Actors, f.Hit)
	for _, id := range f.Places {
		out = append(out, l.places[id].sides...)
	}
	if len(out) == 0 {
		out = l.sidesOf(f.Speakers)
	}
	if len(out) == 0 {
		out = append(out, "")
	}
	return unique(out)
}

// Blocks returns the names of the blocks that a head is kept in; others of a telling are kept in none.
func (l *Linker) Blocks(f *Features) []string {
	if f.Head != f.Claim {
		return nil
	}
	return l.blocks(f, 0, 0)
}

// Around returns the names of the blocks in which to look for what a head may be joined with: its own and
// those of the weeks before and after.
func (l *Linker) Around(f *Features) []string {
	if f.Head != f.Claim {
		return nil
	}
	return l.blocks(f, 1, 1)
}

// Linkables returns what is kept of a document's claims for linking.
func (l *Linker) Linkables(coded *sanad.Coded) ([]sanad.Linkable, error) {
	features := l.Features(coded)
	out := make([]sanad.Linkable, len(features))
	for i := range features {
		f := &features[i]
		b, err := f.Encode()
		if err != nil {
			return nil, err
		}
		out[i] = sanad.Linkable{Claim: f.Claim, Document: f.Document, Blocks: l.Blocks(f), Features: b}
	}
	return out, nil
}
