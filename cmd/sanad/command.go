package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v3"
)

// version is the program's, set at link time by the Makefile.
var version = "0.1.0-dev"

const description = `Sanad reads what every side of a conflict says and records who did what to whom,
who says so and who denies it. Start with

    sanad demo                      the starter corpus, as pages on http://127.0.0.1:8080
    sanad ingest reports/           your own reports: text, Markdown, HTML, JSON Lines
    sanad explain "SENTENCE"        how a sentence is read
    sanad claims --type ASSAULT     claims, newest first

Exit codes: 0 done; 1 it failed, or a part of the input was refused (standard error says which);
2 the command line or configuration is wrong; 3 verify, or codebook check, found something.`

// command is the tree of verbs.
func (a *app) command() *cli.Command {
	root := &cli.Command{
		Name:                  "sanad",
		Usage:                 "an observatory for contested conflicts: who claims what, and who denies it",
		Description:           description,
		Version:               version,
		Reader:                a.in,
		Writer:                a.out,
		ErrWriter:             a.err,
		EnableShellCompletion: true,
		Suggest:               true,
		Flags:                 globalFlags(),
		OnUsageError:          onUsageError,
		CommandNotFound:       nil,
		ExitErrHandler:        func(context.Context, *cli.Command, error) {},
		Action:                noVerb,
		ConfigureShellCompletionCommand: func(c *cli.Command) {
			c.Hidden = false
			c.Usage = "print a completion script for bash, zsh, fish or pwsh"
		},
		Commands: []*cli.Command{
			a.demoCommand(), a.serveCommand(), a.ingestCommand(), a.watchCommand(), a.codeCommand(), a.parseCommand(), a.explainCommand(), a.whenCommand(),
			a.claimsCommand(), a.incidentsCommand(), a.accountsCommand(), a.copiesCommand(), a.decideCommand(), a.redactCommand(), a.proveCommand(), a.verifyCommand(), a.digestCommand(), a.rebuildCommand(),
			a.backupCommand(), a.restoreCommand(),
			a.configCommand(), a.codebookCommand(), a.synthCommand(), a.evalCommand(),
		},
	}
	for _, c := range root.Commands {
		c.OnUsageError = onUsageError
		for _, sub := range c.Commands {
			sub.OnUsageError = onUsageError
		}
	}
	return root
}

func onUsageError(_ context.Context, _ *cli.Command, err error, _ bool) error {
	return usage("%s", strings.TrimSuffix(err.Error(), "\n"))
}

// noVerb shows the help when there is no verb, and refuses one that doesn't exist.
func noVerb(_ context.Context, cmd *cli.Command) error {
	if name := cmd.Args().First(); name != "" {
		return usage("there is no verb %q%s", name, suggestion(cmd, name))
	}
	return cli.ShowAppHelp(cmd)
}

func suggestion(cmd *cli.Command, name string) string {
	if cli.SuggestCommand == nil {
		return ""
	}
	if best := cli.SuggestCommand(cmd.Commands, name); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// noArgs refuses arguments where a verb takes none.
func noArgs(cmd *cli.Command) error {
	if cmd.Args().Present() {
		return usage("%s takes no argument %q", cmd.Name, cmd.Args().First())
	}
	return nil
}
