package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v3"
	"go.yaml.in/yaml/v4"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

func (a *app) codebookCommand() *cli.Command {
	return &cli.Command{
		Name: "codebook", Usage: "the knowledge that coding uses: check, show, stats",
		Commands: []*cli.Command{
			{
				Name: "check", Usage: "check every entry, the operator's overlay (--codebook) too; exit 3 where one is wrong",
				Action: a.codebookCheck,
			},
			{
				Name: "show", Usage: "one entry by its id, or what a word leads to", ArgsUsage: "ID|WORDS",
				Action: a.codebookShow,
			},
			{
				Name: "stats", Usage: "how many entries of each kind there are, and how names that lead to several are settled",
				Action: a.codebookStats,
			},
		},
		Action: func(_ context.Context, cmd *cli.Command) error {
			return usage("codebook needs check, show or stats")
		},
	}
}

func (a *app) codebookCheck(_ context.Context, cmd *cli.Command) error {
	_, book, err := a.loaded(cmd)
	var problems codebook.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			fmt.Fprintln(a.out, p.Error())
		}
		fmt.Fprintf(a.err, "sanad: codebook check: %s\n", count(len(problems), "problem"))
		return fmt.Errorf("%w: %w", errFound, errSilent)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "codebook %s of crisis %q is sound\n", book.ID, book.Crisis.Name)
	return err
}

func (a *app) codebookStats(_ context.Context, cmd *cli.Command) error {
	if err := noArgs(cmd); err != nil {
		return err
	}
	_, book, err := a.loaded(cmd)
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, s := range book.Stats() {
		fmt.Fprintf(&out, "%7d %s\n", s.Count, s.Kind)
		for _, p := range s.Parts {
			fmt.Fprintf(&out, "%7d   %s\n", p.Count, p.Kind)
		}
	}
	for _, m := range book.Ambiguities() {
		fmt.Fprintf(&out, "%q: %s; settled by %s\n", m.Text, strings.Join(m.IDs, ", "), m.Rule)
	}
	_, err = fmt.Fprint(a.out, out.String())
	return err
}

// codebookShow prints the entry of an id, or the entries that words lead to.
func (a *app) codebookShow(_ context.Context, cmd *cli.Command) error {
	what := strings.Join(cmd.Args().Slice(), " ")
	if what == "" {
		return usage("codebook show needs an ID or WORDS")
	}
	_, book, err := a.loaded(cmd)
	if err != nil {
		return err
	}
	entries := entriesOf(book, what)
	if len(entries) == 0 {
		return fmt.Errorf("%w: %q is no entry's id, and no entry is reached by it", sanad.ErrNotFound, what)
	}
	for i, e := range entries {
		data, err := yaml.Marshal(e)
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(a.out, "---")
		}
		if use := filterOf(e); use != "" {
			fmt.Fprintf(a.out, "# %s\n", use)
		}
		fmt.Fprintf(a.out, "%s", data)
	}
	return nil
}

// filterOf says by which option of sanad claims, and of the pages, an entry's claims are found.
func filterOf(entry any) string {
	switch e := entry.(type) {
	case *codebook.Actor:
		return fmt.Sprintf("filters take %s: --speaker, --actor, --recipient, --party", e.ID)
	case *codebook.Place:
		return fmt.Sprintf("filters take %s: --place", e.ID)
	case *codebook.Source:
		return fmt.Sprintf("filters take %s: --source", e.ID)
	case *codebook.Measure:
		return fmt.Sprintf("filters take %s: --measure", e.ID)
	case *codebook.Predicate:
		if e.Type != "" {
			return fmt.Sprintf("filters take %s: --type", e.Type)
		}
		if e.Relation != "" {
			return fmt.Sprintf("filters take %s: --type", e.Relation)
		}
	case *codebook.Cue:
		return fmt.Sprintf("filters take %s: --stance", e.Stance)
	}
	return ""
}

// entriesOf returns the entries with the id, or else those that the words lead to.
func entriesOf(book *codebook.Book, what string) []any {
	if found := entriesByID(book, what); len(found) > 0 {
		return found
	}
	var found []any
	seen := map[string]bool{}
	for _, s := range text.Segment(what) {
		for _, m := range book.Lexicon().Find(s.Tokens) {
			for _, e := range m.Entries {
				id := idOf(book, e)
				if id != "" && !seen[id] {
					seen[id] = true
					found = append(found, entriesByID(book, id)...)
				}
			}
		}
	}
	return found
}

// idOf is the id of what a phrase leads to, "" for the closed classes of words, which have none.
func idOf(book *codebook.Book, e codebook.Entry) string {
	switch e.Kind {
	case codebook.KindActor, codebook.KindAdjective, codebook.KindMetonym:
		return book.Actors[e.Index].ID
	case codebook.KindPlace:
		return book.Places[e.Index].ID
	case codebook.KindSource:
		return book.Sources[e.Index].ID
	case codebook.KindPredicate:
		return book.Predicates[e.Index].ID
	case codebook.KindCue:
		return book.Cues[e.Index].ID
	case codebook.KindJoin:
		return book.Joins[e.Index].ID
	case codebook.KindMeasure, codebook.KindUnit:
		return book.Measures[e.Index].ID
	case codebook.KindRole:
		return book.Roles[e.Index].ID
	}
	return ""
}

func entriesByID(book *codebook.Book, id string) []any {
	var found []any
	if a, ok := book.Actor(id); ok {
		found = append(found, a)
	}
	if p, ok := book.Place(id); ok {
		found = append(found, p)
	}
	if s, ok := book.Source(id); ok {
		found = append(found, s)
	}
	if m, ok := book.Measure(id); ok {
		found = append(found, m)
	}
	for i := range book.Predicates {
		if book.Predicates[i].ID == id {
			found = append(found, &book.Predicates[i])
		}
	}
	for i := range book.Cues {
		if book.Cues[i].ID == id {
			found = append(found, &book.Cues[i])
		}
	}
	for i := range book.Joins {
		if book.Joins[i].ID == id {
			found = append(found, &book.Joins[i])
		}
	}
	for i := range book.Roles {
		if book.Roles[i].ID == id {
			found = append(found, &book.Roles[i])
		}
	}
	return found
}
