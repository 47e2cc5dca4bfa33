package score

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"sanad.example/sanad/text"
)

// Tolerance is how far, in points, a figure may fall below the recorded one.
const Tolerance = 0.05

// All measures both modes on the development set found from dir. The error is ErrNotMeasured if there is
// none.
func All(dir string) ([]Value, error) {
	path, err := DevPath(dir)
	if err != nil {
		return nil, err
	}
	gold, err := ReadTreebank(path)
	if err != nil {
		return nil, err
	}
	var out []Value
	parsers := map[string]*text.Parser{}
	for _, mode := range []text.Mode{text.Accurate, text.Fast} {
		p, err := text.Load(mode)
		if err != nil {
			return nil, err
		}
		parsers[mode.String()] = p
		out = append(out, Trees(mode.String(), p, gold)...)
	}
	return append(out, Raw(gold, parsers)...), nil
}

// Format writes values as the golden file has them.
func Format(values []Value) string {
	var b strings.Builder
	b.WriteString("# EWT dev, in percent: tags, lemmas and trees on gold tokens with predicted tags; raw: from its own text.\n")
	for _, v := range values {
		fmt.Fprintf(&b, "%-22s %.2f\n", v.Name, v.Score)
	}
	return b.String()
}

// ReadGolden reads recorded values.
func ReadGolden(path string) (map[string]float64, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read golden scores: %w", err)
	}
	out := map[string]float64{}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		k := strings.LastIndexByte(line, ' ')
		v, err := strconv.ParseFloat(line[k+1:], 64)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
		out[strings.TrimSpace(line[:k+1])] = v
	}
	return out, nil
}

// Fallen lists the values that are below the recorded ones by more than Tolerance, or not recorded.
func Fallen(values []Value, golden map[string]float64) []string {
	var out []string
	for _, v := range values {
		was, ok := golden[v.Name]
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("%s: %.2f, nothing recorded", v.Name, v.Score))
		case v.Score < was-Tolerance:
			out = append(out, fmt.Sprintf("%s: %.2f, recorded %.2f", v.Name, v.Score, was))
		}
	}
	return out
}
