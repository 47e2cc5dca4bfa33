// Package e2e opens Sanad's pages in a real browser: Chromium from an npm package, driven by the scripts
// beside it. It decides whether pages hold up before a reader: no error, nothing loaded from elsewhere,
// nothing that keeps people out, the way from a list to a marked sentence by keyboard alone. It refuses
// to decide what a claim should say.
//
// Worked check: at 390 pixels the document "mill" scrolls down only, and axe finds nothing serious in it.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"sanad.example/sanad/internal/web"
	"sanad.example/sanad/internal/web/webtest"
)

// target is one page to open.
type target struct {
	Name   string `json:"name"`
	Path   string `json:"path"`
	Status int    `json:"status"`
	Whole  bool   `json:"whole"` // picture of the whole page, not of its first screen
	Brief  bool   `json:"brief"` // opened in two of the four ways alone
}

// plan is what pages.mjs reads.
type plan struct {
	Base     string   `json:"base"`
	Pages    []target `json:"pages"`
	Keyboard string   `json:"keyboard"` // the list from which the keyboard starts
	Shots    string   `json:"shots"`    // folder for pictures, "": none
}

// check is one line of what pages.mjs found.
type check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// needBrowser skips where node or the npm packages aren't installed, and says how to have them. Where
// SANAD_CI is set it fails instead: there nothing may be left out.
func needBrowser(t *testing.T) {
	t.Helper()
	missing := t.Skip
	if os.Getenv("SANAD_CI") != "" {
		missing = t.Fatal
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing("pages were not opened in a browser: node isn't there")
	}
	if _, err := os.Stat("node_modules/playwright-core"); err != nil {
		missing("pages were not opened in a browser: run `npm ci --prefix e2e` first (make test does)")
	}
}

// open runs the plan and gives each check a subtest of its own.
func open(t *testing.T, p plan) {
	t.Helper()
	p.Shots = os.Getenv("SANAD_SHOTS")
	body, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "pages.mjs", file)
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	err = cmd.Run()
	n, want := 0, 2
	for _, page := range p.Pages {
		want += 4
		if page.Brief {
			want -= 2
		}
	}
	for lines := bufio.NewScanner(&out); lines.Scan(); n++ {
		var c check
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("pages.mjs wrote %q: %v", lines.Text(), err)
		}
		t.Run(c.Name, func(t *testing.T) {
			if !c.OK {
				t.Error(c.Detail)
			}
		})
	}
	if err != nil || n != want {
		t.Fatalf("pages.mjs made %d checks of %d and ended with %v\n%s", n, want, err, trouble.String())
	}
}

func TestPages(t *testing.T) {
	needBrowser(t)
	reader, err := webtest.NewReader(30)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return webtest.Recorded.Add(90 * time.Minute) }
	handler, err := web.New(web.Options{Reader: reader, Book: webtest.Book(), Clock: clock, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	var pages []target
	add := func(name, path string, status int, whole bool) {
		pages = append(pages, target{Name: name, Path: path, Status: status, Whole: whole, Brief: status != 200 || name == "nothing"})
	}
	add("home", "/", 200, true)
	add("search", "/claims?stance=deny&q=Gondor", 200, false)
	add("nothing", "/claims?q=balrog", 200, false)
	add("documents", "/documents", 200, false)
	add("missing", "/claims/none", 404, false)
	add("bad", "/claims?stnace=deny", 400, false)
	add("about", "/about", 200, true)
	for _, coded := range reader.Coded[:5] {
		doc, claim := coded.Document, coded.Claims[0]
		add("document-"+doc.Name, "/documents/"+doc.ID+"?claim="+claim.ID, 200, true)
		add("claim-"+doc.Name, "/claims/"+claim.ID, 200, true)
	}
	open(t, plan{Base: server.URL, Pages: pages, Keyboard: "/claims?document=mill"})
}
