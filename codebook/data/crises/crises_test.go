// Package crises_test holds the crises' data to account: whom a name leads to on which day, that the two
// sides are named alike, and that places lie where they can.
package crises_test

import (
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sanad.example/sanad/codebook"
)

func load(t *testing.T) *codebook.Book {
	t.Helper()
	b, err := codebook.Load(codebook.Options{Crisis: "pakistan-afghanistan"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// namesOf returns every text that leads to an actor.
func namesOf(a codebook.Actor) []string {
	names := []string{a.Name}
	for _, al := range a.Aliases {
		names = append(names, al.Text)
	}
	return append(names, a.Adjectives...)
}

// mirror swaps the two sides' names in a text or an id.
func mirror(s string) string {
	return strings.NewReplacer(
		"Pakistani", "Afghan", "Pakistan", "Afghanistan", "Afghanistan", "Pakistan", "Afghan", "Pakistani",
		"Islamabad", "Kabul", "Kabul", "Islamabad", "PAK", "AFG", "AFG", "PAK").Replace(s)
}

// proper matches names that belong to one side alone, as no swap of sides can mirror them.
var proper = regexp.MustCompile(`Taliban|Taleban|Emirate|de facto|National Defen[cs]e and Security Forces|Da Afghanistan Bank|Pakistan Rangers|Commissionerate`)

// ofSide matches the ids of the two states and of what belongs to them.
var ofSide = regexp.MustCompile(`^(PAK|AFG)(-|$)`)

// TestGenericNamesMirror: an institution that one side's texts can name has its counterpart, under the
// mirrored id and the mirrored words.
func TestGenericNamesMirror(t *testing.T) {
	b := load(t)
	for _, a := range b.Actors {
		if !ofSide.MatchString(a.ID) || a.Kind == "party" || a.Kind == "ngo" || a.Kind == "umbrella" {
			continue
		}
		for _, name := range namesOf(a) {
			if mirror(name) == name || proper.MatchString(name) {
				continue
			}
			other, ok := b.Actor(mirror(a.ID))
			if !ok || !slices.Contains(namesOf(*other), mirror(name)) {
				t.Errorf("%s has %q, but %s has no %q", a.ID, name, mirror(a.ID), mirror(name))
			}
		}
	}
}

// TestMirroredEntriesAreAlike: the counterpart has the same kind, sector and place in the hierarchy.
func TestMirroredEntriesAreAlike(t *testing.T) {
	b := load(t)
	for _, a := range b.Actors {
		other, ok := b.Actor(mirror(a.ID))
		if !ok || mirror(a.ID) == a.ID {
			continue
		}
		if other.Kind != a.Kind || other.Sector != a.Sector || other.Parent != mirror(a.Parent) || other.Country != mirror(a.Country) {
			t.Errorf("%s and %s differ in kind, sector, parent or country", a.ID, other.ID)
		}
	}
}

// leadsTo returns the ids of the actors that a name leads to on a day.
func leadsTo(b *codebook.Book, name, day string) []string {
	var ids []string
	for _, a := range b.Actors {
		for _, al := range a.Aliases {
			if al.Text == name && a.On(day) && al.On(day) {
				ids = append(ids, a.ID)
			}
		}
	}
	return ids
}

func TestWhoTheTalibanAre(t *testing.T) {
	b := load(t)
	for _, c := range []struct{ name, day, want string }{
		{"Taliban", "2021-08-14", "AFG-REB-TALIBAN"},
		{"Taliban", "2021-08-15", "AFG-GOV"},
		{"Afghan Taliban", "2021-07-15", "AFG-REB-TALIBAN"},
		{"Afghan Taliban", "2025-10-12", "AFG-GOV"},
		{"Islamic Emirate", "2025-10-12", "AFG-GOV"},
		{"Taliban fighters", "2025-10-12", "AFG-MIL"},
		{"Pakistani Taliban", "2021-07-15", "TTP"},
		{"Pakistani Taliban", "2025-10-12", "TTP"},
		{"GDI", "2021-08-14", ""},
		{"NDS", "2021-08-14", "AFG-SPY-NDS"},
	} {
		if got := strings.Join(leadsTo(b, c.name, c.day), " "); got != c.want {
			t.Errorf("%q on %s leads to %q, want %q", c.name, c.day, got, c.want)
		}
	}
}

// TestNoSideOwnsAnArmedGroup: who backs a group is a claim, so no entry puts one on a side.
func TestNoSideOwnsAnArmedGroup(t *testing.T) {
	b := load(t)
	for _, a := range b.Actors {
		if a.Kind != "armed_group" && a.Kind != "umbrella" {
			continue
		}
		for _, s := range b.Crisis.Sides {
			for _, member := range s.Members {
				if a.ID == member || slices.Contains(b.Ancestors(a.ID), member) {
					t.Errorf("%s lies within side %s", a.ID, s.ID)
				}
			}
		}
	}
}

// TestUmbrellaWordsAreLabels: a word that one side uses stays that side's and stands for several.
func TestUmbrellaWordsAreLabels(t *testing.T) {
	for _, a := range load(t).Actors {
		if a.Kind != "umbrella" {
			continue
		}
		if len(a.Candidates) < 2 {
			t.Errorf("%s stands for one group alone", a.ID)
		}
		for _, al := range a.Aliases {
			if !al.Label {
				t.Errorf("%s: %q is not marked as a label", a.ID, al.Text)
			}
		}
	}
}

// TestPeopleHoldOffices: nobody is listed who holds, or held, no office, post or listed leadership.
func TestPeopleHoldOffices(t *testing.T) {
	for _, a := range load(t).Actors {
		if a.Kind != "person" {
			continue
		}
		if len(a.Offices) == 0 {
			t.Errorf("%s holds no office", a.ID)
		}
		for _, o := range a.Offices {
			if o.Title == "" || o.From != "" && o.To != "" && o.To < o.From {
				t.Errorf("%s: office %q of %s from %s to %s", a.ID, o.Title, o.Of, o.From, o.To)
			}
		}
	}
}

// TestGradesAreReasoned: F says that a source cannot be judged; anything else needs the reason.
func TestGradesAreReasoned(t *testing.T) {
	for _, s := range load(t).Sources {
		if s.Grade != "F" && s.Note == "" {
			t.Errorf("%s has grade %q and no reason", s.ID, s.Grade)
		}
		if s.Side != "" && s.Actor == "" && s.Note == "" {
			t.Errorf("%s belongs to side %s and nothing says why", s.ID, s.Side)
		}
	}
}

// boxes are the bounds of the two countries in degrees: south, north, west, east.
var boxes = map[string][4]float64{"AFG": {29.3, 38.5, 60.4, 75.0}, "PAK": {23.6, 37.1, 60.8, 77.2}}

// within says, by the parent's kind, how far in kilometres a place may lie from its parent's point.
var within = map[string]float64{"province": 620, "district": 200, "city": 40, "town": 40}

func TestPlacesLieWhereTheyCan(t *testing.T) {
	b := load(t)
	for _, p := range b.Places {
		if box, ok := boxes[p.Country]; ok && (p.Lat < box[0] || p.Lat > box[1] || p.Lon < box[2] || p.Lon > box[3]) {
			t.Errorf("%s at %v, %v lies outside %s", p.ID, p.Lat, p.Lon, p.Country)
		}
		parent, ok := b.Place(p.Parent)
		if !ok {
			continue
		}
		if most, ok := within[parent.Kind]; ok && km(p, *parent) > most {
			t.Errorf("%s lies %.0f km from %s", p.ID, km(p, *parent), parent.ID)
		}
	}
}

// TestCrossingsJoinTwoSides: each crossing of the line links a district of each country and lies near both.
func TestCrossingsJoinTwoSides(t *testing.T) {
	b := load(t)
	n := 0
	for _, p := range b.Places {
		if !strings.HasPrefix(p.ID, "X-") {
			continue
		}
		n++
		var countries []string
		for _, id := range p.Links {
			d, _ := b.Place(id)
			countries = append(countries, d.Country)
			if km(p, *d) > 110 {
				t.Errorf("%s lies %.0f km from %s", p.ID, km(p, *d), id)
			}
		}
		slices.Sort(countries)
		if !slices.Equal(countries, []string{"AFG", "PAK"}) {
			t.Errorf("%s links %v", p.ID, countries)
		}
	}
	if n < 15 {
		t.Errorf("%d crossings", n)
	}
}

// km is the distance on a sphere, good enough for bounds.
func km(a, b codebook.Place) float64 {
	rad := math.Pi / 180
	h := math.Pow(math.Sin((b.Lat-a.Lat)*rad/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin((b.Lon-a.Lon)*rad/2), 2)
	return 2 * 6371 * math.Asin(math.Sqrt(h))
}

var entryLine = regexp.MustCompile(`(?m)^  - \{id: "?([^",]+)"?,`)

// TestEntriesAreSorted: a diff shows what changed, not what moved.
func TestEntriesAreSorted(t *testing.T) {
	for name, data := range load(t).Files() {
		if !strings.HasPrefix(name, "crises/") || path.Base(name) == "crisis.yaml" {
			continue
		}
		var ids []string
		for _, m := range entryLine.FindAllSubmatch(data, -1) {
			ids = append(ids, string(m[1]))
		}
		if !slices.IsSorted(ids) {
			t.Errorf("%s is not sorted by id", name)
		}
	}
}
