package worlds

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// World is one scripted crisis with what must come of it.
type World struct {
	Name      string     `yaml:"-"` // the file's, without extension
	About     word       `yaml:"about"`
	Kinds     words      `yaml:"kinds"` // what makes it hard
	Documents []document `yaml:"documents"`
	Decisions []decision `yaml:"decisions"`
	Expect    []expected `yaml:"expect"`
	Unscored  words      `yaml:"unscored"` // claims that may go anywhere: speech acts, mostly
	AsOf      []asOf     `yaml:"as_of"`

	file string
	data []byte
	book *codebook.Book
}

type document struct {
	ID        word    `yaml:"id"`
	Source    word    `yaml:"source"`
	Published word    `yaml:"published"`
	About     word    `yaml:"about"`  // outlet that a summary of our own is about
	Copies    word    `yaml:"copies"` // the document that it is a near-copy of
	Title     word    `yaml:"title"`
	Text      word    `yaml:"text"` // the same told as a report, for the coder
	Claims    []claim `yaml:"claims"`
}

type claim struct {
	ID         word  `yaml:"id"`
	By         words `yaml:"by"` // "?": nobody says who; none: the source
	Via        words `yaml:"via"`
	Said       word  `yaml:"said"`
	Denies     word  `yaml:"denies"`
	Doubts     word  `yaml:"doubts"`
	Modality   word  `yaml:"modality"`
	Not        word  `yaml:"not"`
	Does       word  `yaml:"does"`
	Holds      word  `yaml:"holds"` // a relation's type
	From       words `yaml:"from"`
	To         words `yaml:"to"`
	At         words `yaml:"at"`
	When       word  `yaml:"when"`
	Figures    words `yaml:"figures"`
	Says       word  `yaml:"says"` // words that stand in its sentence besides
	Retaliates word  `yaml:"retaliates"`
	Revises    word  `yaml:"revises"`
}

// decision joins or parts two claims, as an analyst ruled.
type decision struct {
	Merge words `yaml:"merge"`
	Split words `yaml:"split"`
}

// expected is what must come of one occurrence.
type expected struct {
	Name      word      `yaml:"name"`
	Claims    words     `yaml:"claims"`
	Leads     words     `yaml:"leads"`
	PartOf    word      `yaml:"part_of"`
	Status    word      `yaml:"status"`
	Accounts  []account `yaml:"accounts"`
	Estimates words     `yaml:"estimates"`
}

// account is what is expected of one claimant; only what is told is compared.
type account struct {
	By      word  `yaml:"by"` // an actor, or "source:" and a source
	Stance  word  `yaml:"stance"`
	Denies  word  `yaml:"denies"`
	Answers words `yaml:"answers"`
	Repeats words `yaml:"repeats"`
	Tells   words `yaml:"tells"` // figures, with what they replaced: `killed 9 of ARN-MIL was 5 was 7`
}

// asOf is what stood in estimates on an earlier day, by publication.
type asOf struct {
	Day       word  `yaml:"day"`
	Incident  word  `yaml:"incident"`
	Status    word  `yaml:"status"`
	Estimates words `yaml:"estimates"`
}

// words is a list of scalars; one alone may stand without brackets.
type words []word

// UnmarshalYAML keeps the line.
func (w *word) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: a list or record where one value is needed", n.Line)
	}
	*w = word{n.Value, n.Line}
	return nil
}

// UnmarshalYAML reads a list or a single value.
func (l *words) UnmarshalYAML(n *yaml.Node) error {
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	for _, n := range nodes {
		var w word
		if err := w.UnmarshalYAML(n); err != nil {
			return err
		}
		*l = append(*l, w)
	}
	return nil
}

func (l words) texts() []string {
	out := make([]string, 0, len(l))
	for _, w := range l {
		out = append(out, w.text)
	}
	return out
}

// Read reads a world strictly. Errors (ErrInvalid) name file and line: unknown keys, ids that aren't there or stand
// twice, notation that isn't understood, claims that nothing is expected of.
func Read(book *codebook.Book, file string, data []byte) (*World, error) {
	w := &World{Name: strings.TrimSuffix(path.Base(file), path.Ext(file)), file: file, data: data, book: book}
	if err := yaml.Load(bytes.TrimSpace(data), w, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", file, sanad.ErrInvalid, err)
	}
	if err := w.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", sanad.ErrInvalid, err)
	}
	return w, nil
}

// kinds are what makes a world hard.
var kinds = []string{
	"admission", "anniversary", "answers", "as-of", "captives", "compilation", "contradictory-dates", "copies", "correction",
	"crossing", "decision", "demarche", "denial", "disputed-status", "essay", "expulsion", "headline", "hoax",
	"inconsistent", "independent-count", "mutual", "nested", "nobody-named", "open-high", "parts-and-wholes",
	"period-total", "place-precision", "publication-date", "responsibility", "retaliation", "retraction", "revision",
	"running-toll", "same-day", "same-name", "sole-claimant", "sponsor", "talks", "third-party", "time-zone", "truce",
	"two-claim-responsibility", "vague",
}

// checking collects what is wrong with a world.
type checking struct {
	w        *World
	problems []error
	claims   map[string]word
	docs     map[string]word
}

func (c *checking) bad(at word, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s:%d: %s", c.w.file, at.line, fmt.Sprintf(format, args...)))
}

// new notes an id, which must not stand twice.
func (c *checking) new(kind string, seen map[string]word, id word) {
	if id.text == "" {
		c.bad(id, "a %s without id", kind)
	} else if old, twice := seen[id.text]; twice {
		c.bad(id, "%s %q stands twice, first in line %d", kind, id.text, old.line)
	}
	seen[id.text] = id
}

// known reports ids that aren't there.
func (c *checking) known(kind string, seen map[string]word, ids ...word) {
	for _, id := range ids {
		if _, ok := seen[id.text]; !ok && id.text != "" {
			c.bad(id, "no %s %q", kind, id.text)
		}
	}
}

func (c *checking) oneOf(w word, allowed ...string) {
	if w.text != "" && !slices.Contains(allowed, w.text) {
		c.bad(w, "%q: write one of %s", w.text, strings.Join(allowed, ", "))
	}
}

func (w *World) check() error {
	c := &checking{w: w, claims: map[string]word{}, docs: map[string]word{}}
	if w.About.text == "" || len(w.Kinds) == 0 {
		c.bad(word{line: 1}, "a world says what it is about and which kinds it is of")
	}
	for _, k := range w.Kinds {
		c.oneOf(k, kinds...)
	}
	for _, d := range w.Documents {
		c.new("document", c.docs, d.ID)
		for _, cl := range d.Claims {
			c.new("claim", c.claims, cl.ID)
		}
	}
	for _, d := range w.Documents {
		c.document(d)
	}
	c.expectations()
	if len(c.problems) == 0 {
		if _, err := w.Coded(); err != nil {
			return err
		}
	}
	return errors.Join(c.problems...)
}

func (c *checking) document(d document) {
	if _, ok := c.w.book.Source(d.Source.text); !ok {
		c.bad(d.Source, "no source %q", d.Source.text)
	}
	if sanad.LastDay(d.Published.text) == "" && d.Published.text != "" {
		c.bad(d.Published, "published %q is no date", d.Published.text)
	}
	c.known("document", c.docs, d.Copies)
	for _, cl := range d.Claims {
		c.known("claim", c.claims, cl.Retaliates, cl.Revises)
		c.oneOf(cl.Denies, "occurrence", "responsibility", "target", "cause", "figure")
		c.oneOf(cl.Modality, "actual", "future", "conditional", "demanded", "possible", "attempted")
		c.oneOf(cl.Holds, "harbours", "supports", "controls", "recognises", "member_of")
		c.oneOf(cl.Doubts, "true")
		c.oneOf(cl.Not, "true")
		if cl.Does.text == "" && cl.Holds.text == "" && len(cl.Figures) == 0 {
			c.bad(cl.ID, "claim %q says nothing", cl.ID.text)
		}
	}
}

// expectations must speak of each claim once and of each document's lead once.
func (c *checking) expectations() {
	placed, leads, names := map[string]word{}, map[string]word{}, map[string]word{}
	for _, e := range c.w.Expect {
		c.new("incident", names, e.Name)
		for _, id := range e.Claims {
			c.known("claim", c.claims, id)
			c.new("expected claim", placed, id)
		}
		for _, id := range e.Leads {
			c.known("document", c.docs, id)
			c.new("lead", leads, id)
		}
		c.oneOf(e.Status, "reported", "corroborated", "contested", "denied")
		for _, s := range e.Estimates {
			c.estimate(s)
		}
		for _, a := range e.Accounts {
			c.account(a)
		}
	}
	for _, id := range c.w.Unscored {
		c.known("claim", c.claims, id)
		c.new("expected claim", placed, id)
	}
	for id, at := range c.claims {
		if _, ok := placed[id]; !ok {
			c.bad(at, "nothing is expected of claim %q: put it in an incident or under unscored", id)
		}
	}
	for _, e := range c.w.Expect {
		c.known("incident", names, e.PartOf)
	}
	for _, a := range c.w.AsOf {
		if a.Status.text == "" && len(a.Estimates) == 0 {
			c.bad(a.Day, "nothing is expected as of %s", a.Day.text)
		}
		c.known("incident", names, a.Incident)
		for _, s := range a.Estimates {
			c.estimate(s)
		}
	}
	for _, d := range c.w.Decisions {
		c.known("claim", c.claims, append(slices.Clone(d.Merge), d.Split...)...)
		if len(d.Merge)+len(d.Split) != 2 {
			c.bad(word{line: 1}, "a decision merges two claims or splits two")
		}
	}
}

func (c *checking) estimate(s word) {
	e, err := estimate(s)
	if err == nil && e.group != "" {
		if _, ok := c.w.book.Actor(e.group); !ok {
			err = fmt.Errorf("no actor %q", e.group)
		}
	}
	if err == nil {
		if _, ok := c.w.book.Measure(e.measure); !ok {
			err = fmt.Errorf("no measure %q", e.measure)
		}
	}
	if err != nil {
		c.bad(s, "%v", err)
	}
}

func (c *checking) account(a account) {
	if id, ok := strings.CutPrefix(a.By.text, "source:"); ok {
		if _, ok := c.w.book.Source(id); !ok {
			c.bad(a.By, "no source %q", id)
		}
	} else if _, ok := c.w.book.Actor(a.By.text); !ok {
		c.bad(a.By, "no actor %q", a.By.text)
	}
	c.oneOf(a.Stance, "affirm", "deny", "question")
	c.oneOf(a.Denies, "occurrence", "responsibility", "target", "cause", "figure")
	c.known("claim", c.claims, a.Answers...)
	c.known("claim", c.claims, a.Repeats...)
	for _, s := range a.Tells {
		if _, _, err := said(c.w.book, s); err != nil {
			c.bad(s, "%v", err)
		}
	}
}

var wasForm = regexp.MustCompile(` was (\S+)`)

// said reads an account's figure and the values that it replaced, oldest first.
func said(book *codebook.Book, s word) (sanad.Figure, []sanad.Figure, error) {
	var old []sanad.Figure
	for _, m := range wasForm.FindAllStringSubmatch(s.text, -1) {
		var f sanad.Figure
		if err := value(book, m[1], &f); err != nil {
			return f, nil, err
		}
		old = append(old, f)
	}
	f, err := figure(book, 1, wasForm.ReplaceAllString(s.text, ""))
	return f, old, err
}
