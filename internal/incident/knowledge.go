package incident

import (
	"math"
	"slices"
	"strings"
	"time"

	"sanad.example/sanad/codebook"
)

// Version changes whenever the same claims and codebook may give other incidents.
const Version = "incident/4"

// Linker links claims by one codebook. It is read-only and safe for concurrent use.
type Linker struct {
	book    *codebook.Book
	rules   codebook.Incidents
	w       weights
	of      map[string]*weights // by family
	parties map[string]party
	places  map[string]place
	zone    *time.Location // of hours of the day
}

// total is the family of counts over a period, standing that of relations, words that of what is only said.
const (
	total    = "total"
	standing = "standing"
	words    = "words"
	talks    = "talks"
	figures  = "figures" // kind of a claim without event or relation
)

// weights are the codebook's, in thousandths: sums of whole numbers don't depend on their order.
type weights struct {
	kind, mode, modeDiffers, actors, actorsDiffer, rivals, hit, hitAlike, hitDiffer, reversed, reversedHere int
	day, dayNext, dayPublished, dayWithin, daysApart, hoursApart, periodDiffers                             int
	place, placeWithin, placeNear, placeCountry, placePart, placeApart                                      int
	number, words, speaker, origin, toldApart                                                               int
	threshold, raise                                                                                        int
}

// party is what the codebook knows of one id: who is above it, which side of the dyad or else which root it
// belongs to, and whether it bears arms against a state.
type party struct {
	chain []string // itself and its ancestors, nearest first
	side  string
	rebel bool
	whole bool     // all rebels of a country, none by name
	armed bool     // a force, police or an armed group
	may   []string // who an umbrella word may stand for
}

type place struct {
	chain    []string // itself and what lies around it, nearest first
	lat, lon float64  // degrees
	sides    []string // of the countries that it lies in or, a crossing, joins
	wide     bool     // a country or a region: says little
}

// New returns a linker that scores by the codebook's incidents.yaml.
func New(book *codebook.Book) *Linker {
	l := &Linker{book: book, rules: book.Incidents, parties: map[string]party{}, places: map[string]place{}, zone: zoneOf(book.Crisis.Zone)}
	l.w, l.of = l.weigh(nil), map[string]*weights{}
	for name, f := range l.rules.Families {
		w := l.weigh(f.Weights)
		l.of[name] = &w
	}
	for i := range book.Actors {
		a := &book.Actors[i]
		p := party{chain: append([]string{a.ID}, book.Ancestors(a.ID)...), may: a.Candidates, rebel: a.Sector == "REB", whole: a.Sector == "REB" && a.Kind == "population", armed: slices.Contains(armed, a.Sector)}
		p.side = l.side(p.chain)
		l.parties[a.ID] = p
	}
	for i := range book.Places {
		p := &book.Places[i]
		l.places[p.ID] = place{
			chain: append([]string{p.ID}, book.PlacesAbove(p.ID)...), lat: p.Lat, lon: p.Lon,
			wide: p.Kind == "country" || p.Kind == "region" || p.Kind == "river",
		}
	}
	for i := range book.Places {
		p := &book.Places[i]
		known := l.places[p.ID]
		known.sides = l.touched(append([]string{p.ID}, p.Links...))
		l.places[p.ID] = known
	}
	return l
}

// zoneOf is the zone of that name, UTC where it isn't known here.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// weigh returns the weights, a family's own in the place of those for all.
func (l *Linker) weigh(own map[string]float64) weights {
	w := func(name string) int {
		if v, ok := own[name]; ok {
			return thousandths(v)
		}
		return thousandths(l.rules.Weights[name])
	}
	return weights{
		kind: w("type"), mode: w("mode"), modeDiffers: w("mode_differs"), actors: w("actors"), actorsDiffer: w("actors_differ"), rivals: w("rivals"),
		hit: w("hit"), hitAlike: w("hit_alike"), hitDiffer: w("hit_differ"), reversed: w("reversed"), reversedHere: w("reversed_here"),
		day: w("day"), dayNext: w("day_next"), dayPublished: w("day_published"), dayWithin: w("day_within"), daysApart: w("days_apart"), hoursApart: w("hours_apart"), periodDiffers: w("period_differs"),
		place: w("place"), placeWithin: w("place_within"), placeNear: w("place_near"), placeCountry: w("place_country"), placePart: w("place_part"), placeApart: w("place_apart"),
		number: w("number"), words: w("words"), speaker: w("speaker"), origin: w("origin"), toldApart: w("told_apart"),
		threshold: thousandths(l.rules.Threshold), raise: max(1, thousandths(l.rules.Raise)),
	}
}

// armed are the ontology's sectors of those who fight.
var armed = []string{"MIL", "COP", "SPY", "REB", "PAR"}

func thousandths(f float64) int { return int(math.Round(f * 1000)) }

// side is the side of the dyad that one of the chain is a member of, or its last: a root of its own.
func (l *Linker) side(chain []string) string {
	for _, s := range l.book.Crisis.Sides {
		if slices.ContainsFunc(chain, func(id string) bool { return slices.Contains(s.Members, id) }) {
			return s.ID
		}
	}
	return chain[len(chain)-1]
}

// touched are the sides of the countries in which places lie.
func (l *Linker) touched(ids []string) []string {
	var out []string
	for _, id := range ids {
		for _, around := range l.places[id].chain {
			if p, ok := l.book.Place(around); ok && p.Country != "" {
				out = append(out, l.party(p.Country).side)
			}
		}
	}
	return unique(out)
}

// party returns what is known of an id. One that has no entry of its own, a country's sector such as
// "PAK-JRN", belongs to what its beginning names.
func (l *Linker) party(id string) party {
	if p, ok := l.parties[id]; ok {
		return p
	}
	for above := id; strings.Contains(above, "-"); {
		above = above[:strings.LastIndexByte(above, '-')]
		if p, ok := l.parties[above]; ok {
			chain := append([]string{id}, p.chain...)
			return party{chain: chain, side: l.side(chain)}
		}
	}
	return party{chain: []string{id}, side: id}
}

// same reports whether one of a is, belongs to, has as its own, or may stand for one of b.
func (l *Linker) same(a, b []string) bool {
	for _, x := range a {
		px := l.party(x)
		for _, y := range b {
			py := l.party(y)
			if slices.Contains(px.chain, y) || slices.Contains(py.chain, x) || slices.Contains(px.may, y) || slices.Contains(py.may, x) {
				return true
			}
		}
	}
	return false
}

// sameSide reports whether one of a and one of b are of one side, as far as they have one.
func (l *Linker) sameSide(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if l.party(x).side == l.party(y).side {
				return true
			}
		}
	}
	return false
}

// sidesOf are the sides of parties.
func (l *Linker) sidesOf(lists ...[]string) []string {
	var out []string
	for _, list := range lists {
		for _, id := range list {
			out = append(out, l.party(id).side)
		}
	}
	return unique(out)
}

func (l *Linker) anyRebel(list []string) bool {
	return slices.ContainsFunc(list, func(id string) bool { return l.party(id).rebel })
}

func (l *Linker) anyWhole(list []string) bool {
	return slices.ContainsFunc(list, func(id string) bool { return l.party(id).whole })
}

func (l *Linker) allArmed(list []string) bool {
	return !slices.ContainsFunc(list, func(id string) bool { return !l.party(id).armed })
}

func (l *Linker) allRebel(list []string) bool {
	return !slices.ContainsFunc(list, func(id string) bool { return !l.party(id).rebel })
}

// narrowest leaves out places that lie around another of the list.
func (l *Linker) narrowest(list []string) []string {
	if len(list) < 2 {
		return list
	}
	out := make([]string, 0, len(list))
	for _, a := range list {
		around := func(b string) bool { return a != b && slices.Contains(l.places[b].chain, a) }
		if !slices.ContainsFunc(list, around) {
			out = append(out, a)
		}
	}
	return out
}

// nearness says how two places lie to each other.
type nearness int

const (
	apart nearness = iota
	country
	near
	within
	samePlace
)

func (l *Linker) nearness(a, b string) nearness {
	if a == b {
		return samePlace
	}
	pa, pb := l.places[a], l.places[b]
	switch {
	case slices.Contains(pa.chain, b):
		return cond(pb.wide, country, within)
	case slices.Contains(pb.chain, a):
		return cond(pa.wide, country, within)
	case pa.wide || pb.wide: // "eastern Afghanistan" and a town of Afghanistan
		if len(pa.chain) > 0 && len(pb.chain) > 0 && pa.chain[len(pa.chain)-1] == pb.chain[len(pb.chain)-1] {
			return country
		}
		return apart
	case len(pa.chain) > 0 && len(pb.chain) > 0 && kilometres(pa, pb) <= l.rules.NearKm:
		return near
	}
	return apart
}

func cond[T any](ok bool, yes, no T) T {
	if ok {
		return yes
	}
	return no
}

// kilometres is the distance on a sphere of 6,371 km (haversine formula).
func kilometres(a, b place) float64 {
	rad := math.Pi / 180
	dlat, dlon := (b.lat-a.lat)*rad/2, (b.lon-a.lon)*rad/2
	h := math.Sin(dlat)*math.Sin(dlat) + math.Cos(a.lat*rad)*math.Cos(b.lat*rad)*math.Sin(dlon)*math.Sin(dlon)
	return 2 * 6371 * math.Asin(math.Sqrt(h))
}

// lie compares two lists of places: the closest that two of them lie; the share of all of them that have one of
// the other's as close as near; and whether one list is a single place and the other has it and another that is apart.
func (l *Linker) lie(a, b []string) (best nearness, share float64, part bool) {
	a, b = l.narrowest(a), l.narrowest(b)
	inA, inB := 0, 0
	for _, x := range a {
		m := apart
		for _, y := range b {
			m = max(m, l.nearness(x, y))
		}
		best = max(best, m)
		if m >= near {
			inA++
		}
	}
	for _, y := range b {
		if slices.ContainsFunc(a, func(x string) bool { return l.nearness(x, y) >= near }) {
			inB++
		}
	}
	part = best >= near && (len(a) == 1 && inB < len(b) || len(b) == 1 && inA < len(a))
	return best, float64(inA+inB) / float64(len(a)+len(b)), part
}
