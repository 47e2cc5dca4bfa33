package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/pipeline"
)

func (a *app) ingestCommand() *cli.Command {
	return &cli.Command{
		Name: "ingest", Usage: "take documents in: text, Markdown, HTML and JSON Lines files, folders, standard input",
		ArgsUsage: "PATH…|-",
		Description: `Each document is kept as received, with where it is from and when, in the evidence log; then its
claims are coded. A receipt line means that the document is on disk. A document that can't be read is
told on standard error and never stops the rest; the exit code is then 1. docs/formats/input.md says
what is read how.`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "receipts", Usage: "print a JSON line for each document once it is on disk"},
			&cli.StringFlag{Name: "source", Usage: "who published, where the documents don't say"},
			&cli.StringFlag{Name: "published", Usage: "`DATE` of publication, where the documents don't say"},
			&cli.StringFlag{Name: "lang", Usage: "language, where the documents don't say"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			paths := cmd.Args().Slice()
			if len(paths) == 0 {
				return usage("ingest needs a PATH, or - for standard input")
			}
			for _, p := range paths {
				if strings.Contains(p, "://") {
					return usage("%q: this version reads files; save the page and give the file", p)
				}
			}
			c, err := collect.New(collect.Options{Source: cmd.String("source"), Published: cmd.String("published"), Lang: cmd.String("lang"), Collector: "sanad " + version})
			if err != nil {
				return usage("%v", err)
			}
			return a.with(ctx, cmd, func(s *session) error {
				return a.ingest(ctx, s, c.Paths(ctx, paths, a.in), cmd.Bool("receipts"))
			})
		},
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
	tally, err := s.Ingest(ctx, items, func(ack pipeline.Acknowledgement) {
		bar.add()
		if receipts {
			enc.Encode(ack)
			out.Flush() // a receipt that is not seen is none
		}
		select {
		case wake <- struct{}{}:
		default:
		}
	}, func(err error) { bar.clear(); fmt.Fprintf(a.err, "sanad: ingest: %v\n", err) })
	bar.done()
	codeErr := coding(err == nil)
	summary := fmt.Sprintf("%d documents acknowledged, %d refused, %d files skipped", tally.Documents, tally.Failed, tally.Skipped)
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
