package codebook

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/text"
)

func arnor(t testing.TB) *Book {
	t.Helper()
	b, err := Load(Options{Overlay: os.DirFS("testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const head = "header: {about: a, provenance: b, licence: c}\n"

// TestProblems gives each kind of bad record and the error that a person gets for it.
func TestProblems(t *testing.T) {
	for _, test := range []struct{ name, file, content, want string }{
		{"unknown field", "actors-x.yaml", head + "entries:\n- id: X\n  nmae: X\n", `overlay/actors-x.yaml:4:3: unknown field "nmae": correct its spelling`},
		{"wrong type", "places-x.yaml", head + "entries:\n- id: X\n  lat: north\n", `overlay/places-x.yaml:4:8: text "north" where a number is needed`},
		{"no YAML", "actors-x.yaml", head + "entries: [\n", `overlay/actors-x.yaml:`},
		{"file name", "actor.yaml", head, `overlay/actor.yaml:1:1: not a codebook file's name`},
		{"empty", "actors-x.yaml", "\n", `overlay/actors-x.yaml:1:1: empty file`},
		{"header", "actors-x.yaml", "header: {about: a}\nentries: []\n", `header without about, provenance or licence`},
		{"twice", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo}\n- {id: X, name: Y, kind: ngo}\n", `overlay/actors-x.yaml:4:3: actor "X" stands twice, first in line 3`},
		{"id", "actors-x.yaml", head + "entries:\n- {id: x y, name: X, kind: ngo}\n", `actor "x y": id isn't well-formed`},
		{"kind", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: club}\n", `kind "club" isn't known: use one of state, government`},
		{"parent", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, parent: NONE}\n", `parent "NONE" isn't there`},
		{"circle", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, parent: Y}\n- {id: Y, name: Y, kind: ngo, parent: X}\n", `actor "X": is its own ancestor through "Y"`},
		{"sector", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, sector: ABC}\n", `sector "ABC" isn't known`},
		{"country", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, country: Arnor}\n", `country "Arnor": use the ISO 3166`},
		{"date", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, from: 15 August}\n", `date "15 August" isn't a day`},
		{"dates", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, from: '2022-01-01', to: '2021-01-01'}\n", `ends on 2021-01-01 before it begins`},
		{"ambiguous", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, aliases: [Arnorians]}\n", `"arnorians" leads to`},
		{"umbrella", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: umbrella}\n", `umbrella word without candidates`},
		{"candidate", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: umbrella, candidates: [Q]}\n", `candidate "Q" isn't there`},
		{"alias field", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ngo, aliases: [{txt: Y}]}\n", `unknown field "txt"`},
		{"office", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: person, offices: [{of: Q, title: T}]}\n", `office of "Q"`},
		{"coordinates", "places-x.yaml", head + "entries:\n- {id: X, name: X, kind: city, country: ARN, lat: 91, lon: 3}\n", `lies at 91, 3`},
		{"place parent", "places-x.yaml", head + "entries:\n- {id: X, name: X, kind: city, country: ARN, lat: 9, lon: 3, parent: Q}\n", `place "X": parent "Q" isn't there`},
		{"links", "crossings.yaml", head + "entries:\n- {id: X, name: X, kind: crossing, country: ARN, lat: 9, lon: 3, links: [Q]}\n", `links to "Q"`},
		{"grade", "sources-x.yaml", head + "entries:\n- {id: x, name: X, kind: daily, grade: Z}\n", `grade "Z" isn't known`},
		{"side", "sources-x.yaml", head + "entries:\n- {id: x, name: X, kind: daily, side: Q}\n", `side "Q" isn't known`},
		{"event type", "predicates-x.yaml", head + "entries:\n- {id: x, type: WAR, verbs: [war], example: a, counter: b}\n", `type "WAR" isn't known`},
		{"mode", "predicates-x.yaml", head + "entries:\n- {id: x, type: ASSAULT, modes: [loud], verbs: [war], example: a, counter: b}\n", `mode "loud" of ASSAULT isn't known`},
		{"example", "predicates-x.yaml", head + "entries:\n- {id: x, type: ASSAULT, verbs: [war], example: a}\n", `has no example or no counter-example`},
		{"no words", "cues-x.yaml", head + "entries:\n- {id: x, stance: affirm, example: a, counter: b}\n", `has no words`},
		{"stance", "cues-x.yaml", head + "entries:\n- {id: x, verbs: [x], stance: yes!, example: a, counter: b}\n", `stance "yes!" isn't known`},
		{"remove", "actors-x.yaml", head + "entries: []\nremove: [NOBODY]\n", `overlay/actors-x.yaml:3:10: removes actor "NOBODY", which isn't there`},
		{"class of time", "time-x.yaml", head + "entries:\n- {id: x, class: hour, words: [x], example: a, gives: b, counter: c}\n", `class "hour" isn't known`},
		{"value of time", "time-x.yaml", head + "entries:\n- {id: x, class: day, words: [x], example: a, counter: c}\n", `gives nothing`},
		{"speaks for nobody", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ministry, speaks_for: Q}\n", `speaks for "Q", which isn't there`},
		{"speaks for another country", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ministry, country: ARN, speaks_for: GON-GOV}\n", `another country's`},
		{"speaks for itself", "actors-x.yaml", head + "entries:\n- {id: X, name: X, kind: ministry, country: ARN, speaks_for: X}\n", `speaks for itself`},
		{"method", "sources-x.yaml", head + "entries:\n- {id: x, name: X, kind: daily, method: guess}\n", `method "guess" isn't known`},
		{"threshold", "sources-x.yaml", head + "entries:\n- {id: x, name: X, kind: daily, threshold: sure}\n", `threshold "sure" isn't known`},
		{"group", "groups-x.yaml", head + "entries:\n- {id: X, name: x, sectors: [MIL], example: a, counter: b}\n", `sector "MIL" is counted as MIL too`},
		{"rules", "estimates-x.yaml", head + "entries:\n- {id: x, version: 1, about: a, based_on: y}\n", `is based on "y"`},
		{"interest", "estimates-x.yaml", head + "entries:\n- {id: x, version: 1, about: a, based_on: by-interest, interests: [{relation: friends, interest: none, example: a, counter: b}]}\n", `relation "friends" isn't known`},
		{"bound", "estimates-x.yaml", head + "entries:\n- {id: x, version: 1, about: a, based_on: by-interest, high: guess}\n", `high "guess" isn't known`},
		{"month", "words-x.yaml", head + "months: {thirteenth: 13}\n", `month "thirteenth" is 13`},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := arnorFiles(t)
			files["overlay/"+test.file] = []byte(test.content)
			_, err := LoadBytes(files)
			if err == nil || !errors.Is(err, sanad.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func arnorFiles(t testing.TB) map[string][]byte {
	files := map[string][]byte{}
	for name, b := range arnor(t).Files() {
		files[strings.Replace(name, "overlay/", "crises/arnor-gondor/", 1)] = b
	}
	return files
}

func TestAllProblemsAtOnce(t *testing.T) {
	files := arnorFiles(t)
	files["overlay/actors-x.yaml"] = []byte(head + "entries:\n- {id: x y, name: X, kind: club}\n- {id: Z, name: Z, kind: ngo, parent: NONE}\n")
	_, err := LoadBytes(files)
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != 3 {
		t.Fatalf("want three problems: %v", err)
	}
	if ps[0].Line != 3 || ps[2].Line != 4 {
		t.Errorf("not in the order of lines: %v", ps)
	}
}

func TestOverlay(t *testing.T) {
	files := arnorFiles(t)
	files["overlay/actors-mine.yaml"] = []byte(head + "entries:\n- {id: DUN, name: Hillmen, kind: armed_group, country: ARN}\n- {id: NEW, name: Newcomers, kind: ngo}\nremove: [HALDIR]\n")
	b, err := LoadBytes(files)
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := b.Actor("DUN"); a.Name != "Hillmen" {
		t.Errorf("DUN wasn't replaced: %v", a)
	}
	if _, ok := b.Actor("NEW"); !ok {
		t.Error("NEW wasn't added")
	}
	if _, ok := b.Actor("HALDIR"); ok {
		t.Error("HALDIR wasn't removed")
	}
	if b.ID == arnor(t).ID {
		t.Error("another codebook has the same id")
	}
}

func TestBytesGiveTheSameBook(t *testing.T) {
	b := arnor(t)
	again, err := LoadBytes(b.Files())
	if err != nil {
		t.Fatal(err)
	}
	if again.ID != b.ID {
		t.Errorf("ids %s and %s", b.ID, again.ID)
	}
	if diff := cmp.Diff(b.Stats(), again.Stats()); diff != "" {
		t.Error(diff)
	}
}

func TestEmbeddedCrisesLoad(t *testing.T) {
	for _, name := range Crises() {
		if b, err := Load(Options{Crisis: name}); err != nil {
			t.Errorf("%s:\n%v", name, err)
		} else if b.Crisis.Name != name {
			t.Errorf("folder %s holds the crisis %q", name, b.Crisis.Name)
		}
	}
	if _, err := Load(Options{Crisis: "nowhere"}); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("an unknown crisis: %v", err)
	}
}

func TestOwnCrisisNeedsNoEmbeddedOne(t *testing.T) {
	b := arnor(t)
	for _, a := range b.Actors {
		if a.ID == "PAK" || a.ID == "AFG" {
			t.Errorf("%s in a crisis of its own", a.ID)
		}
	}
}

func TestCoreNamesNoCrisis(t *testing.T) {
	for name, b := range Core() {
		for _, word := range []string{"pakistan", "afghanistan", "afghans", "kabul", "islamabad", "taliban", "torkham", "chaman", "ttp", "durand"} {
			if i := strings.Index(strings.ToLower(string(b)), word); i >= 0 {
				t.Errorf("%s names %q: %s", name, word, b[max(0, i-40):min(len(b), i+40)])
			}
		}
	}
}

func TestLexicon(t *testing.T) {
	b := arnor(t)
	sentences := text.Segment("Gondorian airstrikes killed Dunlendings Front fighters.")
	got := map[string]bool{}
	for _, m := range b.Lexicon().Find(sentences[0].Tokens) {
		for _, e := range m.Entries {
			switch e.Kind {
			case KindActor:
				got["actor "+b.Actors[e.Index].ID] = true
			case KindAdjective:
				got["adjective "+b.Actors[e.Index].ID] = true
			case KindPredicate:
				got["predicate "+b.Predicates[e.Index].ID] = true
			case KindMeasure:
				got["measure "+b.Measures[e.Index].ID] = true
			case KindRole:
				got["role "+b.Roles[e.Index].ID] = true
			}
		}
	}
	for _, want := range []string{"actor DUN", "adjective GON", "predicate airstrike", "predicate kill", "measure killed", "role fighters"} {
		if !got[want] {
			t.Errorf("%s wasn't found in %v", want, got)
		}
	}
}

func TestInflections(t *testing.T) {
	for _, test := range []struct{ verb, want string }{
		{"attack", "attack attacks attacked attacking"},
		{"ban", "ban bans banned banning"},
		{"deny", "deny denies denied denying"},
		{"carry out", "carry out carries out carried out carrying out"},
		{"close", "close closes closed closing"},
		{"clash", "clash clashes clashed clashing"},
		{"deploy", "deploy deploys deployed deploying"},
		{"free", "free frees freed freeing"},
		{"die", "die dies died dying"},
		{"shell", "shell shells shelled shelling"},
		{"return", "return returns returned returning"},
		{"stop", "stop stops stopped stopping"},
	} {
		var got []string
		for _, f := range verbForms(test.verb) {
			got = append(got, f.text)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s: %s, want %s", test.verb, s, test.want)
		}
	}
	if got := nounForms("note of protest"); got[1].text != "notes of protest" {
		t.Errorf("plural %q", got[1].text)
	}
	if got := nounForms("casualty"); got[1].text != "casualties" {
		t.Errorf("plural %q", got[1].text)
	}
}

func TestScoreAndValidity(t *testing.T) {
	b := arnor(t)
	if s := b.Ontology.Score("ASSAULT", []string{"aerial"}); s != -9.5 {
		t.Errorf("ASSAULT/aerial scores %v", s)
	}
	if s := b.Ontology.Score("AGREE", nil); s != 2.5 {
		t.Errorf("AGREE scores %v", s)
	}
	v := Validity{From: "2021-08-15"}
	if v.On("2021-08-14") || !v.On("2021-08-15") || !v.On("") {
		t.Error("validity from 2021-08-15")
	}
	if !slices.Equal(b.Ancestors("STEWARDS"), []string{"GON-GOV", "GON"}) || b.Country("STEWARDS") != "GON" {
		t.Errorf("ancestors %v", b.Ancestors("STEWARDS"))
	}
	if !b.PlaceWithin("ARN-BREE", "ARN") || b.PlaceWithin("ARN", "ARN-BREE") {
		t.Error("Bree lies in Arnor")
	}
}

func FuzzLoadBytes(f *testing.F) {
	f.Add("actors-x.yaml", head+"entries:\n- {id: X, name: X, kind: ngo}\n")
	f.Add("words-x.yaml", head+"numbers: {one: 1}\n")
	f.Add("crisis.yaml", "a: &a [*a]")
	f.Add("predicates.yaml", head+"entries: [{id: x, content: {stance: deny}}]")
	base := arnorFiles(f)
	f.Fuzz(func(t *testing.T, name, content string) {
		if len(content) > 2000 || strings.Contains(name, "/") {
			return
		}
		files := map[string][]byte{"overlay/" + name: []byte(content)}
		for n, b := range base {
			files[n] = b
		}
		if b, err := LoadBytes(files); err == nil && b.ID == "" {
			t.Error("a book without an id")
		} else if err != nil && !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("error of no kind: %v", err)
		}
	})
}

// TestNonEventsAreNoPredicates: a word that bears an event in some sense isn't listed as one that bears none.
func TestNonEventsAreNoPredicates(t *testing.T) {
	b := arnor(t)
	verbs, nouns := map[string]string{}, map[string]string{}
	for _, p := range b.Predicates {
		for _, v := range p.Verbs {
			verbs[v] = p.ID
		}
		for _, n := range p.Nouns {
			nouns[n] = p.ID
		}
	}
	for _, e := range b.NonEvents {
		for _, v := range e.Verbs {
			if id := verbs[v]; id != "" {
				t.Errorf("%s lists the verb %q, which %s reads", e.ID, v, id)
			}
		}
		for _, n := range e.Nouns {
			if id := nouns[n]; id != "" {
				t.Errorf("%s lists the noun %q, which %s reads", e.ID, n, id)
			}
		}
	}
}
