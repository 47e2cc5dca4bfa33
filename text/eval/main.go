// Command eval measures the shipped weights on the treebank's development set against the scores recorded
// in text/testdata/scores.golden. Run it from the module's root:
//
//	go run ./text/eval            compare; exit 1 if a figure has fallen
//	go run ./text/eval -update    record what is measured
//
// Where the treebank is not at hand it says "not measured" and succeeds.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sanad.example/sanad/text/score"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	update := flags.Bool("update", false, "record the scores measured")
	golden := flags.String("golden", filepath.Join("text", "testdata", "scores.golden"), "file of recorded scores")
	if err := flags.Parse(args); err != nil {
		return err
	}
	values, err := score.All(".")
	if errors.Is(err, score.ErrNotMeasured) {
		fmt.Fprintln(w, err)
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprint(w, score.Format(values))
	if *update {
		return os.WriteFile(*golden, []byte(score.Format(values)), 0o644)
	}
	was, err := score.ReadGolden(*golden)
	if err != nil {
		return err
	}
	if fallen := score.Fallen(values, was); len(fallen) > 0 {
		return fmt.Errorf("fallen: %v", fallen)
	}
	return nil
}
