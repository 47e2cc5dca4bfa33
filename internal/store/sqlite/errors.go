package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"sanad.example/sanad"
)

// wrap gives a database's error its operation, its file and a sentinel of the domain.
func wrap(op, path string, err error) error {
	switch {
	case err == nil:
		return nil
	case isDomain(err):
		return fmt.Errorf("%s %q: %w", op, path, err)
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fmt.Errorf("%s %q: %w: another process has been writing for %s; try again when it is done", op, path, sanad.ErrConflict, wait)
	case errors.Is(err, sqlite3.IOERR_DATA), errors.Is(err, sqlite3.CORRUPT), errors.Is(err, sqlite3.NOTADB),
		errors.Is(err, sqlite3.IOERR_SHORT_READ), errors.Is(err, sqlite3.MISMATCH):
		return fmt.Errorf("%s %q: %w: %w; sanad verify names the places", op, path, sanad.ErrDamaged, err)
	case errors.Is(err, sqlite3.FULL), errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%s %q: no space is left on the disk; nothing of this step was kept: %w", op, path, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s %q: %w: the file is gone", op, path, sanad.ErrNotFound)
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, sqlite3.CANTOPEN), errors.Is(err, sqlite3.PERM):
		return fmt.Errorf("%s %q: the file or its folder can't be written; check its permissions: %w", op, path, err)
	}
	return fmt.Errorf("%s %q: %w", op, path, err)
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
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%s: no space is left on the disk: %w", op, err)
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
