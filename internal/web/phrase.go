package web

import (
	"cmp"
	"slices"
	"strconv"

	"sanad.example/sanad"
)

// entityView is an actor, speaker or population as a page names it.
type entityView struct {
	ID         string // codebook id, "" where the codebook lists none
	Name       string
	Label      string   // the speaker's own word, shown as a quotation
	Candidates []string // names of those whom an umbrella word may stand for
	Quoted     bool     // Name is the text's own phrase
	Of         string   // of a quoted description: the country or people that it is of
	Text       string   // how the text names it
}

// entity names one. Someone whom the codebook doesn't list is shown by role, by country, or by the
// text's phrase; a private person's name is no longer in it (codebook.Book.Unnaming).
func (s *site) entity(e sanad.Entity) entityView {
	v := entityView{ID: e.ID, Label: e.Label, Text: e.Text}
	for _, id := range e.Candidates {
		v.Candidates = append(v.Candidates, s.names.actor(id))
	}
	switch {
	case e.ID != "":
		v.Name = s.names.actor(e.ID)
		if v.Name == e.ID && e.Name != "" {
			v.Name = e.Name
		}
	case e.Sector != "" && e.Country != "":
		v.Name = s.words.text("entity.role", "sector", s.words.named("sector.", e.Sector), "country", s.names.actor(e.Country))
	case e.Sector != "":
		v.Name = s.words.named("sector.", e.Sector)
	case e.Country != "":
		v.Name = s.words.text("entity.from", "country", s.names.actor(e.Country))
	case e.Text != "":
		v.Name, v.Quoted = e.Text, true
	default:
		v.Name, v.Text = s.words.text("entity.unlisted"), ""
	}
	// An umbrella word is one side's own: it stands as a quotation, never as a name in our voice.
	if len(v.Candidates) > 0 && (e.Label != "" || e.Text != "") {
		v.Name, v.Label, v.Quoted = cmp.Or(e.Label, e.Text), "", true
	}
	return v
}

func (s *site) entities(list []sanad.Entity) []entityView {
	out := make([]entityView, len(list))
	for i, e := range list {
		out[i] = s.entity(e)
	}
	return out
}

// speakers names those who speak. Whom the text describes ("a trader in Chaman") is shown by its words,
// with the country beside them: a trader isn't Pakistan.
func (s *site) speakers(list []sanad.Entity) []entityView {
	out := s.entities(list)
	for i, e := range list {
		if !s.Book.Described(e) || len(e.Candidates) > 0 {
			continue
		}
		v := &out[i]
		if e.ID != "" || e.Country != "" {
			v.Of = s.names.actor(cmp.Or(e.Country, e.ID))
		}
		v.Name, v.Quoted = e.Text, true
	}
	return out
}

// population names of whom a figure counts. A listed person who was harmed isn't named here: a death is
// told by name only once two independent origins are known, and one claim can't show that.
func (s *site) population(p sanad.Population) entityView {
	v := s.entity(p.Entity)
	if a, ok := s.names.actors[p.ID]; ok && a.Kind == "person" {
		v = entityView{Name: s.words.text("entity.person")}
	}
	return v
}

// whoView is who stands behind a claim, and what they do with it.
type whoView struct {
	Voice    string // source, attributed, unattributed
	Speakers []entityView
	Source   string // the source's name where it speaks itself
	Via      []entityView
	Stance   string // affirm, deny, question: also the name of its shape
	Word     string // the stance alone, for filters and badges
	Verb     string // "says", "denies that it happened"
	Side     int    // 1 or 2 of the dyad, 0 for anyone else
}

func (s *site) who(c *sanad.Claim, doc *sanad.Document) whoView {
	v := whoView{
		Voice: string(c.Voice), Via: s.entities(c.Via), Stance: string(c.Stance),
		Word: s.words.named("stance.", string(c.Stance)),
	}
	if !slices.ContainsFunc(c.Speakers, s.Book.Described) {
		v.Side = s.names.side(c.Speakers)
	}
	many := false
	switch {
	case len(c.Speakers) > 0:
		v.Speakers, many = s.speakers(c.Speakers), len(c.Speakers) > 1
	case c.Voice == sanad.VoiceSource:
		v.Source, v.Side = s.sourceName(doc.Source), s.names.sourceSide(doc.Source)
		if doc.Source == "" {
			v.Source = s.words.text("who.unsourced")
		}
	default: // attributed to nobody that could be read, or to nobody
		v.Voice, many = string(sanad.VoiceUnattributed), true
	}
	v.Verb = s.verb(c, v.Voice, many)
	return v
}

// verb is what the claimant does: the verb of its stance with what a denial is aimed at, and whether
// what is said is that something did not happen.
func (s *site) verb(c *sanad.Claim, voice string, many bool) string {
	form := ".one"
	if many {
		form = ".other"
	}
	key := "verb." + string(c.Stance) + form
	if voice == string(sanad.VoiceSource) && c.Stance == sanad.StanceAffirm {
		key = "verb.report" + form
	}
	verb := s.words.text(key)
	if c.Stance == sanad.StanceDeny && c.Denies != "" {
		verb = s.words.text("verb.denies."+string(c.Denies), "verb", verb)
	}
	if c.Negated {
		verb = s.words.text("verb.negated", "verb", verb)
	}
	return verb
}

func (s *site) sourceName(id string) string {
	if id == "" {
		return s.words.text("source.unknown")
	}
	return s.names.source(id)
}

// whatView is what is claimed, in plain words.
type whatView struct {
	Kind       string // event, relation, figures
	Type       string
	Modes      []string
	Modality   string // "" where it is said to be actual
	Trigger    string
	Actors     []entityView
	Recipients []entityView
	Figures    []figureView // of a claim of figures alone
	Toward     string       // what stands between actors and recipients, for those who hear the page
}

func (s *site) what(c *sanad.Claim) whatView {
	kind, content := c.Kind()
	v := whatView{Kind: kind, Actors: s.entities(c.Actors), Recipients: s.entities(c.Recipients)}
	switch kind {
	case "event":
		v.Type, v.Trigger = s.words.named("type.", content), c.Event.Trigger.Text
		for _, m := range c.Event.Modes {
			v.Modes = append(v.Modes, s.words.named("mode.", m))
		}
		v.Toward = s.words.text("what.toward")
	case "relation":
		v.Type, v.Trigger = s.words.named("relation.", content), c.Relation.Trigger.Text
		v.Toward = s.words.text("what.toward")
	default:
		v.Type, v.Figures = s.words.text("what.figures"), s.figures(c.Figures)
	}
	if c.Modality != "" && c.Modality != sanad.ModalityActual {
		v.Modality = s.words.named("modality.", string(c.Modality))
	}
	return v
}

// placeView is a place of a claim.
type placeView struct{ ID, Name, Role string }

func (s *site) places(list []sanad.Place) []placeView {
	var out []placeView
	for _, p := range list {
		name := s.names.place(p.ID)
		if name == p.ID && p.Name != "" {
			name = p.Name
		}
		v := placeView{ID: p.ID, Name: name}
		if p.Role != "" && p.Role != "event" {
			v.Role = s.words.named("place.", p.Role)
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// sureness puts a confidence into one of three words.
func (s *site) sureness(d sanad.Decimal) string {
	switch {
	case d >= 0.9:
		return s.words.text("confidence.high")
	case d >= 0.7:
		return s.words.text("confidence.fair")
	}
	return s.words.text("confidence.low")
}

// percent is a share of one in whole percent: "93".
func percent(d sanad.Decimal) string { return strconv.FormatFloat(float64(d)*100, 'f', 0, 64) }
