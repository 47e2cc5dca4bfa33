package log

import (
	"crypto/sha256"
	"errors"
	"testing"

	"sanad.example/sanad"
)

// TestVouch holds that what vouches for bytes is of one key, for those bytes, and never a checkpoint, nor the reverse.
func TestVouch(t *testing.T) {
	key, sum := testKey(t, 1), sha256.Sum256([]byte("Minas Tirith stands"))
	public, err := ParsePublic(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.Vouch(sum)
	if err != nil || public.CheckVouch(signed, sum) != nil {
		t.Fatal(err, public.CheckVouch(signed, sum))
	}
	theirs, err := testKey(t, 2).Vouch(sum)
	if err != nil {
		t.Fatal(err)
	}
	head, err := key.Sign(7, Hash(sum))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		signed string
		sum    [sha256.Size]byte
	}{
		"other bytes":  {signed, sha256.Sum256(nil)},
		"another key":  {theirs, sum},
		"a checkpoint": {head, sum},
		"a line more":  {signed + "\n", sum},
		"nothing":      {"", sum},
	} {
		if err := public.CheckVouch(c.signed, c.sum); !errors.Is(err, sanad.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := public.Open(signed); !errors.Is(err, sanad.ErrDamaged) {
		t.Errorf("taken for a checkpoint: %v", err)
	}
	if _, err := (Key{}).Vouch(sum); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("without a key: %v", err)
	}
}
