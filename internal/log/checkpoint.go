package log

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"sanad.example/sanad"
)

// Checkpoint is the head of the tree at one size.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
}

// Text returns the lines that are signed: origin, size in decimal, root in base64.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// Sign returns the checkpoint as a signed note. Ed25519 has no randomness, so the same checkpoint and key
// give the same bytes.
func (k Key) Sign(size int64, root Hash) (string, error) {
	if k.Zero() {
		return "", fmt.Errorf("sign checkpoint of %d: private key: %w", size, sanad.ErrNotFound)
	}
	text := Checkpoint{Origin: k.Origin(), Size: size, Root: root}.Text()
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return "", fmt.Errorf("sign checkpoint of %d: %w", size, err)
	}
	return string(signed), nil
}

// Open checks the signature of a checkpoint and reads it. Errors wrap sanad.ErrDamaged.
func (p Public) Open(signed string) (Checkpoint, error) {
	text, err := p.open(signed)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := parseCheckpoint(text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != p.Origin() {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w: of log %q, not %q", sanad.ErrDamaged, c.Origin, p.Origin())
	}
	return c, nil
}

// open checks a note's signature and returns what was signed. Errors wrap sanad.ErrDamaged.
func (p Public) open(signed string) (text string, err error) {
	n, err := note.Open([]byte(signed), note.VerifierList(p.verifier))
	if err != nil {
		return "", fmt.Errorf("%w: %v", sanad.ErrDamaged, err)
	}
	// The reader of notes is lenient about other signatures and base64's spare bits; what Sanad wrote has
	// one spelling.
	raw, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	exact := n.Text + "\n\u2014 " + p.Origin() + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
	if err != nil || signed != exact {
		return "", fmt.Errorf("%w: not spelled as Sanad does", sanad.ErrDamaged)
	}
	return n.Text, nil
}

func parseCheckpoint(text string) (Checkpoint, error) {
	damaged := fmt.Errorf("checkpoint: %w: not an origin, a size and a root", sanad.ErrDamaged)
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return Checkpoint{}, damaged
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, damaged
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(Hash{}) {
		return Checkpoint{}, damaged
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}
	if c.Text() != text {
		return Checkpoint{}, damaged
	}
	return c, nil
}
