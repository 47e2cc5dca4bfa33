package eval

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
)

// GoldRelation is a sentence in which two parties are marked, and the type of event that one does to the other.
type GoldRelation struct {
	Type, Text     string
	Source, Target []sanad.Span
}

// Relations are accuracy over rows and mean F1 over the types of events and over their four classes.
type Relations struct{ Accuracy, Root, Quad float64 }

// none is the prediction for a pair that no claim fits.
const none = "NONE"

// yield is the older name under which the set knows both CONCEDE and RETREAT.
const yield = "YIELD"

// ScoreRelations codes each sentence alone and compares the type of the claim that best fits the pair. quad
// gives a type's class: verbal or material, cooperation or conflict.
func ScoreRelations(gold []GoldRelation, code func(sanad.Document) []sanad.Claim, quad func(string) string) Relations {
	var want, got, wantQuad, gotQuad []string
	right := 0.0
	for _, g := range gold {
		p := g.predict(code(sanad.Document{ID: "r", Text: g.Text}))
		if p == g.Type {
			right++
		}
		want, got = append(want, g.Type), append(got, p)
		wantQuad, gotQuad = append(wantQuad, quad(g.Type)), append(gotQuad, quad(p))
	}
	return Relations{Accuracy: right / float64(max(len(gold), 1)), Root: macroF1(want, got), Quad: macroF1(wantQuad, gotQuad)}
}

// predict is the type of the claim with most of the pair in it: one point for an actor in the source's place
// and one for a recipient in the target's, where a claim without recipients is reciprocal. Ties go to what is
// said to have happened, then to the earlier claim.
func (g GoldRelation) predict(claims []sanad.Claim) string {
	best, label := 0, none
	for _, c := range claims {
		if c.Event == nil || c.Negated || c.Stance == sanad.StanceDeny {
			continue
		}
		targets := c.Recipients
		if len(targets) == 0 {
			targets = c.Actors
		}
		fit := 0
		if touches(c.Actors, g.Source) {
			fit += 2
		}
		if touches(targets, g.Target) {
			fit += 2
		}
		if fit > 0 && c.Modality == sanad.ModalityActual {
			fit++
		}
		if fit > best {
			best, label = fit, c.Event.Type
		}
	}
	if label == "CONCEDE" || label == "RETREAT" {
		return yield
	}
	return label
}

func touches(list []sanad.Entity, wanted []sanad.Span) bool {
	return slices.ContainsFunc(list, func(e sanad.Entity) bool { return slices.ContainsFunc(wanted, e.Overlaps) })
}

// macroF1 is the mean of the F1 of gold's labels.
func macroF1(gold, predicted []string) float64 {
	labels := map[string]bool{}
	for _, g := range gold {
		labels[g] = true
	}
	sum := 0.0
	for label := range labels {
		both, p, g := 0, 0, 0
		for i := range gold {
			if gold[i] == label {
				g++
			}
			if predicted[i] == label {
				p++
			}
			if gold[i] == label && predicted[i] == label {
				both++
			}
		}
		sum += prf(both, p, g).F1
	}
	return sum / float64(max(len(labels), 1))
}

// quadOf gives a type's class; the older name has the one under which the set files it.
func quadOf(c *coder.Coder) func(string) string {
	return func(typ string) string {
		if typ == yield {
			typ = "RETREAT"
		}
		if q := c.Book().Ontology.Types[typ].Quad; q != "" {
			return q
		}
		return none
	}
}

// ReadGoldRelations reads rows of tab-separated values with the columns marked_sentence, in which <s>…</s> is
// who acts and <t>…</t> on whom, and gold_root.
func ReadGoldRelations(r io.Reader) ([]GoldRelation, error) {
	in := csv.NewReader(r)
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = '\t', true, -1
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("read gold relations: %w: %w", sanad.ErrInvalid, err)
	}
	sentence, typ := slices.Index(header, "marked_sentence"), slices.Index(header, "gold_root")
	if sentence < 0 || typ < 0 {
		return nil, fmt.Errorf("read gold relations: %w: columns marked_sentence and gold_root are missing", sanad.ErrInvalid)
	}
	var out []GoldRelation
	for line := 2; ; line++ {
		row, err := in.Read()
		if err == io.EOF {
			return out, nil
		}
		if err == nil && len(row) <= max(sentence, typ) {
			err = errors.New("too few columns")
		}
		if err != nil {
			return nil, fmt.Errorf("read gold relations %d: %w: %w", line, sanad.ErrInvalid, err)
		}
		g := unmark(row[sentence])
		g.Type = row[typ]
		out = append(out, g)
	}
}

// unmark takes the tags out of a sentence and keeps where they stood, in code points.
func unmark(marked string) GoldRelation {
	var g GoldRelation
	var text strings.Builder
	at, open := 0, map[byte]int{}
	for i := 0; i < len(marked); {
		rest := marked[i:]
		switch {
		case strings.HasPrefix(rest, "<s>"), strings.HasPrefix(rest, "<t>"):
			open[rest[1]] = at
			i += 3
		case strings.HasPrefix(rest, "</s>"), strings.HasPrefix(rest, "</t>"):
			if from, ok := open[rest[2]]; ok {
				delete(open, rest[2])
				span := sanad.Span{Start: from, End: at}
				if rest[2] == 's' {
					g.Source = append(g.Source, span)
				} else {
					g.Target = append(g.Target, span)
				}
			}
			i += 4
		default:
			if rest[0] < 0x80 || rest[0] >= 0xC0 {
				at++
			}
			text.WriteByte(rest[0])
			i++
		}
	}
	g.Text = text.String()
	return g
}

// measureRelations returns nil without an error where the set isn't there.
func measureRelations(c *coder.Coder, dir string) (map[string]float64, error) {
	f, err := os.Open(filepath.Join(dir, "corpora", "relations.dev.tsv"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("measure relations: %w", err)
	}
	defer f.Close()
	gold, err := ReadGoldRelations(f)
	if err != nil {
		return nil, err
	}
	s := ScoreRelations(gold, c.Code, quadOf(c))
	return map[string]float64{"root F1": round(s.Root), "quad F1": round(s.Quad), "accuracy": round(s.Accuracy)}, nil
}
