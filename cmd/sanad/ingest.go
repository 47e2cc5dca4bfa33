package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/collect/feed"
	"sanad.example/sanad/internal/collect/fetch"
	"sanad.example/sanad/internal/pipeline"
)

func (a *app) ingestCommand() *cli.Command {
	return &cli.Command{
		Name: "ingest", Usage: "take documents in: files, folders, web addresses, standard input",
		ArgsUsage: "PATH…|URL…|-",
		Description: `Each document is kept as received, with where it is from and when, in the evidence log; then its
claims are coded. A receipt line means that the document is on disk. A document that can't be read is
told on standard error and never stops the rest; the exit code is then 1. docs/formats/input.md says
what is read how, docs/collecting.md what is refused from the web and why.`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "receipts", Usage: "print a JSON line for each document once it is on disk"},
			&cli.StringFlag{Name: "sheet", Usage: "a `FILE` that says which column of a CSV file is what (docs/formats/spreadsheet.md)"},
			&cli.StringFlag{Name: "source", Usage: "who published, where the documents don't say"},
			&cli.StringFlag{Name: "published", Usage: "`DATE` of publication, where the documents don't say"},
			&cli.StringFlag{Name: "lang", Usage: "language, where the documents don't say"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) (err error) {
			paths := cmd.Args().Slice()
			if len(paths) == 0 {
				return usage("ingest needs a PATH, a URL, or - for standard input")
			}
			c, stop, err := a.collector(collect.Options{Source: cmd.String("source"), Published: cmd.String("published"), Lang: cmd.String("lang")}, cmd.String("sheet"))
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, stop()) }()
			return a.with(ctx, cmd, func(s *session) error {
				return a.ingest(ctx, s, a.items(ctx, s, c, paths), cmd.Bool("receipts"))
			})
		},
	}
}

// items streams what the arguments name, in their order.
func (a *app) items(ctx context.Context, s *session, c *collect.Collector, args []string) iter.Seq2[collect.Item, error] {
	return func(yield func(collect.Item, error) bool) {
		client := fetch.New(s.config.fetching())
		defer client.Close()
		for _, arg := range args {
			seq := c.Paths(ctx, []string{arg}, a.in)
			if strings.Contains(arg, "://") {
				seq = address(ctx, client, c, arg)
			}
			for item, err := range seq {
				if !yield(item, err) {
					return
				}
			}
		}
	}
}

// address streams what an address of the web gives.
func address(ctx context.Context, client *fetch.Client, c *collect.Collector, url string) iter.Seq2[collect.Item, error] {
	return func(yield func(collect.Item, error) bool) {
		resp, err := client.Get(ctx, fetch.Request{URL: url})
		if err != nil {
			yield(collect.Item{}, err)
			return
		}
		if _, err := feed.Parse(resp.Body, resp.MediaType, resp.URL); err == nil {
			yield(collect.Item{}, &collect.Problem{
				Origin: resp.URL, Err: fmt.Errorf("%w: a feed, where a document is expected", sanad.ErrInvalid),
				Remedy: "put it into a list and follow it with sanad watch",
			})
			return
		}
		received := collect.Received{Origin: resp.URL, URL: resp.URL, MediaType: resp.MediaType, Headers: resp.Headers, Body: resp.Body}
		for item, err := range c.Received(ctx, received) {
			if !yield(item, err) {
				return
			}
		}
	}
}

// ingest takes the items in while another goroutine codes what is already on disk.
func (a *app) ingest(ctx context.Context, s *session, items iter.Seq2[collect.Item, error], receipts bool) error {
	out := bufio.NewWriter(a.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	bar := a.progress(-1, "ingest")
	wake := make(chan struct{}, 1)
	coding := s.codeBehind(ctx, a, wake)
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var unseen error // a receipt that couldn't be written
	cut := 0         // what was told as refused because reading was stopped in the middle of it
	tally, err := s.Ingest(reading, items, func(ack pipeline.Acknowledgement) {
		bar.add()
		if receipts && unseen == nil {
			// A receipt that is not seen is none.
			if unseen = errors.Join(enc.Encode(ack), out.Flush()); unseen != nil {
				stop()
			}
		}
		select {
		case wake <- struct{}{}:
		default:
		}
	}, func(err error) {
		if reading.Err() != nil {
			cut++
			return
		}
		bar.clear()
		fmt.Fprintf(a.err, "sanad: ingest: %v\n", err)
	})
	bar.done()
	if unseen != nil {
		err = fmt.Errorf("ingest: receipts can't be written: %w", unseen)
	}
	codeErr := coding(err == nil)
	summary := fmt.Sprintf("%s acknowledged, %d refused, %s skipped", count(tally.Documents, "document"), tally.Failed-cut, count(tally.Skipped, "file"))
	if receipts {
		fmt.Fprintln(a.err, summary)
	} else {
		fmt.Fprintln(a.out, summary)
	}
	switch {
	case err != nil:
		return err
	case codeErr != nil:
		return codeErr
	case tally.Failed > 0:
		return errSilent
	}
	return nil
}
