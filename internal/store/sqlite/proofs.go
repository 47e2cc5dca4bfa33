package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// Proof shows something of the log to someone who has its public key and nothing else; package log checks it.
type Proof struct {
	Checkpoint string // the signed head that it leads to
	Leaf       []byte // of an entry
	Nodes      []log.Hash
}

// PublicKey is the text by which the log's heads are checked.
func (e *Evidence) PublicKey() string { return e.public.String() }

// Checkpoint is the newest signed head.
func (e *Evidence) Checkpoint(ctx context.Context) (signed string, err error) {
	err = e.read(ctx, func(tx *sql.Tx) error { signed, _, err = currentHead(ctx, tx); return err })
	return signed, wrap("read the head of", e.path, err)
}

func currentHead(ctx context.Context, tx *sql.Tx) (signed string, size int64, err error) {
	if size, err = logSize(ctx, tx); err == nil {
		err = tx.QueryRowContext(ctx, "SELECT note FROM checkpoint WHERE size = ?", size).Scan(&signed)
	}
	return signed, size, missing(err)
}

// Prove shows that an entry, redacted or not, is in the log under the newest head. Errors: ErrNotFound.
func (e *Evidence) Prove(ctx context.Context, index int64) (p Proof, err error) {
	err = e.read(ctx, func(tx *sql.Tx) error {
		var size int64
		if p.Checkpoint, size, err = currentHead(ctx, tx); err != nil {
			return err
		}
		if p.Nodes, err = log.ProveInclusion(size, index, nodes(ctx, tx)); err != nil {
			return err
		}
		p.Leaf, err = readLeaf(ctx, tx, index)
		return err
	})
	return p, wrap("prove from", e.path, err)
}

func readLeaf(ctx context.Context, tx *sql.Tx, index int64) ([]byte, error) {
	var kind sanad.EntryKind
	var recorded int64
	var commitment []byte
	err := tx.QueryRowContext(ctx, "SELECT kind, recorded, commitment FROM entry WHERE idx = ?", index).Scan(&kind, &recorded, &commitment)
	if err == nil && len(commitment) != len(log.Commitment{}) {
		err = fmt.Errorf("commitment of entry %d: %w", index, sanad.ErrDamaged)
	}
	if err != nil {
		return nil, missing(err)
	}
	return log.Leaf(kind, time.UnixMicro(recorded), log.Commitment(commitment)), nil
}

// ProveGrowth shows that the log under the newest head begins with the one that had old entries.
func (e *Evidence) ProveGrowth(ctx context.Context, old int64) (p Proof, err error) {
	err = e.read(ctx, func(tx *sql.Tx) error {
		var size int64
		if p.Checkpoint, size, err = currentHead(ctx, tx); err != nil {
			return err
		}
		p.Nodes, err = log.ProveConsistency(size, old, nodes(ctx, tx))
		return err
	})
	return p, wrap("prove from", e.path, err)
}
