package collect

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pageText is the text of HTML, a paragraph a block.
type pageText struct {
	title      string
	paragraphs []string
	current    strings.Builder
}

// silent reports whether an element's content isn't shown as text, or isn't the page's own.
func silent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Math, atom.Iframe, atom.Object,
		atom.Canvas, atom.Audio, atom.Video, atom.Select, atom.Button, atom.Textarea, atom.Nav, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// unseen reports whether an element's attributes say that nobody sees or is read its content. It could say
// to the coder what it says to no reader.
func unseen(attrs []html.Attribute) bool {
	return slices.ContainsFunc(attrs, func(a html.Attribute) bool {
		value := strings.ToLower(strings.TrimSpace(a.Val))
		switch strings.ToLower(a.Key) {
		case "hidden":
			return value != "until-found" // a browser's search finds that and shows it
		case "aria-hidden":
			return value == "true"
		case "style":
			return hiddenStyle.MatchString(value)
		}
		return false
	})
}

var hiddenStyle = regexp.MustCompile(`(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\s*(?:!\s*important\s*)?(?:;|$)`)

// dropUnseen takes what nobody sees out of a tree, before anything is made of it.
func dropUnseen(root *html.Node) {
	var gone []*html.Node
	for n := range root.Descendants() {
		body := n.DataAtom == atom.Html || n.DataAtom == atom.Body || n.DataAtom == atom.Head // scripts show these once they run
		if n.Type == html.ElementNode && !body && (n.DataAtom == atom.Template || unseen(n.Attr)) {
			gone = append(gone, n)
		}
	}
	for _, n := range gone {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// inline reports whether an element stands within a line.
func inline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn, atom.Em,
		atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q, atom.Ruby, atom.S, atom.Samp, atom.Small,
		atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Img:
		return true
	}
	return false
}

// add appends text; white space is folded when the paragraph ends.
func (p *pageText) add(s string) { p.current.WriteString(s) }

// end closes the paragraph.
func (p *pageText) end() {
	lines := strings.Split(p.current.String(), "\v")
	p.current.Reset()
	var kept []string
	for _, line := range lines {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			kept = append(kept, line)
		}
	}
	if len(kept) > 0 {
		p.paragraphs = append(p.paragraphs, strings.Join(kept, "\n"))
	}
}

// element marks what an element's tag does to the text around it. A \v stands for a line break until
// the paragraph ends: it can't come from the page, whose own are folded as white space.
func (p *pageText) element(a atom.Atom) {
	switch {
	case a == atom.Br:
		p.add("\v")
	case a == atom.Td || a == atom.Th:
		p.add(" ")
	case !inline(a):
		p.end()
	}
}

// nodeText returns the text of a tree that an extractor has chosen.
func nodeText(root *html.Node) string {
	if root == nil {
		return ""
	}
	p := &pageText{}
	p.node(root)
	p.end()
	return strings.Join(p.paragraphs, "\n\n")
}

// node collects n and what is below it; the parser bounds the depth.
func (p *pageText) node(n *html.Node) {
	if n.Type == html.TextNode {
		p.add(strings.ReplaceAll(n.Data, "\v", " "))
		return
	}
	a := atom.Lookup([]byte(n.Data)) // an extractor's own nodes have no DataAtom
	element := n.Type == html.ElementNode
	if element && (silent(a) || a == atom.Head || a == atom.Title) {
		return
	}
	if element {
		p.element(a)
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		p.node(child)
	}
	if element && a != atom.Br {
		p.element(a)
	}
}

// tokenText returns all text of a page without building a tree, in one pass: for pages that are too
// deep or too large for one, and where no main text is found.
func tokenText(src string) *pageText {
	r := &tokenReader{page: &pageText{}, tokens: html.NewTokenizer(strings.NewReader(src))}
	r.tokens.SetMaxBuf(len(src) + 1)
	for {
		switch r.tokens.Next() {
		case html.ErrorToken:
			r.page.end()
			return r.page
		case html.TextToken:
			r.text(strings.ReplaceAll(string(r.tokens.Text()), "\v", " "))
		case html.StartTagToken:
			name, attrs := r.tokens.TagName()
			r.start(string(name), attrs && unseen(r.attributes()))
		case html.EndTagToken:
			name, _ := r.tokens.TagName()
			r.end(string(name))
		case html.SelfClosingTagToken:
			if name, _ := r.tokens.TagName(); r.skip == "" {
				r.page.element(atom.Lookup(name))
			}
		}
	}
}

// tokenReader follows which silent or unseen element, if any, a token stands in.
type tokenReader struct {
	page    *pageText
	tokens  *html.Tokenizer
	skip    string // the name of the element that we are in
	depth   int    // of elements of its name in it
	inTitle bool
}

func (r *tokenReader) attributes() []html.Attribute {
	var out []html.Attribute
	for more := true; more; {
		var key, value []byte
		key, value, more = r.tokens.TagAttr()
		out = append(out, html.Attribute{Key: string(key), Val: string(value)})
	}
	return out
}

func (r *tokenReader) text(s string) {
	switch {
	case r.inTitle:
		if r.page.title == "" {
			r.page.title = oneLine(s)
		}
	case r.skip == "":
		r.page.add(s)
	}
}

func (r *tokenReader) start(name string, unseen bool) {
	a := atom.Lookup([]byte(name))
	if name == r.skip && endsItself(a) {
		r.skip = ""
	}
	switch {
	case r.skip != "":
		if name == r.skip {
			r.depth++
		}
	case silent(a) || unseen && !void(a) && a != atom.Html && a != atom.Body:
		r.skip, r.depth = name, 1
	case a == atom.Title:
		r.inTitle = true
	default:
		r.page.element(a)
	}
}

func (r *tokenReader) end(name string) {
	a := atom.Lookup([]byte(name))
	switch {
	case r.skip != "":
		if name == r.skip {
			if r.depth--; r.depth == 0 {
				r.skip = ""
			}
		}
	case a == atom.Title:
		r.inTitle = false
	default:
		r.page.element(a)
	}
}

// void reports whether an element has no content and no end.
func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// endsItself reports whether an element may end, without saying so, where the next of its name begins.
func endsItself(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Li, atom.Dt, atom.Dd, atom.Td, atom.Th, atom.Tr, atom.Option:
		return true
	}
	return false
}
