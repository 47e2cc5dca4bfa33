package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"sanad.example/sanad"
)

// World makes reports of an invented war, with the claims that a coder might read from them. The same seed
// gives the same reports.
type World struct {
	random *rand.Rand
	made   int
}

// NewWorld returns the world of a seed.
func NewWorld(seed uint64) *World { return &World{random: rand.New(rand.NewPCG(seed, 1))} }

// party is an actor of the invented world.
type party struct {
	id        string
	ancestors []string
	name      string
}

func parties() []party {
	return []party{
		{"GON", nil, "Gondor"},
		{"GON-GOV", []string{"GON"}, "The Steward's office"},
		{"GON-MIL", []string{"GON"}, "Gondor's army"},
		{"ARN", nil, "Arnor"},
		{"ARN-GOV", []string{"ARN"}, "Arnor's council"},
		{"ARN-MIL", []string{"ARN"}, "Arnor's army"},
		{"RNG", []string{"ARN"}, "The Rangers"},
		{"ROH", nil, "Rohan"},
		{"", nil, "A shopkeeper"},
	}
}

func pick[T any](w *World, of ...T) T { return of[w.random.IntN(len(of))] }

// Report returns the next document with the given number of claims.
func (w *World) Report(claims int) sanad.Coded {
	w.made++
	source := pick(w, "gondor-herald", "arnor-wire", "rohan-post", "white-council")
	day := time.Date(3018, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(-1000, 0, w.random.IntN(1500))
	doc := sanad.Document{
		Name: fmt.Sprintf("report-%d", w.made), Source: source, URL: fmt.Sprintf("https://%s.example/%d", source, w.made),
		Title:     pick(w, "Clashes at Osgiliath", "The ford is shut", "Talks in Edoras", "Théoden's answer"),
		Published: day.Format(time.DateOnly), Lang: "en", Recorded: day.AddDate(0, 0, 1).Add(time.Duration(w.made) * time.Microsecond),
	}
	coded := sanad.Coded{}
	var text strings.Builder
	for i := range claims {
		c := w.claim(i, len([]rune(text.String())))
		coded.Claims = append(coded.Claims, c.claim)
		text.WriteString(c.sentence + " ")
	}
	doc.Text = text.String()
	doc.ID = sanad.DocumentID(doc.Source, doc.URL, doc.Text)
	for i := range coded.Claims {
		coded.Claims[i].Document = doc.ID
	}
	sanad.SetIDs(coded.Claims)
	coded.Document = doc
	return coded
}

type said struct {
	claim    sanad.Claim
	sentence string
}

// claim writes one sentence that begins at a code point, and what it claims.
func (w *World) claim(index, at int) said {
	speaker, actor, recipient := pick(w, parties()...), pick(w, parties()...), pick(w, parties()...)
	verb, stance := "said", sanad.StanceAffirm
	if w.random.IntN(5) == 0 {
		verb, stance = "denied", sanad.StanceDeny
	}
	dead := w.random.IntN(60)
	head := fmt.Sprintf("%s %s on Monday that ", speaker.name, verb)
	quote := fmt.Sprintf("%d riders of %s were killed in an attack by %s near %s", dead, recipient.name, actor.name, pick(w, "Osgiliath", "Amon Hen", "Fornost"))
	sentence := head + quote + "."
	start := at + len([]rune(head))
	trigger := start + strings.Index(quote, "attack")
	c := sanad.Claim{
		Sentence: sanad.SentenceRef{Index: index, Span: sanad.Span{Start: at, End: at + len([]rune(sentence))}},
		Span:     sanad.Span{Start: start, End: start + len([]rune(quote))},
		Voice:    sanad.VoiceAttributed, Stance: stance, Modality: sanad.ModalityActual,
		Speakers: []sanad.Entity{w.entity(speaker, at)}, Actors: []sanad.Entity{w.entity(actor, start)},
		Recipients: []sanad.Entity{w.entity(recipient, start)},
		Event: &sanad.Event{
			Type: pick(w, "ASSAULT", "COERCE", "PROTEST"), Score: -9.5,
			Trigger: sanad.Phrase{Text: "attack", Span: sanad.Span{Start: trigger, End: trigger + 6}},
		},
		Places: []sanad.Place{{ID: pick(w, "GO-OSG", "GO-AMH", "AR-FOR"), Name: "a place", Lat: 34.53, Lon: 69.17}},
		Figures: []sanad.Figure{{
			ID: "f1", Measure: pick(w, "killed", "injured"), Low: sanad.Dec(float64(dead)), High: sanad.Dec(float64(dead)),
			Scope: sanad.ScopeIncident, Text: fmt.Sprint(dead), Span: sanad.Span{Start: start, End: start + len(fmt.Sprint(dead))},
		}},
		Rule: "predicate:attack", Confidence: 0.93,
	}
	return said{c, sentence}
}

func (w *World) entity(p party, at int) sanad.Entity {
	return sanad.Entity{ID: p.id, Name: p.name, Ancestors: p.ancestors, Text: p.name, Span: sanad.Span{Start: at, End: at + len([]rune(p.name))}}
}
