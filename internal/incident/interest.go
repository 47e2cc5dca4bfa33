package incident

import (
	"slices"

	"sanad.example/sanad"
)

// scene is who an incident is between, as far as anyone in it says so.
type scene struct {
	parties  []string            // sides of the crisis, and armed groups and states that act, are hit or claim it
	accused  map[string][]string // party to the ids of the claimants who say that it acted; itself among them where it claims so
	pairs    map[[2]string]bool  // who acts on whom
	sponsors map[string][]string // party to the parties that it is said to support
	country  string              // where all of it happened; "" where that isn't one country
}

func (r *Reckoner) scene(inc *sanad.Incident, said []statement, voices []voice, beside []sanad.Claim) scene {
	s := scene{accused: map[string][]string{}, pairs: map[[2]string]bool{}, sponsors: map[string][]string{}}
	for _, side := range r.book.Crisis.Sides {
		s.parties = append(s.parties, side.ID)
	}
	for i := range beside {
		s.support(r, &beside[i])
	}
	for _, st := range said {
		c := st.claim
		s.support(r, c)
		if c.Event != nil && slices.ContainsFunc(c.Event.Modes, func(m string) bool { return slices.Contains(r.rules.Accusals, m) }) {
			for _, b := range c.Recipients {
				if p := r.party(b.ID); p != "" && c.Stance == sanad.StanceAffirm && b.Candidates == nil {
					s.add(p)
					s.accused[p] = appendNew(s.accused[p], voices[st.who].ID)
				}
			}
		}
		holds := c.Relation != nil && string(c.Relation.Type) == inc.Type // that someone shelters or backs is what it is about
		if !st.occurrence && !holds || c.Stance != sanad.StanceAffirm || c.Negated {
			continue
		}
		for _, a := range c.Actors {
			p := r.party(a.ID)
			if p == "" || a.Candidates != nil {
				continue
			}
			s.add(p)
			s.accused[p] = appendNew(s.accused[p], voices[st.who].ID)
			for _, b := range c.Recipients {
				if q := r.party(b.ID); q != "" && q != p {
					s.add(q)
					s.pairs[[2]string{p, q}] = true
				}
			}
		}
	}
	for i, p := range inc.Places {
		country := ""
		if place, ok := r.book.Place(p.ID); ok {
			country = place.Country
		}
		if i == 0 {
			s.country = country
		} else if country != s.country {
			s.country = ""
		}
	}
	return s
}

// support notes that a claim says that someone backs a party. Anyone's word is enough to withhold
// independence: that costs nothing but caution.
func (s *scene) support(r *Reckoner, c *sanad.Claim) {
	if c.Relation == nil || c.Relation.Type != sanad.RelationSupports || c.Stance != sanad.StanceAffirm || c.Negated {
		return
	}
	for _, a := range c.Actors {
		for _, b := range c.Recipients {
			if p, q := r.party(a.ID), r.party(b.ID); p != "" && q != "" && p != q {
				s.sponsors[p] = appendNew(s.sponsors[p], q)
			}
		}
	}
}

func (s *scene) add(party string) { s.parties = appendNew(s.parties, party) }

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// backs are the parties whose interest a party shares: its own, and those that it is said to support in
// this incident.
func (r *Reckoner) backs(s *scene, party string) []string {
	out := []string{party}
	for _, q := range s.sponsors[party] {
		if r.belligerent(s, q) {
			out = appendNew(out, q)
		}
	}
	return out
}

func (r *Reckoner) belligerent(s *scene, party string) bool {
	return slices.ContainsFunc(s.parties, func(p string) bool { return r.sameParty(p, party) })
}

// independent reports whether a claimant belongs to no party to the incident and backs none.
func (r *Reckoner) independent(s *scene, v voice) bool {
	if v.nobody || v.party == "" {
		return !v.nobody
	}
	return !slices.ContainsFunc(r.backs(s, v.party), func(p string) bool { return r.belligerent(s, p) })
}

// counts reports whether a claimant's figure is a count of its own that belongs to no party, and its
// method's rank, 0 the best.
func (r *Reckoner) counts(s *scene, v voice) (int, bool) {
	rank := slices.Index(r.rules.Methods, v.method)
	return rank, rank >= 0 && !v.passes && !v.compiles && r.independent(s, v)
}

// interest is what a claimant gains by a figure.
func (r *Reckoner) interest(s *scene, v voice, n *counted) string {
	if v.party != "" {
		for _, p := range r.backs(s, v.party) {
			if rel := r.relation(s, p, n); rel != "" {
				for _, rule := range r.rules.Interests {
					if rule.Relation == rel {
						return rule.Interest
					}
				}
			}
		}
	}
	return "none"
}

// relation is what the people or things that a figure counts are to a party, by the words of the rules;
// "" where they are nothing to it.
func (r *Reckoner) relation(s *scene, party string, n *counted) string {
	own, theirs := r.owners(s, party, n)
	if slices.Contains(r.rules.Losses, n.measure) {
		switch {
		case own:
			return "own_losses"
		case theirs:
			return "enemy_losses"
		}
		return ""
	}
	if !slices.Contains(r.rules.Harm, n.measure) {
		return ""
	}
	accused := false
	for p := range s.accused {
		accused = accused || r.sameParty(p, party)
	}
	switch {
	case n.kind.Fights && own:
		return "own_fighters"
	case n.kind.Fights && (theirs || accused):
		return "enemy_fighters"
	case n.kind.Fights:
		return ""
	case own && accused && len(s.accused) == 1, !own && accused:
		return "harmed_civilians"
	case own:
		return "own_civilians"
	}
	return ""
}

// owners reports whether those counted are a party's own, and whether they are its enemy's.
func (r *Reckoner) owners(s *scene, party string, n *counted) (own, theirs bool) {
	whose := n.country
	if whose == "" && !n.kind.Fights {
		whose = s.country
	}
	parties := []string{}
	for _, p := range n.people {
		if q := r.party(p.ID); q != "" {
			parties = appendNew(parties, q)
		}
	}
	if len(parties) == 0 && whose != "" && n.kind.ID != "REB" {
		if side := r.book.Side(whose); side != "" {
			whose = side
		}
		parties = append(parties, whose)
	}
	for _, q := range parties {
		own = own || r.sameParty(q, party)
		theirs = theirs || r.enemies(s, party, q)
	}
	if !own && slices.Contains([]string{"MIL", "COP"}, n.kind.ID) && len(parties) == 0 {
		theirs = theirs || slices.ContainsFunc(s.parties, func(q string) bool { return s.pairs[[2]string{party, q}] })
	}
	return own, theirs
}

// enemies reports whether two parties are each other's: the two sides of the crisis, a state and the armed
// groups of its own country, and who acts on whom in the incident.
func (r *Reckoner) enemies(s *scene, a, b string) bool {
	if r.sameParty(a, b) {
		return false
	}
	if r.isSide(a) && r.isSide(b) || s.pairs[[2]string{a, b}] || s.pairs[[2]string{b, a}] {
		return true
	}
	return r.rebelsOf(a, b) || r.rebelsOf(b, a)
}

func (r *Reckoner) rebelsOf(group, state string) bool {
	return r.isSide(state) && r.book.Side(group) == "" && r.book.Side(r.book.Country(group)) == state
}
