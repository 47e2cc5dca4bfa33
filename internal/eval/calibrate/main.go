// Command calibrate fits the weights of the codebook's confidence.yaml on the dispatches of the development
// sets, and draws how far the confidences that they give hold on dispatches that they weren't fitted on.
//
// It decides weights by ridge logistic regression (Hastie, Tibshirani and Friedman 2009, 4.4), and judges
// them by leaving out a fifth of the documents at a time. It refuses to add a doubt or to drop one.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/eval"
	"sanad.example/sanad/text"
)

const (
	folds   = 5
	file    = "codebook/data/core/confidence.yaml"
	drawing = "docs/reliability.svg"
)

// penalties are of the squared weights, the base aside: claims of figures alone are few, so that they move
// theirs less.
var penalties = [2]float64{2, 12}

func main() {
	shared := flag.String("shared", "../shared", "folder of the development sets")
	write := flag.Bool("write", false, "write "+file+" and "+drawing)
	flag.Parse()
	if err := run(*shared, *write); err != nil {
		fmt.Fprintln(os.Stderr, "calibrate:", err)
		os.Exit(1)
	}
}

func run(shared string, write bool) error {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		return err
	}
	parser, err := text.Load(text.Accurate)
	if err != nil {
		return err
	}
	judged, err := eval.Judge(coder.New(book, parser), shared)
	if err != nil {
		return err
	}
	var names []string
	for _, d := range book.Doubts {
		names = append(names, d.ID)
	}
	events, figures := split(judged)
	weights := map[string][2]float64{}
	var all []outcome
	for kind, list := range [][]eval.Judged{events, figures} {
		fitted := fit(list, names, penalties[kind])
		for i, name := range names {
			w := weights[name]
			w[kind] = math.Round(100*fitted[i]) / 100
			weights[name] = w
		}
		held := heldOut(list, names, penalties[kind])
		report([]string{"events and relations", "figures alone"}[kind], held)
		all = append(all, held...)
	}
	report("all claims", all)
	if !write {
		return nil
	}
	if err := rewrite(weights); err != nil {
		return err
	}
	return os.WriteFile(filepath.FromSlash(drawing), []byte(draw(bins(all))), 0o644)
}

// outcome is a confidence given to a claim, and whether the claim was right.
type outcome struct {
	confidence float64
	right      bool
}

func split(judged []eval.Judged) (events, figures []eval.Judged) {
	for _, j := range judged {
		if j.Claim.Event == nil && j.Claim.Relation == nil {
			figures = append(figures, j)
		} else {
			events = append(events, j)
		}
	}
	return events, figures
}

func vector(j eval.Judged, names []string) []float64 {
	x := make([]float64, len(names))
	for i, name := range names {
		if slices.Contains(j.Doubts, name) {
			x[i] = 1
		}
	}
	return x
}

// fit minimises the penalised log loss by Newton's method on one coordinate at a time.
func fit(list []eval.Judged, names []string, penalty float64) []float64 {
	w := make([]float64, len(names))
	rows := make([][]float64, len(list))
	for i, j := range list {
		rows[i] = vector(j, names)
	}
	for range 200 {
		for k, name := range names {
			p := penalty
			if name == "base" {
				p = 1e-6
			}
			gradient, curvature := p*w[k], p
			for i, x := range rows {
				if x[k] == 0 {
					continue
				}
				q := logistic(dot(w, x))
				y := 0.0
				if list[i].Right {
					y = 1
				}
				gradient += q - y
				curvature += q * (1 - q)
			}
			w[k] -= gradient / curvature
		}
	}
	return w
}

func dot(w, x []float64) (sum float64) {
	for i := range w {
		sum += w[i] * x[i]
	}
	return sum
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// heldOut gives each claim the confidence of weights that were fitted without its document's fifth.
func heldOut(list []eval.Judged, names []string, penalty float64) (out []outcome) {
	for fold := range folds {
		var train []eval.Judged
		for _, j := range list {
			if j.Document%folds != fold {
				train = append(train, j)
			}
		}
		w := fit(train, names, penalty)
		for _, j := range list {
			if j.Document%folds == fold {
				out = append(out, outcome{logistic(dot(w, vector(j, names))), j.Right})
			}
		}
	}
	return out
}

// bin is a run of claims by confidence.
type bin struct {
	claims           int
	confidence, hits float64 // means
}

// bins cuts outcomes into ten of equal size by confidence.
func bins(list []outcome) (out []bin) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b outcome) int {
		switch {
		case a.confidence < b.confidence:
			return -1
		case a.confidence > b.confidence:
			return 1
		}
		return 0
	})
	const n = 10
	for i := range n {
		part := list[i*len(list)/n : (i+1)*len(list)/n]
		if len(part) == 0 {
			continue
		}
		b := bin{claims: len(part)}
		for _, o := range part {
			b.confidence += o.confidence
			if o.right {
				b.hits++
			}
		}
		b.confidence /= float64(len(part))
		b.hits /= float64(len(part))
		out = append(out, b)
	}
	return out
}

// report prints the bins with the expected calibration error (Naeini et al. 2015) and Brier's score (1950)
// beside that of a constant.
func report(what string, list []outcome) {
	fmt.Printf("%s: %d claims\n  claims  confidence  right\n", what, len(list))
	off, brier, base := 0.0, 0.0, 0.0
	for _, o := range list {
		y := 0.0
		if o.right {
			y, base = 1, base+1
		}
		brier += (o.confidence - y) * (o.confidence - y)
	}
	for _, b := range bins(list) {
		fmt.Printf("  %6d  %10.2f  %5.2f\n", b.claims, b.confidence, b.hits)
		off += math.Abs(b.confidence-b.hits) * float64(b.claims)
	}
	n := float64(len(list))
	base /= n
	fmt.Printf("  right %.3f, calibration error %.3f, Brier %.3f, of a constant %.3f\n\n", base, off/n, brier/n, base*(1-base))
}

var weight = map[string]*regexp.Regexp{
	"event": regexp.MustCompile(`\bevent: -?[0-9.]+`), "figures": regexp.MustCompile(`\bfigures: -?[0-9.]+`),
}

var entry = regexp.MustCompile(`^- \{id: ([a-z-]+),`)

// rewrite puts the weights into the file, line by line: an entry stands in one.
func rewrite(weights map[string][2]float64) error {
	b, err := os.ReadFile(filepath.FromSlash(file))
	if err != nil {
		return err
	}
	lines := strings.Split(string(b), "\n")
	for i, line := range lines {
		m := entry.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for kind, field := range []string{"event", "figures"} {
			lines[i] = weight[field].ReplaceAllString(lines[i], fmt.Sprintf("%s: %g", field, weights[m[1]][kind]))
		}
	}
	return os.WriteFile(filepath.FromSlash(file), []byte(strings.Join(lines, "\n")), 0o644)
}

// draw is the reliability diagram: a perfect confidence lies on the diagonal.
func draw(list []bin) string {
	const size, margin = 320, 48
	x := func(v float64) float64 { return margin + v*size }
	y := func(v float64) float64 { return 16 + (1-v)*size }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img" aria-label="Reliability of confidences">`+"\n", size+margin+24, size+72)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fff"/><path d="M%g %gV%gH%g" fill="none" stroke="#333"/>`+"\n", x(0), y(1), y(0), x(1))
	fmt.Fprintf(&b, `<path d="M%g %gL%g %g" stroke="#999" stroke-dasharray="4 4"/>`+"\n", x(0), y(0), x(1), y(1))
	for _, v := range []float64{0, .2, .4, .6, .8, 1} {
		fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="middle" fill="#333">%.1f</text><text x="%g" y="%g" text-anchor="end" fill="#333">%.1f</text>`+"\n", x(v), y(0)+18, v, x(0)-8, y(v)+4, v)
	}
	fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="middle" fill="#333">confidence given to claims of dispatches left out of the fit</text>`+"\n", x(.5), y(0)+40)
	fmt.Fprintf(&b, `<text transform="translate(14 %g) rotate(-90)" text-anchor="middle" fill="#333">share that gold has whole</text>`+"\n", y(.5))
	for i, p := range list {
		verb := "L"
		if i == 0 {
			verb = `<path fill="none" stroke="#27497f" stroke-width="1.5" d="M`
		}
		fmt.Fprintf(&b, "%s%g %g", verb, x(p.confidence), y(p.hits))
	}
	b.WriteString(`"/>` + "\n")
	for _, p := range list {
		fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="4" fill="#27497f"><title>%d claims: %.2f given, %.2f right</title></circle>`+"\n", x(p.confidence), y(p.hits), p.claims, p.confidence, p.hits)
	}
	b.WriteString("</svg>\n")
	return b.String()
}
