package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/internal/proof"
)

func (a *app) proveCommand() *cli.Command {
	return &cli.Command{
		Name: "prove", Usage: "write a file by which others can check claims and figures without this folder",
		ArgsUsage: "CLAIM[/FIGURE]…",
		Description: `A CLAIM is its id, or DOCUMENT#2 for a document's second claim; /f1 after it names a figure. An
incident has the id of one of its claims: alone it proves that claim, after --incident all of them. The bundle has the
claims, their sentences word for word, the log's receipts and texts of their documents, what analysts decided on
them, and the way of each entry to the log's signed head. Whole texts are only in it with --with-texts; then the
sentences too can be checked by whoever has the bundle. sanad verify BUNDLE checks it. Receipts say where files
lay when they were read: look before you pass a bundle on.`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "the `BUNDLE` to write; - for standard output"},
			&cli.BoolFlag{Name: "with-texts", Usage: "put the documents' whole texts in"},
			&cli.StringFlag{Name: "incident", Usage: "prove all claims of incident `ID`"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if !cmd.Args().Present() && !cmd.IsSet("incident") {
				return usage("prove needs a CLAIM, or --incident")
			}
			if cmd.String("output") == "" {
				return usage("prove needs -o BUNDLE: the file to write")
			}
			return a.with(ctx, cmd, func(s *session) error { return a.prove(ctx, cmd, s) })
		},
	}
}

func (a *app) prove(ctx context.Context, cmd *cli.Command, s *session) error {
	if err := s.catchUp(ctx, a); err != nil {
		return err
	}
	asked, err := askedFor(ctx, cmd, s)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := s.Prove(ctx, &out, asked, cmd.Bool("with-texts")); err != nil {
		return err
	}
	path := cmd.String("output")
	if path == "-" {
		_, err := a.out.Write(out.Bytes())
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("prove: %q: %w; choose another name", path, sanad.ErrExists)
	}
	if err != nil {
		return fmt.Errorf("prove: %w", err)
	}
	_, werr := f.Write(out.Bytes())
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("prove: %w", err)
	}
	fmt.Fprintf(a.out, "proof of %s written to %s: %d bytes\n", count(len(asked), "claim"), path, out.Len())
	return nil
}

// askedFor are the claims and figures of the command line.
func askedFor(ctx context.Context, cmd *cli.Command, s *session) (asked []proof.Asked, err error) {
	for _, arg := range cmd.Args().Slice() {
		claim, figure, _ := strings.Cut(arg, "/")
		if i := strings.LastIndex(arg, "/"); strings.Contains(arg, "#") && i > strings.LastIndex(arg, "#") {
			claim, figure = arg[:i], arg[i+1:] // a document's name may have a slash
		} else if strings.Contains(arg, "#") {
			claim, figure = arg, ""
		}
		c, err := s.findClaim(ctx, claim)
		if err != nil {
			return nil, err
		}
		asked = append(asked, proof.Asked{Claim: c.ID, Figure: figure})
	}
	if id := cmd.String("incident"); id != "" {
		incident, err := s.Derived.Incident(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("prove: %w", err)
		}
		for _, claim := range incident.Claims {
			asked = append(asked, proof.Asked{Claim: claim})
		}
	}
	return asked, nil
}

// proveClaims writes a bundle of claims, without their documents' texts.
func (s *session) proveClaims(ctx context.Context, w io.Writer, claims []string) error {
	asked := make([]proof.Asked, len(claims))
	for i, id := range claims {
		asked[i] = proof.Asked{Claim: id}
	}
	return s.Prove(ctx, w, asked, false)
}

// verifyBundle checks a file that sanad prove wrote.
func (a *app) verifyBundle(cmd *cli.Command, path string) error {
	var options proof.Options
	if keyFile := cmd.String("key"); keyFile != "" {
		key, err := readSmall(keyFile)
		if err != nil {
			return usage("--key: %v", err)
		}
		options.Key = string(key)
	}
	b, sum, err := readBundle(path)
	if err != nil {
		return fmt.Errorf("verify %q: %w", path, err)
	}
	report := proof.Verify(b, sum, options)
	if cmd.Bool("reread") && len(report.Problems) == 0 {
		if err := a.reread(cmd, b, &report); err != nil {
			return err
		}
	}
	for _, p := range report.Problems {
		fmt.Fprintln(a.out, oneLine(p))
	}
	if n := len(report.Problems); n > 0 {
		fmt.Fprintf(a.err, "sanad: verify: %s in %q: it isn't what was written, or the log it comes from was damaged\n", count(n, "problem"), path)
		return fmt.Errorf("%w: %w", errFound, errSilent)
	}
	for _, shown := range report.Asked {
		printShown(a.out, shown)
	}
	for _, d := range report.Decisions {
		fmt.Fprintf(a.out, "decided: %s by %s, %s (entry %d)\n", d.Kind, oneLine(d.Analyst), d.Made, d.Entry)
	}
	fmt.Fprintf(a.out, "sound: log %s of %d entries, read with %s, codebook %s\n", oneLine(report.Origin), report.Size, oneLine(b.Head.Program), oneLine(b.Head.Codebook))
	for _, s := range report.Shows {
		fmt.Fprintf(a.out, "shown: %s\n", s)
	}
	for _, s := range report.Limits {
		fmt.Fprintf(a.out, "not shown: %s\n", s)
	}
	if options.Key == "" {
		fmt.Fprintf(a.out, "key: %s", forTerminal(b.Head.Key))
	}
	return nil
}

// reread reads a sound bundle's texts again with the program and codebook at hand.
func (a *app) reread(cmd *cli.Command, b proof.Bundle, report *proof.Report) error {
	_, reader, err := a.coder(cmd)
	if err != nil {
		return err
	}
	differ, err := pipeline.Reread(reader, b)
	if err != nil {
		return err
	}
	for _, id := range differ {
		report.Problems = append(report.Problems, fmt.Sprintf("claim %q: the same codebook and program read it otherwise in the text", id))
	}
	report.Reread()
	return nil
}

func readBundle(path string) (b proof.Bundle, sum [32]byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return b, sum, err
	}
	if !info.Mode().IsRegular() {
		return b, sum, fmt.Errorf("%w: a regular file is needed", sanad.ErrInvalid)
	}
	f, err := os.Open(path)
	if err != nil {
		return b, sum, err
	}
	defer f.Close()
	return proof.Read(f)
}

// printShown prints a claim with whom it is said by, and its sentence.
func printShown(w io.Writer, s proof.Shown) {
	who := "in the source's own voice"
	if len(s.Content.Speakers) > 0 {
		names := make([]string, len(s.Content.Speakers))
		for i, e := range s.Content.Speakers {
			names[i] = e.ID
			if e.ID == "" {
				names[i] = e.Text
			}
		}
		who = "by " + strings.Join(names, " and ")
	}
	fmt.Fprintf(w, "%s  %s, %s: %s\n", oneLine(s.Document.Published), oneLine(who), s.Content.Stance, oneLine(coder.Content(s.Content)))
	for _, f := range s.Content.Figures {
		if f.ID == s.Figure {
			fmt.Fprintf(w, "    %s %s: %q\n", f.ID, oneLine(f.Measure), oneLine(f.Text))
		}
	}
	fmt.Fprintf(w, "    %s\n    %s · %s\n", oneLine(s.Sentence), oneLine(s.Document.Source), oneLine(s.Claim))
}
