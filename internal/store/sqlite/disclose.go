package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// Disclosed is an entry with the salt that its commitment was made with, and the nodes that lead from its leaf to
// the head. Whoever has it can check the entry, and no other.
type Disclosed struct {
	log.Record
	Nodes []log.Hash
}

// Disclose returns entries, in the order asked for, with all that is needed to check them against one signed head.
// Errors: ErrNotFound, ErrRedacted.
func (e *Evidence) Disclose(ctx context.Context, indices []int64) (checkpoint string, out []Disclosed, err error) {
	err = e.read(ctx, func(tx *sql.Tx) error {
		var size int64
		if checkpoint, size, err = currentHead(ctx, tx); err != nil {
			return err
		}
		out = out[:0]
		for _, index := range indices {
			d, err := e.disclose(ctx, tx, size, index)
			if err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
			out = append(out, d)
		}
		return nil
	})
	return checkpoint, out, wrap("disclose from", e.path, err)
}

func (e *Evidence) disclose(ctx context.Context, tx *sql.Tx, size, index int64) (d Disclosed, err error) {
	var s stored
	if err := s.scan(tx.QueryRowContext(ctx, selectEntries+"WHERE e.idx = ?", false, index)); err != nil {
		return d, missing(err)
	}
	entry, err := e.open(&s, false)
	if err != nil {
		return d, err
	}
	if entry.Redacted {
		return d, sanad.ErrRedacted
	}
	sum, err := s.blobHash()
	if err != nil {
		return d, err
	}
	d.Record = log.Record{
		Index: index, Kind: s.kind, Recorded: s.recorded, Commitment: log.Commitment(s.commitment), Salt: s.salt, Body: entry.Body, Blob: sum,
	}
	d.Nodes, err = log.ProveInclusion(size, index, nodes(ctx, tx))
	return d, err
}

// Vouch signs the SHA-256 of bytes that leave the folder with the log's key: see log.Key.Vouch.
func (e *Evidence) Vouch(sum [sha256.Size]byte) (string, error) {
	key, err := e.store.readKey()
	if err != nil {
		return "", err
	}
	return key.Vouch(sum)
}
