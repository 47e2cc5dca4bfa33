package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/coder/timex"
)

// maxPhrase bounds one line of input, in bytes: a phrase is short.
const maxPhrase = 1 << 20

func (a *app) whenCommand() *cli.Command {
	return &cli.Command{
		Name: "when", Usage: "which time expressions of time mean, as TIMEX3 values",
		ArgsUsage: "[FILE|-]",
		Description: `Reads JSON Lines {"id","text","reference"}: an expression of time as a whole, such as "last Friday", and
the day of the report that it stands in, "2025-10-15". Prints {"id","value"}, in order: "2025-10-10". The
value is null where the words mean no time that can be told. A bad line is told on standard error with
its number; the exit code is then 1.`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "in", Value: "jsonl", Usage: "what the input is: jsonl"},
		},
		Action: a.when,
	}
}

func (a *app) when(ctx context.Context, cmd *cli.Command) error {
	if in := cmd.String("in"); in != "jsonl" {
		return usage("--in is %q: give jsonl", in)
	}
	if cmd.Args().Len() > 1 {
		return usage("when takes one FILE, or - for standard input")
	}
	c, err := a.resolve(cmd)
	if err != nil {
		return err
	}
	book, err := a.loadBook(c)
	if err != nil {
		return err
	}
	in := a.in
	if name := cmd.Args().First(); name != "" && name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("when: open %q: %w", name, err)
		}
		defer f.Close()
		in = f
	}
	return a.whenLines(ctx, timex.New(book), in)
}

// whenLines reads a line at a time; what is wrong with one costs that one alone.
func (a *app) whenLines(ctx context.Context, r *timex.Reader, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxPhrase)
	out := bufio.NewWriter(a.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	n, failed := 0, false
	for lines.Scan() {
		n++
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		answer, err := whenLine(r, lines.Bytes())
		if err != nil {
			failed = true
			fmt.Fprintf(a.err, "sanad: when: line %d: %v\n", n, err)
			continue
		}
		if err := enc.Encode(answer); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("when: line %d: %w: %w", n+1, sanad.ErrTooLarge, err)
	}
	if failed {
		return errSilent
	}
	return nil
}

type whenAnswer struct {
	ID    json.RawMessage `json:"id"`
	Value *string         `json:"value"`
}

func whenLine(r *timex.Reader, line []byte) (whenAnswer, error) {
	var q struct {
		ID        json.RawMessage `json:"id"`
		Text      string          `json:"text"`
		Reference string          `json:"reference"`
	}
	if err := json.Unmarshal(line, &q); err != nil {
		return whenAnswer{}, fmt.Errorf("%w: give {\"id\",\"text\",\"reference\"}: %w", sanad.ErrInvalid, err)
	}
	if q.Text == "" {
		return whenAnswer{}, fmt.Errorf("%w: no text: give the expression of time", sanad.ErrInvalid)
	}
	ref, err := time.Parse(time.DateOnly, sanad.Day(q.Reference))
	if err != nil {
		return whenAnswer{}, fmt.Errorf("%w: reference %q: give a day such as 2025-10-15", sanad.ErrInvalid, q.Reference)
	}
	a := whenAnswer{ID: q.ID}
	if e, ok := r.Value(q.Text, timex.Context{Reference: ref}); ok {
		a.Value = &e.Value
	}
	return a, nil
}
