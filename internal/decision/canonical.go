package decision

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sanad.example/sanad"
)

// maxDepth bounds how deep JSON may be nested.
const maxDepth = 64

// Canonical returns the one spelling of a JSON value by the JSON Canonicalization Scheme, RFC 8785: no white
// space, members in the order of their names' UTF-16 code units, numbers as ECMAScript prints them. Errors wrap
// sanad.ErrInvalid: what isn't I-JSON (RFC 7493), such as a name that comes twice or half of a surrogate pair.
func Canonical(data []byte) ([]byte, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("canonical JSON: %w: not UTF-8", sanad.ErrInvalid)
	}
	if loneSurrogate(data) {
		return nil, fmt.Errorf("canonical JSON: %w: half of a surrogate pair", sanad.ErrInvalid)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var out bytes.Buffer
	if err := canonicalValue(d, &out, 0); err != nil {
		return nil, fmt.Errorf("canonical JSON: %w: %w", sanad.ErrInvalid, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("canonical JSON: %w: more than one value", sanad.ErrInvalid)
	}
	return out.Bytes(), nil
}

func canonicalValue(d *json.Decoder, out *bytes.Buffer, depth int) error {
	if depth > maxDepth {
		return errors.New("nested too deep")
	}
	t, err := d.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return canonicalObject(d, out, depth)
		}
		return canonicalArray(d, out, depth)
	case string:
		canonicalString(out, t)
	case json.Number:
		return canonicalNumber(out, t)
	case bool:
		out.WriteString(strconv.FormatBool(t))
	case nil:
		out.WriteString("null")
	}
	return nil
}

func canonicalArray(d *json.Decoder, out *bytes.Buffer, depth int) error {
	out.WriteByte('[')
	for first := true; d.More(); first = false {
		if !first {
			out.WriteByte(',')
		}
		if err := canonicalValue(d, out, depth+1); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	_, err := d.Token()
	return err
}

func canonicalObject(d *json.Decoder, out *bytes.Buffer, depth int) error {
	members := map[string][]byte{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		key, _ := name.(string) // the decoder has seen to it
		if _, twice := members[key]; twice {
			return fmt.Errorf("member %q comes twice", key)
		}
		var value bytes.Buffer
		if err := canonicalValue(d, &value, depth+1); err != nil {
			return err
		}
		members[key] = value.Bytes()
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) })
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		canonicalString(out, name)
		out.WriteByte(':')
		out.Write(members[name])
	}
	out.WriteByte('}')
	return nil
}

// canonicalString writes a string with the escapes that RFC 8785, 3.2.2.2 asks for and no others.
func canonicalString(out *bytes.Buffer, s string) {
	const short = "\b\t\n\f\r\"\\"
	const letters = `btnfr"\`
	out.WriteByte('"')
	for _, r := range s {
		switch i := strings.IndexRune(short, r); {
		case i >= 0:
			out.WriteByte('\\')
			out.WriteByte(letters[i])
		case r < ' ':
			fmt.Fprintf(out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
}

// canonicalNumber writes a number as ECMAScript does (RFC 8785, 3.2.2.3): the shortest that reads back as the
// same IEEE 754 double, with an exponent below 1e-6 and from 1e21 on. A whole number that this would write as another,
// as many beyond 2^53, is refused: it must be written as a string.
func canonicalNumber(out *bytes.Buffer, n json.Number) error {
	f, err := n.Float64()
	if err != nil {
		return fmt.Errorf("number %s is out of range", n)
	}
	s := "0" // and not "-0"
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		s = strconv.FormatFloat(f, 'f', -1, 64)
	} else if f != 0 {
		s = strings.NewReplacer("e-0", "e-", "e+0", "e+").Replace(strconv.FormatFloat(f, 'e', -1, 64))
	}
	if math.Abs(f) >= 1<<53 && !strings.ContainsAny(string(n), ".eE") {
		was, _ := new(big.Rat).SetString(string(n))
		is, ok := new(big.Rat).SetString(s)
		if !ok || was == nil || was.Cmp(is) != 0 {
			return fmt.Errorf("number %s can't be kept as it is: beyond 2^53 write it as a string", n)
		}
	}
	out.WriteString(s)
	return nil
}

// loneSurrogate reports whether an escape of a JSON text stands for half of a pair. The decoder would make it
// another character.
func loneSurrogate(data []byte) bool {
	for i := 0; i+1 < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		r, ok := escaped(data[i:])
		switch {
		case !ok:
			i++ // a short escape, such as a backslash
		case !utf16.IsSurrogate(r):
			i += 5
		default:
			low, ok := escaped(data[i+6:])
			if !ok || utf16.DecodeRune(r, low) == utf8.RuneError {
				return true
			}
			i += 11
		}
	}
	return false
}

// escaped reads an escape such as \u20ac.
func escaped(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	return rune(n), err == nil
}

// canonicalOf is the canonical JSON of a Go value.
func canonicalOf(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("canonical JSON: %w: %w", sanad.ErrInvalid, err)
	}
	return Canonical(data)
}
