package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// fenced is a block of code: its language, the file that it is, its lines.
var fenced = regexp.MustCompile("(?ms)^```(\\w+) ?(\\S*)\n(.*?)^```$")

// TestDocs runs the commands of pages in order, in one folder a page, and holds their output against what the page
// shows: "…" stands for anything on a line, a line of it alone for any lines.
func TestDocs(t *testing.T) {
	for _, name := range []string{"decisions.md"} {
		page, err := os.ReadFile("../../docs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			n := 0
			for _, block := range fenced.FindAllStringSubmatch(string(page), -1) {
				if block[1] != "console" {
					if err := os.WriteFile(block[2], []byte(block[3]), 0o600); err != nil {
						t.Fatal(err)
					}
					continue
				}
				for _, command := range strings.Split(block[3], "$ ")[1:] {
					line, want, _ := strings.Cut(command, "\n")
					runExample(t, line, want)
					n++
				}
			}
			if n < 10 {
				t.Errorf("only %d commands were run", n)
			}
		})
	}
}

func runExample(t *testing.T, line, want string) {
	t.Helper()
	args := shellWords(line)
	if len(args) == 0 || args[0] != "sanad" {
		t.Fatalf("%q: only sanad can be run", line)
	}
	var out, errs bytes.Buffer
	env := func(name string) string { return map[string]string{"SANAD_DB": "data", "SANAD_MODE": "fast"}[name] }
	if code := run(t.Context(), args, env, streams{strings.NewReader(""), &out, &errs}); code != exitOK {
		t.Fatalf("%s\nexit %d: %s", line, code, errs.String())
	}
	pattern := regexp.QuoteMeta(want)
	pattern = strings.ReplaceAll(pattern, "\n…\n", "\n(?s:.*)")
	pattern = strings.TrimPrefix(pattern, "…\n")
	if strings.HasPrefix(want, "…\n") {
		pattern = "(?s:.*)" + pattern
	}
	pattern = "^" + strings.ReplaceAll(pattern, "…", ".*") + "$"
	if !regexp.MustCompile(pattern).MatchString(out.String()) {
		t.Errorf("%s\ngives\n%s\nbut the page shows\n%s", line, out.String(), want)
	}
}

// shellWords splits a command at blanks outside of single quotes.
func shellWords(line string) (words []string) {
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			words[len(words)-1] += part
			continue
		}
		more := strings.Split(part, " ")
		if i > 0 && len(words) > 0 {
			words[len(words)-1] += more[0]
			more = more[1:]
		}
		words = append(words, more...)
	}
	out := words[:0]
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}
