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
