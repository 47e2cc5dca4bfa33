package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// build makes the program as a user would.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "sanad")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../cmd/sanad").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// sanad runs a verb to its end and returns its standard output.
func sanad(t *testing.T, bin, db string, args ...string) string {
	t.Helper()
	var errOut strings.Builder
	cmd := exec.CommandContext(t.Context(), bin, append([]string{"--db", db}, args...)...)
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("sanad %q: %v\n%s%s", args, err, out, errOut.String())
	}
	return string(out)
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serve starts the pages on a free port and returns their address. They are stopped as a user stops them.
func serve(t *testing.T, bin, db string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, bin, append([]string{"--db", db}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := cmd.Wait(); err != nil && ctx.Err() == nil {
			t.Errorf("sanad %q ended with %v", args, err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if base := address.FindString(lines.Text()); base != "" {
			go io.Copy(io.Discard, out) // whatever else is said
			return base
		}
	}
	t.Fatalf("sanad %q ended without saying where to look: %v", args, lines.Err())
	return ""
}

// claimRef is what the tests need of a claim.
type claimRef struct{ ID, Document string }

// firstClaims returns each document's first claim, in the order of documents.
func firstClaims(t *testing.T, lines string) []claimRef {
	t.Helper()
	var refs []claimRef
	seen := map[string]bool{}
	for line := range strings.Lines(lines) {
		var c claimRef
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		if !seen[c.Document] {
			seen[c.Document] = true
			refs = append(refs, c)
		}
	}
	return refs
}

// pagesOf are the pages by which each document's first claim is opened.
func pagesOf(refs []claimRef) []target {
	pages := []target{{Name: "home", Path: "/", Status: 200, Whole: true}, {Name: "documents", Path: "/documents", Status: 200}}
	for _, ref := range refs {
		name := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '-'
		}, ref.Document)
		pages = append(pages,
			target{Name: "document-" + name, Path: "/documents/" + ref.Document + "?claim=" + ref.ID, Status: 200, Brief: true},
			target{Name: "claim-" + name, Path: "/claims/" + ref.ID, Status: 200, Brief: true})
	}
	return pages
}

// shared is the folder of the development sets, "" where there is none.
func shared() string {
	dir := os.Getenv("SANAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "seeds")); err != nil {
		return ""
	}
	return dir
}

// TestSeedsOpenDownToTheSentence takes five real articles in and opens their claims in a browser, down to
// the marked sentence.
func TestSeedsOpenDownToTheSentence(t *testing.T) {
	needBrowser(t)
	dir := shared()
	if dir == "" {
		t.Skip("real articles were not opened in a browser: no seeds; SANAD_SHARED names the folder that has them")
	}
	bin, db := build(t), filepath.Join(t.TempDir(), "data")
	if out := sanad(t, bin, db, "ingest", filepath.Join(dir, "seeds")); !strings.Contains(out, "5 documents acknowledged, 0 refused") {
		t.Fatal(out)
	}
	refs := firstClaims(t, sanad(t, bin, db, "claims", "--jsonl"))
	if len(refs) != 5 {
		t.Fatalf("claims of %d articles, want 5", len(refs))
	}
	open(t, plan{Base: serve(t, bin, db, "serve", "--addr", "127.0.0.1:0"), Pages: pagesOf(refs), Keyboard: "/"})
}

// TestDemoServesTheStarterCorpus is a newcomer's first minute: one verb, then pages with content, of which
// some are opened in a browser.
func TestDemoServesTheStarterCorpus(t *testing.T) {
	needBrowser(t)
	bin, db := build(t), filepath.Join(t.TempDir(), "data")
	base := serve(t, bin, db, "demo", "--addr", "127.0.0.1:0")
	refs := firstClaims(t, sanad(t, bin, db, "claims", "--jsonl"))
	if len(refs) < 12 {
		t.Fatalf("claims of %d reports, want a dozen at least", len(refs))
	}
	night := incidentOf(t, sanad(t, bin, db, "incidents", "--jsonl", "--from", "2025-10-11", "--to", "2025-10-12", "--type", "ASSAULT"))
	pages := append(pagesOf(refs[:4]),
		target{Name: "incidents", Path: "/incidents", Status: 200, Whole: true},
		target{Name: "incident", Path: "/incidents/" + night, Status: 200, Whole: true})
	open(t, plan{Base: base, Pages: pages, Keyboard: "/"})
	page := get(t, base+"/incidents/"+night)
	for _, want := range []string{"23 to 58", "at least 20", "Nobody independent has counted", "<s>9</s>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the incident of 11 October 2025 has no %q", want)
		}
	}
	for _, link := range toSentence.FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `id="`+link[1]+`"`) {
			t.Errorf("a number leads to %s, which isn't on the page", link[1])
		}
	}
}

var toSentence = regexp.MustCompile(`href="#(claim-[^"]+)"`)

// incidentOf is the id of the incident that most documents tell of.
func incidentOf(t *testing.T, lines string) string {
	t.Helper()
	best, most := "", 0
	for line := range strings.Lines(lines) {
		var in struct {
			ID        string
			Documents []json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &in); err != nil {
			t.Fatal(err)
		}
		if len(in.Documents) > most {
			best, most = in.ID, len(in.Documents)
		}
	}
	return best
}

// TestServerShowsWhatIsIngestedMeanwhile adds a document in another process while pages are served.
func TestServerShowsWhatIsIngestedMeanwhile(t *testing.T) {
	bin, db := build(t), filepath.Join(t.TempDir(), "data")
	base := serve(t, bin, db, "serve", "--addr", "127.0.0.1:0")
	file := filepath.Join(t.TempDir(), "report.txt")
	if err := os.WriteFile(file, []byte("Pakistan denied bombing Kabul."), 0o600); err != nil {
		t.Fatal(err)
	}
	sanad(t, bin, db, "ingest", file)
	for range 100 {
		if strings.Contains(get(t, base+"/"), "report.txt") || strings.Contains(get(t, base+"/"), "bombing Kabul") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("ten seconds after the ingest the page doesn't show the claim")
}

func get(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
	return string(body)
}
