package proof

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/log"
)

// A report of the invented world, whose letters aren't a byte each.
const (
	source = "Bree Gazette"
	words  = "“Annúminas”, wrote the Gazette. Gondor said 23 of its soldiers were killed there. Arnor was silent."
)

// world is a log with one report in it, a few entries before and after, and a decision.
type world struct {
	t     *testing.T
	key   log.Key
	nodes []log.Hash
	rows  []log.Record
}

func (w *world) add(kind sanad.EntryKind, body any, blob []byte) int64 {
	w.t.Helper()
	data, ok := body.([]byte)
	if !ok {
		var err error
		if data, err = json.Marshal(body); err != nil {
			w.t.Fatal(err)
		}
	}
	index := int64(len(w.rows))
	r := log.Record{
		Index: index, Kind: kind, Recorded: time.Date(3019, 3, 25, 12, 0, int(index), 123000, time.UTC), Body: data, Blob: log.HashBlob(blob),
		Salt: bytes.Repeat([]byte{byte(index + 1)}, log.SaltSize),
	}
	r.Commitment = log.Commit(r.Salt, r.Kind, r.Recorded, r.Body, r.Blob)
	grown, err := log.Grow(index, [][]byte{log.Leaf(r.Kind, r.Recorded, r.Commitment)}, w.reader())
	if err != nil {
		w.t.Fatal(err)
	}
	w.nodes, w.rows = append(w.nodes, grown.Nodes...), append(w.rows, r)
	return index
}

func (w *world) reader() log.Hashes {
	return log.HashesFunc(func(indexes []int64) (out []log.Hash, err error) {
		for _, i := range indexes {
			out = append(out, w.nodes[i])
		}
		return out, nil
	})
}

func (w *world) entry(index int64) Entry {
	w.t.Helper()
	proof, err := tlog.ProveRecord(int64(len(w.rows)), index, w.reader())
	if err != nil {
		w.t.Fatal(err)
	}
	return NewEntry(w.rows[index], proof)
}

func span(from string) sanad.Span {
	at := strings.Index(words, from)
	o := sanad.NewOffsets(words)
	return sanad.Span{Start: o.Rune(at), End: o.Rune(at + len(from))}
}

// claim is what the coder read, with a decision's correction.
func claim(document string) sanad.Claim {
	gondor := sanad.Entity{ID: "GON-GOV", Text: "Gondor", Span: span("Gondor"), Cue: &sanad.Phrase{Text: "said", Span: span("said")}}
	list := []sanad.Claim{{
		Document: document, Sentence: sanad.SentenceRef{Index: 1, Span: span("Gondor said 23 of its soldiers were killed there.")},
		Span: span("23 of its soldiers were killed"), Voice: sanad.VoiceAttributed, Speakers: []sanad.Entity{gondor}, Stance: sanad.StanceAffirm,
		Modality: sanad.ModalityActual, Rule: "predicate:kill", Confidence: 0.9,
		Event: &sanad.Event{Type: "ASSAULT", Score: -9, Trigger: sanad.Phrase{Text: "killed", Span: span("killed")}},
		Figures: []sanad.Figure{{
			ID: "f1", Measure: "killed", Low: sanad.Dec(23), High: sanad.Dec(23), Text: "23 of its soldiers", Span: span("23 of its soldiers"),
			Of: []sanad.Population{{Entity: sanad.Entity{ID: "GON-MIL", Text: "its soldiers", Span: span("its soldiers")}}},
		}},
		Places: []sanad.Place{{ID: "ARN-ANN", Name: "Annuminas", Lat: 54.5, Lon: 20.5, Text: "Annúminas", Span: span("Annúminas")}},
	}}
	sanad.SetIDs(list)
	return list[0]
}

// bundle makes a bundle that is sound.
func bundle(t *testing.T, withTexts bool) (Bundle, *world) {
	t.Helper()
	key, err := log.NewKey(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, key: key}
	url := "https://gazette.example/1"
	id := sanad.DocumentID(source, url, words)
	raw := []byte("<p>" + words)
	sum := sha256.Sum256(raw)
	doc := sanad.Document{ID: id, Source: source, URL: url, Title: `Of "text":"s`, Published: "3019-03-25", Text: words}
	w.add(sanad.EntryCodebook, struct{}{}, []byte("{}"))
	receipt := w.add(sanad.EntryReceipt, sanad.Receipt{Origin: url, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(raw)), Document: id}, raw)
	text := w.add(sanad.EntryText, sanad.Extraction{SHA256: hex.EncodeToString(sum[:]), Extractor: "page/1", Document: doc}, nil)
	signer, err := decision.NewKey(rand.NewChaCha8([32]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	body, err := signer.Sign(sanad.Decision{
		Kind: sanad.DecideCorrect, Field: "/modality", Value: json.RawMessage(`"actual"`), Analyst: "elanor", Made: "3019-03-25T12:00:00Z",
		Anchors: []sanad.Anchor{{
			Document: id, Exact: "killed", Prefix: "Gondor said 23 of its soldiers were "[4:], Suffix: " there. Arnor was silent.", Kind: "event", Content: "ASSAULT",
			Saw: json.RawMessage(`{"modality":"possible"}`),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ruling := w.add(sanad.EntryDecision, body, nil)
	for range 5 {
		w.add(sanad.EntryIssued, struct{}{}, nil)
	}
	root, err := log.Root(int64(len(w.rows)), w.reader())
	if err != nil {
		t.Fatal(err)
	}
	head, err := key.Sign(int64(len(w.rows)), root)
	if err != nil {
		t.Fatal(err)
	}
	c := claim(id)
	textSum := sha256.Sum256([]byte(words))
	b := Bundle{
		Head: Head{Asked: []Asked{{c.ID, "f1"}}, Program: "pipeline/1", Codebook: "0f", Texts: withTexts, Key: key.Public(), Checkpoint: head},
		Documents: []Document{{
			ID: id, Source: source, URL: url, Title: doc.Title, Published: doc.Published, SHA256: hex.EncodeToString(textSum[:]),
			Length: sanad.NewOffsets(words).Len(), Receipts: []int64{receipt}, Texts: []int64{text},
		}},
		Sentences: []Sentence{{Document: id, SentenceRef: c.Sentence, Text: sanad.NewOffsets(words).Slice(c.Sentence.Span)}},
		Claims:    []sanad.Claim{c},
		Entries:   []Entry{w.entry(receipt), w.entry(text), w.entry(ruling)},
	}
	if !withTexts {
		if err := b.Entries[1].Elide(words); err != nil {
			t.Fatal(err)
		}
	}
	return b, w
}

func written(t *testing.T, b Bundle, w *world) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b, w.key.Vouch); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// problems are what reading or checking a file finds.
func problems(data []byte, options Options) []string {
	b, sum, err := Read(bytes.NewReader(data))
	if err != nil {
		return []string{err.Error()}
	}
	return Verify(b, sum, options).Problems
}

func TestSound(t *testing.T) {
	for _, withTexts := range []bool{true, false} {
		b, w := bundle(t, withTexts)
		data := written(t, b, w)
		if !bytes.Equal(data, written(t, b, w)) || !Is(data) {
			t.Error("written twice, it differs, or doesn't look like a bundle")
		}
		if bytes.Contains(data, []byte("Arnor was silent")) && bytes.Contains(data, []byte("wrote the Gazette")) != withTexts {
			t.Errorf("with texts %v: %s", withTexts, data)
		}
		read, sum, err := Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		r := Verify(read, sum, Options{Key: w.key.Public()})
		if len(r.Problems) > 0 || r.Size != 9 || len(r.Asked) != 1 || r.Asked[0].Sentence != "Gondor said 23 of its soldiers were killed there." ||
			len(r.Decisions) != 1 || len(r.Shows) < 3 || len(r.Limits) < 3 {
			t.Errorf("with texts %v: %+v", withTexts, r)
		}
		said := strings.Contains(strings.Join(r.Shows, " "), "word for word")
		if said != withTexts {
			t.Errorf("with texts %v: %q", withTexts, r.Shows)
		}
		other, err := log.NewKey(rand.NewChaCha8([32]byte{9}))
		if err != nil {
			t.Fatal(err)
		}
		if got := problems(data, Options{Key: other.Public()}); len(got) != 1 || !strings.Contains(got[0], "isn't the one given") {
			t.Errorf("another log's key: %q", got)
		}
	}
}

// leaves calls fn with each string, number and truth value of a JSON value, and a function that puts another in its
// place.
func leaves(path string, v any, put func(any), fn func(path string, v any, put func(any))) {
	switch v := v.(type) {
	case map[string]any:
		for name, e := range v {
			leaves(path+"/"+name, e, func(x any) { v[name] = x }, fn)
		}
	case []any:
		for i, e := range v {
			leaves(fmt.Sprintf("%s/%d", path, i), e, func(x any) { v[i] = x }, fn)
		}
	default:
		fn(path, v, put)
	}
}

// other is another value of the same kind.
func other(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return "x"
		}
		b := []byte(v)
		i := len(b) / 2
		for b[i] >= 0x80 {
			i++
		}
		if b[i]++; b[i] == '"' || b[i] == '\\' {
			b[i] = 'x'
		}
		return string(b)
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return json.Number("0.5")
		}
		return json.Number(fmt.Sprint(n + 1))
	case bool:
		return !v
	}
	return "x"
}

// tampered calls fn with the lines of a bundle, one value changed at a time.
func tampered(t *testing.T, data []byte, fn func(path string, lines [][]byte)) {
	t.Helper()
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	for i, l := range lines {
		d := json.NewDecoder(bytes.NewReader(l))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		leaves("", v, nil, func(path string, was any, put func(any)) {
			put(other(was))
			var changed bytes.Buffer
			enc := json.NewEncoder(&changed)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(ordered(v)); err != nil {
				t.Fatal(err)
			}
			put(was)
			spoilt := slices.Clone(lines)
			spoilt[i] = bytes.TrimSpace(changed.Bytes())
			fn(path, spoilt)
		})
	}
}

// ordered keeps a head's version first, by which a bundle is known.
func ordered(v any) any {
	m, _ := v.(map[string]any)
	head, ok := m["head"].(map[string]any)
	if !ok {
		return v
	}
	rest, _ := json.Marshal(head)
	version := fmt.Sprintf(`"sanad_proof":%v`, head["sanad_proof"])
	return json.RawMessage(`{"head":{` + version + "," + strings.NewReplacer(","+version, "", version+",", "").Replace(string(rest))[1:] + `}`)
}

func joined(lines [][]byte) []byte { return append(bytes.Join(lines, []byte("\n")), '\n') }

// TestEveryValueCounts changes each value of a bundle by itself: none may be taken, with or without the texts.
func TestEveryValueCounts(t *testing.T) {
	for _, withTexts := range []bool{true, false} {
		b, w := bundle(t, withTexts)
		n := 0
		tampered(t, written(t, b, w), func(path string, lines [][]byte) {
			n++
			if got := problems(joined(lines), Options{}); len(got) == 0 {
				t.Errorf("with texts %v: %s can be changed", withTexts, path)
			}
		})
		if n < 80 {
			t.Errorf("only %d values were changed", n)
		}
	}
}

// free are the values that nothing in a bundle but the log's key vouches for: what the program read, and how the
// bundle came to be.
var free = regexp.MustCompile(`^/head/(program|codebook)$|^/claim/(voice|stance|modality|negated|rule|confidence|event/score)$|` +
	`^/claim/(speakers|places|figures)/0/(id|name|lat|lon|measure|low|high|approximate|vague|text|start|end)$|^/claim/figures/0/of/0/|^/claim/span/`)

// TestVouchedFalsely changes each value and has the log's key vouch for it, as a dishonest keeper of the log might:
// what the log has recorded before can't be changed so.
func TestVouchedFalsely(t *testing.T) {
	b, w := bundle(t, true)
	tampered(t, written(t, b, w), func(path string, lines [][]byte) {
		if path == "/vouch" || free.MatchString(path) && !strings.HasSuffix(path, "/text") {
			return
		}
		head := joined(lines[:len(lines)-1])
		vouch, err := w.key.Vouch(sha256.Sum256(head))
		if err != nil {
			t.Fatal(err)
		}
		last, _ := json.Marshal(line{Vouch: vouch})
		got := problems(append(append(head, last...), '\n'), Options{})
		if len(got) == 0 && !strings.HasPrefix(path, "/claim/figures/0/of/0") && path != "/claim/speakers/0/text" {
			t.Errorf("%s can be changed", path)
		}
	})
}

// TestNamesWhatIsWrong holds that each kind of damage is told by its name.
func TestNamesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Bundle)
		want  string
	}{
		"sentence": {func(b *Bundle) { b.Sentences[0].Text = strings.Replace(b.Sentences[0].Text, "23", "32", 1) }, "sentence 1 of document"},
		"offsets": {func(b *Bundle) {
			b.Sentences[0].Start--
			b.Sentences[0].End--
			b.Claims[0].Sentence = b.Sentences[0].SentenceRef
		}, "has other words"},
		"trigger":           {func(b *Bundle) { b.Claims[0].Event.Trigger.Text = "mauled" }, `"mauled"`},
		"type":              {func(b *Bundle) { b.Claims[0].Event.Type = "AID" }, "give another id"},
		"figure gone":       {func(b *Bundle) { b.Head.Asked[0].Figure = "f2" }, `no figure "f2"`},
		"claim gone":        {func(b *Bundle) { b.Head.Asked[0].Claim = "0f" }, "doesn't have it"},
		"body":              {func(b *Bundle) { b.Entries[1].Body = strings.Replace(b.Entries[1].Body, "Arnor", "Rohan", 1) }, "entry 2: its body"},
		"salt":              {func(b *Bundle) { b.Entries[0].Salt = b.Entries[1].Salt }, "entry 1: its body, bytes or salt"},
		"blob":              {func(b *Bundle) { b.Entries[0].Blob = b.Documents[0].SHA256 }, "entry 1: its body, bytes or salt"},
		"time":              {func(b *Bundle) { b.Entries[0].Recorded = "3019-03-25T12:00:01.000124Z" }, "entry 1: its kind, time"},
		"way":               {func(b *Bundle) { b.Entries[0].Nodes[1] = b.Entries[0].Nodes[0] }, "doesn't lead to the signed head"},
		"way of another":    {func(b *Bundle) { b.Entries[0].Nodes = nil }, "doesn't lead to the signed head"},
		"index":             {func(b *Bundle) { b.Entries[0].Index = 4; b.Documents[0].Receipts[0] = 4 }, "entry 4: its kind"},
		"twice":             {func(b *Bundle) { b.Entries = append(b.Entries, b.Entries[0]) }, "it comes twice"},
		"receipt gone":      {func(b *Bundle) { b.Entries = b.Entries[1:]; b.Documents[0].Receipts = nil }, "no receipt here"},
		"address":           {func(b *Bundle) { b.Documents[0].URL = "https://gazette.example/2" }, "another document, source or address"},
		"day":               {func(b *Bundle) { b.Documents[0].Published = "3019-03-26" }, "another title or date"},
		"decision":          {func(b *Bundle) { b.Entries[2].Body = strings.Replace(b.Entries[2].Body, "elanor", "frodos", 1) }, "decision in entry 3"},
		"an entry too many": {func(b *Bundle) { b.Documents[0].Receipts = append(b.Documents[0].Receipts, 7) }, "entry 7 isn't here"},
		"texts in disorder": {func(b *Bundle) {
			b.Documents[0].Texts = []int64{b.Documents[0].Texts[0], b.Documents[0].Receipts[0]}
		}, "comes after entry"},
		"a text twice":       {func(b *Bundle) { b.Documents[0].Texts = append(b.Documents[0].Texts, b.Documents[0].Texts[0]) }, "comes after entry"},
		"added by nobody":    {func(b *Bundle) { b.Claims[0].Rule = "decision:7" }, "the decision that added it"},
		"beyond the text":    {func(b *Bundle) { b.Claims[0].Span.End = 5000 }, "outside of the text"},
		"hidden text":        {func(b *Bundle) { b.Entries[1].Elided = new(int) }, "left out where nothing may be"},
		"key":                {func(b *Bundle) { b.Head.Key = "x" }, "key: "},
		"checkpoint":         {func(b *Bundle) { b.Head.Checkpoint = strings.Replace(b.Head.Checkpoint, "\n9\n", "\n8\n", 1) }, "checkpoint: damaged"},
		"sentence elsewhere": {func(b *Bundle) { b.Claims[0].Sentence.Index = 0 }, "its sentence isn't here"},
	} {
		b, w := bundle(t, true)
		c.spoil(&b)
		got := problems(written(t, b, w), Options{})
		if !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestHostile reads what no honest program writes.
func TestHostile(t *testing.T) {
	b, w := bundle(t, true)
	good := written(t, b, w)
	lines := bytes.SplitAfter(good, []byte("\n"))
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	f, err := z.Create("../../evidence.db")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write(make([]byte, 1<<20))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	long := b
	long.Entries = slices.Clone(b.Entries)
	long.Entries[0].Nodes = slices.Repeat(b.Entries[0].Nodes[:1], maxNodes+1)
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":             {nil, sanad.ErrInvalid},
		"an archive":          {zipped.Bytes(), sanad.ErrInvalid},
		"cut off":             {good[:len(good)-1], sanad.ErrInvalid},
		"no vouching":         {bytes.Join(lines[:len(lines)-2], nil), sanad.ErrInvalid},
		"something after":     {append(bytes.Clone(good), "{}\n"...), sanad.ErrInvalid},
		"two heads":           {append(bytes.Clone(lines[0]), good...), sanad.ErrInvalid},
		"out of order":        {bytes.Join([][]byte{lines[0], lines[2], lines[1]}, nil), sanad.ErrInvalid},
		"an unknown record":   {bytes.Join([][]byte{lines[0], []byte("{\"path\":\"../key\"}\n")}, nil), sanad.ErrInvalid},
		"an empty record":     {bytes.Join([][]byte{lines[0], []byte("{}\n")}, nil), sanad.ErrInvalid},
		"a later format":      {bytes.Replace(good, []byte(`"sanad_proof":1`), []byte(`"sanad_proof":2`), 1), sanad.ErrNewer},
		"no format":           {bytes.Replace(good, []byte(`"sanad_proof":1`), []byte(`"sanad_proof":0`), 1), sanad.ErrInvalid},
		"a count that lies":   {bytes.Replace(good, []byte(`"entries":3`), []byte(`"entries":999999999`), 1), sanad.ErrInvalid},
		"a way without end":   {written(t, long, w), sanad.ErrTooLarge},
		"records without end": {append(bytes.Clone(lines[0]), bytes.Repeat(lines[1], maxRecords+2)...), sanad.ErrTooLarge},
	} {
		if _, _, err := Read(bytes.NewReader(c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, _, err := Read(endless{}); !errors.Is(err, sanad.ErrTooLarge) {
		t.Errorf("a file without end: %v", err)
	}
}

// endless is a line that goes on and on.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestReadNamesTheDamage: what is wrong with a line after the head isn't laid to the head's version.
func TestReadNamesTheDamage(t *testing.T) {
	b, w := bundle(t, false)
	var out bytes.Buffer
	if err := Write(&out, b, w.key.Vouch); err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.Replace(out.Bytes(), []byte(`{"document":{`), []byte(`{"document":{"colour":"green",`), 1)
	if _, _, err := Read(bytes.NewReader(spoilt)); !errors.Is(err, sanad.ErrInvalid) || !strings.Contains(err.Error(), `line 2`) || !strings.Contains(err.Error(), "colour") {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	b, w := bundle(&testing.T{}, false)
	var out bytes.Buffer
	if err := Write(&out, b, w.key.Vouch); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		read, sum, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		if r := Verify(read, sum, Options{}); len(r.Problems) == 0 && !bytes.Equal(data, out.Bytes()) {
			t.Errorf("another bundle is taken: %q", data)
		}
	})
}
