package decision

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"time"

	"sanad.example/sanad"
)

// Key is an analyst's Ed25519 key. It says that two rulings are of one hand, not whose hand it is.
type Key struct{ private ed25519.PrivateKey }

// NewKey makes a key from random.
func NewKey(random io.Reader) (Key, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return Key{}, fmt.Errorf("new analyst's key: %w", err)
	}
	return Key{ed25519.NewKeyFromSeed(seed)}, nil
}

const pemType = "PRIVATE KEY"

// ParseKey reads the text that Key.PEM returned. Errors wrap sanad.ErrDamaged and never quote the text.
func ParseKey(text []byte) (Key, error) {
	damaged := fmt.Errorf("analyst's key: %w: not an Ed25519 key in PKCS #8, PEM", sanad.ErrDamaged)
	block, rest := pem.Decode(text)
	if block == nil || block.Type != pemType || len(bytes.TrimSpace(rest)) > 0 {
		return Key{}, damaged
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return Key{}, damaged
	}
	return Key{private}, nil
}

// PEM is the text of the key file, PKCS #8. It must be kept from everyone else.
func (k Key) PEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, fmt.Errorf("analyst's key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}), nil
}

// Public is the public key, 32 bytes in base64, as Decision.Key has it.
func (k Key) Public() string {
	return base64.StdEncoding.EncodeToString(k.private.Public().(ed25519.PublicKey))
}

// Sign returns the body of an entry: the decision with the key and its signature, as canonical JSON. Errors wrap
// sanad.ErrInvalid, as of a decision that no rebuild would apply.
func (k Key) Sign(d sanad.Decision) ([]byte, error) {
	d.Key, d.Signature = k.Public(), ""
	if err := checkShape(d); err != nil {
		return nil, fmt.Errorf("sign decision: %w", err)
	}
	signed, err := unsigned(d)
	if err != nil {
		return nil, err
	}
	d.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, signed))
	return canonicalOf(d)
}

// unsigned is what is signed: the body without the signature's member, as canonical JSON.
func unsigned(d sanad.Decision) ([]byte, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("decision: %w: %w", sanad.ErrInvalid, err)
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, fmt.Errorf("decision: %w: %w", sanad.ErrInvalid, err)
	}
	delete(members, "signature")
	return canonicalOf(members)
}

// Ruling is a decision as the log has it.
type Ruling struct {
	Entry    int64 // index in the log: the decision's id
	Recorded time.Time
	sanad.Decision
	Err error // why it is never applied; nil where it is sound
}

// Read reads a decision out of its entry and checks it: its spelling, its members and its signature. What is
// wrong with it is in Ruling.Err, which wraps sanad.ErrInvalid or sanad.ErrRedacted and names the entry.
func Read(e sanad.Entry) Ruling {
	r := Ruling{Entry: e.Index, Recorded: e.Recorded}
	if err := r.read(e); err != nil {
		r.Err = fmt.Errorf("decision in entry %d: %w", e.Index, err)
	}
	return r
}

func (r *Ruling) read(e sanad.Entry) error {
	if e.Redacted {
		return fmt.Errorf("%w: its body is gone with a document", sanad.ErrRedacted)
	}
	if e.Kind != sanad.EntryDecision {
		return fmt.Errorf("%w: it is a %s", sanad.ErrInvalid, e.Kind)
	}
	d := json.NewDecoder(bytes.NewReader(e.Body))
	d.DisallowUnknownFields()
	if err := d.Decode(&r.Decision); err != nil {
		return fmt.Errorf("%w: %w; a newer program may know it", sanad.ErrInvalid, err)
	}
	if err := checkShape(r.Decision); err != nil {
		return err
	}
	// One spelling, so that nothing stands in a body that isn't signed.
	if spelled, err := canonicalOf(r.Decision); err != nil || !bytes.Equal(spelled, e.Body) {
		return fmt.Errorf("%w: not spelled as canonical JSON (RFC 8785)", sanad.ErrInvalid)
	}
	if r.Undoes != nil && *r.Undoes >= e.Index {
		return fmt.Errorf("%w: it undoes entry %d, which comes after it", sanad.ErrInvalid, *r.Undoes)
	}
	return verify(r.Decision)
}

// verify checks a decision's signature with the key that it names.
func verify(d sanad.Decision) error {
	key, kerr := base64.StdEncoding.Strict().DecodeString(d.Key)
	signature, serr := base64.StdEncoding.Strict().DecodeString(d.Signature)
	if kerr != nil || len(key) != ed25519.PublicKeySize || serr != nil || len(signature) != ed25519.SignatureSize {
		return fmt.Errorf("%w: its key or its signature isn't one of Ed25519 in base64", sanad.ErrInvalid)
	}
	signed, err := unsigned(d)
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, signed, signature) {
		return fmt.Errorf("%w: it isn't what the key %s has signed", sanad.ErrInvalid, d.Key)
	}
	return nil
}
