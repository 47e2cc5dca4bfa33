package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// Version is the format's. A reader refuses a later one.
const Version = 1

// Bounds of a bundle. It isn't compressed, so that no small file becomes a large one.
const (
	MaxBytes   = 128 << 20
	maxRecords = 100_000
	maxNodes   = 64 // of a proof: a log of 2^63 entries needs no more
)

// Bundle is a proof as it is written and read.
type Bundle struct {
	Head      Head
	Documents []Document
	Sentences []Sentence
	Claims    []sanad.Claim
	Entries   []Entry
	Vouch     string // a signed note over all lines before it
}

// Head says what a bundle is for, and under which head of which log.
type Head struct {
	Version    int     `json:"sanad_proof"`
	Asked      []Asked `json:"asked"`
	Program    string  `json:"program"`  // versions of the stages that read the claims
	Codebook   string  `json:"codebook"` // id of the codebook that they were read with
	Texts      bool    `json:"texts"`    // whole texts are in the bundle
	Key        string  `json:"key"`      // the log's public key, as key.pub has it
	Checkpoint string  `json:"checkpoint"`
	Documents  int     `json:"documents"` // how many of each follow
	Sentences  int     `json:"sentences"`
	Claims     int     `json:"claims"`
	Entries    int     `json:"entries"`
}

// Asked is a claim, or one of its figures, that a bundle proves.
type Asked struct {
	Claim  string `json:"claim"`
	Figure string `json:"figure,omitempty"`
}

// Document is a document that claims were read from, without its text.
type Document struct {
	ID        string  `json:"id"`
	Source    string  `json:"source,omitempty"`
	URL       string  `json:"url,omitempty"`
	Title     string  `json:"title,omitempty"`
	Published string  `json:"published,omitempty"`
	SHA256    string  `json:"sha256"`   // of the text in UTF-8, hexadecimal
	Length    int     `json:"length"`   // of the text, code points
	Receipts  []int64 `json:"receipts"` // entries, ascending
	Texts     []int64 `json:"texts"`    // likewise
}

// Sentence is a sentence of a document, word for word.
type Sentence struct {
	Document string `json:"document"`
	sanad.SentenceRef
	Text string `json:"text"`
}

// Entry is an entry of the log with what its commitment was made of.
type Entry struct {
	Index      int64    `json:"index"`
	Kind       string   `json:"kind"`
	Recorded   string   `json:"recorded"` // as the log writes times
	Body       string   `json:"body"`
	Elided     *int     `json:"elided,omitempty"` // byte of Body where the text's JSON string, quotes and all, was left out
	Blob       string   `json:"blob,omitempty"`   // SHA-256 of the bytes that go with it, hexadecimal
	Salt       string   `json:"salt"`             // base64
	Commitment string   `json:"commitment"`       // base64
	Nodes      []string `json:"nodes"`            // base64, from the leaf's neighbour to the root's
}

// NewEntry writes an entry of the log for a bundle.
func NewEntry(r log.Record, nodes []log.Hash) Entry {
	e := Entry{
		Index: r.Index, Kind: string(r.Kind), Recorded: r.Recorded.UTC().Format(log.TimeFormat), Body: string(r.Body),
		Salt: base64.StdEncoding.EncodeToString(r.Salt), Commitment: base64.StdEncoding.EncodeToString(r.Commitment[:]), Nodes: []string{},
	}
	if r.Blob != nil {
		e.Blob = r.Blob.String()
	}
	for _, n := range nodes {
		e.Nodes = append(e.Nodes, base64.StdEncoding.EncodeToString(n[:]))
	}
	return e
}

// Elide leaves the document's text out of the body of an EntryText. Errors wrap sanad.ErrInvalid.
func (e *Entry) Elide(text string) error {
	spelled, err := json.Marshal(text)
	if err != nil {
		return fmt.Errorf("text of entry %d: %w: %w", e.Index, sanad.ErrInvalid, err)
	}
	const member = `"text":`
	at := strings.Index(e.Body, member+string(spelled)) // quotes within strings are escaped: this is no word of a text
	if at < 0 {
		return fmt.Errorf("text of entry %d: %w: its body doesn't have it as it is", e.Index, sanad.ErrInvalid)
	}
	at += len(member)
	e.Elided = &at
	e.Body = e.Body[:at] + e.Body[at+len(spelled):]
	return nil
}

// line is one line of a bundle: one of these.
type line struct {
	Head     *Head        `json:"head,omitempty"`
	Document *Document    `json:"document,omitempty"`
	Sentence *Sentence    `json:"sentence,omitempty"`
	Claim    *sanad.Claim `json:"claim,omitempty"`
	Entry    *Entry       `json:"entry,omitempty"`
	Vouch    string       `json:"vouch,omitempty"`
}

// Write writes a bundle as JSON Lines: the same bundle always gives the same bytes. vouch signs the SHA-256 of the
// lines before its own. Errors: ErrTooLarge.
func Write(w io.Writer, b Bundle, vouch func([sha256.Size]byte) (string, error)) error {
	b.Head.Version = Version
	b.Head.Documents, b.Head.Sentences, b.Head.Claims, b.Head.Entries = len(b.Documents), len(b.Sentences), len(b.Claims), len(b.Entries)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	lines := []line{{Head: &b.Head}}
	for i := range b.Documents {
		lines = append(lines, line{Document: &b.Documents[i]})
	}
	for i := range b.Sentences {
		lines = append(lines, line{Sentence: &b.Sentences[i]})
	}
	for i := range b.Claims {
		lines = append(lines, line{Claim: &b.Claims[i]})
	}
	for i := range b.Entries {
		lines = append(lines, line{Entry: &b.Entries[i]})
	}
	if len(lines) > maxRecords {
		return fmt.Errorf("bundle: %w: %d records, at most %d: prove fewer claims at once", sanad.ErrTooLarge, len(lines), maxRecords)
	}
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return fmt.Errorf("bundle: %w: %w", sanad.ErrInvalid, err)
		}
		if out.Len() > MaxBytes/2 {
			return fmt.Errorf("bundle: %w: over %d bytes: prove fewer claims at once, or leave the texts out", sanad.ErrTooLarge, MaxBytes/2)
		}
	}
	signed, err := vouch(sha256.Sum256(out.Bytes()))
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if err := enc.Encode(line{Vouch: signed}); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

// Is reports whether a file that begins so is a bundle.
func Is(start []byte) bool { return bytes.HasPrefix(start, []byte(`{"head":{"sanad_proof":`)) }

// Read reads a bundle and the SHA-256 of what is vouched for. Errors: ErrInvalid, ErrTooLarge, ErrNewer; what it says
// isn't checked.
func Read(r io.Reader) (b Bundle, sum [sha256.Size]byte, err error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return b, sum, fmt.Errorf("bundle: %w", err)
	}
	if len(data) > MaxBytes {
		return b, sum, fmt.Errorf("bundle: %w: over %d bytes", sanad.ErrTooLarge, MaxBytes)
	}
	if !Is(data) {
		return b, sum, fmt.Errorf("bundle: %w: it doesn't begin as one", sanad.ErrInvalid)
	}
	stage, n, at := 0, 0, 0
	for at < len(data) && b.Vouch == "" {
		end := bytes.IndexByte(data[at:], '\n')
		if end < 0 {
			return b, sum, fmt.Errorf("bundle: line %d: %w: it is cut off", n+1, sanad.ErrInvalid)
		}
		if n++; n > maxRecords+1 {
			return b, sum, fmt.Errorf("bundle: %w: more than %d records", sanad.ErrTooLarge, maxRecords)
		}
		if stage, err = b.take(data[at:at+end], stage); err != nil {
			return b, sum, fmt.Errorf("bundle: line %d: %w", n, err)
		}
		if b.Vouch != "" {
			sum = sha256.Sum256(data[:at])
		}
		at += end + 1
	}
	switch {
	case b.Vouch == "":
		return b, sum, fmt.Errorf("bundle: %w: its last line, by which the log's key vouches for it, is missing", sanad.ErrInvalid)
	case at < len(data):
		return b, sum, fmt.Errorf("bundle: %w: something follows its last line", sanad.ErrInvalid)
	case b.Head.Documents != len(b.Documents), b.Head.Sentences != len(b.Sentences), b.Head.Claims != len(b.Claims), b.Head.Entries != len(b.Entries):
		return b, sum, fmt.Errorf("bundle: %w: it has another number of records than its head says", sanad.ErrInvalid)
	}
	return b, sum, nil
}

// take reads one line. Lines come in the order of the stages: head, documents, sentences, claims, entries, vouch.
func (b *Bundle) take(data []byte, stage int) (int, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var l line
	if err := d.Decode(&l); err != nil {
		if newer := newerVersion(data); stage == 0 && newer != nil { // the head alone has a version
			return stage, newer
		}
		return stage, fmt.Errorf("%w: %w", sanad.ErrInvalid, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return stage, fmt.Errorf("%w: more than one record", sanad.ErrInvalid)
	}
	var is []int
	for i, there := range []bool{l.Head != nil, l.Document != nil, l.Sentence != nil, l.Claim != nil, l.Entry != nil, l.Vouch != ""} {
		if there {
			is = append(is, i+1)
		}
	}
	if len(is) != 1 || is[0] < stage || stage == 0 && l.Head == nil || stage > 0 && l.Head != nil {
		return stage, fmt.Errorf("%w: not one record in its place", sanad.ErrInvalid)
	}
	switch {
	case l.Head != nil:
		if l.Head.Version != Version {
			return stage, newerVersion(data)
		}
		b.Head = *l.Head
	case l.Document != nil:
		b.Documents = append(b.Documents, *l.Document)
	case l.Sentence != nil:
		b.Sentences = append(b.Sentences, *l.Sentence)
	case l.Claim != nil:
		b.Claims = append(b.Claims, *l.Claim)
	case l.Entry != nil:
		if len(l.Entry.Nodes) > maxNodes {
			return stage, fmt.Errorf("%w: a way of %d hashes to the head", sanad.ErrTooLarge, len(l.Entry.Nodes))
		}
		b.Entries = append(b.Entries, *l.Entry)
	default:
		b.Vouch = l.Vouch
	}
	return is[0], nil
}

// newerVersion is the error of a head that says to be of another version; nil where it says nothing of the kind.
func newerVersion(data []byte) error {
	var l struct {
		Head struct {
			Version int `json:"sanad_proof"`
		} `json:"head"`
	}
	if json.Unmarshal(data, &l) != nil || l.Head.Version == Version {
		return nil
	}
	if l.Head.Version > Version {
		return fmt.Errorf("format %d, this program knows %d: %w", l.Head.Version, Version, sanad.ErrNewer)
	}
	return fmt.Errorf("%w: there is no format %d", sanad.ErrInvalid, l.Head.Version)
}
