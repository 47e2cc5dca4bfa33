package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// openReadOnly opens a database so that nothing in the folder changes, as far as that can be: where a
// write-ahead log must be read along, SQLite keeps its index beside it meanwhile.
func (v *verification) openReadOnly(name string) (*sql.DB, error) {
	mode := "ro"
	if !v.exists(name + "-wal") {
		mode += "&immutable=1"
	}
	return connect(v.path(name), mode, 1, "PRAGMA query_only = on; PRAGMA cache_size = -16000")
}

// checkSchema tells of a database of a newer program, and runs SQLite's own check of its structure.
func (v *verification) checkSchema(ctx context.Context, db *sql.DB, name, remedy string, k kind) error {
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if known := k.version(); version != known {
		return fmt.Errorf("schema %d, this program knows %d: %w", version, known, sanad.ErrNewer)
	}
	rows, err := db.QueryContext(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var what string
		if err := rows.Scan(&what); err != nil {
			return err
		}
		if what != "ok" {
			v.problem(name, "structure", strings.ReplaceAll(what, "\n", "; "), remedy)
		}
	}
	return rows.Err()
}

// noteDue tells where what was destroyed may still have bytes in the file.
func (v *verification) noteDue(ctx context.Context, q querier, name string) {
	var due bool
	err := q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?)", compactDue).Scan(&due)
	if err == nil && due {
		v.note(name, "", "something was redacted, and the file couldn't be rewritten yet: its bytes may still be in it",
			"start Sanad when nothing else uses the folder: it rewrites the file")
	}
}

// checkEvidence checks the log, its keys and its heads.
func (v *verification) checkEvidence(ctx context.Context) {
	if !v.exists(evidenceName) {
		v.checkKeys("")
		return
	}
	var inLog string
	var db *sql.DB
	v.guard(evidenceName, remedyRestore, func() (err error) {
		if db, err = v.openReadOnly(evidenceName); err != nil {
			return err
		}
		if err := db.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = 'log.pub'").Scan(&inLog); err != nil {
			return fmt.Errorf("the log's public key can't be read from it: %w", err)
		}
		return nil
	})
	public, ok := v.checkKeys(inLog)
	if db == nil {
		return
	}
	defer db.Close()
	v.guard(evidenceName, remedyRestore, func() error { return v.checkSchema(ctx, db, evidenceName, remedyRestore, evidenceKind) })
	v.guard(evidenceName, remedyRestore, func() error {
		tx, err := db.BeginTx(ctx, nil) // one moment of the log, even if others write
		if err != nil {
			return err
		}
		defer tx.Rollback() // nothing is written
		v.noteDue(ctx, tx, evidenceName)
		c := &logCheck{verification: v, ctx: ctx, tx: tx, public: public, signed: ok, wanted: map[int64][]outside{}}
		return c.run()
	})
}

// logCheck is one pass over the log.
type logCheck struct {
	*verification
	ctx    context.Context
	tx     *sql.Tx
	public log.Public
	signed bool // there is a public key to check heads by
	size   int64
	audit  log.Audit
	lost   []int64 // entries that can't be read
	why    error
	wanted map[int64][]outside
}

// outside is a checkpoint that isn't in the database.
type outside struct {
	file string
	head log.Checkpoint
}

func (c *logCheck) run() error {
	sizeErr := error(nil)
	if c.size, sizeErr = logSize(c.ctx, c.tx); sizeErr != nil {
		c.problem(evidenceName, "", "its entries can't be counted: "+sizeErr.Error(), remedyRestore)
	}
	c.readCheckpoints()
	c.checkHead(0)
	for from := int64(0); from < c.size; from += batchRows {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		c.checkBatch(from, min(from+batchRows, c.size))
	}
	c.tellLost()
	for _, m := range c.audit.Redactions() {
		c.problem(evidenceName, fmt.Sprintf("entry %d", m.Index), m.What, remedyRestore)
	}
	root := c.audit.Root()
	c.report.Entries, c.report.Redacted, c.report.Root = c.size, int64(c.audit.Redacted()), hex.EncodeToString(root[:])
	c.checkExcess()
	return c.checkBlobs()
}

// readCheckpoints notes the heads that were kept outside of the database, to be compared on the way.
func (c *logCheck) readCheckpoints() {
	if text, err := c.readSmall(checkpointName); err == nil {
		c.want(checkpointName, text)
	}
	for i, text := range c.options.Checkpoints {
		c.want(fmt.Sprintf("checkpoint %d of those given", i+1), text)
	}
}

func (c *logCheck) want(file, text string) {
	if !c.signed {
		return
	}
	head, err := c.public.Open(text)
	if err != nil {
		c.problem(file, "", err.Error(), remedyCheckpoint)
		return
	}
	if head.Size > c.size {
		c.problem(evidenceName, fmt.Sprintf("entries %d to %d", c.size, head.Size-1),
			fmt.Sprintf("they are lost: %s is signed for %d entries, the log has %d", file, head.Size, c.size), remedyRestore)
		return
	}
	c.wanted[head.Size] = append(c.wanted[head.Size], outside{file, head})
}

// checkBatch checks entries from to before end. What can't be read at once is read one by one, so that
// the sound ones are checked all the same.
func (c *logCheck) checkBatch(from, end int64) {
	rows, err := c.rows(from, end)
	if err != nil {
		rows = c.oneByOne(from, end)
	}
	hashes := c.nodes(log.StoredCount(from), log.StoredCount(end))
	for index := from; index < end; index++ {
		c.checkEntry(index, rows[index], hashes)
		c.checkHead(index + 1)
	}
}

func (c *logCheck) rows(from, end int64) (map[int64]*stored, error) {
	rows, err := c.tx.QueryContext(c.ctx, selectEntries+"WHERE e.idx >= ? AND e.idx < ?", false, from, end)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]*stored{}
	for rows.Next() {
		s := &stored{}
		if err := s.scan(rows); err != nil {
			return nil, err
		}
		out[s.index] = s
	}
	return out, rows.Err()
}

func (c *logCheck) oneByOne(from, end int64) map[int64]*stored {
	out := map[int64]*stored{}
	for index := from; index < end; index++ {
		one, err := c.rows(index, index+1)
		if err != nil {
			c.lost, c.why = append(c.lost, index), err
			continue
		}
		out[index] = one[index]
	}
	return out
}

// nodes reads stored nodes as far as they can be read.
func (c *logCheck) nodes(from, end int64) map[int64]log.Hash {
	out := map[int64]log.Hash{}
	if err := c.readNodes(from, end, out); err != nil {
		for index := from; index < end; index++ {
			if err := c.readNodes(index, index+1, out); err != nil {
				c.problem(evidenceName, fmt.Sprintf("node %d", index), err.Error(), remedyRestore)
			}
		}
	}
	return out
}

func (c *logCheck) readNodes(from, end int64, into map[int64]log.Hash) error {
	rows, err := c.tx.QueryContext(c.ctx, "SELECT idx, hash FROM node WHERE idx >= ? AND idx < ?", from, end)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var index int64
		var hash []byte
		if err := rows.Scan(&index, &hash); err != nil {
			return err
		}
		if len(hash) == len(log.Hash{}) {
			into[index] = log.Hash(hash)
		}
	}
	return rows.Err()
}

// checkEntry checks one entry and takes its leaf into the tree. Where the entry and the stored tree differ
// the tree is followed: so the heads show which of the two was changed.
func (c *logCheck) checkEntry(index int64, s *stored, hashes map[int64]log.Hash) {
	first := log.StoredCount(index)
	kept, ok := hashes[first]
	leaf := kept
	if record, err := c.record(s); err != nil {
		if s != nil || !c.isLost(index) {
			c.problem(evidenceName, c.entryName(index, s), err.Error(), remedyRestore)
		}
	} else {
		if err := c.audit.Check(record); err != nil {
			c.problem(evidenceName, c.entryName(index, s), err.Error(), remedyRestore)
		}
		c.tellRedaction(record)
		if leaf = record.Leaf(); ok && leaf != kept {
			c.problem(evidenceName, c.entryName(index, s), "it isn't the entry that the tree has in its place", remedyRestore)
			leaf = kept
		}
	}
	for i, node := range c.audit.Add(leaf) {
		kept, ok := hashes[first+int64(i)]
		if !ok || kept != node {
			c.problem(evidenceName, fmt.Sprintf("node %d, over entry %d", first+int64(i), index), "it is missing or isn't what its entries give", remedyRestore)
		}
	}
}

// tellRedaction notes what an entry says that was destroyed.
func (c *logCheck) tellRedaction(r log.Record) {
	var told sanad.Redaction
	if r.Kind == sanad.EntryRedacted && json.Unmarshal(r.Body, &told) == nil {
		c.report.Redactions = append(c.report.Redactions, Redacted{Redaction: told, By: r.Index, Recorded: r.Recorded})
	}
}

func (c *logCheck) isLost(index int64) bool { return len(c.lost) > 0 && c.lost[len(c.lost)-1] >= index }

// record makes of a row what an audit reads.
func (c *logCheck) record(s *stored) (r log.Record, err error) {
	if s == nil {
		return r, fmt.Errorf("%w: it is missing", sanad.ErrDamaged)
	}
	r = log.Record{Index: s.index, Kind: s.kind, Recorded: s.recorded, Redacted: s.redacted.Valid, By: s.redacted.Int64, Salt: s.salt}
	if len(s.commitment) != len(r.Commitment) {
		return r, fmt.Errorf("%w: its commitment has %d bytes", sanad.ErrDamaged, len(s.commitment))
	}
	r.Commitment = log.Commitment(s.commitment)
	if r.Blob, err = s.blobHash(); err != nil {
		return r, err
	}
	if r.Redacted {
		r.Body = s.body
		return r, nil
	}
	r.Body, err = c.coding.decode(s.body, int(s.how.Int64), s.size.Int64)
	return r, err
}

// entryName says which entry, and of which document where it tells.
func (c *logCheck) entryName(index int64, s *stored) string {
	name := fmt.Sprintf("entry %d", index)
	if s == nil {
		return name
	}
	name += fmt.Sprintf(" (%s, recorded %s)", s.kind, s.recorded.Format(log.TimeFormat))
	var told sanad.Extraction
	if body, err := c.coding.decode(s.body, int(s.how.Int64), s.size.Int64); err == nil && s.kind == sanad.EntryText &&
		json.Unmarshal(body, &told) == nil && told.Document.ID != "" {
		name += fmt.Sprintf(", document %q", told.Document.ID)
	}
	return name
}

// checkHead compares the heads signed for a size with the tree's root at it.
func (c *logCheck) checkHead(size int64) {
	if !c.signed {
		return
	}
	root := c.audit.Root()
	for _, o := range c.wanted[size] {
		if !o.head.Fits(root) {
			c.problem(evidenceName, fmt.Sprintf("entries 0 to %d", size-1), "the log isn't the one that "+o.file+" was signed for", remedyRestore)
		}
	}
	var text string
	err := c.tx.QueryRowContext(c.ctx, "SELECT note FROM checkpoint WHERE size = ?", size).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) && size != c.size {
		return // entries of one call share a head
	}
	where := fmt.Sprintf("checkpoint of %d", size)
	if err != nil {
		c.problem(evidenceName, where, missing(err).Error(), remedyRestore)
		return
	}
	head, err := c.public.Open(text)
	switch {
	case err != nil:
		c.problem(evidenceName, where, err.Error(), remedyRestore)
	case head.Size != size || !head.Fits(root):
		c.problem(evidenceName, where, "the entries before it aren't those that it was signed for", remedyRestore)
	}
}

// tellLost reports the entries that couldn't be read, in runs.
func (c *logCheck) tellLost() {
	for i := 0; i < len(c.lost); {
		k := i
		for k+1 < len(c.lost) && c.lost[k+1] == c.lost[k]+1 {
			k++
		}
		where := fmt.Sprintf("entry %d", c.lost[i])
		if k > i {
			where = fmt.Sprintf("entries %d to %d", c.lost[i], c.lost[k])
		}
		c.problem(evidenceName, where, "can't be read: "+c.why.Error(), remedyRestore)
		i = k + 1
	}
}

// checkExcess looks for rows that no entry accounts for.
func (c *logCheck) checkExcess() {
	for what, query := range map[string]string{
		"nodes past the tree's end":       "SELECT count(*) FROM node WHERE idx < 0 OR idx >= ?",
		"checkpoints past the log's end":  "SELECT count(*) FROM checkpoint WHERE size < 0 OR size > ?",
		"entries before the first":        "SELECT count(*) FROM entry WHERE idx < 0 AND ? = 0",
		"blobs that belong to no entry":   "SELECT count(*) FROM blob WHERE ? = 0 AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.blob = blob.id)",
		"entries that have lost a column": "SELECT count(*) FROM entry WHERE ? = 0 AND redacted IS NULL AND (salt IS NULL OR body IS NULL)",
	} {
		arg := int64(0)
		switch {
		case strings.Contains(query, "FROM node"):
			arg = log.StoredCount(c.size)
		case strings.Contains(query, "FROM checkpoint"):
			arg = c.size
		}
		var n int
		if err := c.tx.QueryRowContext(c.ctx, query, arg).Scan(&n); err != nil {
			c.problem(evidenceName, what, "can't be counted: "+err.Error(), remedyRestore)
		} else if n > 0 {
			c.problem(evidenceName, what, fmt.Sprintf("there are %d", n), remedyRestore)
		}
	}
}
