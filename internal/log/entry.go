package log

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
)

// SaltSize is the length in bytes of the salt that every entry has of its own.
const SaltSize = 32

// TimeFormat is how the log writes times: UTC, always six decimals.
const TimeFormat = "2006-01-02T15:04:05.000000Z"

// Commitment binds an entry without telling what it says: HMAC-SHA256 of its canonical bytes with its
// salt as key. With the salt destroyed, nobody can test a guess at the entry against it.
type Commitment [sha256.Size]byte

// BlobHash names the bytes that go with an entry by their SHA-256.
type BlobHash [sha256.Size]byte

// HashBlob returns the hash of an entry's blob, nil where it has none.
func HashBlob(blob []byte) *BlobHash {
	if blob == nil {
		return nil
	}
	h := BlobHash(sha256.Sum256(blob))
	return &h
}

// String returns the hash in hexadecimal.
func (h BlobHash) String() string { return hex.EncodeToString(h[:]) }

// Canonical returns the bytes that an entry's commitment is made over: four lines (a version, kind,
// recorded time, SHA-256 of the blob or "-"), the length of the body in bytes as a fifth, then the body.
func Canonical(kind sanad.EntryKind, recorded time.Time, body []byte, blob *BlobHash) []byte {
	sum := "-"
	if blob != nil {
		sum = blob.String()
	}
	head := "sanad entry v1\n" + string(kind) + "\n" + recorded.UTC().Format(TimeFormat) + "\n" + sum + "\n" +
		strconv.Itoa(len(body)) + "\n"
	return append([]byte(head), body...)
}

// Commit returns the commitment to an entry under its salt.
func Commit(salt []byte, kind sanad.EntryKind, recorded time.Time, body []byte, blob *BlobHash) Commitment {
	mac := hmac.New(sha256.New, salt)
	mac.Write(Canonical(kind, recorded, body, blob))
	return Commitment(mac.Sum(nil))
}

// Leaf returns the record that the tree holds for an entry. Kind and time stand beside the commitment, so
// that they can still be proved when the entry itself has been destroyed.
func Leaf(kind sanad.EntryKind, recorded time.Time, c Commitment) []byte {
	return []byte("sanad leaf v1\n" + string(kind) + "\n" + recorded.UTC().Format(TimeFormat) + "\n" +
		base64.StdEncoding.EncodeToString(c[:]) + "\n")
}

// CheckKind returns an error wrapping sanad.ErrInvalid for a kind that a leaf can't hold.
func CheckKind(kind sanad.EntryKind) error {
	if kind == "" || strings.ContainsFunc(string(kind), func(r rune) bool { return r < 'a' || r > 'z' }) {
		return fmt.Errorf("kind of entry %q: %w: use lower-case letters", kind, sanad.ErrInvalid)
	}
	return nil
}
