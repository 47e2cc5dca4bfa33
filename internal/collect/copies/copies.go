// Package copies finds near-copies: one dispatch in twenty outlets, shortened, retitled or set into a longer
// report.
//
// It decides which documents say the same in the same words, and which of them the others are likely to be
// from. It refuses to decide whether what they say is true, or whether two outlets that say the same in words
// of their own depend on each other. A pair's verdict depends on the two texts alone; figures that differ
// make two texts of a series, or a revision, not copies.
//
// Worked sentence: the Herald and the Gazette both carry "nine soldiers were killed at Osgiliath" with the same
// sentences around it, and the Gazette names the Herald: an edge from the Gazette to the Herald, which is the
// likely origin, whichever of the two was read first.
package copies

import (
	"cmp"
	"hash/fnv"
	"iter"
	"slices"
	"strings"
	"unicode"
)

// What makes a near-copy.
const (
	leastSame   = 0.25 // Jaccard similarity of the three-word shingles
	leastPart   = 0.4  // or this share of the shorter text's shingles stands in the longer
	leastCount  = 5    // shingles in common, at least
	leastFigure = 0.5  // share of the figures of the one that has fewer, where both have some
)

// How candidates are found: documents that share one of their sketchSize least shingles are compared. In a
// crowd of more than crowd documents each is compared with the next neighbours alone, in the order of
// publication, so that the cost grows with the number of documents, not of pairs.
const (
	sketchSize = 24
	crowd      = 24
	neighbours = 12
)

// Doc is a document to be compared.
type Doc struct {
	ID        string
	Source    string   // who publishes it
	Published string   // ISO 8601, or ""
	Cites     []string // sources that its text names
	Text      string
}

// Why says what makes one of two the likely origin.
type Why string

// The reasons, the strongest first.
const (
	Named    Why = "named"   // the other's text names its source
	Earlier  Why = "earlier" // it was published earlier
	Longer   Why = "longer"  // neither of these; the other is a part of it
	Unknown  Why = "unknown" // none of these: the order says nothing
	minDates     = len("2006-01-02")
)

// Edge says that Copy is a near-copy of Origin.
type Edge struct {
	Copy       string  `json:"copy"`
	Origin     string  `json:"origin"`
	Similarity float64 `json:"similarity"` // Jaccard, of shingles
	Part       float64 `json:"part"`       // share of the shorter text that stands in the other
	Why        Why     `json:"why"`
}

// sketched is a document as it is compared.
type sketched struct {
	Doc
	shingles []uint32 // ascending
	figures  []string // ascending
	length   int      // words
}

// Find returns the near-copies among documents, by copy and origin. The order in which documents come doesn't
// matter. Two documents of one source are never an edge: an outlet that repeats itself is no second witness,
// and no copy either.
func Find(docs iter.Seq[Doc]) []Edge {
	var all []sketched
	for d := range docs {
		if s := sketch(d); len(s.shingles) > 0 {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b sketched) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.ID, b.ID))
	})
	var edges []Edge
	for p := range candidates(all) {
		a, b := all[p[0]], all[p[1]]
		if same, part, ok := compare(a, b); ok {
			edges = append(edges, direct(a, b, same, part))
		}
	}
	slices.SortFunc(edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.Copy, b.Copy), cmp.Compare(a.Origin, b.Origin))
	})
	return edges
}

// candidates are the pairs of places in all that are worth a comparison, each once.
func candidates(all []sketched) map[[2]int]bool {
	blocks := map[uint32][]int{}
	for i, d := range all {
		for _, s := range d.shingles[:min(sketchSize, len(d.shingles))] {
			blocks[s] = append(blocks[s], i)
		}
	}
	pairs := map[[2]int]bool{}
	for _, block := range blocks {
		reach := len(block)
		if len(block) > crowd {
			reach = neighbours
		}
		for i := range block {
			for j := i + 1; j < min(len(block), i+1+reach); j++ {
				pairs[[2]int{block[i], block[j]}] = true
			}
		}
	}
	return pairs
}

// sketch makes a document ready to be compared.
func sketch(d Doc) sketched {
	words := strings.FieldsFunc(strings.ToLower(d.Text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
	})
	s := sketched{Doc: d, length: len(words)}
	for i := 0; i+3 <= len(words); i++ {
		s.shingles = append(s.shingles, hash(words[i:i+3]))
	}
	for _, w := range words {
		if strings.IndexFunc(w, unicode.IsDigit) == 0 {
			s.figures = append(s.figures, w)
		}
	}
	s.shingles, s.figures = set(s.shingles), set(s.figures)
	s.Text = "" // no longer needed
	return s
}

func hash(words []string) uint32 {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w))
		_, _ = h.Write([]byte{0})
	}
	x := h.Sum64()
	x ^= x >> 33 // FNV's high bits are poor for short words
	x *= 0xff51afd7ed558ccd
	return uint32(x >> 32)
}

func set[T cmp.Ordered](s []T) []T {
	slices.Sort(s)
	return slices.Compact(s)
}

// common counts what two ascending sets share.
func common[T cmp.Ordered](a, b []T) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i], b[j]); {
		case c == 0:
			n, i, j = n+1, i+1, j+1
		case c < 0:
			i++
		default:
			j++
		}
	}
	return n
}

// compare returns how alike two documents are, and whether they are near-copies.
func compare(a, b sketched) (same, part float64, ok bool) {
	if a.Source != "" && a.Source == b.Source {
		return 0, 0, false
	}
	n := common(a.shingles, b.shingles)
	same = float64(n) / float64(len(a.shingles)+len(b.shingles)-n)
	part = float64(n) / float64(min(len(a.shingles), len(b.shingles)))
	if n < leastCount || same < leastSame && part < leastPart {
		return same, part, false
	}
	if len(a.figures) > 0 && len(b.figures) > 0 {
		f := common(a.figures, b.figures) // a part of a report has a part of its figures
		if float64(f) < leastFigure*float64(min(len(a.figures), len(b.figures))) {
			return same, part, false
		}
	}
	return same, part, true
}

// direct makes an edge of two near-copies, from the copy to the likely origin.
func direct(a, b sketched, same, part float64) Edge {
	e := Edge{Copy: b.ID, Origin: a.ID, Similarity: same, Part: part, Why: Unknown}
	swap := func() { e.Copy, e.Origin = a.ID, b.ID }
	aNamed, bNamed := slices.Contains(b.Cites, a.Source), slices.Contains(a.Cites, b.Source)
	switch order := comparePublished(a.Published, b.Published); {
	case aNamed != bNamed:
		e.Why = Named
		if bNamed {
			swap()
		}
	case order != 0:
		e.Why = Earlier
		if order > 0 {
			swap()
		}
	case part >= 2*same && a.length != b.length:
		e.Why = Longer
		if b.length > a.length {
			swap()
		}
	case b.ID < a.ID:
		swap()
	}
	return e
}

// comparePublished orders two publications as far as both are known: by the day, or by the time where both
// have one in the same zone.
func comparePublished(a, b string) int {
	if len(a) < minDates || len(b) < minDates {
		return 0
	}
	if c := cmp.Compare(a[:minDates], b[:minDates]); c != 0 {
		return c
	}
	if len(a) == len(b) && len(a) > minDates+6 && a[len(a)-6:] == b[len(b)-6:] {
		return cmp.Compare(a, b)
	}
	return 0
}
