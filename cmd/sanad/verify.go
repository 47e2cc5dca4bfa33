package main

import (
	"context"
	"fmt"
	"os"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
)

func (a *app) verifyCommand() *cli.Command {
	return &cli.Command{
		Name: "verify", Usage: "check every byte of the data folder, or a bundle that sanad prove wrote; exit 3 where something is damaged",
		ArgsUsage:   "[BUNDLE]",
		Description: "Checks each file's page checksums, every log entry against its commitment, the Merkle tree, and\nevery signed checkpoint. Redacted entries are listed with their\nreasons; they are no problems. Nothing is changed.\n\nGiven a BUNDLE, checks that alone, without any folder: signatures, hashes, the way to the log's signed head,\nand every offset against the words; then says what it shows and what not.",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "checkpoint", Usage: "a signed checkpoint `FILE` of this log that was kept elsewhere"},
			&cli.BoolFlag{Name: "reread", Usage: "of a bundle with texts: read these again with this program and codebook, and compare the claims"},
			&cli.StringFlag{Name: "key", Usage: "of a bundle: a log's key.pub `FILE` that you trust; it must be of that log"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			bundle := cmd.Args().First()
			switch {
			case cmd.Args().Len() > 1:
				return usage("verify takes one BUNDLE, or none for the data folder")
			case bundle != "" && cmd.IsSet("checkpoint"):
				return usage("--checkpoint is for the data folder; a bundle takes --key")
			case bundle == "" && (cmd.IsSet("key") || cmd.IsSet("reread")):
				return usage("--key and --reread are for a BUNDLE")
			case bundle != "":
				return a.verifyBundle(cmd, bundle)
			}
			c, err := a.resolve(cmd)
			if err != nil {
				return err
			}
			if err := mustExist("verify", c); err != nil {
				return err
			}
			return a.verify(ctx, c.folder(), cmd.StringSlice("checkpoint"))
		},
	}
}

// mustExist refuses a data folder that isn't there, where a verb must not make one.
func mustExist(verb string, c config) error {
	if _, err := os.Stat(c.folder()); err != nil {
		return fmt.Errorf("%s: %w: there is no data folder %q; give one with --db", verb, sanad.ErrNotFound, c.folder())
	}
	return nil
}

func (a *app) verify(ctx context.Context, folder string, checkpoints []string) error {
	var notes []string
	for _, path := range checkpoints {
		data, err := readSmall(path)
		if err != nil {
			return usage("--checkpoint: %v", err)
		}
		notes = append(notes, string(data))
	}
	bar := a.progress(0, "verify")
	report, err := sqlite.Verify(ctx, folder, sqlite.VerifyOptions{Checkpoints: notes, Progress: bar.of})
	bar.done()
	if err != nil {
		return err
	}
	for _, n := range report.Notes {
		fmt.Fprintf(a.out, "note: %s; %s\n", n, n.Remedy)
	}
	for _, r := range report.Redactions {
		fmt.Fprintf(a.out, "redacted: %s\n", r)
	}
	for _, p := range report.Problems {
		fmt.Fprintf(a.out, "%s\n", p)
		if p.Remedy != "" {
			fmt.Fprintf(a.out, "    %s\n", p.Remedy)
		}
	}
	if n := len(report.Problems); n > 0 {
		fmt.Fprintf(a.err, "sanad: verify: %s in %q\n", count(n, "problem"), folder)
		return fmt.Errorf("%w: %w", errFound, errSilent)
	}
	_, err = fmt.Fprintf(a.out, "sound: %d files, %d log entries (%d redacted), root %s\n", report.Files, report.Entries, report.Redacted, report.Root)
	return err
}

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
				d, err := s.Derived.Digest(ctx)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(a.out, d)
				return err
			})
		},
	}
}

func (a *app) rebuildCommand() *cli.Command {
	return &cli.Command{
		Name: "rebuild", Usage: "make the derived data anew from the evidence, behind what is being shown",
		Description: "Prints the digest before and after, over the same log entries. They are equal unless the derived data\nwere damaged; \"unreadable\" stands for the digest of data that can't be read.",
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error {
				bar := a.progress(0, "rebuild")
				before, after, err := s.Rebuild(ctx, bar.of)
				bar.done()
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, "before %s\nafter  %s\n", before, after)
				if before != after {
					fmt.Fprintln(a.err, "sanad: rebuild: the digests differ: what was there before was damaged, and is replaced")
				}
				return nil
			})
		},
	}
}
