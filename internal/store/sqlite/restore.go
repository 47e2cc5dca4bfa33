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
	"slices"

	"github.com/klauspost/compress/zstd"

	"sanad.example/sanad"
)

// maxManifest bounds the archive's list in bytes.
const maxManifest = 1 << 20

// Restore unpacks a backup into dir, which must be empty or not exist, and verifies it. Where it isn't
// sound, dir is left as it was. Errors: ErrExists (dir has files), ErrInvalid (no backup), ErrDamaged,
// ErrNewer.
func Restore(ctx context.Context, src, dir string) (Report, error) {
	in, err := os.Open(src)
	if err != nil {
		return Report{}, fileError("restore", src, err)
	}
	defer in.Close()
	if files, err := os.ReadDir(dir); err == nil && len(files) > 0 {
		return Report{}, fmt.Errorf("restore into %q: %w: the folder isn't empty; choose an empty or a new one", dir, sanad.ErrExists)
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return Report{}, fileError("restore into", dir, err)
	}
	staging, err := os.MkdirTemp(parent, ".sanad-restore-")
	if err != nil {
		return Report{}, fileError("restore into", dir, err)
	}
	defer os.RemoveAll(staging)
	if err := unpack(ctx, in, staging); err != nil {
		return Report{}, fmt.Errorf("restore %q: %w", src, err)
	}
	report, err := verifyRestored(ctx, staging)
	if err != nil {
		return report, fmt.Errorf("restore %q: %w", src, err)
	}
	if err := os.MkdirAll(filepath.Join(staging, derivedName), 0o700); err != nil {
		return report, fileError("restore into", dir, err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) { // it is empty
		return report, fileError("restore into", dir, err)
	}
	return report, replaceFile(staging, dir)
}

// verifyRestored verifies the unpacked folder. That there is no private key is a note, not a problem.
func verifyRestored(ctx context.Context, dir string) (Report, error) {
	report, err := Verify(ctx, dir, VerifyOptions{})
	if err != nil {
		return report, err
	}
	if _, err := os.Stat(filepath.Join(dir, keyName)); errors.Is(err, os.ErrNotExist) {
		report.Problems = slices.DeleteFunc(report.Problems, func(p Problem) bool { return p.File == keyName })
		report.Notes = append(report.Notes, Problem{
			File: keyName, What: "the backup has no private key",
			Remedy: "put the key back before anything is added to the log",
		})
	}
	if len(report.Problems) > 0 {
		return report, fmt.Errorf("%w: %v", sanad.ErrDamaged, report.Problems[0])
	}
	return report, nil
}

// unpack writes an archive's files and holds each against the list at its beginning.
func unpack(ctx context.Context, in io.Reader, dir string) error {
	z, err := zstd.NewReader(readerOf(ctx, in), zstd.WithDecoderMaxMemory(1<<30))
	if err != nil {
		return fmt.Errorf("%w: not a backup of Sanad's: %v", sanad.ErrInvalid, err)
	}
	defer z.Close()
	t := tar.NewReader(z)
	m, err := readManifest(t)
	if err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := unpackFile(t, dir, f); err != nil {
			return fmt.Errorf("file %q of the archive: %w", f.Name, err)
		}
	}
	switch h, err := t.Next(); {
	case err == nil:
		return fmt.Errorf("%w: %q follows, which its list doesn't have", sanad.ErrDamaged, h.Name)
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("%w: it is cut: %v", sanad.ErrDamaged, err)
	}
	return nil
}

func readManifest(t *tar.Reader) (m manifest, err error) {
	h, err := t.Next()
	if err != nil {
		return m, fmt.Errorf("%w: not a backup of Sanad's: %v", sanad.ErrInvalid, err)
	}
	if h.Name != manifestName || h.Size > maxManifest {
		return m, fmt.Errorf("%w: not a backup of Sanad's: it begins with %q of %d bytes", sanad.ErrInvalid, h.Name, h.Size)
	}
	if err := json.NewDecoder(io.LimitReader(t, maxManifest)).Decode(&m); err != nil {
		return m, fmt.Errorf("list of the archive: %w: %v", sanad.ErrDamaged, err)
	}
	if m.Format != archiveFormat {
		return m, fmt.Errorf("archive of format %d, this program knows %d: %w", m.Format, archiveFormat, sanad.ErrNewer)
	}
	// Names come from outside: only those that Sanad writes, each once, may become files.
	known := []string{evidenceName, checkpointName, publicName, keyName}
	for _, f := range m.Files {
		i := slices.Index(known, f.Name)
		if i < 0 {
			return m, fmt.Errorf("list of the archive: file %q: %w", f.Name, sanad.ErrInvalid)
		}
		known = slices.Delete(known, i, i+1)
	}
	if missing := slices.DeleteFunc(known, func(s string) bool { return s == keyName }); len(missing) > 0 {
		return m, fmt.Errorf("list of the archive: %w: it lacks %q", sanad.ErrInvalid, missing)
	}
	return m, nil
}

func unpackFile(t *tar.Reader, dir string, f manifestFile) error {
	h, err := t.Next()
	if err != nil {
		return fmt.Errorf("%w: %v", sanad.ErrDamaged, err)
	}
	if h.Name != f.Name || h.Size != f.Size || h.Typeflag != tar.TypeReg {
		return fmt.Errorf("%w: %q of %d bytes stands in its place", sanad.ErrDamaged, h.Name, h.Size)
	}
	path := filepath.Join(dir, f.Name)
	mode := os.FileMode(0o644)
	if f.Name == keyName || f.Name == evidenceName {
		mode = 0o600
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fileError("write", path, err)
	}
	sum := sha256.New()
	_, cerr := io.Copy(io.MultiWriter(out, sum), t)
	if writing := (*os.PathError)(nil); errors.As(cerr, &writing) {
		return fileError("write", path, errors.Join(cerr, out.Close()))
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return fileError("write", path, err)
	}
	if cerr != nil {
		return fmt.Errorf("%w: its bytes can't be unpacked: %v", sanad.ErrDamaged, cerr)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != f.SHA256 {
		return fmt.Errorf("%w: its bytes aren't those that were packed: their SHA-256 is %s", sanad.ErrDamaged, got)
	}
	return nil
}
