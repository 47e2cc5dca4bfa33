package collect

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

func collector(t testing.TB, opts Options) *Collector {
	t.Helper()
	c, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
