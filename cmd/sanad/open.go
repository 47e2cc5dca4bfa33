package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/text"
)

// session is an open data folder with the configuration it was opened with.
type session struct {
	*pipeline.Observatory
	config config
}

// loadBook loads the codebook that the configuration asks for.
func (a *app) loadBook(c config) (*codebook.Book, error) {
	var overlay fs.FS
	if dir := c.text("codebook"); dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, usage("codebook is %q (%s): there is no such folder", dir, c["codebook"].from)
		}
		overlay = os.DirFS(dir)
	}
	return codebook.Load(codebook.Options{Crisis: c.text("crisis"), Overlay: overlay})
}

// loaded is the configuration and the codebook that it asks for.
func (a *app) loaded(cmd *cli.Command) (config, *codebook.Book, error) {
	c, err := a.resolve(cmd)
	if err != nil {
		return nil, nil, err
	}
	book, err := a.loadBook(c)
	return c, book, err
}

// coder is the configuration and the coder that it asks for.
func (a *app) coder(cmd *cli.Command) (config, *coder.Coder, error) {
	c, book, err := a.loaded(cmd)
	if err != nil {
		return nil, nil, err
	}
	parser, err := text.Load(c.mode())
	if err != nil {
		return nil, nil, err
	}
	return c, coder.New(book, parser), nil
}

// makesFolder are the verbs that make the data folder at their first start. The others only read or destroy:
// for them a folder that isn't there is a mistyped name.
var makesFolder = []string{"demo", "serve", "ingest", "watch"}

// with opens the data folder for fn and closes it afterwards.
func (a *app) with(ctx context.Context, cmd *cli.Command, fn func(*session) error) error {
	c, reader, err := a.coder(cmd)
	if err != nil {
		return err
	}
	if !slices.Contains(makesFolder, cmd.Name) || cmd.Bool("health") {
		if err := mustExist(cmd.Name, c); err != nil {
			return err
		}
	}
	o, err := pipeline.Open(ctx, c.folder(), reader, pipeline.Options{
		Clock: a.clock, Workers: c.workers(),
		Problem: func(_ string, err error) { fmt.Fprintf(a.err, "sanad: %v\n", err) },
	})
	if err != nil {
		return err
	}
	err = fn(&session{o, c})
	return errors.Join(err, o.Close())
}

// catchUp codes what the evidence has and the derived data lack, with a progress bar.
func (s *session) catchUp(ctx context.Context, a *app) error {
	bar := a.progress(0, "code")
	defer bar.done()
	return s.CatchUp(ctx, bar.of, func() {
		fmt.Fprintln(a.err, "sanad: another sanad is coding in this folder; waiting for it")
	})
}

// codeBehind codes in another goroutine whenever wake says so. The function that it returns waits for
// that to end, after a last look where all is to be coded.
func (s *session) codeBehind(ctx context.Context, a *app, wake <-chan struct{}) func(all bool) error {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			case <-wake:
			}
			if err := s.CatchUp(ctx, nil, nil); err != nil {
				done <- err
				return
			}
		}
	}()
	return func(all bool) error {
		if !all {
			cancel()
		}
		close(stop)
		err := <-done
		if err == nil && all {
			err = s.catchUp(ctx, a)
		}
		cancel()
		return err
	}
}

// bar is a progress bar on standard error where that is a terminal, and nothing elsewhere.
type bar struct {
	p     *progressbar.ProgressBar
	err   io.Writer
	name  string
	total int64
}

func (a *app) progress(total int64, name string) *bar {
	b := &bar{err: a.err, name: name}
	if f, ok := a.err.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return b
	}
	b.start(total)
	return b
}

func (b *bar) start(total int64) {
	b.total = total
	b.p = progressbar.NewOptions64(total, progressbar.OptionSetWriter(b.err), progressbar.OptionSetDescription(b.name),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetWidth(30))
}

// of shows that done of total is done.
func (b *bar) of(done, total int64) {
	if b.p == nil {
		return
	}
	if total != b.total {
		b.start(total)
	}
	_ = b.p.Set64(done) // a bar that can't be drawn is no failure
}

// add shows that one more is done.
func (b *bar) add() {
	if b.p != nil {
		_ = b.p.Add(1)
	}
}

// clear takes the bar away so that a line can be printed.
func (b *bar) clear() {
	if b.p != nil {
		_ = b.p.Clear()
	}
}

func (b *bar) done() {
	if b.p != nil {
		_ = b.p.Finish()
	}
}
