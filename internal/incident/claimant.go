package incident

import (
	"net/url"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// A claimant is whoever's word a claim is. Persons, spokesmen and media wings are the organ that they speak
// for (the codebook's speaks_for and offices). Ministries are their government's voice and branches the
// army's, unless two of them said different things on one day in reports that tell only one of them: then
// they are claimants of their own. A province's government, the police and the army each are one. Whom a
// text describes and doesn't name ("security sources") is one claimant by country and sector. A source in
// its own voice is a claimant; a summary of ours speaks for the report that it is about, and says so.

// voice is a claimant with what decides about its independence.
type voice struct {
	sanad.Claimant
	joined    string // id after organs are joined
	party     string // side of the crisis, state or armed group whose word it is; "" for others
	outlet    string // of a source: its id
	method    string
	threshold string
	passes    bool // only passes on what others tell
	compiles  bool
	nobody    bool // "there were reports"
}

// sourcePrefix marks the id of a source in its own voice.
const sourcePrefix = "source:"

// directory finds sources by name, domain and actor.
type directory struct {
	byName, byDomain, byActor map[string]int
}

func newDirectory(book *codebook.Book) directory {
	d := directory{map[string]int{}, map[string]int{}, map[string]int{}}
	put := func(m map[string]int, key string, i int) {
		if _, ok := m[key]; !ok && key != "" {
			m[key] = i
		}
	}
	for i, s := range book.Sources {
		put(d.byName, strings.ToLower(s.ID), i)
		put(d.byName, strings.ToLower(s.Name), i)
		for _, a := range s.Aliases {
			put(d.byName, strings.ToLower(a.Text), i)
		}
		for _, domain := range s.Domains {
			put(d.byDomain, domain, i)
		}
		put(d.byActor, s.Actor, i)
	}
	return d
}

// source finds a source by its name or by its report's address.
func (r *Reckoner) source(name, address string) *codebook.Source {
	if i, ok := r.sources.byName[strings.ToLower(name)]; ok {
		return &r.book.Sources[i]
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	for host := u.Hostname(); host != ""; {
		if i, ok := r.sources.byDomain[host]; ok {
			return &r.book.Sources[i]
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return nil
}

// outlet returns the id and name of who published a document: of a summary, who published what it is about.
func (r *Reckoner) outlet(doc *sanad.Document) (id, name string, src *codebook.Source, summary bool) {
	name, address := doc.Source, doc.URL
	if doc.About != nil && doc.About.Outlet != "" {
		name, address, summary = doc.About.Outlet, doc.About.URL, true
	}
	if src = r.source(name, address); src != nil {
		return src.ID, src.Name, src, summary
	}
	return Unlisted(name), name, nil, summary
}

// Unlisted is the id of a source that the codebook doesn't have, by its name.
func Unlisted(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), "-")) }

// ownVoice is a document's source speaking for itself.
func (r *Reckoner) ownVoice(doc *sanad.Document) voice {
	id, name, src, summary := r.outlet(doc)
	if src != nil && src.Actor != "" && !summary && !outletKind(src.Kind) {
		return r.actorVoice(src.Actor, sanad.Day(doc.Published))
	}
	v := r.sourceVoice(id, name, src)
	if summary {
		v.Name = "summary of a report by " + name
	}
	return v
}

// outletKind reports whether a source tells what others do, rather than being a body that speaks.
func outletKind(kind string) bool {
	return slices.Contains([]string{"wire", "daily", "broadcaster", "blog", "aggregator", "own"}, kind)
}

func (r *Reckoner) sourceVoice(id, name string, src *codebook.Source) voice {
	v := voice{Claimant: sanad.Claimant{ID: sourcePrefix + id, Name: name, Source: true, Grade: r.grades[id]}, outlet: id}
	if name == "" {
		v.ID, v.Name, v.nobody = sourcePrefix+"unknown", "a source that isn't told", true
	}
	if src != nil {
		v.knows(src, r.rules)
		v.Side, v.party = src.Side, src.Side
		if v.party == "" && src.Actor != "" { // a state's own radio
			v.party = r.party(r.book.Voice(src.Actor, ""))
		}
		if v.Grade == "" {
			v.Grade = src.Grade
		}
	}
	v.joined = v.ID
	return v
}

func (v *voice) knows(src *codebook.Source, rules codebook.EstimateRules) {
	v.method, v.threshold = src.Method, src.Threshold
	v.passes = slices.Contains(rules.Relays, src.Method)
	v.compiles = slices.Contains(rules.Compilations, src.Kind)
}

// speaker returns whose word it is when an entity speaks on a day.
func (r *Reckoner) speaker(e sanad.Entity, day string) voice {
	a, ok := r.book.Actor(e.ID)
	switch {
	case ok && a.Kind == "state", !ok && e.ID != "" && e.ID == e.Country:
		if r.book.Described(e) {
			return r.described(e)
		}
		if gov, ok := r.book.Actor(e.ID + "-GOV"); ok {
			return r.actorVoice(gov.ID, day)
		}
		return r.actorVoice(e.ID, day)
	case e.ID == "":
		return r.described(e)
	}
	v := r.actorVoice(e.ID, day)
	if v.Name == "" {
		v.Name = e.Name
	}
	return v
}

func (r *Reckoner) actorVoice(id, day string) voice {
	id = r.book.Voice(id, day)
	src := (*codebook.Source)(nil)
	if i, ok := r.sources.byActor[id]; ok {
		src = &r.book.Sources[i]
	}
	if src != nil && outletKind(src.Kind) {
		return r.sourceVoice(src.ID, src.Name, src)
	}
	v := voice{Claimant: sanad.Claimant{ID: id}, party: r.party(id)}
	a, ok := r.book.Actor(id)
	if ok {
		v.Name, v.method = a.Name, a.Method
	}
	if src != nil {
		v.knows(src, r.rules)
		if v.Grade = r.grades[src.ID]; v.Grade == "" {
			v.Grade = src.Grade
		}
	}
	if ok && a.Method != "" {
		v.method, v.passes = a.Method, slices.Contains(r.rules.Relays, a.Method)
	}
	if r.isSide(v.party) {
		v.Side = v.party
	}
	v.joined = r.organ(id)
	return v
}

// organ is the government or force that an actor is a branch of, or the actor itself.
func (r *Reckoner) organ(id string) string {
	a, ok := r.book.Actor(id)
	if !ok || !slices.Contains(r.rules.Organs[a.Sector], a.Kind) {
		return id
	}
	top := id
	for _, up := range r.book.Ancestors(id) {
		if b, ok := r.book.Actor(up); ok && b.Sector == a.Sector {
			top = up
		}
	}
	return top
}

// described is a speaker that a text doesn't name: a witness of some kind, or unnamed by country and sector.
func (r *Reckoner) described(e sanad.Entity) voice {
	country, words := e.Country, e.Text
	if words == "" {
		words = e.Name
	}
	where := ""
	if a, ok := r.book.Actor(country); ok {
		where = a.Name
	}
	for _, w := range r.rules.Witnesses {
		if hasWord(words, w.Words) {
			v := voice{Claimant: sanad.Claimant{ID: strings.TrimPrefix(country+"/"+w.ID, "/"), Name: placed(w.Name, where)}, method: w.Method}
			v.joined = v.ID
			return v
		}
	}
	if country == "" {
		v := voice{Claimant: sanad.Claimant{ID: "described:" + strings.ToLower(words), Name: words}, nobody: true}
		v.joined = v.ID
		return v
	}
	sector := e.Sector
	if sector != "" {
		sector = "-" + sector
	}
	v := voice{Claimant: sanad.Claimant{ID: country + sector + "/unnamed", Name: "unnamed: “" + words + "”"}}
	switch {
	case !hasWord(words, r.rules.Officials):
		v.ID, v.nobody = country+sector+"/others", true
	case slices.Contains(r.rules.Belligerent, e.Sector):
		v.party = r.party(country)
	}
	if r.isSide(v.party) {
		v.Side = v.party
	}
	v.joined = v.ID
	return v
}

// placed says where someone is: "hospital staff, Gondor".
func placed(name, where string) string {
	if where == "" {
		return name
	}
	return name + ", " + where
}

func hasWord(phrase string, words []string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(phrase), notLetter), func(w string) bool {
		return slices.Contains(words, w)
	})
}

func notLetter(c rune) bool { return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 127) }

// party is the side, armed group or state that an actor acts and speaks for; "" for those who are no
// party's: media, relief workers, residents, international bodies.
func (r *Reckoner) party(id string) string {
	a, ok := r.book.Actor(id)
	sector := ""
	if ok {
		sector = a.Sector
	} else if _, s, cut := strings.Cut(id, "-"); cut {
		sector = s
	}
	switch {
	case ok && (a.Kind == "armed_group" || a.Kind == "umbrella") || sector == "REB":
		return id
	case !slices.Contains(r.rules.Belligerent, sector) || ok && slices.Contains([]string{"igo", "ngo", "agency", "media"}, a.Kind):
		return ""
	}
	if side := r.book.Side(id); side != "" {
		return side
	}
	for _, up := range append([]string{id}, r.book.Ancestors(id)...) {
		if s, ok := r.book.Actor(up); ok && s.Kind == "state" {
			return up
		}
	}
	return ""
}

func (r *Reckoner) isSide(party string) bool {
	return slices.ContainsFunc(r.book.Crisis.Sides, func(s codebook.Side) bool { return s.ID == party })
}

// sameParty reports whether two parties are one: the same, or an armed group and the alliance above it.
func (r *Reckoner) sameParty(a, b string) bool {
	return a != "" && (a == b || slices.Contains(r.book.Ancestors(a), b) || slices.Contains(r.book.Ancestors(b), a))
}

// speakers returns whose word a claim is, and, for an act of speech that a source tells of, whose act.
func (r *Reckoner) speakers(c *sanad.Claim, doc *sanad.Document, verbal bool) []voice {
	day := saidDay(c, doc)
	if verbal && len(c.Actors) > 0 {
		return r.each(c.Actors, day)
	}
	switch {
	case c.Voice == sanad.VoiceAttributed && len(c.Speakers) > 0:
		return r.each(c.Speakers, day)
	case c.Voice == sanad.VoiceSource:
		return []voice{r.ownVoice(doc)}
	}
	return []voice{{Claimant: sanad.Claimant{ID: "unattributed", Name: "reports that name nobody"}, joined: "unattributed", nobody: true}}
}

func (r *Reckoner) each(list []sanad.Entity, day string) []voice {
	var out []voice
	for _, e := range list {
		v := r.speaker(e, day)
		if !slices.ContainsFunc(out, func(o voice) bool { return o.ID == v.ID }) {
			out = append(out, v)
		}
	}
	return out
}

// saidDay is the day on which a claim was said: as told, else that of publication.
func saidDay(c *sanad.Claim, doc *sanad.Document) string {
	if c.Said != nil {
		for _, at := range []*string{c.Said.End, c.Said.Start} {
			if at != nil && sanad.Day(*at) != "" {
				return sanad.Day(*at)
			}
		}
	}
	return sanad.LastDay(doc.Published)
}
