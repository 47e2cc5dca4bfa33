package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
	"sanad.example/sanad/internal/store/sqlite"
	"sanad.example/sanad/internal/store/storetest"
)

func TestOpenAgain(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "new", "folder with a % and a ?")
	s := openStore(t, dir)
	first, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(1)})
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the key: %v, %v", info.Mode(), err)
	}
	s.Close()
	s = openStore(t, dir)
	if again, err := s.Evidence().Entry(ctx, 0); err != nil || !bytes.Equal(again.Blob, first[0].Blob) {
		t.Errorf("after opening again: %v", err)
	}
	if now, err := os.ReadFile(filepath.Join(dir, "key")); err != nil || !bytes.Equal(now, key) {
		t.Errorf("the key has changed, %v", err)
	}
}

// TestClockBackwards holds that recorded times follow the order of entries whatever the clock says.
func TestClockBackwards(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2025, 10, 12, 8, 0, 0, 1999, time.UTC)
	s, err := sqlite.Open(ctx, t.TempDir(), sqlite.Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, step := range []struct {
		move time.Duration
		want string
	}{{0, "08:00:00.000001"}, {-time.Hour, "08:00:00.000001"}, {2 * time.Hour, "09:00:00.000001"}} {
		now = now.Add(step.move)
		out, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(0)})
		if err != nil {
			t.Fatal(err)
		}
		if got := out[0].Recorded.Format("15:04:05.000000"); got != step.want {
			t.Errorf("recorded at %s, want %s", got, step.want)
		}
	}
}

func TestOpenDamaged(t *testing.T) {
	ctx := context.Background()
	for name, test := range map[string]struct {
		spoil func(dir string) error
		want  error
	}{
		"a log of nothing": {func(dir string) error { return os.Truncate(filepath.Join(dir, "evidence.db"), 0) }, sanad.ErrDamaged},
		"a log of noise":   {func(dir string) error { return os.WriteFile(filepath.Join(dir, "evidence.db"), noise(9000, 1), 0o600) }, sanad.ErrDamaged},
		"the log gone":     {func(dir string) error { return os.Remove(filepath.Join(dir, "evidence.db")) }, sanad.ErrDamaged},
		"the log of tomorrow": {func(dir string) error {
			tamper(t, filepath.Join(dir, "evidence.db"), "PRAGMA user_version = 99")
			return nil
		}, sanad.ErrNewer},
		"someone else's": {func(dir string) error {
			tamper(t, filepath.Join(dir, "evidence.db"), "PRAGMA application_id = 1")
			return nil
		}, sanad.ErrInvalid},
		"a file for the folder": {func(dir string) error { return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)) }, nil},
	} {
		dir := filepath.Join(t.TempDir(), "store")
		openStore(t, dir).Close()
		if err := test.spoil(dir); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Open(ctx, dir, sqlite.Options{})
		if err == nil {
			s.Close()
		}
		if err == nil || test.want != nil && !errors.Is(err, test.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v, want %v with the path", name, err, test.want)
		}
	}
}

func TestAppendWithoutKey(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, dir)
	key := filepath.Join(dir, "key")
	text, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	openStore(t, other)
	foreign, err := os.ReadFile(filepath.Join(other, "key"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		text []byte
		want error
	}{"none": {nil, sanad.ErrNotFound}, "damaged": {text[:40], sanad.ErrDamaged}, "another's": {foreign, sanad.ErrInvalid}} {
		os.Remove(key)
		if test.text != nil {
			if err := os.WriteFile(key, test.text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(0)}); !errors.Is(err, test.want) || !strings.Contains(err.Error(), key) {
			t.Errorf("key %s: %v", name, err)
		}
	}
	if size, err := s.Evidence().Size(ctx); err != nil || size != 0 {
		t.Errorf("%d entries, %v", size, err)
	}
}

// TestDiskFull lets the database grow no further: nothing of the step is kept, and the error says where.
func TestDiskFull(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, dir)
	if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(0)}); err != nil {
		t.Fatal(err)
	}
	sqlite.LimitPages(t, s, 20)
	_, err := s.Evidence().Append(ctx, []sanad.Entry{{Kind: sanad.EntryReceipt, Body: []byte(`{}`), Blob: noise(1<<20, 1)}})
	if err == nil || !strings.Contains(err.Error(), "the disk is full") || !strings.Contains(err.Error(), dir) {
		t.Errorf("%v", err)
	}
	if size, err := s.Evidence().Size(ctx); err != nil || size != 1 {
		t.Errorf("%d entries, %v", size, err)
	}
	s.Close()
	wantSound(t, dir)
}

// TestForeignDatabase finds somebody else's database under the log's name: no byte of it changes.
func TestForeignDatabase(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "evidence.db")
	tamper(t, path, "CREATE TABLE letters (id INTEGER PRIMARY KEY)", "PRAGMA user_version = 1")
	before := contents(t, dir)
	s, err := sqlite.Open(context.Background(), dir, sqlite.Options{})
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, sanad.ErrInvalid) || !strings.Contains(err.Error(), "not a Sanad database") {
		t.Errorf("%v", err)
	}
	if after := contents(t, dir); !bytes.Equal(after["evidence.db"], before["evidence.db"]) || len(after) != len(before) {
		t.Errorf("the file was changed, or others made beside it: %d files", len(after))
	}
}

// TestPrivateFiles holds that nobody else may read the databases, in a folder that others may enter too.
func TestPrivateFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := openStore(t, dir)
	newGeneration(t, s, "g1")
	if _, err := s.Evidence().Append(context.Background(), []sanad.Entry{childEntry(1)}); err != nil {
		t.Fatal(err)
	}
	for name := range contents(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		// The index of a write-ahead log (-shm) has numbers of pages and nothing else.
		if public := name == "checkpoint" || name == "key.pub" || strings.HasSuffix(name, "-shm"); !public && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("mode of %s: %04o", name, info.Mode().Perm())
		}
	}
}

// TestRedactedBytesAreGone looks for the words of a redacted report in every file, and in their parts.
func TestRedactedBytesAreGone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, dir)
	d := newGeneration(t, s, "g1")
	secret := "Zyxgriddle" // in no other report; too short a text to be compressed
	id := ""
	w := storetest.NewWorld(1)
	for i := range 40 {
		doc := w.Report(2)
		body := fmt.Sprintf(`{"n":%d}`, i)
		if i == 20 {
			doc.Document.Text, doc.Document.Title, doc.Document.Source = secret+" was seen.", secret, secret
			doc.Claims = nil
			body = fmt.Sprintf(`{"n":%q}`, secret)
		}
		blob := []byte(doc.Document.Text)
		if _, err := s.Evidence().Append(ctx, []sanad.Entry{{Kind: sanad.EntryReceipt, Body: []byte(body), Blob: blob}}); err != nil {
			t.Fatal(err)
		}
		if err := d.Put(ctx, []sanad.Coded{doc}, 0); err != nil {
			t.Fatal(err)
		}
		if i == 20 {
			id = doc.Document.ID
		}
	}
	has := func() (files []string) {
		for name, data := range contents(t, dir) {
			if bytes.Contains(bytes.ToLower(data), []byte(strings.ToLower(secret[:8]))) {
				files = append(files, name)
			}
		}
		slices.Sort(files)
		return files
	}
	if files := has(); len(files) < 2 {
		t.Fatalf("the words are only in %v: this test would find nothing", files)
	}
	if err := s.Evidence().Redact(ctx, []sanad.Redaction{{Index: 20, Reason: "asked"}}); err != nil {
		t.Fatal(err)
	}
	if err := d.Remove(ctx, []string{id}); err != nil {
		t.Fatal(err)
	}
	if files := has(); len(files) > 0 {
		t.Errorf("the words are still in %v", files)
	}
}

func TestGenerations(t *testing.T) {
	ctx := context.Background()
	s := openStore(t, t.TempDir())
	if _, err := s.Current(ctx); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("current of none: %v", err)
	}
	a, b := newGeneration(t, s, "b-first"), newGeneration(t, s, "a-second")
	current := func() string {
		d, err := s.Current(ctx)
		if err != nil {
			return err.Error()
		}
		defer d.Close()
		return d.ID()
	}
	if err := a.Complete(ctx); err != nil || current() != "b-first" {
		t.Errorf("current %s, %v", current(), err)
	}
	if err := b.Put(ctx, []sanad.Coded{storetest.NewWorld(1).Report(1)}, 1); err != nil || current() != "b-first" {
		t.Errorf("current %s while the next is built, %v", current(), err)
	}
	if err := b.Complete(ctx); err != nil || current() != "a-second" {
		t.Errorf("current %s, %v", current(), err)
	}
	all, err := s.Generations(ctx)
	if err != nil || len(all) != 2 || all[0].ID != "b-first" || all[1].Codebook != "book" || all[1].Program != "1" || all[1].Cursor != 1 || !all[1].Complete {
		t.Errorf("%+v, %v", all, err)
	}
	for id, want := range map[string]error{"a-second": sanad.ErrExists, "": sanad.ErrInvalid, "../x": sanad.ErrInvalid, "a b": sanad.ErrInvalid} {
		if _, err := s.CreateGeneration(ctx, sqlite.Generation{ID: id}); !errors.Is(err, want) {
			t.Errorf("create %q: %v", id, err)
		}
	}
	if err := s.DropGeneration(ctx, "b-first"); !errors.Is(err, sanad.ErrConflict) {
		t.Errorf("dropping one that is open: %v", err)
	}
	if _, err := a.Overview(ctx); err != nil || a.Gone() {
		t.Errorf("a reader of the generation that wasn't dropped: gone %v, %v", a.Gone(), err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.DropGeneration(ctx, "b-first"); err != nil || !a.Gone() {
		t.Fatalf("gone %v, %v", a.Gone(), err)
	}
	for _, id := range []string{"b-first", "../evidence", "nowhere"} {
		if err := s.DropGeneration(ctx, id); !errors.Is(err, sanad.ErrNotFound) {
			t.Errorf("drop %q: %v", id, err)
		}
		if _, err := s.Derived(ctx, id); !errors.Is(err, sanad.ErrNotFound) {
			t.Errorf("open %q: %v", id, err)
		}
	}
}

func TestOverviewBehind(t *testing.T) {
	ctx := context.Background()
	s := openStore(t, t.TempDir())
	d := newGeneration(t, s, "g1")
	for range 3 {
		if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(0)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Put(ctx, nil, 2); err != nil {
		t.Fatal(err)
	}
	if o, err := d.Overview(ctx); err != nil || o.Behind != 1 || o.Generation != "g1" {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestPlacesAbove(t *testing.T) {
	ctx := context.Background()
	above := map[string][]string{"GO-OSG": {"ITHILIEN", "GO"}, "GO-AMH": {"GO"}}
	s, err := sqlite.Open(ctx, t.TempDir(), sqlite.Options{PlacesAbove: func(id string) []string { return above[id] }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := newGeneration(t, s, "g1")
	if err := d.Put(ctx, []sanad.Coded{storetest.NewWorld(1).Report(30)}, 0); err != nil {
		t.Fatal(err)
	}
	count := func(place string) int {
		page, err := d.Claims(ctx, sanad.ClaimQuery{Place: place})
		if err != nil {
			t.Fatal(err)
		}
		return page.Count
	}
	if count("ITHILIEN") == 0 || count("ITHILIEN") != count("GO-OSG") || count("GO") != count("GO-OSG")+count("GO-AMH") || count("AR") != 0 {
		t.Errorf("Ithilien %d, Osgiliath %d, Amon Hen %d, Gondor %d, Arnor %d", count("ITHILIEN"), count("GO-OSG"), count("GO-AMH"), count("GO"), count("AR"))
	}
}

func TestProofs(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, dir)
	e := s.Evidence()
	if _, err := e.Append(ctx, []sanad.Entry{childEntry(1), childEntry(2), childEntry(3)}); err != nil {
		t.Fatal(err)
	}
	old, err := e.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Append(ctx, []sanad.Entry{childEntry(4), childEntry(5)}); err != nil {
		t.Fatal(err)
	}
	if err := e.Redact(ctx, []sanad.Redaction{{Index: 1}}); err != nil {
		t.Fatal(err)
	}
	public, err := log.ParsePublic(e.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	before, err := public.Open(old)
	if err != nil || before.Size != 3 {
		t.Fatalf("%+v, %v", before, err)
	}
	for index := range int64(6) { // the redacted one too
		p, err := e.Prove(ctx, index)
		if err != nil {
			t.Fatal(err)
		}
		head, err := public.Open(p.Checkpoint)
		if err != nil || head.Size != 6 {
			t.Fatalf("%+v, %v", head, err)
		}
		if err := log.CheckInclusion(p.Nodes, head.Size, head.Root, index, p.Leaf); err != nil {
			t.Error(err)
		}
	}
	p, err := e.ProveGrowth(ctx, before.Size)
	if err != nil {
		t.Fatal(err)
	}
	head, err := public.Open(p.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.CheckConsistency(p.Nodes, head.Size, head.Root, before.Size, before.Root); err != nil {
		t.Error(err)
	}
	if _, err := e.Prove(ctx, 6); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("an entry that isn't there: %v", err)
	}
	if _, err := e.ProveGrowth(ctx, 7); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("from a log that is longer: %v", err)
	}
}

// TestCompactLater finds a folder whose process ended between destroying an entry and rewriting the file.
func TestCompactLater(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	for _, name := range []string{"evidence.db", "derived/g1.db"} {
		tamper(t, filepath.Join(dir, name), "INSERT INTO meta (name, value) VALUES ('compact', 'true')")
	}
	if report := wantSound(t, dir); len(report.Notes) != 2 {
		t.Errorf("notes: %v", report.Notes)
	}
	s := openStore(t, dir)
	d, err := s.Derived(context.Background(), "g1")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if report := wantSound(t, dir); len(report.Notes) != 0 {
		t.Errorf("notes: %v", report.Notes)
	}
}
