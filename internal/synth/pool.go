package synth

import (
	"slices"
	"strconv"
	"strings"

	"sanad.example/sanad/codebook"
)

// choice is what may fill a slot.
type choice struct {
	id, name string
	n        int // of a number
	codebook.Validity
}

// holds reports whether the choice exists on a day.
func (c choice) holds(day string) bool {
	return (c.From == "" || c.From <= day) && (c.To == "" || day <= c.To)
}

func poolKey(slot string, first int) string { return slot + "/" + strconv.Itoa(first) }

// pools returns the choices of each slot of actors and places, for either side as side a.
func pools(book *codebook.Book, t *templates) map[string][]choice {
	out := map[string][]choice{}
	for name, s := range t.Slots {
		for first := range len(book.Crisis.Sides) {
			switch s.Of {
			case "actor":
				out[poolKey(name, first)] = actors(book, s, first)
			case "place":
				out[poolKey(name, first)] = places(book, s, first)
			}
		}
	}
	return out
}

func actors(book *codebook.Book, s slot, first int) []choice {
	var out []choice
	for _, a := range book.Actors {
		chain := append([]string{a.ID}, book.Ancestors(a.ID)...)
		fits := slices.Contains(s.Kinds, a.Kind) && (s.Sectors == nil || slices.Contains(s.Sectors, a.Sector)) && strings.HasSuffix(a.ID, s.Suffix)
		if fits && onSide(book, s.Side, first, chain) {
			out = append(out, choice{id: a.ID, name: s.called(a.Name), Validity: a.Validity})
		}
	}
	return out
}

func places(book *codebook.Book, s slot, first int) []choice {
	var out []choice
	for _, p := range book.Places {
		if slices.Contains(s.Kinds, p.Kind) && onSide(book, s.Side, first, []string{p.Country}) {
			out = append(out, choice{id: p.ID, name: s.called(p.Name)})
		}
	}
	return out
}

// onSide reports whether someone with this chain of ids, or a place in this country, is of the side
// that a slot asks for; first is the index of the side that is a.
func onSide(book *codebook.Book, side string, first int, chain []string) bool {
	of := -1
	for i, s := range book.Crisis.Sides {
		if slices.ContainsFunc(chain, func(id string) bool { return slices.Contains(s.Members, id) }) {
			of = i
		}
	}
	switch side {
	case "a":
		return of == first
	case "b":
		return of == 1-first
	case "none":
		return of < 0
	}
	return true
}

// called is how a sentence names someone or somewhere, by what the slot says of it.
func (s slot) called(name string) string {
	for _, end := range s.Cut {
		name = strings.TrimSuffix(name, end)
	}
	if !s.The {
		return name
	}
	if rest, ok := strings.CutPrefix(strings.ToLower(name), "the "); ok {
		name = name[len(name)-len(rest):]
	}
	return "the " + name
}
