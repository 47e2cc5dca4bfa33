package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
)

// site is a command of scripts: "site DIR" serves a folder on this machine, at $SITE.
func site(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: site DIR")
	}
	srv := httptest.NewServer(http.FileServer(http.Dir(ts.MkAbs(args[0]))))
	ts.Defer(srv.Close)
	ts.Setenv("SITE", srv.URL)
}

// TestKilledWatchReadsNothingTwice kills a watch at several moments. In the end every item of the feed is in
// the log, exactly once.
func TestKilledWatchReadsNothingTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program several times")
	}
	const items = 30
	var pages atomic.Int64
	kill := make(chan struct{}, items)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/rss":
			fmt.Fprint(w, `<rss version="2.0"><channel>`)
			for i := range items {
				fmt.Fprintf(w, "<item><guid>%d</guid><link>/page/%d</link></item>", i, i)
			}
			fmt.Fprint(w, `</channel></rss>`)
		default:
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<p>Arnor denied number %s.</p>", filepath.Base(r.URL.Path))
			pages.Add(1)
			kill <- struct{}{}
		}
	}))
	defer srv.Close()
	dir := t.TempDir()
	list := filepath.Join(dir, "feeds.yaml")
	if err := os.WriteFile(list, []byte("feeds:\n  - url: "+srv.URL+"/rss\n    source: herald\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "data")
	for _, after := range []int{3, 1, 7, 2, 0} { // pages; 0: to the end
		cmd := exec.Command(os.Args[0], "--db", db, "--allow-private", "127.0.0.0/8", "--host-delay", "0s", "watch", "--once", list)
		cmd.Env = append(os.Environ(), asSanad+"=1", "HOME="+dir)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		if err := killAfter(cmd, after, kill, done); err != nil {
			t.Fatalf("%v: %s", err, &out)
		}
	}
	seen := readItems(t, db)
	if len(seen) != items {
		t.Errorf("%d items in the log, want %d", len(seen), items)
	}
	for key, n := range seen {
		if n != 1 {
			t.Errorf("item %s was read %d times", key, n)
		}
	}
	if pages.Load() > items+4 { // one page a kill may be asked for again
		t.Errorf("%d pages asked for", pages.Load())
	}
}

// killAfter kills the program once so many pages were served, or waits for its end where after is 0.
func killAfter(cmd *exec.Cmd, after int, served <-chan struct{}, done <-chan error) error {
	for n := 0; ; {
		select {
		case err := <-done:
			return err
		case <-served:
			if n++; n == after {
				if err := cmd.Process.Kill(); err != nil {
					return err
				}
				<-done
				return nil
			}
		}
	}
}

// readItems counts the receipts of each feed item in a folder's log.
func readItems(t *testing.T, db string) map[string]int {
	t.Helper()
	store, err := sqlite.Open(t.Context(), db, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	seen := map[string]int{}
	err = store.Evidence().Entries(t.Context(), sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryReceipt}}, func(e sanad.Entry) error {
		var r sanad.Receipt
		if err := json.Unmarshal(e.Body, &r); err != nil {
			return err
		}
		seen[r.Headers["Feed-Item"]]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}
