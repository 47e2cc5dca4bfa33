package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
)

// streams are standard input, output and error.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Exit codes, as `sanad --help` lists them.
const (
	exitOK      = 0
	exitFailed  = 1 // it didn't work, or a part of the input was refused
	exitUsage   = 2 // the command line or the configuration is wrong
	exitDamaged = 3 // verify or check found something
)

// app is what every verb works with.
type app struct {
	streams
	env   func(string) string
	clock func() time.Time
}

// run is the whole program: it returns the exit code.
func run(ctx context.Context, args []string, env func(string) string, std streams) int {
	a := &app{streams: std, env: env, clock: time.Now}
	root := a.command()
	for _, verb := range root.Commands {
		for _, sub := range verb.Commands {
			sub.Before = asOfHonoured
		}
		if len(verb.Commands) == 0 {
			verb.Before = asOfHonoured
		}
	}
	err := root.Run(ctx, args)
	if err == nil {
		return exitOK
	}
	if !errors.Is(err, errSilent) {
		fmt.Fprintf(std.err, "sanad: %v\n", err)
		if hint := remedy(err); hint != "" {
			fmt.Fprintf(std.err, "       %s\n", hint)
		}
	}
	return exitCode(err)
}

// errSilent marks errors whose particulars are already on standard error or output.
var errSilent = errors.New("told already")

// errUsage marks errors of the command line.
var errUsage = errors.New("usage")

// errFound marks what verify or check found.
var errFound = errors.New("found")

func exitCode(err error) int {
	var exit cli.ExitCoder
	switch {
	case errors.As(err, &exit):
		return exit.ExitCode()
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, errFound):
		return exitDamaged
	}
	return exitFailed
}

// remedy says what to do next, by the meaning of the error.
func remedy(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "Stopped. What was acknowledged is kept; the same command over the same input carries on."
	case errors.Is(err, errUsage):
		return "Run `sanad --help`, or `sanad VERB --help`, for what is possible."
	case errors.Is(err, sqlite.ErrRebuild):
		return "Run `sanad rebuild`: the evidence is untouched."
	case errors.Is(err, sanad.ErrDamaged):
		return "Run `sanad verify` to see what is damaged; `sanad restore` brings back a backup."
	case errors.Is(err, sanad.ErrConflict):
		return "Another sanad is using the folder. Wait for it, stop it, or give another folder with --db."
	case errors.Is(err, sanad.ErrNewer):
		return "Use the newer program, or another folder with --db."
	case errors.Is(err, sanad.ErrRedacted):
		return "It was destroyed on purpose, and there is no way back; `sanad verify` counts what was."
	}
	return ""
}

// usageError is an error of the command line or the configuration.
type usageError string

func (e usageError) Error() string        { return string(e) }
func (e usageError) Is(target error) bool { return target == errUsage }

func usage(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// count is a number of things in words: "1 document", "12 documents".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
