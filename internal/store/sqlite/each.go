package sqlite

import (
	"context"
	"database/sql"
	"strconv"

	"sanad.example/sanad"
)

// eachMatch notes the matching claims in a temporary table, which lies on disk when it is long, and then
// reads them document by document: the order asked for isn't that of the rows, and neither memory nor a
// transaction may grow with their number. A document that is replaced meanwhile is given as it then is, or
// not at all.
func (d *Derived) eachMatch(ctx context.Context, conn *sql.Conn, q sanad.ClaimQuery, fn func(sanad.Claim) error) error {
	if err := d.noteMatches(ctx, conn, q); err != nil {
		return wrap("list claims of", d.path, err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = off; DROP TABLE IF EXISTS temp.matched; PRAGMA query_only = on")
	for after := ""; ; {
		docs, lines, err := d.matchedBatch(ctx, conn, after)
		if err != nil {
			return wrap("read claims of", d.path, err)
		}
		for i, doc := range docs {
			if err := doc.each(lines[i], fn); err != nil {
				return err
			}
		}
		if len(docs) == 0 {
			return nil
		}
		after = docs[len(docs)-1].ID
	}
}

func (d *Derived) noteMatches(ctx context.Context, conn *sql.Conn, q sanad.ClaimQuery) error {
	const table = `PRAGMA query_only = off; DROP TABLE IF EXISTS temp.matched;
		CREATE TEMP TABLE matched (key TEXT, claim INTEGER, PRIMARY KEY (key, claim)) WITHOUT ROWID`
	if _, err := conn.ExecContext(ctx, table); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // of no effect after Commit
	m, err := d.matchClaims(ctx, tx, q)
	if err != nil {
		return err
	}
	if !m.none {
		query, args := m.sql(m.id+" AS id", 0, "")
		_, err = tx.ExecContext(ctx, "INSERT INTO temp.matched SELECT d.key, m.id FROM ("+query+") m JOIN document d ON d.id = m.id >> "+strconv.Itoa(lineBits), args...)
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

// matchedBatch opens the next documents that have matches, and says on which lines.
func (d *Derived) matchedBatch(ctx context.Context, conn *sql.Conn, after string) (docs []*streamed, lines [][]int, err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback() // nothing is written
	keys, err := matchedKeys(ctx, tx, after)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range keys {
		doc := &streamed{}
		if doc.found, err = findDocument(ctx, tx, k.key); err != nil {
			return nil, nil, err
		}
		if doc.text, doc.lines, err = d.content(ctx, tx, doc.row, true); err != nil {
			return nil, nil, err
		}
		docs, lines = append(docs, doc), append(lines, k.lines)
	}
	return docs, lines, nil
}

type matchedKey struct {
	key   string
	lines []int
}

func matchedKeys(ctx context.Context, tx *sql.Tx, after string) (out []matchedKey, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT k.key, m.claim & ? FROM (
		SELECT DISTINCT m.key FROM temp.matched m JOIN claim c ON c.id = m.claim WHERE m.key > ? ORDER BY m.key LIMIT ?
	) k JOIN temp.matched m ON m.key = k.key JOIN claim c ON c.id = m.claim ORDER BY k.key, m.claim`, maxClaims-1, after, streamBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var line int
		if err := rows.Scan(&key, &line); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].key != key {
			out = append(out, matchedKey{key: key})
		}
		out[len(out)-1].lines = append(out[len(out)-1].lines, line)
	}
	return out, rows.Err()
}
