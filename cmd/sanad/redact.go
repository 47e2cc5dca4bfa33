package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"
)

func (a *app) redactCommand() *cli.Command {
	return &cli.Command{
		Name: "redact", Usage: "destroy a document, its bytes and what was derived from it; what remains is that it was there",
		ArgsUsage: "DOCUMENT",
		Description: `There is no way back. The document's bytes, texts and salts are destroyed in the log, and it is taken out of
all derived data. Where that was interrupted, the same command finishes it.

The log keeps that entries were there, when, and the reason given. It keeps the document's id too, an unsalted
hash of source, address and text: who has the text can recognise by it that it was there; who hasn't can't
find out what it said. Reading the same document in again isn't prevented. Backups, exports and blocks that a
disk hasn't overwritten are out of reach. ` + "`sanad verify`" + ` lists what was redacted.`,
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
				gone, err := s.Redact(ctx, cmd.Args().First(), cmd.String("reason"))
				if err == nil || len(gone) > 0 {
					fmt.Fprintf(a.out, "redacted: %d log entries destroyed\n", len(gone))
				}
				return err
			})
		},
	}
}
