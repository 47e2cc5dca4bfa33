package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect/copies"
	"sanad.example/sanad/internal/pipeline"
)

func (a *app) copiesCommand() *cli.Command {
	return &cli.Command{
		Name: "copies", Usage: "near-copies: one dispatch in several outlets, with the likely origin",
		Description: `Compares the texts of all documents and prints those that say the same in the same words, a group each,
with the document that the others are likely to be from: the one whose source they name, or the earliest.
Texts whose figures differ aren't copies. docs/collecting.md says how it is decided and how well it works.`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "jsonl", Usage: "each group as a JSON line, with its edges"}},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error {
				if err := s.catchUp(ctx, a); err != nil {
					return err
				}
				return a.copies(ctx, s, cmd.Bool("jsonl"))
			})
		},
	}
}

func (a *app) copies(ctx context.Context, s *session, jsonl bool) error {
	outlets := pipeline.NewOutlets(s.Book)
	shown := map[string]sanad.Document{}
	var failed error
	edges := copies.Find(func(yield func(copies.Doc) bool) {
		failed = eachDocument(ctx, s.Reader(), func(doc sanad.Document) bool {
			d := outlets.Doc(doc)
			doc.Text, doc.Source = "", d.Source
			shown[doc.ID] = doc
			return yield(d)
		})
	})
	if failed != nil {
		return failed
	}
	groups := copies.Groups(edges)
	if jsonl {
		enc := json.NewEncoder(a.out)
		enc.SetEscapeHTML(false)
		for _, g := range groups {
			if err := enc.Encode(g); err != nil {
				return err
			}
		}
		return nil
	}
	for _, g := range groups {
		o := shown[g.Origin]
		fmt.Fprintf(a.out, "%s  %s (%s): %s\n    %s\n", day(o.Published), o.Source, g.Why, o.Title, g.Origin)
		for _, e := range g.Edges {
			c := shown[e.Copy]
			fmt.Fprintf(a.out, "  %s  %s: %s\n    %s is like %s: %.0f%% in all, %.0f%% of the shorter (%s)\n", day(c.Published), c.Source, c.Title, e.Copy, e.Origin, 100*e.Similarity, 100*e.Part, e.Why)
		}
	}
	_, err := fmt.Fprintf(a.out, "%d groups of near-copies among %d documents\n", len(groups), len(shown))
	return err
}

func day(published string) string {
	if published == "" {
		return "undated"
	}
	return published
}

// eachDocument calls fn for every document with its text, until it returns false.
func eachDocument(ctx context.Context, r sanad.Reader, fn func(sanad.Document) bool) error {
	q := sanad.DocumentQuery{Limit: 200}
	for {
		page, err := r.Documents(ctx, q)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			doc, err := r.Document(ctx, row.Document.ID)
			if err != nil {
				return err
			}
			if !fn(doc) {
				return nil
			}
		}
		if page.Next == "" {
			return nil
		}
		q.Cursor = page.Next
	}
}
