package decision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// Rules apply decisions with one codebook: what it knows of an actor or place goes with an id that an analyst
// gives. They are read-only and safe for concurrent use.
type Rules struct {
	book   *codebook.Book
	schema *jsonschema.Schema
}

// NewRules prepares rules for a codebook, which must not change afterwards.
func NewRules(book *codebook.Book) (*Rules, error) {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(sanad.ClaimSchema()))
	if err != nil {
		return nil, fmt.Errorf("schema of a claim: %w", err)
	}
	const name = "https://sanad.example/claim.schema.json"
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, schema); err != nil {
		return nil, fmt.Errorf("schema of a claim: %w", err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		return nil, fmt.Errorf("schema of a claim: %w", err)
	}
	return &Rules{book, compiled}, nil
}

// claim reads a claim from its JSON value and holds it against the schema and the text. Errors wrap
// sanad.ErrInvalid.
func (r *Rules) claim(t text, v any) (c sanad.Claim, err error) {
	data, err := json.Marshal(v)
	if err != nil {
		return c, fmt.Errorf("%w: %w", sanad.ErrInvalid, err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err == nil {
		err = r.schema.Validate(value)
	}
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), "\n") // the first line names the schema
		return c, fmt.Errorf("%w: the claim would be none, %s", sanad.ErrInvalid, strings.TrimPrefix(strings.Join(strings.Fields(why), " "), "- "))
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, fmt.Errorf("%w: %w", sanad.ErrInvalid, err)
	}
	figures := map[string]bool{}
	for _, f := range c.Figures {
		if figures[f.ID] {
			return c, fmt.Errorf("/figures: %w: two figures %q", sanad.ErrInvalid, f.ID)
		}
		figures[f.ID] = true
		if err := sensible(&f); err != nil {
			return c, fmt.Errorf("/figures, %q: %w", f.ID, err)
		}
	}
	return c, t.checkSpans("", v)
}

// most is the largest number that a figure may have: ten times what the world's trade is worth in a year, in rupees.
const most = 1e17

// sensible refuses bounds that no count can have: under nought, but of a change, over any that makes sense, or the
// low over the high.
func sensible(f *sanad.Figure) error {
	for _, d := range []*sanad.Decimal{f.Low, f.High} {
		if d != nil && (*d > most || *d < -most || *d < 0 && f.Measure != "change_pct") {
			return fmt.Errorf("%w: %s is no number of %s", sanad.ErrInvalid, *d, f.Measure)
		}
	}
	if f.Low != nil && f.High != nil && *f.Low > *f.High {
		return fmt.Errorf("%w: low %s is over high %s: correct both, high first", sanad.ErrInvalid, *f.Low, *f.High)
	}
	return nil
}

// checkSpans holds every span of a claim's value against the text: it lies in it, and what says to be its words
// is. Errors wrap sanad.ErrInvalid and name the place.
func (t text) checkSpans(where string, v any) error {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			if err := t.checkSpans(fmt.Sprintf("%s/%d", where, i), e); err != nil {
				return err
			}
		}
	case map[string]any:
		if s, ok := spanOf(v); ok {
			if s.Start > s.End || s.End > t.Len() {
				return fmt.Errorf("%s: %w: %d to %d is outside of a text of %d characters", where, sanad.ErrInvalid, s.Start, s.End, t.Len())
			}
			if words, ok := v["text"].(string); ok && t.Slice(s) != words {
				return fmt.Errorf("%s: %w: from %d to %d the text has %q, not %q", where, sanad.ErrInvalid, s.Start, s.End, t.Slice(s), words)
			}
		}
		for name, e := range v {
			if err := t.checkSpans(where+"/"+name, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// spanOf reads the offsets of an object that has both.
func spanOf(v map[string]any) (s sanad.Span, ok bool) {
	start, sok := v["start"].(json.Number)
	end, eok := v["end"].(json.Number)
	if !sok || !eok {
		return s, false
	}
	a, aerr := start.Int64()
	b, berr := end.Int64()
	return sanad.Span{Start: int(a), End: int(b)}, aerr == nil && berr == nil
}

// isEntityList reports whether a member of a claim or figure is a list of entities.
func isEntityList(name string) bool {
	switch name {
	case "speakers", "via", "actors", "recipients", "by", "of":
		return true
	}
	return false
}

// named gives entities and places within v, a value at member name, what the codebook knows of their ids.
func (r *Rules) named(name string, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			r.named(name, e)
		}
	case map[string]any:
		switch {
		case isEntityList(name):
			r.nameEntity(v)
		case name == "places":
			r.namePlace(v)
		}
		for member, e := range v {
			r.named(member, e)
		}
	}
}

// nameEntity fills in what goes with an entity's id, as the coder does.
func (r *Rules) nameEntity(e map[string]any) {
	id, _ := e["id"].(string)
	if id == "" {
		return
	}
	for _, member := range []string{"name", "country", "sector", "ancestors", "candidates"} {
		delete(e, member)
	}
	put := func(member, value string) {
		if value != "" {
			e[member] = value
		}
	}
	a, ok := r.book.Actor(id)
	if !ok { // a country's sector without an entry of its own: "ROH-MIL"
		country, sector, of := strings.Cut(id, "-")
		state, known := r.book.Actor(country)
		if !known {
			return
		}
		put("country", country)
		put("name", state.Name)
		if of {
			put("sector", sector)
			put("name", state.Name+" "+sector)
			e["ancestors"] = []any{country}
		}
		return
	}
	put("name", a.Name)
	put("country", r.book.Country(id))
	put("sector", a.Sector)
	putList(e, "ancestors", r.book.Ancestors(id))
	putList(e, "candidates", a.Candidates)
}

func putList(e map[string]any, member string, values []string) {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	if len(list) > 0 {
		e[member] = list
	}
}

// scored gives a claim's event the score that the ontology has for its type and modes.
func (r *Rules) scored(v any) {
	m, _ := v.(map[string]any)
	event, _ := m["event"].(map[string]any)
	name, _ := event["type"].(string)
	if _, known := r.book.Ontology.Types[name]; !known {
		return
	}
	var modes []string
	list, _ := event["modes"].([]any)
	for _, mode := range list {
		if s, ok := mode.(string); ok {
			modes = append(modes, s)
		}
	}
	event["score"] = json.Number(sanad.Decimal(r.book.Ontology.Score(name, modes)).String())
}

// Known refuses a claim that names what the codebook doesn't have: a type of event, a mode, a measure, an actor, a
// place. It is for what an analyst is about to rule; a later codebook may know less. Errors wrap sanad.ErrInvalid.
func (r *Rules) Known(c sanad.Claim) error {
	unknown := func(what, id string) error {
		return fmt.Errorf("%w: the codebook has no %s %q; sanad codebook show lists what it has", sanad.ErrInvalid, what, id)
	}
	if c.Event != nil {
		t, ok := r.book.Ontology.Types[c.Event.Type]
		if !ok {
			return unknown("type of event", c.Event.Type)
		}
		for _, mode := range c.Event.Modes {
			if _, ok := t.Modes[mode]; !ok {
				return unknown("mode of "+c.Event.Type, mode)
			}
		}
	}
	for _, f := range c.Figures {
		if _, ok := r.book.Measure(f.Measure); !ok {
			return unknown("measure", f.Measure)
		}
	}
	for _, p := range c.Places {
		if _, ok := r.book.Place(p.ID); !ok && p.ID != "" {
			return unknown("place", p.ID)
		}
	}
	for _, e := range entities(c) {
		country, _, _ := strings.Cut(e.ID, "-")
		_, actor := r.book.Actor(e.ID)
		_, state := r.book.Actor(country)
		_, measure := r.book.Measure(e.ID) // of a change or a share
		if e.ID != "" && !actor && !state && !measure {
			return unknown("actor", e.ID)
		}
	}
	return nil
}

// entities are all that a claim names.
func entities(c sanad.Claim) []sanad.Entity {
	out := slices.Concat(c.Speakers, c.Via, c.Actors, c.Recipients)
	for _, f := range c.Figures {
		out = append(out, f.By...)
		for _, p := range f.Of {
			out = append(out, p.Entity)
		}
	}
	return out
}

// namePlace fills in what goes with a place's id.
func (r *Rules) namePlace(p map[string]any) {
	id, _ := p["id"].(string)
	b, ok := r.book.Place(id)
	if !ok {
		return
	}
	p["name"] = b.Name
	p["lat"], p["lon"] = json.Number(sanad.Decimal(b.Lat).String()), json.Number(sanad.Decimal(b.Lon).String())
	switch b.Kind {
	case "city", "town":
		p["precision"] = "city"
	case "district", "province", "country":
		p["precision"] = b.Kind
	case "region", "river":
		p["precision"] = "province"
	default:
		p["precision"] = "point"
	}
}
