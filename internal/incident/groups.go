package incident

import (
	"cmp"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// Figures are held against each other where they count the same: a measure and a group. People make a
// group by country and kind; of whom no more than a nationality is told are that country's people. Things
// make a group by unit, what was done with them and whose they were; where that isn't told, by who says so,
// since two sides that speak of posts rarely mean the same posts.

// counted is one claimant's figure for a group, as one claim tells it.
type counted struct {
	who        int // index of the voice
	claim      *sanad.Claim
	doc        *sanad.Document
	figure     string
	measure    string
	group      string
	kind       codebook.PeopleKind
	country    string
	people     []sanad.Population
	low, high  *sanad.Decimal
	approx     bool
	vague      bool
	denied     bool
	part       bool // of its group: "nine children" of the civilians
	increment  bool
	said       string
	explicit   bool // said on a day that the text tells
	background bool
	headline   bool
	hand       int
	note       string
}

// peopleID is the kind of whom no more than a nationality is told.
const peopleID = "people"

// countedOf returns the figures of a claim as far as an incident's accounts take them: no totals over a
// period, no shares, no "more than theirs", nothing that isn't said to have happened.
func (r *Reckoner) countedOf(c *sanad.Claim) []counted {
	if c.Modality != sanad.ModalityActual && c.Modality != "" || c.Negated || c.Stance == sanad.StanceQuestion {
		return nil
	}
	var out []counted
	for i := range c.Figures {
		f := &c.Figures[i]
		if f.Scope == sanad.ScopePeriod || f.Relation != "" || f.Low == nil && f.High == nil || !r.estimated(f.Measure) {
			continue
		}
		n := counted{
			claim: c, figure: f.ID, measure: f.Measure, low: f.Low, high: f.High, approx: f.Approximate, vague: f.Vague,
			denied: c.Stance == sanad.StanceDeny, increment: f.Scope == sanad.ScopeIncrement, people: f.Of,
		}
		if slices.Contains(r.rules.Harm, f.Measure) {
			r.countPeople(&n, c, i)
		} else {
			r.countThings(&n, c, f)
		}
		out = append(out, n)
	}
	return undivided(out, c)
}

func (r *Reckoner) estimated(measure string) bool {
	return slices.Contains(r.rules.Harm, measure) || slices.Contains(r.rules.Losses, measure) || slices.Contains(r.rules.Counts, measure)
}

// countPeople finds the group of people. "58 soldiers killed and 30 wounded": the wounded are of those
// that the figure before counts; else they are of whom the event befell.
func (r *Reckoner) countPeople(n *counted, c *sanad.Claim, i int) {
	for j := i - 1; len(n.people) == 0 && j >= 0; j-- {
		if slices.Contains(r.rules.Harm, c.Figures[j].Measure) {
			n.people = c.Figures[j].Of
		}
	}
	if len(n.people) == 0 && c.Event != nil && len(c.Recipients) == 1 {
		n.people = []sanad.Population{{Entity: c.Recipients[0]}}
	}
	for j, p := range n.people {
		kind, country := r.kindOf(p)
		switch {
		case j == 0:
			n.kind, n.country = kind, country
		case kind.ID != n.kind.ID || country != n.country:
			if country != n.country {
				n.country = ""
			}
			n.kind, _ = r.book.PeopleKind("")
		}
	}
	n.part = slices.ContainsFunc(n.people, func(p sanad.Population) bool { return p.Age != "" || p.Sex != "" })
	n.group = groupID(n.kind, n.country)
}

func groupID(kind codebook.PeopleKind, country string) string {
	switch {
	case kind.ID == peopleID:
		return country
	case country == "":
		return kind.ID
	}
	return country + "-" + kind.ID
}

func (r *Reckoner) kindOf(p sanad.Population) (codebook.PeopleKind, string) {
	sector, country := p.Sector, p.Country
	if a, ok := r.book.Actor(p.ID); ok {
		sector = cmp.Or(a.Sector, sector)
		if a.Kind == "armed_group" || a.Kind == "umbrella" {
			sector = "REB"
		}
	}
	if country == "" {
		country = r.book.Country(p.ID)
	}
	kind, _ := r.book.PeopleKind(sector)
	return kind, country
}

// countThings finds the group of things: posts destroyed are others than posts taken.
func (r *Reckoner) countThings(n *counted, c *sanad.Claim, f *sanad.Figure) {
	parts := []string{f.Unit}
	if c.Event != nil {
		for _, m := range c.Event.Modes {
			if _, ok := r.rules.Acts[m]; ok {
				parts = append(parts, m)
			}
		}
	}
	owner := ""
	for _, p := range f.Of {
		owner = cmp.Or(owner, p.Country, r.book.Country(p.ID), p.ID)
	}
	if owner == "" && len(c.Recipients) == 1 {
		owner = cmp.Or(c.Recipients[0].Country, r.book.Country(c.Recipients[0].ID))
	}
	n.country = owner
	if f.Unit == "" && !slices.Contains(r.rules.Losses, f.Measure) {
		return // attacks and operations counted are the incident's own
	}
	if owner != "" {
		parts = append(parts, owner)
	}
	n.group = strings.Join(parts, "/")
}

// undivided leaves of a claim's figures for one group what its claimant counts in all: a figure that is a part
// of another of the same group is in it already, and figures of different people that stand side by side
// ("nine children and one woman") are added, unless one of them is their sum.
func undivided(all []counted, c *sanad.Claim) []counted {
	partOf := map[string]string{}
	for _, f := range c.Figures {
		partOf[f.ID] = f.PartOf
	}
	group := map[string]string{}
	for _, n := range all {
		group[n.figure] = n.measure + " " + n.group
	}
	var kept []counted
	for _, n := range all {
		up, same := partOf[n.figure], false
		for range c.Figures {
			same = same || up != "" && group[up] == group[n.figure]
			up = partOf[up]
		}
		if !same {
			kept = append(kept, n)
		}
	}
	var out []counted
	for _, n := range kept {
		i := slices.IndexFunc(out, func(o counted) bool { return o.measure == n.measure && o.group == n.group })
		if i < 0 {
			out = append(out, n)
			continue
		}
		out[i] = together(out[i], n, kept)
	}
	return out
}

// together is two figures of one group in one claim: their sum where both are exact and of different
// people, else the larger.
func together(a, b counted, all []counted) counted {
	largest, sum := a, sanad.Decimal(0)
	for _, n := range all {
		if n.measure != a.measure || n.group != a.group {
			continue
		}
		if !exact(n) {
			return larger(a, b)
		}
		sum += *n.low
		if *n.low > *largest.low {
			largest = n
		}
	}
	if a.note == "" && sum == 2**largest.low { // one of them is what the others add up to
		return largest
	}
	if !a.part && !b.part && a.note == "" && sameText(a.people, b.people) {
		return larger(a, b)
	}
	total := *a.low + *b.low
	a.low, a.high, a.part, a.note = &total, &total, false, "sum of its parts"
	return a
}

func exact(n counted) bool {
	return n.low != nil && n.high != nil && *n.low == *n.high && !n.vague && !n.increment
}

func larger(a, b counted) counted {
	if number(b.low, b.high) > number(a.low, a.high) {
		return b
	}
	return a
}

func sameText(a, b []sanad.Population) bool {
	words := func(list []sanad.Population) (s string) {
		for _, p := range list {
			s += p.ID + p.Text + p.Label + "|"
		}
		return s
	}
	return words(a) == words(b)
}

// number is the number that a figure names: "over 200" and "up to 200" name 200.
func number(low, high *sanad.Decimal) sanad.Decimal {
	switch {
	case low != nil:
		return *low
	case high != nil:
		return *high
	}
	return 0
}

func sameNumber(a, b *counted) bool {
	return number(a.low, a.high) == number(b.low, b.high) && !a.vague && !b.vague
}

// settleGroups gives figures that don't say, or half say, whom they count a group that others in the
// incident do say, where that can only be one.
func (r *Reckoner) settleGroups(all []counted, voices []voice) {
	for i := range all {
		n := &all[i]
		if !slices.Contains(r.rules.Harm, n.measure) {
			if other := r.otherSide(voices[n.who].party); slices.Contains(r.rules.Losses, n.measure) && n.country == "" && other != "" {
				n.country = other
				n.group += "/" + other
			}
			continue
		}
		if n.country != "" {
			continue
		}
		fits := func(o *counted) bool {
			return o.measure == n.measure && o.country != "" && (n.group == "" || o.kind.ID == n.kind.ID)
		}
		if g, ok := theOnly(all, func(o *counted) bool { return fits(o) && o.who == n.who && sameNumber(o, n) }); ok {
			n.join(g)
		} else if g, ok := theOnly(all, func(o *counted) bool { return fits(o) && o.who == n.who }); ok && n.group == "" {
			n.join(g)
		} else if g, ok := theOnly(all, fits); ok {
			n.join(g)
		}
	}
	r.settlePeople(all)
}

// otherSide is the other side of the crisis, "" of a party that is no side.
func (r *Reckoner) otherSide(party string) string {
	other := ""
	for _, s := range r.book.Crisis.Sides {
		if s.ID != party {
			other = s.ID
		}
	}
	if !r.isSide(party) {
		return ""
	}
	return other
}

func (n *counted) join(o *counted) { n.group, n.kind, n.country = o.group, o.kind, o.country }

// theOnly returns a figure that fits where all that fit are of one group.
func theOnly(all []counted, fits func(*counted) bool) (*counted, bool) {
	var found *counted
	for i := range all {
		if !fits(&all[i]) {
			continue
		}
		if found != nil && found.group != all[i].group {
			return nil, false
		}
		found = &all[i]
	}
	return found, found != nil
}

// settlePeople puts "ten people" with "ten civilians": where all of a country that anyone counts by kind
// are of one kind and the numbers are the same, they are the same people. Where they differ, one is the
// whole of which the other may be a part.
func (r *Reckoner) settlePeople(all []counted) {
	for _, m := range r.rules.Harm {
		for _, country := range countries(all, m) {
			kinded, ok := theOnly(all, func(o *counted) bool {
				return o.measure == m && o.country == country && o.kind.ID != peopleID
			})
			if !ok {
				continue
			}
			var people []*counted
			same := true
			for i := range all {
				o := &all[i]
				if o.measure != m || o.country != country || o.kind.ID != peopleID {
					continue
				}
				people = append(people, o)
				same = same && slices.ContainsFunc(all, func(k counted) bool {
					return k.measure == m && k.group == kinded.group && sameNumber(&k, o)
				})
			}
			for _, o := range people {
				if same {
					o.join(kinded)
				}
			}
		}
	}
}

func countries(all []counted, measure string) []string {
	var out []string
	for _, n := range all {
		if n.measure == measure && n.country != "" && !slices.Contains(out, n.country) {
			out = append(out, n.country)
		}
	}
	slices.Sort(out)
	return out
}

// groupOf is the group as it is shown.
func (r *Reckoner) groupOf(n *counted) sanad.Group {
	g := sanad.Group{ID: n.group}
	switch {
	case slices.Contains(r.rules.Harm, n.measure) && n.kind.ID != "":
		g.Name = r.book.GroupName(n.kind, n.country)
	case slices.Contains(r.rules.Harm, n.measure):
		g.Name = "people"
	default:
		words := strings.Split(n.group, "/")
		for i, w := range words {
			words[i] = cmp.Or(r.rules.Acts[w], w)
			if a, ok := r.book.Actor(w); ok && i > 0 {
				words[i] = a.Name
			}
		}
		g.Name = strings.Join(words, ", ")
	}
	return g
}
