package log

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"sanad.example/sanad"
)

// vouchText is what is signed for bytes that leave the folder. It is no checkpoint's text, whatever the bytes are.
func vouchText(origin string, sum [sha256.Size]byte) string {
	return "sanad vouch v1\n" + origin + "\n" + hex.EncodeToString(sum[:]) + "\n"
}

// Vouch signs the SHA-256 of bytes that leave the folder, as a note: whoever has the log's key stands by them.
func (k Key) Vouch(sum [sha256.Size]byte) (string, error) {
	if k.Zero() {
		return "", fmt.Errorf("vouch: private key: %w", sanad.ErrNotFound)
	}
	signed, err := note.Sign(&note.Note{Text: vouchText(k.Origin(), sum)}, k.signer)
	if err != nil {
		return "", fmt.Errorf("vouch: %w", err)
	}
	return string(signed), nil
}

// CheckVouch returns an error wrapping sanad.ErrDamaged unless the key has signed that hash.
func (p Public) CheckVouch(signed string, sum [sha256.Size]byte) error {
	text, err := p.open(signed)
	if err != nil {
		return fmt.Errorf("vouch: %w", err)
	}
	if text != vouchText(p.Origin(), sum) {
		return fmt.Errorf("vouch: %w: other bytes were signed", sanad.ErrDamaged)
	}
	return nil
}
