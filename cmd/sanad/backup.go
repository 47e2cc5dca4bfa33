package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad/internal/store/sqlite"
)

func (a *app) backupCommand() *cli.Command {
	return &cli.Command{
		Name: "backup", Usage: "write all evidence into one file, while others go on writing",
		ArgsUsage:   "FILE",
		Description: "The archive is a tar, compressed with zstd, with a hash for each file in it. Derived data are not in\nit: they are rebuilt from the evidence.",
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "with-key", Usage: "put the log's private key in too: needed to go on writing after a restore, and to be kept secret"}},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return usage("backup needs one FILE to write")
			}
			c, err := a.resolve(cmd)
			if err != nil {
				return err
			}
			if err := mustExist("backup", c); err != nil {
				return err
			}
			store, err := sqlite.Open(ctx, c.folder(), sqlite.Options{Clock: a.clock})
			if err != nil {
				return err
			}
			defer store.Close()
			path := cmd.Args().First()
			if err := store.Backup(ctx, path, sqlite.BackupOptions{PrivateKey: cmd.Bool("with-key")}); err != nil {
				return err
			}
			fmt.Fprintf(a.out, "backed up to %s\n", path)
			if !cmd.Bool("with-key") {
				fmt.Fprintln(a.out, "The log's private key is not in it: once restored, all can be read and checked, and nothing added.\nKeep the key elsewhere, or back up with --with-key.")
			}
			return nil
		},
	}
}

func (a *app) restoreCommand() *cli.Command {
	return &cli.Command{
		Name: "restore", Usage: "bring a backup into a new or empty data folder (--db), checking every byte",
		ArgsUsage: "FILE",
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return usage("restore needs one FILE to read")
			}
			c, err := a.resolve(cmd)
			if err != nil {
				return err
			}
			report, err := sqlite.Restore(ctx, cmd.Args().First(), c.folder())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "restored %d log entries (%d redacted) into %s\n", report.Entries, report.Redacted, c.folder())
			for _, note := range report.Notes {
				fmt.Fprintf(a.out, "note: %s; %s\n", note, note.Remedy)
			}
			return nil
		},
	}
}
