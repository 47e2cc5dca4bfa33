package sqlite

import (
	"errors"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// TestDisclose holds that an entry and its salt lead to the signed head, and that what is gone can't be disclosed.
func TestDisclose(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	e := s.Evidence()
	for _, blob := range [][]byte{nil, []byte("the Black Gate is shut"), nil} {
		if _, err := e.Append(t.Context(), []sanad.Entry{{Kind: sanad.EntryReceipt, Body: []byte(`{}`), Blob: blob}}); err != nil {
			t.Fatal(err)
		}
	}
	signed, got, err := e.Disclose(t.Context(), []int64{2, 1})
	if err != nil || len(got) != 2 || got[0].Index != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	public, err := log.ParsePublic(e.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	head, err := public.Open(signed)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range got {
		if c := log.Commit(d.Salt, d.Kind, d.Recorded, d.Body, d.Blob); c != d.Commitment {
			t.Errorf("entry %d isn't what was committed to", d.Index)
		}
		if err := log.CheckInclusion(d.Nodes, head.Size, head.Root, d.Index, log.Leaf(d.Kind, d.Recorded, d.Commitment)); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := e.Disclose(t.Context(), []int64{3}); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("what never was: %v", err)
	}
	if err := e.Redact(t.Context(), []sanad.Redaction{{Index: 1, Reason: "asked"}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.Disclose(t.Context(), []int64{1}); !errors.Is(err, sanad.ErrRedacted) {
		t.Errorf("what was redacted: %v", err)
	}
}
