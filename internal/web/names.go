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
	shared   []string // hosts where anybody publishes
	channels []string // those of the codebook's sources on them
	sides    []codebook.Side
	// ids and names, in lower case, of armed groups and parties' own media
	partisans map[string]bool
}

func newNames(book *codebook.Book) *names {
	n := &names{
		actors: map[string]codebook.Actor{}, places: map[string]codebook.Place{},
		sources: map[string]codebook.Source{}, measures: map[string]string{}, sides: book.Crisis.Sides,
		shared: book.Words.Other["shared_host"], partisans: map[string]bool{},
	}
	for _, a := range book.Actors {
		n.actors[a.ID] = a
	}
	for _, p := range book.Places {
		n.places[p.ID] = p
	}
	for _, s := range book.Sources {
		n.sources[s.ID] = s
	}
	for _, m := range book.Measures {
		n.measures[m.ID] = m.Name
	}
	n.addPartisans(book)
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
// armed groups and parties, which are named but not linked, by domain or by who publishes. On a host where
// anybody publishes, only a channel that the codebook's sources name is linked to.
func (n *names) link(address string, publishers ...string) string {
	u, err := url.Parse(outside(address))
	if err != nil || slices.ContainsFunc(publishers, n.partisan) {
		return ""
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if within(host, u.Path, n.unlinked) || within(host, u.Path, n.shared) && !within(host, u.Path, n.channels) {
		return ""
	}
	return u.String()
}

// within reports whether an address is of one of the places: a domain with all below it, or with a path
// ("host.example/@channel") that alone.
func within(host, path string, places []string) bool {
	return slices.ContainsFunc(places, func(place string) bool {
		domain, below, _ := strings.Cut(strings.ToLower(place), "/")
		path := strings.ToLower(strings.Trim(path, "/"))
		below = strings.Trim(below, "/")
		return (host == domain || strings.HasSuffix(host, "."+domain)) && (below == "" || path == below || strings.HasPrefix(path, below+"/"))
	})
}

// partisan reports whether a publisher, by its id or by a name that the codebook has for it, is an armed
// group or is a party's own.
func (n *names) partisan(publisher string) bool {
	return n.partisans[strings.ToLower(strings.Join(strings.Fields(publisher), " "))]
}

// addPartisans notes by which ids and names parties and their media are known.
func (n *names) addPartisans(book *codebook.Book) {
	armed := func(id string) bool {
		kind := n.actors[id].Kind
		return kind == "armed_group" || kind == "umbrella"
	}
	add := func(id, name string, aliases []codebook.Alias) {
		n.partisans[strings.ToLower(id)], n.partisans[strings.ToLower(name)] = true, true
		for _, a := range aliases {
			n.partisans[strings.ToLower(a.Text)] = true
		}
	}
	for _, a := range book.Actors {
		if armed(a.ID) || slices.ContainsFunc(book.Ancestors(a.ID), armed) {
			add(a.ID, a.Name, a.Aliases)
		}
	}
	for _, s := range book.Sources {
		if s.Kind == "party_media" || armed(s.Actor) || slices.ContainsFunc(book.Ancestors(s.Actor), armed) {
			add(s.ID, s.Name, s.Aliases)
			n.unlinked = append(n.unlinked, s.Domains...)
			continue
		}
		for _, d := range s.Domains {
			if strings.Contains(d, "/") {
				n.channels = append(n.channels, d)
			}
		}
	}
	delete(n.partisans, "")
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
