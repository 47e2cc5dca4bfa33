package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// Evidence is the log in evidence.db. It fulfils sanad.Evidence.
type Evidence struct {
	*database
	store  *Store
	public log.Public
	mu     sync.Mutex // one writer in this process; SQLite keeps other processes apart
}

var _ sanad.Evidence = (*Evidence)(nil)

func openEvidence(ctx context.Context, s *Store) (*Evidence, error) {
	d, err := openDatabase(ctx, s.path(evidenceName), evidenceKind)
	if err != nil {
		return nil, err
	}
	e := &Evidence{database: d, store: s}
	var text string
	err = d.reader.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = 'log.pub'").Scan(&text)
	if err == nil {
		e.public, err = log.ParsePublic(text)
	}
	if err != nil {
		d.close()
		return nil, wrap("open", d.path, missing(err))
	}
	if err := d.compactIfDue(ctx); err != nil {
		d.close()
		return nil, err
	}
	return e, nil
}

// Close closes the log's connections.
func (e *Evidence) Close() error { return e.close() }

// Size is the number of entries.
func (e *Evidence) Size(ctx context.Context) (int64, error) {
	size, err := logSize(ctx, e.reader)
	return size, wrap("count entries of", e.path, err)
}

// querier is a pool or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func logSize(ctx context.Context, q querier) (size int64, err error) {
	err = q.QueryRowContext(ctx, "SELECT coalesce(max(idx) + 1, 0) FROM entry").Scan(&size)
	return size, err
}

// Append adds the entries as one transaction, signs the new head and returns when both are on disk.
func (e *Evidence) Append(ctx context.Context, entries []sanad.Entry) ([]sanad.Entry, error) {
	for i, entry := range entries {
		if entry.Kind == sanad.EntryRedacted {
			return nil, fmt.Errorf("append entry %d of the call: kind %q: %w: use Redact", i, entry.Kind, sanad.ErrInvalid)
		}
		if err := checkEntry(entry); err != nil {
			return nil, fmt.Errorf("append entry %d of the call: %w", i, err)
		}
	}
	if len(entries) == 0 {
		return nil, nil
	}
	out := make([]sanad.Entry, len(entries))
	err := e.commit(ctx, func(a *appending) error {
		for i, entry := range entries {
			var err error
			if out[i], err = a.add(entry); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, wrap("append to", e.path, err)
	}
	return out, nil
}

// commit runs fn in a transaction, signs the head that it leaves and makes both last. The checkpoint file
// is written before the transaction ends, so that a full disk stops both, and moved into place after, so
// that it never speaks of entries that aren't there.
func (e *Evidence) commit(ctx context.Context, fn func(*appending) error) error {
	key, err := e.store.readKey()
	if err != nil {
		return err
	}
	if key.Public() != e.public.String() {
		return fmt.Errorf("%q is not the key of this log: %w; restore it from a backup", e.store.path(keyName), sanad.ErrInvalid)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var part string
	err = e.write(ctx, func(tx *sql.Tx) error {
		a, err := e.begin(ctx, tx, key)
		if err != nil {
			return err
		}
		if err := fn(a); err != nil {
			return err
		}
		head, err := a.seal()
		if err != nil {
			return err
		}
		// The suffix is this process's own: another may take its turn before the file is in its place.
		part, err = writeFile(e.store.path(checkpointName), fmt.Sprintf(".%d.new", os.Getpid()), []byte(head), 0o644)
		return err
	})
	if err != nil {
		if part != "" {
			os.Remove(part)
		}
		return err
	}
	return replaceFile(part, e.store.path(checkpointName))
}

// now is the clock's time in the log's resolution.
func (e *Evidence) now() time.Time { return e.store.options.Clock().UTC().Truncate(time.Microsecond) }
