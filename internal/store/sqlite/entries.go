package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// A batch of entries is read at once, so that no transaction stays open while its reader works.
const (
	batchRows  = 256
	batchBytes = 8 << 20
)

// stored is a row of the log.
type stored struct {
	index      int64
	kind       sanad.EntryKind
	recorded   time.Time
	commitment []byte
	redacted   sql.NullInt64
	blob       sql.NullInt64
	salt       []byte
	size       sql.NullInt64
	how        sql.NullInt64
	body       []byte
	sum        []byte // of the blob; nil where its row is missing
	blobSize   sql.NullInt64
	blobHow    sql.NullInt64
	data       []byte
}

func (s *stored) bytes() int { return len(s.body) + len(s.data) }

// selectEntries is the query for rows of stored; the blob's bytes come where the argument says so.
const selectEntries = `SELECT e.idx, e.kind, e.recorded, e.commitment, e.redacted, e.blob, e.salt, e.size, e.coding, e.body,
	b.sha256, b.size, b.coding, CASE WHEN ? THEN b.data END FROM entry e LEFT JOIN blob b ON b.id = e.blob `

func (s *stored) scan(rows interface{ Scan(...any) error }) error {
	var recorded int64
	err := rows.Scan(&s.index, &s.kind, &recorded, &s.commitment, &s.redacted, &s.blob, &s.salt, &s.size, &s.how, &s.body,
		&s.sum, &s.blobSize, &s.blobHow, &s.data)
	s.recorded = time.UnixMicro(recorded).UTC()
	return err
}

// Entries calls fn for each entry that q selects, in order. Each is checked against its commitment first.
func (e *Evidence) Entries(ctx context.Context, q sanad.EntryQuery, fn func(sanad.Entry) error) error {
	for from := q.From; ; {
		rows, next, err := e.batch(ctx, q, from)
		if err != nil {
			return wrap("read", e.path, err)
		}
		for i := range rows {
			entry, err := e.open(&rows[i], q.Blobs)
			if err != nil {
				return wrap("read", e.path, err)
			}
			if err := fn(entry); err != nil {
				return err
			}
		}
		if next < 0 {
			return nil
		}
		from = next
	}
}

// batch reads rows from index from on; next is where the following batch begins, -1 at the end.
func (e *Evidence) batch(ctx context.Context, q sanad.EntryQuery, from int64) (out []stored, next int64, err error) {
	where := "WHERE e.idx >= ? "
	args := []any{q.Blobs, from}
	if len(q.Kinds) > 0 {
		column := "e.kind"
		if len(q.Kinds) > 1 {
			column = "+e.kind" // the index would have to be sorted again: keep to the order of entries
		}
		where += "AND " + column + " IN (?" + strings.Repeat(", ?", len(q.Kinds)-1) + ") "
		for _, k := range q.Kinds {
			args = append(args, string(k))
		}
	}
	rows, err := e.reader.QueryContext(ctx, selectEntries+where+"ORDER BY e.idx LIMIT ?", append(args, batchRows)...)
	if err != nil {
		return nil, -1, err
	}
	defer rows.Close()
	for total := 0; rows.Next(); {
		var s stored
		if err := s.scan(rows); err != nil {
			return nil, -1, err
		}
		if s.index < from { // moved pages must not lead in circles
			return nil, -1, fmt.Errorf("entry %d after entry %d: %w", s.index, from, sanad.ErrDamaged)
		}
		from = s.index + 1
		out = append(out, s)
		if total += s.bytes(); len(out) == batchRows || total > batchBytes {
			return out, from, nil
		}
	}
	return out, -1, rows.Err()
}

// Entry returns one entry with its blob, checked against its commitment.
func (e *Evidence) Entry(ctx context.Context, index int64) (sanad.Entry, error) {
	var s stored
	err := s.scan(e.reader.QueryRowContext(ctx, selectEntries+"WHERE e.idx = ?", true, index))
	if err != nil {
		return sanad.Entry{}, wrap(fmt.Sprintf("read entry %d of", index), e.path, missing(err))
	}
	entry, err := e.open(&s, true)
	return entry, wrap("read", e.path, err)
}

// open decodes a row and checks it. Errors wrap sanad.ErrDamaged.
func (e *Evidence) open(s *stored, withBlob bool) (sanad.Entry, error) {
	entry := sanad.Entry{Index: s.index, Kind: s.kind, Recorded: s.recorded}
	if s.redacted.Valid {
		entry.Redacted = true
		return entry, nil
	}
	var err error
	if entry.Body, err = e.store.coding.decode(s.body, int(s.how.Int64), s.size.Int64); err != nil {
		return entry, fmt.Errorf("body of entry %d: %w", s.index, err)
	}
	sum, err := s.blobHash()
	if err != nil {
		return entry, err
	}
	if c := log.Commit(s.salt, s.kind, s.recorded, entry.Body, sum); string(c[:]) != string(s.commitment) {
		return entry, fmt.Errorf("entry %d: %w: it isn't what was recorded", s.index, sanad.ErrDamaged)
	}
	if withBlob && sum != nil {
		if entry.Blob, err = e.openBlob(s); err != nil {
			return entry, fmt.Errorf("blob of entry %d: %w", s.index, err)
		}
	}
	return entry, nil
}

func (s *stored) blobHash() (*log.BlobHash, error) {
	if !s.blob.Valid {
		return nil, nil
	}
	if len(s.sum) != sha256.Size {
		return nil, fmt.Errorf("blob of entry %d: %w: it is missing", s.index, sanad.ErrDamaged)
	}
	h := log.BlobHash(s.sum)
	return &h, nil
}

func (e *Evidence) openBlob(s *stored) ([]byte, error) {
	data, err := e.store.coding.decode(s.data, int(s.blobHow.Int64), s.blobSize.Int64)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); string(sum[:]) != string(s.sum) {
		return nil, fmt.Errorf("%w: its SHA-256 is another", sanad.ErrDamaged)
	}
	return data, nil
}
