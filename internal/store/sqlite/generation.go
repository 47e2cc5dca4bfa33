package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
)

// Generation says what a file of derived data was made with.
type Generation struct {
	ID       string // the file's name
	Codebook string // id of the codebook
	Program  string // version of the stages
	Complete bool   // it has once caught up with the log; the newest such is shown
	Cursor   int64  // first evidence entry not read
	Created  time.Time
	sequence int64
}

// CreateGeneration makes an empty generation from g's ID, Codebook and Program. ErrConflict: there is one
// of that id already.
func (s *Store) CreateGeneration(ctx context.Context, g Generation) (*Derived, error) {
	if !validGeneration(g.ID) {
		return nil, fmt.Errorf("create generation %q: %w: its id may have letters, digits, '-' and '_'", g.ID, sanad.ErrInvalid)
	}
	err := s.exclusively(ctx, func() error {
		all, err := s.Generations(ctx)
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.ID == g.ID {
				return fmt.Errorf("create generation %q: %w: it exists", g.ID, sanad.ErrConflict)
			}
			g.sequence = max(g.sequence, other.sequence)
		}
		g.sequence++
		g.Created = s.options.Clock().UTC().Truncate(time.Microsecond)
		return createDatabase(ctx, s.generationPath(g.ID), derivedKind, func(tx *sql.Tx) error { return g.save(ctx, tx) })
	})
	if err != nil {
		return nil, err
	}
	return s.Derived(ctx, g.ID)
}

func validGeneration(id string) bool {
	return id != "" && len(id) <= 100 && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

func (s *Store) generationPath(id string) string { return filepath.Join(s.dir, derivedName, id+".db") }

// save writes the generation's own rows.
func (g *Generation) save(ctx context.Context, tx *sql.Tx) error {
	for name, value := range map[string]string{
		"id": g.ID, "codebook": g.Codebook, "program": g.Program, "complete": strconv.FormatBool(g.Complete),
		"cursor": strconv.FormatInt(g.Cursor, 10), "sequence": strconv.FormatInt(g.sequence, 10),
		"created": g.Created.Format(time.RFC3339Nano),
	} {
		if err := setMeta(ctx, tx, name, value); err != nil {
			return err
		}
	}
	return nil
}

func setMeta(ctx context.Context, tx *sql.Tx, name, value string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
	return err
}

func readGeneration(ctx context.Context, q querier) (g Generation, err error) {
	rows, err := q.QueryContext(ctx, "SELECT name, value FROM meta")
	if err != nil {
		return g, err
	}
	defer rows.Close()
	var errs []error
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return g, err
		}
		var err error
		switch name {
		case "id":
			g.ID = value
		case "codebook":
			g.Codebook = value
		case "program":
			g.Program = value
		case "complete":
			g.Complete, err = strconv.ParseBool(value)
		case "cursor":
			g.Cursor, err = strconv.ParseInt(value, 10, 64)
		case "sequence":
			g.sequence, err = strconv.ParseInt(value, 10, 64)
		case "created":
			g.Created, err = time.Parse(time.RFC3339Nano, value)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s of the generation: %w: %v", name, sanad.ErrDamaged, err))
		}
	}
	return g, errors.Join(append(errs, rows.Err())...)
}

// Generations lists what the folder has, oldest first.
func (s *Store) Generations(ctx context.Context) ([]Generation, error) {
	files, err := filepath.Glob(filepath.Join(s.dir, derivedName, "*.db"))
	if err != nil {
		return nil, err
	}
	var out []Generation
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".db")
		if !validGeneration(id) {
			continue // not Sanad's: verify tells of it
		}
		g, err := s.generation(ctx, file)
		if err != nil {
			return nil, wrap("read generation", file, err)
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Generation) int { return int(a.sequence - b.sequence) })
	return out, nil
}

func (s *Store) generation(ctx context.Context, file string) (Generation, error) {
	db, err := connect(file, "rw", 1, derivedKind.pragmas()+"; PRAGMA query_only = on")
	if err != nil {
		return Generation{}, err
	}
	g, err := readGeneration(ctx, db)
	return g, errors.Join(err, db.Close())
}

// Derived opens a generation. Errors: ErrNotFound, ErrDamaged, ErrNewer.
func (s *Store) Derived(ctx context.Context, id string) (*Derived, error) {
	if !validGeneration(id) {
		return nil, fmt.Errorf("open generation %q: %w", id, sanad.ErrNotFound)
	}
	db, err := openDatabase(ctx, s.generationPath(id), derivedKind)
	if err != nil {
		return nil, err
	}
	if err := db.compactIfDue(ctx); err != nil {
		db.close()
		return nil, err
	}
	return &Derived{database: db, id: id, coding: s.coding, evidence: s.evidence, placesAbove: s.options.PlacesAbove}, nil
}

// Current opens the newest complete generation. ErrNotFound: none is complete.
func (s *Store) Current(ctx context.Context) (*Derived, error) {
	all, err := s.Generations(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range slices.Backward(all) {
		if g.Complete {
			return s.Derived(ctx, g.ID)
		}
	}
	return nil, fmt.Errorf("a complete generation in %q: %w", s.dir, sanad.ErrNotFound)
}

// DropGeneration removes a generation's files. Who has it open should take Current first: later reads may
// fail with ErrNotFound.
func (s *Store) DropGeneration(ctx context.Context, id string) error {
	path := s.generationPath(id)
	if _, err := os.Stat(path); err != nil || !validGeneration(id) {
		return fmt.Errorf("drop generation %q: %w", id, sanad.ErrNotFound)
	}
	return s.exclusively(ctx, func() error {
		if err := removeDatabase(path); err != nil {
			return fileError("drop generation", path, err)
		}
		return syncFolder(filepath.Dir(path))
	})
}
