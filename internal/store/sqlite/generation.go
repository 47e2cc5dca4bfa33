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
	Damaged  error // why it can't be read; then only ID says something. It wraps ErrRebuild
	sequence int64
}

// CreateGeneration makes an empty generation from g's ID, Codebook and Program. ErrExists: there is one
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
				return fmt.Errorf("create generation %q: %w", g.ID, sanad.ErrExists)
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

// Generations lists what the folder has, oldest first. Files that can't be read as generations are listed as
// damaged: they stop nothing.
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
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, sanad.ErrConflict):
			return nil, err
		case errors.Is(err, sanad.ErrNotFound):
			continue // dropped in this moment
		case err != nil:
			g = Generation{ID: id, Damaged: needsRebuild(err)}
		case g.ID != id:
			err := fmt.Errorf("read generation %q: it says that it is %q", file, g.ID)
			g = Generation{ID: id, Damaged: needsRebuild(err)}
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Generation) int { return int(a.sequence - b.sequence) })
	return out, nil
}

func (s *Store) generation(ctx context.Context, file string) (g Generation, err error) {
	defer func() {
		if r := recover(); r != nil { // SQLite's code may trap on pages that it was never meant to see
			err = needsRebuild(fmt.Errorf("read generation %q: %v", file, r))
		}
	}()
	mode := "rw"
	if s.ReadOnly() {
		mode = readOnlyMode(file)
	}
	db, err := connect(file, mode, 1, derivedKind.pragmas()+"; PRAGMA query_only = on")
	if err != nil {
		return Generation{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if g, err = readGeneration(ctx, db); err != nil {
		if _, serr := os.Stat(file); errors.Is(serr, os.ErrNotExist) {
			err = serr
		}
	}
	return g, wrap("read generation", file, err)
}

// Derived opens a generation. Errors: ErrNotFound, ErrRebuild, ErrNewer.
func (s *Store) Derived(ctx context.Context, id string) (*Derived, error) {
	if !validGeneration(id) {
		return nil, fmt.Errorf("open generation %q: %w", id, sanad.ErrNotFound)
	}
	path := s.generationPath(id)
	db, err := openDatabase(ctx, path, derivedKind)
	if err != nil {
		if errors.Is(err, sanad.ErrInvalid) { // a database, but not Sanad's
			err = needsRebuild(err)
		}
		return nil, err
	}
	d := &Derived{database: db, id: id, coding: s.coding, evidence: s.evidence, placesAbove: s.options.PlacesAbove}
	if d.file, err = os.Stat(path); err != nil {
		err = fileError("open", path, err)
	} else {
		err = db.compactIfDue(ctx)
	}
	if err != nil {
		db.close()
		return nil, err
	}
	return d, nil
}

// Current opens the newest complete generation that can be opened. ErrNotFound: there is none.
func (s *Store) Current(ctx context.Context) (*Derived, error) {
	all, err := s.Generations(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range slices.Backward(all) {
		if !g.Complete {
			continue
		}
		d, err := s.Derived(ctx, g.ID)
		if errors.Is(err, ErrRebuild) || errors.Is(err, sanad.ErrNewer) || errors.Is(err, sanad.ErrNotFound) {
			continue
		}
		return d, err
	}
	return nil, fmt.Errorf("a complete generation in %q: %w", s.dir, sanad.ErrNotFound)
}

// DropGeneration removes a generation's files. Errors: ErrNotFound, ErrConflict where somebody has it open.
func (s *Store) DropGeneration(ctx context.Context, id string) error {
	path := s.generationPath(id)
	if _, err := os.Stat(path); err != nil || !validGeneration(id) {
		return fmt.Errorf("drop generation %q: %w", id, sanad.ErrNotFound)
	}
	return s.exclusively(ctx, func() error {
		if err := removeUnused(ctx, path); err != nil {
			return fileError("drop generation", path, err)
		}
		return syncFolder(filepath.Dir(path))
	})
}
