package watch

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"sanad.example/sanad"
)

// Bounds on a list.
const (
	MaxList       = 4 << 20 // bytes
	MaxFeeds      = 20_000
	DefaultEvery  = 30 * time.Minute
	LeastEvery    = time.Minute
	LongestEvery  = 30 * 24 * time.Hour
	maxLabel      = 200
	placeholderOf = "https://herald.example/rss"
)

// Kind is what is followed.
type Kind string

// The kinds: a feed of entries, or a page whose text changes.
const (
	KindFeed Kind = "feed"
	KindPage Kind = "page"
)

// Content is where an entry's text is taken from.
type Content string

// The contents: the page that an entry leads to, or the entry itself.
const (
	ContentPage  Content = "page"
	ContentEntry Content = "entry"
)

// Subscription is one feed or page that is followed.
type Subscription struct {
	URL     string
	Source  string // id of the source, for its documents
	Every   time.Duration
	Kind    Kind
	Lang    string
	Content Content
}

// Problem is what is wrong with a list, and where. It wraps ErrInvalid, or ErrTooLarge.
type Problem struct {
	File         string
	Line, Column int
	Err          error
	Remedy       string
}

// Error is "feeds.yaml:3:10: message; remedy".
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %v; %s", p.File, p.Line, p.Column, p.Err, p.Remedy)
}

// Unwrap returns Err.
func (p *Problem) Unwrap() error { return p.Err }

// ParseList reads a list of feeds as docs/formats/feeds.md describes it. file names it in problems. Errors:
// all problems, joined.
func ParseList(file string, data []byte) ([]Subscription, error) {
	l := &list{file: file, lines: map[string]int{}}
	if len(data) > MaxList {
		return nil, &Problem{file, 1, 1, fmt.Errorf("%d bytes: %w", len(data), sanad.ErrTooLarge), fmt.Sprintf("split it: at most %d", MaxList)}
	}
	root, err := parseYAML(data)
	if err != nil {
		line, column := placeOf(err)
		return nil, &Problem{file, line, column, fmt.Errorf("%w: %v", sanad.ErrInvalid, err), "indent with spaces, and put values with a colon in quotation marks"}
	}
	l.root(root)
	if len(l.problems) > 0 {
		return nil, errors.Join(l.problems...)
	}
	return l.all, nil
}

// parseYAML returns the document's node, nil where there is nothing. It recovers: bytes from outside must
// not stop the rest.
func parseYAML(data []byte) (node *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			node, err = nil, fmt.Errorf("not YAML: %v", r)
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

var linePlace = regexp.MustCompile(`line (\d+)(?:,? column (\d+))?`)

// placeOf is where YAML stops being such.
func placeOf(err error) (line, column int) {
	line, column = 1, 1
	if m := linePlace.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		if m[2] != "" {
			column, _ = strconv.Atoi(m[2])
		}
	}
	return line, column
}

// list collects what a file has, and what is wrong with it.
type list struct {
	file     string
	all      []Subscription
	standard Subscription
	lines    map[string]int // of each address
	problems []error
}

func (l *list) problem(n *yaml.Node, remedy, format string, args ...any) {
	if len(l.problems) < 50 {
		l.problems = append(l.problems, &Problem{
			l.file, max(1, n.Line), max(1, n.Column),
			fmt.Errorf("%w: %s", sanad.ErrInvalid, fmt.Sprintf(format, args...)), remedy,
		})
	}
}

func (l *list) root(n *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		if n == nil {
			n = &yaml.Node{}
		}
		l.problem(n, "begin with \"feeds:\" and list \"- url: "+placeholderOf+"\" below it", "no list of feeds")
		return
	}
	l.standard = Subscription{Every: DefaultEvery, Kind: KindFeed, Content: ContentPage}
	feeds := (*yaml.Node)(nil)
	l.fields(n, func(key, value *yaml.Node) {
		switch key.Value {
		case "defaults":
			l.standard, _ = l.subscription(value, []string{"every", "kind", "lang", "content", "source"})
		case "feeds":
			feeds = value
		default:
			l.problem(key, "known are defaults and feeds", "unknown field %q", clip(key.Value))
		}
	})
	switch {
	case feeds == nil:
		l.problem(n, "list \"- url: "+placeholderOf+"\" below \"feeds:\"", "no \"feeds\"")
	case feeds.Kind != yaml.SequenceNode:
		l.problem(feeds, "put \"- \" before each feed", "\"feeds\" isn't a list")
	case len(feeds.Content) > MaxFeeds:
		l.problem(feeds, fmt.Sprintf("at most %d: split the list", MaxFeeds), "%d feeds", len(feeds.Content))
	default:
		for _, item := range feeds.Content {
			l.add(item)
		}
	}
}

// fields calls fn for each field of a mapping, and refuses what stands twice.
func (l *list) fields(n *yaml.Node, fn func(key, value *yaml.Node)) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			l.problem(key, "leave one of them out", "%q stands twice", clip(key.Value))
			continue
		}
		seen[key.Value] = true
		fn(key, n.Content[i+1])
	}
}

func (l *list) add(n *yaml.Node) {
	s, ok := l.subscription(n, []string{"url", "source", "every", "kind", "lang", "content"})
	if !ok {
		return
	}
	if s.URL == "" {
		l.problem(n, "give url: "+placeholderOf, "a feed without \"url\"")
		return
	}
	if line, twice := l.lines[s.URL]; twice {
		l.problem(n, fmt.Sprintf("it stands in line %d already: leave one out", line), "%q stands twice", clip(s.URL))
		return
	}
	if s.Source == "" {
		l.problem(n, "give source: the id of who publishes it", "a feed without \"source\"")
		return
	}
	l.lines[s.URL] = n.Line
	l.all = append(l.all, s)
}

var langTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// subscription reads one mapping over the defaults.
func (l *list) subscription(n *yaml.Node, known []string) (Subscription, bool) {
	s := l.standard
	before := len(l.problems)
	if n.Kind != yaml.MappingNode {
		l.problem(n, "give fields, such as \"url: "+placeholderOf+"\"", "not a feed's fields")
		return s, false
	}
	l.fields(n, func(key, value *yaml.Node) {
		switch {
		case !slices.Contains(known, key.Value):
			l.problem(key, "known are "+strings.Join(known, ", "), "unknown field %q", clip(key.Value))
		case value.Kind != yaml.ScalarNode:
			l.problem(value, "give one value", "%q isn't one value", key.Value)
		default:
			l.set(&s, key.Value, value)
		}
	})
	return s, len(l.problems) == before
}

// set reads the value of a field that is known.
func (l *list) set(s *Subscription, name string, n *yaml.Node) {
	v := strings.TrimSpace(n.Value)
	switch name {
	case "url":
		u, err := url.Parse(v)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(v) > 4096 {
			l.problem(n, "give an http or https address without a password", "url %q", clip(v))
		}
		s.URL = v
	case "source":
		if s.Source = v; v == "" || len(v) > maxLabel {
			l.problem(n, fmt.Sprintf("give an id of at most %d bytes", maxLabel), "source %q", clip(v))
		}
	case "every":
		l.every(s, n, v)
	case "kind":
		if s.Kind = Kind(v); s.Kind != KindFeed && s.Kind != KindPage {
			l.problem(n, "give feed or page", "kind %q", clip(v))
		}
	case "lang":
		if s.Lang = v; !langTag.MatchString(v) {
			l.problem(n, `give a tag such as en, ur or ps`, "lang %q", clip(v))
		}
	case "content":
		if s.Content = Content(v); s.Content != ContentPage && s.Content != ContentEntry {
			l.problem(n, "give page or entry", "content %q", clip(v))
		}
	}
}

var everyForm = regexp.MustCompile(`^(\d{1,5})(m|h|d)$`)

func (l *list) every(s *Subscription, n *yaml.Node, v string) {
	remedy := "give minutes, hours or days from 1m to 30d: 15m, 2h, 1d"
	m := everyForm.FindStringSubmatch(v)
	if m == nil {
		l.problem(n, remedy, "every %q", clip(v))
		return
	}
	count, _ := strconv.Atoi(m[1]) // at most five digits
	s.Every = time.Duration(count) * map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[m[2]]
	if s.Every < LeastEvery || s.Every > LongestEvery {
		l.problem(n, remedy, "every %q", clip(v))
	}
}

// clip is a value as it is quoted in a problem.
func clip(s string) string {
	if runes := []rune(s); len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return s
}
