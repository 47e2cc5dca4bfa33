package proof

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/log"
)

// Options are what a check takes besides the bundle.
type Options struct {
	Key string // the public key that the log must have, as key.pub has it; "": whichever the bundle names
}

// Report is what a check found. The bundle is sound where Problems is empty; what it then shows, and what not, is
// in Shows and Limits.
type Report struct {
	Problems  []string
	Shows     []string
	Limits    []string
	Origin    string // of the log
	Size      int64  // of the log, entries
	Asked     []Shown
	Decisions []Decided
}

// Shown is one of the claims that a bundle is for.
type Shown struct {
	Asked
	Document Document
	Sentence string
	Content  sanad.Claim
}

// Decided is a decision that bears on a claim of the bundle.
type Decided struct {
	Entry   int64
	Kind    sanad.DecisionKind
	Analyst string
	Made    string
}

// check is one bundle's.
type check struct {
	Bundle
	report    Report
	public    log.Public
	head      log.Checkpoint
	entries   map[int64]*Entry
	documents map[string]*Document
	texts     map[string]*sanad.Offsets // whole texts that entries prove, by document
	sentences map[string]*Sentence
	claims    map[string]*sanad.Claim
	rulings   []decision.Ruling
}

// Verify holds a bundle against itself: signatures, hashes, the ways to the signed head, and every offset against
// the words. sum is what Read returned with it.
func Verify(b Bundle, sum [sha256.Size]byte, options Options) Report {
	c := &check{
		Bundle: b, entries: map[int64]*Entry{}, documents: map[string]*Document{}, texts: map[string]*sanad.Offsets{},
		sentences: map[string]*Sentence{}, claims: map[string]*sanad.Claim{},
	}
	if !c.checkHead(sum, options) {
		return c.report // nothing else can be held against anything
	}
	for i := range c.Entries {
		c.checkEntry(&c.Entries[i])
	}
	for i := range c.Documents {
		c.checkDocument(&c.Documents[i])
	}
	c.checkRulings()
	for i := range c.Sentences {
		c.checkSentence(&c.Sentences[i])
	}
	for i := range c.Claims {
		c.checkClaim(&c.Claims[i])
	}
	c.checkAsked()
	c.tell()
	return c.report
}

func (c *check) problem(format string, args ...any) {
	c.report.Problems = append(c.report.Problems, fmt.Sprintf(format, args...))
}

// checkHead checks the keys and signatures. ok is false where there is no head to go by.
func (c *check) checkHead(sum [sha256.Size]byte, options Options) (ok bool) {
	var err error
	if c.public, err = log.ParsePublic(c.Head.Key); err != nil {
		c.problem("key: %v", err)
		return false
	}
	if options.Key != "" && options.Key != c.Head.Key {
		c.problem("key: the bundle is of log %q, whose key isn't the one given", c.public.Origin())
	}
	if err := c.public.CheckVouch(c.Vouch, sum); err != nil {
		c.problem("%v: the bundle isn't what the log's key has signed", err)
	}
	if c.head, err = c.public.Open(c.Head.Checkpoint); err != nil {
		c.problem("%v", err)
		return false
	}
	c.report.Origin, c.report.Size = c.head.Origin, c.head.Size
	return true
}

func hash(text string) (h log.Hash, ok bool) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(h) {
		return h, false
	}
	return log.Hash(raw), true
}

// checkEntry checks an entry's way to the head, and its commitment where its body is whole.
func (c *check) checkEntry(e *Entry) {
	if _, twice := c.entries[e.Index]; twice {
		c.problem("entry %d: it comes twice", e.Index)
		return
	}
	c.entries[e.Index] = e
	recorded, err := time.Parse(log.TimeFormat, e.Recorded)
	kind := sanad.EntryKind(e.Kind)
	if err != nil || log.CheckKind(kind) != nil {
		c.problem("entry %d: it has no time or no kind", e.Index)
		return
	}
	commitment, ok := hash(e.Commitment)
	if !ok {
		c.problem("entry %d: its commitment is no hash", e.Index)
		return
	}
	var nodes []log.Hash
	for i, text := range e.Nodes {
		node, ok := hash(text)
		if !ok {
			c.problem("entry %d: node %d of its way to the head is no hash", e.Index, i)
			return
		}
		nodes = append(nodes, node)
	}
	if err := log.CheckInclusion(nodes, c.head.Size, c.head.Root, e.Index, log.Leaf(kind, recorded, log.Commitment(commitment))); err != nil {
		c.problem("entry %d: its kind, time, commitment or way doesn't lead to the signed head: %v", e.Index, err)
	}
	c.checkCommitment(e, kind, recorded, log.Commitment(commitment))
}

func (c *check) checkCommitment(e *Entry, kind sanad.EntryKind, recorded time.Time, commitment log.Commitment) {
	salt, err := base64.StdEncoding.Strict().DecodeString(e.Salt)
	if err != nil || len(salt) != log.SaltSize {
		c.problem("entry %d: its salt isn't one", e.Index)
		return
	}
	var blob *log.BlobHash
	if e.Blob != "" {
		raw, err := hex.DecodeString(e.Blob)
		if err != nil || len(raw) != sha256.Size || hex.EncodeToString(raw) != e.Blob {
			c.problem("entry %d: the hash of its bytes isn't one", e.Index)
			return
		}
		sum := log.BlobHash(raw)
		blob = &sum
	}
	if e.Elided != nil {
		if kind != sanad.EntryText || c.Head.Texts || *e.Elided < 0 || *e.Elided > len(e.Body) {
			c.problem("entry %d: something is left out where nothing may be", e.Index)
		}
		return
	}
	if kind == sanad.EntryText && !c.Head.Texts {
		c.problem("entry %d: it has the text, and the bundle says that it hasn't", e.Index)
	}
	if log.Commit(salt, kind, recorded, []byte(e.Body), blob) != commitment {
		c.problem("entry %d: its body, bytes or salt isn't what the log committed to", e.Index)
	}
}

// checkDocument checks a document against its receipts and texts.
func (c *check) checkDocument(d *Document) {
	if _, twice := c.documents[d.ID]; twice {
		c.problem("document %q: it comes twice", d.ID)
		return
	}
	c.documents[d.ID] = d
	for _, list := range [][]int64{d.Receipts, d.Texts} {
		for i := 1; i < len(list); i++ {
			if list[i] <= list[i-1] {
				c.problem("document %q: entry %d comes after entry %d", d.ID, list[i], list[i-1])
			}
		}
	}
	received := map[string]bool{} // hashes of bytes
	for _, index := range d.Receipts {
		var r sanad.Receipt
		if !c.open(d, index, sanad.EntryReceipt, &r) {
			continue
		}
		if r.Document != "" && r.Document != d.ID || r.SHA256 != c.entries[index].Blob {
			c.problem("document %q: receipt %d is of another document or of other bytes", d.ID, index)
		}
		received[r.SHA256] = true
	}
	titles, days := map[string]bool{}, map[string]bool{}
	for _, index := range d.Texts {
		var x sanad.Extraction
		if !c.open(d, index, sanad.EntryText, &x) {
			continue
		}
		titles[x.Document.Title], days[x.Document.Published] = true, true
		if x.Document.ID != d.ID || x.Document.Source != d.Source || x.Document.URL != d.URL {
			c.problem("document %q: text %d is of another document, source or address", d.ID, index)
		}
		if !received[x.SHA256] {
			c.problem("document %q: text %d was made from bytes that no receipt here is of", d.ID, index)
		}
		if e := c.entries[index]; e.Elided == nil {
			c.checkText(d, index, x.Document)
		}
	}
	if len(d.Texts) == 0 || len(d.Receipts) == 0 || !titles[d.Title] || !days[d.Published] {
		c.problem("document %q: it has no text or receipt, or another title or date than its texts", d.ID)
	}
	if c.Head.Texts && c.texts[d.ID] == nil {
		c.problem("document %q: the bundle says that it has the text, and hasn't", d.ID)
	}
}

// open reads the body of an entry that a document names.
func (c *check) open(d *Document, index int64, kind sanad.EntryKind, into any) bool {
	e, ok := c.entries[index]
	if !ok || e.Kind != string(kind) {
		c.problem("document %q: entry %d isn't here, or is no %s", d.ID, index, kind)
		return false
	}
	body := e.Body
	if e.Elided != nil {
		if *e.Elided < 0 || *e.Elided > len(body) {
			return false // told of already
		}
		body = body[:*e.Elided] + `""` + body[*e.Elided:]
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		c.problem("entry %d: its body is no %s: %v", index, kind, err)
		return false
	}
	return true
}

func (c *check) checkText(d *Document, index int64, doc sanad.Document) {
	sum := sha256.Sum256([]byte(doc.Text))
	switch {
	case sanad.DocumentID(doc.Source, doc.URL, doc.Text) != d.ID:
		c.problem("document %q: text %d gives another id", d.ID, index)
	case hex.EncodeToString(sum[:]) != d.SHA256, utf8.RuneCountInString(doc.Text) != d.Length:
		c.problem("document %q: text %d has another hash or length", d.ID, index)
	default:
		c.texts[d.ID] = sanad.NewOffsets(doc.Text)
	}
}

// checkRulings checks the signatures of analysts, and that the words that they ruled on are there.
func (c *check) checkRulings() {
	for i := range c.Entries {
		e := &c.Entries[i]
		if e.Kind != string(sanad.EntryDecision) {
			continue
		}
		r := decision.Read(sanad.Entry{Index: e.Index, Kind: sanad.EntryDecision, Body: []byte(e.Body)})
		if r.Err != nil {
			c.problem("%v", r.Err)
			continue
		}
		c.rulings = append(c.rulings, r)
		c.report.Decisions = append(c.report.Decisions, Decided{e.Index, r.Kind, r.Analyst, r.Made})
		for _, a := range r.Anchors {
			if text := c.texts[a.Document]; text != nil && !decision.Stands(a, text.Slice(sanad.Span{End: text.Len()})) {
				c.problem("decision in entry %d: the text doesn't have the words that it is anchored to", e.Index)
			}
		}
	}
	used := map[int64]bool{}
	for _, d := range c.Documents {
		for _, index := range slices.Concat(d.Receipts, d.Texts) {
			used[index] = true
		}
	}
	for _, e := range c.Entries {
		if !used[e.Index] && e.Kind != string(sanad.EntryDecision) {
			c.problem("entry %d: no document here has it", e.Index)
		}
	}
}

func sentenceKey(document string, s sanad.SentenceRef) string { return fmt.Sprint(document, s) }

func (c *check) checkSentence(s *Sentence) {
	d, ok := c.documents[s.Document]
	where := fmt.Sprintf("sentence %d of document %q", s.Index, s.Document)
	switch {
	case !ok:
		c.problem("%s: its document isn't here", where)
	case s.Start < 0 || s.Start >= s.End || s.End > d.Length:
		c.problem("%s: from %d to %d is outside of the text", where, s.Start, s.End)
	case utf8.RuneCountInString(s.Text) != s.End-s.Start:
		c.problem("%s: it isn't as long as its offsets say", where)
	case c.texts[s.Document] != nil && c.texts[s.Document].Slice(s.Span) != s.Text:
		c.problem("%s: the text has other words from %d to %d", where, s.Start, s.End)
	}
	c.sentences[sentenceKey(s.Document, s.SentenceRef)] = s
}

func (c *check) checkClaim(claim *sanad.Claim) {
	if _, twice := c.claims[claim.ID]; twice {
		c.problem("claim %q: it comes twice", claim.ID)
	}
	c.claims[claim.ID] = claim
	d, ok := c.documents[claim.Document]
	if !ok {
		c.problem("claim %q: its document isn't here", claim.ID)
		return
	}
	s, ok := c.sentences[sentenceKey(claim.Document, claim.Sentence)]
	if !ok {
		c.problem("claim %q: its sentence isn't here", claim.ID)
		return
	}
	if !c.identified(claim) {
		c.problem("claim %q: document, type and words give another id", claim.ID)
	}
	if n, added := strings.CutPrefix(claim.Rule, decision.RulePrefix); added && !slices.ContainsFunc(c.rulings, func(r decision.Ruling) bool {
		return r.Kind == sanad.DecideAdd && fmt.Sprint(r.Entry) == n
	}) {
		c.problem("claim %q: the decision that added it isn't here", claim.ID)
	}
	inSentence := sanad.NewOffsets(s.Text)
	for _, p := range phrases(claim) {
		switch {
		case p.Start < 0 || p.Start > p.End || p.End > d.Length:
			c.problem("claim %q: from %d to %d is outside of the text", claim.ID, p.Start, p.End)
		case p.Text == "":
		case c.texts[claim.Document] != nil && c.texts[claim.Document].Slice(p.Span) != p.Text,
			s.Contains(p.Span) && inSentence.Slice(sanad.Span{Start: p.Start - s.Start, End: p.End - s.Start}) != p.Text:
			c.problem("claim %q: the text has other words than %q from %d to %d", claim.ID, p.Text, p.Start, p.End)
		}
	}
}

// phrases are the words that a claim quotes. Those of people may have given way to their role: they aren't held
// against the text, but for their place.
func phrases(c *sanad.Claim) (out []sanad.Phrase) {
	out = append(out, sanad.Phrase{Span: c.Span}, sanad.Phrase{Span: c.Sentence.Span})
	if c.Event != nil {
		out = append(out, c.Event.Trigger)
	}
	if c.Relation != nil {
		out = append(out, c.Relation.Trigger)
	}
	for _, f := range c.Figures {
		out = append(out, sanad.Phrase{Text: f.Text, Span: f.Span})
	}
	for _, p := range c.Places {
		out = append(out, sanad.Phrase{Text: p.Text, Span: p.Span})
	}
	for _, e := range slices.Concat(c.Speakers, c.Via, c.Actors, c.Recipients) {
		out = append(out, sanad.Phrase{Span: e.Span})
		if e.Cue != nil {
			out = append(out, *e.Cue)
		}
	}
	return out
}

// identified reports whether a claim's id is that of its document, type and words; or was, before a decision that is
// here corrected the type or the words.
func (c *check) identified(claim *sanad.Claim) bool {
	kind, content := claim.Kind()
	contents := []string{content}
	for _, r := range c.rulings {
		for _, a := range r.Anchors {
			if a.Document != claim.Document || r.Kind != sanad.DecideCorrect {
				continue
			}
			for _, field := range []string{"/event", "/relation", "/figures"} {
				if field == r.Field || strings.HasPrefix(r.Field, field+"/trigger") || strings.HasPrefix(r.Field, field+"/0") {
					return true
				}
			}
			if r.Field == "/event/type" || r.Field == "/relation/type" {
				contents = append(contents, a.Content)
			}
		}
	}
	for _, content := range contents {
		for n := range 64 { // more claims of one type don't hang on one word
			if sanad.ClaimID(claim.Document, kind, content, claim.Anchor(), n) == claim.ID {
				return true
			}
		}
	}
	return false
}

func (c *check) checkAsked() {
	if len(c.Head.Asked) == 0 {
		c.problem("it says of no claim that it proves it")
	}
	for _, asked := range c.Head.Asked {
		claim, ok := c.claims[asked.Claim]
		if !ok {
			c.problem("claim %q: the bundle says that it proves it, and doesn't have it", asked.Claim)
			continue
		}
		if asked.Figure != "" && !slices.ContainsFunc(claim.Figures, func(f sanad.Figure) bool { return f.ID == asked.Figure }) {
			c.problem("claim %q: it has no figure %q", asked.Claim, asked.Figure)
			continue
		}
		shown := Shown{Asked: asked, Content: *claim}
		if d, ok := c.documents[claim.Document]; ok {
			shown.Document = *d
		}
		if s, ok := c.sentences[sentenceKey(claim.Document, claim.Sentence)]; ok {
			shown.Sentence = s.Text
		}
		c.report.Asked = append(c.report.Asked, shown)
	}
}

const notReread = "whether the codebook and program named read the claims so: read the same texts with them to see (sanad verify --reread)"

// Reread says that the texts were read again with the codebook and program named, and gave the claims.
func (r *Report) Reread() {
	r.Shows = append(r.Shows, "the codebook and program named, with the decisions here, read these claims in these texts")
	r.Limits = slices.DeleteFunc(r.Limits, func(s string) bool { return s == notReread })
}

// tell says what a sound bundle shows, and what it doesn't.
func (c *check) tell() {
	c.report.Shows = []string{
		fmt.Sprintf("whoever holds the key of log %q signed a log of %d entries, and these %d are in it, recorded when they say",
			c.head.Origin, c.head.Size, len(c.Entries)),
		"the same key vouches for this bundle, as it is",
	}
	if c.Head.Texts {
		c.report.Shows = append(c.report.Shows, "the sentences stand word for word, at these offsets, in the texts that were recorded, and the claims quote them")
	} else {
		c.report.Limits = append(c.report.Limits, "the whole texts aren't in the bundle: that the sentences stand in them is the word of the log's key (sanad prove --with-texts shows it)")
	}
	if len(c.rulings) > 0 {
		c.report.Shows = append(c.report.Shows, fmt.Sprintf("%d decisions were signed with the keys that they name", len(c.rulings)))
	}
	c.report.Limits = append(c.report.Limits,
		"whether a claim is true: it shows who is said to have said it",
		notReread,
		"who holds the keys, and that the log was not made later than it says: compare the key and the head with copies that you trust (--key)",
	)
}
