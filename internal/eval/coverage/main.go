// Command coverage counts how many of the event-bearing words of the starter corpus and of the development
// sets the codebook has, and lists the rest by frequency.
//
// It decides by the parser's parts of speech and lemmas: every verb counts, and of the nouns those whose
// first sense in WordNet is an act or an event (Fellbaum 1998; lexicographer's files noun.act, noun.event).
// It refuses to judge whether the codebook's sense is the one meant: that is what the scores are for.
package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/eval"
	"sanad.example/sanad/text"
)

func main() {
	shared := flag.String("shared", "../shared", "folder of the development sets")
	wordnet := flag.String("wordnet", "/usr/share/wordnet", "folder of WordNet's index.noun and data.noun")
	rest := flag.Int("rest", 60, "how many of the words that the codebook hasn't to list")
	flag.Parse()
	if err := run(os.Stdout, *shared, *wordnet, *rest); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, shared, wordnet string, rest int) error {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		return err
	}
	parser, err := text.Load(text.Accurate)
	if err != nil {
		return err
	}
	acts, err := actNouns(wordnet)
	if err != nil {
		fmt.Fprintln(out, "nouns aren't counted:", err)
	}
	v := eval.NewVocabulary(book)
	var all eval.Coverage
	for _, set := range []struct {
		name, path string
		read       func(string) ([]string, error)
	}{
		{"starter", "corpus/starter.jsonl", jsonTexts},
		{"dispatches", filepath.Join(shared, "gold", "dispatches.docs.jsonl"), jsonTexts},
		{"seeds", filepath.Join(shared, "seeds"), folderTexts},
		{"relations", filepath.Join(shared, "corpora", "relations.dev.tsv"), tableTexts},
	} {
		texts, err := set.read(set.path)
		if err != nil {
			fmt.Fprintf(out, "%-12s skipped: %v\n", set.name, err)
			continue
		}
		var c eval.Coverage
		for _, t := range texts {
			parts := text.Segment(t)
			parser.Parse(parts)
			for _, s := range parts {
				for _, sum := range []*eval.Coverage{&c, &all} {
					sum.Count(v, s, func(noun string) bool { return acts[noun] })
				}
			}
		}
		fmt.Fprintf(out, "%-12s %6d of %6d event-bearing words  %.3f\n", set.name, c.Known, c.Words, c.Share())
	}
	fmt.Fprintf(out, "%-12s %6d of %6d event-bearing words  %.3f\n", "all", all.Known, all.Words, all.Share())
	for i, w := range all.Rest() {
		if i == rest {
			fmt.Fprintf(out, "and %d more\n", len(all.Unknown)-rest)
			break
		}
		fmt.Fprintf(out, "%5d %s\n", all.Unknown[w], w)
	}
	return nil
}

// actNouns reads which nouns have an act (04) or an event (11) for their first sense.
func actNouns(dir string) (map[string]bool, error) {
	files := map[string]string{} // offset to lexicographer's file
	if err := eachLine(filepath.Join(dir, "data.noun"), func(f []string) {
		files[f[0]] = f[1]
	}); err != nil {
		return nil, err
	}
	acts := map[string]bool{}
	err := eachLine(filepath.Join(dir, "index.noun"), func(f []string) {
		for _, field := range f[4:] {
			if len(field) == 8 {
				acts[f[0]] = files[field] == "04" || files[field] == "11"
				return
			}
		}
	})
	return acts, err
}

func eachLine(path string, do func(fields []string)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if fields := strings.Fields(s.Text()); len(fields) > 5 && !strings.HasPrefix(s.Text(), " ") {
			do(fields)
		}
	}
	return s.Err()
}

func jsonTexts(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	for d := json.NewDecoder(f); ; {
		var doc struct{ Title, Text string }
		if err := d.Decode(&doc); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		out = append(out, doc.Text)
	}
}

func folderTexts(path string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(path, "*.txt"))
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("no texts in %s", path)
	}
	var out []string
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out = append(out, string(b))
	}
	return out, err
}

func tableTexts(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	at := -1
	for i, name := range rows[0] {
		if name == "sentence" {
			at = i
		}
	}
	if at < 0 {
		return nil, fmt.Errorf("read %s: no column sentence", path)
	}
	var out []string
	for _, row := range rows[1:] {
		out = append(out, row[at])
	}
	return out, nil
}
