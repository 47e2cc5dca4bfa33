package pipeline_test

import (
	"bytes"
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/internal/web"
)

// The measure of docs/incidents.md, "Size": a test that is small unless it is asked for more.
var (
	scaleDocuments = flag.Int("scale", 400, "documents that TestScale takes in and links; 200000 are five years")
	scaleBatch     = flag.Int("scale.batch", 1000, "documents of one ingest")
	scaleFolder    = flag.String("scale.dir", "", "where to keep TestScale's data folder; empty: nowhere")
)

// scalePerDay is how many documents are published in a day, on average.
const scalePerDay = 200_000 / (5 * 365.25)

// TestScale takes in documents in order of publication, some of them late, with claims that are made
// with them in the place of the coder's, and links them after each batch. It tells time and memory for each tenth,
// then asks for pages of incidents. However many: everything is linked, and a large run stays flat.
func TestScale(t *testing.T) {
	b, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := *scaleFolder
	if dir == "" {
		dir = filepath.Join(t.TempDir(), "data")
	}
	o, err := pipeline.Open(t.Context(), dir, reader(t, b), pipeline.Options{Problem: func(doc string, err error) { t.Errorf("document %q: %v", doc, err) }})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	news := newNews(t, b)
	o.Coder = news
	var parts []time.Duration // processor time of each tenth, for one document
	start, used, at := time.Now(), processorTime(), 0
	for done := 0; done < *scaleDocuments; {
		n := min(*scaleBatch, *scaleDocuments-done)
		if _, err := o.Ingest(t.Context(), news.batch(n), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) }); err != nil {
			t.Fatal(err)
		}
		if err := o.CatchUp(t.Context(), nil, nil); err != nil {
			t.Fatal(err)
		}
		if done += n; done-at >= *scaleDocuments/10 {
			n := time.Duration(done - at)
			parts = append(parts, (processorTime()-used)/n)
			tellScale(t, o, done, time.Since(start)/n, parts[len(parts)-1])
			start, used, at = time.Now(), processorTime(), done
		}
	}
	stale, err := o.Derived.Stale(t.Context(), 1)
	if err != nil || len(stale) > 0 {
		t.Errorf("claims are left unlinked: %q, %v", stale, err)
	}
	if *scaleDocuments >= 10_000 && parts[len(parts)-1] > 2*parts[0] {
		t.Errorf("a document takes %v of a processor at last and %v at first: more than twice as long", parts[len(parts)-1], parts[0])
	}
	timePages(t, o)
}

// tellScale logs how things stand: heap as it is, and the most memory that the process ever had (Linux).
func tellScale(t *testing.T, o *pipeline.Observatory, done int, each, processor time.Duration) {
	t.Helper()
	all, err := o.Derived.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%7d documents: %v each (%v of a processor), %d claims, %d incidents, heap %d MB, peak %s", done,
		each.Round(10*time.Microsecond), processor.Round(10*time.Microsecond), all.Claims, all.Incidents, m.HeapAlloc>>20, peak())
}

// processorTime is what the process has used of all processors so far, to a hundredth of a second: other work on the
// machine doesn't change it. It is 0 where there is no /proc (not Linux).
func processorTime() time.Duration {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // from the third: see proc(5)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / 100
}

func peak() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return fmt.Sprintf("%d MB", kb>>10)
		}
	}
	return "unknown"
}

// timePages asks for the list of incidents, some of its filters, and incidents' own pages, and logs how long
// 19 of 20 take at most.
func timePages(t *testing.T, o *pipeline.Observatory) {
	t.Helper()
	h, err := web.New(web.Options{Reader: o.Reader(), Book: o.Book, CheckQuery: o.Book.CheckQuery})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	q := sanad.IncidentQuery{}
	for range 10 {
		page, err := o.Reader().Incidents(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Rows {
			ids = append(ids, page.Rows[i].ID)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	var own []string
	for i := range 100 {
		own = append(own, "/incidents/"+ids[i*7%len(ids)])
	}
	side := o.Book.Crisis.Sides[0].ID
	lists := []string{"/incidents", "/incidents?party=" + side, "/incidents?type=ASSAULT", "/incidents?type=SANCTION", "/incidents?from=2023-01-01&to=2023-03-31"}
	for name, paths := range map[string][]string{"lists of incidents": lists, "an incident's page": own} {
		var took []time.Duration
		for range 100 / len(paths) {
			for _, path := range paths {
				start, w := time.Now(), httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil))
				took = append(took, time.Since(start))
				if w.Code != http.StatusOK {
					t.Errorf("%s: status %d", path, w.Code)
				}
			}
		}
		slices.Sort(took)
		t.Logf("%s: median %v, 95 of 100 within %v", name, took[len(took)/2].Round(time.Millisecond/10), took[len(took)*95/100].Round(time.Millisecond/10))
	}
}

// news makes documents, each on an occurrence of its day or the days before, with their claims. What
// much is told of draws more reports: some occurrences have one, some hundreds. It is the coder of what it made.
type news struct {
	t       *testing.T
	book    *codebook.Book
	random  *rand.Rand
	places  []codebook.Place
	sources []codebook.Source
	day     time.Time
	left    int     // documents still to come on day
	made    int     // documents
	told    []tale  // of the last days, the latest last
	late    []piece // documents that come after others
	claims  map[string][]sanad.Claim
}

// occurrence is what happened.
type occurrence struct {
	kind   kind
	actor  string
	hit    string
	place  codebook.Place
	day    time.Time
	dead   int
	denied bool // the side that acted says that it didn't
}

// tale is one document's telling of it.
type tale struct {
	of   *occurrence
	text string
	made []sanad.Claim
	day  time.Time
}

type piece struct {
	doc    sanad.Document
	claims []sanad.Claim
}

// kind is a kind of occurrence: how often of a hundred, and how it is told.
type kind struct {
	of100    int
	event    string
	mode     string
	trigger  string
	measure  string
	counted  string
	rebels   bool
	location string
}

func kinds() []kind {
	return []kind{
		{20, "ASSAULT", "aerial", "airstrike", "killed", "killed", false, "in"},
		{12, "ASSAULT", "firearms", "shooting", "killed", "killed", true, "in"},
		{12, "ASSAULT", "explosives", "bombing", "killed", "killed", true, "in"},
		{8, "ASSAULT", "heavy-weapons", "shelling", "injured", "injured", false, "near"},
		{8, "SANCTION", "", "closure", "", "", false, "at"},
		{5, "RETREAT", "access", "reopening", "", "", false, "at"},
		{12, "CONSULT", "", "meeting", "", "", false, "in"},
		{13, "ACCUSE", "", "accusation", "", "", false, "from"},
		{5, "COERCE", "arrest", "arrests", "arrested", "arrested", false, "in"},
		{5, "COERCE", "deport", "expulsion", "deported", "sent back", false, "from"},
	}
}

func newNews(t *testing.T, b *codebook.Book) *news {
	n := &news{
		t: t, book: b, random: rand.New(rand.NewPCG(7, 1)), sources: b.Sources,
		day: time.Date(2021, 8, 1, 0, 0, 0, 0, time.UTC), claims: map[string][]sanad.Claim{},
	}
	for _, p := range b.Places {
		if p.Kind != "country" && (p.Country == b.Crisis.Sides[0].ID || p.Country == b.Crisis.Sides[1].ID) {
			n.places = append(n.places, p)
		}
	}
	return n
}

// Code implements pipeline.Coder.
func (n *news) Code(doc sanad.Document) []sanad.Claim {
	var out []sanad.Claim
	for _, c := range n.claims[doc.Name] {
		c.Document = doc.ID
		out = append(out, c)
	}
	sanad.SetIDs(out)
	return out
}

// batch are the next documents: six in a hundred come up to two months late.
func (n *news) batch(size int) iter.Seq2[collect.Item, error] {
	clear(n.claims)
	c, err := collect.New(collect.Options{})
	if err != nil {
		n.t.Fatal(err)
	}
	var list []piece
	for len(list) < size {
		if k := len(n.late); k > 0 && n.random.IntN(100) < 6 {
			i := n.random.IntN(k)
			list = append(list, n.late[i])
			n.late = slices.Delete(n.late, i, i+1)
			continue
		}
		m := n.next()
		if n.random.IntN(100) < 6 && float64(len(n.late)) < 30*scalePerDay {
			n.late = append(n.late, m)
			continue
		}
		list = append(list, m)
	}
	for _, m := range list {
		n.claims[m.doc.Name] = m.claims
	}
	return func(yield func(collect.Item, error) bool) {
		for _, m := range list {
			item, err := c.Document(collect.Received{Origin: m.doc.Name, Name: m.doc.Name, MediaType: "text/plain", Body: []byte(m.doc.Text)})
			if err == nil {
				item.Document = m.doc
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// next is the next document: of ten, one or two tell of something new.
func (n *news) next() piece {
	for n.left == 0 {
		n.day = n.day.AddDate(0, 0, 1)
		n.left = int(scalePerDay*n.random.ExpFloat64() + n.random.Float64())
		before := n.day.AddDate(0, 0, -7)
		n.told = slices.DeleteFunc(n.told, func(t tale) bool { return t.day.Before(before) || t.of.day.Before(before.AddDate(0, 0, -7)) })
	}
	n.left--
	n.made++
	if len(n.told) == 0 || n.random.IntN(100) < 15 {
		return n.publish(n.report(n.happen()))
	}
	before := n.told[n.random.IntN(len(n.told))]
	if n.random.IntN(5) == 0 { // a copy
		before.day = n.day
		return n.publish(before)
	}
	return n.publish(n.report(before.of))
}

func (n *news) publish(t tale) piece {
	n.told = append(n.told, t)
	source := n.sources[n.random.IntN(len(n.sources))]
	doc := sanad.Document{
		Name: fmt.Sprintf("news-%07d", n.made), Source: source.ID, URL: fmt.Sprintf("https://%s.example/%d", source.ID, n.made),
		Title: "Invented report", Published: t.day.Format(time.DateOnly), Lang: "en", Text: t.text,
	}
	doc.ID = sanad.DocumentID(doc.Source, doc.URL, doc.Text)
	return piece{doc, t.made}
}

// happen makes an occurrence of the day.
func (n *news) happen() *occurrence {
	all, at := kinds(), n.random.IntN(100)
	o := &occurrence{day: n.day, place: n.places[n.random.IntN(len(n.places))], dead: 1 + int(12*n.random.ExpFloat64()), denied: n.random.IntN(2) == 0}
	for _, k := range all {
		if at -= k.of100; at < 0 {
			o.kind = k
			break
		}
	}
	i := n.random.IntN(2)
	sides := n.book.Crisis.Sides
	o.actor, o.hit = sides[i].ID+"-GOV", sides[1-i].ID+"-GOV"
	if o.kind.measure != "" {
		o.actor, o.hit = sides[i].ID+"-MIL", sides[1-i].ID+"-CVL"
	}
	if o.kind.rebels {
		o.actor = []string{"TTP", "ISKP"}[n.random.IntN(2)]
	}
	return o
}

// report makes a telling of an occurrence: what the side that was hit says, figures of the source's own, at times
// what the other side answers.
func (n *news) report(o *occurrence) tale {
	w := &telling{news: n, o: o}
	side := n.side(o.hit)
	speaker := side + []string{"-GOV", "-MIL", "-GOV-FOR"}[n.random.IntN(3)]
	if _, ok := n.book.Actor(speaker); !ok {
		speaker = side + "-GOV"
	}
	w.claim(speaker, "said", 1)
	if o.kind.measure != "" {
		w.figure("injured", o.dead*2+n.random.IntN(3))
	}
	if o.denied && n.random.IntN(3) > 0 {
		w.claim(n.side(o.actor)+"-GOV", "denied", 0)
	}
	if o.kind.measure != "" && n.random.IntN(3) == 0 {
		w.claim(o.actor, "said", 0.4)
	}
	for range min(n.random.IntN(3), len(n.told)) { // what went before
		before := n.told[n.random.IntN(len(n.told))].of
		x := &telling{news: n, o: before, claims: w.claims, at: w.at, sentences: w.sentences}
		x.claim(n.side(before.hit)+"-GOV", "said", 1)
		w.claims, w.at, w.sentences = x.claims, x.at, x.sentences
		w.text.WriteString(x.text.String())
	}
	w.padding(120)
	return tale{o, w.text.String(), w.claims, n.day}
}

func (n *news) side(id string) string {
	for _, s := range n.book.Crisis.Sides {
		if strings.HasPrefix(id, s.ID) {
			return s.ID
		}
	}
	return n.book.Crisis.Sides[0].ID
}

func (n *news) entity(id string, at int) sanad.Entity {
	a, ok := n.book.Actor(id)
	if !ok {
		return sanad.Entity{Text: id, Span: sanad.Span{Start: at, End: at + len(id)}}
	}
	return sanad.Entity{
		ID: id, Name: a.Name, Country: n.book.Country(id), Sector: a.Sector, Ancestors: n.book.Ancestors(id), Text: a.Name,
		Span: sanad.Span{Start: at, End: at + len([]rune(a.Name))},
	}
}

// telling writes one document.
type telling struct {
	*news
	o         *occurrence
	text      strings.Builder
	at        int // code points before what is written next
	sentences int
	claims    []sanad.Claim
}

func (w *telling) write(s string) (span sanad.Span) {
	w.text.WriteString(s)
	span.Start = w.at
	w.at += len([]rune(s))
	span.End = w.at
	return span
}

func (w *telling) entityHere(id string) sanad.Entity {
	e := w.entity(id, w.at)
	w.write(e.Text)
	return e
}

// claim writes "X said on 3 May 2023 that 9 of the B were killed in a bombing by the A in P.": share of the number
// that are dead, 0 for no number.
func (w *telling) claim(speaker, verb string, share float64) {
	o, start := w.o, w.at
	c := sanad.Claim{Voice: sanad.VoiceAttributed, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Rule: "predicate:attack", Confidence: 0.9}
	if verb == "denied" {
		c.Stance, c.Denies = sanad.StanceDeny, sanad.DeniesResponsibility
	}
	said := w.entityHere(speaker)
	cue := sanad.Phrase{Text: verb}
	w.write(" ")
	cue.Span = w.write(verb)
	said.Cue = &cue
	c.Speakers = []sanad.Entity{said}
	w.write(" that ")
	from := w.at
	if dead := int(float64(o.dead)*share + w.random.Float64()); o.kind.measure != "" && dead > 0 && share > 0 {
		c.Figures = []sanad.Figure{w.number(o.kind.measure, dead)}
		w.write(" of ")
		hit := w.entityHere(o.hit)
		c.Recipients, c.Figures[0].Of = []sanad.Entity{hit}, []sanad.Population{{Entity: hit}}
		w.write(" were " + o.kind.counted + " in the ")
	} else {
		w.write("there was, against ")
		c.Recipients = []sanad.Entity{w.entityHere(o.hit)}
		w.write(", the ")
	}
	trigger := sanad.Phrase{Text: o.kind.trigger}
	trigger.Span = w.write(o.kind.trigger)
	c.Event = &sanad.Event{Type: o.kind.event, Trigger: trigger}
	if o.kind.mode != "" {
		c.Event.Modes = []string{o.kind.mode}
	}
	w.write(" by ")
	c.Actors = []sanad.Entity{w.entityHere(o.actor)}
	w.write(" " + o.kind.location + " ")
	if w.random.IntN(5) > 0 {
		c.Places = []sanad.Place{{ID: o.place.ID, Name: o.place.Name, Lat: sanad.Decimal(o.place.Lat), Lon: sanad.Decimal(o.place.Lon), Role: "event", Text: o.place.Name, Span: w.write(o.place.Name)}}
	} else {
		w.write("the area")
	}
	if w.random.IntN(2) == 0 {
		day, at := o.day.Format(time.DateOnly), w.at+len(" on ")
		w.write(" on ")
		text := o.day.Format("2 January 2006")
		w.write(text)
		c.When = &sanad.When{Start: &day, End: &day, Precision: "day", Text: text, StartAt: &at}
	}
	c.Span = sanad.Span{Start: from, End: w.at}
	w.end(c, start)
}

// figure writes "The wounded were 9." in the source's own voice.
func (w *telling) figure(measure string, n int) {
	start := w.at
	f := w.number(measure, n)
	w.write(" were " + measure)
	w.end(sanad.Claim{
		Voice: sanad.VoiceSource, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Figures: []sanad.Figure{f},
		Span: sanad.Span{Start: start, End: w.at}, Rule: "measure:" + measure, Confidence: 0.9,
	}, start)
}

func (w *telling) number(measure string, n int) sanad.Figure {
	text := strconv.Itoa(n)
	return sanad.Figure{
		ID: "f1", Measure: measure, Low: sanad.Dec(float64(n)), High: sanad.Dec(float64(n)), Scope: sanad.ScopeIncident,
		Text: text, Span: w.write(text),
	}
}

func (w *telling) end(c sanad.Claim, start int) {
	w.write(".")
	c.Sentence = sanad.SentenceRef{Index: w.sentences, Span: sanad.Span{Start: start, End: w.at}}
	w.claims = append(w.claims, c)
	w.sentences++
	w.write(" ")
}

// padding writes words that claim nothing, so that no two reports but copies are alike.
func (w *telling) padding(words int) {
	syllables := strings.Fields("an bar cel dor eth fin gal hir ith kel lor mor nim orn pel ran sil tar ul wen")
	for range words {
		for range 2 + w.random.IntN(2) {
			w.write(syllables[w.random.IntN(len(syllables))])
		}
		w.write(" ")
	}
	w.write("end.")
}

// TestLargeComponentsInAnyOrder: where components are too large to be linked as one, the same incidents come of the
// same documents, whichever come first and however many at once.
func TestLargeComponentsInAnyOrder(t *testing.T) {
	var want []string
	for i, batch := range []int{90, 30, 7} {
		b, err := codebook.Load(codebook.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b.Incidents.Largest = 25
		o, err := pipeline.Open(t.Context(), t.TempDir(), reader(t, b), pipeline.Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := newNews(t, b)
		o.Coder = n
		items := slices.Collect(func(yield func(collect.Item) bool) {
			for item, err := range n.batch(90) {
				if err != nil || !yield(item) {
					return
				}
			}
		})
		if i > 0 {
			rand.New(rand.NewPCG(uint64(i), 1)).Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
		for part := range slices.Chunk(items, batch) {
			_, err := o.Ingest(t.Context(), func(yield func(collect.Item, error) bool) {
				for _, item := range part {
					if !yield(item, nil) {
						return
					}
				}
			}, func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) })
			if err != nil {
				t.Fatal(err)
			}
			if err := o.CatchUp(t.Context(), nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		err = o.Derived.EachIncident(t.Context(), sanad.IncidentQuery{}, func(in sanad.Incident) error {
			got = append(got, strings.Join(in.Claims, " "))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if slices.Sort(got); want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("in parts of %d documents: %d incidents, other than the %d of all at once", batch, len(got), len(want))
		}
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
