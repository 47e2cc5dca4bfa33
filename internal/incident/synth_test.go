package incident_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/incident"
)

func arnor(t testing.TB) *codebook.Book {
	t.Helper()
	b, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../../codebook/testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// synthetic makes documents on occurrences spread over days, several on each, with names of the codebook.
type synthetic struct {
	book   *codebook.Book
	random *rand.Rand
	places []codebook.Place
	n      int
}

func newSynthetic(book *codebook.Book, seed uint64) *synthetic {
	s := &synthetic{book: book, random: rand.New(rand.NewPCG(seed, 1))}
	for _, p := range book.Places {
		if p.Kind != "country" && p.Kind != "region" {
			s.places = append(s.places, p)
		}
	}
	return s
}

func (s *synthetic) entity(id string) sanad.Entity {
	a, _ := s.book.Actor(id)
	return sanad.Entity{ID: id, Name: a.Name, Country: a.Country, Sector: a.Sector, Ancestors: s.book.Ancestors(id)}
}

// occurrence returns the documents that tell of one more occurrence, each with a claim or two and sometimes a denial.
func (s *synthetic) occurrence(day int) []sanad.Coded {
	sides := s.book.Crisis.Sides
	i := s.random.IntN(2)
	attacker, victim := sides[i].ID, sides[1-i].ID
	p := s.places[s.random.IntN(len(s.places))]
	dead := float64(1 + s.random.IntN(60))
	when := date(day)
	var out []sanad.Coded
	for range 1 + s.random.IntN(4) {
		s.n++
		doc := sanad.Document{ID: fmt.Sprintf("d%06d", s.n), Published: date(day + s.random.IntN(2))}
		c := sanad.Claim{
			Document: doc.ID, Voice: sanad.VoiceAttributed, Speakers: []sanad.Entity{s.entity(victim + "-GOV")}, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual,
			Event:  &sanad.Event{Type: "ASSAULT", Modes: []string{"aerial"}, Trigger: sanad.Phrase{Span: sanad.Span{Start: 10, End: 16}}},
			Actors: []sanad.Entity{s.entity(attacker + "-MIL")}, Recipients: []sanad.Entity{s.entity(victim)},
			When: &sanad.When{Start: &when, End: &when, Precision: "day"}, Places: []sanad.Place{{ID: p.ID, Name: p.Name}},
			Figures: []sanad.Figure{{ID: "f1", Measure: "killed", Low: sanad.Dec(dead), High: sanad.Dec(dead), Scope: sanad.ScopeIncident}},
		}
		if s.random.IntN(3) == 0 {
			c.When = nil
		}
		if s.random.IntN(4) == 0 {
			c.Places = nil
		}
		claims := []sanad.Claim{c}
		if s.random.IntN(2) == 0 {
			claims = append(claims, sanad.Claim{
				Document: doc.ID, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Sentence: sanad.SentenceRef{Index: 1},
				Figures: []sanad.Figure{{ID: "f1", Measure: "injured", Low: sanad.Dec(dead + 3), High: sanad.Dec(dead + 3), Scope: sanad.ScopeIncident, Span: sanad.Span{Start: 60, End: 62}}},
			})
		}
		if s.random.IntN(3) == 0 {
			denial := c
			denial.Speakers, denial.Stance, denial.Denies = []sanad.Entity{s.entity(attacker + "-GOV")}, sanad.StanceDeny, sanad.DeniesOccurrence
			denial.Sentence, denial.Figures = sanad.SentenceRef{Index: 2}, nil
			denial.Event = &sanad.Event{Type: "ASSAULT", Trigger: sanad.Phrase{Span: sanad.Span{Start: 90, End: 96}}}
			claims = append(claims, denial)
		}
		sanad.SetIDs(claims)
		out = append(out, sanad.Coded{Document: doc, Claims: claims})
	}
	return out
}

// features of about claims claims over days days.
func (s *synthetic) features(l *incident.Linker, claims, days int) []incident.Features {
	var out []incident.Features
	for len(out) < claims {
		for _, c := range s.occurrence(19_000 + s.random.IntN(days)) {
			out = append(out, l.Features(&c)...)
		}
	}
	return out
}
