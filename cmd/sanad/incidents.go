package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
)

// incidentFilters are the flags by which incidents are selected, with the query's field.
var incidentFilters = []struct {
	name, usage string
	field       func(*sanad.IncidentQuery) *string
}{
	{"text", "with all of these `WORDS` in a sentence of it", func(q *sanad.IncidentQuery) *string { return &q.Text }},
	{"party", "with actor `ID` as actor, recipient or claimant", func(q *sanad.IncidentQuery) *string { return &q.Party }},
	{"type", "of event type `TYPE`: ASSAULT, CONSULT, …", func(q *sanad.IncidentQuery) *string { return &q.Type }},
	{"status", "reported, corroborated, contested or denied", func(q *sanad.IncidentQuery) *string { return &q.Status }},
	{"measure", "with an estimate of `MEASURE`: killed, injured, …", func(q *sanad.IncidentQuery) *string { return &q.Measure }},
	{"place", "at place `ID`, or within it", func(q *sanad.IncidentQuery) *string { return &q.Place }},
	{"source", "reported by `SOURCE`", func(q *sanad.IncidentQuery) *string { return &q.Source }},
	{"from", "that happened on `DATE` or later", func(q *sanad.IncidentQuery) *string { return &q.From }},
	{"to", "that happened on `DATE` or earlier", func(q *sanad.IncidentQuery) *string { return &q.To }},
}

func (a *app) incidentsCommand() *cli.Command {
	flags := []cli.Flag{
		&cli.BoolFlag{Name: "jsonl", Usage: "all incidents that match, whole, as JSON Lines in the order of their ids"},
		&cli.IntFlag{Name: "limit", Value: 20, Usage: "how many are shown, newest first (without --jsonl)"},
		publishedBy(),
	}
	for _, f := range incidentFilters {
		flags = append(flags, &cli.StringFlag{Name: f.name, Usage: f.usage})
	}
	return &cli.Command{
		Name: "incidents", Usage: "what happened, in whose version: claims about the same occurrence together", Flags: flags,
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			q, err := a.incidentQuery(cmd)
			if err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error {
				if err := s.catchUp(ctx, a); err != nil {
					return err
				}
				if cmd.Bool("jsonl") {
					return a.incidentLines(ctx, s, q)
				}
				return a.incidentList(ctx, s, q, cmd.Int("limit"))
			})
		},
	}
}

func (a *app) incidentQuery(cmd *cli.Command) (q sanad.IncidentQuery, err error) {
	for _, f := range incidentFilters {
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
	statuses := []string{"", string(sanad.StatusReported), string(sanad.StatusCorroborated), string(sanad.StatusContested), string(sanad.StatusDenied)}
	if !slices.Contains(statuses, q.Status) {
		return q, usage("--status is %q: give reported, corroborated, contested or denied", q.Status)
	}
	if cmd.Int("limit") < 1 {
		return q, usage("--limit is %d: give a number from 1 on", cmd.Int("limit"))
	}
	q.At, err = moment(cmd)
	return q, err
}

// moment is up to when evidence counts, by --as-of and --published-by.
func moment(cmd *cli.Command) (at sanad.Moment, err error) {
	if at.Recorded, err = parseAsOf(cmd.String("as-of")); err != nil {
		return at, err
	}
	at.Published = cmd.String("published-by")
	if at.Published != "" && sanad.Day(at.Published) != at.Published {
		return at, usage("--published-by is %q: give a day such as 2025-10-15", at.Published)
	}
	return at, nil
}

func publishedBy() cli.Flag {
	return &cli.StringFlag{Name: "published-by", Usage: "as of what was published up to `DAY`"}
}

func (a *app) incidentLines(ctx context.Context, s *session, q sanad.IncidentQuery) error {
	return a.lines(func(emit func(any) error) error {
		return s.Book.Unnaming(s.Reader()).EachIncident(ctx, q, func(in sanad.Incident) error { return emit(in) })
	})
}

// incidentList prints up to limit incidents, newest first.
func (a *app) incidentList(ctx context.Context, s *session, q sanad.IncidentQuery, limit int) error {
	shown := 0
	for {
		q.Limit = min(limit-shown, 200)
		page, err := s.Book.Unnaming(s.Reader()).Incidents(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Rows {
			printIncident(a.out, &page.Rows[i])
		}
		shown += len(page.Rows)
		if q.Cursor = page.Next; page.Next == "" || shown >= limit {
			total := fmt.Sprint(page.Count)
			if page.Capped {
				total += "+"
			}
			_, err := fmt.Fprintf(a.out, "%d of %s incidents\n", shown, total)
			return err
		}
	}
}

// printIncident prints an incident's status and what the claims allow to say of its numbers.
func printIncident(w io.Writer, in *sanad.Incident) {
	fmt.Fprintf(w, "%s  %s  %s\n", days(in.When), strings.ToUpper(string(in.Status)), oneLine(in.Title))
	fmt.Fprintf(w, "    %s\n", oneLine(in.Reason))
	for i := range in.Estimates {
		fmt.Fprintf(w, "    %s\n", estimate(&in.Estimates[i]))
	}
	fmt.Fprintf(w, "    %s, %s, %s · %s\n\n", count(len(in.Accounts), "account"), count(len(in.Claims), "claim"), count(len(in.Documents), "document"), in.ID)
}

func days(when *sanad.When) string {
	if when == nil || when.Start == nil {
		return "undated   "
	}
	start := (*when.Start)[:min(len(*when.Start), 10)]
	if when.End == nil {
		return start + " on"
	}
	end := (*when.End)[:min(len(*when.End), 10)]
	if end == start {
		return start
	}
	return start + " to " + end
}

func estimate(e *sanad.Estimate) string {
	group := e.Group.Name
	if group == "" {
		group = "people not told apart"
	}
	text := fmt.Sprintf("%s, %s: %s", oneLine(group), e.Measure, bounds(e.Low, e.High))
	if e.Kind == sanad.EstimateInconsistent {
		text = fmt.Sprintf("%s, %s: no interval", oneLine(group), e.Measure)
	}
	if e.Best != nil {
		text += ", best " + e.Best.String()
	}
	return text + " (" + string(e.Kind) + ")"
}

func bounds(low, high *sanad.Decimal) string {
	switch {
	case low == nil && high == nil:
		return "no number"
	case high == nil:
		return low.String() + " or more"
	case low == nil:
		return "up to " + high.String()
	case *low == *high:
		return low.String()
	}
	return low.String() + " to " + high.String()
}

func (a *app) accountsCommand() *cli.Command {
	return &cli.Command{
		Name: "accounts", Usage: "one incident: each claimant's version, and why its claims are together", ArgsUsage: "INCIDENT",
		Description: "INCIDENT is the id of an incident or of any of its claims, as `sanad incidents` and `sanad claims` print them.",
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "the whole incident as JSON"}, publishedBy()},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return usage("accounts needs the id of one incident, or of one of its claims")
			}
			at, err := moment(cmd)
			if err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error {
				if err := s.catchUp(ctx, a); err != nil {
					return err
				}
				reader := s.Book.Unnaming(s.Reader())
				in, err := reader.IncidentAt(ctx, cmd.Args().First(), at)
				if err != nil {
					return err
				}
				if cmd.Bool("json") {
					enc := json.NewEncoder(a.out)
					enc.SetEscapeHTML(false)
					enc.SetIndent("", "  ")
					return enc.Encode(in)
				}
				rows, err := reader.ClaimRows(ctx, in.Claims[:min(len(in.Claims), 1000)])
				if err != nil {
					return err
				}
				printIncident(a.out, &in)
				printAccounts(a.out, &in, rows)
				return nil
			})
		},
	}
}

// printAccounts prints each claimant's version with its sentences, then the reasons of the joins.
func printAccounts(w io.Writer, in *sanad.Incident, rows []sanad.ClaimRow) {
	byID := map[string]sanad.ClaimRow{}
	for _, row := range rows {
		byID[row.Claim.ID] = row
	}
	for _, acc := range in.Accounts {
		denies := ""
		if acc.Denies != "" {
			denies = " (" + string(acc.Denies) + ")"
		}
		fmt.Fprintf(w, "%s: %s%s\n", oneLine(acc.Claimant.Name), acc.Stance, denies)
		for _, v := range acc.Values {
			fmt.Fprintf(w, "    %s\n", accountValue(&v))
		}
		for _, id := range acc.Claims {
			row, ok := byID[id]
			if !ok {
				continue
			}
			fmt.Fprintf(w, "    %s  %s[%s]%s\n", id[:min(8, len(id))], oneLine(row.Before), oneLine(row.Quote), oneLine(row.After))
		}
		fmt.Fprintln(w)
	}
	if len(in.Joins) > 0 {
		fmt.Fprintln(w, "together because")
	}
	for _, j := range in.Joins {
		fmt.Fprintf(w, "    %s and %s, %s of 1:", j.A[:min(8, len(j.A))], j.B[:min(8, len(j.B))], j.Score)
		for i, b := range j.Reasons {
			sep := "; "
			if i == 0 {
				sep = " "
			}
			fmt.Fprintf(w, "%s%s (%s)", sep, oneLine(b.Text), b.Weight)
		}
		fmt.Fprintln(w)
	}
}

func accountValue(v *sanad.Value) string {
	group := v.Group.Name
	if group == "" {
		group = "people not told apart"
	}
	text := fmt.Sprintf("%s, %s: %s", oneLine(group), v.Measure, bounds(v.Low, v.High))
	if v.Denied {
		text += ", which it denies"
	}
	for _, r := range v.Replaced {
		text += fmt.Sprintf("; before: %s", bounds(r.Low, r.High))
		if r.Said != "" {
			text += " on " + r.Said
		}
	}
	if v.Note != "" {
		text += "; " + oneLine(v.Note)
	}
	return text
}
