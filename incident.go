package sanad

// Status says how well an incident is supported.
type Status string

// The statuses of an incident.
const (
	StatusReported     Status = "reported"     // one independent origin
	StatusCorroborated Status = "corroborated" // two or more, independent of each other and of both sides
	StatusContested    Status = "contested"    // claimants differ in what happened, or in a figure beyond rounding
	StatusDenied       Status = "denied"       // an accused party denies it
)

// Incident is claims in many documents about the same occurrence. It is a function of the set of claims and
// of decisions, never of the order in which they came.
type Incident struct {
	ID         string             `json:"id"`     // its smallest member claim's
	Family     string             `json:"family"` // of event types: which claims can be about the same
	Type       string             `json:"type"`   // the event type that most claims have
	Modes      []string           `json:"modes,omitempty"`
	Title      string             `json:"title"` // in our own neutral words
	When       *When              `json:"when,omitempty"`
	Places     []Place            `json:"places,omitempty"`
	Actors     []Entity           `json:"actors,omitempty"`     // as any claimant says, without spans
	Recipients []Entity           `json:"recipients,omitempty"` // likewise
	Claims     []string           `json:"claims"`               // ids, ascending
	Documents  []IncidentDocument `json:"documents"`            // by id
	Parts      []string           `json:"parts,omitempty"`      // incidents that this one has as parts
	PartOf     string             `json:"part_of,omitempty"`
	Joins      []Join             `json:"joins,omitempty"` // why its claims are together: a spanning tree of its pairs
	Accounts   []Account          `json:"accounts,omitempty"`
	Estimates  []Estimate         `json:"estimates,omitempty"`
	Status     Status             `json:"status"`
	Reason     string             `json:"reason"` // why it has that status, in words
}

// IncidentDocument is a document with claims in an incident. A document leads in the one incident that its
// first claims are about.
type IncidentDocument struct {
	ID     string `json:"id"`
	Lead   bool   `json:"lead"`
	Copies string `json:"copies,omitempty"` // id of the document that this one repeats
}

// Join is why two claims are taken to be about the same: what spoke for it and against it, and the sum.
type Join struct {
	A        string    `json:"a"`
	B        string    `json:"b"`
	Score    Decimal   `json:"score"` // 0 to 1
	Reasons  []Because `json:"reasons"`
	Decision string    `json:"decision,omitempty"` // the analyst who joined them and when: "elanor, 2025-10-12T09:00:00Z"
}

// Because is one reason of a join, in words and as what it adds to the score.
type Because struct {
	Feature string  `json:"feature"` // type, parties, time, place, figures, words, origin
	Text    string  `json:"text"`
	Weight  Decimal `json:"weight"`
}

// Claimant is whose account something is: a party that speaks, or a source in its own voice.
type Claimant struct {
	ID     string `json:"id"` // codebook id of the party, or "source:" and the source
	Name   string `json:"name"`
	Side   string `json:"side,omitempty"` // of the dyad, "" for third parties
	Source bool   `json:"source"`         // a source in its own voice
	Grade  string `json:"grade,omitempty"`
}

// Account is one claimant's version of an incident: what it last said, and what that replaced.
type Account struct {
	Claimant Claimant `json:"claimant"`
	Stance   Stance   `json:"stance"`            // towards the occurrence as the others tell it
	Denies   Denied   `json:"denies,omitempty"`  // with StanceDeny
	Answers  []string `json:"answers,omitempty"` // claims of others that it denies or confirms
	Claims   []string `json:"claims"`            // in the order in which they were said
	Repeats  []string `json:"repeats,omitempty"` // those of them that only repeat an earlier one: copies, agencies cited
	Values   []Value  `json:"values,omitempty"`  // what it says now, by measure and group
	Origins  []string `json:"origins,omitempty"` // the documents or agencies that carried it first
	Labels   []string `json:"labels,omitempty"`  // its own words for those who acted or died
	Since    string   `json:"since,omitempty"`   // day of its first word
	Until    string   `json:"until,omitempty"`   // day of its last
}

// Value is one claimant's figure for a measure and a group of people, with what it replaced.
type Value struct {
	Measure     string     `json:"measure"`
	Group       Group      `json:"group"`
	Low         *Decimal   `json:"low"`
	High        *Decimal   `json:"high"`
	Approximate bool       `json:"approximate,omitempty"`
	Vague       bool       `json:"vague,omitempty"`
	Denied      bool       `json:"denied,omitempty"` // the claimant denies this number
	Interest    string     `json:"interest"`         // minimise | maximise | none
	Said        string     `json:"said,omitempty"`   // day
	Claim       string     `json:"claim"`
	Figure      string     `json:"figure"`
	Replaced    []Replaced `json:"replaced,omitempty"` // oldest first
	Note        string     `json:"note,omitempty"`     // "headline and body differ", "sum of its parts"
}

// Replaced is an earlier value of the same claimant that a later one took the place of.
type Replaced struct {
	Low    *Decimal `json:"low"`
	High   *Decimal `json:"high"`
	Said   string   `json:"said,omitempty"`
	Claim  string   `json:"claim"`
	Figure string   `json:"figure"`
}

// Group is who or what a figure counts, as far as claimants agree that they count the same.
type Group struct {
	ID       string `json:"id"` // "PAK-MIL", "AFG/fighters", "CVL"; "" where it isn't said
	Name     string `json:"name"`
	Disputed bool   `json:"disputed,omitempty"` // claimants differ on who the people were
}

// EstimateKind says what an estimate can tell.
type EstimateKind string

// The kinds of estimate.
const (
	EstimateCounted      EstimateKind = "counted"       // somebody independent counted
	EstimateSole         EstimateKind = "sole claimant" // one claimant's word alone
	EstimateContested    EstimateKind = "contested"     // rivals' words and no independent count
	EstimateAgreed       EstimateKind = "agreed"        // rivals say the same
	EstimateInconsistent EstimateKind = "inconsistent"  // the low bound exceeds the high: no interval
)

// Estimate is low, best and high for a measure and group of an incident, with the rule that gave them.
// It is never an average of rivals. High nil is open; Best nil is none.
type Estimate struct {
	Measure string       `json:"measure"`
	Group   Group        `json:"group"`
	Kind    EstimateKind `json:"kind"`
	Low     *Decimal     `json:"low"`
	Best    *Decimal     `json:"best"`
	High    *Decimal     `json:"high"`
	Rules   string       `json:"rules"` // id and version of the rule set
	Bounds  []Bound      `json:"bounds"`
	Reason  string       `json:"reason"`          // in words
	Parts   []string     `json:"parts,omitempty"` // groups whose sum it is held against
	Gap     *Decimal     `json:"gap,omitempty"`   // the whole less the sum of its parts, where both are told
}

// Bound is the claim that gave one bound of an estimate.
type Bound struct {
	Bound    string   `json:"bound"` // low | best | high
	Rule     string   `json:"rule"`  // "admission", "verified minimum", "largest claimed", "independent count"
	Value    *Decimal `json:"value"` // nil: open
	Claimant string   `json:"claimant"`
	Claim    string   `json:"claim"`
	Figure   string   `json:"figure"`
}
