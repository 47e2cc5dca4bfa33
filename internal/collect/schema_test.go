package collect

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"sanad.example/sanad"
)

const schemaFile = "../../docs/formats/input.schema.json"

// records are what may come in as a record, and whether it is taken.
var records = []struct {
	raw  string
	take bool
}{
	{`{"text":"Arnor"}`, true},
	{`{"id":"a","text":"Arnor","title":"b","published":"2025-10-15T18:00+05:00","source":"c","url":"https://herald.example/","lang":"ps","about":{"outlet":"d","url":"https://herald.example/","title":"e"}}`, true},
	{`{"text":"Arnor","id":null,"title":null,"published":null,"source":null,"url":null,"lang":null,"about":null}`, true},
	{`{"text":"Arnor","id":"","title":"","published":"","source":"","url":"","lang":"","about":{}}`, true},
	{`{"text":"Arnor","about":{"url":null}}`, true},
	{`{"text":"Arnor","published":"2025"}`, true},
	{`{"text":"Arnor","published":"2025-10-15 18:00:01.5Z"}`, true},
	{`{"text":"Arnor","url":"HTTP://herald.example"}`, true},
	{`{"text":"Arnor","lang":"zh-Hant-TW"}`, true},
	{`{}`, false},
	{`[]`, false},
	{`{"text":""}`, false},
	{`{"text":" \n"}`, false},
	{`{"text":null}`, false},
	{`{"text":1}`, false},
	{`{"text":"Arnor","txet":""}`, false},
	{`{"text":"Arnor","id":7}`, false},
	{`{"text":"Arnor","title":["a"]}`, false},
	{`{"text":"Arnor","published":"15 October"}`, false},
	{`{"text":"Arnor","published":"1404-07-23"}`, false},
	{`{"text":"Arnor","published":" "}`, false},
	{`{"text":"Arnor","url":"ftp://herald.example/"}`, false},
	{`{"text":"Arnor","url":"herald.example"}`, false},
	{`{"text":"Arnor","lang":"English!"}`, false},
	{`{"text":"Arnor","about":"AFP"}`, false},
	{`{"text":"Arnor","about":{"outlat":"AFP"}}`, false},
	{`{"text":"Arnor","about":{"url":"javascript:alert(1)"}}`, false},
}

// TestSchemaAgreesWithCode holds docs/formats/input.schema.json against what records are taken.
func TestSchemaAgreesWithCode(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	c := collector(t, Options{})
	for _, r := range records {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(r.raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); (err == nil) != r.take {
			t.Errorf("schema: %s: %v", r.raw, err)
		}
		if _, errs := read(c, "a.jsonl", r.raw); (len(errs) == 0) != r.take {
			t.Errorf("code: %s: %v", r.raw, errs)
		}
	}
}

// TestSchemaFitsInput compares the schema's properties with the fields of sanad.Input, and both with
// what the reader knows.
func TestSchemaFitsInput(t *testing.T) {
	b, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]object `json:"properties"`
	}
	var schema object
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		of    any
		props map[string]object
	}{{sanad.Input{}, schema.Properties}, {sanad.About{}, schema.Properties["about"].Properties}} {
		var fields, props []string
		for _, f := range reflect.VisibleFields(reflect.TypeOf(c.of)) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			fields = append(fields, name)
		}
		for name := range c.props {
			props = append(props, name)
		}
		slices.Sort(fields)
		slices.Sort(props)
		if d := cmp.Diff(fields, props); d != "" {
			t.Errorf("%T: fields (-) and properties (+): %s", c.of, d)
		}
	}
}

// TestInputComesBack holds that what package sanad writes as a record is read as it was.
func TestInputComesBack(t *testing.T) {
	want := sanad.Input{
		ID: "a", Text: "Arnor", Title: "b", Published: "2025", Source: "c", URL: "https://herald.example/", Lang: "en",
		About: &sanad.About{Outlet: "d", URL: "https://herald.example/1", Title: "e"},
	}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := parseRecord(raw)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzRecord(f *testing.F) {
	for _, r := range records {
		f.Add([]byte(r.raw))
	}
	for _, h := range hostileRecords() {
		if len(h.body) < 10_000 {
			f.Add(h.body)
		}
	}
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		f.Fatal(err)
	}
	c := collector(f, Options{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, kind := range []kind{kindLines, kindJSON} {
			for item, err := range fuzzed(c, kind, raw) {
				if err != nil {
					continue
				}
				v, jerr := jsonschema.UnmarshalJSON(strings.NewReader(strings.ToValidUTF8(string(item.Bytes), "\ufffd")))
				if jerr != nil {
					t.Errorf("taken, but not JSON: %q: %v", item.Bytes, jerr)
				} else if err := schema.Validate(v); err != nil {
					t.Errorf("taken, but not by the schema: %q: %v", item.Bytes, err)
				}
				checkItem(t, item)
			}
		}
	})
}

func FuzzPlain(f *testing.F)    { fuzzKind(f, kindPlain, hostileTexts()) }
func FuzzHTML(f *testing.F)     { fuzzKind(f, kindHTML, hostilePages()) }
func FuzzMarkdown(f *testing.F) { fuzzKind(f, kindMarkdown, hostileMarkdown()) }

// FuzzAny lets the kind be found, gzip included.
func FuzzAny(f *testing.F) {
	fuzzKind(f, "", slices.Concat(hostileTexts(), hostileArchives(), hostileRecords(), hostilePages()))
}

// fuzzKind holds that any bytes end in items that are fit to store and errors that say where.
func fuzzKind(f *testing.F, kind kind, seeds []hostile) {
	for _, h := range seeds {
		if len(h.body) < 4_000 && h.is != large { // no bombs: they are slow to unpack
			f.Add(h.body)
		}
	}
	c := collector(f, Options{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		for item, err := range fuzzed(c, kind, raw) {
			if err == nil {
				checkItem(t, item)
			}
			if p := new(Problem); err != nil && (!errors.As(err, &p) || p.Origin == "" || !errors.Is(err, sanad.ErrInvalid) && !errors.Is(err, sanad.ErrTooLarge)) {
				t.Errorf("error without a place or a meaning: %v", err)
			}
		}
	})
}

// fuzzed reads raw as a kind.
func fuzzed(c *Collector, kind kind, raw []byte) func(func(Item, error) bool) {
	return func(yield func(Item, error) bool) {
		c.read(input{origin: "fuzz", name: "fuzz", kind: kind}, strings.NewReader(string(raw)), yield)
	}
}
