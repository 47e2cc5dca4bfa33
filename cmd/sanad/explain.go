package main

import (
	"context"
	"fmt"
	"strings"

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
			published := cmd.String("published")
			if published == "" {
				published = a.clock().UTC().Format("2006-01-02")
			} else if sanad.Day(published) == "" {
				return usage("--published is %q: give a date such as 2025-10-15", published)
			}
			_, book, err := a.loaded(cmd)
			if err != nil {
				return err
			}
			e := coder.New(book).Explain(sanad.Document{ID: "sentence", Text: sentence, Published: published})
			fmt.Fprint(a.out, e)
			return a.trees(e)
		},
	}
}

// trees draws each sentence's dependency tree. This version's coder reads tokens and doesn't use it.
func (a *app) trees(e coder.Explanation) error {
	p, err := text.Load(text.Accurate)
	if err != nil {
		return err
	}
	sents := make([]text.Sentence, len(e.Sentences))
	for i, s := range e.Sentences {
		sents[i] = s.Sentence
	}
	p.Parse(sents)
	for _, s := range sents {
		fmt.Fprintln(a.out, "\ntree")
		if err := text.Draw(s, a.out); err != nil {
			return err
		}
	}
	return nil
}
