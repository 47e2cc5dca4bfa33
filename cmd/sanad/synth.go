package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad/internal/synth"
)

func (a *app) synthCommand() *cli.Command {
	return &cli.Command{
		Name: "synth", Usage: "make load: invented documents as JSON Lines, with known truth",
		Description: "The same codebook, seed and options give the same documents. Nothing in them has happened, and each\nsays so. `sanad synth --documents 10000 | sanad ingest --db /tmp/load -` measures ingest.",
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "documents", Aliases: []string{"n"}, Value: synth.DefaultDocuments, Usage: "how many"},
			&cli.IntFlag{Name: "words", Value: synth.DefaultWords, Usage: "words of a document, about"},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "another seed, other documents"},
			&cli.StringFlag{Name: "from", Usage: "first `DATE` of publication"},
			&cli.StringFlag{Name: "to", Usage: "last `DATE` of publication"},
			&cli.StringFlag{Name: "truth", Usage: "write the claims that are meant to `FILE`, as JSON Lines"},
		},
		Action: a.synth,
	}
}

func (a *app) synth(ctx context.Context, cmd *cli.Command) (err error) {
	if err := noArgs(cmd); err != nil {
		return err
	}
	if cmd.Int("documents") < 1 || cmd.Int("words") < 1 {
		return usage("--documents and --words are numbers from 1 on")
	}
	_, book, err := a.loaded(cmd)
	if err != nil {
		return err
	}
	g, err := synth.New(book, synth.Options{Seed: cmd.Uint64("seed"), Documents: cmd.Int("documents"), From: cmd.String("from"), To: cmd.String("to"), Words: cmd.Int("words")})
	if err != nil {
		return usage("%v", err)
	}
	out := bufio.NewWriter(a.out)
	truth := bufio.NewWriter(nil)
	if path := cmd.String("truth"); path != "" {
		f, err := os.Create(path)
		if err != nil {
			return fmt.Errorf("synth: --truth: %w", err)
		}
		truth = bufio.NewWriter(f)
		defer func() { err = errors.Join(err, truth.Flush(), f.Close()) }()
	}
	documents, claims := json.NewEncoder(out), json.NewEncoder(truth)
	documents.SetEscapeHTML(false)
	claims.SetEscapeHTML(false)
	for made := range g.All() {
		if err := errors.Join(ctx.Err(), documents.Encode(made.Input)); err != nil {
			return err
		}
		if cmd.String("truth") == "" {
			continue
		}
		for _, c := range made.Claims {
			if err := claims.Encode(c); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}
