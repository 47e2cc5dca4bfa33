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
	dates            []string        // layouts of package time
	letters          map[rune]string // to the language that alone of its script has them
	functionWords    map[string]string
}

// loadTables compiles the embedded data.
func loadTables() (tables, error) {
	t := tables{tracking: map[string]bool{}, letters: map[rune]string{}, functionWords: map[string]string{}}
	for name, add := range map[string]func(string) error{
		"data/tracking.txt": t.addTracking,
		"data/dates.txt":    t.addDate,
		"data/letters.txt":  t.addLetters,
		"data/words.txt":    t.addWords,
	} {
		if err := eachEntry(name, add); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (t *tables) addTracking(entry string) error {
	if prefix, ok := strings.CutSuffix(entry, "*"); ok {
		t.trackingPrefixes = append(t.trackingPrefixes, prefix)
	} else {
		t.tracking[entry] = true
	}
	return nil
}

func (t *tables) addDate(entry string) error {
	t.dates = append(t.dates, entry)
	return nil
}

func (t *tables) addLetters(entry string) error {
	fields := strings.Fields(entry)
	for _, l := range fields[1:] {
		r, size := utf8.DecodeRuneInString(l)
		if size != len(l) {
			return fmt.Errorf("%q isn't one letter", l)
		}
		t.letters[r] = fields[0]
	}
	return nil
}

func (t *tables) addWords(entry string) error {
	fields := strings.Fields(entry)
	for _, w := range fields[1:] {
		t.functionWords[w] = fields[0]
	}
	return nil
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
