package text

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
)

// ParseCoNLLU reads CoNLL-U, keeps its tokens, fills in their tags, lemmas and trees without looking at
// those that stand there, and writes CoNLL-U. Comments, ranges, empty nodes and MISC pass through; DEPS,
// which belonged to another tree, is emptied. It holds one sentence at a time and stops when ctx does.
func ParseCoNLLU(ctx context.Context, p *Parser, r io.Reader, w io.Writer) error {
	out := bufio.NewWriter(w)
	one := make([]Sentence, 1)
	for rec, err := range ReadCoNLLU(r) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("parse CoNLL-U: %w", err)
		}
		one[0] = rec.Sentence
		p.Parse(one)
		rec.Deps = nil
		if err := WriteCoNLLU(out, rec); err != nil {
			return fmt.Errorf("parse CoNLL-U: write: %w", err)
		}
	}
	return out.Flush()
}

// WriteRaw segments and parses a document and writes it as CoNLL-U. Each token's MISC holds its offsets
// in code points into doc.
func WriteRaw(ctx context.Context, p *Parser, doc string, w io.Writer) error {
	out := bufio.NewWriter(w)
	sents := Segment(doc)
	points := newOffsets(doc)
	for i := range sents {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("parse text: %w", err)
		}
		p.Parse(sents[i : i+1])
		if err := WriteCoNLLU(out, rawRecord(doc, points, &sents[i])); err != nil {
			return fmt.Errorf("parse text: write: %w", err)
		}
	}
	return out.Flush()
}

func rawRecord(doc string, points *offsets, s *Sentence) *Record {
	line := strings.Join(strings.Fields(doc[points.byte(s.Start):points.byte(s.End)]), " ")
	rec := &Record{Sentence: *s, Comments: []string{
		fmt.Sprintf("# sent_id = %d", s.Index+1), "# text = " + line,
	}}
	for _, t := range s.Tokens {
		misc := fmt.Sprintf("TokenRange=%d:%d", t.Start, t.End)
		if !t.SpaceAfter {
			misc = "SpaceAfter=No|" + misc
		}
		rec.Misc = append(rec.Misc, misc)
	}
	return rec
}

// offsets turns code points into bytes, moving forward only.
type offsets struct {
	doc       string
	at, point int
}

func newOffsets(doc string) *offsets { return &offsets{doc: doc} }

// byte returns the byte at which a code point begins; points must not go down from call to call.
func (o *offsets) byte(point int) int {
	for i := range o.doc[o.at:] {
		if o.point == point {
			o.at += i
			return o.at
		}
		o.point++
	}
	o.at = len(o.doc)
	return o.at
}

// Draw prints a parsed sentence as a tree for people: each word under its head, in the sentence's order,
// with its relation, part of speech and lemma.
func Draw(s Sentence, w io.Writer) error {
	d := &drawing{tokens: s.Tokens, children: make([][]int, len(s.Tokens)+1)}
	for i, t := range s.Tokens {
		if t.Head >= 0 && t.Head <= len(s.Tokens) && t.Head != i+1 {
			d.children[t.Head] = append(d.children[t.Head], i)
		}
	}
	for _, root := range d.children[0] {
		d.draw(root, "", "")
	}
	_, err := io.WriteString(w, d.out.String())
	return err
}

type drawing struct {
	tokens   []Token
	children [][]int
	out      strings.Builder
	drawn    int
}

// draw prints word i after lead and what hangs on it after indent.
func (d *drawing) draw(i int, lead, indent string) {
	if d.drawn++; d.drawn > len(d.tokens) {
		return // heads in a circle; no parser's work
	}
	t := &d.tokens[i]
	fmt.Fprintf(&d.out, "%s%s  %s %s", lead, t.Text, t.Rel, t.UPOS)
	if t.XPOS != "" {
		fmt.Fprintf(&d.out, "/%s", t.XPOS)
	}
	if t.Lemma != "" && t.Lemma != t.Text {
		fmt.Fprintf(&d.out, " (%s)", t.Lemma)
	}
	d.out.WriteByte('\n')
	kids := d.children[i+1]
	for k, kid := range kids {
		if k == len(kids)-1 {
			d.draw(kid, indent+"└─ ", indent+"   ")
		} else {
			d.draw(kid, indent+"├─ ", indent+"│  ")
		}
	}
}
