package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"
)

func (a *app) redactCommand() *cli.Command {
	return &cli.Command{
		Name: "redact", Usage: "destroy a document, its bytes and what was derived from it; what remains is that it was there",
		ArgsUsage:   "DOCUMENT",
		Description: "There is no way back. The log keeps a salted commitment whose salt is destroyed too, so that nobody\ncan find out from it what the document said; `sanad verify` then says \"redacted\".",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "reason", Usage: "`WHY`, kept in the log for good; needed"},
			&cli.BoolFlag{Name: "yes", Usage: "really do it"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			switch {
			case cmd.Args().Len() != 1:
				return usage("redact needs one DOCUMENT, by its id or name")
			case cmd.String("reason") == "":
				return usage("redact needs --reason: it is what later readers will find")
			case !cmd.Bool("yes"):
				return usage("redact can't be undone: give --yes too")
			}
			return a.with(ctx, cmd, func(s *session) error {
				if err := s.catchUp(ctx, a); err != nil {
					return err
				}
				gone, err := s.Redact(ctx, cmd.Args().First(), cmd.String("reason"))
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.out, "redacted: %d log entries destroyed\n", len(gone))
				return err
			})
		},
	}
}
