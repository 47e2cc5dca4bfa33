package text

import (
	"embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data/*.txt data/*.tsv
var dataFS embed.FS

// abbrClass says what may follow an abbreviation.
type abbrClass uint8

const (
	notAbbr    abbrClass = iota
	titleAbbr            // a name follows: never ends a sentence
	numberAbbr           // one only before a figure
	plainAbbr            // ends a sentence only before a word that opens one
)

// wordLists is what text/data says, read once.
type wordLists struct {
	abbr         map[string]abbrClass
	starters     map[string]bool
	contractions map[string]int
	prefixes     map[string]bool
	units        map[string]bool
	currencies   map[string]bool
	slashed      map[string]bool
	apostrophes  map[string]bool
	faces        map[string]bool
	unfinished   map[string]bool
	fold         map[rune]string
}

// lists reads the embedded word lists when first used. The build holds them, so they cannot fail to
// open; a test checks their form.
var lists = sync.OnceValue(func() *wordLists {
	w := &wordLists{
		abbr:         map[string]abbrClass{},
		contractions: map[string]int{},
		fold:         map[rune]string{},
		starters:     wordSet("starters.txt"),
		prefixes:     wordSet("prefixes.txt"),
		units:        wordSet("units.txt"),
		currencies:   wordSet("currencies.txt"),
		slashed:      wordSet("slashed.txt"),
		apostrophes:  wordSet("apostrophes.txt"),
		faces:        wordSet("faces.txt"),
		unfinished:   wordSet("unfinished.txt"),
	}
	w.readAbbreviations()
	for _, row := range dataRows("contractions.tsv") {
		w.contractions[row[0]], _ = strconv.Atoi(row[1])
	}
	for _, row := range dataRows("confusables.tsv") {
		w.fold[hexRune(row[0])] = hexString(row[1])
	}
	return w
})

func (w *wordLists) readAbbreviations() {
	classes := map[string]abbrClass{"title": titleAbbr, "number": numberAbbr, "plain": plainAbbr}
	for _, row := range dataRows("abbreviations.tsv") {
		form, class := row[0], classes[row[1]]
		w.abbr[form] = class
		w.abbr[strings.ToUpper(form)] = class
		if form == strings.ToLower(form) {
			r, n := utf8.DecodeRuneInString(form)
			w.abbr[strings.ToUpper(string(r))+form[n:]] = class
		}
	}
}

// dataRows returns a data file's rows without its header, cut at tabs.
func dataRows(name string) [][]string {
	b, err := dataFS.ReadFile("data/" + name)
	if err != nil {
		return nil
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "# ") {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows
}

func wordSet(name string) map[string]bool {
	set := map[string]bool{}
	for _, row := range dataRows(name) {
		set[row[0]] = true
	}
	return set
}

func hexRune(s string) rune {
	n, _ := strconv.ParseInt(s, 16, 32)
	return rune(n)
}

func hexString(s string) string {
	var b strings.Builder
	for _, f := range strings.Fields(s) {
		b.WriteRune(hexRune(f))
	}
	return b.String()
}
