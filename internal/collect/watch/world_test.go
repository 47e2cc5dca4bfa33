package watch

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/collect/fetch"
)

// memory is a State that forgets nothing but what it is told to.
type memory struct {
	mu       sync.Mutex
	records  map[string][]byte
	seen     map[string]bool
	position int64
	fail     error // of Save
}

func newMemory() *memory { return &memory{records: map[string][]byte{}, seen: map[string]bool{}} }

func (m *memory) Records(context.Context) (map[string][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.records), nil
}

func (m *memory) Save(_ context.Context, url string, record []byte, seen []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.records[url] = record
	for _, k := range seen {
		m.seen[k] = true
	}
	return nil
}

func (m *memory) Seen(_ context.Context, keys []string) (map[string]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]bool{}
	for _, k := range keys {
		if m.seen[k] {
			out[k] = true
		}
	}
	return out, nil
}

func (m *memory) Position(context.Context) (int64, error) { return m.position, nil }

func (m *memory) Recover(_ context.Context, seen []string, position int64) error {
	m.position = position
	return m.Save(context.Background(), "", nil, seen)
}

func (m *memory) Forget(context.Context) error {
	m.seen, m.position = map[string]bool{}, 0
	return nil
}

// evidence is a log of receipts alone, as far as a watcher reads it.
type evidence struct {
	sanad.Evidence
	entries []sanad.Entry
}

func (e *evidence) Size(context.Context) (int64, error) { return int64(len(e.entries)), nil }

func (e *evidence) Entries(_ context.Context, q sanad.EntryQuery, fn func(sanad.Entry) error) error {
	for i := q.From; i < int64(len(e.entries)); i++ {
		if err := fn(e.entries[i]); err != nil {
			return err
		}
	}
	return nil
}

// web answers requests in memory.
type web struct {
	mu     sync.Mutex
	serve  func(r *http.Request) (status int, header map[string]string, body string)
	asked  map[string][]time.Time // by address
	byHost map[string][]time.Time
}

func newWeb(serve func(r *http.Request) (int, map[string]string, string)) *web {
	return &web{serve: serve, asked: map[string][]time.Time{}, byHost: map[string][]time.Time{}}
}

func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.byHost[r.URL.Host] = append(w.byHost[r.URL.Host], now)
	if r.URL.Path == "/robots.txt" {
		return answer(404, nil, ""), nil
	}
	w.asked[r.URL.String()] = append(w.asked[r.URL.String()], now)
	return answer(w.serve(r)), nil
}

func (w *web) count(url string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.asked[url])
}

func answer(status int, header map[string]string, body string) *http.Response {
	h := http.Header{}
	for k, v := range header {
		h.Set(k, v)
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

// sink keeps items.
type sink struct {
	mu    sync.Mutex
	items []collect.Item
	fail  error
}

func (s *sink) keep(_ context.Context, item collect.Item) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.items = append(s.items, item)
	return nil
}

func (s *sink) texts() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, i := range s.items {
		out = append(out, i.Document.Text)
	}
	return strings.Join(out, "|")
}

// rig is a watcher with all that it works with.
type rig struct {
	*Watcher
	web   *web
	state *memory
	sink  *sink
	told  []string
	mu    sync.Mutex
}

func newRig(t *testing.T, subs []Subscription, state *memory, serve func(r *http.Request) (int, map[string]string, string)) *rig {
	t.Helper()
	r := &rig{web: newWeb(serve), state: state, sink: &sink{}}
	c, err := collect.New(collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.Watcher, err = New(t.Context(), subs, Options{
		Fetch: fetch.New(fetch.Options{Transport: r.web}), Collector: c, State: state, Sink: r.sink.keep,
		Report: func(err error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.told = append(r.told, err.Error())
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// round asks all that is due and fails the test where that can't be.
func (r *rig) round(t *testing.T) {
	t.Helper()
	if err := r.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// rss is a feed of items, each "guid link title".
func rss(items ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>The Herald</title>`)
	for _, item := range items {
		f := strings.SplitN(item, " ", 3)
		fmt.Fprintf(&b, "<item><guid isPermaLink=\"false\">%s</guid><link>%s</link><title>%s</title><description>%s, as the feed has it.</description></item>", f[0], f[1], f[2], f[2])
	}
	return b.String() + "</channel></rss>"
}

func page(text string) string {
	return "<html><head><title>T</title></head><body><article><p>" + text + "</p></article></body></html>"
}

func herald() []Subscription {
	return []Subscription{{URL: "http://herald.example/rss", Source: "herald", Every: time.Hour, Kind: KindFeed, Content: ContentPage}}
}
