package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
)

// claimFilters are the flags by which claims are selected, with the query's field.
var claimFilters = []struct {
	name, usage string
	field       func(*sanad.ClaimQuery) *string
}{
	{"text", "with all of these `WORDS` in the sentence or the title", func(q *sanad.ClaimQuery) *string { return &q.Text }},
	{"speaker", "said by actor `ID` or name, or anyone under it", func(q *sanad.ClaimQuery) *string { return &q.Speaker }},
	{"actor", "of what actor `ID` does", func(q *sanad.ClaimQuery) *string { return &q.Actor }},
	{"recipient", "of what is done to actor `ID`", func(q *sanad.ClaimQuery) *string { return &q.Recipient }},
	{"party", "with actor `ID` as actor, recipient or speaker", func(q *sanad.ClaimQuery) *string { return &q.Party }},
	{"stance", "affirm, deny or question", func(q *sanad.ClaimQuery) *string { return &q.Stance }},
	{"modality", "actual, future, conditional, demanded, possible or attempted", func(q *sanad.ClaimQuery) *string { return &q.Modality }},
	{"type", "event type (ASSAULT), relation (harbours) or figures", func(q *sanad.ClaimQuery) *string { return &q.Type }},
	{"measure", "with a figure of `MEASURE`: killed, injured, deported, …", func(q *sanad.ClaimQuery) *string { return &q.Measure }},
	{"place", "at place `ID`, or within it", func(q *sanad.ClaimQuery) *string { return &q.Place }},
	{"source", "published by `SOURCE`", func(q *sanad.ClaimQuery) *string { return &q.Source }},
	{"document", "of document `ID`", func(q *sanad.ClaimQuery) *string { return &q.Document }},
	{"from", "published on `DATE` or later", func(q *sanad.ClaimQuery) *string { return &q.From }},
	{"to", "published on `DATE` or earlier", func(q *sanad.ClaimQuery) *string { return &q.To }},
}

func (a *app) claimsCommand() *cli.Command {
	flags := []cli.Flag{
		&cli.BoolFlag{Name: "jsonl", Usage: "all claims that match, as JSON Lines in the order of documents"},
		&cli.IntFlag{Name: "limit", Value: 20, Usage: "how many are shown, newest first (without --jsonl)"},
	}
	for _, f := range claimFilters {
		flags = append(flags, &cli.StringFlag{Name: f.name, Usage: f.usage})
	}
	return &cli.Command{
		Name: "claims", Usage: "who claims what: newest first, or all as JSON Lines", Flags: flags,
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			q, err := a.claimQuery(cmd)
			if err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error {
				if err := s.Book.CheckQuery(&q); err != nil {
					return usage("claims: %v", err)
				}
				if err := s.catchUp(ctx, a); err != nil {
					return err
				}
				if cmd.Bool("jsonl") {
					return a.claimLines(ctx, s, q)
				}
				return a.claimList(ctx, s, q, cmd.Int("limit"))
			})
		},
	}
}

func (a *app) claimQuery(cmd *cli.Command) (sanad.ClaimQuery, error) {
	var q sanad.ClaimQuery
	for _, f := range claimFilters {
		*f.field(&q) = cmd.String(f.name)
		if !utf8.ValidString(cmd.String(f.name)) {
			return q, usage("--%s is %q: it is not UTF-8", f.name, cmd.String(f.name))
		}
	}
	for name, value := range map[string]string{"from": q.From, "to": q.To} {
		if value != "" && sanad.Day(value) != value {
			return q, usage("--%s is %q: give a date such as 2025-10-15", name, value)
		}
	}
	if cmd.Int("limit") < 1 {
		return q, usage("--limit is %d: give a number from 1 on", cmd.Int("limit"))
	}
	asOf, err := parseAsOf(cmd.String("as-of"))
	q.AsOf = asOf
	return q, err
}

// parseAsOf reads a day, whose end counts, or a time. Days are UTC.
func parseAsOf(s string) (time.Time, error) {
	t, err := sanad.ParseAsOf(s)
	if err != nil {
		return t, usage("--as-of is %q: give a day such as 2025-10-15, or a time such as 2025-10-15T18:00:00Z", s)
	}
	return t, nil
}

// asOfHonoured reads --as-of for every verb and refuses it where the answer would be as of now all the same.
func asOfHonoured(ctx context.Context, cmd *cli.Command) (context.Context, error) {
	if _, err := parseAsOf(cmd.String("as-of")); err != nil {
		return ctx, err
	}
	if cmd.IsSet("as-of") && !slices.Contains([]string{"claims", "incidents", "accounts"}, cmd.Name) {
		return ctx, usage("%s doesn't answer as of another time: leave --as-of out; sanad claims, incidents and accounts and the pages (?as_of=) do", cmd.Name)
	}
	return ctx, nil
}

func (a *app) claimLines(ctx context.Context, s *session, q sanad.ClaimQuery) error {
	return a.lines(func(emit func(any) error) error {
		return s.Book.Unnaming(s.Reader()).EachClaim(ctx, q, func(c sanad.Claim) error { return emit(c) })
	})
}

// lines prints what each emits as JSON Lines.
func (a *app) lines(each func(emit func(any) error) error) error {
	out := bufio.NewWriter(a.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := each(enc.Encode); err != nil {
		return err
	}
	return out.Flush()
}

// claimList prints up to limit claims, newest first.
func (a *app) claimList(ctx context.Context, s *session, q sanad.ClaimQuery, limit int) error {
	shown := 0
	for {
		q.Limit = min(limit-shown, 200)
		page, err := s.Book.Unnaming(s.Reader()).Claims(ctx, q)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			printClaim(a.out, s.Book, row)
		}
		shown += len(page.Rows)
		if q.Cursor = page.Next; page.Next == "" || shown >= limit {
			count := strconv.Itoa(page.Count)
			if page.Capped {
				count += "+"
			}
			_, err := fmt.Fprintf(a.out, "%d of %s claims\n", shown, count)
			return err
		}
	}
}

// printClaim prints a claim: who says it, what, and the sentence with the claim's words in brackets.
func printClaim(w io.Writer, book *codebook.Book, row sanad.ClaimRow) {
	day := row.Document.Published
	if day == "" {
		day = "undated"
	}
	source := row.Document.Source
	if source == "" {
		source = "an unnamed source"
	}
	about := ""
	if a := row.Document.About; a != nil && a.Outlet != "" {
		about = " about " + oneLine(a.Outlet)
	}
	fmt.Fprintf(w, "%s  %s: %s\n", oneLine(day), says(book, row.Claim, oneLine(source)), oneLine(coder.Content(row.Claim)))
	fmt.Fprintf(w, "    %s[%s]%s\n", oneLine(row.Before), oneLine(row.Quote), oneLine(row.After))
	fmt.Fprintf(w, "    %s%s · %s\n\n", oneLine(source), about, oneLine(row.Claim.Document))
}

// says is who says something, and with what stance: a claim is never shown without its claimant. Whom the
// text describes is shown by its words.
func says(book *codebook.Book, c sanad.Claim, source string) string {
	who := source
	switch {
	case len(c.Speakers) > 0:
		names := make([]string, len(c.Speakers))
		for i, s := range c.Speakers {
			names[i] = speaker(book, s)
		}
		who = strings.Join(names, " and ")
	case c.Voice == sanad.VoiceUnattributed:
		who = "somebody, by " + source
	}
	one, many := "says", "say"
	switch c.Stance {
	case sanad.StanceDeny:
		one, many = "denies", "deny"
	case sanad.StanceQuestion:
		one, many = "questions", "question"
	}
	verb := one
	if len(c.Speakers) > 1 {
		verb = many
	}
	if c.Negated {
		verb += " that it did not"
	}
	return who + " " + verb
}

// speaker names one who speaks: by id, or by the words that describe them with the country's id.
func speaker(book *codebook.Book, e sanad.Entity) string {
	switch {
	case e.Text == "" && e.ID == "":
		return codebook.Nameless
	case !book.Described(e):
		return e.ID
	case e.ID == "":
		return strconv.Quote(oneLine(e.Text))
	}
	return strconv.Quote(oneLine(e.Text)) + " (" + e.ID + ")"
}
