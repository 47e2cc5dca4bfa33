package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sanad.example/sanad/internal/pipeline"
)

// sanadHere runs the program in this process and returns its exit code and output.
func sanadHere(t *testing.T, db string, args ...string) (int, string, string) {
	t.Helper()
	var out, errOut bytes.Buffer
	env := func(name string) string {
		if name == "SANAD_DB" {
			return db
		}
		return ""
	}
	code := run(t.Context(), append([]string{"sanad"}, args...), env, streams{strings.NewReader(""), &out, &errOut})
	return code, out.String(), errOut.String()
}

// must runs the program and fails unless it succeeds.
func must(t *testing.T, db string, args ...string) string {
	t.Helper()
	code, out, errOut := sanadHere(t, db, args...)
	if code != exitOK {
		t.Fatalf("sanad %q: exit %d\n%s%s", args, code, out, errOut)
	}
	return out
}

// killed starts an ingest, kills it after n receipts, and returns the documents that were acknowledged.
func killed(t *testing.T, db, file string, n int) map[string]bool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "--db", db, "ingest", "--receipts", file)
	cmd.Env = append(os.Environ(), asSanad+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var ack pipeline.Acknowledgement
		if err := json.Unmarshal(lines.Bytes(), &ack); err != nil {
			break // cut off by the kill
		}
		got[ack.Name] = true
		if len(got) >= n {
			cancel() // SIGKILL
		}
	}
	_ = cmd.Wait() // it was killed, unless it was quicker
	return got
}

// TestKilledIngestLosesNothingAcknowledged kills an ingest at several moments: every acknowledged document
// is there, the log is sound, and going on gives what an undisturbed ingest gives.
func TestKilledIngestLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "load.jsonl")
	load := must(t, "", "synth", "--documents", "1200", "--words", "60")
	if err := os.WriteFile(file, []byte(load), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(dir, "whole")
	must(t, whole, "ingest", file)
	want := must(t, whole, "digest")
	db := filepath.Join(dir, "killed")
	acknowledged := map[string]bool{}
	for _, n := range []int{1, 300, 700} {
		for name := range killed(t, db, file, n) {
			acknowledged[name] = true
		}
		if out := must(t, db, "verify"); !strings.HasPrefix(out, "sound") {
			t.Fatalf("after killing at %d: %s", n, out)
		}
		must(t, db, "digest") // carries on with what was acknowledged
		for name := range acknowledged {
			if code, _, errOut := sanadHere(t, db, "claims", "--limit", "1", "--document", name); code != exitOK {
				t.Fatalf("killed at %d: acknowledged document %q: exit %d: %s", n, name, code, errOut)
			}
			break // one by the program; all of them below
		}
	}
	have := map[string]bool{}
	for line := range strings.Lines(must(t, db, "claims", "--jsonl")) {
		var c struct{ Document string }
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		have[c.Document] = true
	}
	for name := range acknowledged {
		if !have[name] {
			t.Errorf("document %q was acknowledged and has no claims: lost", name)
		}
	}
	if len(acknowledged) < 200 {
		t.Errorf("only %d documents were acknowledged before the kills", len(acknowledged))
	}
	must(t, db, "ingest", file)
	if got := must(t, db, "digest"); got != want {
		t.Errorf("digest %s after kills and a whole ingest, want %s", got, want)
	}
}

// TestVerifyFindsAFlippedByte flips bytes in every file of a data folder, one at a time.
func TestVerifyFindsAFlippedByte(t *testing.T) {
	db := filepath.Join(t.TempDir(), "data")
	must(t, db, "demo", "--no-serve")
	r := rand.New(rand.NewPCG(1, 2))
	err := filepath.WalkDir(db, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) == 0 {
			return err
		}
		for range 4 {
			at := r.IntN(len(data))
			flipped := bytes.Clone(data)
			flipped[at] ^= 1 << r.IntN(8)
			if err := os.WriteFile(path, flipped, 0o600); err != nil {
				return err
			}
			code, out, _ := sanadHere(t, db, "verify")
			if code != exitDamaged || !strings.Contains(out, filepath.Base(path)) {
				t.Errorf("%s, byte %d flipped: exit %d, want %d and the file's name in\n%s", path, at, code, exitDamaged, out)
			}
		}
		return os.WriteFile(path, data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if out := must(t, db, "verify"); !strings.HasPrefix(out, "sound") {
		t.Error(fmt.Sprint("put back as it was: ", out))
	}
}
