package codebook

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"sanad.example/sanad"
	"sanad.example/sanad/text"
)

// Nameless stands for whoever must not be named where the text gives no role to name them by.
const Nameless = "someone not named here"

// Unnamed returns a claim without the names of private persons: of whoever has no entry of their own and
// is called by a proper name in the text. The role that the text gives them ("a shopkeeper") takes the
// name's place, else Nameless does. Spans stay; the claim that is given is not changed.
func (b *Book) Unnamed(c sanad.Claim) sanad.Claim {
	c.Speakers, c.Via = b.unnamedAll(c.Speakers), b.unnamedAll(c.Via)
	c.Actors, c.Recipients = b.unnamedAll(c.Actors), b.unnamedAll(c.Recipients)
	figures := append([]sanad.Figure(nil), c.Figures...)
	for i := range figures {
		figures[i].By = b.unnamedAll(figures[i].By)
		of := append([]sanad.Population(nil), figures[i].Of...)
		for j := range of {
			of[j].Entity = b.unnamed(of[j].Entity)
		}
		figures[i].Of = of
	}
	links := append([]sanad.Link(nil), c.Links...)
	for i := range links {
		links[i].Speakers = b.unnamedAll(links[i].Speakers)
	}
	c.Figures, c.Links = figures, links
	return c
}

func (b *Book) unnamedAll(list []sanad.Entity) []sanad.Entity {
	if list == nil {
		return nil
	}
	out := make([]sanad.Entity, len(list))
	for i, e := range list {
		out[i] = b.unnamed(e)
	}
	return out
}

func (b *Book) unnamed(e sanad.Entity) sanad.Entity {
	if !b.general(e) {
		return e
	}
	if role, private := b.roleOf(e.Text); private {
		e.Text = role
	}
	if role, private := b.roleOf(e.Label); private {
		e.Label = role
	}
	if _, private := b.roleOf(e.Name); private && e.ID == "" {
		e.Name = e.Text
		if e.Name == "" {
			e.Name = Nameless
		}
	}
	return e
}

// general reports whether an entity is nobody in particular by its id: without one, or of a country or a
// kind of its people.
func (b *Book) general(e sanad.Entity) bool {
	a, ok := b.Actor(e.ID)
	if b.lex == nil && e.ID != "" {
		return false // a book that was put together by hand can't tell names apart
	}
	return !ok || a.Kind == "state" || a.Kind == "population"
}

// Described reports whether a text speaks of an entity by what they are ("a trader in Chaman"), where the
// id is that of a country or of its people alone: then the words of the text say who it is.
func (b *Book) Described(e sanad.Entity) bool {
	if e.Text == "" || !b.general(e) || b.Words.Pronouns[strings.ToLower(e.Text)] != "" {
		return false
	}
	if a, ok := b.Actor(e.ID); ok && strings.EqualFold(a.Name, e.Text) {
		return false
	}
	if e.ID == "" {
		return true
	}
	for _, s := range text.Segment(e.Text) {
		named := b.reached(s.Tokens, KindActor, KindMetonym, KindPlace, KindSource)
		for i, t := range s.Tokens {
			if !named[i] && (isLower(t) || isCapital(t)) && !slices.Contains(b.Words.Other["determiner"], t.Norm) {
				return true
			}
		}
	}
	return false
}

// roleOf returns a phrase without what may be a private person's name, and whether there is one. Names
// that the codebook has (of places, states, outlets) and words for kinds of people are none.
func (b *Book) roleOf(phrase string) (role string, private bool) {
	var kept []string
	for _, s := range text.Segment(phrase) {
		known := b.reached(s.Tokens, KindActor, KindAdjective, KindMetonym, KindPlace, KindSource, KindRole, KindWord, KindNumber, KindVague)
		name := names(s.Tokens, known)
		if name.from == name.to {
			continue
		}
		private = true
		kept = append(kept, b.trim(s.Tokens[:name.from]), b.trim(s.Tokens[name.to:]))
	}
	for _, k := range kept {
		if k != "" {
			return k, private
		}
	}
	return "", private
}

// tokenRange is a run of tokens, to exclusive.
type tokenRange struct{ from, to int }

// names returns from the first to the last token that may be of a person's name. A capital that only
// begins a phrase is none.
func names(tokens []text.Token, known []bool) tokenRange {
	found := tokenRange{}
	capitals := 0
	for i, t := range tokens {
		if isCapital(t) {
			capitals++
		}
		if !isCapital(t) || known[i] {
			continue
		}
		if found.from == found.to {
			found.from = i
		}
		found.to = i + 1
	}
	if capitals == 1 && found == (tokenRange{0, 1}) && len(tokens) > 1 && isLower(tokens[1]) {
		return tokenRange{}
	}
	for found.from < found.to && found.from > 0 && isCapital(tokens[found.from-1]) {
		found.from--
	}
	for found.from < found.to && found.to < len(tokens) && isCapital(tokens[found.to]) {
		found.to++
	}
	return found
}

// trim returns the words of tokens without punctuation, and without what is left hanging, at either end.
func (b *Book) trim(tokens []text.Token) string {
	hanging := func(t text.Token, classes ...string) bool {
		return !isLower(t) && !isCapital(t) || slices.ContainsFunc(classes, func(class string) bool {
			return slices.Contains(b.Words.Other[class], t.Norm)
		})
	}
	for len(tokens) > 0 && hanging(tokens[0], "clitic", "conjunction") {
		tokens = tokens[1:]
	}
	if !slices.ContainsFunc(tokens, isLower) || hanging(tokens[0], "preposition") {
		return "" // a place at most: "Barliman Butterbur of Bree"
	}
	for len(tokens) > 0 && hanging(tokens[len(tokens)-1], "clitic", "conjunction", "preposition", "determiner", "naming") {
		tokens = tokens[:len(tokens)-1]
	}
	var out strings.Builder
	for i, t := range tokens {
		out.WriteString(t.Text)
		if t.SpaceAfter && i < len(tokens)-1 {
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// reached reports of each token whether a phrase of one of the kinds covers it.
func (b *Book) reached(tokens []text.Token, kinds ...Kind) []bool {
	out := make([]bool, len(tokens))
	if b.lex == nil { // a book that was put together by hand
		return out
	}
	for _, m := range b.lex.Find(tokens) {
		if slices.ContainsFunc(m.Entries, func(e Entry) bool { return slices.Contains(kinds, e.Kind) }) {
			for i := m.From; i < m.To; i++ {
				out[i] = true
			}
		}
	}
	return out
}

func isLower(t text.Token) bool {
	for _, r := range t.Text {
		return unicode.IsLower(r)
	}
	return false
}

// isCapital counts letters of scripts without case as capitals: any word may be a name there.
func isCapital(t text.Token) bool {
	for _, r := range t.Text {
		return unicode.IsUpper(r) || unicode.Is(unicode.Lo, r)
	}
	return false
}

// unnaming is a reader whose claims are Unnamed.
type unnaming struct {
	sanad.Reader
	book *Book
}

// Unnaming returns r with every claim Unnamed: whatever leaves the program is read through it.
func (b *Book) Unnaming(r sanad.Reader) sanad.Reader { return unnaming{r, b} }

func (u unnaming) Claim(ctx context.Context, id string) (sanad.Claim, error) {
	c, err := u.Reader.Claim(ctx, id)
	return u.book.Unnamed(c), err
}

func (u unnaming) DocumentClaims(ctx context.Context, id string) ([]sanad.Claim, error) {
	claims, err := u.Reader.DocumentClaims(ctx, id)
	out := make([]sanad.Claim, len(claims))
	for i, c := range claims {
		out[i] = u.book.Unnamed(c)
	}
	return out, err
}

func (u unnaming) Claims(ctx context.Context, q sanad.ClaimQuery) (sanad.ClaimPage, error) {
	page, err := u.Reader.Claims(ctx, q)
	rows := make([]sanad.ClaimRow, len(page.Rows))
	for i, row := range page.Rows {
		row.Claim = u.book.Unnamed(row.Claim)
		rows[i] = row
	}
	page.Rows = rows
	return page, err
}

func (u unnaming) EachClaim(ctx context.Context, q sanad.ClaimQuery, fn func(sanad.Claim) error) error {
	return u.Reader.EachClaim(ctx, q, func(c sanad.Claim) error { return fn(u.book.Unnamed(c)) })
}

func (u unnaming) ClaimRows(ctx context.Context, ids []string) ([]sanad.ClaimRow, error) {
	found, err := u.Reader.ClaimRows(ctx, ids)
	rows := make([]sanad.ClaimRow, len(found))
	for i, row := range found {
		row.Claim = u.book.Unnamed(row.Claim)
		rows[i] = row
	}
	return rows, err
}

func (u unnaming) Incident(ctx context.Context, id string) (sanad.Incident, error) {
	in, err := u.Reader.Incident(ctx, id)
	return u.book.unnamedIncident(in), err
}

func (u unnaming) IncidentAt(ctx context.Context, id string, at sanad.Moment) (sanad.Incident, error) {
	in, err := u.Reader.IncidentAt(ctx, id, at)
	return u.book.unnamedIncident(in), err
}

func (u unnaming) Incidents(ctx context.Context, q sanad.IncidentQuery) (sanad.IncidentPage, error) {
	page, err := u.Reader.Incidents(ctx, q)
	rows := make([]sanad.Incident, len(page.Rows))
	for i, in := range page.Rows {
		rows[i] = u.book.unnamedIncident(in)
	}
	page.Rows = rows
	return page, err
}

func (u unnaming) EachIncident(ctx context.Context, q sanad.IncidentQuery, fn func(sanad.Incident) error) error {
	return u.Reader.EachIncident(ctx, q, func(in sanad.Incident) error { return fn(u.book.unnamedIncident(in)) })
}

// unnamedIncident is an incident without the names of private persons.
func (b *Book) unnamedIncident(in sanad.Incident) sanad.Incident {
	in.Actors, in.Recipients = b.unnamedAll(in.Actors), b.unnamedAll(in.Recipients)
	accounts := slices.Clone(in.Accounts)
	for i := range accounts {
		c := &accounts[i].Claimant
		if _, known := b.Actor(c.ID); known || c.Source {
			continue
		}
		if role, private := b.roleOf(c.Name); private {
			if c.Name = role; role == "" {
				c.Name = Nameless
			}
		}
	}
	in.Accounts = accounts
	return in
}
