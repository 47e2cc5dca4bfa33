package web

import (
	"net/url"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// names are the codebook's words for ids, indexed once.
type names struct {
	actors   map[string]codebook.Actor
	places   map[string]codebook.Place
	sources  map[string]codebook.Source
	measures map[string]string
	unlinked []string // domains of parties' own media
	sides    []codebook.Side
}

func newNames(book *codebook.Book) *names {
	n := &names{
		actors: map[string]codebook.Actor{}, places: map[string]codebook.Place{},
		sources: map[string]codebook.Source{}, measures: map[string]string{}, sides: book.Crisis.Sides,
	}
	for _, a := range book.Actors {
		n.actors[a.ID] = a
	}
	for _, p := range book.Places {
		n.places[p.ID] = p
	}
	for _, s := range book.Sources {
		n.sources[s.ID] = s
		if s.Kind == "party_media" {
			n.unlinked = append(n.unlinked, s.Domains...)
		}
	}
	for _, m := range book.Measures {
		n.measures[m.ID] = m.Name
	}
	return n
}

// actor returns the codebook's name for an actor, or the id itself.
func (n *names) actor(id string) string {
	if a, ok := n.actors[id]; ok && a.Name != "" {
		return a.Name
	}
	return id
}

func (n *names) place(id string) string {
	if p, ok := n.places[id]; ok && p.Name != "" {
		return p.Name
	}
	return id
}

// source returns the name of a source; one that the codebook doesn't list keeps the name that it was
// handed in with.
func (n *names) source(id string) string {
	if s, ok := n.sources[id]; ok && s.Name != "" {
		return s.Name
	}
	return id
}

// side returns 1 or 2 where everyone named stands on that side of the dyad, else 0.
func (n *names) side(entities []sanad.Entity) int {
	found := 0
	for _, e := range entities {
		s := n.sideOf(e)
		if s == 0 || found != 0 && s != found {
			return 0
		}
		found = s
	}
	return found
}

func (n *names) sideOf(e sanad.Entity) int {
	for i, side := range n.sides {
		if i < 2 && (e.Is(side.ID) || e.Country == side.ID || slices.ContainsFunc(side.Members, e.Is)) {
			return i + 1
		}
	}
	return 0
}

// link returns an address that a page may link to, else "": what outside lets through, save the media of
// armed groups and parties, which are named but not linked.
func (n *names) link(address string) string {
	u, err := url.Parse(outside(address))
	if err != nil {
		return ""
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for _, domain := range n.unlinked {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return ""
		}
	}
	return u.String()
}

// sourceSide is the side of the dyad that a source belongs to by the codebook, else 0.
func (n *names) sourceSide(id string) int {
	s, ok := n.sources[id]
	for i, side := range n.sides {
		if ok && i < 2 && s.Side != "" && s.Side == side.ID {
			return i + 1
		}
	}
	return 0
}

// plainWord turns an id that has no name into a readable word: "crowd_control" to "crowd control".
func plainWord(id string) string {
	return strings.ToLower(strings.NewReplacer("_", " ", "-", " ").Replace(id))
}
