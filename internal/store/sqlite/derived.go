package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"sanad.example/sanad"
)

// Derived is one generation. It fulfils sanad.Derived.
type Derived struct {
	*database
	id          string
	file        os.FileInfo // as opened
	coding      *coding
	evidence    *Evidence
	placesAbove func(id string) []string
	terms       sync.Map     // id to term: a term never changes, and its id is never given again
	known       atomic.Int64 // how many are in terms, about
}

var _ sanad.Derived = (*Derived)(nil)

// ID is the generation's id.
func (d *Derived) ID() string { return d.id }

// Gone reports whether the generation's file was removed, or another put in its place, since it was opened.
func (d *Derived) Gone() bool {
	now, err := os.Stat(d.path)
	return errors.Is(err, os.ErrNotExist) || err == nil && !os.SameFile(now, d.file)
}

// Close closes the generation's connections.
func (d *Derived) Close() error { return d.close() }

// Generation returns what the generation was made with and how far it has come.
func (d *Derived) Generation(ctx context.Context) (Generation, error) {
	g, err := readGeneration(ctx, d.reader)
	return g, wrap("read generation", d.path, err)
}

// Complete marks the generation as one that may be shown.
func (d *Derived) Complete(ctx context.Context) error {
	err := d.write(ctx, func(tx *sql.Tx) error { return setMeta(ctx, tx, "complete", "true") })
	return wrap("complete generation", d.path, err)
}

// Cursor is the index of the first evidence entry that this generation has not read.
func (d *Derived) Cursor(ctx context.Context) (int64, error) {
	n, err := metaNumber(ctx, d.reader, "cursor")
	return n, wrap("read cursor of", d.path, err)
}

func metaNumber(ctx context.Context, q querier, name string) (int64, error) {
	var text string
	err := q.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = ?", name).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: %w: %v", name, sanad.ErrDamaged, err)
	}
	return n, nil
}

// Put replaces the documents and their claims and moves the cursor, which never goes back, as one
// transaction. A document put before keeps the earlier of its two recorded times.
func (d *Derived) Put(ctx context.Context, docs []sanad.Coded, cursor int64) error {
	prepared := make([]*prepared, len(docs))
	for i := range docs {
		var err error
		if prepared[i], err = d.prepare(&docs[i]); err != nil {
			return fmt.Errorf("put document %q: %w", docs[i].Document.ID, err)
		}
	}
	err := d.write(ctx, func(tx *sql.Tx) error {
		p, err := newPutting(ctx, tx)
		if err != nil {
			return err
		}
		defer p.close()
		for _, doc := range prepared {
			if err := p.put(doc); err != nil {
				return fmt.Errorf("put document %q: %w", doc.ID, err)
			}
		}
		return p.finish(cursor)
	})
	return wrap("put into", d.path, err)
}

// Remove takes documents and their claims out and rewrites the file, so that no byte of them is left in it.
// It remembers their ids: who asks for them gets ErrRedacted. Unknown ids are remembered too.
func (d *Derived) Remove(ctx context.Context, documents []string) error {
	changed := false
	err := d.write(ctx, func(tx *sql.Tx) error {
		p, err := newPutting(ctx, tx)
		if err != nil {
			return err
		}
		defer p.close()
		for _, key := range documents {
			if err := p.redact(key); err != nil {
				return fmt.Errorf("remove document %q: %w", key, err)
			}
		}
		if changed = p.documents < 0; !changed {
			return nil // what was there is gone already: the file needn't be rewritten
		}
		if err := p.finish(0); err != nil {
			return err
		}
		return p.purge()
	})
	if err != nil {
		return wrap("remove from", d.path, err)
	}
	if !changed {
		return nil
	}
	return d.Compact(ctx)
}

// redact removes a document and remembers that.
func (p *putting) redact(key string) error {
	if _, err := p.remove(key); err != nil {
		return err
	}
	return p.exec("INSERT OR IGNORE INTO removed (key) VALUES (?)", key)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
