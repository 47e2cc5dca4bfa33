package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// appending is one transaction's growth of the log.
type appending struct {
	ctx      context.Context
	tx       *sql.Tx
	evidence *Evidence
	key      log.Key
	size     int64 // before
	recorded time.Time
	leaves   [][]byte
}

// begin reads where the log stands. Recorded times never go backwards, whatever the clock does: "as of"
// and the order of entries agree.
func (e *Evidence) begin(ctx context.Context, tx *sql.Tx, key log.Key) (*appending, error) {
	a := &appending{ctx: ctx, tx: tx, evidence: e, key: key, recorded: e.now()}
	var err error
	if a.size, err = logSize(ctx, tx); err != nil {
		return nil, err
	}
	var last int64
	err = tx.QueryRowContext(ctx, "SELECT recorded FROM entry WHERE idx = ?", a.size-1).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	if err == nil && time.UnixMicro(last).After(a.recorded) {
		a.recorded = time.UnixMicro(last).UTC()
	}
	return a, a.checkCheckpoint()
}

// checkCheckpoint holds the newest head that was kept beside the database against the log. Signing a new one
// over a log that has lost entries would erase the proof that they were there.
func (a *appending) checkCheckpoint() error {
	path := a.evidence.store.path(checkpointName)
	signed, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && a.size == 0: // a first start that was interrupted
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %q is missing, so nobody can tell whether entries are lost; %s", sanad.ErrDamaged, path, remedyCheckpoint)
	case err != nil:
		return fileError("read", path, err)
	}
	head, err := a.evidence.public.Open(string(signed))
	if err != nil {
		return fmt.Errorf("%q: %w; %s", path, err, remedyCheckpoint)
	}
	if head.Size > a.size {
		return fmt.Errorf("%w: %q is signed for %d entries, the log has %d: entries %d to %d are lost; %s",
			sanad.ErrDamaged, path, head.Size, a.size, a.size, head.Size-1, remedyRestore)
	}
	root, err := log.Root(head.Size, nodes(a.ctx, a.tx))
	if err != nil {
		return err
	}
	if !head.Fits(root) {
		return fmt.Errorf("%w: the log isn't the one that %q was signed for; %s", sanad.ErrDamaged, path, remedyRestore)
	}
	return nil
}

func checkEntry(entry sanad.Entry) error {
	if err := log.CheckKind(entry.Kind); err != nil {
		return err
	}
	if !json.Valid(entry.Body) {
		return fmt.Errorf("body of %d bytes: %w: not JSON", len(entry.Body), sanad.ErrInvalid)
	}
	return nil
}

// add writes one entry and returns it with what the log gave it.
func (a *appending) add(entry sanad.Entry) (sanad.Entry, error) {
	entry.Index = a.size + int64(len(a.leaves))
	entry.Recorded = a.recorded
	entry.Redacted = false
	salt := make([]byte, log.SaltSize)
	if _, err := io.ReadFull(a.evidence.store.options.Random, salt); err != nil {
		return entry, fmt.Errorf("salt of entry %d: %w", entry.Index, err)
	}
	sum := log.HashBlob(entry.Blob)
	blob, err := a.addBlob(sum, entry.Blob)
	if err != nil {
		return entry, fmt.Errorf("blob of entry %d: %w", entry.Index, err)
	}
	commitment := log.Commit(salt, entry.Kind, entry.Recorded, entry.Body, sum)
	body, how := a.evidence.store.coding.encode(entry.Body)
	_, err = a.tx.ExecContext(a.ctx, `INSERT INTO entry (idx, kind, recorded, commitment, blob, salt, size, coding, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		entry.Index, string(entry.Kind), entry.Recorded.UnixMicro(), commitment[:], blob, salt, len(entry.Body), how, body)
	if err != nil {
		return entry, fmt.Errorf("entry %d: %w", entry.Index, err)
	}
	a.leaves = append(a.leaves, log.Leaf(entry.Kind, entry.Recorded, commitment))
	return entry, nil
}

// addBlob returns the row of the bytes, which exact copies share; NULL for none.
func (a *appending) addBlob(sum *log.BlobHash, data []byte) (id sql.NullInt64, err error) {
	if sum == nil {
		return id, nil
	}
	err = a.tx.QueryRowContext(a.ctx, "SELECT id FROM blob WHERE sha256 = ?", sum[:]).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	coded, how := a.evidence.store.coding.encode(data)
	result, err := a.tx.ExecContext(a.ctx, "INSERT INTO blob (sha256, size, coding, data) VALUES (?, ?, ?, ?)",
		sum[:], len(data), how, coded)
	if err != nil {
		return id, err
	}
	id.Int64, err = result.LastInsertId()
	id.Valid = err == nil
	return id, err
}

// seal grows the tree by the entries added, keeps its signed head and returns it.
func (a *appending) seal() (head string, err error) {
	grown, err := log.Grow(a.size, a.leaves, nodes(a.ctx, a.tx))
	if err != nil {
		return "", err
	}
	for i, node := range grown.Nodes {
		if _, err := a.tx.ExecContext(a.ctx, "INSERT INTO node (idx, hash) VALUES (?, ?)", grown.First+int64(i), node[:]); err != nil {
			return "", fmt.Errorf("node %d: %w", grown.First+int64(i), err)
		}
	}
	if head, err = a.key.Sign(grown.Size, grown.Root); err != nil {
		return "", err
	}
	_, err = a.tx.ExecContext(a.ctx, "INSERT INTO checkpoint (size, note) VALUES (?, ?)", grown.Size, head)
	return head, err
}

// nodes reads the stored tree.
func nodes(ctx context.Context, q querier) log.Hashes {
	return log.HashesFunc(func(indexes []int64) ([]log.Hash, error) {
		out := make([]log.Hash, len(indexes))
		for i, index := range indexes {
			var node []byte
			err := q.QueryRowContext(ctx, "SELECT hash FROM node WHERE idx = ?", index).Scan(&node)
			if err == nil && len(node) != len(out[i]) {
				err = sanad.ErrDamaged
			}
			if err != nil {
				return nil, fmt.Errorf("node %d: %w", index, missing(err))
			}
			out[i] = log.Hash(node)
		}
		return out, nil
	})
}
