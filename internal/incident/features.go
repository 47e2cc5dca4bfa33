package incident

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

// Features is what linking needs to know of one claim, made to be stored: days are counted from
// 1970-01-01; parties and places are ids of the codebook. Claims of one document that are about one
// occurrence have the same Head: together they are a telling, and the head's features have all of it.
type Features struct {
	Claim     string       `json:"claim"`
	Document  string       `json:"document"`
	Order     int          `json:"order"`         // among the document's claims
	Sentence  int          `json:"sentence"`      // 0-based
	Head      string       `json:"head"`          // the claim that it goes with; often itself
	Why       string       `json:"why,omitempty"` // why it goes with that, in words
	Family    string       `json:"family"`        // of the codebook's incidents.yaml
	Kind      string       `json:"kind"`          // event, relation or figures
	Type      string       `json:"type"`          // event or relation type, or measure
	Modes     []string     `json:"modes,omitempty"`
	Actors    []string     `json:"actors,omitempty"`
	Hit       []string     `json:"hit,omitempty"`      // recipients, and whom its figures count
	Speakers  []string     `json:"speakers,omitempty"` // ids, or words where there is none
	Via       []string     `json:"via,omitempty"`      // cited agencies and outlets
	Stance    sanad.Stance `json:"stance"`
	From      int          `json:"from"` // first and last day on which it can have happened
	To        int          `json:"to"`
	Dated     Dated        `json:"dated"`
	Hours     *Hours       `json:"hours,omitempty"`     // where they are told
	Published int          `json:"published,omitempty"` // last day that the date of publication can mean
	Places    []string     `json:"places,omitempty"`
	Numbers   []Number     `json:"numbers,omitempty"`
	Words     []string     `json:"words,omitempty"` // rarer words of its sentence, sorted
	Size      int          `json:"size,omitempty"`  // of a head: claims of its telling
	Lead      bool         `json:"lead,omitempty"`  // its document leads in the incident that it is in
}

// Dated says how a claim's days are known.
type Dated string

// How a claim's days are known.
const (
	DatedTold      Dated = "told"      // the claim, or another of its telling, tells them
	DatedPublished Dated = "published" // by publication alone
	DatedUnknown   Dated = ""
)

// Number is a figure as far as linking compares it: both bounds, nil open.
type Number struct {
	Measure string         `json:"measure"`
	Low     *sanad.Decimal `json:"low"`
	High    *sanad.Decimal `json:"high"`
}

// Encode returns the features as they are stored.
func (f *Features) Encode() ([]byte, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("features of claim %s: %w", f.Claim, err)
	}
	return b, nil
}

// DecodeFeatures is the inverse of Encode. Errors: ErrDamaged.
func DecodeFeatures(b []byte) (Features, error) {
	var f Features
	if err := json.Unmarshal(b, &f); err != nil {
		return f, fmt.Errorf("read features: %w: %w", sanad.ErrDamaged, err)
	}
	if f.Dated != DatedTold && f.Dated != DatedPublished && f.Dated != DatedUnknown {
		return f, fmt.Errorf("read features: %w: days known as %q", sanad.ErrDamaged, f.Dated)
	}
	return f, nil
}

// Features returns what linking needs to know of those claims of a document that take part in incidents,
// in the order of the claims. It reads nothing but the document and its claims.
func (l *Linker) Features(coded *sanad.Coded) []Features {
	var own []Features
	from, to := publication(coded.Document.Published)
	words := newWordsOf(l.book, coded.Document.Text)
	for i := range coded.Claims {
		c := &coded.Claims[i]
		family := l.family(c)
		if family == "" || !takesPart(c, to) {
			continue
		}
		kind, content := c.Kind()
		f := Features{
			Claim: c.ID, Document: coded.Document.ID, Order: i, Sentence: c.Sentence.Index, Head: c.ID, Family: family, Kind: kind, Type: content,
			Actors: ids(c.Actors), Hit: hit(c), Speakers: names(c.Speakers), Via: names(c.Via), Stance: c.Stance,
			Published: to, Numbers: numbers(c), Words: words.of(c.Sentence.Span),
		}
		if c.Event != nil {
			f.Modes = c.Event.Modes
		}
		f.Places = places(c.Places)
		f.From, f.To, f.Dated = l.window(c, family, from, to)
		f.Hours = l.hours(c, words.text(c.Sentence.Span))
		own = append(own, f)
	}
	return lead(l.tell(own))
}

// takesPart: what is said to have happened, be it denied or doubted; what is possible, once its day has come.
func takesPart(c *sanad.Claim, published int) bool {
	switch c.Modality {
	case sanad.ModalityActual, sanad.ModalityAttempted, "":
		return true
	case sanad.ModalityPossible:
		_, to, ok := told(c)
		return ok && to <= published
	}
	return false
}

// family is the one of the claim's event, relation or figures; a claim with counts over a period alone is a total.
func (l *Linker) family(c *sanad.Claim) string {
	_, content := c.Kind()
	var modes []string
	if c.Event != nil {
		modes = c.Event.Modes
	}
	period := len(c.Figures) > 0 && c.Relation == nil
	for i := range c.Figures {
		period = period && c.Figures[i].Scope == sanad.ScopePeriod
	}
	if from, to, ok := told(c); ok && from != 0 && to != 0 && len(c.Figures) > 0 && c.Relation == nil {
		period = to-from > longest || period && (to-from > 1 || c.Event == nil)
	}
	return l.rules.Family(content, modes, period)
}

// longest is over how many days at most an occurrence has a toll of its own.
const longest = 45

// window returns the days on which what the claim says can have happened.
func (l *Linker) window(c *sanad.Claim, family string, from, to int) (int, int, Dated) {
	days := l.rules.Families[family].Days
	if start, end, ok := told(c); ok {
		if start == 0 {
			start = end - days
		}
		if end == 0 {
			end = max(start, to)
		}
		if to > 0 && family != total { // a day after its report is another clock's, or a day of the week misread
			end = max(min(end, to), min(start, to))
			start = min(start, end)
		}
		return start, end, DatedTold
	}
	if said := saidOn(c); said != 0 {
		return said - days, said, DatedPublished
	}
	if to == 0 {
		return 0, 0, DatedUnknown
	}
	return from - days, to, DatedPublished
}

// saidOn is the day of a time that stands between the word by which somebody speaks and what is said: "said on
// 12 October that nine had been killed" tells when it was said.
func saidOn(c *sanad.Claim) int {
	if c.When == nil || c.When.StartAt == nil || c.When.End == nil {
		return 0
	}
	at, said := *c.When.StartAt, c.Anchor().Start
	for _, list := range [][]sanad.Entity{c.Actors, c.Recipients} {
		for i := range list {
			said = min(said, list[i].Start)
		}
	}
	for i := range c.Speakers {
		if cue := c.Speakers[i].Cue; cue != nil && cue.End <= at && at < said && at-cue.End <= len(" early on ") && c.Sentence.Contains(cue.Span) {
			return day(*c.When.End)
		}
	}
	return 0
}

// told returns the first and last day that a claim or its first dated figure tells; 0 is open.
func told(c *sanad.Claim) (from, to int, ok bool) {
	w := c.When
	if saidOn(c) != 0 {
		w = nil
	}
	for i := 0; w == nil && i < len(c.Figures); i++ {
		w = c.Figures[i].When
	}
	if w == nil {
		return 0, 0, false
	}
	if w.Start != nil {
		from = day(*w.Start)
	}
	if w.End != nil {
		to = day(*w.End)
	}
	return from, to, from != 0 || to != 0
}

// publication returns the first and the last day that a date of publication can mean; 0 where it means none.
func publication(published string) (from, to int) {
	last := sanad.LastDay(published)
	if last == "" {
		return 0, 0
	}
	to = day(last)
	switch len(published) {
	case len("2006"):
		return day(published + "-01-01"), to
	case len("2006-01"):
		return day(published + "-01"), to
	}
	return to, to
}

// day returns a date, or a time's date, as days since 1970-01-01; 0 where it is none.
func day(s string) int {
	s = sanad.Day(s)
	if s == "" {
		return 0
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0
	}
	return int(t.Unix() / (24 * 60 * 60))
}

func ids(list []sanad.Entity) []string {
	var out []string
	for i := range list {
		if list[i].ID != "" {
			out = append(out, list[i].ID)
		}
	}
	return unique(out)
}

func names(list []sanad.Entity) []string {
	var out []string
	for i := range list {
		out = append(out, cmp.Or(list[i].ID, text.Norm(list[i].Text)))
	}
	return unique(out)
}

// hit is who was acted on, and who was counted.
func hit(c *sanad.Claim) []string {
	out := ids(c.Recipients)
	for i := range c.Figures {
		for _, p := range c.Figures[i].Of {
			if p.ID != "" {
				out = append(out, p.ID)
			}
		}
	}
	return unique(out)
}

func places(list []sanad.Place) []string {
	var out []string
	for i := range list {
		out = append(out, list[i].ID)
	}
	return unique(out)
}

// numbers are the claim's figures, and the sum of those of one measure that stand side by side:
// "nine children and one woman" are ten.
func numbers(c *sanad.Claim) []Number {
	var out []Number
	sums, counted := map[string]sanad.Decimal{}, map[string]int{}
	for i := range c.Figures {
		f := &c.Figures[i]
		if f.Vague || f.Low == nil && f.High == nil {
			continue
		}
		out = append(out, Number{f.Measure, f.Low, f.High})
		if f.PartOf == "" && f.Low != nil && f.High != nil {
			sums[f.Measure] += *f.Low
			counted[f.Measure]++
		}
	}
	for _, m := range sorted(counted) {
		if sum := sums[m]; counted[m] > 1 {
			out = append(out, Number{m, &sum, &sum})
		}
	}
	return out
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// wordsOf finds the rarer words of sentences: those that the codebook doesn't know. What it knows, names
// of parties and places, words for attacks and losses, is compared as what it means.
type wordsOf struct {
	book    *codebook.Book
	whole   string
	offsets *sanad.Offsets
	seen    map[sanad.Span][]string
}

func newWordsOf(book *codebook.Book, text string) *wordsOf {
	return &wordsOf{book: book, whole: text, offsets: sanad.NewOffsets(text), seen: map[sanad.Span][]string{}}
}

const shortest = 4 // letters of a word that is compared

// text is that of a sentence.
func (w *wordsOf) text(span sanad.Span) string {
	if w.whole == "" {
		return ""
	}
	return w.offsets.Slice(span)
}

func (w *wordsOf) of(span sanad.Span) []string {
	if words, ok := w.seen[span]; ok {
		return words
	}
	var out []string
	if lex := w.book.Lexicon(); lex != nil && w.whole != "" {
		for _, s := range text.Segment(w.text(span)) {
			known := make([]bool, len(s.Tokens))
			for _, m := range lex.Find(s.Tokens) {
				for i := m.From; i < m.To; i++ {
					known[i] = true
				}
			}
			for i, t := range s.Tokens {
				if !known[i] && len([]rune(t.Norm)) >= shortest && !strings.ContainsFunc(t.Norm, func(r rune) bool { return !unicode.IsLetter(r) }) {
					out = append(out, t.Norm)
				}
			}
		}
	}
	out = unique(out)
	w.seen[span] = out
	return out
}
