package text

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Record is one sentence of a CoNLL-U file with what a Sentence does not hold. Its offsets count code
// points into the text that its own forms spell.
type Record struct {
	Sentence
	Line     int      // of its first line in the file, 1-based
	Comments []string // whole lines, "#" included
	Extra    []Extra  // ranges (1-2) and empty nodes (8.1), kept as they stood
	Deps     []string // column 9, one for each token
	Misc     []string // column 10, one for each token
}

// Extra is a line that is no token. It stands before Tokens[Before], or after all of them.
type Extra struct {
	Before int
	Line   string
}

const (
	maxLine   = 1 << 20 // bytes
	maxTokens = 1 << 17 // of one sentence
)

// ReadCoNLLU reads a CoNLL-U file sentence by sentence; it holds one sentence at a time. An error names
// the line that it is about and ends the reading.
func ReadCoNLLU(r io.Reader) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		scan := bufio.NewScanner(r)
		scan.Buffer(make([]byte, 0, 64<<10), maxLine)
		rec, line := &Record{}, 0
		index := 0
		flush := func() bool {
			if rec.Line == 0 {
				return true
			}
			rec.Index, index = index, index+1
			rec.finish()
			ok := yield(rec, nil)
			rec = &Record{}
			return ok
		}
		for scan.Scan() {
			line++
			s := strings.TrimSuffix(scan.Text(), "\r")
			if s == "" {
				if !flush() {
					return
				}
				continue
			}
			if rec.Line == 0 {
				rec.Line = line
			}
			if err := rec.addLine(s); err != nil {
				yield(nil, fmt.Errorf("read CoNLL-U: line %d: %w", line, err))
				return
			}
		}
		if err := scan.Err(); err != nil {
			yield(nil, fmt.Errorf("read CoNLL-U: line %d: %w", line+1, err))
			return
		}
		flush()
	}
}

func (rec *Record) addLine(s string) error {
	if s[0] == '#' && len(rec.Tokens) == 0 && len(rec.Extra) == 0 {
		rec.Comments = append(rec.Comments, s)
		return nil
	}
	cols := strings.Split(s, "\t")
	if len(cols) != 10 {
		return fmt.Errorf("%d columns, want 10", len(cols))
	}
	if strings.ContainsAny(cols[0], "-.") {
		rec.Extra = append(rec.Extra, Extra{len(rec.Tokens), s})
		return nil
	}
	if id, err := strconv.Atoi(cols[0]); err != nil || id != len(rec.Tokens)+1 {
		return fmt.Errorf("id %q, want %d", cols[0], len(rec.Tokens)+1)
	}
	if len(rec.Tokens) == maxTokens {
		return fmt.Errorf("more than %d tokens in a sentence", maxTokens)
	}
	head, err := readHead(cols[6])
	if err != nil {
		return err
	}
	rec.Tokens = append(rec.Tokens, Token{
		Text: cols[1], Norm: Norm(cols[1]), SpaceAfter: !hasMisc(cols[9], "SpaceAfter=No"),
		Lemma: cols[2], UPOS: blank(cols[3]), XPOS: blank(cols[4]), Feats: blank(cols[5]),
		Head: head, Rel: blank(cols[7]),
	})
	rec.Deps = append(rec.Deps, cols[8])
	rec.Misc = append(rec.Misc, cols[9])
	return nil
}

func readHead(s string) (int, error) {
	if s == "_" {
		return 0, nil
	}
	head, err := strconv.Atoi(s)
	if err != nil || head < 0 {
		return 0, fmt.Errorf("head %q is no number", s)
	}
	return head, nil
}

// finish moves white space from ranges to their last word and sets offsets.
func (rec *Record) finish() {
	for _, x := range rec.Extra {
		rec.spaceOfRange(x)
	}
	at := 0
	for i := range rec.Tokens {
		t := &rec.Tokens[i]
		t.Start = at
		t.End = at + utf8.RuneCountInString(t.Text)
		if at = t.End; t.SpaceAfter {
			at++
		}
		rec.End = t.End
	}
}

func (rec *Record) spaceOfRange(x Extra) {
	id, rest, _ := strings.Cut(x.Line, "\t")
	from, to, ok := strings.Cut(id, "-")
	a, err1 := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil || a < 1 || b > len(rec.Tokens) || a > b {
		return
	}
	for i := a; i < b; i++ {
		rec.Tokens[i-1].SpaceAfter = false
	}
	rec.Tokens[b-1].SpaceAfter = !hasMisc(rest[strings.LastIndexByte(rest, '\t')+1:], "SpaceAfter=No")
}

func hasMisc(misc, want string) bool {
	for f := range strings.SplitSeq(misc, "|") {
		if f == want {
			return true
		}
	}
	return false
}

// WriteCoNLLU writes one sentence and the blank line after it. Columns without a value are "_".
func WriteCoNLLU(w io.Writer, rec *Record) error {
	b := make([]byte, 0, 96*(len(rec.Tokens)+2))
	for _, c := range rec.Comments {
		b = append(append(b, c...), '\n')
	}
	extra := rec.Extra
	for i := range rec.Tokens {
		for len(extra) > 0 && extra[0].Before <= i {
			b, extra = append(append(b, extra[0].Line...), '\n'), extra[1:]
		}
		b = rec.appendToken(b, i)
	}
	for _, x := range extra {
		b = append(append(b, x.Line...), '\n')
	}
	_, err := w.Write(append(b, '\n'))
	return err
}

func (rec *Record) appendToken(b []byte, i int) []byte {
	t := &rec.Tokens[i]
	deps, misc := "_", "_"
	if i < len(rec.Deps) {
		deps = rec.Deps[i]
	}
	if i < len(rec.Misc) {
		misc = rec.Misc[i]
	} else if !t.SpaceAfter {
		misc = "SpaceAfter=No"
	}
	b = strconv.AppendInt(b, int64(i+1), 10)
	for _, col := range [...]string{t.Text, t.Lemma, t.UPOS, t.XPOS, t.Feats} {
		b = appendColumn(b, col)
	}
	if t.Rel == "" {
		b = append(b, "\t_"...)
	} else {
		b = strconv.AppendInt(append(b, '\t'), int64(t.Head), 10)
	}
	for _, col := range [...]string{t.Rel, deps, misc} {
		b = appendColumn(b, col)
	}
	return append(b, '\n')
}

// appendColumn writes a tab and the value; tabs and line breaks inside become blanks.
func appendColumn(b []byte, s string) []byte {
	b = append(b, '\t')
	if s == "" {
		return append(b, '_')
	}
	if strings.ContainsAny(s, "\t\n\r") {
		s = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s)
	}
	return append(b, s...)
}

// blank reads the underscore that stands for no value.
func blank(s string) string {
	if s == "_" {
		return ""
	}
	return s
}
