package coder

import (
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// entity makes the entity of an actor of the codebook. A person stands for the office held on the
// document's day.
func (r *reading) entity(id string, span sanad.Span) sanad.Entity {
	e := sanad.Entity{ID: id, Span: span, Text: r.doc.off.Slice(span)}
	a, ok := r.book.Actor(id)
	if !ok {
		return r.unlisted(e)
	}
	if a.Kind == "person" {
		if of := r.office(a); of != "" {
			e = r.entity(of, span)
			return e
		}
	}
	e.Name, e.Sector, e.Country = a.Name, a.Sector, r.book.Country(id)
	e.Ancestors, e.Candidates = r.book.Ancestors(id), a.Candidates
	return e
}

// unlisted fills in an entity that is a country's sector without an entry of its own: "ROH-MIL".
func (r *reading) unlisted(e sanad.Entity) sanad.Entity {
	country, sector, ok := strings.Cut(e.ID, "-")
	if !ok {
		e.Country = country
		return e
	}
	e.Country, e.Sector, e.Ancestors = country, sector, []string{country}
	if a, ok := r.book.Actor(country); ok {
		e.Name = a.Name + " " + sector
	}
	return e
}

// office is the actor that a person acts for on the document's day: the last office listed that holds then.
func (r *reading) office(a *codebook.Actor) string {
	found := ""
	for _, o := range a.Offices {
		if o.On(r.doc.day) {
			found = o.Of
		}
	}
	if found == "" && len(a.Offices) > 0 {
		found = a.Offices[len(a.Offices)-1].Of
	}
	return found
}

// pickActor chooses among entries for one phrase: the one that holds on the document's day.
func (r *reading) pickActor(entries []codebook.Entry) (codebook.Entry, bool) {
	for _, e := range entries {
		a := r.book.Actors[e.Index]
		if a.On(r.doc.day) && e.Alias.On(r.doc.day) {
			return e, true
		}
	}
	return codebook.Entry{}, false
}

// composed is the id of who a role of an actor is: "Arnorian" and "soldiers" are ARN-MIL; members of an
// armed group or of an organisation are the group.
func (r *reading) composed(id string, sector string, governing bool) string {
	a, ok := r.book.Actor(id)
	if !ok {
		return id
	}
	switch a.Kind {
	case "state", "government", "ministry", "force", "population":
	case "person":
		return r.office(a)
	default:
		return id
	}
	country := r.book.Country(id)
	if country == "" {
		return id
	}
	switch {
	case sector == "" && !governing:
		return country
	case sector == "GOV" && a.Sector != "" || sector == "":
		return id
	case a.Sector == sector:
		return id
	}
	return country + "-" + sector
}

// asState says whom a bare country stands for: itself where it fights, its government elsewhere.
func (r *reading) asState(e sanad.Entity, fights bool) sanad.Entity {
	a, ok := r.book.Actor(e.ID)
	if fights || !ok || a.Kind != "state" || e.Sector == sectorPeople {
		return e
	}
	label := e.Label
	g := r.entity(e.ID+"-GOV", e.Span)
	g.Label, g.Cue = label, e.Cue
	return g
}
