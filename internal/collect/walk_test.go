package collect

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// tree makes files with their contents, and returns their folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// outcome returns what became of paths, a line each: origins of documents, and errors.
func outcome(t *testing.T, dir string, paths ...string) (lines []string, errs []error) {
	t.Helper()
	for item, err := range collector(t, Options{}).Paths(t.Context(), paths, nil) {
		line := item.Receipt.Origin
		if err != nil {
			line = err.Error()
			errs = append(errs, err)
		} else {
			checkItem(t, item)
		}
		lines = append(lines, strings.ReplaceAll(line, dir+"/", ""))
	}
	return lines, errs
}

func TestFolderIsSortedAndSaysWhatItSkips(t *testing.T) {
	dir := tree(t, map[string]string{
		"b.txt": "Arnor", "a/z.txt": "Arnor", "a/b/c.txt": "Arnor", "a-b.txt": "Arnor", "A.md": "Arnor", ".git/x.txt": "no", ".env.txt": "no",
		"c.csv": "a,b", "Makefile": "all:", "d.jsonl": good + "\n" + good,
	})
	lines, errs := outcome(t, dir, dir)
	want := []string{
		".env.txt: skipped: hidden; name it to have it read",
		".git: skipped: hidden; name it to have it read",
		"A.md",
		"Makefile: skipped: not a kind that folders are searched for (.txt .md .html .jsonl .json .post.yaml .zip .tar .tgz, with or without .gz); name it to have it read by its content",
		"a/b/c.txt", "a/z.txt", "a-b.txt", "b.txt",
		"c.csv: skipped: not a kind that folders are searched for (.txt .md .html .jsonl .json .post.yaml .zip .tar .tgz, with or without .gz); name it to have it read by its content",
		"d.jsonl#1", "d.jsonl#2",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	for _, err := range errs {
		if s := new(Skipped); !errors.As(err, &s) {
			t.Errorf("%v isn't a *Skipped", err)
		}
	}
}

func TestNamedFilesAreReadByContent(t *testing.T) {
	dir := tree(t, map[string]string{".hidden": "Arnor", "Report": "Gondor", "page": "<!doctype html><p>Arnor denied it."})
	lines, _ := outcome(t, dir, dir+"/.hidden", dir+"/Report", dir+"/page")
	if d := cmp.Diff([]string{".hidden", "Report", "page"}, lines); d != "" {
		t.Error(d)
	}
}

// TestLinks holds that a folder's links are never followed: no loop, no way out, nothing read twice.
func TestLinks(t *testing.T) {
	outside := tree(t, map[string]string{"secret.txt": "secret"})
	dir := tree(t, map[string]string{"a.txt": "Arnor", "sub/b.txt": "Arnor"})
	for name, target := range map[string]string{
		"loop": ".", "sub/up": "..", "out.txt": outside + "/secret.txt", "outdir": outside, "in.txt": "a.txt", "self.txt": "self.txt", "gone.txt": "nowhere",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	lines, _ := outcome(t, dir, dir)
	docs := 0
	for _, line := range lines {
		if !strings.Contains(line, "skipped: a symbolic link") {
			docs++
		}
	}
	if docs != 2 || len(lines) != 9 {
		t.Errorf("%d documents in %q", docs, lines)
	}
	if lines, _ := outcome(t, dir, dir+"/in.txt", dir+"/self.txt", dir+"/gone.txt"); lines[0] != "in.txt" || !strings.Contains(lines[1], "self.txt: ") || !strings.Contains(lines[2], "gone.txt: not found") {
		t.Errorf("named links: %q", lines)
	}
}

// TestNothingBlocks holds that pipes, devices and sockets are refused rather than waited for.
func TestNothingBlocks(t *testing.T) {
	dir := tree(t, map[string]string{"z.txt": "Arnor"})
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.txt"), 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	lines, errs := outcome(t, dir, dir, dir+"/pipe.txt", "/dev/zero", "/dev/null")
	if len(lines) != 5 || lines[1] != "z.txt" || len(errs) != 4 {
		t.Fatalf("%q", lines)
	}
	for _, err := range errs {
		if !errors.Is(err, sanad.ErrInvalid) || !strings.Contains(err.Error(), "standard input") {
			t.Error(err)
		}
	}
}

func TestNamesFromOutside(t *testing.T) {
	dir := tree(t, map[string]string{"line\nend.txt": "Arnor", "bell\a.txt": "Arnor", "bytes\xff.txt": "Arnor", "کابل.txt": "Arnor", "-": "Arnor"})
	lines, _ := outcome(t, dir, dir, dir+"/-", dir+"/missing\n.txt")
	want := []string{
		"-: skipped: not a kind that folders are searched for (.txt .md .html .jsonl .json .post.yaml .zip .tar .tgz, with or without .gz); name it to have it read by its content",
		`bell\a.txt`, `bytes\xff.txt`, `line\nend.txt`, "کابل.txt", "-", `missing\n.txt: not found; check the path`,
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := tree(t, map[string]string{"a.txt": "Arnor", "b/c.txt": "Arnor", "d.txt": "Arnor"})
	for _, name := range []string{"a.txt", "b"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "b"), 0o755) })
	lines, errs := outcome(t, dir, dir)
	if len(errs) != 2 || len(lines) != 3 || lines[2] != "d.txt" || !strings.Contains(lines[0], "a.txt: not readable") {
		t.Errorf("%q", lines)
	}
}

// TestStopsWhenAsked holds that a reader who has enough gets no more, in folders and files.
func TestStopsWhenAsked(t *testing.T) {
	dir := tree(t, map[string]string{"a.jsonl": good + "\n" + good, "b/c.txt": "Arnor", "d.txt": "Arnor", "e.json": "[" + good + "," + good + "]"})
	for want := 1; want <= 6; want++ {
		n := 0
		for range collector(t, Options{}).Paths(t.Context(), []string{dir, dir}, nil) {
			if n++; n == want {
				break
			}
		}
		if n != want {
			t.Errorf("%d of %d", n, want)
		}
	}
}
