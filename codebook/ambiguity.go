package codebook

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Ambiguity is a name that leads to several entries, with the rule that settles which it means.
type Ambiguity struct {
	Text string   // in small letters
	IDs  []string // sorted
	Rule string   // "dates", "candidates" or "country", and what they are
}

// Ambiguities returns every name that leads to two actors or two places, and every umbrella word, by text.
// Actors are told apart by dates, or all stay candidates; of places the one in the country that a text is
// about comes first, then the one listed first. Check refuses a book in which two actors share a name
// without dates or candidates.
func (b *Book) Ambiguities() []Ambiguity {
	var all []Ambiguity
	actors := bearers(b.Actors, func(a Actor) (string, string, []Alias) { return a.ID, a.Name, a.Aliases })
	for text, ids := range actors {
		if candidates := b.candidates(ids); len(candidates) > 0 {
			all = append(all, Ambiguity{text, ids, "candidates " + strings.Join(candidates, ", ")})
		} else if len(ids) > 1 {
			all = append(all, Ambiguity{text, ids, "dates " + b.dates(text, ids)})
		}
	}
	for text, ids := range bearers(b.Places, func(p Place) (string, string, []Alias) { return p.ID, p.Name, p.Aliases }) {
		if len(ids) > 1 {
			all = append(all, Ambiguity{text, ids, "country of the text, else " + b.firstListed(ids)})
		}
	}
	slices.SortFunc(all, func(x, y Ambiguity) int {
		return cmp.Or(cmp.Compare(x.Text, y.Text), slices.Compare(x.IDs, y.IDs))
	})
	return all
}

// bearers maps every name and alias, in small letters, to the ids of the entries that have it.
func bearers[T any](list []T, names func(T) (id, name string, aliases []Alias)) map[string][]string {
	ids := map[string]map[string]bool{}
	for _, e := range list {
		id, name, aliases := names(e)
		for _, text := range append([]Alias{{Text: name}}, aliases...) {
			key := strings.ToLower(text.Text)
			if ids[key] == nil {
				ids[key] = map[string]bool{}
			}
			ids[key][id] = true
		}
	}
	out := map[string][]string{}
	for text, set := range ids {
		out[text] = slices.Sorted(maps.Keys(set))
	}
	return out
}

// candidates are those of the umbrella words among the actors.
func (b *Book) candidates(ids []string) []string {
	var all []string
	for _, id := range ids {
		if a, ok := b.Actor(id); ok {
			all = append(all, a.Candidates...)
		}
	}
	return all
}

// dates says from when to when a name means which actor: the alias's days within the actor's.
func (b *Book) dates(text string, ids []string) string {
	var parts []string
	for _, id := range ids {
		a, _ := b.Actor(id)
		for _, al := range append([]Alias{{Text: a.Name}}, a.Aliases...) {
			if strings.ToLower(al.Text) == text {
				parts = append(parts, id+span(a.Validity, al.Validity))
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}

// span is the days that lie in both, as " from 2021-08-15 to 2021-08-20"; an open end is left out.
func span(a, b Validity) string {
	s := ""
	if from := max(a.From, b.From); from != "" {
		s += " from " + from
	}
	to := a.To
	if to == "" || b.To != "" && b.To < to {
		to = b.To
	}
	if to != "" {
		s += " to " + to
	}
	return s
}

func (b *Book) firstListed(ids []string) string {
	return slices.MinFunc(ids, func(x, y string) int { return cmp.Compare(b.index.places[x], b.index.places[y]) })
}
