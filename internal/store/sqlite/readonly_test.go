//go:build unix

package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
)

// readAlone is what a process does in a folder that it can't write: it reads, and is told that it can't more.
func readAlone(ctx context.Context, s *sqlite.Store) error {
	if !s.ReadOnly() {
		return errors.New("the folder can be written: this test would show nothing")
	}
	if _, err := s.Evidence().Entry(ctx, 0); err != nil {
		return err
	}
	d, err := s.Current(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if page, err := d.Claims(ctx, sanad.ClaimQuery{Text: "riders"}); err != nil || page.Count != 36 {
		return fmt.Errorf("%d claims, %w", page.Count, err)
	}
	if _, err := d.Digest(ctx); err != nil {
		return err
	}
	if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(1)}); !errors.Is(err, sqlite.ErrReadOnly) {
		return fmt.Errorf("append: %w", err)
	}
	if err := d.Put(ctx, nil, 1); !errors.Is(err, sqlite.ErrReadOnly) {
		return fmt.Errorf("put: %w", err)
	}
	if _, err := s.Lease(ctx); err == nil {
		return errors.New("the lease was taken")
	}
	return nil
}

// TestReadOnly lets a user whom permissions bind read a folder that he can't write.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	s := openStore(t, dir)
	d, err := s.Derived(t.Context(), "g1")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Complete(t.Context()), d.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	mode := func(files, folders fs.FileMode) {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir():
				return os.Chmod(path, folders)
			}
			return os.Chmod(path, files)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	mode(0o444, 0o555)
	defer mode(0o600, 0o700)
	cmd := command("read alone", dir)
	cmd.Stderr = nil
	if os.Geteuid() == 0 { // whom nothing binds
		cmd.Path = publicCopy(t)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		cmd.Dir = "/"
	}
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Skipf("another user's process can't be started here: %v", err)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if after := contents(t, dir); len(after) != len(before) {
		t.Errorf("%d files were %d", len(after), len(before))
	}
}

// publicCopy is this program where every user may run it.
func publicCopy(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, data, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir := filepath.Dir(path); dir != os.TempDir() && dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return path
}
