package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sanad.example/sanad"
)

// Redact destroys the bodies, blobs and salts of the entries and appends the redactions as one transaction, then
// rewrites the file so that no byte of them is left in it.
func (e *Evidence) Redact(ctx context.Context, redactions []sanad.Redaction) error {
	if len(redactions) == 0 {
		return nil
	}
	err := e.commit(ctx, func(a *appending) error {
		for _, r := range redactions {
			if err := a.redact(r); err != nil {
				return fmt.Errorf("entry %d: %w", r.Index, err)
			}
		}
		return nil
	})
	if err != nil {
		return wrap("redact entries of", e.path, err)
	}
	return e.Compact(ctx)
}

func (a *appending) redact(r sanad.Redaction) error {
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%w: %v", sanad.ErrInvalid, err)
	}
	if err := a.checkRedactable(r.Index); err != nil {
		return err
	}
	entry, err := a.add(sanad.Entry{Kind: sanad.EntryRedacted, Body: body})
	if err != nil {
		return err
	}
	return a.destroy(r.Index, entry.Index)
}

func (a *appending) checkRedactable(index int64) error {
	var kind sanad.EntryKind
	var redacted sql.NullInt64
	err := a.tx.QueryRowContext(a.ctx, "SELECT kind, redacted FROM entry WHERE idx = ?", index).Scan(&kind, &redacted)
	switch {
	case err != nil:
		return missing(err)
	case redacted.Valid:
		return fmt.Errorf("%w by entry %d", sanad.ErrRedacted, redacted.Int64)
	case kind == sanad.EntryRedacted:
		return fmt.Errorf("%w: a redaction itself stays", sanad.ErrInvalid)
	}
	return nil
}

// destroy takes the entry's bytes out; a blob that another entry refers to stays.
func (a *appending) destroy(index, by int64) error {
	var blob sql.NullInt64
	if err := a.tx.QueryRowContext(a.ctx, "SELECT blob FROM entry WHERE idx = ?", index).Scan(&blob); err != nil {
		return err
	}
	if err := setMeta(a.ctx, a.tx, compactDue, "true"); err != nil {
		return err
	}
	_, err := a.tx.ExecContext(a.ctx, `UPDATE entry SET redacted = ?, salt = NULL, size = NULL, coding = NULL, body = NULL, blob = NULL
		WHERE idx = ?`, by, index)
	if err != nil || !blob.Valid {
		return err
	}
	_, err = a.tx.ExecContext(a.ctx, "DELETE FROM blob WHERE id = ? AND NOT EXISTS (SELECT 1 FROM entry WHERE blob = ?)", blob.Int64, blob.Int64)
	return err
}

// compactDue in meta says that something was destroyed and the file not yet rewritten: a process may end
// between the two.
const compactDue = "compact"

// compactIfDue rewrites the file where an earlier process couldn't, unless others prevent it now too.
func (d *database) compactIfDue(ctx context.Context) error {
	if d.writer == nil {
		return nil
	}
	var due bool
	err := d.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?)", compactDue).Scan(&due)
	if err != nil {
		return wrap("open", d.path, err)
	}
	if !due {
		return nil
	}
	if err := d.Compact(ctx); err != nil && !errors.Is(err, sanad.ErrCompactionDue) {
		return err
	}
	return nil
}

// compactWait is how long a rewriting waits for readers: it isn't pressing, as the next start does it too.
const compactWait = 3 * time.Second

// Compact rewrites the file from what is in use, so that nothing of what was destroyed stays in free
// pages, in slack or in the write-ahead log. Errors: ErrCompactionDue.
func (d *database) Compact(ctx context.Context) (err error) {
	if d.writer == nil {
		return wrap("compact", d.path, ErrReadOnly)
	}
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return wrap("compact", d.path, err)
	}
	defer conn.Close()
	if err := setBusyTimeout(ctx, conn, compactWait); err != nil {
		return wrap("compact", d.path, err)
	}
	defer func() { err = errors.Join(err, setBusyTimeout(context.WithoutCancel(ctx), conn, wait)) }()
	// Before, so that old pages don't come back out of the write-ahead log; after, so that none stay in it.
	for _, step := range []string{"PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if err := compactStep(ctx, conn, step); err != nil {
			return fmt.Errorf("compact %q: %w: %w", d.path, sanad.ErrCompactionDue, err)
		}
	}
	_, err = conn.ExecContext(ctx, "DELETE FROM meta WHERE name = '"+compactDue+"'")
	return wrap("compact", d.path, err)
}

func setBusyTimeout(ctx context.Context, conn *sql.Conn, wait time.Duration) error {
	_, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", wait.Milliseconds()))
	return err
}

func compactStep(ctx context.Context, conn *sql.Conn, step string) error {
	rows, err := conn.QueryContext(ctx, step)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var busy, frames, moved int
		if err := rows.Scan(&busy, &frames, &moved); err != nil {
			return err
		}
		if busy != 0 {
			return sanad.ErrConflict
		}
	}
	return rows.Err()
}
