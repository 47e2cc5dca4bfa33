package codebook

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/text"
)

// CheckQuery holds what claims are to be selected by against the codebook, and puts ids in the place of
// names: a mistyped filter would otherwise look as if nobody had said anything. Errors: ErrInvalid, naming
// the field and, where there are some, the ids that may be meant.
func (b *Book) CheckQuery(q *sanad.ClaimQuery) error {
	for _, f := range []struct {
		name  string
		value *string
		find  func(string) (string, error)
	}{
		{"speaker", &q.Speaker, b.actorNamed},
		{"actor", &q.Actor, b.actorNamed},
		{"recipient", &q.Recipient, b.actorNamed},
		{"party", &q.Party, b.actorNamed},
		{"place", &q.Place, b.placeNamed},
		{"type", &q.Type, b.typeNamed},
		{"measure", &q.Measure, b.measureNamed},
		{"stance", &q.Stance, oneOf(sanad.StanceAffirm, sanad.StanceDeny, sanad.StanceQuestion)},
		{"modality", &q.Modality, oneOf(sanad.ModalityActual, sanad.ModalityFuture, sanad.ModalityConditional,
			sanad.ModalityDemanded, sanad.ModalityPossible, sanad.ModalityAttempted)},
	} {
		if *f.value == "" {
			continue
		}
		id, err := f.find(*f.value)
		if err != nil {
			return fmt.Errorf("%s %q: %w: %w", f.name, *f.value, sanad.ErrInvalid, err)
		}
		*f.value = id
	}
	return nil
}

// actorNamed returns the id of an actor by its id or by one of its names. A country's sectors need no
// entry of their own: "PAK-JRN".
func (b *Book) actorNamed(s string) (string, error) {
	if _, ok := b.Actor(s); ok || b.composed(s) {
		return s, nil
	}
	return one("actor", b.named(s, func(e Entry) []string {
		switch e.Kind {
		case KindAdjective, KindMetonym:
			return []string{b.Actors[e.Index].ID}
		case KindActor:
			a := b.Actors[e.Index]
			if len(a.Offices) == 0 {
				return []string{a.ID}
			}
			var of []string // claims have the office, not the person
			for _, o := range a.Offices {
				of = append(of, o.Of)
			}
			return of
		}
		return nil
	}))
}

func (b *Book) composed(id string) bool {
	country, sector, ok := strings.Cut(id, "-")
	_, known := b.Actor(country)
	return ok && known && slices.Contains(b.Ontology.Sectors, sector)
}

func (b *Book) placeNamed(s string) (string, error) {
	if _, ok := b.Place(s); ok {
		return s, nil
	}
	return one("place", b.named(s, func(e Entry) []string {
		if e.Kind == KindPlace {
			return []string{b.Places[e.Index].ID}
		}
		return nil
	}))
}

func (b *Book) typeNamed(s string) (string, error) {
	known := []string{
		"figures", string(sanad.RelationHarbours), string(sanad.RelationSupports), string(sanad.RelationControls),
		string(sanad.RelationRecognises), string(sanad.RelationMemberOf),
	}
	return within(s, append(slices.Sorted(maps.Keys(b.Ontology.Types)), known...))
}

func (b *Book) measureNamed(s string) (string, error) {
	var known []string
	for _, m := range b.Measures {
		known = append(known, m.ID)
	}
	return within(s, known)
}

func oneOf[T ~string](known ...T) func(string) (string, error) {
	return func(s string) (string, error) {
		names := make([]string, len(known))
		for i, k := range known {
			names[i] = string(k)
		}
		return within(s, names)
	}
}

func within(s string, known []string) (string, error) {
	for _, k := range known {
		if strings.EqualFold(k, s) {
			return k, nil
		}
	}
	return "", fmt.Errorf("give one of %s", strings.Join(known, ", "))
}

// named returns the ids that ids picks of the entries that all of the words lead to, sorted.
func (b *Book) named(words string, ids func(Entry) []string) []string {
	found := map[string]bool{}
	if b.lex == nil { // a book that was put together by hand
		return nil
	}
	for _, s := range text.Segment(words) {
		for _, m := range b.lex.Find(s.Tokens) {
			if m.From > 0 || m.To < len(s.Tokens) {
				continue
			}
			for _, e := range m.Entries {
				for _, id := range ids(e) {
					found[id] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func one(kind string, ids []string) (string, error) {
	switch len(ids) {
	case 0:
		return "", fmt.Errorf("the codebook has no %s of that id or name; `sanad codebook show WORDS` finds ids", kind)
	case 1:
		return ids[0], nil
	}
	return "", fmt.Errorf("it may be %s: give one of these ids", strings.Join(ids, ", "))
}
