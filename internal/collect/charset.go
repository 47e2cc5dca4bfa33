package collect

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"sanad.example/sanad"
)

// decode returns bytes as text with the name of their character set: by byte order mark, as UTF-8 where
// they are, as declared by the media type or (html) in the page, or by their statistics. Errors:
// ErrInvalid for what isn't text.
func decode(b []byte, mediaType string, html bool) (text, name string, err error) {
	if err := refuseBinary(b[:min(len(b), sniffLength)]); err != nil {
		return "", "", err
	}
	enc, name := encodingOf(b, mediaType, html)
	if enc == nil {
		text = string(b)
	} else {
		out, err := enc.NewDecoder().Bytes(b)
		if err != nil {
			return "", "", &Problem{Err: fmt.Errorf("%w: not %s: %v", sanad.ErrInvalid, name, err), Remedy: "save it as UTF-8"}
		}
		text = string(out)
	}
	if n, of := controls(text); n*10 > of {
		return "", "", &Problem{Err: fmt.Errorf("%w: binary data", sanad.ErrInvalid), Remedy: "leave it out, or save it as text"}
	}
	return text, name, nil
}

// controls counts the characters that texts don't have, and all.
func controls(text string) (n, of int) {
	for _, r := range text {
		of++
		if r == utf8.RuneError || r < 0xa0 && unicode.IsControl(r) && !strings.ContainsRune("\t\n\v\f\r\u0085", r) {
			n++
		}
	}
	return n, of
}

// encodingOf returns the encoding of b, nil for UTF-8.
func encodingOf(b []byte, mediaType string, html bool) (encoding.Encoding, string) {
	if enc, name := byMark(b); name != "" {
		return enc, name
	}
	if enc, name := wide(b); enc != nil {
		return enc, name
	}
	if utf8.Valid(b) {
		return nil, "utf-8"
	}
	if enc, name, declared := declaration(b, mediaType, html); declared && name != "utf-8" {
		return enc, name
	}
	if mostlyUTF8(b) {
		return nil, "utf-8"
	}
	return byStatistics(b)
}

// byMark reads a byte order mark.
func byMark(b []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return nil, "utf-8"
	case bytes.HasPrefix(b, []byte{0xff, 0xfe, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf-32le"
	case bytes.HasPrefix(b, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32be"
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), "utf-16le"
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return utf16.UTF16(utf16.BigEndian, utf16.UseBOM), "utf-16be"
	}
	return nil, ""
}

// wide finds UTF-16 without a mark: of Latin text, every second byte is zero.
func wide(b []byte) (encoding.Encoding, string) {
	head := b[:min(len(b), sniffLength)]
	if len(head) < 4 || len(b)%2 != 0 {
		return nil, ""
	}
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case zeros[1]*10 > half*4 && zeros[0]*20 < half:
		return utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM), "utf-16le"
	case zeros[0]*10 > half*4 && zeros[1]*20 < half:
		return utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM), "utf-16be"
	}
	return nil, ""
}

// declaration returns the encoding that the media type, or the page itself, declares.
func declaration(b []byte, mediaType string, html bool) (enc encoding.Encoding, name string, declared bool) {
	if !html && !strings.Contains(mediaType, "charset") {
		return nil, "", false
	}
	if !html { // a plain text that speaks of <meta charset> declares nothing
		b = nil
	}
	return charset.DetermineEncoding(b, mediaType)
}

// mostlyUTF8 reports whether b is UTF-8 but for a few bytes, as where something was cut.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		i += size
	}
	return good >= 4*bad
}

// confident is the chardet confidence, of 100, from which another encoding than Windows-1252 is taken.
const confident = 50

// byStatistics guesses the encoding. It is Windows-1252 unless the letters clearly say otherwise, as
// those of Urdu, Persian or Pashto in Windows-1256 do.
func byStatistics(b []byte) (encoding.Encoding, string) {
	guesses, _ := chardet.NewTextDetector().DetectAll(b[:min(len(b), 64<<10)]) // none: the default below
	slices.SortFunc(guesses, func(x, y chardet.Result) int {                   // the detector leaves equals in any order
		return cmp.Or(cmp.Compare(y.Confidence, x.Confidence), cmp.Compare(x.Charset, y.Charset))
	})
	if len(guesses) > 0 && guesses[0].Confidence >= confident && !strings.HasPrefix(guesses[0].Charset, "UTF") {
		if enc, err := htmlindex.Get(guesses[0].Charset); err == nil {
			name, _ := htmlindex.Name(enc)
			return enc, name
		}
	}
	enc, _ := htmlindex.Get("windows-1252")
	return enc, "windows-1252"
}
