package sqlite_test

import (
	"context"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
	"sanad.example/sanad/internal/store/storetest"
)

func openStore(t testing.TB, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestEvidence(t *testing.T) {
	storetest.Evidence(t, func(t *testing.T) sanad.Evidence { return openStore(t, t.TempDir()).Evidence() })
}

func newGeneration(t testing.TB, s *sqlite.Store, id string) *sqlite.Derived {
	t.Helper()
	d, err := s.CreateGeneration(context.Background(), sqlite.Generation{ID: id, Codebook: "book", Program: "1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestDerived(t *testing.T) {
	storetest.Derived(t, func(t *testing.T) sanad.Derived { return newGeneration(t, openStore(t, t.TempDir()), "g1") })
}
