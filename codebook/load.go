package codebook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// MaxFile is the most bytes that one codebook file may have.
const MaxFile = 8 << 20

// Files returns the whole codebook as bytes by file name, as LoadBytes takes it. The caller owns the map,
// not the bytes.
func (b *Book) Files() map[string][]byte { return maps.Clone(b.files) }

// LoadBytes reads a codebook from files by name: "core/…", then "crises/<name>/…", then "overlay/…",
// each laid over the ones before. The error is Problems: everything that is wrong, not the first alone.
func LoadBytes(files map[string][]byte) (*Book, error) {
	l := &loader{book: &Book{files: maps.Clone(files), where: map[string]position{}}}
	for _, name := range inLayers(files) {
		l.file(name, files[name])
	}
	l.required()
	if err := l.problems.err(); err != nil {
		return nil, err
	}
	b := l.book
	b.ID = hashFiles(files)
	b.index = newIndex(b)
	if err := b.Check().err(); err != nil {
		return nil, err
	}
	b.lex = compile(b)
	return b, nil
}

// inLayers returns the names of the files, core first and overlay last.
func inLayers(files map[string][]byte) []string {
	layer := func(name string) string {
		switch {
		case strings.HasPrefix(name, "core/"):
			return "0" + name
		case strings.HasPrefix(name, "overlay/"):
			return "2" + name
		}
		return "1" + name
	}
	return slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		return strings.Compare(layer(a), layer(b))
	})
}

func hashFiles(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%d:%s%d:", len(name), name, len(files[name]))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// loader collects entries and problems over all files.
type loader struct {
	book     *Book
	problems Problems
}

func (l *loader) problem(at position, message, remedy string) {
	l.problems = append(l.problems, Problem{at.file, at.line, at.column, message, remedy})
}

var fileName = regexp.MustCompile(`^(ontology|predicates|cues|links|measures|roles|words|time|incidents|confidence|nonevents|crisis|actors|places|crossings|sources|groups|estimates)(-[a-z0-9-]+)?\.yaml$`)

// file reads one file into the book, by the kind that its name says.
func (l *loader) file(name string, data []byte) {
	at := position{name, 1, 1}
	m := fileName.FindStringSubmatch(path.Base(name))
	if m == nil {
		l.problem(at, "not a codebook file's name", "name it after what it holds: actors.yaml, actors-media.yaml, places.yaml, predicates.yaml")
		return
	}
	if len(data) > MaxFile {
		l.problem(at, fmt.Sprintf("too large: %d bytes, at most %d", len(data), MaxFile), "split it: actors-a.yaml, actors-b.yaml")
		return
	}
	b := l.book
	switch m[1] {
	case "ontology":
		singleton(l, name, data, &b.Ontology)
	case "words":
		singleton(l, name, data, &b.Words)
	case "incidents":
		singleton(l, name, data, &b.Incidents)
	case "crisis":
		singleton(l, name, data, &b.Crisis)
	case "predicates":
		entries(l, name, data, &b.Predicates, "predicate", func(e Predicate) string { return e.ID })
	case "cues":
		entries(l, name, data, &b.Cues, "cue", func(e Cue) string { return e.ID })
	case "links":
		entries(l, name, data, &b.Joins, "link", func(e Join) string { return e.ID })
	case "measures":
		entries(l, name, data, &b.Measures, "measure", func(e Measure) string { return e.ID })
	case "roles":
		entries(l, name, data, &b.Roles, "role", func(e Role) string { return e.ID })
	case "confidence":
		entries(l, name, data, &b.Doubts, "doubt", func(e Doubt) string { return e.ID })
	case "nonevents":
		entries(l, name, data, &b.NonEvents, "nonevent", func(e NonEvent) string { return e.ID })
	case "time":
		entries(l, name, data, &b.Times, "time", func(e Time) string { return e.ID })
	case "actors":
		entries(l, name, data, &b.Actors, "actor", func(e Actor) string { return e.ID })
	case "places", "crossings":
		entries(l, name, data, &b.Places, "place", func(e Place) string { return e.ID })
	case "groups":
		entries(l, name, data, &b.Groups, "group", func(e PeopleKind) string { return e.ID })
	case "estimates":
		entries(l, name, data, &b.Estimates, "estimates", func(e EstimateRules) string { return e.ID })
	case "sources":
		entries(l, name, data, &b.Sources, "source", func(e Source) string { return e.ID })
	}
}

// required reports the files without which nothing can be coded.
func (l *loader) required() {
	b := l.book
	for _, need := range []struct {
		ok   bool
		file string
	}{
		{len(b.Ontology.Types) > 0, "core/ontology.yaml"},
		{len(b.Predicates) > 0, "core/predicates.yaml"},
		{len(b.Cues) > 0, "core/cues.yaml"},
		{len(b.Measures) > 0, "core/measures.yaml"},
		{len(b.Words.Numbers) > 0, "core/words.yaml"},
		{b.Crisis.Name != "", "crisis.yaml"},
	} {
		if !need.ok && len(l.problems) == 0 {
			l.problem(position{need.file, 1, 1}, "missing or empty", "a codebook needs it")
		}
	}
}

// listFile is a file of entries.
type listFile[T any] struct {
	Header  Header   `yaml:"header"`
	Entries []T      `yaml:"entries"`
	Remove  []string `yaml:"remove,omitempty"`
}

// entries reads a file of entries into list: those of an id that is there replace it.
func entries[T any](l *loader, name string, data []byte, list *[]T, kind string, id func(T) string) {
	var f listFile[T]
	root := l.decode(name, data, &f)
	if root == nil {
		return
	}
	l.header(name, f.Header)
	places := sequence(root, "entries")
	seen := map[string]position{}
	for i, e := range f.Entries {
		at := position{name, 1, 1}
		if i < len(places) {
			at = position{name, places[i].Line, places[i].Column}
		}
		if first, ok := seen[id(e)]; ok {
			l.problem(at, fmt.Sprintf("%s %q stands twice, first in line %d", kind, id(e), first.line), "remove one or give it another id")
			continue
		}
		seen[id(e)] = at
		l.put(kind, id(e), at)
		if j := slices.IndexFunc(*list, func(o T) bool { return id(o) == id(e) }); j >= 0 {
			(*list)[j] = e
		} else {
			*list = append(*list, e)
		}
	}
	for i, gone := range f.Remove {
		j := slices.IndexFunc(*list, func(o T) bool { return id(o) == gone })
		if j < 0 {
			at := position{name, 1, 1}
			if n := sequence(root, "remove"); i < len(n) {
				at = position{name, n[i].Line, n[i].Column}
			}
			l.problem(at, fmt.Sprintf("removes %s %q, which isn't there", kind, gone), "correct the id or drop the line")
			continue
		}
		*list = slices.Delete(*list, j, j+1)
	}
}

// put notes where an entry stands; the same id in another file of the same layer is a duplicate.
func (l *loader) put(kind, id string, at position) {
	key := kind + " " + id
	if old, ok := l.book.where[key]; ok && path.Dir(old.file) == path.Dir(at.file) {
		l.problem(at, fmt.Sprintf("%s %q stands in %s:%d too", kind, id, old.file, old.line), "remove one or give it another id")
	}
	l.book.where[key] = at
}

// singleton reads a file that is one record; a later layer's fields replace, its maps and lists extend.
func singleton[T any](l *loader, name string, data []byte, into *T) {
	var f struct {
		Header Header `yaml:"header"`
		Body   T      `yaml:",inline"`
	}
	root := l.decode(name, data, &f)
	if root == nil {
		return
	}
	l.header(name, f.Header)
	extend(reflect.ValueOf(into).Elem(), reflect.ValueOf(f.Body))
	kind := strings.TrimSuffix(path.Base(name), ".yaml")
	l.book.where[kind] = position{name, 1, 1}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		l.book.where[kind+" "+key.Value] = position{name, key.Line, key.Column}
	}
}

// extend lays src over dst, both of one struct type.
func extend(dst, src reflect.Value) {
	for i := range dst.NumField() {
		d, s := dst.Field(i), src.Field(i)
		switch {
		case s.IsZero():
		case s.Kind() == reflect.Map && !d.IsNil():
			for it := s.MapRange(); it.Next(); {
				d.SetMapIndex(it.Key(), extended(d.MapIndex(it.Key()), it.Value()))
			}
		case s.Kind() == reflect.Slice:
			d.Set(reflect.AppendSlice(d, s))
		default:
			d.Set(s)
		}
	}
}

// extended is a map's value with what a later layer adds: a list grows, anything else is replaced.
func extended(old, add reflect.Value) reflect.Value {
	if !old.IsValid() || add.Kind() != reflect.Slice {
		return add
	}
	return reflect.AppendSlice(reflect.AppendSlice(reflect.MakeSlice(add.Type(), 0, 0), old), add)
}

func (l *loader) header(name string, h Header) {
	if h.About == "" || h.Provenance == "" || h.Licence == "" {
		l.problem(position{name, 1, 1}, "header without about, provenance or licence", "say what the file holds, whence its knowledge is and under which licence")
	}
}

// decode reads strict YAML: unknown and repeated keys are problems. It returns the document's mapping,
// or nil where there were problems.
func (l *loader) decode(name string, data []byte, into any) *yaml.Node {
	before := len(l.problems)
	if len(bytes.TrimSpace(data)) == 0 {
		l.problem(position{name, 1, 1}, "empty file", "remove it or fill in header and entries")
		return nil
	}
	err := yaml.Load(data, into, yaml.WithKnownFields())
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, e := range many.Errors {
			l.yamlProblem(name, e)
		}
	case errors.As(err, &one):
		l.yamlProblem(name, one)
	default:
		l.problem(position{name, 1, 1}, err.Error(), "correct the YAML")
	}
	if len(l.problems) > before {
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil || len(doc.Content) == 0 {
		return nil
	}
	return doc.Content[0]
}

var (
	unknownField = regexp.MustCompile(`(?s)^field (.*) not found in type .*$`)
	wrongType    = regexp.MustCompile("(?s)^cannot construct !!(\\w+)(?: `(.*)`)? into (.*)$")
	kindOf       = map[string]string{"seq": "a list", "map": "a record", "str": "text", "int": "a number", "float": "a number", "bool": "true or false"}
)

// yamlProblem words an error of the YAML reader for a person who doesn't program.
func (l *loader) yamlProblem(name string, e *yaml.LoadError) {
	at := position{name, max(1, e.Mark.Line), max(1, e.Mark.Column)}
	if m := unknownField.FindStringSubmatch(e.Message); m != nil {
		l.problem(at, fmt.Sprintf("unknown field %q", m[1]), "correct its spelling or its indentation; docs/codebook.md lists the fields")
		return
	}
	if m := wrongType.FindStringSubmatch(e.Message); m != nil {
		got := kindOf[m[1]]
		if got == "" {
			got = m[1]
		}
		l.problem(at, fmt.Sprintf("%s %q where %s is needed", got, m[2], goKind(m[3])), "docs/codebook.md says what the field takes; quote texts that look like numbers or dates")
		return
	}
	l.problem(at, e.Message, "correct the YAML")
}

func goKind(s string) string {
	switch {
	case strings.HasPrefix(s, "int"), strings.HasPrefix(s, "float"):
		return "a number"
	case s == "string":
		return "text"
	case s == "bool":
		return "true or false"
	case strings.HasPrefix(s, "[]"):
		return "a list"
	}
	return "a record"
}

// sequence returns the nodes of the list under key.
func sequence(root *yaml.Node, key string) []*yaml.Node {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == key {
			return root.Content[i+1].Content
		}
	}
	return nil
}

// crisisName is the name in a crisis.yaml, "" where there is none.
func crisisName(data []byte) string {
	var c struct {
		Name string `yaml:"name"`
	}
	if len(data) == 0 || yaml.Load(data, &c) != nil {
		return ""
	}
	return c.Name
}

// UnmarshalYAML reads an alias written as plain text or as a record.
func (a *Alias) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*a = Alias{Text: n.Value}
		return nil
	}
	type plain Alias
	return n.Load((*plain)(a), yaml.WithKnownFields())
}
