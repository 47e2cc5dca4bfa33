package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// lockFile takes the lock that path stands for, waiting up to wait for another holder. It is SQLite's own
// lock on an empty database file: the same on every system, and gone with its process however that ends.
func lockFile(ctx context.Context, path string, wait time.Duration) (release func() error, err error) {
	if err := registerVFS(); err != nil {
		return nil, err
	}
	c, err := sqlite3.OpenContext(ctx, uri(path, "rwc"))
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
