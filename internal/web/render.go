package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"sanad.example/sanad"
)

//go:embed templates
var templateFiles embed.FS

// view is what the frame around every page needs, and the page's own part.
type view struct {
	Title  string // "" on the first page
	Nav    string // which part of the site this is: claims, documents, about
	Search string // what the search box holds
	Hidden []pairView
	Body   any

	Site    string
	Version string
	Lang    string
	Dir     string
	Path    string
}

// parsePages parses every page with the frame and the shared parts, once.
func (s *site) parsePages() (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	for _, name := range []string{"claims", "claim", "incidents", "incident", "documents", "document", "about", "error"} {
		t, err := template.New("frame.html").Funcs(s.funcs()).
			ParseFS(templateFiles, "templates/frame.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("web: page %q: %w: %w", name, sanad.ErrInvalid, err)
		}
		pages[name] = t
	}
	return pages, nil
}

func (s *site) funcs() template.FuncMap {
	return template.FuncMap{
		"t": s.words.text, "th": s.words.markup, "show": show, "plain": plain, "asset": s.assets.url,
		"filter": func(name, value string) string { return with("/claims", url.Values{}, name, value) },
		"path":   url.PathEscape,
		"inc":    func(i int) int { return i + 1 },
		"sep":    s.words.separator,
	}
}

// render makes a whole page before a byte of it is sent, so that a failing template never leaves half.
func (s *site) render(r *http.Request, name string, v view) ([]byte, error) {
	v.Site, v.Version, v.Lang, v.Dir, v.Path = s.Title, s.Version, s.words.Lang, s.words.Dir, r.URL.Path
	var b bytes.Buffer
	if err := s.pages[name].Execute(&b, v); err != nil {
		return nil, fmt.Errorf("page %q: %w", name, err)
	}
	return b.Bytes(), nil
}

func (s *site) html(w http.ResponseWriter, r *http.Request, name string, v view) error {
	body, err := s.render(r, name, v)
	if err != nil {
		return err
	}
	return s.send(w, r, http.StatusOK, htmlType, body)
}

// about explains how to read the pages.
func (s *site) about(w http.ResponseWriter, r *http.Request) error {
	if err := checkValues(r.URL.Query(), nil); err != nil {
		return err
	}
	return s.html(w, r, "about", view{Title: s.words.text("about.title"), Nav: "about"})
}
