package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"sanad.example/sanad"
)

// Bounds on a file.
const (
	MaxMemory = 256 << 20        // bytes that the parser may use
	MaxTime   = 30 * time.Second // that one file may take
	MaxPages  = 3000
	MaxText   = 4 << 20 // bytes
)

// Extractor names this package and its parser, with their versions.
const Extractor = "pdf/1 pdfium/1.21.4"

// memoryPage is a page of WebAssembly's memory.
const memoryPage = 64 << 10

// Document is what a file says.
type Document struct {
	Title string // as the file states it, "" where it doesn't
	Text  string // paragraphs with blank lines between them
	Pages int
}

// Reader reads files, one at a time. It starts the parser when the first file comes. It is safe for
// concurrent use.
type Reader struct {
	limit    time.Duration
	mu       sync.Mutex
	compiled wazero.CompilationCache // so that only the first start takes its time
	pool     pdfium.Pool
}

// New returns a reader. limit bounds the time that a file may take; 0: MaxTime.
func New(limit time.Duration) *Reader {
	if limit <= 0 {
		limit = MaxTime
	}
	return &Reader{limit: limit}
}

// Close stops the parser.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pool == nil {
		return nil
	}
	pool := r.pool
	r.pool = nil
	return errors.Join(pool.Close(), r.compiled.Close(context.Background()))
}

// start compiles the parser, which takes a second or two, once.
func (r *Reader) start() error {
	if r.pool != nil {
		return nil
	}
	if r.compiled == nil {
		r.compiled = wazero.NewCompilationCache()
	}
	pool, err := webassembly.Init(webassembly.Config{
		MinIdle: 0, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // no files
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(MaxMemory / memoryPage).
			WithCompilationCache(r.compiled).
			WithCloseOnContextDone(true),
	})
	if err != nil {
		return fmt.Errorf("pdf: start the parser: %w", err)
	}
	r.pool = pool
	return nil
}

// Read takes the text out of a file. Errors: ErrInvalid for what can't be read, has a password or no text;
// ErrTooLarge over a bound.
func (r *Reader) Read(body []byte) (doc Document, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.start(); err != nil {
		return Document{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), r.limit)
	defer cancel()
	instance, err := r.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return Document{}, fmt.Errorf("pdf: start the parser: %w", err)
	}
	timer := time.AfterFunc(r.limit, func() { _ = instance.Kill() })
	defer func() {
		died := recover() != nil
		late := !timer.Stop()
		switch {
		case late:
			doc, err = Document{}, fmt.Errorf("pdf: not read within %s: %w", r.limit, sanad.ErrTooLarge)
		case died:
			doc, err = Document{}, bad("the parser stopped at it")
		}
		if late || died {
			r.restart()
			return
		}
		_ = instance.Close() // with its memory: the next file gets a new one
	}()
	return read(instance, body)
}

// restart drops the parser: after a failure nothing is known of its state.
func (r *Reader) restart() {
	defer func() { _ = recover() }() // what is broken may break again
	pool := r.pool
	r.pool = nil
	_ = pool.Close()
}

func bad(format string, args ...any) error {
	text, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n") // the sandbox adds its whole stack
	return fmt.Errorf("pdf: %w: %s", sanad.ErrInvalid, text)
}

// read reads the pages of a file.
func read(p pdfium.Pdfium, body []byte) (Document, error) {
	opened, err := p.OpenDocument(&requests.OpenDocument{File: &body})
	if err != nil {
		if strings.Contains(err.Error(), "assword") {
			return Document{}, bad("it has a password")
		}
		return Document{}, bad("%v", err)
	}
	count, err := p.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return Document{}, bad("%v", err)
	}
	if count.PageCount > MaxPages {
		return Document{}, fmt.Errorf("pdf: %d pages: %w", count.PageCount, sanad.ErrTooLarge)
	}
	doc := Document{Pages: count.PageCount}
	var pages []string
	size, unread := 0, 0
	for i := range count.PageCount {
		got, err := p.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: opened.Document, Index: i}}})
		if err != nil {
			if unread++; unread == count.PageCount {
				return Document{}, bad("none of its pages can be read: %v", err)
			}
			continue
		}
		if size += len(got.Text); size > MaxText {
			return Document{}, fmt.Errorf("pdf: over %d bytes of text: %w", MaxText, sanad.ErrTooLarge)
		}
		pages = append(pages, got.Text)
	}
	doc.Text = Paragraphs(pages)
	if strings.TrimSpace(doc.Text) == "" {
		return Document{}, errNoText
	}
	if meta, err := p.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: opened.Document, Tag: "Title"}); err == nil {
		doc.Title = strings.Join(strings.Fields(meta.Value), " ")
	}
	return doc, nil
}

// errNoText says that a file has no text, as one of scanned pages.
var errNoText = fmt.Errorf("pdf: %w: it has no text, as where pages are pictures", sanad.ErrInvalid)

// IsPictures reports whether err says that a file has no text.
func IsPictures(err error) bool { return errors.Is(err, errNoText) }
