package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/collect/fetch"
	"sanad.example/sanad/internal/collect/watch"
)

func (a *app) watchCommand() *cli.Command {
	return &cli.Command{
		Name: "watch", Usage: "follow feeds and pages, reading what is new",
		ArgsUsage: "FEEDS.yaml",
		Description: `Asks each feed of the list as often as the list says, as far as its site's robots.txt allows and with a
delay between requests to one host, reads what is new, and goes on until it is stopped. What was read is
never read twice, also after a crash. docs/formats/feeds.md describes the list, docs/collecting.md what is
refused and why. Give servers a way to reach you with --contact.`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "once", Usage: "ask each feed that is due once, then end"},
			&cli.BoolFlag{Name: "health", Usage: "ask nobody: print how each feed is doing, the silent and failing first"},
			&cli.BoolFlag{Name: "jsonl", Usage: "with --health, a JSON line for each feed"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return usage("watch needs one list of feeds, such as feeds.yaml")
			}
			subs, err := readList(cmd.Args().First())
			if err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error {
				if cmd.Bool("health") {
					return a.health(ctx, s, subs, cmd.Bool("jsonl"))
				}
				return a.watch(ctx, s, subs, cmd.Bool("once"))
			})
		},
	}
}

func readList(path string) ([]watch.Subscription, error) {
	data, err := readSmall(path)
	if err != nil {
		return nil, usage("the list of feeds: %v", err)
	}
	subs, err := watch.ParseList(filepath.ToSlash(path), data)
	if err != nil {
		return nil, usage("%v", err)
	}
	return subs, nil
}

// watch follows the subscriptions while another goroutine codes what is read.
func (a *app) watch(ctx context.Context, s *session, subs []watch.Subscription, once bool) (err error) {
	release, err := s.FollowLease(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	state, err := s.FollowState(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	collector, stop, err := a.collector(collect.Options{}, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	client := fetch.New(s.config.fetching())
	defer client.Close()
	wake := make(chan struct{}, 1)
	w, err := watch.New(ctx, subs, watch.Options{
		Fetch: client, Collector: collector, State: state, Report: a.reporter("watch"), Clock: a.clock,
		Sink: func(ctx context.Context, item collect.Item) error {
			_, err := s.Keep(ctx, item)
			select {
			case wake <- struct{}{}:
			default:
			}
			return err
		},
	})
	if err != nil {
		return err
	}
	if err := w.Recover(ctx, s.Evidence); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "sanad: watch: %d feeds and pages\n", len(subs))
	coding := s.codeBehind(ctx, a, wake)
	if once {
		err = w.Once(ctx)
	} else {
		err = w.Run(ctx)
	}
	t := w.Tally()
	codeErr := coding(err == nil && ctx.Err() == nil)
	fmt.Fprintf(a.out, "%d asked, %d of them unchanged, %d failed; %d items read, %d given up\n", t.Asked, t.Same, t.Failed, t.Read, t.GivenUp)
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return nil // stopped on purpose; the next start codes what is left
	}
	return codeErr
}

// reporter prints errors a line each, from any goroutine.
func (a *app) reporter(verb string) func(error) {
	var mu sync.Mutex
	return func(err error) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(a.err, "sanad: %s: %v\n", verb, err)
	}
}

// health prints how the subscriptions are doing.
func (a *app) health(ctx context.Context, s *session, subs []watch.Subscription, jsonl bool) (err error) {
	state, err := s.FollowState(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	w, err := watch.New(ctx, subs, watch.Options{State: state, Clock: a.clock})
	if err != nil {
		return err
	}
	all := watch.WorstFirst(w.Health())
	if jsonl {
		enc := json.NewEncoder(a.out)
		enc.SetEscapeHTML(false)
		for _, h := range all {
			if err := enc.Encode(h); err != nil {
				return err
			}
		}
		return nil
	}
	return a.healthTable(all)
}

func (a *app) healthTable(all []watch.Health) error {
	now := a.clock()
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "CONDITION\tSOURCE\tLAST SUCCESS\tLAST NEW ITEM\tUSUALLY EVERY\tERRORS\tREAD\tADDRESS")
	for _, h := range all {
		usual := "?"
		if h.Usual > 0 {
			usual = span(h.Usual)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\n", h.Condition, h.Source, ago(h.LastSuccess, now), ago(h.LastNew, now), usual, h.Errors, h.Read, h.URL)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, h := range all {
		if h.LastError != "" {
			fmt.Fprintf(a.out, "%s\n", h.LastError)
		}
		if h.MovedTo != "" {
			fmt.Fprintf(a.out, "%s has moved to %s: change the list\n", h.URL, h.MovedTo)
		}
	}
	return nil
}

// ago is how long before now something was, "never" for no time.
func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return span(now.Sub(t)) + " ago"
}

// span is a length of time to the eye.
func span(d time.Duration) string {
	switch d = max(0, d); {
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dd", int(d.Hours()/24))
}
