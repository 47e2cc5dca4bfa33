package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"sanad.example/sanad"
)

//go:embed migrations/*.sql
var migrations embed.FS

// application marks a database as Sanad's in its header: "SND1".
const application = 0x534e4431

// wait is how long a writer waits for another process to finish.
const wait = 30 * time.Second

// readers bounds a process's reading connections to a file; a stream keeps one while its reader works. idle
// is how many are kept for later.
const (
	readers = 16
	idle    = 4
)

// kind is what a database file is for; its migrations are the files of that name.
type kind struct {
	name string
	sync string // PRAGMA synchronous
}

var (
	evidenceKind = kind{name: "evidence", sync: "FULL"}
	derivedKind  = kind{name: "derived", sync: "NORMAL"} // it can be rebuilt
	watchKind    = kind{name: "watch", sync: "NORMAL"}   // what counts of it is in the log
)

// database is one file, with one connection that writes and several that read.
type database struct {
	path   string
	writer *sql.DB
	reader *sql.DB
}

// openDatabase opens an existing file and brings its schema up to date. Errors: ErrNotFound, ErrDamaged,
// ErrNewer, ErrConflict.
func openDatabase(ctx context.Context, path string, k kind) (*database, error) {
	if err := checkMark(path, k); err != nil {
		return nil, wrap("open", path, err)
	}
	d, err := openWritable(ctx, path, k)
	if err != nil && unwritable(path) {
		return openReadable(ctx, path, k)
	}
	return d, err
}

func openWritable(ctx context.Context, path string, k kind) (*database, error) {
	d := &database{path: path}
	var err error
	if d.writer, err = connect(path, "rw&_txlock=immediate", 1, k.pragmas()+"; PRAGMA journal_mode = wal"); err != nil {
		return nil, err
	}
	version, err := schemaVersion(ctx, d.writer)
	if err == nil && version == 0 { // a new file is made by createDatabase alone
		err = fmt.Errorf("%w: it has no tables; restore a backup", sanad.ErrDamaged)
	}
	if err == nil {
		err = migrate(ctx, d.writer, k)
	}
	if err != nil {
		d.close()
		return nil, wrap("open", path, err)
	}
	if d.reader, err = connect(path, "rw", readers, k.pragmas()+"; PRAGMA query_only = on"); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// openReadable opens a file that can't be written: nothing beside it is made or changed. Where a write-ahead log
// must be read along, its index has to be there too.
func openReadable(ctx context.Context, path string, k kind) (d *database, err error) {
	d = &database{path: path}
	if d.reader, err = connect(path, readOnlyMode(path), readers, k.pragmas()+"; PRAGMA query_only = on"); err != nil {
		return nil, err
	}
	version, err := schemaVersion(ctx, d.reader)
	if err == nil && version < k.version() {
		err = fmt.Errorf("schema %d has to be brought up to %d: %w", version, k.version(), ErrReadOnly)
	}
	if err != nil {
		d.close()
		return nil, wrap("open for reading alone", path, err)
	}
	return d, nil
}

// readOnlyMode is how SQLite is to open a file so that nothing beside it changes, as far as that can be.
func readOnlyMode(path string) string {
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return "ro"
	}
	return "ro&immutable=1"
}

// unwritable reports whether the system doesn't let this process write the file, or beside it.
func unwritable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		f.Close()
		f, err = os.CreateTemp(filepath.Dir(path), ".sanad-probe-*")
	}
	if err != nil {
		return errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EROFS)
	}
	f.Close()
	os.Remove(f.Name())
	return false
}

// checkMark reads a file's header, and nothing else, to see whether it is Sanad's: SQLite would change
// somebody else's database when it opens it.
func checkMark(path string, k kind) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 100)
	n, err := io.ReadFull(f, head)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return fmt.Errorf("%w: it is empty; restore a backup", sanad.ErrDamaged)
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case n < len(head) || !bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return fmt.Errorf("%w: it doesn't begin as a database does; restore a backup", sanad.ErrDamaged)
	case binary.BigEndian.Uint32(head[68:]) != application:
		return fmt.Errorf("%w: not a Sanad database; it was left as it is", sanad.ErrInvalid)
	}
	if version := int(binary.BigEndian.Uint32(head[60:])); version > k.version() {
		return newerSchema(version, k)
	}
	return nil
}

func newerSchema(version int, k kind) error {
	return fmt.Errorf("schema %d, this program knows %d: %w: use the newer program", version, k.version(), sanad.ErrNewer)
}

func (k kind) pragmas() string {
	return "PRAGMA synchronous = " + k.sync + "; PRAGMA secure_delete = on; PRAGMA cache_size = -16000; " +
		"PRAGMA temp_store = file; PRAGMA journal_size_limit = 67108864"
}

// connect returns a pool of up to n connections. mode is that of SQLite's URI.
func connect(path, mode string, n int, pragmas string) (*sql.DB, error) {
	if err := registerVFS(); err != nil {
		return nil, err
	}
	db, err := driver.Open(uri(path, mode), func(c *sqlite3.Conn) error {
		if err := c.BusyTimeout(wait); err != nil {
			return err
		}
		if err := fts5.Register(c); err != nil {
			return err
		}
		return c.Exec(pragmas)
	})
	if err != nil {
		return nil, wrap("open", path, err)
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(min(n, idle))
	return db, nil
}

// uri is a database file as SQLite's URI, with a mode and more parameters.
func uri(path, mode string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String() + "?vfs=" + vfsName + "&mode=" + mode
}

// createDatabase makes a new file with page checksums, and fill gives it its first rows. Nobody sees the
// file before it is whole.
func createDatabase(ctx context.Context, path string, k kind, fill func(*sql.Tx) error) error {
	part := path + ".new"
	removeDatabase(part)
	if err := buildDatabase(ctx, part, k, fill); err != nil {
		removeDatabase(part)
		return wrap("create", path, err)
	}
	return replaceFile(part, path)
}

func buildDatabase(ctx context.Context, path string, k kind, fill func(*sql.Tx) error) (err error) {
	if err := registerVFS(); err != nil {
		return err
	}
	if err := makePrivate(path); err != nil {
		return err
	}
	db, err := driver.Open(uri(path, "rwc&_txlock=immediate"), func(c *sqlite3.Conn) error {
		if err := c.EnableChecksums("main"); err != nil {
			return err
		}
		if err := fts5.Register(c); err != nil {
			return err
		}
		return c.Exec(k.pragmas() + "; PRAGMA journal_mode = wal")
	})
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := migrate(ctx, db, k); err != nil {
		return err
	}
	return inTx(ctx, db, fill)
}

// removeDatabase removes a database's files as far as they exist.
func removeDatabase(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// migrate runs the steps that the database hasn't had, each with its number as one transaction. The number
// lives in the header (PRAGMA user_version): it can't come apart from the tables, and needs no clock.
func migrate(ctx context.Context, db *sql.DB, k kind) error {
	steps := k.steps()
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return newerSchema(version, k)
	}
	for n := version + 1; n <= len(steps); n++ {
		if err := migrateTo(ctx, db, steps[n-1], n); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", n, err)
		}
	}
	return nil
}

// steps are the names of the kind's migrations, in order.
func (k kind) steps() []string {
	steps, err := fs.Glob(migrations, "migrations/"+k.name+"-*.sql")
	if err != nil {
		panic(err) // the pattern is ours
	}
	return steps
}

// version is the schema that this program knows.
func (k kind) version() int { return len(k.steps()) }

func schemaVersion(ctx context.Context, db *sql.DB) (int, error) {
	var version, app int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app); err != nil {
		return 0, err
	}
	if version > 0 && app != application {
		return 0, fmt.Errorf("%w: not a Sanad database", sanad.ErrInvalid)
	}
	return version, nil
}

func migrateTo(ctx context.Context, db *sql.DB, step string, n int) error {
	text, err := migrations.ReadFile(step)
	if err != nil {
		return err
	}
	return inTx(ctx, db, func(tx *sql.Tx) error {
		var version int // another process may have been faster
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil || version >= n {
			return err
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", text, application, n))
		return err
	})
}

// inTx runs fn in a transaction of db: all or nothing.
func inTx(ctx context.Context, db *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // of no effect after Commit
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// read runs fn in a transaction in which the database doesn't change.
func (d *database) read(ctx context.Context, fn func(*sql.Tx) error) error {
	return inTx(ctx, d.reader, fn)
}

func (d *database) write(ctx context.Context, fn func(*sql.Tx) error) error {
	if d.writer == nil {
		return ErrReadOnly
	}
	return inTx(ctx, d.writer, fn)
}

func (d *database) close() error {
	var errs []error
	for _, db := range []*sql.DB{d.reader, d.writer} { // the writer last: it empties the write-ahead log
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if err := errors.Join(errs...); err != nil {
		return wrap("close", d.path, err)
	}
	return nil
}
