package log

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"sanad.example/sanad"
)

// Key signs the heads of one log. Its name is the log's origin.
type Key struct {
	secret, public string
	signer         note.Signer
}

// NewKey makes an Ed25519 key and a name for the log, both from random.
func NewKey(random io.Reader) (Key, error) {
	var id [8]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return Key{}, fmt.Errorf("new key: %w", err)
	}
	secret, _, err := note.GenerateKey(random, "sanad-log-"+hex.EncodeToString(id[:]))
	if err != nil {
		return Key{}, fmt.Errorf("new key: %w", err)
	}
	return ParseKey(secret + "\n")
}

// ParseKey reads the text that Key.Secret returned. Any other byte is an error wrapping sanad.ErrDamaged,
// which never quotes the text.
func ParseKey(text string) (Key, error) {
	damaged := fmt.Errorf("private key: %w: not a key as Sanad writes it", sanad.ErrDamaged)
	line, ok := strings.CutSuffix(text, "\n")
	signer, err := note.NewSigner(line)
	if err != nil || !ok {
		return Key{}, damaged
	}
	parts := strings.SplitN(line, "+", 5) // base64 has the sign too
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	seed, isKey := strings.CutPrefix(string(raw), "\x01")
	if err != nil || !isKey || len(seed) != ed25519.SeedSize {
		return Key{}, damaged
	}
	public, err := note.NewEd25519VerifierKey(signer.Name(), ed25519.NewKeyFromSeed([]byte(seed)).Public().(ed25519.PublicKey))
	if err != nil {
		return Key{}, damaged
	}
	// The reader of notes takes hexadecimal in either case: only the exact text will do here.
	exact := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", signer.Name(), signer.KeyHash(), base64.StdEncoding.EncodeToString(raw))
	if line != exact {
		return Key{}, damaged
	}
	return Key{secret: line + "\n", public: public + "\n", signer: signer}, nil
}

// Secret is the text of the key file. It must be kept from everyone else.
func (k Key) Secret() string { return k.secret }

// Public is the text by which others check signatures, in the format of signed notes.
func (k Key) Public() string { return k.public }

// Origin is the log's name.
func (k Key) Origin() string { return k.signer.Name() }

// Zero reports whether there is no key.
func (k Key) Zero() bool { return k.signer == nil }

// ParsePublic reads the text that Key.Public returned. Errors wrap sanad.ErrDamaged.
func ParsePublic(text string) (Public, error) {
	line, ok := strings.CutSuffix(text, "\n")
	v, err := note.NewVerifier(line)
	if err != nil || !ok || !exactPublic(line, v) {
		return Public{}, fmt.Errorf("public key %q: %w: not a key as Sanad writes it", text, sanad.ErrDamaged)
	}
	return Public{verifier: v, text: text}, nil
}

// exactPublic reports whether line is the one spelling of v's key.
func exactPublic(line string, v note.Verifier) bool {
	parts := strings.SplitN(line, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	return err == nil && line == fmt.Sprintf("%s+%08x+%s", v.Name(), v.KeyHash(), base64.StdEncoding.EncodeToString(raw))
}

// Public checks the signatures of one log.
type Public struct {
	verifier note.Verifier
	text     string
}

// Origin is the log's name.
func (p Public) Origin() string { return p.verifier.Name() }

// String is the text of the public key file.
func (p Public) String() string { return p.text }
