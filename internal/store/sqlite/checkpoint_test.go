package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sanad.example/sanad"
)

// TestAppendKeepsTheProof holds that nothing is added, and the checkpoint not replaced, where it shows that the
// log has lost entries or isn't the one it was.
func TestAppendKeepsTheProof(t *testing.T) {
	ctx := context.Background()
	dir, old, other := t.TempDir(), t.TempDir(), t.TempDir()
	add := func(dir string, n int) error {
		s := openStore(t, dir)
		defer s.Close()
		_, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(n)})
		return err
	}
	for _, d := range []string{dir, other} {
		if err := add(d, 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(old, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for n := range 2 {
		if err := add(dir, n); err != nil {
			t.Fatal(err)
		}
	}
	read := func(dir, name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	sound := contents(t, dir)
	for name, test := range map[string]struct {
		file string
		data []byte // nil: the file is removed
		says string
	}{
		"an older log":             {"evidence.db", read(old, "evidence.db"), "entries 1 to 2 are lost"},
		"no checkpoint":            {"checkpoint", nil, "is missing"},
		"a checkpoint of noise":    {"checkpoint", noise(100, 1), "put it back"},
		"a checkpoint cut":         {"checkpoint", read(dir, "checkpoint")[:60], "put it back"},
		"another log's checkpoint": {"checkpoint", read(other, "checkpoint"), "put it back"},
	} {
		path := filepath.Join(dir, test.file)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if test.data != nil {
			if err := os.WriteFile(path, test.data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := add(dir, 9); !errors.Is(err, sanad.ErrDamaged) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(filepath.Join(dir, "checkpoint")); test.file != "checkpoint" && !bytes.Equal(now, sound["checkpoint"]) {
			t.Errorf("%s: the checkpoint was replaced", name)
		}
		if err := os.WriteFile(path, sound[test.file], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := add(dir, 5); err != nil {
		t.Errorf("all put back: %v", err)
	}
	wantSound(t, dir)
}

// TestAppendToAnotherHistory puts a longer log of the same key, but another history, under the checkpoint.
func TestAppendToAnotherHistory(t *testing.T) {
	ctx := context.Background()
	dir, other := t.TempDir(), t.TempDir()
	s := openStore(t, dir)
	if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(1)}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	key, err := os.ReadFile(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	fill(t, other)
	data, err := os.ReadFile(filepath.Join(other, "evidence.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "evidence.db"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, dir)
	if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(2)}); !errors.Is(err, sanad.ErrDamaged) || !strings.Contains(err.Error(), "signed for") {
		t.Errorf("%v", err)
	}
}
