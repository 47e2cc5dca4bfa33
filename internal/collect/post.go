package collect

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"sanad.example/sanad"
)

const extractorPost = "post/1"

// post is a post on a platform, with its translation, as docs/formats/posts.md describes it.
type post struct {
	original, translation, lang, into string
	platform, author, actor, handle   string
	id, title, published, source, url string
}

// post reads a record of a post: its translation is the document's text, the original stays in the receipt's
// bytes. A handle names a person: it is refused unless the record says which actor of the codebook it is.
func (c *Collector) post(text string) (in sanad.Input, err error) {
	p, err := parsePost(text)
	if err != nil {
		return in, err
	}
	bad := func(what, remedy string) error {
		return &Problem{Err: fmt.Errorf("%w: %s", sanad.ErrInvalid, what), Remedy: remedy}
	}
	switch {
	case strings.TrimSpace(p.original) == "" && strings.TrimSpace(p.translation) == "":
		return in, bad("neither \"original\" nor \"translation\"", "give the text as it was posted, and its translation")
	case p.translation == "" && p.into != "":
		return in, bad("\"into\" without a translation", "leave it out")
	case p.author == "":
		return in, bad("no \"author\"", "give who posted it, as a role: spokesman of the interior ministry, a trader in Chaman")
	case strings.HasPrefix(p.author, "@"):
		return in, bad("\"author\" is a handle", "give a role: only office holders are named, by \"actor\"")
	case p.handle != "" && p.actor == "":
		return in, bad("a handle without an \"actor\"", "leave it out, or give the id of the office holder in the codebook")
	}
	in = sanad.Input{ID: p.id, Text: p.translation, Title: p.title, Published: p.published, Source: p.source, URL: p.url, Lang: p.into}
	if p.translation == "" {
		in.Text, in.Lang = p.original, p.lang
	} else if p.into == "" {
		in.Lang = "en"
	}
	if in.Source == "" {
		in.Source = p.platform
	}
	if in.Title == "" {
		in.Title = strings.TrimSpace("Post by " + p.author + " " + on(p.platform))
	}
	return in, nil
}

func on(platform string) string {
	if platform == "" {
		return ""
	}
	return "on " + platform
}

var yamlPlace = regexp.MustCompile(`line (\d+)`)

// parsePost reads the fields of a post strictly, from YAML or JSON. Errors: a *Problem with its place.
func parsePost(text string) (p post, err error) {
	defer func() {
		if r := recover(); r != nil { // bytes from outside must not stop the rest
			err = &Problem{Err: fmt.Errorf("%w: not YAML: %v", sanad.ErrInvalid, r), Remedy: "see docs/formats/posts.md"}
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		bad := &Problem{Err: fmt.Errorf("%w: %v", sanad.ErrInvalid, err), Remedy: "put texts in quotation marks, or indent them below a |"}
		if m := yamlPlace.FindStringSubmatch(err.Error()); m != nil {
			bad.Line, _ = strconv.Atoi(m[1])
		}
		return p, bad
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return p, &Problem{Line: 1, Column: 1, Err: fmt.Errorf("%w: not a post's fields", sanad.ErrInvalid), Remedy: "give original, translation, lang, platform, author"}
	}
	return p, p.fill(doc.Content[0])
}

// fill sets the fields of a mapping.
func (p *post) fill(n *yaml.Node) error {
	to := map[string]*string{
		"original": &p.original, "translation": &p.translation, "lang": &p.lang, "into": &p.into,
		"platform": &p.platform, "author": &p.author, "actor": &p.actor, "handle": &p.handle,
		"id": &p.id, "title": &p.title, "published": &p.published, "source": &p.source, "url": &p.url,
	}
	seen := map[string]bool{}
	var errs []error
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		what, remedy := "", ""
		switch field, known := to[key.Value]; {
		case !known:
			names := make([]string, 0, len(to))
			for name := range to {
				names = append(names, name)
			}
			slices.Sort(names)
			what, remedy = fmt.Sprintf("unknown field %.60q", key.Value), "known are "+strings.Join(names, ", ")
		case seen[key.Value]:
			what, remedy = fmt.Sprintf("%q stands twice", key.Value), "leave one of them out"
		case value.Kind != yaml.ScalarNode:
			what, remedy = fmt.Sprintf("%q isn't one value", key.Value), "give one text"
		default:
			*field = value.Value
		}
		seen[key.Value] = true
		if what != "" {
			errs = append(errs, &Problem{Line: key.Line, Column: key.Column, Err: fmt.Errorf("%w: %s", sanad.ErrInvalid, what), Remedy: remedy})
		}
	}
	if len(errs) > 0 { // the first: the rest can wait
		return errs[0]
	}
	return nil
}
