package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"sanad.example/sanad"
)

// ErrRebuild is the damage that a rebuild mends: that of derived data.
var ErrRebuild = fmt.Errorf("derived data %w", sanad.ErrDamaged)

// ErrReadOnly says that the system doesn't let this process write in the folder. It can be read.
var ErrReadOnly = errors.New("the folder can only be read here: check its permissions, or use another with --db")

// needsRebuild makes an error one of derived data that are damaged.
func needsRebuild(err error) error {
	if errors.Is(err, ErrRebuild) {
		return err
	}
	return fmt.Errorf("%w: %w; sanad rebuild makes them anew", ErrRebuild, err)
}

// isDerived reports whether a file is a generation's.
func isDerived(path string) bool { return filepath.Base(filepath.Dir(path)) == derivedName }

// wrap gives a database's error its operation, its file and a sentinel of the domain.
func wrap(op, path string, err error) error {
	switch {
	case err == nil:
		return nil
	case isDerived(path) && (isDamage(err) || errors.Is(err, sanad.ErrDamaged)):
		return needsRebuild(fmt.Errorf("%s %q: %w", op, path, err))
	case isDomain(err):
		return fmt.Errorf("%s %q: %w", op, path, err)
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fmt.Errorf("%s %q: %w: another process has been writing for %s; try again when it is done", op, path, sanad.ErrConflict, wait)
	case isDamage(err):
		return fmt.Errorf("%s %q: %w: %w; sanad verify names the places", op, path, sanad.ErrDamaged, err)
	case errors.Is(err, sqlite3.FULL), isFull(err), errors.Is(err, sqlite3.IOERR) && diskFull(filepath.Dir(path)):
		return fmt.Errorf("%s %q: %s; nothing of this step was kept: %w", op, path, remedyFull, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s %q: %w: the file is gone", op, path, sanad.ErrNotFound)
	case errors.Is(err, ErrReadOnly):
		return fmt.Errorf("%s %q: %w", op, path, err)
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, sqlite3.CANTOPEN), errors.Is(err, sqlite3.PERM), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s %q: the file or its folder can't be written; check its permissions: %w", op, path, err)
	}
	return fmt.Errorf("%s %q: %w", op, path, err)
}

const remedyFull = "the disk is full: free space and run again"

func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// diskFull tries whether there is room for a few pages: SQLite tells of some failures on a full disk as of any
// other.
func diskFull(dir string) bool {
	f, err := os.CreateTemp(dir, ".sanad-probe-*")
	if err != nil {
		return isFull(err)
	}
	_, err = f.Write(make([]byte, 64<<10))
	err = errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
	return isFull(err)
}

// isDamage reports whether SQLite says that a file's bytes can't be right. A table that isn't there was lost:
// migrations made it.
func isDamage(err error) bool {
	for _, code := range []error{sqlite3.IOERR_DATA, sqlite3.CORRUPT, sqlite3.NOTADB, sqlite3.IOERR_SHORT_READ, sqlite3.MISMATCH} {
		if errors.Is(err, code) {
			return true
		}
	}
	return errors.Is(err, sqlite3.ERROR) && strings.Contains(err.Error(), "no such table")
}

func isDomain(err error) bool {
	for _, s := range []error{
		sanad.ErrInvalid, sanad.ErrNotFound, sanad.ErrDamaged, sanad.ErrRedacted, sanad.ErrConflict, sanad.ErrExists,
		sanad.ErrTooLarge, sanad.ErrNewer,
	} {
		if errors.Is(err, s) {
			return true
		}
	}
	return false
}

// fileError gives a file's error a sentinel of the domain. The system's error names the path already.
func fileError(op, path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s %q: %w", op, path, sanad.ErrNotFound)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s: can't be read or written; check its permissions: %w", op, err)
	case isFull(err):
		return fmt.Errorf("%s: %s: %w", op, remedyFull, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}

// missing turns "no rows" into ErrNotFound.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return sanad.ErrNotFound
	}
	return err
}
