package worlds

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// Input is what an engine makes incidents of.
type Input struct {
	Book   *codebook.Book
	Coded  []sanad.Coded
	Copies map[string]string // document to the document that it repeats
	Must   [][2]string       // claims that an analyst joined
	Cannot [][2]string       // and parted
}

// Engine makes incidents, as package incident does.
type Engine func(Input) ([]sanad.Incident, error)

// Tally counts how much of what is expected was found.
type Tally struct{ Right, Of int }

func (t *Tally) count(right bool) bool {
	t.Of++
	if right {
		t.Right++
	}
	return right
}

// Share is the part that is right, 1 where nothing was expected.
func (t Tally) Share() float64 {
	if t.Of == 0 {
		return 1
	}
	return float64(t.Right) / float64(t.Of)
}

// Result is how an engine fared in one world.
type Result struct {
	Claims, Documents Cubed            // partitions
	Counts            map[string]Tally // status, estimates, accounts, answers, parts, as of
	Differs           []string         // what isn't as expected, in words
}

// Right reports whether everything is as expected.
func (r *Result) Right() bool { return len(r.Differs) == 0 }

// Cubed sums precision and recall over elements, so that results can be added.
type Cubed struct {
	P, R float64
	N    int
}

// F1 is the harmonic mean of B-cubed precision and recall (Bagga and Baldwin 1998).
func (c Cubed) F1() float64 {
	if c.N == 0 || c.P+c.R == 0 {
		return 1
	}
	p, r := c.P/float64(c.N), c.R/float64(c.N)
	return 2 * p * r / (p + r)
}

// Add sums two results.
func (c Cubed) Add(o Cubed) Cubed { return Cubed{c.P + o.P, c.R + o.R, c.N + o.N} }

// cubed compares two partitions given as labels; an element without a label stands alone.
func cubed(want, got map[string]string) Cubed {
	label := func(m map[string]string, e string) string {
		if l := m[e]; l != "" {
			return l
		}
		return "alone:" + e
	}
	var c Cubed
	for _, e := range slices.Sorted(maps.Keys(want)) {
		var both, w, g float64
		for o := range want {
			same, found := label(want, o) == label(want, e), label(got, o) == label(got, e)
			if same {
				w++
			}
			if found {
				g++
			}
			if same && found {
				both++
			}
		}
		c.P, c.R, c.N = c.P+both/g, c.R+both/w, c.N+1
	}
	return c
}

// Run gives a world to an engine and compares.
func (w *World) Run(engine Engine) (*Result, error) {
	in, err := w.input("")
	if err != nil {
		return nil, err
	}
	c, err := w.compare(engine, in)
	if err != nil {
		return nil, err
	}
	c.partitions()
	for _, e := range w.Expect {
		c.incident(e)
	}
	for _, a := range w.AsOf {
		if err := c.asOf(engine, a); err != nil {
			return nil, err
		}
	}
	return c.result, nil
}

// RunTold gives a world's reports to a coder, its claims to an engine, and compares: which reports lead
// together, statuses and estimates. Told says whether a world has reports.
func (w *World) RunTold(engine Engine, code func(sanad.Document) []sanad.Claim) (*Result, error) {
	in, docs := Input{Book: w.book, Copies: map[string]string{}}, map[string]string{}
	for _, d := range w.Documents {
		doc := w.document(d, d.Text.text)
		docs[d.ID.text], doc.Name = doc.ID, ""
		in.Coded = append(in.Coded, sanad.Coded{Document: doc, Claims: code(doc)})
	}
	for _, d := range w.Documents {
		if d.Copies.text != "" {
			in.Copies[docs[d.ID.text]] = docs[d.Copies.text]
		}
	}
	got, err := engine(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.Name, err)
	}
	c := &comparison{
		w: w, result: &Result{Counts: map[string]Tally{}}, got: got, docName: inverse(docs), of: map[string]int{}, told: true,
	}
	for i := range got {
		for _, d := range got[i].Documents {
			if d.Lead {
				c.of[c.docName[d.ID]] = i
			}
		}
	}
	c.leads()
	for _, e := range w.Expect {
		if inc := c.found(e); len(e.Leads) > 0 {
			if e.Status.text != "" {
				c.check("status", string(inc.Status) == e.Status.text, e.Status.line, "%s: got %s, because %q; want %s", e.Name.text, inc.Status, inc.Reason, e.Status.text)
			}
			c.estimates("estimates", e.Name.text, e.Estimates, inc)
		}
	}
	return c.result, nil
}

// Told reports whether every document has a report.
func (w *World) Told() bool {
	for _, d := range w.Documents {
		if d.Text.text == "" {
			return false
		}
	}
	return true
}

// input returns the documents that were published until a day, "" for all.
func (w *World) input(until string) (Input, error) {
	coded, err := w.Coded()
	if err != nil {
		return Input{}, err
	}
	claims, docs := w.IDs(coded)
	in := Input{Book: w.book, Copies: map[string]string{}}
	for i, d := range w.Documents {
		if until != "" && sanad.LastDay(d.Published.text) > until {
			continue
		}
		in.Coded = append(in.Coded, coded[i])
		if d.Copies.text != "" {
			in.Copies[coded[i].Document.ID] = docs[d.Copies.text]
		}
	}
	for _, d := range w.Decisions {
		if len(d.Merge) == 2 {
			in.Must = append(in.Must, [2]string{claims[d.Merge[0].text], claims[d.Merge[1].text]})
		} else {
			in.Cannot = append(in.Cannot, [2]string{claims[d.Split[0].text], claims[d.Split[1].text]})
		}
	}
	return in, nil
}

// comparison holds one world's expectation against what an engine gave.
type comparison struct {
	w         *World
	result    *Result
	got       []sanad.Incident
	claimName map[string]string // ids to the world's names
	docName   map[string]string
	of        map[string]int // a claim's world name, or a lead's, to its incident's index
	told      bool           // documents are reports, claims a coder's
}

func (w *World) compare(engine Engine, in Input) (*comparison, error) {
	got, err := engine(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.Name, err)
	}
	all, err := w.Coded()
	if err != nil {
		return nil, err
	}
	claims, docs := w.IDs(all)
	c := &comparison{
		w: w, result: &Result{Counts: map[string]Tally{}}, got: got,
		claimName: inverse(claims), docName: inverse(docs), of: map[string]int{},
	}
	for i := range got {
		for _, id := range got[i].Claims {
			c.of[c.claimName[id]] = i
		}
	}
	return c, nil
}

func inverse(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[v] = k
	}
	return out
}

// differs notes whether something is as expected, and if not what.
func (c *comparison) check(kind string, right bool, line int, format string, args ...any) {
	t := c.result.Counts[kind]
	if !t.count(right) {
		c.result.Differs = append(c.result.Differs, fmt.Sprintf("line %d: %s: %s", line, kind, fmt.Sprintf(format, args...)))
	}
	c.result.Counts[kind] = t
}

func (c *comparison) partitions() {
	want, got := map[string]string{}, map[string]string{}
	for _, e := range c.w.Expect {
		for _, id := range e.Claims {
			want[id.text] = e.Name.text
			if i, ok := c.of[id.text]; ok {
				got[id.text] = c.got[i].ID
			}
		}
	}
	if c.result.Claims = cubed(want, got); c.result.Claims.F1() < 1 {
		c.result.Differs = append(c.result.Differs, "claims: "+grouped(got, want))
	}
	c.leads()
}

func (c *comparison) leads() {
	want, got := map[string]string{}, map[string]string{}
	for _, e := range c.w.Expect {
		for _, id := range e.Leads {
			want[id.text] = e.Name.text
		}
	}
	for _, inc := range c.got {
		for _, d := range inc.Documents {
			if d.Lead {
				got[c.docName[d.ID]] = inc.ID
			}
		}
	}
	if c.result.Documents = cubed(want, got); c.result.Documents.F1() < 1 {
		c.result.Differs = append(c.result.Differs, "leads: "+grouped(got, want))
	}
}

// grouped writes a partition and the one that was expected.
func grouped(got, want map[string]string) string {
	write := func(m map[string]string) string {
		groups := map[string][]string{}
		for _, e := range slices.Sorted(maps.Keys(want)) {
			l := m[e]
			if l == "" {
				l = "alone:" + e
			}
			groups[l] = append(groups[l], e)
		}
		var out []string
		for _, g := range groups {
			out = append(out, strings.Join(g, " "))
		}
		slices.Sort(out)
		return strings.Join(out, " | ")
	}
	return "got " + write(got) + "; want " + write(want)
}

// found is the incident that has most of the claims expected of e, or of its leads in a world told in
// reports; the first of several.
func (c *comparison) found(e expected) *sanad.Incident {
	votes := map[int]int{}
	members := e.Claims
	if c.told {
		members = e.Leads
	}
	for _, id := range members {
		if i, ok := c.of[id.text]; ok {
			votes[i]++
		}
	}
	best := -1
	for _, i := range slices.Sorted(maps.Keys(votes)) {
		if best < 0 || votes[i] > votes[best] {
			best = i
		}
	}
	if best < 0 {
		return &sanad.Incident{}
	}
	return &c.got[best]
}

func (c *comparison) incident(e expected) {
	inc := c.found(e)
	if e.Status.text != "" {
		c.check("status", string(inc.Status) == e.Status.text, e.Status.line, "%s: got %s, because %q; want %s", e.Name.text, inc.Status, inc.Reason, e.Status.text)
	}
	if e.PartOf.text != "" {
		whole := c.found(c.named(e.PartOf.text))
		c.check("parts", inc.PartOf != "" && inc.PartOf == whole.ID, e.PartOf.line, "%s is no part of %s", e.Name.text, e.PartOf.text)
	}
	c.estimates("estimates", e.Name.text, e.Estimates, inc)
	for _, a := range e.Accounts {
		c.account(e, a, inc)
	}
}

func (c *comparison) named(name string) expected {
	i := slices.IndexFunc(c.w.Expect, func(e expected) bool { return e.Name.text == name })
	return c.w.Expect[i]
}

// asOf runs the engine on what was published until a day.
func (c *comparison) asOf(engine Engine, a asOf) error {
	in, err := c.w.input(a.Day.text)
	if err != nil {
		return err
	}
	then, err := c.w.compare(engine, in)
	if err != nil {
		return err
	}
	inc := then.found(c.named(a.Incident.text))
	name := a.Incident.text + " on " + a.Day.text
	if a.Status.text != "" {
		c.check("as of", string(inc.Status) == a.Status.text, a.Status.line, "%s: got %s, because %q; want %s", name, inc.Status, inc.Reason, a.Status.text)
	}
	c.estimates("as of", name, a.Estimates, inc)
	return nil
}

// estimates compares those of the measures that are expected; one too many is wrong as well.
func (c *comparison) estimates(kind, name string, expected words, inc *sanad.Incident) {
	used := map[int]bool{}
	measures := map[string]bool{}
	for _, s := range expected {
		e, err := estimate(s)
		if err != nil {
			continue // Read refuses it
		}
		measures[e.measure] = true
		at := slices.IndexFunc(inc.Estimates, func(g sanad.Estimate) bool {
			return g.Measure == e.measure && (e.disputed && g.Group.Disputed || !e.disputed && c.sameGroup(e.group, g.Group))
		})
		if at < 0 {
			c.check(kind, false, s.line, "%s: nothing for %q", name, s.text)
			continue
		}
		used[at] = true
		got := written(inc.Estimates[at])
		c.check(kind, e.is(inc.Estimates[at]), s.line, "%s: got %q; want %q", name, got, s.text)
	}
	for i, g := range inc.Estimates {
		if measures[g.Measure] && !used[i] {
			c.check(kind, false, 0, "%s: not expected: %q", name, written(g))
		}
	}
}

// is reports whether an estimate is the one expected.
func (e expectedEstimate) is(g sanad.Estimate) bool {
	if e.kind != "*" && string(g.Kind) != e.kind {
		return false
	}
	if e.kind == "inconsistent" && e.low == "" {
		return true
	}
	bound := func(d *sanad.Decimal, none string) string {
		if d == nil {
			return none
		}
		return d.String()
	}
	return bound(g.Low, "?") == e.low && bound(g.Best, "") == e.best && bound(g.High, "open") == e.high
}

// written writes an estimate in the notation of expectations.
func written(g sanad.Estimate) string {
	bound := func(d *sanad.Decimal, none string) string {
		if d == nil {
			return none
		}
		return d.String()
	}
	best := ".."
	if g.Best != nil {
		best = ".." + g.Best.String() + ".."
	}
	group := ""
	if g.Group.ID != "" {
		group = " of " + g.Group.ID
	}
	if g.Group.Disputed {
		group += " disputed"
	}
	return g.Measure + group + " = " + string(g.Kind) + " " + bound(g.Low, "?") + best + bound(g.High, "open")
}

// sameGroup reports whether an estimate's group is the one meant by an actor: the same id, or people of the
// same country and kind.
func (c *comparison) sameGroup(actor string, g sanad.Group) bool {
	if actor == "" || g.ID == actor {
		return actor == g.ID
	}
	a, ok := c.w.book.Actor(actor)
	if !ok {
		return false
	}
	country, kind, _ := strings.Cut(strings.ReplaceAll(g.ID, "/", "-"), "-")
	return country == a.Country && slices.Contains(kindsOf[a.Sector], kind)
}

// kindsOf says how a group of people of a sector may be called behind its country.
var kindsOf = map[string][]string{
	"MIL": {"MIL", "soldiers", "fighters"}, "COP": {"COP", "police"}, "CVL": {"CVL", "civilians"},
	"REB": {"REB", "fighters", "militants"}, "": {"", "people"},
}

func (c *comparison) account(e expected, a account, inc *sanad.Incident) {
	at := slices.IndexFunc(inc.Accounts, func(g sanad.Account) bool { return c.sameVoice(a.By.text, g.Claimant.ID) })
	if at < 0 {
		var ids []string
		for _, g := range inc.Accounts {
			ids = append(ids, g.Claimant.ID)
		}
		c.check("accounts", false, a.By.line, "%s: no account of %s, only of %v", e.Name.text, a.By.text, ids)
		return
	}
	g := inc.Accounts[at]
	if a.Stance.text != "" || a.Denies.text != "" {
		c.check("accounts", (a.Stance.text == "" || string(g.Stance) == a.Stance.text) && string(g.Denies) == a.Denies.text, a.By.line,
			"%s of %s: got stance %s %s", a.By.text, e.Name.text, g.Stance, g.Denies)
	}
	for _, s := range a.Tells {
		c.value(e, a, g, s)
	}
	if len(a.Answers) > 0 {
		c.sameClaims("answers", a.Answers, g.Answers)
	}
	if len(a.Repeats) > 0 {
		c.sameClaims("repeats", a.Repeats, g.Repeats)
	}
}

// sameVoice reports whether a claimant is the one meant, or the organ of the same sector above it: a ministry's
// word may be kept as its government's.
func (c *comparison) sameVoice(meant, claimant string) bool {
	a, ok := c.w.book.Actor(meant)
	above, known := c.w.book.Actor(claimant)
	return meant == claimant || ok && known && a.Sector == above.Sector && slices.Contains(c.w.book.Ancestors(meant), claimant)
}

// sameClaims compares two sets of claims.
func (c *comparison) sameClaims(kind string, want words, ids []string) {
	var got []string
	for _, id := range ids {
		got = append(got, c.claimName[id])
	}
	slices.Sort(got)
	names := want.texts()
	slices.Sort(names)
	c.check(kind, slices.Equal(names, got), want[0].line, "got %v; want %v", got, names)
}

// value compares a claimant's present figure and what it replaced.
func (c *comparison) value(e expected, a account, g sanad.Account, s word) {
	f, old, err := said(c.w.book, s)
	if err != nil {
		return // Read refuses it
	}
	group := ""
	if len(f.Of) > 0 {
		group = f.Of[0].ID
	}
	at := slices.IndexFunc(g.Values, func(v sanad.Value) bool { return v.Measure == f.Measure && c.sameGroup(group, v.Group) })
	if at < 0 {
		c.check("accounts", false, s.line, "%s of %s: nothing for %q", a.By.text, e.Name.text, s.text)
		return
	}
	v := g.Values[at]
	right := sameBounds(f.Low, f.High, v.Low, v.High) && len(old) == len(v.Replaced)
	for i := 0; right && i < len(old); i++ {
		right = sameBounds(old[i].Low, old[i].High, v.Replaced[i].Low, v.Replaced[i].High)
	}
	c.check("accounts", right, s.line, "%s of %s: got %s; want %q", a.By.text, e.Name.text, writtenValue(v), s.text)
}

func sameBounds(a, b, c, d *sanad.Decimal) bool { return sameDecimal(a, c) && sameDecimal(b, d) }

func sameDecimal(a, b *sanad.Decimal) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func writtenValue(v sanad.Value) string {
	bounds := func(low, high *sanad.Decimal) string {
		show := func(d *sanad.Decimal) string {
			if d == nil {
				return ""
			}
			return d.String()
		}
		if sameDecimal(low, high) {
			return show(low)
		}
		return show(low) + ".." + show(high)
	}
	s := bounds(v.Low, v.High)
	for _, r := range v.Replaced {
		s += " was " + bounds(r.Low, r.High)
	}
	return strconv.Quote(v.Measure + " of " + v.Group.ID + " " + s)
}
