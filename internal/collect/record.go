package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sanad.example/sanad"
)

// badField is what is wrong with a record, at a byte of it.
type badField struct {
	at     int
	err    error
	remedy string
}

func (b *badField) Error() string { return b.err.Error() }
func (b *badField) Unwrap() error { return b.err }

// fieldError is what is wrong with the value of a field, whose place the record knows.
type fieldError struct {
	name string
	err  *Problem
}

func (f *fieldError) Error() string { return fmt.Sprintf("%q: %v", f.name, f.err.Err) }
func (f *fieldError) Unwrap() error { return f.err }

// inField says which field err is about.
func inField(name string, err error) error {
	var p *Problem
	if !errors.As(err, &p) {
		p = &Problem{Err: err}
	}
	return &fieldError{name: name, err: p}
}

// field is a value of an object, with the bytes at which its name and itself stand.
type field struct {
	at, value int
	raw       json.RawMessage
}

// parseRecord reads one record strictly: no unknown or repeated field, none of another type, no byte
// that isn't UTF-8. A lone surrogate becomes U+FFFD, one code point as it was. Errors: ErrInvalid.
func parseRecord(raw []byte) (sanad.Input, map[string]field, error) {
	var in sanad.Input
	if err := checkJSON(raw); err != nil {
		return in, nil, err
	}
	texts := map[string]*string{
		"id": &in.ID, "text": &in.Text, "title": &in.Title, "published": &in.Published,
		"source": &in.Source, "url": &in.URL, "lang": &in.Lang,
	}
	known := []string{"id", "text", "title", "published", "source", "url", "lang", "about"}
	fields, err := fieldsOf(raw, 0, known)
	if err != nil {
		return in, nil, err
	}
	for name, to := range texts {
		if err := stringInto(to, name, fields[name]); err != nil {
			return in, nil, err
		}
	}
	if _, there := fields["text"]; !there {
		return in, nil, &badField{0, fmt.Errorf("%w: no \"text\"", sanad.ErrInvalid), `give the document's text as "text"`}
	}
	in.About, err = parseAbout(fields["about"])
	return in, fields, err
}

// parseAbout reads what a summary is about.
func parseAbout(f field) (*sanad.About, error) {
	if isNull(f.raw) {
		return nil, nil
	}
	if f.raw[0] != '{' {
		return nil, &badField{f.at, fmt.Errorf("%w: \"about\" isn't an object", sanad.ErrInvalid), `give {"outlet": …, "url": …, "title": …}`}
	}
	about := &sanad.About{}
	texts := map[string]*string{"outlet": &about.Outlet, "url": &about.URL, "title": &about.Title}
	fields, err := fieldsOf(f.raw, f.value, []string{"outlet", "url", "title"})
	if err != nil {
		return nil, err
	}
	for name, to := range texts {
		if err := stringInto(to, "about."+name, fields[name]); err != nil {
			return nil, err
		}
	}
	if *about == (sanad.About{}) {
		return nil, nil
	}
	return about, nil
}

// checkJSON says where raw stops being JSON in UTF-8.
func checkJSON(raw []byte) error {
	if !utf8.Valid(raw) {
		at := 0
		for at < len(raw) {
			r, size := utf8.DecodeRune(raw[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		return &badField{at, fmt.Errorf("%w: byte %#02x isn't UTF-8", sanad.ErrInvalid, raw[at]), "save the file as UTF-8"}
	}
	var v json.RawMessage
	err := json.Unmarshal(raw, &v)
	if err == nil {
		return nil
	}
	at := len(raw)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = max(0, min(int(syntax.Offset), len(raw)))
		if at < len(raw) || !strings.HasPrefix(syntax.Error(), "unexpected end") {
			at = max(0, at-1)
		}
	}
	return &badField{at, fmt.Errorf("%w: not JSON: %v", sanad.ErrInvalid, err), "each record is one JSON object; a quotation mark or line end in a text is escaped (\\\" \\n)"}
}

// fieldsOf returns the fields of an object, which begins at byte base of its record.
func fieldsOf(raw []byte, base int, known []string) (map[string]field, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, &badField{base, fmt.Errorf("%w: not an object", sanad.ErrInvalid), `give {"text": …}`}
	}
	fields := map[string]field{}
	var unknown []string
	first := 0
	for dec.More() {
		before := int(dec.InputOffset())
		at := before + bytes.IndexByte(raw[before:], '"')
		t, err := dec.Token()
		name, ok := t.(string)
		var v json.RawMessage
		if err == nil {
			err = dec.Decode(&v)
		}
		if err != nil || !ok {
			return nil, &badField{base + at, fmt.Errorf("%w: %v", sanad.ErrInvalid, err), "check the record"}
		}
		if !slices.Contains(known, name) {
			if unknown = append(unknown, fmt.Sprintf("%.60q", name)); len(unknown) == 1 {
				first = at
			}
			continue
		}
		if _, twice := fields[name]; twice {
			return nil, &badField{base + at, fmt.Errorf("%w: %q stands twice", sanad.ErrInvalid, name), "leave one of them out"}
		}
		fields[name] = field{at: base + at, value: base + int(dec.InputOffset()) - len(v), raw: v}
	}
	if len(unknown) > 0 {
		return nil, &badField{
			base + first, fmt.Errorf("%w: unknown field %s", sanad.ErrInvalid, strings.Join(unknown[:min(8, len(unknown))], ", ")),
			"known are " + strings.Join(known, ", ") + "; rename it or leave it out",
		}
	}
	return fields, nil
}

// stringInto sets a field that must be a string; null is as if it weren't there.
func stringInto(to *string, name string, f field) error {
	if isNull(f.raw) {
		return nil
	}
	if f.raw[0] != '"' {
		return &badField{f.at, fmt.Errorf("%w: %q isn't a string", sanad.ErrInvalid, name), "put it in quotation marks"}
	}
	if err := json.Unmarshal(f.raw, to); err != nil {
		return &badField{f.at, fmt.Errorf("%w: %q: %v", sanad.ErrInvalid, name, err), "check the string"}
	}
	return nil
}

// isNull reports whether a value is absent or null.
func isNull(raw json.RawMessage) bool { return raw == nil || string(raw) == "null" }
