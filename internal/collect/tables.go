package collect

import (
	"embed"
	"fmt"
	"strings"
	"unicode/utf8"
)

//go:embed data/*.txt
var data embed.FS

// tables are the package's data, compiled.
type tables struct {
	tracking         map[string]bool
	trackingPrefixes []string
	dates            []string // layouts of package time
	letters          letters
}

// loadTables compiles the embedded data.
func loadTables() (tables, error) {
	t := tables{tracking: map[string]bool{}, letters: letters{}}
	err := eachEntry("data/tracking.txt", func(entry string) error {
		if prefix, ok := strings.CutSuffix(entry, "*"); ok {
			t.trackingPrefixes = append(t.trackingPrefixes, prefix)
		} else {
			t.tracking[entry] = true
		}
		return nil
	})
	if err != nil {
		return t, err
	}
	err = eachEntry("data/dates.txt", func(entry string) error {
		t.dates = append(t.dates, entry)
		return nil
	})
	if err != nil {
		return t, err
	}
	err = eachEntry("data/letters.txt", func(entry string) error {
		lang, set, ok := strings.Cut(entry, " ")
		if !ok {
			return fmt.Errorf("no letters after %q", lang)
		}
		for _, l := range strings.Fields(set) {
			r, size := utf8.DecodeRuneInString(l)
			if size != len(l) {
				return fmt.Errorf("%q isn't one letter", l)
			}
			t.letters[r] = lang
		}
		return nil
	})
	return t, err
}

// eachEntry calls fn for each line that is neither blank nor a comment.
func eachEntry(name string, fn func(string) error) error {
	b, err := data.ReadFile(name)
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := fn(line); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return nil
}
