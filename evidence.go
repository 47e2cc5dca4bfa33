package sanad

import (
	"context"
	"errors"
	"time"
)

// EntryKind is what an entry of the evidence log holds.
type EntryKind string

// The kinds of evidence.
const (
	EntryReceipt  EntryKind = "receipt"  // bytes as received, with origin and time
	EntryText     EntryKind = "text"     // what was extracted from them once, by which extractor
	EntryDecision EntryKind = "decision" // what an analyst ruled
	EntryCodebook EntryKind = "codebook" // a whole codebook, as used
	EntryReading  EntryKind = "reading"  // a person's or a language model's reading
	EntryIssued   EntryKind = "issued"   // a forecast, brief or alert as sent
	EntryRedacted EntryKind = "redacted" // that another entry's bytes and salt were destroyed, and why
)

// Entry is one leaf of the evidence log. Body is the kind's record as JSON; Blob holds bytes that the
// record names by their SHA-256 (a receipt's bytes as received), nil where it has none.
// Index and Recorded are given by the log; Index counts from 0.
type Entry struct {
	Index    int64
	Kind     EntryKind
	Recorded time.Time // UTC, microseconds
	Body     []byte
	Blob     []byte
	Redacted bool // Body and Blob are gone; what remains is that they were there
}

// EntryQuery selects entries of the log.
type EntryQuery struct {
	From  int64       // index of the first
	Kinds []EntryKind // none: all
	Blobs bool        // fill Entry.Blob
}

// Receipt is the body of an EntryReceipt: what was received, whence, and by which collector.
type Receipt struct {
	Origin    string            `json:"origin"`             // URL, path, path#line, or "-#line" for standard input
	SHA256    string            `json:"sha256"`             // of the bytes as received, hexadecimal
	Size      int64             `json:"size"`               // bytes
	MediaType string            `json:"media_type"`         // as declared or found: "text/plain; charset=utf-8"
	Collector string            `json:"collector"`          // program and version that received it
	Headers   map[string]string `json:"headers,omitempty"`  // of a response, those that bear on provenance
	Document  string            `json:"document,omitempty"` // id of the document that the bytes gave; of a log's first days: none
}

// Extraction is the body of an EntryText: the document that an extractor made of received bytes.
// Document.Recorded is left zero: the entry's own time counts.
type Extraction struct {
	SHA256    string   `json:"sha256"`    // of the received bytes that it was made from: Receipt.SHA256
	Extractor string   `json:"extractor"` // name and version: "plain/1"
	Document  Document `json:"document"`
}

// Redaction is the body of an EntryRedacted: which entry was destroyed, why, and which document (its id)
// is to leave the derived data with it, if one.
type Redaction struct {
	Index    int64  `json:"index"`
	Document string `json:"document,omitempty"`
	Reason   string `json:"reason"`
}

// ErrCompactionDue says that what was asked is done, and that destroyed bytes may be left in a file which couldn't
// be rewritten now, as others were reading it: the next start rewrites it. It isn't a failure.
var ErrCompactionDue = errors.New("destroyed bytes may be left in the file until the next start of Sanad, which rewrites it")

// Evidence is the append-only log. One writer, many readers; safe for concurrent use.
type Evidence interface {
	// Append adds the entries as one unit and returns them with Index and Recorded set. When it returns
	// without error they are on disk and covered by a signed checkpoint: this is what "acknowledged" means.
	Append(ctx context.Context, entries []Entry) ([]Entry, error)
	// Entries calls fn for each entry that q selects, in order, until fn returns an error, and returns that
	// error. No read transaction stays open while fn runs for long.
	Entries(ctx context.Context, q EntryQuery, fn func(Entry) error) error
	// Entry returns one entry with its blob. Errors: ErrNotFound, ErrDamaged.
	Entry(ctx context.Context, index int64) (Entry, error)
	// Size is the number of entries.
	Size(ctx context.Context) (int64, error)
	// Redact destroys the bodies, blobs and salts of the entries named and appends each redaction as an
	// EntryRedacted, all as one unit: where it fails, nothing was done. A blob that another entry shares stays.
	// Errors: ErrNotFound, ErrRedacted where one is gone already, ErrInvalid for a redaction's own entry;
	// ErrCompactionDue where all is done but for the last bytes.
	Redact(ctx context.Context, redactions []Redaction) error
	Close() error
}
