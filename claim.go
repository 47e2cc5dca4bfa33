package sanad

// Voice says whose words a claim is in.
type Voice string

// The voices of a claim.
const (
	VoiceSource       Voice = "source"       // the document's own
	VoiceAttributed   Voice = "attributed"   // a named or described speaker's
	VoiceUnattributed Voice = "unattributed" // "there were reports that"
)

// Stance is what the speaker does with what is said: stands by it, denies it or questions it.
type Stance string

// The stances of a speaker.
const (
	StanceAffirm   Stance = "affirm"
	StanceDeny     Stance = "deny"
	StanceQuestion Stance = "question"
)

// Denied is what a denial is aimed at; it goes with StanceDeny alone.
type Denied string

// What a denial can be aimed at.
const (
	DeniesOccurrence     Denied = "occurrence"
	DeniesResponsibility Denied = "responsibility"
	DeniesTarget         Denied = "target"
	DeniesCause          Denied = "cause"
	DeniesFigure         Denied = "figure"
)

// Modality is how real the event is said to be.
type Modality string

// The modalities of an event.
const (
	ModalityActual      Modality = "actual"
	ModalityFuture      Modality = "future"
	ModalityConditional Modality = "conditional"
	ModalityDemanded    Modality = "demanded"
	ModalityPossible    Modality = "possible"
	ModalityAttempted   Modality = "attempted"
)

// Scope says what a figure counts: one occurrence, an addition to an earlier count, a running toll,
// or everything over a period. Figures of different scope are never added.
type Scope string

// The scopes of a figure.
const (
	ScopeIncident  Scope = "incident"
	ScopeIncrement Scope = "increment"
	ScopeToDate    Scope = "to_date"
	ScopePeriod    Scope = "period"
)

// RelationType is a standing relation that actors hold towards recipients.
type RelationType string

// The relations between actors.
const (
	RelationHarbours   RelationType = "harbours"
	RelationSupports   RelationType = "supports"
	RelationControls   RelationType = "controls"
	RelationRecognises RelationType = "recognises"
	RelationMemberOf   RelationType = "member_of"
)

// LinkType is how one claim bears on another.
type LinkType string

// The links between claims.
const (
	LinkCauses     LinkType = "causes"
	LinkRetaliates LinkType = "retaliates"
	LinkFollows    LinkType = "follows"
	LinkAnswers    LinkType = "answers"
	LinkRevises    LinkType = "revises"
)

// Span is a run of a document's text in Unicode code points, End exclusive.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Overlaps reports whether the two spans share a code point.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// SentenceRef names the sentence that a claim was read from.
type SentenceRef struct {
	Index int `json:"index"` // 0-based, in the document
	Span
}

// Phrase is a run of words with its place in the document.
type Phrase struct {
	Text string `json:"text"`
	Span
}

// Entity is an actor, recipient, speaker or population as one place in a text names it.
// An implied entity carries the span of its evidence.
type Entity struct {
	ID         string   `json:"id"` // codebook id ("PAK-MIL"), or "" where the text names someone unknown
	Name       string   `json:"name,omitempty"`
	Country    string   `json:"country,omitempty"` // ISO 3166 alpha-3
	Sector     string   `json:"sector,omitempty"`
	Ancestors  []string `json:"ancestors,omitempty"`  // nearest first
	Candidates []string `json:"candidates,omitempty"` // ids that an umbrella word may stand for
	Text       string   `json:"text,omitempty"`
	Label      string   `json:"label,omitempty"` // the speaker's own word for someone, always shown as a quotation
	Span
	Cue *Phrase `json:"cue,omitempty"` // of a speaker: the word that says that it speaks
}

// Is reports whether the entity is id or has it among its ancestors.
func (e Entity) Is(id string) bool {
	if e.ID == id {
		return true
	}
	for _, a := range e.Ancestors {
		if a == id {
			return true
		}
	}
	return false
}

// Event is what is claimed to happen, by PLOVER's types and modes.
type Event struct {
	Type     string   `json:"type"`
	Modes    []string `json:"modes,omitempty"`
	Contexts []string `json:"contexts,omitempty"`
	Score    Decimal  `json:"score"` // PLOVER's conflict-cooperation score, -10 to 10
	Trigger  Phrase   `json:"trigger"`
}

// Relation is a standing state between actors and recipients.
type Relation struct {
	Type    RelationType `json:"type"`
	Trigger Phrase       `json:"trigger"`
}

// When is a time or an interval. Start and End are ISO 8601 dates ("2025-10-15") or times with a zone
// ("2025-10-15T18:00+05:00"), both inclusive; nil is open.
type When struct {
	Start     *string `json:"start"`
	End       *string `json:"end"`
	Precision string  `json:"precision,omitempty"` // hour, day, week, month, year, interval
	Text      string  `json:"text,omitempty"`
	StartAt   *int    `json:"start_at,omitempty"` // code point at which Text stands
}

// Place is where something is said to happen. Lat and Lon are degrees WGS 84.
type Place struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Lat       Decimal `json:"lat"`
	Lon       Decimal `json:"lon"`
	Precision string  `json:"precision,omitempty"` // point, city, district, province, country
	Role      string  `json:"role,omitempty"`      // event, venue, origin, destination
	Text      string  `json:"text,omitempty"`
	Span
}

// Population is of whom a figure counts.
type Population struct {
	Entity
	Sex    string `json:"sex,omitempty"`
	Age    string `json:"age,omitempty"`
	Status string `json:"status,omitempty"` // "disputed" where claimants differ on who the dead were
}

// Baseline is the earlier value that a change is told against.
type Baseline struct {
	Value Decimal `json:"value"`
	When  *When   `json:"when,omitempty"`
}

// Figure is a measured quantity. Low and High are inclusive bounds, nil is open-ended.
type Figure struct {
	ID          string       `json:"id"` // "f1", within its claim
	Measure     string       `json:"measure"`
	Low         *Decimal     `json:"low"`
	High        *Decimal     `json:"high"`
	Approximate bool         `json:"approximate"`
	Vague       bool         `json:"vague"` // "dozens": never summed
	Scope       Scope        `json:"scope,omitempty"`
	PartOf      string       `json:"part_of,omitempty"`  // id of the figure that this is a part of
	Relation    string       `json:"relation,omitempty"` // more_than | less_than another claimant's
	Of          []Population `json:"of,omitempty"`
	By          []Entity     `json:"by,omitempty"`
	When        *When        `json:"when,omitempty"`
	Baseline    *Baseline    `json:"baseline,omitempty"`
	Unit        string       `json:"unit,omitempty"`
	Per         string       `json:"per,omitempty"`
	Text        string       `json:"text"`
	Span
}

// Link joins a claim to another, with the word that says so and whose assertion the link is.
type Link struct {
	Type     LinkType `json:"type"`
	To       string   `json:"to"`
	Cue      *Phrase  `json:"cue,omitempty"`
	Speakers []Entity `json:"speakers,omitempty"`
}

// Claim is the atom: whose voice, what stance, and an event, a relation or figures, with the exact span
// of text that says it.
type Claim struct {
	ID         string      `json:"id"`
	Document   string      `json:"document"`
	Sentence   SentenceRef `json:"sentence"`
	Span       Span        `json:"span"`
	Voice      Voice       `json:"voice"`
	Speakers   []Entity    `json:"speakers,omitempty"`
	Via        []Entity    `json:"via,omitempty"` // between source and speaker, outermost first
	Said       *When       `json:"said,omitempty"`
	Stance     Stance      `json:"stance"`
	Denies     Denied      `json:"denies,omitempty"`
	Modality   Modality    `json:"modality"`
	Negated    bool        `json:"negated"` // polarity inside what is said; a denial never sets it
	Event      *Event      `json:"event,omitempty"`
	Relation   *Relation   `json:"relation,omitempty"`
	Actors     []Entity    `json:"actors,omitempty"`
	Recipients []Entity    `json:"recipients,omitempty"`
	When       *When       `json:"when,omitempty"`
	Places     []Place     `json:"places,omitempty"`
	Figures    []Figure    `json:"figures,omitempty"`
	Links      []Link      `json:"links,omitempty"`
	Rule       string      `json:"rule"`       // id of the codebook entry that gave it
	Confidence Decimal     `json:"confidence"` // 0 to 1
}

// Attribution is who says what, alone: `sanad code --emit attributions`.
type Attribution struct {
	Document string   `json:"document"`
	Speakers []Entity `json:"speakers"`
	Cue      *Phrase  `json:"cue"`
	Content  []Span   `json:"content"`
}
