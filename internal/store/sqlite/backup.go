package sqlite

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"sanad.example/sanad"
)

// manifestName is the archive's first file: what follows, with sizes and hashes.
const manifestName = "sanad-backup.json"

// archiveFormat is the version of the archive's layout.
const archiveFormat = 1

// manifest says what an archive holds. Derived data isn't in it: it is rebuilt.
type manifest struct {
	Format  int            `json:"format"`
	Made    time.Time      `json:"made"`
	Entries int64          `json:"entries"`
	Files   []manifestFile `json:"files"`
}

type manifestFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// BackupOptions are what a backup takes besides its file.
type BackupOptions struct {
	// PrivateKey puts the log's key into the archive. Without it a restored log can be read and checked, and
	// nothing can be added until the key is put back.
	PrivateKey bool
}

// Backup writes the evidence as it is at one moment into one file, while others go on writing. The file
// appears whole or not at all, and must not exist. Errors: ErrExists where it does.
func (s *Store) Backup(ctx context.Context, dst string, options BackupOptions) error {
	if _, err := os.Stat(dst); err == nil {
		return fmt.Errorf("back up to %q: %w; choose another name", dst, sanad.ErrExists)
	}
	staging, err := os.MkdirTemp(filepath.Dir(dst), ".sanad-backup-")
	if err != nil {
		return fileError("back up", dst, err)
	}
	defer os.RemoveAll(staging)
	m, err := s.stage(ctx, staging, options)
	if err != nil {
		return err
	}
	return writeArchive(ctx, staging, dst, m)
}

// stage puts the files of a backup into a folder.
func (s *Store) stage(ctx context.Context, dir string, options BackupOptions) (m manifest, err error) {
	copied := filepath.Join(dir, evidenceName)
	if err := s.evidence.copyTo(ctx, copied); err != nil {
		return m, err
	}
	head, size, err := newestHead(ctx, copied)
	if err != nil {
		return m, err
	}
	// The copy's own head: the folder's may already be of later entries.
	if err := saveFile(filepath.Join(dir, checkpointName), []byte(head), 0o644); err != nil {
		return m, err
	}
	if err := saveFile(filepath.Join(dir, publicName), []byte(s.evidence.public.String()), 0o644); err != nil {
		return m, err
	}
	names := []string{evidenceName, checkpointName, publicName}
	if options.PrivateKey {
		key, err := s.readKey()
		if err != nil {
			return m, err
		}
		if err := saveFile(filepath.Join(dir, keyName), []byte(key.Secret()), 0o600); err != nil {
			return m, err
		}
		names = append(names, keyName)
	}
	m = manifest{Format: archiveFormat, Made: s.options.Clock().UTC().Truncate(time.Second), Entries: size}
	for _, name := range names {
		f, err := describe(filepath.Join(dir, name))
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, f)
	}
	return m, nil
}

// copyTo writes the database, as it is at one moment, to a new file. The file is begun with checksums:
// SQLite's own copy into a new file (VACUUM INTO) leaves them out of pages written before the first.
func (d *database) copyTo(ctx context.Context, path string) error {
	if err := makePrivate(path); err != nil {
		return wrap("create", path, err)
	}
	dst, err := sqlite3.OpenContext(ctx, uri(path, "rw"))
	if err != nil {
		return wrap("create", path, err)
	}
	if err := errors.Join(dst.EnableChecksums("main"), dst.Close()); err != nil {
		return wrap("create", path, err)
	}
	conn, err := d.reader.Conn(ctx)
	if err != nil {
		return wrap("copy", d.path, err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error { return c.(driver.Conn).Raw().Backup("main", uri(path, "rw")) })
	return wrap("copy", d.path, err)
}

// newestHead reads the head and the number of entries of a copy that nobody else has open.
func newestHead(ctx context.Context, path string) (head string, size int64, err error) {
	db, err := connect(path, "ro&immutable=1", 1, "PRAGMA query_only = on")
	if err != nil {
		return "", 0, err
	}
	defer db.Close()
	if size, err = logSize(ctx, db); err == nil {
		err = db.QueryRowContext(ctx, "SELECT note FROM checkpoint WHERE size = ?", size).Scan(&head)
	}
	return head, size, wrap("read the head of", path, missing(err))
}

func describe(path string) (f manifestFile, err error) {
	file, err := os.Open(path)
	if err != nil {
		return f, fileError("read", path, err)
	}
	defer file.Close()
	h := sha256.New()
	n, err := io.Copy(h, file)
	return manifestFile{Name: filepath.Base(path), Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, err
}

// writeArchive packs the files of a manifest as tar, zstd.
func writeArchive(ctx context.Context, dir, dst string, m manifest) error {
	part := filepath.Join(dir, "archive")
	// The key may be in it: nobody else may read it.
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fileError("write", part, err)
	}
	perr := pack(ctx, out, dir, m)
	if err := errors.Join(perr, out.Sync(), out.Close()); err != nil {
		return fileError("back up to "+dst, part, err)
	}
	return replaceFile(part, dst)
}

func pack(ctx context.Context, out io.Writer, dir string, m manifest) error {
	z, err := zstd.NewWriter(out, zstd.WithEncoderCRC(true))
	if err != nil {
		return err
	}
	defer z.Close()
	t := tar.NewWriter(z)
	list, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: manifestName, Size: int64(len(list)), Mode: 0o644, ModTime: m.Made}); err != nil {
		return err
	}
	if _, err := t.Write(list); err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := packFile(ctx, t, dir, f, m.Made); err != nil {
			return fmt.Errorf("pack %q: %w", f.Name, err)
		}
	}
	return errors.Join(t.Close(), z.Close())
}

func packFile(ctx context.Context, t *tar.Writer, dir string, f manifestFile, made time.Time) error {
	in, err := os.Open(filepath.Join(dir, f.Name))
	if err != nil {
		return err
	}
	defer in.Close()
	if err := t.WriteHeader(&tar.Header{Name: f.Name, Size: f.Size, Mode: 0o600, ModTime: made}); err != nil {
		return err
	}
	_, err = io.Copy(t, readerOf(ctx, in))
	return err
}

// readerOf stops reading when ctx ends.
func readerOf(ctx context.Context, r io.Reader) io.Reader { return &contextReader{ctx, r} }

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
