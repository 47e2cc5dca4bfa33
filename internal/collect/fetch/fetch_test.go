package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"sanad.example/sanad"
)

// played is an answer of a server, and how asking for http://herald.example/ must end.
type played struct {
	about  string
	url    string // "": http://herald.example/
	names  map[string][]string
	handle http.HandlerFunc
	opts   Options
	req    Request
	kind   Kind // "": it must succeed
	is     error
	says   string // in the error, or in the body
	within time.Duration
	check  func(t *testing.T, w *world, r Response, f *Failure)
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, body)
	}
}

// at serves paths, "/robots.txt" with 404 unless it is among them.
func at(paths map[string]http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if fn := paths[r.URL.Path]; fn != nil {
			fn(w, r)
			return
		}
		http.NotFound(w, r)
	}
}

func to(status int, where string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", where)
		w.WriteHeader(status)
	}
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// coded serves a body that was packed.
func coded(coding string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Encoding", coding)
		_, _ = w.Write(body)
	}
}

func pack(t testing.TB, coding string, body []byte) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "deflate":
		w, _ = flate.NewWriter(&b, 9)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const gondor = "Arnor denied it, Gondor said."

func answers(t testing.TB) []played {
	bomb := bytes.Repeat([]byte("a"), 64<<20)
	endless := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(bytes.Repeat([]byte("a"), 64<<10)); err != nil {
				return
			}
		}
	}
	trickle := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte("a")); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			time.Sleep(time.Second)
		}
	}
	silent := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		<-r.Context().Done()
	}
	return []played{
		{about: "a page", handle: text(gondor), says: gondor, check: func(t *testing.T, w *world, r Response, _ *Failure) {
			if r.MediaType != "text/plain" || r.URL != "http://herald.example/" || r.Moved != "" || r.Received.IsZero() {
				t.Errorf("response %+v", r)
			}
			if got := w.asked[0].h.Get("User-Agent"); got != "sanad/1 (+https://sanad.example/contact)" {
				t.Errorf("User-Agent %q", got)
			}
		}, opts: Options{Agent: "sanad/1"}},
		{about: "packed with gzip", handle: coded("gzip", pack(t, "gzip", []byte(gondor))), says: gondor},
		{about: "packed with deflate, as the standard has it", handle: coded("deflate", pack(t, "zlib", []byte(gondor))), says: gondor},
		{about: "packed with deflate, as some servers have it", handle: coded("deflate", pack(t, "deflate", []byte(gondor))), says: gondor},
		{about: "packed with brotli", handle: coded("br", pack(t, "br", []byte(gondor))), says: gondor},
		{about: "packed with zstd", handle: coded("zstd", pack(t, "zstd", []byte(gondor))), says: gondor},
		{about: "packed twice", handle: coded("br, gzip", pack(t, "gzip", pack(t, "br", []byte(gondor)))), says: gondor},
		{about: "packed three times", handle: coded("gzip, gzip, gzip", pack(t, "gzip", pack(t, "gzip", pack(t, "gzip", []byte(gondor))))), kind: Encoding, is: sanad.ErrInvalid, says: "3 times over"},
		{about: "packed by something unknown", handle: coded("compress", []byte(gondor)), kind: Encoding, is: sanad.ErrInvalid, says: `"compress"`},
		{about: "not packed in spite of its header", handle: coded("gzip", []byte(gondor)), kind: Encoding, is: sanad.ErrInvalid, says: "isn't gzip"},
		{about: "packed, cut short", handle: coded("gzip", pack(t, "gzip", []byte(gondor))[:20]), kind: Encoding, is: sanad.ErrInvalid, says: "can't be unpacked"},
		{about: "a gzip bomb", handle: coded("gzip", pack(t, "gzip", bomb)), kind: TooLarge, is: sanad.ErrTooLarge, says: "over 33554432 bytes"},
		{about: "a gzip bomb in a gzip", handle: coded("gzip, gzip", pack(t, "gzip", pack(t, "gzip", bomb))), kind: TooLarge, is: sanad.ErrTooLarge},
		{about: "a deflate bomb", handle: coded("deflate", pack(t, "zlib", bomb)), kind: TooLarge, is: sanad.ErrTooLarge},
		{about: "a brotli bomb", handle: coded("br", pack(t, "br", bomb)), kind: TooLarge, is: sanad.ErrTooLarge},
		{about: "a zstd bomb", handle: coded("zstd", pack(t, "zstd", bomb)), kind: TooLarge, is: sanad.ErrTooLarge},
		{about: "an endless body", handle: endless, kind: TooLarge, is: sanad.ErrTooLarge},
		{about: "a body a byte a second", handle: trickle, kind: Slow, is: sanad.ErrUnavailable, says: "under 512 bytes a second", within: 15 * time.Second, opts: Options{Tries: 1}},
		{about: "no answer", handle: silent, kind: Timeout, is: sanad.ErrUnavailable, within: 70 * time.Second, opts: Options{Tries: 1}},
		{about: "huge headers", handle: status(200, "X", strings.Repeat("a", 80<<10)), kind: TooLarge, is: sanad.ErrTooLarge, says: "headers"},
		{about: "a cut connection", handle: func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, gondor)
			panic(http.ErrAbortHandler)
		}, kind: Connection, is: sanad.ErrUnavailable, opts: Options{Tries: 1}},
		{about: "404", handle: status(404), kind: Missing, is: sanad.ErrNotFound, says: "check the address"},
		{about: "410", handle: status(410), kind: Gone, is: sanad.ErrNotFound, says: "won't come back"},
		{about: "403", handle: status(403), kind: Status, is: sanad.ErrUnavailable, says: "403 Forbidden"},
		{about: "204", handle: status(204), kind: Status, is: sanad.ErrUnavailable, says: "204"},
		{about: "500, three times", handle: status(500), kind: Status, is: sanad.ErrUnavailable, says: "500", check: func(t *testing.T, w *world, _ Response, _ *Failure) {
			if n := len(w.times("http://herald.example/")); n != 3 {
				t.Errorf("asked %d times", n)
			}
		}},
		{about: "503 and then an answer", handle: once(503, gondor), says: gondor},
		{about: "429 with seconds and then an answer", handle: once(429, gondor, "Retry-After", "90"), says: gondor, check: waited(90 * time.Second)},
		{about: "429 with a date and then an answer", handle: once(429, gondor, "Retry-After", "Sat, 01 Jan 2000 00:01:30 GMT", "Date", "Sat, 01 Jan 2000 00:00:00 GMT"), says: gondor, check: waited(90 * time.Second)},
		{about: "429 for an hour", handle: status(429, "Retry-After", "3600"), kind: Busy, is: sanad.ErrUnavailable, says: "later", within: 5 * time.Second, check: func(t *testing.T, _ *world, _ Response, f *Failure) {
			if f.RetryAfter != time.Hour {
				t.Errorf("retry after %s", f.RetryAfter)
			}
		}},
		{about: "429 for ten years", handle: status(429, "Retry-After", "315360000"), kind: Busy, is: sanad.ErrUnavailable, check: func(t *testing.T, _ *world, _ Response, f *Failure) {
			if f.RetryAfter != MaxBlock {
				t.Errorf("retry after %s", f.RetryAfter)
			}
		}},
		{about: "429 with nonsense", handle: status(429, "Retry-After", "soon"), kind: Busy, is: sanad.ErrUnavailable},
		{about: "304", handle: status(304), req: Request{ETag: `"a"`}, check: func(t *testing.T, w *world, r Response, _ *Failure) {
			if !r.NotModified || len(r.Body) > 0 {
				t.Errorf("response %+v", r)
			}
			if h := w.asked[len(w.asked)-1].h; h.Get("If-None-Match") != `"a"` {
				t.Errorf("headers %v", h)
			}
		}},
		{about: "304 that nobody asked for", handle: status(304), kind: Status, is: sanad.ErrUnavailable, says: "304"},
		{about: "an ETag with a line end isn't sent back", handle: text(gondor), req: Request{ETag: "a\r\nX: b"}, says: gondor},
		{about: "an unknown name", names: map[string][]string{"herald.example": nil}, handle: text(gondor), kind: Name, is: sanad.ErrUnavailable, says: "herald.example", opts: Options{Tries: 1}},
		{about: "no connection", names: map[string][]string{"herald.example": {"198.35.26.13"}}, handle: text(gondor), kind: Connection, is: sanad.ErrUnavailable, says: "connection refused", opts: Options{Tries: 1}},
		{about: "plain text where TLS is expected", url: "https://herald.example/", handle: text(gondor), kind: TLS, is: sanad.ErrUnavailable, says: "certificate", opts: Options{Tries: 1}},
	}
}

// once answers with a status at first, then with a body.
func once(code int, body string, headers ...string) http.HandlerFunc {
	first := true
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" && first {
			first = false
			status(code, headers...)(w, r)
			return
		}
		text(body)(w, r)
	}
}

// waited holds that the second asking came so much later than the first.
func waited(least time.Duration) func(*testing.T, *world, Response, *Failure) {
	return func(t *testing.T, w *world, _ Response, _ *Failure) {
		times := w.times("http://herald.example/")
		if len(times) != 2 || times[1].Sub(times[0]) < least {
			t.Errorf("asked at %v", times)
		}
	}
}

func redirected() []played {
	circle := at(map[string]http.HandlerFunc{"/": to(302, "/a"), "/a": to(302, "/b"), "/b": to(302, "/a")})
	long := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		to(302, r.URL.Path+"a")(w, r)
	}
	moved := at(map[string]http.HandlerFunc{"/": to(301, "/a"), "/a": to(308, "http://news.example/b"), "/b": to(302, "/c"), "/c": text(gondor)})
	return []played{
		{about: "a permanent redirect", handle: moved, says: gondor, check: func(t *testing.T, _ *world, r Response, _ *Failure) {
			if r.Moved != "http://news.example/b" || r.URL != "http://news.example/c" {
				t.Errorf("moved %q, answered by %q", r.Moved, r.URL)
			}
		}},
		{about: "a redirect for now, then for ever", handle: at(map[string]http.HandlerFunc{"/": to(307, "/a"), "/a": to(301, "/b"), "/b": text(gondor)}), says: gondor, check: func(t *testing.T, _ *world, r Response, _ *Failure) {
			if r.Moved != "" {
				t.Errorf("moved %q", r.Moved)
			}
		}},
		{about: "redirects in a circle", handle: circle, kind: Redirects, is: sanad.ErrInvalid, says: "in a circle"},
		{about: "redirects without end", handle: long, kind: Redirects, is: sanad.ErrInvalid, says: "over 10"},
		{about: "a redirect to nowhere", handle: status(302), kind: Redirects, is: sanad.ErrInvalid, says: "nowhere"},
		{about: "a redirect to nonsense", handle: at(map[string]http.HandlerFunc{"/": to(302, "http://[::1")}), kind: Redirects, is: sanad.ErrInvalid, says: "nowhere"},
		{about: "a redirect to a file", handle: at(map[string]http.HandlerFunc{"/": to(302, "file:///etc/passwd")}), kind: Refused, is: sanad.ErrInvalid, says: "isn't one of the web"},
		{about: "a redirect to a password", handle: at(map[string]http.HandlerFunc{"/": to(302, "http://a:b@herald.example/")}), kind: Refused, is: sanad.ErrInvalid, says: "password"},
		{about: "a redirect to the cloud's metadata", handle: at(map[string]http.HandlerFunc{"/": to(302, "http://169.254.169.254/latest/meta-data/")}), kind: Refused, is: sanad.ErrInvalid, says: "metadata"},
		{about: "a redirect to this machine", handle: at(map[string]http.HandlerFunc{"/": to(301, "http://127.0.0.1/admin")}), kind: Refused, is: sanad.ErrInvalid, says: "this machine's own"},
		{about: "a redirect to this machine by IPv6", handle: at(map[string]http.HandlerFunc{"/": to(301, "http://[::1]/admin")}), kind: Refused, is: sanad.ErrInvalid, says: "this machine's own"},
		{about: "a redirect to a name that stands for a private address", names: map[string][]string{"inside.example": {"10.0.0.5"}}, handle: at(map[string]http.HandlerFunc{"/": to(302, "http://inside.example/")}), kind: Refused, is: sanad.ErrInvalid, says: "10.0.0.5 is private"},
		{about: "a redirect to another port", handle: at(map[string]http.HandlerFunc{"/": to(302, "http://herald.example:22/")}), kind: Refused, is: sanad.ErrInvalid, says: "port 22"},
		{about: "a name that stands for this machine the second time", names: map[string][]string{"herald.example": {"198.35.26.96", "127.0.0.1"}}, handle: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Connection", "close") // so that each request looks the name up again
			http.NotFound(w, r)
		}, kind: Refused, is: sanad.ErrInvalid, says: "127.0.0.1"},
	}
}

func refused() []played {
	robots := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				_, _ = io.WriteString(w, body)
				return
			}
			text(gondor)(w, r)
		}
	}
	out := []played{
		{about: "no scheme", url: "herald.example", kind: Refused, is: sanad.ErrInvalid},
		{about: "another scheme", url: "gopher://herald.example/", kind: Refused, is: sanad.ErrInvalid},
		{about: "no host", url: "http:///a", kind: Refused, is: sanad.ErrInvalid},
		{about: "a password", url: "http://a:b@herald.example/", kind: Refused, is: sanad.ErrInvalid, says: "leave it out"},
		{about: "an address of 5,000 bytes", url: "http://herald.example/" + strings.Repeat("a", 5000), kind: Refused, is: sanad.ErrInvalid, says: "over 4096"},
		{about: "robots.txt that forbids", handle: robots("User-agent: *\nDisallow: /\n"), kind: Robots, is: sanad.ErrUnavailable, says: "asks not to"},
		{about: "robots.txt that forbids us by name", handle: robots("User-agent: sanad\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), kind: Robots, is: sanad.ErrUnavailable},
		{about: "robots.txt that forbids others", handle: robots("User-agent: greedy\nDisallow: /\n"), says: gondor},
		{about: "robots.txt that forbids another path", handle: robots("User-agent: *\nDisallow: /private\n"), says: gondor},
		{about: "robots.txt that is a page", handle: robots("<html><body>Not here.</body></html>"), says: gondor},
		{about: "robots.txt of a megabyte", handle: robots("User-agent: *\nDisallow: /\n" + strings.Repeat("# a\n", 300_000)), kind: Robots, is: sanad.ErrUnavailable},
		{about: "robots.txt of nothing but zeros", handle: robots(strings.Repeat("\x00", 10_000)), says: gondor},
		{about: "robots.txt that can't be had", handle: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, kind: Robots, is: sanad.ErrUnavailable},
		{about: "robots.txt that redirects in a circle", handle: func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				to(302, "/robots.txt")(w, r)
				return
			}
			text(gondor)(w, r)
		}, says: gondor},
		{about: "robots.txt that redirects to this machine", handle: func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				to(302, "http://127.0.0.1/")(w, r)
				return
			}
			text(gondor)(w, r)
		}, kind: Refused, is: sanad.ErrInvalid},
		{about: "crawl-delay", handle: robots("User-agent: *\nCrawl-delay: 20\n"), says: gondor},
	}
	for _, a := range []string{
		"127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
		"192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1",
		"fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "fec0::1",
	} {
		out = append(out, played{
			about: "a name that stands for " + a, names: map[string][]string{"herald.example": {a}}, handle: text(gondor),
			kind: Refused, is: sanad.ErrInvalid, says: "only public servers",
		})
	}
	return out
}

// TestAnswers plays every answer of a server and holds how asking ends.
func TestAnswers(t *testing.T) {
	seen := map[string]bool{}
	for _, cases := range [][]played{answers(t), redirected(), refused()} {
		for _, p := range cases {
			if seen[p.about] {
				t.Errorf("%q stands twice", p.about)
			}
			seen[p.about] = true
			t.Run(p.about, func(t *testing.T) { inBubble(t, p.play) })
		}
	}
	if len(seen) < 90 {
		t.Errorf("only %d cases", len(seen))
	}
}

func (p played) play(t *testing.T) {
	w := newWorld(t, p.handle)
	for name, list := range p.names {
		w.names[name] = list
	}
	c := w.client(t, p.opts)
	p.req.URL = p.url
	if p.url == "" {
		p.req.URL = "http://herald.example/"
	}
	began := time.Now()
	r, err := c.Get(t.Context(), p.req)
	var f *Failure
	switch {
	case p.kind == "" && err != nil:
		t.Fatal(err)
	case p.kind == "" && !strings.Contains(string(r.Body), p.says):
		t.Errorf("body %.100q, want %q", r.Body, p.says)
	case p.kind != "":
		if !errors.As(err, &f) || f.Kind != p.kind || !errors.Is(err, p.is) || !strings.Contains(err.Error(), p.says) {
			t.Fatalf("error %v, want %s, %v, %q", err, p.kind, p.is, p.says)
		}
		if f.Remedy == "" || f.Origin == "" || strings.ContainsAny(err.Error(), "\n\r") || strings.Contains(err.Error(), "a:b@") {
			t.Errorf("error %q", err)
		}
	}
	if took := time.Since(began); p.within > 0 && took > p.within {
		t.Errorf("took %s", took)
	}
	if p.check != nil {
		p.check(t, w, r, f)
	}
}

// TestPace holds that one host is asked one request at a time, with the delay between them, while others
// aren't kept waiting.
func TestPace(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		open := map[string]int{}
		var w *world
		w = newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
			w.mu.Lock()
			open[r.Host]++
			if open[r.Host] > 1 {
				t.Errorf("%d requests at once to %s", open[r.Host], r.Host)
			}
			w.mu.Unlock()
			time.Sleep(300 * time.Millisecond)
			w.mu.Lock()
			open[r.Host]--
			w.mu.Unlock()
			text(gondor)(rw, r)
		})
		c := w.client(t, Options{Delay: 5 * time.Second})
		began := time.Now()
		done := make(chan error)
		for i := range 40 {
			go func() {
				_, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("http://host%d.example/%d", i%10, i)})
				done <- err
			}()
		}
		for range 40 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(began); took < 20*time.Second || took > 30*time.Second { // robots.txt and four pages a host
			t.Errorf("took %s", took)
		}
		w.gaps(t, 5*time.Second)
	})
}

// gaps holds that no host was asked twice within a delay.
func (w *world) gaps(t *testing.T, least time.Duration) {
	t.Helper()
	last := map[string]time.Time{}
	for _, a := range w.asked {
		host := strings.Split(a.url, "/")[2]
		if before, ok := last[host]; ok && a.at.Sub(before) < least-time.Microsecond { // the limiter reckons in floating point
			t.Errorf("%s asked %s after the one before", a.url, a.at.Sub(before))
		}
		last[host] = a.at
	}
}

// TestCrawlDelay holds that a longer delay that robots.txt asks for is kept, and robots.txt asked for once a
// day.
func TestCrawlDelay(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				_, _ = io.WriteString(rw, "User-agent: *\nCrawl-delay: 30\n")
				return
			}
			text(gondor)(rw, r)
		})
		c := w.client(t, Options{})
		for i := range 5 {
			if _, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("http://herald.example/%d", i)}); err != nil {
				t.Fatal(err)
			}
		}
		for i := 2; i < 5; i++ {
			a, b := w.times(fmt.Sprintf("http://herald.example/%d", i-1))[0], w.times(fmt.Sprintf("http://herald.example/%d", i))[0]
			if b.Sub(a) < 30*time.Second {
				t.Errorf("only %s between pages", b.Sub(a))
			}
		}
		time.Sleep(23 * time.Hour)
		_, _ = c.Get(t.Context(), Request{URL: "http://herald.example/a"})
		if n := len(w.times("http://herald.example/robots.txt")); n != 1 {
			t.Errorf("robots.txt asked for %d times within a day", n)
		}
		time.Sleep(2 * time.Hour)
		_, _ = c.Get(t.Context(), Request{URL: "http://herald.example/b"})
		if n := len(w.times("http://herald.example/robots.txt")); n != 2 {
			t.Errorf("robots.txt asked for %d times in over a day", n)
		}
	})
}

// TestBusyHost holds that nobody asks a host before the time that it has asked for.
func TestBusyHost(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, at(map[string]http.HandlerFunc{
			"/busy": status(429, "Retry-After", "600"), "/a": text(gondor),
		}))
		c := w.client(t, Options{})
		began := time.Now()
		if _, err := c.Get(t.Context(), Request{URL: "http://herald.example/busy"}); err == nil {
			t.Fatal("no error")
		}
		if _, err := c.Get(t.Context(), Request{URL: "http://herald.example/a"}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < 10*time.Minute {
			t.Errorf("asked again after %s", took)
		}
	})
}

// TestStop holds that a call ends with its context, wherever it waits.
func TestStop(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, status(429, "Retry-After", "100"))
		c := w.client(t, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if _, err := c.Get(ctx, Request{URL: "http://herald.example/"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}
