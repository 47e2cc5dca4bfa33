package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// The names in a folder.
const (
	evidenceName   = "evidence.db"
	derivedName    = "derived"
	watchName      = "watch.db"
	keyName        = "key"
	publicName     = "key.pub"
	checkpointName = "checkpoint"
	lockName       = "lock"
	leaseName      = "derive.lock"
	followName     = "watch.lock"
)

// Options are what a store takes from outside. Zero values take the system's.
type Options struct {
	Clock  func() time.Time
	Random io.Reader
	// PlacesAbove says which places lie around a place, by id, as the codebook has it: claims can be narrowed
	// by each of them. By default it is what the id says: AF for AF-KAB.
	PlacesAbove func(id string) []string
}

// Store is an open folder. It is safe for concurrent use, by several processes too.
type Store struct {
	dir      string
	options  Options
	coding   *coding
	evidence *Evidence
}

// Open opens the folder dir, and makes it, its log and its key at first. Errors: ErrDamaged, ErrNewer,
// ErrConflict.
func Open(ctx context.Context, dir string, options Options) (*Store, error) {
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Random == nil {
		options.Random = rand.Reader
	}
	if options.PlacesAbove == nil {
		options.PlacesAbove = placesByID
	}
	if err := os.MkdirAll(filepath.Join(dir, derivedName), 0o700); err != nil && !unwritable(filepath.Join(dir, evidenceName)) {
		return nil, fileError("make folder", dir, err)
	}
	s := &Store{dir: dir, options: options, coding: newCoding()}
	if _, err := os.Stat(s.path(evidenceName)); errors.Is(err, os.ErrNotExist) {
		if err := s.exclusively(ctx, func() error { return s.create(ctx) }); err != nil {
			return nil, err
		}
	}
	var err error
	if s.evidence, err = openEvidence(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name) }

// create makes the key and an empty log, unless another process has just done so.
func (s *Store) create(ctx context.Context) error {
	if _, err := os.Stat(s.path(evidenceName)); err == nil {
		return nil
	}
	if _, err := os.Stat(s.path(checkpointName)); err == nil {
		return fmt.Errorf("open %q: %w: there is a checkpoint but no %s; restore a backup", s.dir, sanad.ErrDamaged, evidenceName)
	}
	key, err := s.createKey()
	if err != nil {
		return err
	}
	empty, err := log.Root(0, nil)
	if err != nil {
		return err
	}
	head, err := key.Sign(0, empty)
	if err != nil {
		return err
	}
	err = createDatabase(ctx, s.path(evidenceName), evidenceKind, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ('log.pub', ?)", key.Public()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO checkpoint (size, note) VALUES (0, ?)", head)
		return err
	})
	if err != nil {
		return err
	}
	return saveFile(s.path(checkpointName), []byte(head), 0o644)
}

// createKey makes the key's files, or reads those that an interrupted start has left.
func (s *Store) createKey() (log.Key, error) {
	if _, err := os.Stat(s.path(keyName)); err == nil {
		key, err := s.readKey()
		if err != nil {
			return log.Key{}, err
		}
		return key, saveFile(s.path(publicName), []byte(key.Public()), 0o644)
	}
	key, err := log.NewKey(s.options.Random)
	if err != nil {
		return log.Key{}, err
	}
	if err := saveFile(s.path(keyName), []byte(key.Secret()), 0o600); err != nil {
		return log.Key{}, err
	}
	return key, saveFile(s.path(publicName), []byte(key.Public()), 0o644)
}

func (s *Store) readKey() (log.Key, error) {
	text, err := os.ReadFile(s.path(keyName))
	if errors.Is(err, os.ErrNotExist) {
		return log.Key{}, fmt.Errorf("add to the log: its private key %q: %w; %s", s.path(keyName), sanad.ErrNotFound, remedyNoKey)
	}
	if err != nil {
		return log.Key{}, fileError("read key", s.path(keyName), err)
	}
	key, err := log.ParseKey(string(text))
	if err != nil {
		return log.Key{}, fmt.Errorf("%q: %w; restore it from a backup", s.path(keyName), err)
	}
	return key, nil
}

// ReadOnly reports whether the folder can be read and not written.
func (s *Store) ReadOnly() bool { return s.evidence.writer == nil }

// Evidence is the folder's log. Closing the store closes it.
func (s *Store) Evidence() *Evidence { return s.evidence }

// Close closes the log. Generations are closed by those who opened them.
func (s *Store) Close() error {
	err := s.evidence.Close()
	s.coding.close()
	return err
}
