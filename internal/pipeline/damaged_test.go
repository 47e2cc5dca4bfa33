package pipeline_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/internal/store/sqlite"
)

// opened opens a folder in which something is wrong; told gathers what is said of it.
func opened(t *testing.T, dir, book string, told *[]error) *pipeline.Observatory {
	t.Helper()
	b, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../../codebook/testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	if book != "" {
		b.ID = book
	}
	o, err := pipeline.Open(t.Context(), dir, reader(t, b), pipeline.Options{Problem: func(_ string, err error) { *told = append(*told, err) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return o
}

// generations are the files of derived data in a folder.
func generations(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "derived", "*.db"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func wantSound(t *testing.T, dir string) {
	t.Helper()
	report, err := sqlite.Verify(t.Context(), dir, sqlite.VerifyOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("the folder isn't sound: %v, %v", report.Problems, err)
	}
}

// TestDamagedDerivedDataAreMadeAnew damages the derived data in every way: the folder opens, what is wrong is
// told, and a rebuild gives what there was and leaves a sound folder.
func TestDamagedDerivedDataAreMadeAnew(t *testing.T) {
	sound := t.TempDir()
	o := open(t, sound)
	ingest(t, o, records(16))
	want := digest(t, o)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(20251012, 3))
	for name, spoil := range map[string]func([]byte) []byte{
		"cut to nothing": func([]byte) []byte { return nil },
		"cut in half":    func(b []byte) []byte { return b[:len(b)/2] },
		"cut to a page":  func(b []byte) []byte { return b[:4096] },
		"written over":   func(b []byte) []byte { return []byte(strings.Repeat("The road was shut. ", 2000)) },
		"header flipped": func(b []byte) []byte { b[17] ^= 64; return b },
		"pages flipped": func(b []byte) []byte {
			for at := 4096 + r.IntN(4096); at < len(b); at += 4096 {
				b[at] ^= 8
			}
			return b
		},
		"a page zeroed":         func(b []byte) []byte { clear(b[8192:12288]); return b },
		"a junk file beside it": func(b []byte) []byte { return b },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(sound)); err != nil {
				t.Fatal(err)
			}
			file, junk := generations(t, dir)[0], filepath.Join(dir, "derived", "junk.db")
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, spoil(data), 0o600); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(name, "a junk") {
				if err := os.WriteFile(junk, []byte("no database"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var told []error
			o := opened(t, dir, "", &told)
			before, after, err := o.Rebuild(t.Context(), nil)
			if err != nil || after != want || before != want && before != pipeline.Unreadable {
				t.Errorf("rebuilt from %s to %s, %v, want %s", before, after, err, want)
			}
			if len(told) == 0 || !errors.Is(told[0], sanad.ErrDamaged) {
				t.Errorf("told: %v", told)
			}
			if page, err := o.Reader().Claims(t.Context(), sanad.ClaimQuery{}); err != nil || page.Count < 16 {
				t.Errorf("%d claims, %v", page.Count, err)
			}
			if err := o.Close(); err != nil {
				t.Error(err)
			}
			if strings.HasPrefix(name, "a junk") {
				if err := os.Remove(junk); err != nil { // somebody's file isn't removed
					t.Error(err)
				}
			}
			wantSound(t, dir)
		})
	}
}

// TestDamagedWhileCoding holds that a generation that can't be written to is replaced by the next catch-up.
func TestDamagedWhileCoding(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ingest(t, o, records(20))
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	file := generations(t, dir)[0]
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for at := 5000; at < len(data); at += 4096 {
		data[at] ^= 1
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var told []error
	o = opened(t, dir, "", &told)
	if _, err := o.Evidence.Append(t.Context(), []sanad.Entry{{Kind: sanad.EntryText, Body: []byte(`{"document":{"id":"x","source":"s","text":"Arnor attacked Gondor."}}`)}}); err != nil {
		t.Fatal(err)
	}
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if v, err := o.Reader().Overview(t.Context()); err != nil || v.Documents != 21 || len(told) == 0 {
		t.Errorf("%+v, %v; told %v", v, err, told)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	wantSound(t, dir)
}

// TestOlderLogUnderNewerData puts an old log under derived data that have read more: they aren't shown as if
// nothing were missing.
func TestOlderLogUnderNewerData(t *testing.T) {
	dir, old := t.TempDir(), t.TempDir()
	o := open(t, dir)
	ingest(t, o, records(4))
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(old, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	o = open(t, dir)
	ingest(t, o, records(12))
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"evidence.db", "checkpoint"} {
		data, err := os.ReadFile(filepath.Join(old, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var told []error
	o = opened(t, dir, "", &told)
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if v, err := o.Reader().Overview(t.Context()); err != nil || v.Documents != 4 || v.Behind != 0 || len(told) != 1 {
		t.Errorf("%+v, %v; told %v", v, err, told)
	}
}

// TestOthersCodebooks uses a folder with other codebooks while a process serves from it: it keeps its
// generation, and where that is gone it makes another.
func TestOthersCodebooks(t *testing.T) {
	dir := t.TempDir()
	server := open(t, dir)
	ingest(t, server, records(8))
	var told []error
	for _, id := range []string{"second", "third", "fourth"} {
		o := opened(t, dir, id, &told)
		if err := o.CatchUp(t.Context(), nil, nil); err != nil {
			t.Fatal(err)
		}
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want int) {
		t.Helper()
		ingest(t, server, records(want))
		if v, err := server.Reader().Overview(t.Context()); err != nil || v.Documents != want || v.Behind != 0 {
			t.Errorf("%+v, %v, want %d documents", v, err, want)
		}
	}
	check(12)
	for _, file := range generations(t, dir) {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(file + suffix)
		}
	}
	if err := server.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	check(16)
	if len(told) > 0 {
		t.Errorf("told: %v", told)
	}
	if files := generations(t, dir); len(files) > 2 {
		t.Errorf("generations pile up: %v", files)
	}
}
