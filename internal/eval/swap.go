package eval

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

//go:embed frames.txt
var frames string

// Frame is a sentence about the two sides, A and B, with what it must give: a type of event, with its mode
// behind a slash or not, a relation, or FIGURES.
type Frame struct{ Type, Sentence string }

// Frames returns the sentences by which neutrality is tested, in the words of no crisis.
func Frames() []Frame {
	var out []Frame
	for line := range strings.Lines(frames) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		typ, s, _ := strings.Cut(line, ": ")
		out = append(out, Frame{typ, s})
	}
	return out
}

// Swap is the outcome of the test of neutrality.
type Swap struct {
	Sentences, Coded, Symmetric int
	Failures                    []string // sentences that failed, with the claims that only one version has
}

// SwapSides codes each frame twice, with the sides as they are and swapped: the claims must swap with them
// and change in nothing else.
func SwapSides(code func(sanad.Document) []sanad.Claim, book *codebook.Book) Swap {
	var s Swap
	if len(book.Crisis.Sides) != 2 {
		return s
	}
	a, b := book.Crisis.Sides[0].ID, book.Crisis.Sides[1].ID
	for _, f := range Frames() {
		s.Sentences++
		straight := code(sanad.Document{ID: "a", Text: fill(book, f.Sentence, a, b), Published: "2025-10-20"})
		swapped := code(sanad.Document{ID: "b", Text: fill(book, f.Sentence, b, a), Published: "2025-10-20"})
		right := says(straight, f.Type) && says(swapped, f.Type)
		x, y := keys(straight, nil), keys(swapped, map[string]string{a: b, b: a})
		if right {
			s.Coded++
		}
		if right && slices.Equal(x, y) {
			s.Symmetric++
			continue
		}
		s.Failures = append(s.Failures, fmt.Sprintf("%s: %s\n  %s\n  %s", f.Type, f.Sentence, strings.Join(x, "\n  "), strings.Join(y, "\n  ")))
	}
	return s
}

// fill writes a frame with one side as A and the other as B.
func fill(book *codebook.Book, sentence, a, b string) string {
	var pairs []string
	for _, side := range []struct{ letter, id string }{{"A", a}, {"B", b}} {
		actor, ok := book.Actor(side.id)
		if !ok || len(actor.Adjectives) == 0 || len(actor.Metonyms) == 0 {
			continue
		}
		pairs = append(pairs, "{"+side.letter+"}", actor.Name, "{"+side.letter+" adjective}", actor.Adjectives[0], "{"+side.letter+" capital}", actor.Metonyms[0])
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}

func says(claims []sanad.Claim, want string) bool {
	typ, mode, _ := strings.Cut(want, "/")
	return slices.ContainsFunc(claims, func(c sanad.Claim) bool {
		switch {
		case want == "FIGURES":
			return len(c.Figures) > 0
		case c.Relation != nil:
			return string(c.Relation.Type) == want
		}
		return c.Event != nil && c.Event.Type == typ && (mode == "" || slices.Contains(c.Event.Modes, mode))
	})
}

// keys are the claims as far as they must mirror, with ids swapped, sorted.
func keys(claims []sanad.Claim, swap map[string]string) []string {
	flip := func(id string) string {
		country, rest, _ := strings.Cut(id, "-")
		if to, ok := swap[country]; ok {
			if rest == "" {
				return to
			}
			return to + "-" + rest
		}
		return id
	}
	ids := func(list []sanad.Entity) string {
		out := make([]string, len(list))
		for i, e := range list {
			out[i] = flip(e.ID)
		}
		slices.Sort(out)
		return strings.Join(out, ",")
	}
	var out []string
	for _, c := range claims {
		kind, content := c.Kind()
		k := fmt.Sprintf("%s %s actors %s recipients %s speakers %s %s %s %v", kind, content, ids(c.Actors), ids(c.Recipients), ids(c.Speakers), c.Stance, c.Modality, c.Negated)
		if c.Event != nil {
			k += " " + strings.Join(c.Event.Modes, ",")
		}
		if c.When != nil {
			k += " when " + deref(c.When.Start) + "…" + deref(c.When.End)
		}
		for _, f := range c.Figures {
			of := make([]sanad.Entity, len(f.Of))
			for i, p := range f.Of {
				of[i] = p.Entity
			}
			k += fmt.Sprintf(" %s %s of %s", f.Measure, interval(f), ids(of))
		}
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func interval(f sanad.Figure) string {
	low, high := "open", "open"
	if f.Low != nil {
		low = f.Low.String()
	}
	if f.High != nil {
		high = f.High.String()
	}
	return low + "…" + high
}
