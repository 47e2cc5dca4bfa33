// Package coder reads claims from documents: who says that who did what to whom, where and when, and how
// many.
//
// It decides which words name an actor, say an event, attribute words to a speaker or count something,
// and how these belong together. It refuses to decide whether a claim is true, whether two claims are
// about the same thing, and anything that a codebook entry or a word of the text doesn't give it.
//
// Worked sentence: "Pakistan denied bombing Kabul." is a REJECT by PAK-GOV in the source's voice and an
// ASSAULT by PAK at Kabul with PAK-GOV as its speaker, stance deny; no one asserts an attack.
//
// The steps: tags, lexical and chunks (what kind of words there are), mentions, compose and resolve (who is
// named), utterance (who says what, read off the dependency tree), quotation (over the ends of sentences),
// attribution, speakers, relay, verdict and content (which of it is a claim's voice, through whom, and what is
// called untrue), predicates (which words say an event), assign, roles, merge and polarity (who acts on whom, and
// whether), quantities, figures, measures and population (how many of
// whom), when, places; claims, acts and infer put them together, discourse keeps what later sentences refer
// to, explain shows it all.
package coder

import (
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder/timex"
	"sanad.example/sanad/text"
)

// version changes whenever the same codebook and text may give other claims.
const version = "tree/9"

// Coder reads claims with one codebook. It is read-only and safe for concurrent use.
type Coder struct {
	book   *codebook.Book
	parser *text.Parser
	lex    *codebook.Lexicon
	needs  [][]string // by predicate: what must stand in the clause, normalised
	not    [][]string
	preps  []map[string]bool
	wants  []pattern               // by predicate: what must stand around it in the tree
	verbs  map[string][]verbPhrase // by the lemma of their first word
	timex  *timex.Reader
	zone   *time.Location             // of hours that name none
	topics map[string]map[string]bool // topic to its words: sports, weather, markets
}

// New prepares a coder that reads trees with parser. The book must not change afterwards.
func New(book *codebook.Book, parser *text.Parser) *Coder {
	c := &Coder{book: book, parser: parser, lex: book.Lexicon(), timex: timex.New(book), zone: zoneOf(book.Crisis.Zone), topics: map[string]map[string]bool{}}
	for _, p := range book.Predicates {
		c.needs = append(c.needs, normAll(p.Needs))
		c.not = append(c.not, normAll(p.Not))
		set := map[string]bool{}
		for _, w := range p.Preps {
			set[w] = true
		}
		c.preps = append(c.preps, set)
		c.wants = append(c.wants, newPattern(book, p))
	}
	c.verbs = verbPhrases(book)
	for class, list := range book.Words.Other {
		if topic, ok := strings.CutPrefix(class, "topic "); ok {
			set := map[string]bool{}
			for _, w := range list {
				set[w] = true
			}
			c.topics[topic] = set
		}
	}
	return c
}

// normAll writes phrases as they are looked for in a clause: normalised tokens with blanks around each.
func normAll(list []string) []string {
	out := make([]string, 0, len(list))
	for _, phrase := range list {
		var b strings.Builder
		if strings.HasPrefix(phrase, "@") {
			out = append(out, phrase)
			continue
		}
		b.WriteByte(' ')
		for _, s := range text.Segment(phrase) {
			for _, t := range s.Tokens {
				b.WriteString(t.Norm)
				b.WriteByte(' ')
			}
		}
		out = append(out, b.String())
	}
	return out
}

// Version is the version of this stage and of the trees that it reads.
func (c *Coder) Version() string { return version + " " + c.parser.Version() }

// Book is the codebook that the coder reads with.
func (c *Coder) Book() *codebook.Book { return c.book }

// Code returns the claims of a document in the order of their anchors, with their ids. It depends on the
// codebook and the document alone. Spans are code points into doc.Text.
func (c *Coder) Code(doc sanad.Document) []sanad.Claim {
	var claims []sanad.Claim
	var links []joined
	c.read(doc, func(r *reading) {
		for _, l := range r.links {
			l.from, l.to = l.from+len(claims), l.to+len(claims)
			links = append(links, l)
		}
		claims = append(claims, r.claims...)
	})
	linkClaims(claims, links)
	sortClaims(claims)
	setIDs(claims)
	return claims
}

// Attributions returns who says what in a document, in the order of the text: whoever speaks, thinks or is
// reported, named in the codebook or not.
func (c *Coder) Attributions(doc sanad.Document) []sanad.Attribution {
	var p passage
	c.read(doc, p.add)
	return p.attributions()
}

// read goes through the sentences of a document in order; what is said of one may depend on those before.
func (c *Coder) read(doc sanad.Document, each func(*reading)) {
	sentences := text.Segment(doc.Text)
	d := c.newDiscourse(doc, sentences)
	for _, s := range sentences {
		parts := pieces(s)
		c.parse(parts)
		for _, piece := range parts {
			r := c.readSentence(d, piece)
			each(r)
			d.remember(r)
		}
	}
}

// maxTokens is the longest run of tokens that is read at once. Cost grows with its square, so longer
// sentences, which are lists or damage, are read in pieces.
const maxTokens = 250

// pieces cuts an overlong sentence at punctuation where it can; every piece keeps the sentence's place.
func pieces(s text.Sentence) []text.Sentence {
	if len(s.Tokens) <= maxTokens {
		return []text.Sentence{s}
	}
	var out []text.Sentence
	for rest := s.Tokens; len(rest) > 0; {
		n := min(maxTokens, len(rest))
		for i := n - 1; i > maxTokens/2 && n == maxTokens && len(rest) > n; i-- {
			if w := rest[i].Norm; w == "," || w == ";" || w == ":" {
				n = i + 1
				break
			}
		}
		piece := s
		piece.Tokens = rest[:n]
		out, rest = append(out, piece), rest[n:]
	}
	return out
}

// readSentence takes one sentence through all steps.
func (c *Coder) readSentence(d *discourse, s text.Sentence) *reading {
	r := &reading{Coder: c, doc: d, sent: s, toks: s.Tokens, tree: newTree(s.Tokens)}
	r.look()
	r.tag()
	r.findTimes()
	r.findQuantities()
	r.chunk()
	r.findMentions()
	r.findPlaces()
	r.findFrames()
	r.findTriggers()
	r.assignRoles()
	r.findFigures()
	r.divideCount()
	r.compose()
	r.findLinks()
	r.weigh()
	return r
}

// reading is one sentence being read. Each step fills in its own fields from those before it.
type reading struct {
	*Coder
	doc  *discourse
	sent text.Sentence
	toks []text.Token
	tree *tree

	matches []codebook.Match  // look
	classes []map[string]bool // look: closed classes of each token
	starts  map[int][]codebook.Match

	tags   []tag   // tag
	chunks []chunk // chunk
	inside []int   // chunk: token to its chunk

	times      []timeExpr  // findTimes
	quantities []quantity  // findQuantities
	mentions   []*mention  // findMentions
	places     []placeAt   // findPlaces
	frames     []*frame    // findFrames and assignRoles
	triggers   []*trigger  // findTriggers
	figures    []*figure   // findFigures
	rejected   []rejection // why something that could have been a trigger or a figure isn't one

	claims []sanad.Claim
	links  []joined // findLinks
}

// look finds the codebook's phrases and the closed classes of single tokens.
func (r *reading) look() {
	r.matches = r.lex.Find(r.toks)
	r.classes = make([]map[string]bool, len(r.toks))
	r.starts = map[int][]codebook.Match{}
	for _, m := range r.matches {
		r.starts[m.From] = append(r.starts[m.From], m)
		for _, e := range m.Entries {
			if e.Kind != codebook.KindWord || m.To-m.From > 1 {
				continue
			}
			if r.classes[m.From] == nil {
				r.classes[m.From] = map[string]bool{}
			}
			r.classes[m.From][e.Word] = true
		}
	}
}

// is reports whether token i belongs to a closed class.
func (r *reading) is(i int, class string) bool {
	return i >= 0 && i < len(r.toks) && r.classes[i][class]
}

// phraseAt returns how many tokens the longest phrase of a class at i has, 0 for none.
func (r *reading) phraseAt(i int, class string) int {
	best := 0
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == codebook.KindWord && e.Word == class {
				best = max(best, m.To-m.From)
			}
		}
	}
	return best
}

// entriesAt returns the entries of a kind that start at token i with the longest phrase, and its end.
func (r *reading) entriesAt(i int, kind codebook.Kind) (found []codebook.Entry, to int) {
	for _, m := range r.starts[i] {
		var here []codebook.Entry
		for _, e := range m.Entries {
			if e.Kind == kind {
				here = append(here, e)
			}
		}
		if len(here) > 0 && m.To > to {
			found, to = here, m.To
		}
	}
	return found, to
}

// span is the code points of tokens from to to, to exclusive.
func (r *reading) span(from, to int) sanad.Span {
	if from >= to || from < 0 || to > len(r.toks) {
		return sanad.Span{Start: r.sent.Start, End: r.sent.Start}
	}
	return sanad.Span{Start: r.toks[from].Start, End: r.toks[to-1].End}
}

func (r *reading) phrase(from, to int) sanad.Phrase {
	s := r.span(from, to)
	return sanad.Phrase{Text: r.doc.off.Slice(s), Span: s}
}

// norm is the normalised token at i, "" outside the sentence.
func (r *reading) norm(i int) string {
	if i < 0 || i >= len(r.toks) {
		return ""
	}
	return r.toks[i].Norm
}

// capital reports whether token i is written with a capital.
func (r *reading) capital(i int) bool {
	if i < 0 || i >= len(r.toks) {
		return false
	}
	t := r.toks[i].Text
	return t != "" && strings.ToLower(t[:1]) != t[:1] || len(t) > 1 && t[0] >= 0x80 && strings.ToLower(t) != t
}
