package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/text"
)

func (a *app) parseCommand() *cli.Command {
	return &cli.Command{
		Name: "parse", Usage: "tags, lemmas and dependency trees of a text, as CoNLL-U",
		ArgsUsage: "[FILE|-]",
		Description: `Without --pretokenized the input is text, and each token's MISC says where it stands in it, in code
points. With it the input is CoNLL-U: its tokens are kept and the rest is filled in; comments, ranges
and empty nodes pass through. docs/text.md says how accurate and how fast each mode is.`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "pretokenized", Usage: "the input is CoNLL-U; keep its tokens"},
		},
		Action: a.parse,
	}
}

func (a *app) parse(ctx context.Context, cmd *cli.Command) error {
	if cmd.Args().Len() > 1 {
		return usage("parse takes one FILE, or - for standard input")
	}
	c, err := a.resolve(cmd)
	if err != nil {
		return err
	}
	in, name := a.in, "-"
	if path := cmd.Args().First(); path != "" && path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		defer f.Close()
		in, name = f, path
	}
	p, err := text.Load(c.mode())
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	if cmd.Bool("pretokenized") {
		if err := text.ParseCoNLLU(ctx, p, in, a.out); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(in, maxRecord+1))
	switch {
	case err != nil:
		return fmt.Errorf("parse %s: %w", name, err)
	case len(data) > maxRecord:
		return fmt.Errorf("parse %s: %w: a text may have %d bytes; split it", name, sanad.ErrTooLarge, maxRecord)
	case !utf8.Valid(data):
		return fmt.Errorf("parse %s: %w: the text is not UTF-8; convert it", name, sanad.ErrInvalid)
	}
	return text.WriteRaw(ctx, p, string(bytes.TrimPrefix(data, []byte("\ufeff"))), a.out)
}
