package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"sanad.example/sanad"
)

// TestRedactWhileRead redacts while another reads: it is done, and the file is rewritten at the next start.
func TestRedactWhileRead(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, dir)
	secret := []byte("Zyxgriddle was seen.")
	if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(1), {Kind: sanad.EntryReceipt, Body: []byte(`{}`), Blob: secret}}); err != nil {
		t.Fatal(err)
	}
	reader, err := sqlite3.Open(filepath.Join(dir, "evidence.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Exec("BEGIN; SELECT count(*) FROM entry"); err != nil {
		t.Fatal(err)
	}
	if err := s.Evidence().Redact(ctx, []sanad.Redaction{{Index: 1, Reason: "asked"}}); !errors.Is(err, sanad.ErrCompactionDue) {
		t.Errorf("while another reads: %v", err)
	}
	if entry, err := s.Evidence().Entry(ctx, 1); err != nil || !entry.Redacted {
		t.Errorf("redacted %v, %v", entry.Redacted, err)
	}
	if err := s.Evidence().Redact(ctx, []sanad.Redaction{{Index: 1, Reason: "asked"}}); !errors.Is(err, sanad.ErrRedacted) {
		t.Errorf("again: %v", err)
	}
	if err := reader.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(reader.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	openStore(t, dir).Close()
	for name, data := range contents(t, dir) {
		if bytes.Contains(data, secret) {
			t.Errorf("the words are still in %s", name)
		}
	}
	if report := wantSound(t, dir); len(report.Notes) > 0 {
		t.Errorf("notes: %v", report.Notes)
	}
}
