package synth

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

//go:embed data/templates.yaml
var templatesYAML []byte

// templates are the sentences and the slots that they are filled from.
type templates struct {
	Header    codebook.Header `yaml:"header"`
	Notice    string          `yaml:"notice"`
	Source    string          `yaml:"source"`
	Slots     map[string]slot `yaml:"slots"`
	Headlines []string        `yaml:"headlines"`
	Sentences []sentence      `yaml:"sentences"`
}

// slot says what may stand in a sentence's place.
type slot struct {
	Of      string   `yaml:"of"` // actor place day number
	Kinds   []string `yaml:"kinds"`
	Sectors []string `yaml:"sectors"`
	Suffix  string   `yaml:"suffix"` // of an actor's id
	Side    string   `yaml:"side"`   // a b none, or "" for anyone
	The     bool     `yaml:"the"`    // the name is written with "the"
	Cut     []string `yaml:"cut"`    // endings that the name is written without
	Back    []int    `yaml:"back"`   // days before publication
	As      string   `yaml:"as"`     // how a day is written, as a layout of package time
	Range   []int    `yaml:"range"`  // of a number
}

// sentence is one sentence with the claims that it makes.
type sentence struct {
	ID     string  `yaml:"id"`
	Part   string  `yaml:"part"` // lead body
	Text   string  `yaml:"text"`
	Claims []meant `yaml:"claims"`
}

// meant is a claim whose people, places, days and numbers are slots.
type meant struct {
	Type       string        `yaml:"type"`
	Modes      []string      `yaml:"modes"`
	Relation   string        `yaml:"relation"`
	Actors     []string      `yaml:"actors"`
	Recipients []string      `yaml:"recipients"`
	Speakers   []string      `yaml:"speakers"`
	Places     []string      `yaml:"places"`
	When       string        `yaml:"when"`
	Stance     string        `yaml:"stance"`
	Denies     string        `yaml:"denies"`
	Modality   string        `yaml:"modality"`
	Figures    []meantFigure `yaml:"figures"`
}

type meantFigure struct {
	Measure string   `yaml:"measure"`
	N       string   `yaml:"n"`
	Bound   string   `yaml:"bound"` // at_least, or "" for exactly
	Of      []string `yaml:"of"`
	Unit    string   `yaml:"unit"`
}

// inBraces is a slot in a sentence.
var inBraces = regexp.MustCompile(`\{([a-z_]+)\}`)

// loadTemplates reads the embedded templates.
func loadTemplates() (*templates, error) {
	t := &templates{}
	dec := yaml.NewDecoder(bytes.NewReader(templatesYAML))
	dec.KnownFields(true)
	if err := dec.Decode(t); err != nil {
		return nil, fmt.Errorf("data/templates.yaml: %w", err)
	}
	return t, nil
}

// fits checks that the templates' words are the codebook's.
func (t *templates) fits(book *codebook.Book) error {
	for _, s := range t.Sentences {
		for _, m := range s.Claims {
			if et, ok := book.Ontology.Types[m.Type]; m.Type != "" && !ok {
				return fmt.Errorf("template %q: no event type %q: %w", s.ID, m.Type, sanad.ErrInvalid)
			} else if i := slices.IndexFunc(m.Modes, func(mode string) bool { _, ok := et.Modes[mode]; return !ok }); i >= 0 {
				return fmt.Errorf("template %q: %s has no mode %q: %w", s.ID, m.Type, m.Modes[i], sanad.ErrInvalid)
			}
			for _, f := range m.Figures {
				if !slices.ContainsFunc(book.Measures, func(b codebook.Measure) bool { return b.ID == f.Measure }) {
					return fmt.Errorf("template %q: no measure %q: %w", s.ID, f.Measure, sanad.ErrInvalid)
				}
			}
		}
	}
	if len(book.Crisis.Sides) != 2 {
		return fmt.Errorf("%d sides where two are needed: %w", len(book.Crisis.Sides), sanad.ErrInvalid)
	}
	if got := pools(book, t); !slices.ContainsFunc(t.Sentences, func(s sentence) bool { return s.Part == "lead" && s.Claims != nil && fillable(s.Text, got, t) }) {
		return fmt.Errorf("nobody to write about: %w; add actors and places of both sides", sanad.ErrInvalid)
	}
	return nil
}

// slotsOf returns the slots that a text names, each once, in order.
func slotsOf(text string) []string {
	var out []string
	for _, m := range inBraces.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// fillable reports whether each slot of a text has a choice whichever side comes first.
func fillable(text string, pools map[string][]choice, t *templates) bool {
	for _, name := range slotsOf(text) {
		switch t.Slots[name].Of {
		case "actor", "place":
			if len(pools[poolKey(name, 0)]) == 0 || len(pools[poolKey(name, 1)]) == 0 {
				return false
			}
		}
	}
	return true
}
