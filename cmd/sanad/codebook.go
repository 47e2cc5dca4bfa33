package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"
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
				Name: "stats", Usage: "how many entries of each kind there are",
				Action: a.codebookStats,
			},
		},
		Action: func(_ context.Context, cmd *cli.Command) error {
			return usage("codebook needs check, show or stats")
		},
	}
}
