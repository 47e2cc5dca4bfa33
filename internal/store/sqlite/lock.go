package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ncruces/go-sqlite3"

	"sanad.example/sanad"
)

// lockFile takes the lock that path stands for, waiting up to wait for another holder. It is SQLite's own
// lock on an empty database file: the same on every system, and gone with its process however that ends.
func lockFile(ctx context.Context, path string, wait time.Duration) (release func() error, err error) {
	if err := registerVFS(); err != nil {
		return nil, err
	}
	if err := makePrivate(path); err != nil {
		return nil, wrap("lock", path, err)
	}
	c, err := sqlite3.OpenContext(ctx, uri(path, "rw"))
	if err != nil {
		return nil, wrap("lock", path, err)
	}
	take := func() error {
		if err := c.BusyTimeout(wait); err != nil {
			return err
		}
		return c.Exec("PRAGMA journal_mode = memory; BEGIN EXCLUSIVE")
	}
	if err := take(); err != nil {
		c.Close()
		return nil, wrap("lock", path, err)
	}
	c.SetInterrupt(context.Background())
	return c.Close, nil
}

// Lease makes this process the folder's only coder until release is called or the process ends. It doesn't
// wait: where another process codes, the error wraps sanad.ErrConflict.
func (s *Store) Lease(ctx context.Context) (release func() error, err error) {
	release, err = lockFile(ctx, s.path(leaseName), 0)
	if err != nil {
		return nil, fmt.Errorf("code in %q: %w", s.dir, err)
	}
	return release, nil
}

// FollowLease makes this process the only one that follows feeds into the folder, likewise.
func (s *Store) FollowLease(ctx context.Context) (release func() error, err error) {
	release, err = lockFile(ctx, s.path(followName), 0)
	if err != nil {
		return nil, fmt.Errorf("follow feeds into %q: %w", s.dir, err)
	}
	return release, nil
}

// exclusively runs fn while no other process creates, drops or redacts in the folder.
func (s *Store) exclusively(ctx context.Context, fn func() error) error {
	release, err := lockFile(ctx, s.path(lockName), wait)
	if err != nil {
		return err
	}
	err = fn()
	if rerr := release(); err == nil {
		err = rerr
	}
	return err
}

// removeUnused removes a database unless somebody has it open. Every connection to a database with a write-ahead
// log keeps a shared lock on its file, and giving that log up needs an exclusive one. A file so damaged that
// SQLite doesn't come to its locks is of use to nobody. Errors: ErrConflict.
func removeUnused(ctx context.Context, path string) error {
	if err := registerVFS(); err != nil {
		return err
	}
	c, err := sqlite3.OpenContext(ctx, uri(path, "rw"))
	if err == nil {
		if err = c.BusyTimeout(0); err == nil {
			err = c.Exec("PRAGMA journal_mode = delete")
		}
		c.Close()
	}
	if errors.Is(err, sqlite3.BUSY) || errors.Is(err, sqlite3.LOCKED) {
		return fmt.Errorf("%w: it is open", sanad.ErrConflict)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return removeDatabase(path)
}
