package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sanad.example/sanad/text/internal/lexicon"
)

// wordnet gathers single words from WordNet's files.
type wordnet struct {
	dir     string
	entries map[string]*lexicon.Entry
	written map[string]uint8  // lexicon.Proper and Common
	counts  map[string][4]int // how often each part of speech is tagged in WordNet's own concordance
}

// buildLexicon reads WordNet's index, data, exception and count files in dir.
func buildLexicon(dir string) ([]byte, error) {
	w := &wordnet{dir, map[string]*lexicon.Entry{}, map[string]uint8{}, map[string][4]int{}}
	for i, pos := range []string{"noun", "verb", "adj", "adv"} {
		if err := w.readIndex(pos, i); err != nil {
			return nil, err
		}
	}
	if err := w.readCounts(); err != nil {
		return nil, err
	}
	words := slices.Sorted(maps.Keys(w.entries))
	entries := make([]lexicon.Entry, len(words))
	for i, word := range words {
		e := w.entries[word]
		e.Top = top(e.POS, w.counts[word])
		e.POS |= w.written[word]
		entries[i] = *e
	}
	nouns, err := w.readExceptions("noun.exc")
	if err != nil {
		return nil, err
	}
	verbs, err := w.readExceptions("verb.exc")
	if err != nil {
		return nil, err
	}
	return lexicon.Pack(words, entries, nouns, verbs), nil
}

// lines calls f for each line of one of WordNet's files that is no licence text.
func (w *wordnet) lines(name string, f func(line string)) error {
	file, err := os.Open(filepath.Join(w.dir, name))
	if err != nil {
		return fmt.Errorf("read WordNet: %w", err)
	}
	defer file.Close()
	scan := bufio.NewScanner(file)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		if line := scan.Text(); !strings.HasPrefix(line, "  ") {
			f(line)
		}
	}
	return scan.Err()
}

func (w *wordnet) readIndex(pos string, i int) error {
	files := map[string]uint8{}
	err := w.lines("data."+pos, func(line string) {
		f := strings.SplitN(line, " ", 3)
		n, _ := strconv.Atoi(f[1])
		files[f[0]] = uint8(n)
		w.readCase(strings.Fields(f[2]))
	})
	if err != nil {
		return err
	}
	return w.lines("index."+pos, func(line string) {
		f := strings.Fields(line)
		if !single(f[0]) {
			return
		}
		e := w.entries[f[0]]
		if e == nil {
			e = &lexicon.Entry{}
			w.entries[f[0]] = e
		}
		e.POS |= 1 << i
		n, _ := strconv.Atoi(f[2])
		file := files[f[len(f)-n]]
		switch i {
		case 0:
			e.Noun = file
		case 1:
			e.Verb = file
		}
	})
}

// readCase notes how a synset's words are written; f is its line from the type on.
func (w *wordnet) readCase(f []string) {
	n, _ := strconv.ParseInt(f[1], 16, 32)
	for i := range int(n) {
		word, _, _ := strings.Cut(f[2+2*i], "(")
		low := strings.ToLower(word)
		if low == word {
			w.written[low] |= lexicon.Common
		} else {
			w.written[low] |= lexicon.Proper
		}
	}
}

// single keeps words of lower-case letters alone.
func single(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return len(word) > 1
}

func (w *wordnet) readCounts() error {
	return w.lines("cntlist.rev", func(line string) {
		f := strings.Fields(line)
		lemma, rest, ok := strings.Cut(f[0], "%")
		if !ok || len(f) < 3 {
			return
		}
		pos := int(rest[0] - '1')
		if pos == 4 {
			pos = 2
		}
		n, _ := strconv.Atoi(f[2])
		c := w.counts[lemma]
		c[pos] += n
		w.counts[lemma] = c
	})
}

// top returns the part of speech counted most; without counts, the first that the word has.
func top(pos uint8, counts [4]int) uint8 {
	best := -1
	for i := range 4 {
		if pos&(1<<i) != 0 && (best < 0 || counts[i] > counts[best]) {
			best = i
		}
	}
	return 1 << best
}

func (w *wordnet) readExceptions(name string) ([][2]string, error) {
	var out [][2]string
	err := w.lines(name, func(line string) {
		if f := strings.Fields(line); len(f) >= 2 && single(f[0]) && single(f[1]) && f[0] != f[1] {
			out = append(out, [2]string{f[0], f[1]})
		}
	})
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	out = slices.CompactFunc(out, func(a, b [2]string) bool { return a[0] == b[0] })
	return out, err
}
