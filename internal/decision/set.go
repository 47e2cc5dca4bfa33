package decision

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sanad.example/sanad"
)

// Set is rulings in the order of the log, with what follows from that order alone: which were undone. It doesn't
// change once it is made.
type Set struct {
	rulings    []Ruling         // ascending by entry
	at         map[int64]int    // entry to its place in rulings
	undone     map[int64]int64  // entry to the entry that takes it back
	byDocument map[string][]int // places in rulings
}

// NewSet puts rulings, in whatever order they come, into the log's. A ruling that comes twice, word for word with
// one signature, counts once: what was undone can't be brought back by repeating it.
func NewSet(rulings []Ruling) *Set {
	s := &Set{rulings: slices.Clone(rulings), at: map[int64]int{}, undone: map[int64]int64{}, byDocument: map[string][]int{}}
	slices.SortFunc(s.rulings, func(a, b Ruling) int { return cmp.Compare(a.Entry, b.Entry) })
	signed := map[string]int64{}
	for i := range s.rulings {
		r := &s.rulings[i]
		s.at[r.Entry] = i
		if r.Err != nil {
			continue
		}
		if first, twice := signed[r.Signature]; twice {
			r.Err = fmt.Errorf("decision in entry %d: %w: it repeats entry %d", r.Entry, sanad.ErrInvalid, first)
			continue
		}
		signed[r.Signature] = r.Entry
		for _, a := range r.Anchors {
			if list := s.byDocument[a.Document]; len(list) == 0 || list[len(list)-1] != i {
				s.byDocument[a.Document] = append(list, i)
			}
		}
	}
	s.undo()
	return s
}

// undo goes from the last ruling to the first: one that is undone undoes nothing.
func (s *Set) undo() {
	for _, r := range slices.Backward(s.rulings) {
		if r.Kind != sanad.DecideUndo || !s.holds(&r) {
			continue
		}
		if _, known := s.at[*r.Undoes]; known {
			s.undone[*r.Undoes] = r.Entry
		}
	}
}

// holds reports whether a ruling is sound and nobody took it back.
func (s *Set) holds(r *Ruling) bool {
	_, undone := s.undone[r.Entry]
	return r.Err == nil && !undone
}

// Rulings are all rulings in the order of the log, refused ones too. The slice is shared: don't change it.
func (s *Set) Rulings() []Ruling {
	if s == nil {
		return nil
	}
	return s.rulings
}

// Ruling returns the ruling of an entry.
func (s *Set) Ruling(entry int64) (Ruling, bool) {
	i, ok := s.at[entry]
	if !ok {
		return Ruling{}, false
	}
	return s.rulings[i], true
}

// Documents are the ids of the documents that rulings are anchored in, in order.
func (s *Set) Documents() []string {
	out := make([]string, 0, len(s.byDocument))
	for id := range s.byDocument {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// Touched are the documents whose claims rulings of entry from and later may change, in order: those that they
// are anchored in, and those of the rulings that they undo.
func (s *Set) Touched(from int64) []string {
	var out []string
	for i := range s.rulings {
		if s.rulings[i].Entry >= from {
			out = s.touch(out, i)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (s *Set) touch(out []string, i int) []string {
	r := &s.rulings[i]
	if r.Err != nil {
		return out
	}
	for _, a := range r.Anchors {
		out = append(out, a.Document)
	}
	if r.Undoes == nil {
		return out
	}
	if j, ok := s.at[*r.Undoes]; ok { // earlier in the log, so this ends
		out = s.touch(out, j)
	}
	return out
}

// Graded is the source whose grade a ruling changes, by giving one or by taking one back; "" where it changes none.
func (s *Set) Graded(r *Ruling) string {
	for r.Err == nil && r.Kind == sanad.DecideUndo {
		i, ok := s.at[*r.Undoes]
		if !ok {
			return ""
		}
		r = &s.rulings[i] // earlier in the log, so this ends
	}
	if r.Err != nil || r.Kind != sanad.DecideSource {
		return ""
	}
	return r.Source
}

// Before are the rulings of entries below an index: those of an earlier log.
func (s *Set) Before(entry int64) *Set {
	return NewSet(slices.DeleteFunc(slices.Clone(s.rulings), func(r Ruling) bool { return r.Entry >= entry }))
}

// AsOf are the rulings that were recorded at or before t; all where t is zero.
func (s *Set) AsOf(t time.Time) *Set {
	if t.IsZero() {
		return s
	}
	return NewSet(slices.DeleteFunc(slices.Clone(s.rulings), func(r Ruling) bool { return r.Recorded.After(t) }))
}

// of are the sound rulings anchored in a document that nobody took back, in order.
func (s *Set) of(document string) (out []*Ruling) {
	if s == nil {
		return nil
	}
	for _, i := range s.byDocument[document] {
		if r := &s.rulings[i]; s.holds(r) {
			out = append(out, r)
		}
	}
	return out
}

// Grade is an analyst's grade of a source on the Admiralty scale: A (completely reliable) to E (unreliable), F where
// it can't be judged, which is no worse than any of them.
type Grade struct {
	Grade   string
	Analyst string
	Made    time.Time
	Entry   int64
	Undone  int64 // entry that took it back, -1: none
	Note    string
}

// Grades is the history of a source's grades in the order of the log, those that were taken back too.
func (s *Set) Grades(source sanad.SourceID) (out []Grade) {
	for i := range s.Rulings() {
		r := &s.rulings[i]
		if r.Err != nil || r.Kind != sanad.DecideSource || r.Source != string(source) {
			continue
		}
		g := Grade{Grade: string(r.Value[1:2]), Analyst: r.Analyst, Entry: r.Entry, Undone: -1, Note: r.Note}
		g.Made, _ = time.Parse(time.RFC3339, r.Made) // the shape was checked
		if by, ok := s.undone[r.Entry]; ok {
			g.Undone = by
		}
		out = append(out, g)
	}
	return out
}

// Grade is the grade that counts: the last that nobody took back. ok is false where there is none.
func (s *Set) Grade(source sanad.SourceID) (g Grade, ok bool) {
	for _, g := range slices.Backward(s.Grades(source)) {
		if g.Undone < 0 {
			return g, true
		}
	}
	return g, false
}
