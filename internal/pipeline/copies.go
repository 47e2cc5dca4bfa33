package pipeline

import (
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/collect/copies"
	"sanad.example/sanad/internal/incident"
)

// Outlets knows by which names the codebook's sources go, to tell who publishes a document and whom it cites.
type Outlets struct {
	ids   map[string]string // id, name, domain or alias, in lower case
	cited *copies.Names
}

// NewOutlets reads the codebook's sources.
func NewOutlets(book *codebook.Book) *Outlets {
	o := &Outlets{ids: map[string]string{}}
	citable := map[string]string{}
	for _, s := range book.Sources {
		citable[s.Name] = s.ID
		for _, name := range append([]string{s.ID, s.Name}, s.Domains...) {
			o.ids[strings.ToLower(name)] = s.ID
		}
		for _, alias := range s.Aliases {
			o.ids[strings.ToLower(alias.Text)], citable[alias.Text] = s.ID, s.ID
		}
	}
	o.cited = copies.NewNames(citable)
	return o
}

// Of is who published what a document is about: of a summary, the outlet that it sums up.
func (o *Outlets) Of(doc sanad.Document) string {
	name := doc.Source
	if doc.About != nil && doc.About.Outlet != "" {
		name = doc.About.Outlet
	}
	if id := o.ids[strings.ToLower(name)]; id != "" {
		return id
	}
	return name
}

// claimant is the id by which accounts know a source of any of its names.
func (o *Outlets) claimant(name string) string {
	if id := o.ids[strings.ToLower(name)]; id != "" {
		return id
	}
	return incident.Unlisted(name)
}

// Doc is a document as near-copies are looked for.
func (o *Outlets) Doc(doc sanad.Document) copies.Doc {
	return copies.Doc{ID: doc.ID, Source: o.Of(doc), Published: doc.Published, Cites: o.cited.Cites(doc.Title + "\n" + doc.Text), Text: doc.Text}
}

// copied says of documents which of them each repeats: the origin of its near-copies.
func (o *Outlets) copied(docs []sanad.Document) map[string]string {
	if len(docs) < 2 {
		return nil
	}
	list := make([]copies.Doc, len(docs))
	for i, d := range docs {
		list[i] = o.Doc(d)
	}
	out := map[string]string{}
	for _, g := range copies.Groups(copies.Find(slices.Values(list))) {
		for _, e := range g.Edges {
			if e.Copy != g.Origin {
				out[e.Copy] = g.Origin
			}
		}
	}
	return out
}
