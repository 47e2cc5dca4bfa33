package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/text"
)

// decisionVerbs are the decisions that an analyst can make, with what each is about.
var decisionVerbs = []struct {
	kind        sanad.DecisionKind
	args, usage string
	needs       string // the flag that it needs besides
}{
	{sanad.DecideAccept, "CLAIM", "the claim is coded right", ""},
	{sanad.DecideReject, "CLAIM", "the text makes no such claim: leave it out", ""},
	{sanad.DecideCorrect, "CLAIM", "a field of the claim is another", "field"},
	{sanad.DecideAdd, "DOCUMENT", "a claim that the coder missed", "value"},
	{sanad.DecideMerge, "CLAIM CLAIM", "the two are about the same occurrence", ""},
	{sanad.DecideSplit, "CLAIM CLAIM", "the two are not about the same occurrence", ""},
	{sanad.DecideSource, "SOURCE", "a source's grade, A (completely reliable) to E, F where it can't be judged", "grade"},
	{sanad.DecideItem, "CLAIM", "a claim's grade, 1 (confirmed by others) to 5, 6 where it can't be judged", "grade"},
	{sanad.DecideVerdict, "CLAIM", "an outside observer's verdict, in a few words", "value"},
	{sanad.DecideNote, "CLAIM", "a note", "note"},
	{sanad.DecideUndo, "ENTRY", "take a decision back, by its index in the log", ""},
}

const decideHelp = `A CLAIM is its id, as sanad claims --jsonl prints it, or DOCUMENT#2 for a document's second claim. Decisions are
signed and kept in the log; every rebuild applies them again, and nothing is ever dropped. The first decision
of an analyst makes a key in the data folder. docs/decisions.md says more.

    sanad decide reject DOCUMENT#2 --analyst elanor --note "the wire's own words, not the ministry's"
    sanad decide correct DOCUMENT#1 --field /figures/0/of/0/id --value '"AFG-CVL"'
    sanad decide list --state doubtful`

func (a *app) decideCommand() *cli.Command {
	root := &cli.Command{
		Name: "decide", Usage: "an analyst's decisions: correct what was read, grade sources, take back", Description: decideHelp,
		Action: func(_ context.Context, cmd *cli.Command) error {
			return usage("decide needs to know what: accept, reject, correct, add, merge, split, source, item, verdict, note, undo or list")
		},
	}
	for _, v := range decisionVerbs {
		flags := []cli.Flag{&cli.StringFlag{Name: "note", Usage: "`WHY`, kept with the decision"}}
		switch v.needs {
		case "field":
			flags = append(flags, &cli.StringFlag{Name: "field", Usage: "`POINTER` to the field, as JSON pointer: /event/type, /figures/0/low, /actors/-"},
				&cli.StringFlag{Name: "value", Usage: "its new value, as `JSON`; null takes it away"})
		case "value":
			flags = append(flags, &cli.StringFlag{Name: "value", Usage: "the claim as `JSON` (docs/decisions.md says what can be left out), @FILE for a file of it; a verdict's words"})
		case "grade":
			flags = append(flags, &cli.StringFlag{Name: "grade", Usage: "the `GRADE`"})
		}
		root.Commands = append(root.Commands, &cli.Command{
			Name: string(v.kind), Usage: v.usage, ArgsUsage: v.args, Flags: flags,
			Action: func(ctx context.Context, cmd *cli.Command) error {
				if n := len(strings.Fields(v.args)); cmd.Args().Len() != n {
					return usage("decide %s needs %s", v.kind, v.args)
				}
				if v.needs != "" && !cmd.IsSet(v.needs) {
					return usage("decide %s needs --%s", v.kind, v.needs)
				}
				return a.with(ctx, cmd, func(s *session) error { return a.decide(ctx, cmd, s, v.kind) })
			},
		})
	}
	root.Commands = append(root.Commands, a.decisionsCommand())
	return root
}

func (a *app) decide(ctx context.Context, cmd *cli.Command, s *session, kind sanad.DecisionKind) error {
	name := s.config.text("analyst")
	if err := decision.CheckAnalyst(name); err != nil {
		return usage("--analyst: %v", err)
	}
	if err := s.catchUp(ctx, a); err != nil {
		return err
	}
	d, err := a.makeDecision(ctx, cmd, s, kind)
	if err != nil {
		return err
	}
	d.Kind, d.Analyst, d.Note, d.Made = kind, name, cmd.String("note"), a.clock().UTC().Format(time.RFC3339)
	key, made, err := s.AnalystKey(name)
	if err != nil {
		return err
	}
	if made {
		fmt.Fprintf(a.err, "sanad: a key for %s was made in the data folder (analysts/%s.key): keep a copy, backups don't have it\n", name, name)
	}
	entry, outcome, err := s.Decide(ctx, key, d)
	if err != nil {
		return err
	}
	if err := s.catchUp(ctx, a); err != nil {
		return fmt.Errorf("decision %d is kept; derived data don't have it yet: %w", entry.Index, err)
	}
	fmt.Fprintf(a.out, "decision %d: %s %s\n", entry.Index, kind, outcome.State)
	for _, id := range outcome.Claims {
		fmt.Fprintf(a.out, "    claim %s\n", id)
	}
	for _, other := range outcome.Disagrees {
		fmt.Fprintf(a.out, "    another analyst ruled otherwise in decision %d; the later counts, both are kept\n", other)
	}
	return nil
}

// makeDecision reads what the kind needs from the command line.
func (a *app) makeDecision(ctx context.Context, cmd *cli.Command, s *session, kind sanad.DecisionKind) (d sanad.Decision, err error) {
	args := cmd.Args().Slice()
	switch kind {
	case sanad.DecideUndo:
		n, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil || n < 0 {
			return d, usage("decide undo: %q is no index: sanad decide list shows them", args[0])
		}
		d.Undoes = &n
		return d, nil
	case sanad.DecideSource:
		d.Source, d.Value = args[0], jsonString(cmd.String("grade"))
		return d, nil
	case sanad.DecideAdd:
		return addDecision(ctx, cmd, s, args[0])
	case sanad.DecideItem:
		d.Value = json.RawMessage(cmd.String("grade"))
	case sanad.DecideVerdict:
		d.Value = jsonString(cmd.String("value"))
	}
	set, err := s.Rulings(ctx)
	if err != nil {
		return d, err
	}
	for _, arg := range args {
		c, err := s.findClaim(ctx, arg)
		if err != nil {
			return d, err
		}
		coded, err := s.Coded(ctx, c.Document)
		if err != nil {
			return d, err
		}
		anchor, err := s.Rules.Anchor(coded.Document, coded.Claims, set, c.ID)
		if err != nil {
			return d, err
		}
		d.Anchors = append(d.Anchors, anchor)
		if kind == sanad.DecideCorrect {
			d.Field = cmd.String("field")
			if d.Value, err = s.Rules.Complete(coded.Document, d.Field, json.RawMessage(cmd.String("value")), c); err != nil {
				return d, usage("--field and --value: %v", err)
			}
		}
	}
	return d, nil
}

func jsonString(s string) json.RawMessage {
	data, _ := json.Marshal(s) // can't fail: invalid bytes are replaced
	return data
}

// addDecision reads a claim that the coder missed.
func addDecision(ctx context.Context, cmd *cli.Command, s *session, document string) (d sanad.Decision, err error) {
	given := []byte(cmd.String("value"))
	if name, file := strings.CutPrefix(cmd.String("value"), "@"); file {
		if given, err = readSmall(name); err != nil {
			return d, usage("--value: %v", err)
		}
	}
	set, err := s.Rulings(ctx)
	if err != nil {
		return d, err
	}
	coded, err := s.Coded(ctx, document)
	if err != nil {
		return d, err
	}
	value, anchor, err := s.Rules.Added(coded.Document, coded.Claims, set, given, func(at int) sanad.SentenceRef { return sentenceAt(coded.Document.Text, at) })
	d.Value, d.Anchors = value, []sanad.Anchor{anchor}
	return d, err
}

// sentenceAt is the sentence that a code point is in.
func sentenceAt(doc string, at int) sanad.SentenceRef {
	var ref sanad.SentenceRef
	for _, s := range text.Segment(doc) {
		if s.Start > at && s.Index > 0 {
			break
		}
		ref = sanad.SentenceRef{Index: s.Index, Span: sanad.Span{Start: s.Start, End: s.End}}
	}
	return ref
}

// findClaim finds a claim by its id, or by its document and number. A rejected claim is found by its id alone.
func (s *session) findClaim(ctx context.Context, arg string) (sanad.Claim, error) {
	if document, number, ok := strings.Cut(arg, "#"); ok {
		claims, err := s.Derived.DocumentClaims(ctx, document)
		if err != nil {
			return sanad.Claim{}, err
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(claims) {
			return sanad.Claim{}, usage("%q: document %q has %s, counted from 1", arg, document, count(len(claims), "claim"))
		}
		return claims[n-1], nil
	}
	c, err := s.Derived.Claim(ctx, arg)
	if !errors.Is(err, sanad.ErrNotFound) {
		return c, err
	}
	_, report, rerr := s.Decisions(ctx)
	if rerr != nil {
		return c, rerr
	}
	for _, rejected := range report.Rejected {
		if rejected.ID == arg {
			return rejected, nil
		}
	}
	return c, err
}

func (a *app) decisionsCommand() *cli.Command {
	return &cli.Command{
		Name: "list", Usage: "all decisions, and how each fares now",
		Description: "applied: it holds. doubtful: what the analyst saw has changed; it is applied unless it says \"held back\".\n" +
			"orphaned: nothing is found where it was anchored, or it went with a redacted document. undone: taken back.\n" +
			"superseded: a later decision on the same counts. refused: its signature or its body isn't sound.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "jsonl", Usage: "as JSON Lines"},
			&cli.StringFlag{Name: "state", Usage: "only those in `STATE`"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			state := sanad.DecisionState(cmd.String("state"))
			if states := decision.States(); state != "" && !slices.Contains(states, state) {
				return usage("--state is %q: give one of %v", state, states)
			}
			return a.with(ctx, cmd, func(s *session) error {
				if err := s.catchUp(ctx, a); err != nil {
					return err
				}
				return a.listDecisions(ctx, s, state, cmd.Bool("jsonl"))
			})
		},
	}
}

// decisionLine is a decision as `sanad decide list --jsonl` prints it.
type decisionLine struct {
	Entry     int64               `json:"entry"`
	State     sanad.DecisionState `json:"state"`
	Effective bool                `json:"effective"`
	Reason    string              `json:"reason,omitempty"`
	By        *int64              `json:"by,omitempty"` // entry that undid it or took its place
	Disagrees []int64             `json:"disagrees,omitempty"`
	Claims    []string            `json:"claims,omitempty"`
	OtherKey  *int64              `json:"other_key,omitempty"` // first entry of the same analyst with another key
	Recorded  time.Time           `json:"recorded"`
	Decision  *sanad.Decision     `json:"decision,omitempty"` // none where it can't be read
}

func (a *app) listDecisions(ctx context.Context, s *session, state sanad.DecisionState, jsonl bool) error {
	set, report, err := s.Decisions(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	keys := map[string]decision.Ruling{} // an analyst's first ruling
	for i, r := range set.Rulings() {
		o := report.Outcomes[i]
		line := decisionLine{
			Entry: o.Entry, State: o.State, Effective: o.Effective, Reason: o.Reason, Disagrees: o.Disagrees, Claims: o.Claims, Recorded: r.Recorded,
		}
		if o.By >= 0 {
			line.By = &o.By
		}
		if r.Err == nil {
			line.Decision = &r.Decision
			first, known := keys[r.Analyst]
			if !known {
				keys[r.Analyst] = r
			} else if first.Key != r.Key {
				line.OtherKey = &first.Entry
			}
		}
		if state != "" && o.State != state {
			continue
		}
		if !jsonl {
			printDecision(out, line)
		} else if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

func printDecision(out *bufio.Writer, l decisionLine) {
	fmt.Fprintf(out, "%d  %s", l.Entry, l.State)
	if d := l.Decision; d != nil {
		fmt.Fprintf(out, "  %s by %s, %s", d.Kind, d.Analyst, d.Made)
		for _, anchor := range d.Anchors {
			fmt.Fprintf(out, "\n    %s %q in %s", oneLine(anchor.Content), oneLine(anchor.Exact), oneLine(anchor.Document))
		}
		switch {
		case d.Field != "":
			fmt.Fprintf(out, "\n    %s is %s", oneLine(d.Field), oneLine(string(d.Value)))
		case d.Source != "":
			fmt.Fprintf(out, "\n    source %q: %s", oneLine(d.Source), oneLine(string(d.Value)))
		case d.Undoes != nil:
			fmt.Fprintf(out, "\n    takes back decision %d", *d.Undoes)
		case d.Value != nil && d.Kind != sanad.DecideAdd:
			fmt.Fprintf(out, "\n    %s", oneLine(string(d.Value)))
		}
		if d.Note != "" {
			fmt.Fprintf(out, "\n    note: %s", oneLine(d.Note))
		}
	}
	if l.Reason != "" {
		fmt.Fprintf(out, "\n    %s", oneLine(l.Reason))
	}
	if l.By != nil && l.State == sanad.DecisionSuperseded {
		fmt.Fprintf(out, "\n    decision %d counts in its place", *l.By)
	}
	for _, other := range l.Disagrees {
		fmt.Fprintf(out, "\n    another analyst ruled otherwise: decision %d", other)
	}
	if l.OtherKey != nil {
		fmt.Fprintf(out, "\n    signed with another key than decision %d of the same name", *l.OtherKey)
	}
	fmt.Fprintln(out)
}
