package web

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/web/webtest"
)

func newHandler(t *testing.T, r sanad.Reader) http.Handler {
	t.Helper()
	h, err := New(Options{Reader: r, Book: webtest.Book(), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func newReader(t *testing.T, extra int) *webtest.Reader {
	t.Helper()
	r, err := webtest.NewReader(extra)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ask(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", nil)
	u, err := url.Parse(target)
	if err != nil {
		panic(err)
	}
	r.URL, r.RequestURI, r.Host = u, target, "127.0.0.1:8080"
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(t *testing.T, h http.Handler, target string) string {
	t.Helper()
	w := ask(h, "GET", target)
	if w.Code != 200 {
		t.Fatalf("%s: %d\n%s", target, w.Code, w.Body)
	}
	return w.Body.String()
}

func TestPagesAnswer(t *testing.T) {
	r := newReader(t, 30)
	h := newHandler(t, r)
	doc := r.Coded[0]
	for target, want := range map[string]string{
		"/":                               "Latest claims",
		"/claims":                         "Claims",
		"/claims?cursor=25":               "Newest",
		"/claims?as_of=3019-03-16":        "As recorded up to 16 Mar 3019",
		"/documents":                      "Gondor denies burning the mill",
		"/documents?source=PALANTIR":      "Palantír News",
		"/documents/mill":                 "Claims in this text",
		"/documents/" + doc.Document.ID:   "Claims in this text",
		"/claims/" + doc.Claims[0].ID:     "What was read, field by field",
		"/about":                          "How to read these pages",
		"/healthz":                        "ok",
		"/robots.txt":                     "Disallow: /",
		"/favicon.ico":                    "<svg",
		"/api/claims?limit=2":             `"next": "2"`,
		"/api/documents/mill":             `"text": "A mill burned`,
		"/api/claims/" + doc.Claims[0].ID: `"voice": "source"`,
	} {
		if body := get(t, h, target); !strings.Contains(body, want) {
			t.Errorf("%s has no %q:\n%s", target, want, body)
		}
	}
}

func TestTroubles(t *testing.T) {
	r := newReader(t, 0)
	r.Redacted = []string{"gone"}
	h := newHandler(t, r)
	for target, want := range map[string]int{
		"/nowhere": 404, "/claims/none": 404, "/documents/none": 404, "/api/claims/none": 404, "/static/none.css": 404,
		"/documents/mill?claim=none": 404, "/documents/gone": 410, "/api/documents/gone": 410,
		"/claims?stnace=deny": 400, "/claims?stance=maybe": 400, "/claims?from=yesterday": 400, "/claims?limit=0": 400,
		"/claims?limit=201": 400, "/claims?speaker=A&speaker=B": 400, "/claims?as_of=soon": 400, "/claims?cursor=x": 400,
		"/claims?q=" + strings.Repeat("x", 300): 400, "/claims?q=" + strings.Repeat("x", 5000): 414,
		"/documents?stance=deny": 400, "/documents/mill?q=x": 400, "/about?x=1": 400, "/": 200,
		"/claims?q=%zz": 400, "/claims?q=a;b": 400, "/?q=%": 400, "/api/claims?stance=deny;type=ASSAULT": 400, "/documents?q=%zz": 400,
	} {
		w := ask(h, "GET", target)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", clip(target), w.Code, want)
		}
		if want == 200 {
			continue
		}
		if strings.HasPrefix(target, "/api/") {
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != want || p.Remedy == "" {
				t.Errorf("%s: %v\n%s", target, err, w.Body)
			}
		} else if body := w.Body.String(); !strings.Contains(body, "<h1>") || !strings.Contains(body, `href="/"`) {
			t.Errorf("%s: no page that says what to do:\n%s", clip(target), body)
		}
	}
}

func TestServerTroubleIsNotTold(t *testing.T) {
	r := newReader(t, 0)
	h := newHandler(t, r)
	for err, want := range map[error]int{
		fmt.Errorf("read /secret/place: %w", sanad.ErrDamaged): 500, fmt.Errorf("open /secret/place: %w", sanad.ErrConflict): 503,
		fmt.Errorf("/secret/place: %w", context.DeadlineExceeded): 503, fmt.Errorf("/secret/place: %w", sanad.ErrNewer): 500,
	} {
		r.Err = err
		for _, target := range []string{"/", "/claims", "/documents", "/documents/mill", "/healthz", "/api/claims"} {
			w := ask(h, "GET", target)
			if w.Code != want || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("%v at %s: %d\n%s", err, target, w.Code, w.Body)
			}
		}
	}
}

type panicking struct{ sanad.Reader }

func (panicking) Overview(context.Context) (sanad.Overview, error) { panic("secret") }

func TestPanicIsOneRequests(t *testing.T) {
	h := newHandler(t, panicking{newReader(t, 0)})
	if w := ask(h, "GET", "/"); w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
	get(t, h, "/claims")
}

func TestOnlyThisMachine(t *testing.T) {
	h := newHandler(t, newReader(t, 0))
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "localhost:8080": 200, "LOCALHOST:8080": 200, "[::1]:8080": 200, "127.0.0.1": 200, "127.9.9.9:1": 200, "[::ffff:127.0.0.1]:1": 200,
		"": 421, "evil.example": 421, "localhost.evil.example:8080": 421, "127.0.0.1.evil.example": 421, "0.0.0.0:8080": 421,
		"10.0.0.1:8080": 421, "localhost:8080:8080": 421, "[::]:8080": 421, "127.0.0.1@evil.example": 421,
	} {
		if w := ask(h, "GET", "/", "Host", host); w.Code != want {
			t.Errorf("host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func TestOnlyTheRightPort(t *testing.T) {
	h := newHandler(t, newReader(t, 0))
	for host, want := range map[string]int{"localhost:8080": 200, "localhost:9": 421, "localhost": 421} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		local := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(local))))
		if w.Code != want {
			t.Errorf("host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func TestOnlyReading(t *testing.T) {
	h := newHandler(t, newReader(t, 0))
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"} {
		if w := ask(h, method, "/claims"); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	whole, head := ask(h, "GET", "/claims"), ask(h, "HEAD", "/claims")
	if head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != whole.Header().Get("Content-Length") {
		t.Errorf("HEAD: %d, %d bytes, headers %v", head.Code, head.Body.Len(), head.Header())
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	h := newHandler(t, newReader(t, 0))
	for _, target := range []string{"/", "/none", "/api/claims", "/api/none", "/healthz", "/documents/hostile", "/favicon.ico"} {
		for _, host := range []string{"127.0.0.1:8080", "evil.example"} {
			head := ask(h, "GET", target, "Host", host).Header()
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin", "Content-Security-Policy": policy,
			} {
				if head.Get(name) != want {
					t.Errorf("%s by %s: %s is %q", target, host, name, head.Get(name))
				}
			}
		}
	}
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy has no %s", part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
}

// Hostile texts stay texts: no element, no address and no direction of theirs reaches a page.
func TestHostileDocument(t *testing.T) {
	r := newReader(t, 0)
	h := newHandler(t, r)
	i := slices.IndexFunc(r.Coded, func(c sanad.Coded) bool { return c.Document.Name == "hostile" })
	claim := r.Coded[i].Claims[0]
	link := regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	for _, target := range []string{"/", "/claims?q=Wormtongue", "/documents", "/documents/hostile", "/documents/talks", "/documents/hostile?claim=" + claim.ID, "/claims/" + claim.ID, "/claims?q=%3Cscript%3Ealert(9)%3C/script%3E%22onfocus%3D", "/claims?speaker=%22%3E%3Cscript%3Ealert(8)"} {
		body := get(t, h, target)
		for _, bad := range []string{"<script>", "<img", "onerror=\"", "<i>men", "<rule>", "\u202e", "\u2066", "\u2067", "\a"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s has %q", target, bad)
			}
		}
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") && !strings.HasPrefix(m[1], "https://dale.example/") && !strings.HasPrefix(m[1], "https://palantir.example/") {
				t.Errorf("%s links to %q", target, m[1])
			}
			if strings.HasPrefix(m[1], "//") {
				t.Errorf("%s links elsewhere: %q", target, m[1])
			}
		}
	}
	if body := get(t, h, "/documents/hostile"); !strings.Contains(body, "U+202E") || !strings.Contains(body, "U+2066") || strings.Contains(body, "U+000D") {
		t.Errorf("hidden characters aren't shown for what they are:\n%s", body)
	}
}

func TestLinksOutAreGuarded(t *testing.T) {
	body := get(t, newHandler(t, newReader(t, 0)), "/documents/summary")
	if !strings.Contains(body, `href="https://dale.example/tolls" rel="noopener noreferrer nofollow"`) {
		t.Errorf("no guarded link to the report:\n%s", body)
	}
}

// Every claim on a page stands under the one who makes it.
func TestNoClaimWithoutItsClaimant(t *testing.T) {
	body := get(t, newHandler(t, newReader(t, 30)), "/claims?limit=200")
	articles := strings.Split(body, "<article")[1:]
	if len(articles) != 49 {
		t.Fatalf("%d claims", len(articles))
	}
	speaker := regexp.MustCompile(`(?s)<span class="speaker">\s*[^\s<]*.*?</span> <span class="verb (affirm|deny|question)">\w+`)
	for _, a := range articles {
		at, what := speaker.FindStringIndex(a), strings.Index(a, `<span class="what">`)
		if at == nil || what < at[1] {
			t.Errorf("a claim before or without its claimant:\n%s", a)
		}
	}
}

// Selecting a claim marks its span and nothing else, also where another claim lies within it.
func TestSelectedClaimIsMarked(t *testing.T) {
	r := newReader(t, 0)
	h := newHandler(t, r)
	on := regexp.MustCompile(`(?s)<a class="seg [^"]* on"[^>]*>(.*?)</a>`)
	number := regexp.MustCompile(`<sup>\d+</sup>`)
	for _, coded := range r.Coded {
		if coded.Document.Name == "hostile" { // its hidden characters are shown otherwise
			continue
		}
		off := sanad.NewOffsets(coded.Document.Text)
		for _, c := range coded.Claims {
			body := get(t, h, "/documents/"+coded.Document.ID+"?claim="+c.ID)
			marked := ""
			for _, m := range on.FindAllStringSubmatch(body, -1) {
				marked += number.ReplaceAllString(m[1], "")
			}
			if want := string(show(off.Slice(c.Span))); marked != want {
				t.Errorf("%s: marked %q, want %q", coded.Document.Name, marked, want)
			}
			if n := strings.Count(body, `id="selected"`); n != 1 {
				t.Errorf("%s: %d anchors of the selected claim", coded.Document.Name, n)
			}
		}
		body := get(t, h, "/documents/"+coded.Document.ID)
		for i := range coded.Claims {
			if n := strings.Count(body, fmt.Sprintf("<sup>%d</sup>", i+1)); n != 1 {
				t.Errorf("%s: claim %d has its number %d times in the text", coded.Document.Name, i+1, n)
			}
		}
	}
}

// Following "Older" from the first page shows every claim once.
func TestPagingShowsEveryClaimOnce(t *testing.T) {
	h := newHandler(t, newReader(t, 60))
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	title := regexp.MustCompile(`<h2 class="says"><a href="/claims/([0-9a-f]+)">`)
	seen, target := map[string]int{}, "/"
	for target != "" {
		body := get(t, h, target)
		for _, m := range title.FindAllStringSubmatch(body, -1) {
			seen[m[1]]++
		}
		target = ""
		if m := next.FindStringSubmatch(body); m != nil {
			target = html.UnescapeString(m[1])
		}
	}
	if len(seen) != 79 {
		t.Errorf("%d claims", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("claim %s is shown %d times", id, n)
		}
	}
}

// Each facet's link leads to as many claims as the facet says; a chip's link takes its filter back.
func TestFacetsKeepTheirWord(t *testing.T) {
	h := newHandler(t, newReader(t, 3))
	choice := regexp.MustCompile(`<li><a href="(/claims[^"]*)"><span class="value"><bdi>(.*?)</bdi></span> <span class="n">(\d+)</span>`)
	count := regexp.MustCompile(`role="status">([\d,]+) claims?<`)
	body := get(t, h, "/claims?q=o")
	total := count.FindStringSubmatch(body)[1]
	choices := choice.FindAllStringSubmatch(body, -1)
	if len(choices) < 20 {
		t.Fatalf("%d choices", len(choices))
	}
	for _, m := range choices {
		narrowed := get(t, h, html.UnescapeString(m[1]))
		if got := count.FindStringSubmatch(narrowed)[1]; got != m[3] {
			t.Errorf("%s: %s claims, the facet says %s", m[1], got, m[3])
		}
		back := regexp.MustCompile(`<ul class="chips".*?<li><a href="([^"]*)"><span class="key">(?:[^W]|W[^o])`).FindStringSubmatch(narrowed)
		if back == nil {
			t.Fatalf("%s has no filter to take back", m[1])
		}
		if got := count.FindStringSubmatch(get(t, h, html.UnescapeString(back[1])))[1]; got != total {
			t.Errorf("without %s: %s claims, want %s", m[1], got, total)
		}
	}
}

func TestAPISpeaksClaims(t *testing.T) {
	r := newReader(t, 0)
	h := newHandler(t, r)
	var answer struct {
		Count  int           `json:"count"`
		Capped bool          `json:"capped"`
		Claims []sanad.Claim `json:"claims"`
	}
	if err := json.Unmarshal([]byte(get(t, h, "/api/claims?document=mill")), &answer); err != nil {
		t.Fatal(err)
	}
	want, err := r.DocumentClaims(t.Context(), "mill")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, answer.Claims); diff != "" || answer.Count != len(want) || answer.Capped {
		t.Errorf("count %d: %s", answer.Count, diff)
	}
	var one sanad.Claim
	if err := json.Unmarshal([]byte(get(t, h, "/api/claims/"+want[0].ID)), &one); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[0], one); diff != "" {
		t.Error(diff)
	}
	if body := get(t, h, "/api/claims?q=balrog"); !strings.Contains(body, `"claims": []`) {
		t.Errorf("no claims is an empty list: %s", body)
	}
}

func TestAnswersAreSmallAndKept(t *testing.T) {
	h := newHandler(t, newReader(t, 60))
	plainly := ask(h, "GET", "/")
	packed := ask(h, "GET", "/", "Accept-Encoding", "br, gzip;q=0.8")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() > plainly.Body.Len()/3 {
		t.Fatalf("%d bytes of %d, %v", packed.Body.Len(), plainly.Body.Len(), packed.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != plainly.Body.String() {
		t.Errorf("unpacked differs: %v", err)
	}
	first := 0
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(plainly.Body.String(), -1) {
		w := ask(h, "GET", m[1], "Accept-Encoding", "gzip")
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", m[1], w.Code, w.Header())
		}
		first += w.Body.Len()
	}
	if first += packed.Body.Len(); first > 100_000 {
		t.Errorf("the first load is %d bytes", first)
	}
	tag := packed.Header().Get("ETag")
	again := ask(h, "GET", "/", "Accept-Encoding", "gzip", "If-None-Match", `W/"x", `+tag)
	if again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("again: %d with %d bytes", again.Code, again.Body.Len())
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br": false, "gzip;q=0": false, "gzip; q=0.5": true, "*": true, "*;q=0": false,
		"gzip;q=0, *": false, "*;q=0, gzip": true, "gzip;q=x": false, "identity, deflate": false,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	r := newReader(t, 0)
	for _, o := range []Options{{}, {Reader: r}, {Book: webtest.Book()}, {Reader: r, Book: webtest.Book(), Lang: "tlh"}} {
		if _, err := New(o); statusOf(err) != 400 {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// FuzzAddress asks for whatever address: the answer is always whole and never the server's own trouble.
func FuzzAddress(f *testing.F) {
	f.Add("/claims", "q=x&stance=deny&cursor=3")
	f.Add("/documents/mill", "claim=%00")
	f.Add("/../static/..%2f..%2fetc", "a;b=%zz")
	r, err := webtest.NewReader(3)
	if err != nil {
		f.Fatal(err)
	}
	h, err := New(Options{Reader: r, Book: webtest.Book()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		req := httptest.NewRequest("GET", "/", nil)
		req.URL, req.Host, req.RequestURI = &url.URL{Path: "/" + path, RawQuery: query}, "localhost:1", "/"+path+"?"+query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if w.Code >= 500 {
			t.Errorf("%q ? %q: %d", path, query, w.Code)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Code != 301 && w.Code != 307 && !strings.HasSuffix(strings.TrimSpace(w.Body.String()), "</html>") {
			t.Errorf("%q ? %q: half a page", path, query)
		}
	})
}
