package sqlite

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"sanad.example/sanad"
)

// FuzzUnpack feeds archives to restore: whatever they are, they end in an error of a known kind, and no file
// but Sanad's own comes of them.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("not an archive"), false)
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd}, false)
	f.Add([]byte("sanad-backup.json"), true)
	f.Fuzz(func(t *testing.T, data []byte, pack bool) {
		if pack { // past zstd, into tar
			z, err := zstd.NewWriter(nil)
			if err != nil {
				t.Fatal(err)
			}
			data = z.EncodeAll(data, nil)
		}
		dir := t.TempDir()
		err := unpack(context.Background(), bytes.NewReader(data), dir)
		if err == nil || !isDomain(err) {
			t.Errorf("%v", err)
		}
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if name := file.Name(); name != evidenceName && name != keyName && name != publicName && name != checkpointName {
				t.Errorf("made %q", name)
			}
		}
	})
}

// FuzzVerifyFiles feeds databases and write-ahead logs to verify: it never panics, and never takes them.
func FuzzVerifyFiles(f *testing.F) {
	f.Add([]byte("SQLite format 3\x00\x10\x00"), []byte{0x37, 0x7f, 0x06, 0x82})
	f.Add(bytes.Repeat([]byte{0}, 4096), bytes.Repeat([]byte{0xff}, 4200))
	f.Fuzz(func(t *testing.T, db, wal []byte) {
		dir := t.TempDir()
		if err := errors.Join(os.WriteFile(filepath.Join(dir, evidenceName), db, 0o600),
			os.WriteFile(filepath.Join(dir, evidenceName+"-wal"), wal, 0o600)); err != nil {
			t.Fatal(err)
		}
		report, err := Verify(context.Background(), dir, VerifyOptions{})
		if err != nil || len(report.Problems) == 0 {
			t.Errorf("%v, %+v", err, report)
		}
	})
}

// FuzzSearchWords feeds what readers type to the search index: it is never an error of syntax.
func FuzzSearchWords(f *testing.F) {
	ctx := context.Background()
	s, err := Open(ctx, f.TempDir(), Options{})
	if err != nil {
		f.Fatal(err)
	}
	defer s.Close()
	d, err := s.CreateGeneration(ctx, Generation{ID: "g"})
	if err != nil {
		f.Fatal(err)
	}
	defer d.Close()
	for _, seed := range []string{`a "b c" d`, `"`, "NEAR(a b)", "a*", "^a", "sentence : x", "-a", "a\x00b", "\xff\xfe a", "نہیں", "{a} + b", "AND OR NOT"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := d.Claims(ctx, sanad.ClaimQuery{Text: text}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if words := searchWords(text); strings.Count(words, `"`)%2 != 0 {
			t.Errorf("%q gives %s", text, words)
		}
	})
}

// FuzzRow holds that a row id keeps to its day, and that cursors read back.
func FuzzRow(f *testing.F) {
	f.Add("k", "2025-10-12T08:00Z")
	f.Add("", "9999-12-31")
	f.Fuzz(func(t *testing.T, key, published string) {
		row := documentRow(key, published)
		if day := sanad.LastDay(published); row < 0 || row>>dayShift != dayNumber(day) || nextRow(row)>>hashBits != row>>hashBits {
			t.Errorf("row %d of %q", row, published)
		}
		if day := sanad.LastDay(published); day != "" {
			if low, high, err := dayRange(day, day); err != nil || row < low || row >= high {
				t.Errorf("%q isn't in its own range, %v", published, err)
			}
		}
		if id := row << lineBits; id > 0 {
			if back, err := parseCursor(formatCursor(id)); err != nil || back != id {
				t.Errorf("cursor of %d: %d, %v", id, back, err)
			}
		}
	})
}
