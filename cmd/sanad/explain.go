package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/text"
)

func (a *app) explainCommand() *cli.Command {
	return &cli.Command{
		Name: "explain", Usage: "how a sentence is read: mentions, rules fired and rejected, claims",
		ArgsUsage: `"SENTENCE"`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "published", Usage: "`DATE` of the report, by which days and office holders are told"},
		},
		Action: func(_ context.Context, cmd *cli.Command) error {
			sentence := strings.Join(cmd.Args().Slice(), " ")
			if strings.TrimSpace(sentence) == "" {
				return usage("explain needs a sentence in quotation marks")
			}
			if !utf8.ValidString(sentence) {
				return usage("the sentence %q is not UTF-8: convert it first", sentence)
			}
			published := cmd.String("published")
			if published == "" {
				published = a.clock().UTC().Format("2006-01-02")
			} else if sanad.Day(published) == "" {
				return usage("--published is %q: give a date such as 2025-10-15", published)
			}
			_, reader, err := a.coder(cmd)
			if err != nil {
				return err
			}
			e := reader.Explain(sanad.Document{ID: "sentence", Text: sentence, Published: published})
			var out strings.Builder
			fmt.Fprint(&out, e)
			if err := trees(&out, e); err != nil {
				return err
			}
			_, err = io.WriteString(a.out, forTerminal(out.String()))
			return err
		},
	}
}

// trees draws each sentence's dependency tree.
func trees(w io.Writer, e coder.Explanation) error {
	for _, s := range e.Sentences {
		fmt.Fprintln(w, "\ntree")
		if err := text.Draw(s.Sentence, w); err != nil {
			return err
		}
	}
	return nil
}
