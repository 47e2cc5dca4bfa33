package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
	"sanad.example/sanad/internal/store/storetest"
)

// fill writes a folder with everything that one can hold, and closes it.
// link makes incidents of the first documents, two of each, and leaves the others stale.
func link(t testing.TB, d sanad.Derived, docs []sanad.Coded) {
	t.Helper()
	var incidents []sanad.Incident
	var edges []sanad.Edge
	var claims []string
	for i := 0; i < 8; i += 2 {
		in := storetest.Incident(docs[i], docs[i+1])
		incidents = append(incidents, in)
		claims = append(claims, in.Claims...)
		edges = append(edges, sanad.Edge{A: in.Claims[0], B: in.Claims[1], Score: .5})
	}
	if err := d.PutEdges(t.Context(), edges); err != nil {
		t.Fatal(err)
	}
	if err := d.PutIncidents(t.Context(), claims, incidents); err != nil {
		t.Fatal(err)
	}
}

func fill(t testing.TB, dir string) {
	t.Helper()
	ctx := context.Background()
	s, err := sqlite.Open(ctx, dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := storetest.NewWorld(4)
	var docs []sanad.Coded
	for i := range 12 {
		doc := w.Report(3)
		docs = append(docs, doc)
		blob := []byte(doc.Document.Text)
		if i%4 == 0 {
			blob = noise(9000, byte(i)) // over a page, and not to be compressed
		}
		_, err := s.Evidence().Append(ctx, []sanad.Entry{
			{Kind: sanad.EntryReceipt, Body: fmt.Appendf(nil, `{"origin":"report-%d"}`, i), Blob: blob},
			{Kind: sanad.EntryText, Body: fmt.Appendf(nil, `{"document":{"id":%q,"text":%q}}`, doc.Document.ID, doc.Document.Text)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Evidence().Redact(ctx, []sanad.Redaction{{Index: 7, Reason: "asked"}}); err != nil {
		t.Fatal(err)
	}
	storetest.Link(docs)
	d, err := s.CreateGeneration(ctx, sqlite.Generation{ID: "g1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Put(ctx, docs, 24); err != nil {
		t.Fatal(err)
	}
	link(t, d, docs)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func noise(n int, seed byte) []byte {
	out := make([]byte, n)
	rand.NewChaCha8([32]byte{seed}).Read(out)
	return out
}

func verify(t testing.TB, dir string, options sqlite.VerifyOptions) sqlite.Report {
	t.Helper()
	report, err := sqlite.Verify(context.Background(), dir, options)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// contents reads a folder's files.
func contents(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(name)] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantSound(t testing.TB, dir string) sqlite.Report {
	t.Helper()
	report := verify(t, dir, sqlite.VerifyOptions{})
	for _, p := range report.Problems {
		t.Errorf("a sound folder: %v", p)
	}
	return report
}

// wantFile fails unless there is a problem of that file.
func wantFile(t testing.TB, what, dir, file string) {
	t.Helper()
	report := verify(t, dir, sqlite.VerifyOptions{})
	if !slices.ContainsFunc(report.Problems, func(p sqlite.Problem) bool { return p.File == file && p.Remedy != "" }) {
		t.Errorf("%s: not found in %s; problems: %v", what, file, report.Problems)
	}
}

func TestVerifySound(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	before := contents(t, dir)
	var done, total int64
	report := verify(t, dir, sqlite.VerifyOptions{Progress: func(d, of int64) { done, total = d, of }})
	if len(report.Problems)+len(report.Notes) > 0 || report.Entries != 25 || report.Redacted != 1 || report.Root == "" {
		t.Errorf("%+v", report)
	}
	if len(report.Redactions) != 1 || report.Redactions[0].Index != 7 || report.Redactions[0].By != 24 ||
		report.Redactions[0].Reason != "asked" || report.Redactions[0].Recorded.IsZero() {
		t.Errorf("redactions: %v", report.Redactions)
	}
	if done == 0 || done != total {
		t.Errorf("progress ended at %d of %d", done, total)
	}
	after := contents(t, dir)
	for name, data := range after {
		if !bytes.Equal(data, before[name]) {
			t.Errorf("verification changed %s", name)
		}
	}
	if len(after) != len(before) {
		t.Errorf("verification left %d files of %d", len(after), len(before))
	}
}

// TestVerifyFlippedByte changes bytes all over the databases, one at a time: each is found, in its file.
func TestVerifyFlippedByte(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	r := rand.New(rand.NewPCG(20251012, 1))
	for name, data := range contents(t, dir) {
		if !strings.HasSuffix(name, ".db") {
			continue
		}
		offsets := append(r.Perm(len(data))[:110], 0, 15, 16, 17, 18, 19, 20, 24, 28, 31, 68, 92, 99, 100, 4087, 4088, 4095, len(data)-1)
		flip(t, dir, name, data, offsets, r)
	}
	wantSound(t, dir)
}

// TestVerifyFlippedByteOfSmallFiles changes every byte of the others.
func TestVerifyFlippedByteOfSmallFiles(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	if _, err := s.Evidence().Append(context.Background(), []sanad.Entry{childEntry(1)}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	r := rand.New(rand.NewPCG(20251012, 2))
	for name, data := range contents(t, dir) {
		if !strings.HasSuffix(name, ".db") {
			flip(t, dir, name, data, r.Perm(len(data)), r)
		}
	}
	wantSound(t, dir)
}

func flip(t *testing.T, dir, name string, data []byte, offsets []int, r *rand.Rand) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	for _, at := range offsets {
		changed := slices.Clone(data)
		changed[at] ^= 1 << r.IntN(8)
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		wantFile(t, fmt.Sprintf("byte %d of %s", at, name), dir, name)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyCutAndSwapped cuts files and swaps pages.
func TestVerifyCutAndSwapped(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	r := rand.New(rand.NewPCG(5, 5))
	const page = 4096
	for name, data := range contents(t, dir) {
		if len(data) == 0 {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		check := func(what string, changed []byte) {
			t.Helper()
			if bytes.Equal(changed, data) {
				return
			}
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			wantFile(t, what+" "+name, dir, name)
		}
		for _, n := range []int{0, 1, 50, 99, len(data) / 2, len(data) - 1} {
			check(fmt.Sprintf("cut to %d", n), data[:min(n, len(data)-1)])
		}
		check("with more", append(slices.Clone(data), 0))
		if pages := len(data) / page; pages > 2 {
			check("a page less", data[:len(data)-page])
			check("a page more", append(slices.Clone(data), data[len(data)-page:]...))
			for range 30 {
				a, b := r.IntN(pages), r.IntN(pages)
				changed := slices.Clone(data)
				copy(changed[a*page:], data[b*page:][:page])
				copy(changed[b*page:], data[a*page:][:page])
				check(fmt.Sprintf("pages %d and %d swapped in", a+1, b+1), changed)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if name != "derived/g1.db" && name != "key" { // neither is damage: a generation is rebuilt, a log without its key is read
			wantFile(t, "missing "+name, dir, name)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantSound(t, dir)
}

// tamper changes a database by SQL: every page gets a right checksum.
func tamper(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := driver.Open("file:"+path, func(c *sqlite3.Conn) error { return c.Exec("PRAGMA foreign_keys = off") })
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestVerifyTampering(t *testing.T) {
	sound := t.TempDir()
	fill(t, sound)
	for name, test := range map[string]struct {
		statements []string
		where      string
	}{
		"another time":        {[]string{"UPDATE entry SET recorded = recorded + 1 WHERE idx = 23"}, "entry 23 (text"},
		"another kind":        {[]string{"UPDATE entry SET kind = 'decision' WHERE idx = 3"}, "entry 3 (decision"},
		"another body":        {[]string{"UPDATE entry SET body = (SELECT body FROM entry WHERE idx = 1), size = (SELECT size FROM entry WHERE idx = 1), coding = (SELECT coding FROM entry WHERE idx = 1) WHERE idx = 3"}, "entry 3 (text"},
		"entries swapped":     {[]string{"UPDATE entry SET idx = -3 WHERE idx = 3", "UPDATE entry SET idx = 3 WHERE idx = 5", "UPDATE entry SET idx = 5 WHERE idx = -3"}, "entry 3 (text"},
		"an entry gone":       {[]string{"DELETE FROM entry WHERE idx = 4"}, "entry 4"},
		"the first gone":      {[]string{"DELETE FROM entry WHERE idx = 0"}, "entry 0"},
		"a time after death":  {[]string{"UPDATE entry SET recorded = recorded + 1 WHERE idx = 7"}, "entry 7 (text"},
		"redaction by hand":   {[]string{"UPDATE entry SET redacted = 24, salt = NULL, body = NULL, size = NULL, coding = NULL WHERE idx = 9"}, "entry 9"},
		"redaction undone":    {[]string{"UPDATE entry SET redacted = NULL WHERE idx = 7"}, "entry 7"},
		"a salt gone":         {[]string{"UPDATE entry SET salt = NULL WHERE idx = 11"}, "entry 11"},
		"another blob":        {[]string{"UPDATE entry SET blob = 1 WHERE idx = 2"}, "entry 2"},
		"a blob's bytes":      {[]string{"UPDATE blob SET data = zeroblob(length(data)) WHERE id = 1"}, "blob 1 of entry 0"},
		"a blob gone":         {[]string{"DELETE FROM blob WHERE id = 2"}, "entry 2"},
		"a blob more":         {[]string{"INSERT INTO blob (sha256, size, coding, data) VALUES (x'00', 1, 0, x'00')"}, "blob"},
		"the tail, whole":     {[]string{"DELETE FROM entry WHERE idx >= 20", "DELETE FROM node WHERE idx >= 38", "DELETE FROM checkpoint WHERE size > 20", "DELETE FROM blob WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.blob = blob.id)"}, "entries 20 to 24"},
		"the tail, entries":   {[]string{"DELETE FROM entry WHERE idx >= 20"}, "entries 20 to 24"},
		"everything":          {[]string{"DELETE FROM entry", "DELETE FROM node", "DELETE FROM blob", "DELETE FROM checkpoint WHERE size > 0"}, "entries 0 to 24"},
		"a node":              {[]string{"UPDATE node SET hash = zeroblob(32) WHERE idx = 2"}, "node 2"},
		"a node gone":         {[]string{"DELETE FROM node WHERE idx = 6"}, "node 6"},
		"a leaf's node":       {[]string{"UPDATE node SET hash = zeroblob(32) WHERE idx = 0"}, "entry 0"},
		"a checkpoint moved":  {[]string{"UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 4) WHERE size = 6"}, "checkpoint of 6"},
		"a checkpoint's text": {[]string{"UPDATE checkpoint SET note = replace(note, 'sanad', 'Sanad') WHERE size = 8"}, "checkpoint of 8"},
		"the last checkpoint": {[]string{"DELETE FROM checkpoint WHERE size = 25"}, "checkpoint of 25"},
		"the key":             {[]string{"UPDATE meta SET value = 'x'"}, "public key"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(sound)); err != nil {
				t.Fatal(err)
			}
			tamper(t, filepath.Join(dir, "evidence.db"), test.statements...)
			report := verify(t, dir, sqlite.VerifyOptions{})
			if !slices.ContainsFunc(report.Problems, func(p sqlite.Problem) bool {
				return p.File == "evidence.db" && strings.HasPrefix(p.Where, test.where)
			}) {
				t.Errorf("nothing at %q; problems: %v", test.where, report.Problems)
			}
		})
	}
}

func TestVerifyTamperedDerived(t *testing.T) {
	sound := t.TempDir()
	fill(t, sound)
	for name, statement := range map[string]string{
		"a title":            "UPDATE document SET title = 'Other' WHERE id = (SELECT min(id) FROM document)",
		"texts swapped":      "UPDATE content SET text = (SELECT text FROM content c WHERE c.document <> content.document LIMIT 1)",
		"a claim gone":       "DELETE FROM claim WHERE id = (SELECT max(id) FROM claim)",
		"a claim more":       "INSERT INTO claim (id, key, terms) VALUES (1, 'x', x'')",
		"a filing gone":      "DELETE FROM claim_term WHERE claim = (SELECT max(claim) FROM claim_term) AND term = (SELECT max(term) FROM claim_term x WHERE x.claim = claim_term.claim)",
		"a filing more":      "INSERT INTO claim_term (term, claim) VALUES (1, 1)",
		"a term renamed":     "UPDATE term SET value = 'Mordor' WHERE id = 1",
		"a count":            "UPDATE term SET claims = claims + 1 WHERE id = 1",
		"a cursor ahead":     "UPDATE meta SET value = '1000' WHERE name = 'cursor'",
		"another generation": "UPDATE meta SET value = 'g2' WHERE name = 'id'",
		"a newer program":    "PRAGMA user_version = 99",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(sound)); err != nil {
				t.Fatal(err)
			}
			tamper(t, filepath.Join(dir, "derived", "g1.db"), statement)
			wantFile(t, name, dir, "derived/g1.db")
		})
	}
}

// TestVerifyRewrittenLog is the case that only a checkpoint kept elsewhere can show.
func TestVerifyRewrittenLog(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	fill(t, dir)
	kept, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	fill(t, other) // the same key, another history
	wantSound(t, other)
	if report := verify(t, other, sqlite.VerifyOptions{Checkpoints: []string{string(kept)}}); len(report.Problems) == 0 {
		t.Error("a rewritten log passes for the one whose checkpoint was kept")
	}
	if report := verify(t, dir, sqlite.VerifyOptions{Checkpoints: []string{string(kept)}}); len(report.Problems) > 0 {
		t.Errorf("its own checkpoint: %v", report.Problems)
	}
}

func TestVerifyOtherFiles(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	for _, name := range []string{"notes.txt", "derived/old.csv", "checkpoint.1.new"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if report := wantSound(t, dir); len(report.Notes) != 3 {
		t.Errorf("notes: %v", report.Notes)
	}
	if _, err := sqlite.Verify(context.Background(), filepath.Join(dir, "nowhere"), sqlite.VerifyOptions{}); err == nil {
		t.Error("a folder that isn't there is verified")
	}
}
