package archive

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"sanad.example/sanad"
)

func TestClean(t *testing.T) {
	for name, want := range map[string]string{
		"a.txt": "a.txt", "a/b.txt": "a/b.txt", "/etc/passwd": "etc/passwd", "../../a": "a", `..\..\a`: "a", `C:\a\b`: "a/b", "./a//b/": "a/b",
		"": "unnamed", "/": "unnamed", "..": "unnamed", ".": "unnamed", "a/../..": "unnamed", "a\x00b": "a\x00b",
	} {
		if got := Clean(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}

func TestBudget(t *testing.T) {
	m := &metered{strings.NewReader("Arnor denied it."), &budget{5}}
	b, err := io.ReadAll(m)
	if string(b) != "Arnor" || !errors.Is(err, sanad.ErrTooLarge) {
		t.Errorf("%q, %v", b, err)
	}
}

// FuzzArchive holds that whatever comes, names are labels and the stream ends.
func FuzzArchive(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add(append(append(bytes.Repeat([]byte("a"), 257), "ustar\x0000"...), make([]byte, 1024)...))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, files := range []func(func(File, error) bool){Zip(body), Tar(bytes.NewReader(body))} {
			for file, err := range files {
				if err != nil {
					continue
				}
				if file.Name == "" || strings.HasPrefix(file.Name, "/") || strings.HasPrefix(file.Name, "../") {
					t.Errorf("name %q", file.Name)
				}
				if _, err := io.Copy(io.Discard, io.LimitReader(file.Body, 1<<20)); err != nil {
					continue
				}
			}
		}
	})
}
