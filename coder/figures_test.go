package coder

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sanad.example/sanad"
)

// figureCase is a text and the figures that it must give.
type figureCase struct {
	line int
	text string
	want []string
}

// TestFigures runs testdata/figures.txt, which says how it is written.
func TestFigures(t *testing.T) {
	cases := readFigureCases(t, "testdata/figures.txt")
	c := arnor(t)
	if len(cases) < 120 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, fc := range cases {
		got := readFigures(c, fc.text)
		if why := differFigures(fc.want, got); why != "" {
			t.Errorf("line %d: %s\n  %s\n  got\n    %s", fc.line, fc.text, why, strings.Join(got, "\n    "))
		}
	}
}

func readFigureCases(t *testing.T, name string) []figureCase {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []figureCase
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		switch line := lines.Text(); {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "> none"):
		case strings.HasPrefix(line, "> "):
			last := &cases[len(cases)-1]
			last.want = append(last.want, line[2:])
		default:
			cases = append(cases, figureCase{line: n, text: line})
		}
	}
	return cases
}

// readFigures writes the figures of a text in its order, every field that they have.
func readFigures(c *Coder, text string) []string {
	type placed struct {
		at   int
		text string
	}
	var out []placed
	for _, claim := range c.Code(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"}) {
		for _, f := range claim.Figures {
			out = append(out, placed{f.Start, writeFigure(claim, f)})
		}
	}
	slices.SortStableFunc(out, func(a, b placed) int { return a.at - b.at })
	var list []string
	for i, p := range out {
		if i == 0 || p != out[i-1] {
			list = append(list, p.text)
		}
	}
	return list
}

func writeFigure(c sanad.Claim, f sanad.Figure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s..%s", f.Measure, bound(f.Low), bound(f.High))
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, " %s=%s", name, value)
		}
	}
	flag := func(name string, is bool) {
		if is {
			b.WriteString(" " + name)
		}
	}
	flag("~", f.Approximate)
	flag("?", f.Vague)
	flag("part", f.PartOf != "")
	flag("deny", c.Stance == sanad.StanceDeny)
	field("scope", string(f.Scope))
	for _, p := range f.Of {
		field("of", p.ID)
		field("sex", p.Sex)
		field("age", p.Age)
	}
	for _, e := range f.By {
		field("by", e.ID)
	}
	for _, e := range c.Speakers {
		field("say", e.ID)
	}
	field("unit", f.Unit)
	field("per", f.Per)
	field("rel", f.Relation)
	if f.Baseline != nil {
		field("base", bound(&f.Baseline.Value))
	}
	if f.When != nil {
		field("when", f.When.Text)
	}
	return b.String()
}

func bound(d *sanad.Decimal) string {
	if d == nil {
		return "*"
	}
	return fmt.Sprintf("%.12g", float64(*d))
}

// differFigures says how figures differ from those wanted, "" where each has every field asked for.
func differFigures(want, got []string) string {
	if len(want) != len(got) {
		return fmt.Sprintf("%d figures, want %d", len(got), len(want))
	}
	for i, w := range want {
		have := strings.Fields(got[i])
		for n, field := range strings.Fields(w) {
			if !slices.Contains(have, field) || n < 2 && have[n] != field {
				return fmt.Sprintf("figure %d has no %q", i+1, field)
			}
		}
	}
	return ""
}
