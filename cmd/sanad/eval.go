package main

import (
	"context"
	"fmt"
	"os"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad/internal/eval"
)

func (a *app) evalCommand() *cli.Command {
	return &cli.Command{
		Name: "eval", Usage: "accuracy on the development sets, beside the golden scores",
		ArgsUsage:   "[DATA]",
		Description: "DATA is the folder with gold/ and seeds/ (SANAD_SHARED, or ../shared). What isn't there is\n\"not measured\"; the golden scores are those of the last change. Exit 3 where a score differs.",
		Action: func(_ context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() > 1 {
				return usage("eval takes one folder")
			}
			dir := cmd.Args().First()
			if dir == "" {
				dir = a.env("SANAD_SHARED")
			}
			if dir == "" {
				dir = "../shared"
			}
			if info, err := os.Stat(dir); err != nil || !info.IsDir() {
				if cmd.Args().Present() {
					return usage("there is no folder %q", dir)
				}
				dir = ""
			}
			return a.eval(cmd, dir)
		},
	}
}

func (a *app) eval(cmd *cli.Command, dir string) error {
	_, c, err := a.coder(cmd)
	if err != nil {
		return err
	}
	golden, err := eval.Golden()
	if err != nil {
		return err
	}
	got, err := eval.Measure(c, dir)
	if err != nil {
		return err
	}
	fmt.Fprint(a.out, got.Table(golden))
	if got.Differs(golden) {
		fmt.Fprintln(a.err, "sanad: eval: a score differs from the golden one: see CONTRIBUTING.md")
		return fmt.Errorf("%w: %w", errFound, errSilent)
	}
	return nil
}
