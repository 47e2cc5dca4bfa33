package sanad_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"sanad.example/sanad"
)

func claimSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("docs/claim.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func asJSON(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// fullClaim has a value in every field that a claim about an event can have.
func fullClaim() sanad.Claim {
	at := sanad.Span{Start: 3, End: 9}
	cue := &sanad.Phrase{Text: "said", Span: at}
	day, end, offset := "3018-03-15", "3018-03-15T18:00+05:00", 4
	when := &sanad.When{Start: &day, End: &end, Precision: "hour", Text: "on Sunday", StartAt: &offset}
	gondor := sanad.Entity{
		ID: "GON-MIL", Name: "Army of Gondor", Country: "GON", Sector: "MIL", Ancestors: []string{"GON"},
		Candidates: []string{"GON-MIL", "GON-REB"}, Text: "the army", Label: "guardians", Span: at, Cue: cue,
	}
	claims := []sanad.Claim{{
		Document: "d1", Sentence: sanad.SentenceRef{Index: 0, Span: at}, Span: at,
		Voice: sanad.VoiceAttributed, Speakers: []sanad.Entity{gondor}, Via: []sanad.Entity{gondor}, Said: when,
		Stance: sanad.StanceDeny, Denies: sanad.DeniesOccurrence, Modality: sanad.ModalityActual,
		Event:  &sanad.Event{Type: "ASSAULT", Modes: []string{"aerial"}, Contexts: []string{"military"}, Score: -9.5, Trigger: sanad.Phrase{Text: "air strikes", Span: at}},
		Actors: []sanad.Entity{gondor}, Recipients: []sanad.Entity{gondor}, When: when,
		Places: []sanad.Place{{ID: "GON-OSG", Name: "Osgiliath", Lat: 34.53, Lon: 69.17, Precision: "city", Role: "venue", Text: "Osgiliath", Span: at}},
		Figures: []sanad.Figure{{
			ID: "f1", Measure: "killed", Low: sanad.Dec(23), High: sanad.Dec(23), Scope: sanad.ScopeIncident, PartOf: "f2",
			Relation: "more_than", Of: []sanad.Population{{Entity: gondor, Sex: "male", Age: "adult", Status: "disputed"}}, By: []sanad.Entity{gondor},
			When: when, Baseline: &sanad.Baseline{Value: 748, When: when}, Unit: "posts", Per: "month", Text: "23 soldiers", Span: at,
		}},
		Links: []sanad.Link{{Type: sanad.LinkRetaliates, To: "0f", Cue: cue, Speakers: []sanad.Entity{gondor}}},
		Rule:  "predicate:airstrike", Confidence: 0.93,
	}}
	sanad.SetIDs(claims)
	return claims[0]
}

// bareClaim has no more than a claim must have.
func bareClaim() sanad.Claim {
	c := sanad.Claim{
		Document: "d1", Voice: sanad.VoiceSource, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual,
		Figures: []sanad.Figure{{ID: "f1", Measure: "killed", High: sanad.Dec(0), Text: "none"}}, Rule: "measure:killed",
	}
	claims := []sanad.Claim{c}
	sanad.SetIDs(claims)
	return claims[0]
}

func TestSchemaTakesClaims(t *testing.T) {
	schema := claimSchema(t)
	relation := bareClaim()
	relation.Figures = nil
	relation.Relation = &sanad.Relation{Type: sanad.RelationHarbours, Trigger: sanad.Phrase{Text: "shelter"}}
	open := fullClaim()
	open.When = &sanad.When{}
	shapes := map[string]sanad.Claim{"full": fullClaim(), "only figures": bareClaim(), "relation": relation, "open interval": open}
	for name, c := range shapes {
		if err := schema.Validate(asJSON(t, c)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestClaimKeepsItsJSON(t *testing.T) {
	want := fullClaim()
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got sanad.Claim
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestOpenBoundsStand holds DESIGN's rule that start, end, low and high of what is there always stand.
func TestOpenBoundsStand(t *testing.T) {
	c := bareClaim()
	c.When = &sanad.When{}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"low":null,"high":0`, `"when":{"start":null,"end":null}`, `"span":{"start":0,"end":0}`, `"negated":false`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s lacks %s", b, want)
		}
	}
	for _, not := range []string{"speakers", "denies", "event", "places", "links"} {
		if strings.Contains(string(b), `"`+not+`"`) {
			t.Errorf("%s has %q without a value", b, not)
		}
	}
}

func TestSchemaRejects(t *testing.T) {
	schema := claimSchema(t)
	at := func(v any, path ...string) map[string]any {
		for _, p := range path {
			if list, ok := v.(map[string]any)[p].([]any); ok {
				v = list[0]
			} else {
				v = v.(map[string]any)[p]
			}
		}
		return v.(map[string]any)
	}
	cases := map[string]func(c any){
		"unknown field":         func(c any) { at(c)["mood"] = "angry" },
		"no stance":             func(c any) { delete(at(c), "stance") },
		"stance of none":        func(c any) { at(c)["stance"] = "doubt" },
		"denies without denial": func(c any) { at(c)["stance"] = "affirm" },
		"empty list":            func(c any) { at(c)["speakers"] = []any{} },
		"event and relation": func(c any) {
			at(c)["relation"] = map[string]any{"type": "supports", "trigger": at(c, "event")["trigger"]}
		},
		"claims nothing":          func(c any) { delete(at(c), "event"); delete(at(c), "figures") },
		"trigger of seven words":  func(c any) { at(c, "event", "trigger")["text"] = "a b c d e f g" },
		"score beyond the scale":  func(c any) { at(c, "event")["score"] = json.Number("-11") },
		"bound left out":          func(c any) { delete(at(c, "figures"), "low") },
		"bound as text":           func(c any) { at(c, "figures")["low"] = "23" },
		"span left out":           func(c any) { delete(at(c, "actors"), "start") },
		"negative offset":         func(c any) { at(c, "span")["start"] = json.Number("-1") },
		"date not ISO":            func(c any) { at(c, "when")["start"] = "15 March" },
		"time without zone":       func(c any) { at(c, "when")["start"] = "3018-03-15T18:00" },
		"confidence over one":     func(c any) { at(c)["confidence"] = json.Number("1.2") },
		"id that is no hash":      func(c any) { at(c)["id"] = "c1" },
		"country of two letters":  func(c any) { at(c, "recipients")["country"] = "GO" },
		"link of no kind":         func(c any) { at(c, "links")["type"] = "like" },
		"latitude beyond a pole":  func(c any) { at(c, "places")["lat"] = json.Number("91") },
		"unknown field of figure": func(c any) { at(c, "figures", "of")["gender"] = "male" },
	}
	for name, spoil := range cases {
		c := asJSON(t, fullClaim())
		spoil(c)
		if schema.Validate(c) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestSchemaFitsStructs compares the schema's properties with the fields of the types they are of, so
// that neither changes without the other.
func TestSchemaFitsStructs(t *testing.T) {
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	b, err := os.ReadFile("docs/claim.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	types := map[string]any{
		"span": sanad.Span{}, "sentence": sanad.SentenceRef{}, "phrase": sanad.Phrase{}, "trigger": sanad.Phrase{},
		"entity": sanad.Entity{}, "population": sanad.Population{}, "event": sanad.Event{}, "relation": sanad.Relation{},
		"when": sanad.When{}, "place": sanad.Place{}, "figure": sanad.Figure{}, "baseline": sanad.Baseline{}, "link": sanad.Link{},
	}
	schema.Defs["claim"], types["claim"] = schema.object, sanad.Claim{}
	for name, def := range schema.Defs {
		if types[name] == nil {
			t.Errorf("$defs/%s is of no type", name)
			continue
		}
		all, required := jsonFields(reflect.TypeOf(types[name]))
		if d := cmp.Diff(all, keys(def.Properties)); d != "" {
			t.Errorf("%s: fields (-) and properties (+): %s", name, d)
		}
		slices.Sort(def.Required)
		if d := cmp.Diff(required, def.Required); d != "" {
			t.Errorf("%s: always there (-) and required (+): %s", name, d)
		}
		if string(def.Additional) != "false" {
			t.Errorf("%s: takes unknown fields", name)
		}
	}
}

type object struct {
	Properties map[string]json.RawMessage `json:"properties"`
	Required   []string                   `json:"required"`
	Additional json.RawMessage            `json:"additionalProperties"`
}

func keys(m map[string]json.RawMessage) []string {
	out := []string{}
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// jsonFields returns the sorted names of a struct's JSON fields, and of those that always stand.
func jsonFields(t reflect.Type) (all, required []string) {
	for _, f := range reflect.VisibleFields(t) {
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" {
			continue
		}
		all = append(all, name)
		if opts != "omitempty" {
			required = append(required, name)
		}
	}
	slices.Sort(all)
	slices.Sort(required)
	return all, required
}
