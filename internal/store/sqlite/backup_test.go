package sqlite_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
)

func backUp(t testing.TB, dir string, options sqlite.BackupOptions) string {
	t.Helper()
	s := openStore(t, dir)
	defer s.Close()
	dst := filepath.Join(t.TempDir(), "backup.tar.zst")
	if err := s.Backup(context.Background(), dst, options); err != nil {
		t.Fatal(err)
	}
	return dst
}

func TestBackup(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	fill(t, dir)
	for _, withKey := range []bool{true, false} {
		src := backUp(t, dir, sqlite.BackupOptions{PrivateKey: withKey})
		to := filepath.Join(t.TempDir(), "restored")
		report, err := sqlite.Restore(ctx, src, to)
		if err != nil || report.Entries != 25 {
			t.Fatalf("with key %v: %d entries, %v", withKey, report.Entries, err)
		}
		s, old := openStore(t, to), openStore(t, dir)
		if diff := cmp.Diff(entries(t, old), entries(t, s)); diff != "" {
			t.Errorf("restored entries differ:\n%.2000s", diff)
		}
		_, err = s.Evidence().Append(ctx, []sanad.Entry{childEntry(0)})
		if withKey != (err == nil) {
			t.Errorf("with key %v: append: %v", withKey, err)
		}
		if err := s.Backup(ctx, src, sqlite.BackupOptions{}); !errors.Is(err, sanad.ErrExists) {
			t.Errorf("over a file: %v", err)
		}
		s.Close()
		if withKey {
			wantSound(t, to)
		}
		if _, err := sqlite.Restore(ctx, src, to); !errors.Is(err, sanad.ErrExists) {
			t.Errorf("over a folder: %v", err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".sanad-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func entries(t testing.TB, s *sqlite.Store) (out []string) {
	t.Helper()
	err := s.Evidence().Entries(context.Background(), sanad.EntryQuery{Blobs: true}, func(e sanad.Entry) error {
		out = append(out, fmt.Sprintf("%d %s %v %s %x %v", e.Index, e.Kind, e.Recorded, e.Body, e.Blob, e.Redacted))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBackupLarge is over SQLite's cache: pages go out before the copy's first is written.
func TestBackupLarge(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	var all []sanad.Entry
	for i := range 40 {
		all = append(all, sanad.Entry{Kind: sanad.EntryReceipt, Body: []byte(`{}`), Blob: noise(1<<20, byte(i))})
	}
	if _, err := s.Evidence().Append(context.Background(), all); err != nil {
		t.Fatal(err)
	}
	if err := s.Evidence().Redact(context.Background(), []sanad.Redaction{{Index: 3}}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	wantSound(t, dir)
	if _, err := sqlite.Restore(context.Background(), backUp(t, dir, sqlite.BackupOptions{}), filepath.Join(t.TempDir(), "r")); err != nil {
		t.Error(err)
	}
}

// archive is a tar, zstd, of one file.
func archive(t *testing.T, name, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	a := tar.NewWriter(z)
	if err := a.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestRestoreDamaged changes bytes all over an archive: each is found, and nothing is left in the folder.
func TestRestoreDamaged(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	fill(t, dir)
	src := backUp(t, dir, sqlite.BackupOptions{PrivateKey: true})
	data, err := os.ReadFile(src)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "restored")
	check := func(what string, changed []byte) {
		t.Helper()
		if err := os.WriteFile(src, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := sqlite.Restore(ctx, src, to)
		if !errors.Is(err, sanad.ErrDamaged) && !errors.Is(err, sanad.ErrInvalid) && !errors.Is(err, sanad.ErrNewer) {
			t.Errorf("%s: %v", what, err)
		}
		if err != nil && strings.Contains(err.Error(), "nil") {
			t.Errorf("%s: the error says nothing: %v", what, err)
		}
		if _, err := os.Stat(to); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("%s: the folder was made", what)
		}
	}
	for i := range 40 {
		at := i * len(data) / 40
		changed := slices.Clone(data)
		changed[at] ^= 1 << (i % 8)
		check(fmt.Sprintf("byte %d", at), changed)
		check(fmt.Sprintf("cut to %d", at), data[:at])
	}
	check("something else", []byte("PK\x03\x04 not a backup"))
	check("another archive", archive(t, "letters/1.txt", "The road is shut."))
	check("a list alone", archive(t, "sanad-backup.json", `{"format":1,"files":[]}`))
	if _, err := sqlite.Restore(ctx, filepath.Join(dir, "nowhere"), to); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("no archive: %v", err)
	}
}
