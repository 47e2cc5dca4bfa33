package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"
)

func (a *app) digestCommand() *cli.Command {
	return &cli.Command{
		Name: "digest", Usage: "canonical hash of the derived data: equal evidence, codebook and program give equal digests",
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error {
				if err := s.catchUp(ctx, a); err != nil {
					return err
				}
				d, err := s.pipeline.Derived.Digest(ctx)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(a.out, d)
				return err
			})
		},
	}
}
