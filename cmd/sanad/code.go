package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
)

// maxRecord bounds one text file and one JSON Lines record, in bytes.
const maxRecord = 16 << 20

func (a *app) codeCommand() *cli.Command {
	return &cli.Command{
		Name: "code", Usage: "claims of texts as JSON Lines, without a database",
		ArgsUsage: "FILE…|-",
		Description: `Reads text files (one document each) or JSON Lines ({"id","text","title","published","source",
"url","lang"}, only text required) and prints a claim a line, in input order. Offsets are code points
into the text as given. A bad line is told on standard error with its number; the exit code is then 1.`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "in", Value: "auto", Usage: "what the input is: auto, text or jsonl"},
			&cli.StringFlag{Name: "emit", Value: "claims", Usage: "what to print: claims or attributions"},
			&cli.StringFlag{Name: "published", Usage: "`DATE` of publication of documents that have none"},
		},
		Action: a.code,
	}
}

func (a *app) code(ctx context.Context, cmd *cli.Command) error {
	in, emit, published := cmd.String("in"), cmd.String("emit"), cmd.String("published")
	switch {
	case !slices.Contains([]string{"auto", "text", "jsonl"}, in):
		return usage("--in is %q: give auto, text or jsonl", in)
	case !slices.Contains([]string{"claims", "attributions"}, emit):
		return usage("--emit is %q: give claims or attributions", emit)
	case published != "" && sanad.Day(published) == "":
		return usage("--published is %q: give a date such as 2025-10-15", published)
	case !cmd.Args().Present():
		return usage("code needs a FILE, or - for standard input")
	}
	c, err := a.resolve(cmd)
	if err != nil {
		return err
	}
	book, err := a.loadBook(c)
	if err != nil {
		return err
	}
	run := &coding{coder: coder.New(book), attributions: emit == "attributions", workers: c.workers(), out: bufio.NewWriter(a.out)}
	failed := false
	err = run.all(ctx, a.inputs(cmd.Args().Slice(), in, published), func(err error) {
		failed = true
		fmt.Fprintf(a.err, "sanad: code: %v\n", err)
	})
	if err == nil && failed {
		err = errSilent
	}
	return err
}

// coding codes documents on several cores and prints what they give in the order in which they came.
type coding struct {
	coder        *coder.Coder
	attributions bool
	workers      int
	out          *bufio.Writer
}

type coded struct {
	lines []byte
	err   error
}

// all codes every input. Errors of one document go to refuse; the returned error ends the run.
func (c *coding) all(ctx context.Context, inputs iter.Seq2[sanad.Input, error], refuse func(error)) error {
	n := c.workers
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	queue := make(chan chan coded, 4*n) // bounds what is in flight
	slots := make(chan struct{}, n)
	go func() {
		defer close(queue)
		for in, err := range inputs {
			result := make(chan coded, 1)
			select {
			case queue <- result:
			case <-ctx.Done():
				return
			}
			if err != nil {
				result <- coded{err: err}
				continue
			}
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				result <- c.one(in)
			}()
		}
	}()
	for result := range queue {
		r := <-result
		if r.err != nil {
			refuse(r.err)
			continue
		}
		if _, err := c.out.Write(r.lines); err != nil {
			return err
		}
	}
	return errors.Join(ctx.Err(), c.out.Flush())
}

// one codes one document. A coder that panics costs the run only that document.
func (c *coding) one(in sanad.Input) (got coded) {
	defer func() {
		if r := recover(); r != nil {
			got = coded{err: fmt.Errorf("%w: the coder stopped at document %q: %v", sanad.ErrInvalid, in.ID, r)}
		}
	}()
	doc := sanad.Document{ID: in.ID, Source: in.Source, URL: in.URL, Title: in.Title, Published: in.Published, Lang: in.Lang, About: in.About, Text: in.Text}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if c.attributions {
		for _, at := range c.coder.Attributions(doc) {
			if err := enc.Encode(at); err != nil {
				return coded{err: err}
			}
		}
		return coded{lines: buf.Bytes()}
	}
	for _, claim := range c.coder.Code(doc) {
		if err := enc.Encode(claim); err != nil {
			return coded{err: err}
		}
	}
	return coded{lines: buf.Bytes()}
}

// inputs reads documents from files and standard input, as they are: nothing is normalised.
func (a *app) inputs(paths []string, kind, published string) iter.Seq2[sanad.Input, error] {
	return func(yield func(sanad.Input, error) bool) {
		for _, path := range paths {
			for in, err := range a.inputsOf(path, kind) {
				if in.Published == "" {
					in.Published = published
				}
				if !yield(in, err) {
					return
				}
			}
		}
	}
}

func (a *app) inputsOf(path, kind string) iter.Seq2[sanad.Input, error] {
	return func(yield func(sanad.Input, error) bool) {
		r, name := a.in, "-"
		if path != "-" {
			f, err := os.Open(path)
			if err != nil {
				yield(sanad.Input{}, err)
				return
			}
			defer f.Close()
			r, name = f, path
		}
		br := bufio.NewReaderSize(r, 64<<10)
		if kind == "jsonl" || kind == "auto" && looksJSON(name, br) {
			records(name, br, yield)
			return
		}
		data, err := io.ReadAll(io.LimitReader(br, maxRecord+1))
		switch {
		case err != nil:
			yield(sanad.Input{}, err)
		case len(data) > maxRecord:
			yield(sanad.Input{}, fmt.Errorf("%s: %w: a text may have %d bytes; split it", name, sanad.ErrTooLarge, maxRecord))
		case !utf8.Valid(data):
			yield(sanad.Input{}, fmt.Errorf("%s: %w: the text is not UTF-8; convert it, or use `sanad ingest`, which does", name, sanad.ErrInvalid))
		default:
			yield(sanad.Input{ID: filepath.Base(name), Text: string(data)}, nil)
		}
	}
}

// looksJSON reports whether the input is JSON Lines, by its name or else by its first character.
func looksJSON(name string, br *bufio.Reader) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl", ".ndjson":
		return true
	case ".txt", ".md":
		return false
	}
	head, _ := br.Peek(512) // a short input gives what there is
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	return len(head) > 0 && head[0] == '{'
}

// records yields the JSON Lines records of r, each with its line number in its error.
func records(name string, br *bufio.Reader, yield func(sanad.Input, error) bool) {
	for line := 1; ; line++ {
		data, err := readLine(br)
		if len(bytes.TrimSpace(data)) > 0 || errors.Is(err, sanad.ErrTooLarge) {
			in, bad := sanad.Input{}, err
			if bad == nil || errors.Is(bad, io.EOF) {
				in, bad = record(data)
			}
			if bad != nil {
				bad = fmt.Errorf("%s:%d: %w", name, line, bad)
			}
			if in.ID == "" {
				in.ID = fmt.Sprintf("%s#%d", filepath.Base(name), line)
			}
			if !yield(in, bad) {
				return
			}
		}
		if err != nil && !errors.Is(err, sanad.ErrTooLarge) {
			if !errors.Is(err, io.EOF) {
				yield(sanad.Input{}, fmt.Errorf("%s:%d: %w", name, line, err))
			}
			return
		}
	}
}

// readLine returns the next line. A line over maxRecord is skipped whole and is ErrTooLarge.
func readLine(br *bufio.Reader) ([]byte, error) {
	var line []byte
	over := false
	for {
		part, err := br.ReadSlice('\n')
		if !over {
			line = append(line, part...)
			over = len(line) > maxRecord
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if over {
			return nil, fmt.Errorf("%w: a record may have %d bytes", sanad.ErrTooLarge, maxRecord)
		}
		return line, err
	}
}

func record(data []byte) (sanad.Input, error) {
	var in sanad.Input
	if !utf8.Valid(data) {
		return in, fmt.Errorf("%w: the line is not UTF-8", sanad.ErrInvalid)
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &in); err != nil {
		return in, fmt.Errorf("%w: %v; a record is a JSON object on one line", sanad.ErrInvalid, err)
	}
	if strings.TrimSpace(in.Text) == "" {
		return in, fmt.Errorf("%w: record %q has no text", sanad.ErrInvalid, in.ID)
	}
	return in, nil
}
