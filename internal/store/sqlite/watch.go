package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
)

// Watch is what is remembered of feeds between rounds, in watch.db. It is operational: evidence is in the
// log alone, and what was read can be found there again.
type Watch struct{ *database }

// Watch opens the folder's watch.db, making it at first. Errors: ErrDamaged, ErrNewer, ErrConflict.
func (s *Store) Watch(ctx context.Context) (*Watch, error) {
	path := s.path(watchName)
	err := s.exclusively(ctx, func() error {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return createDatabase(ctx, path, watchKind, func(*sql.Tx) error { return nil })
	})
	if err != nil {
		return nil, err
	}
	d, err := openDatabase(ctx, path, watchKind)
	if err != nil {
		return nil, err
	}
	return &Watch{d}, nil
}

// Close closes the file.
func (w *Watch) Close() error { return w.close() }

// Records returns what is known of each feed, by its address.
func (w *Watch) Records(ctx context.Context) (map[string][]byte, error) {
	rows, err := w.reader.QueryContext(ctx, "SELECT url, record FROM feed")
	if err != nil {
		return nil, wrap("read feeds of", w.path, err)
	}
	defer rows.Close()
	out := map[string][]byte{}
	for rows.Next() {
		var url string
		var record []byte
		if err := rows.Scan(&url, &record); err != nil {
			return nil, wrap("read feeds of", w.path, err)
		}
		out[url] = record
	}
	return out, wrap("read feeds of", w.path, rows.Err())
}

// Save keeps what is known of a feed and marks items as seen, as one unit.
func (w *Watch) Save(ctx context.Context, url string, record []byte, seen []string) error {
	err := w.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO feed VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET record = excluded.record", url, string(record))
		if err != nil {
			return err
		}
		return mark(ctx, tx, seen)
	})
	return wrap("save a feed in", w.path, err)
}

func mark(ctx context.Context, tx *sql.Tx, seen []string) error {
	for _, key := range seen {
		if _, err := tx.ExecContext(ctx, "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", key); err != nil {
			return err
		}
	}
	return nil
}

// Seen returns those of the keys that are marked.
func (w *Watch) Seen(ctx context.Context, keys []string) (map[string]bool, error) {
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	rows, err := w.reader.QueryContext(ctx, "SELECT key FROM seen WHERE key IN (SELECT value FROM json_each(?))", string(list))
	if err != nil {
		return nil, wrap("look for items in", w.path, err)
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, wrap("look for items in", w.path, err)
		}
		out[key] = true
	}
	return out, wrap("look for items in", w.path, rows.Err())
}

// Position is the first entry of the log that Recover has not been told of.
func (w *Watch) Position(ctx context.Context) (entry int64, err error) {
	err = w.reader.QueryRowContext(ctx, "SELECT entry FROM position").Scan(&entry)
	return entry, wrap("read position of", w.path, missing(err))
}

// Recover marks what receipts up to position say was read, as one unit.
func (w *Watch) Recover(ctx context.Context, seen []string, position int64) error {
	err := w.write(ctx, func(tx *sql.Tx) error {
		if err := mark(ctx, tx, seen); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE position SET entry = ?", position)
		return err
	})
	return wrap("save position in", w.path, err)
}

// Forget forgets what was seen and how far the log was read, as where the log is an older one.
func (w *Watch) Forget(ctx context.Context) error {
	err := w.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM seen; UPDATE position SET entry = 0; UPDATE feed SET record = json_remove(record, '$.etag', '$.last_modified')")
		return err
	})
	return wrap("forget in", w.path, err)
}
