package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/internal/store/sqlite"
)

// session is an open data folder with everything that a verb works with.
type session struct {
	config   config
	book     *codebook.Book
	coder    *coder.Coder
	store    *sqlite.Store
	pipeline *pipeline.Pipeline
	gen      string
}

func (a *app) loadBook(c config) (*codebook.Book, error) {
	book, err := codebook.Load(codebook.Options{Crisis: c.text("crisis"), Overlay: c.text("codebook")})
	if err != nil {
		return nil, fmt.Errorf("codebook: %w", err)
	}
	return book, nil
}

// open opens the data folder, making it at the first start, and the generation that this program and
// codebook give.
func (a *app) open(ctx context.Context, cmd *cli.Command) (*session, error) {
	c, err := a.resolve(cmd)
	if err != nil {
		return nil, err
	}
	book, err := a.loadBook(c)
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, c.folder(), sqlite.Options{Clock: a.clock})
	if err != nil {
		return nil, err
	}
	s := &session{config: c, book: book, coder: coder.New(book), store: store}
	s.gen = pipeline.Generation(book.ID, s.coder.Version())
	if err := s.openGeneration(ctx, a); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return s, nil
}
