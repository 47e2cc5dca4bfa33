package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/collect"
)

// maxRecord bounds one text file and one record, in bytes.
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
	c, reader, err := a.coder(cmd)
	if err != nil {
		return err
	}
	kind := in
	if in == "auto" {
		kind = ""
	}
	inputs, err := collect.New(collect.Options{Kind: kind, Verbatim: true, MaxBytes: maxRecord, Published: published})
	if err != nil {
		return usage("%v", err)
	}
	run := &coding{texts: map[uint64]uint64{}, coder: reader, attributions: emit == "attributions", workers: c.workers(), out: bufio.NewWriter(a.out)}
	failed := false
	err = run.all(ctx, inputs.Paths(ctx, cmd.Args().Slice(), a.in), func(err error) {
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
	texts        map[uint64]uint64 // of each document's id, its text's hash
}

type coded struct {
	lines []byte
	err   error
}

// all codes every input. Errors of one document go to refuse; the returned error ends the run.
func (c *coding) all(ctx context.Context, items iter.Seq2[collect.Item, error], refuse func(error)) error {
	n := c.workers
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	queue := make(chan chan coded, 4*n) // bounds what is in flight
	slots := make(chan struct{}, n)
	go func() {
		defer close(queue)
		for item, err := range items {
			result := make(chan coded, 1)
			select {
			case queue <- result:
			case <-ctx.Done():
				return
			}
			doc := document(item)
			if err == nil {
				err = c.another(&doc, item.Receipt.Origin)
			}
			if err != nil {
				result <- coded{err: err}
				continue
			}
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				result <- c.one(doc)
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

// another refuses an id that this run has seen with another text: its claims would have the ids of the
// other's. Two files of one name in different folders are told apart by their paths.
func (c *coding) another(doc *sanad.Document, origin string) error {
	text := hash64(doc.Text)
	first, seen := c.texts[hash64(doc.ID)]
	if seen && first != text && doc.ID == filepath.Base(origin) && doc.ID != origin {
		doc.ID = origin
		return c.another(doc, origin)
	}
	if seen && first != text {
		return &collect.Problem{
			Origin: origin, Err: fmt.Errorf("%w: id %q came before with another text", sanad.ErrInvalid, doc.ID),
			Remedy: "give each document an id of its own",
		}
	}
	c.texts[hash64(doc.ID)] = text
	return nil
}

// hash64 stands for a text in sixteen bytes a document, however many there are.
func hash64(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// document is the item's, known by the id it was given, or else by its file and line.
func document(item collect.Item) sanad.Document {
	doc := item.Document
	doc.ID = doc.Name
	if doc.ID == "" {
		doc.ID = filepath.Base(item.Receipt.Origin)
	}
	return doc
}

// one codes one document. A coder that panics costs the run only that document.
func (c *coding) one(doc sanad.Document) (got coded) {
	defer func() {
		if r := recover(); r != nil {
			got = coded{err: fmt.Errorf("%w: the coder stopped at document %q: %v", sanad.ErrInvalid, doc.ID, r)}
		}
	}()
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
