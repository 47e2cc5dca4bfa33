package collect

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v4"

	"sanad.example/sanad"
)

// Markdown's parser takes time that grows with the square of some things. What is beyond these bounds,
// as no text is, is read as plain text instead.
const (
	maxMarkdown   = 2 << 20 // bytes
	maxNesting    = 100     // quotations and lists in one another
	maxReferences = 2000    // definitions of addresses
	maxMarks      = 1000    // brackets, stars and the like in one paragraph
	maxLines      = 5000    // lines of one paragraph
)

// What opens a quotation or a list at the beginning of a line, all of it that does, and what defines an
// address that links refer to.
var (
	containers = regexp.MustCompile(`>|(?:[-*+]|\d{1,9}[.)])[ \t]`)
	leading    = regexp.MustCompile(`^(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])[ \t])+`)
	reference  = regexp.MustCompile(`^ {0,3}\[[^\]]*\]:`)
)

// frontMatter is what is read of the block between two lines "---" at the top; other keys are the
// author's own business.
type frontMatter struct {
	ID        string `yaml:"id"`
	Title     string `yaml:"title"`
	Date      string `yaml:"date"`
	Published string `yaml:"published"`
	Source    string `yaml:"source"`
	URL       string `yaml:"url"`
	Lang      string `yaml:"lang"`
}

// markdown reads Markdown: its blocks as paragraphs, without markup, images and addresses. The title is
// the front matter's, the first heading of the first level, or a plain text's. It returns the extractor
// that read it.
func (c *Collector) markdown(src string) (in sanad.Input, extractor string, err error) {
	src = Normalise(src)
	front, body, err := splitFront(src)
	if err != nil {
		return in, "", err
	}
	if !bounded(body) {
		return c.plain(src), extractorPlain, nil
	}
	source := []byte(body)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	w := &mdText{source: source}
	w.blocks(doc)
	in = c.plain(strings.Join(w.paragraphs, "\n\n"))
	if w.title != "" {
		in.Title = w.title
	}
	in.ID, in.Source, in.URL, in.Lang = front.ID, front.Source, front.URL, front.Lang
	if front.Title != "" {
		in.Title = front.Title
	}
	for _, date := range []string{front.Date, front.Published} {
		if date != "" {
			in.Published = date
		}
	}
	return in, extractorMarkdown, nil
}

// splitFront reads the front matter, if there is any.
func splitFront(src string) (front frontMatter, body string, err error) {
	rest, ok := strings.CutPrefix(src+"\n", "---\n")
	if !ok {
		return front, src, nil
	}
	block, body, ok := strings.Cut(rest, "\n---\n")
	if !ok || len(block) > 64<<10 {
		return front, src, nil
	}
	if err := yaml.Unmarshal([]byte(block), &front); err != nil {
		return front, "", &Problem{Err: fmt.Errorf("%w: front matter: %v", sanad.ErrInvalid, oneLine(err.Error())), Remedy: "correct the YAML between the two lines ---"}
	}
	return front, body, nil
}

// bounded reports whether Markdown is within what its parser reads in good time.
func bounded(body string) bool {
	references, marks, lines := 0, 0, 0
	for line := range strings.Lines(body) {
		open := leading.FindString(line)
		opened := len(containers.FindAllStringIndex(open, maxNesting+1))
		if opened > 0 || strings.TrimSpace(line) == "" {
			marks, lines = 0, 0 // a new paragraph
		}
		lines++
		marks += countMarks(line)
		if reference.MatchString(line) {
			references++
		}
		deep := opened > maxNesting || opened > 0 && len(open) > 4*maxNesting
		if deep || marks > maxMarks || lines > maxLines || references > maxReferences {
			return false
		}
	}
	return len(body) <= maxMarkdown
}

// countMarks counts what may open something within a line. Runs of one character count once.
func countMarks(line string) int {
	n := 0
	for i := range len(line) {
		if strings.IndexByte("[]!*_~`<@\\", line[i]) >= 0 && (i == 0 || line[i-1] != line[i] || line[i] == '[' || line[i] == ']') {
			n++
		}
	}
	return n
}

// mdText collects the text of a tree of Markdown, a paragraph a block.
type mdText struct {
	source     []byte
	paragraphs []string
	title      string
}

// blocks collects the blocks below n.
func (w *mdText) blocks(n ast.Node) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch b := child.(type) {
		case *ast.Heading:
			head := w.inline(b)
			if b.Level == 1 && w.title == "" {
				w.title = oneLine(head)
			}
			w.add(head)
		case *ast.Paragraph, *ast.TextBlock:
			w.add(w.inline(b))
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			w.add(w.lines(b))
		case *ast.HTMLBlock:
			raw := w.lines(b)
			if b.HasClosure() {
				raw += string(b.ClosureLine.Value(w.source))
			}
			w.add(strings.Join(tokenText(raw).paragraphs, "\n\n"))
		case *east.TableHeader, *east.TableRow:
			w.add(w.row(b))
		default:
			w.blocks(b)
		}
	}
}

func (w *mdText) add(paragraph string) {
	if p := strings.TrimSpace(paragraph); p != "" {
		w.paragraphs = append(w.paragraphs, p)
	}
}

// lines returns a block's own lines as they stand.
func (w *mdText) lines(n ast.Node) string {
	var sb strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		sb.Write(line.Value(w.source))
	}
	return sb.String()
}

// row returns a table's row, a cell from the next by a tab.
func (w *mdText) row(n ast.Node) string {
	var cells []string
	for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
		cells = append(cells, strings.TrimSpace(w.inline(cell)))
	}
	return strings.Join(cells, "\t")
}

// inline returns the text of a block's inline nodes. A soft line break is a space: lines of Markdown
// are wrapped where they happen to end.
func (w *mdText) inline(n ast.Node) string {
	var sb strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch t := n.(type) {
		case *ast.Text:
			sb.WriteString(w.literal(t))
			if t.HardLineBreak() {
				sb.WriteByte('\n')
			} else if t.SoftLineBreak() {
				sb.WriteByte(' ')
			}
		case *ast.String:
			sb.Write(t.Value)
		case *ast.AutoLink:
			sb.Write(t.Label(w.source))
		case *ast.Image, *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return sb.String()
}

// literal returns a text node with its escapes and entities resolved, which goldmark leaves to its
// renderer.
func (w *mdText) literal(t *ast.Text) string {
	raw := string(t.Segment.Value(w.source))
	if t.IsRaw() || t.Parent() != nil && t.Parent().Kind() == ast.KindCodeSpan || !strings.ContainsAny(raw, `\&`) {
		return raw
	}
	var sb strings.Builder
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' && i+1 < len(raw) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", raw[i+1]) >= 0 {
			i++
			if raw[i] == '&' { // escaped: no entity begins here
				sb.WriteString("&amp;")
				continue
			}
		}
		sb.WriteByte(raw[i])
	}
	return html.UnescapeString(sb.String())
}
