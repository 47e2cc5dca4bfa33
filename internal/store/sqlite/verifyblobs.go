package sqlite

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sanad.example/sanad"
)

// checkBlobs checks every blob's size and hash, one at a time: they may be large.
func (c *logCheck) checkBlobs() error {
	for id := int64(0); ; {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		before := id
		err := c.tx.QueryRowContext(c.ctx, "SELECT id FROM blob WHERE id > ? ORDER BY id LIMIT 1", id).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("blobs after number %d can't be found: %w", id, err)
		}
		if id <= before { // pages that were moved can lead in circles
			return fmt.Errorf("blob %d follows blob %d: %w", id, before, sanad.ErrDamaged)
		}
		if err := c.checkBlob(id); err != nil {
			c.problem(evidenceName, fmt.Sprintf("blob %d%s", id, c.owners(id)), err.Error(), remedyRestore)
		}
	}
}

func (c *logCheck) checkBlob(id int64) error {
	var sum, data []byte
	var size int64
	var how int
	err := c.tx.QueryRowContext(c.ctx, "SELECT sha256, size, coding, data FROM blob WHERE id = ?", id).Scan(&sum, &size, &how, &data)
	if err != nil {
		return err
	}
	if data, err = c.coding.decode(data, how, size); err != nil {
		return err
	}
	if got := sha256.Sum256(data); string(got[:]) != string(sum) {
		return fmt.Errorf("%w: its SHA-256 is %x, not %x", sanad.ErrDamaged, got, sum)
	}
	return nil
}

// owners names the first entries that have a blob.
func (c *logCheck) owners(id int64) string {
	rows, err := c.tx.QueryContext(c.ctx, "SELECT idx FROM entry WHERE blob = ? ORDER BY idx LIMIT 3", id)
	if err != nil {
		return ""
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var index int64
		if rows.Scan(&index) == nil {
			out = append(out, fmt.Sprint(index))
		}
	}
	if rows.Err() != nil || len(out) == 0 {
		return ""
	}
	return " of entry " + strings.Join(out, ", ")
}
