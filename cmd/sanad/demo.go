package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad/corpus"
	"sanad.example/sanad/internal/collect"
)

func (a *app) demoCommand() *cli.Command {
	return &cli.Command{
		Name: "demo", Usage: "read the starter corpus (once) and serve it",
		Description: "The starter corpus is public reports on the crisis, summarised in Sanad's own words; each says\nwhich outlet's report it is about. It goes into the data folder beside whatever is there.",
		Flags:       []cli.Flag{addrFlag(), &cli.BoolFlag{Name: "no-serve", Usage: "read the corpus and stop"}},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			if cmd.Bool("no-serve") {
				return a.with(ctx, cmd, func(s *session) error { return a.readStarter(ctx, s) })
			}
			l, err := a.listen(ctx, cmd)
			if err != nil {
				return err
			}
			defer l.Close()
			return a.with(ctx, cmd, func(s *session) error {
				if err := a.readStarter(ctx, s); err != nil {
					return err
				}
				return a.serve(ctx, s, l)
			})
		},
	}
}

// readStarter takes in those reports of the starter corpus that the folder doesn't have.
func (a *app) readStarter(ctx context.Context, s *session) error {
	if err := s.catchUp(ctx, a); err != nil {
		return err
	}
	c, err := collect.New(collect.Options{Collector: "sanad " + version})
	if err != nil {
		return fmt.Errorf("starter corpus: %w", err)
	}
	next, stop := iter.Pull2(s.Missing(ctx, c.Reader(ctx, "starter.jsonl", corpus.Starter())))
	defer stop()
	first, err, more := next()
	if !more {
		_, err := fmt.Fprintln(a.out, "starter corpus: already read")
		return err
	}
	return a.ingest(ctx, s, func(yield func(collect.Item, error) bool) {
		for more && yield(first, err) {
			first, err, more = next()
		}
	}, false)
}
