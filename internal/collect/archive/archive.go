// Package archive lists what zip and tar archives hold.
//
// It decides which entries are files to be read, under which names, and when an archive is too much: too many
// entries, too many bytes in all, or an office document that only looks like an archive. It refuses to write
// anything anywhere: a name that climbs out of its folder is a label like any other.
//
// Worked sentence: an archive with "../../etc/notes.txt" and a link to it gives one file, labelled
// "etc/notes.txt", and says that the link was passed over.
package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"sanad.example/sanad"
)

// Bounds on one archive.
const (
	MaxEntries  = 100_000
	MaxPacked   = 256 << 20 // bytes of a zip archive, which must be at hand whole
	MaxUnpacked = 2 << 30   // bytes in all
)

// File is one file of an archive. Body may be read until the next file is asked for.
type File struct {
	Name string // cleaned: relative, with slashes, never "..", at least one character
	Size int64  // as the archive says; it may lie
	Body io.Reader
}

// Skipped says that an entry was passed over on purpose.
type Skipped struct{ Name, Why string }

func (s *Skipped) Error() string { return s.Name + ": " + s.Why }

// IsZip reports whether bytes begin as a zip archive.
func IsZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// IsTar reports whether bytes begin as a tar archive.
func IsTar(head []byte) bool { return len(head) >= 263 && string(head[257:262]) == "ustar" }

// Zip streams the files of a zip archive. An error that is a *Skipped, or about one entry, doesn't end the
// stream; one that wraps ErrTooLarge does.
func Zip(body []byte) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		if n := bytes.Count(body, []byte("PK\x01\x02")); n > MaxEntries {
			yield(File{}, fmt.Errorf("over %d entries: %w", MaxEntries, sanad.ErrTooLarge))
			return
		}
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
			yield(File{}, fmt.Errorf("%w: the archive can't be read: %v", sanad.ErrInvalid, err))
			return
		}
		if name := office(z); name != "" {
			yield(File{}, fmt.Errorf("%w: an office document or book (%s)", sanad.ErrInvalid, name))
			return
		}
		left := &budget{MaxUnpacked}
		for _, f := range z.File {
			if !zipEntry(f, left, yield) || left.n <= 0 {
				return
			}
		}
	}
}

// office returns the member by which an office document is known, or "".
func office(z *zip.Reader) string {
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" || f.Name == "mimetype" || f.Name == "META-INF/manifest.xml" {
			return f.Name
		}
	}
	return ""
}

// zipEntry yields one entry and reports whether to go on.
func zipEntry(f *zip.File, left *budget, yield func(File, error) bool) bool {
	name := Clean(f.Name)
	mode := f.Mode()
	switch {
	case mode.IsDir():
		return true
	case !mode.IsRegular():
		return yield(File{}, &Skipped{name, "not a regular file (" + mode.Type().String() + ")"})
	case f.Flags&1 != 0:
		return yield(File{}, fmt.Errorf("%s: %w: it has a password", name, sanad.ErrInvalid))
	}
	r, err := f.Open()
	if err != nil {
		return yield(File{}, fmt.Errorf("%s: %w: %v", name, sanad.ErrInvalid, err))
	}
	defer r.Close()
	return yield(File{Name: name, Size: int64(min(f.UncompressedSize64, 1<<62)), Body: &metered{r, left}}, nil)
}

// Tar streams the files of a tar archive, likewise.
func Tar(r io.Reader) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		left := &budget{MaxUnpacked}
		t := tar.NewReader(&metered{r, left})
		for n := 1; ; n++ {
			h, err := t.Next()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil && !errors.Is(err, tar.ErrInsecurePath):
				yield(File{}, broken(err))
				return
			case n > MaxEntries:
				yield(File{}, fmt.Errorf("over %d entries: %w", MaxEntries, sanad.ErrTooLarge))
				return
			}
			if !tarEntry(h, t, yield) {
				return
			}
		}
	}
}

func broken(err error) error {
	if errors.Is(err, sanad.ErrTooLarge) {
		return err
	}
	return fmt.Errorf("%w: the archive is cut short or damaged: %v", sanad.ErrInvalid, err)
}

func tarEntry(h *tar.Header, t *tar.Reader, yield func(File, error) bool) bool {
	name := Clean(h.Name)
	switch h.Typeflag {
	case tar.TypeReg:
		return yield(File{Name: name, Size: h.Size, Body: t}, nil)
	case tar.TypeDir, tar.TypeXGlobalHeader:
		return true
	}
	return yield(File{}, &Skipped{name, "not a regular file"})
}

// Clean returns an entry's name as a label: relative, with slashes, without "." and "..".
func Clean(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if i := strings.IndexByte(name, ':'); i == 1 { // a drive
		name = name[2:]
	}
	if name = strings.TrimPrefix(path.Clean("/"+name), "/"); name == "" {
		return "unnamed"
	}
	return name
}

// budget is how many bytes may still be unpacked.
type budget struct{ n int64 }

// metered reads within a budget.
type metered struct {
	r    io.Reader
	left *budget
}

// Read fails with ErrTooLarge when the budget is used up.
func (m *metered) Read(p []byte) (int, error) {
	if m.left.n <= 0 {
		return 0, fmt.Errorf("unpacks to over %d bytes: %w", int64(MaxUnpacked), sanad.ErrTooLarge)
	}
	n, err := m.r.Read(p[:min(int64(len(p)), m.left.n)])
	m.left.n -= int64(n)
	return n, err
}
