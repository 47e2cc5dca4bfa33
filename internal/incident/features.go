package incident

import "sanad.example/sanad"

// Features is what linking needs to know of one claim, made to be stored: days are counted from
// 1970-01-01, UTC; parties and places are ids of the codebook. Claims of one document that are about one
// occurrence have the same Head; together they are a Telling.
type Features struct {
	Claim     string       `json:"claim"`
	Document  string       `json:"document"`
	Order     int          `json:"order"`    // among the document's claims
	Sentence  int          `json:"sentence"` // 0-based
	Head      string       `json:"head"`     // the claim, of this document, that it goes with; often itself
	Why       string       `json:"why"`      // why it goes with that, in words; "" for the head
	Family    string       `json:"family"`   // of the codebook's incidents.yaml
	Type      string       `json:"type"`     // event or relation type, or "figures"
	Modes     []string     `json:"modes,omitempty"`
	Actors    []string     `json:"actors,omitempty"`   // ids
	Hit       []string     `json:"hit,omitempty"`      // ids of recipients, and of whom its figures count
	Speakers  []string     `json:"speakers,omitempty"` // ids, or names where there is none
	Via       []string     `json:"via,omitempty"`      // cited agencies and outlets
	Stance    sanad.Stance `json:"stance"`
	From      int          `json:"from"` // first and last day on which it can have happened
	To        int          `json:"to"`
	Dated     Dated        `json:"dated"`
	Published int          `json:"published"` // last day that the date of publication can mean; 0 where unknown
	Places    []string     `json:"places,omitempty"`
	Numbers   []Number     `json:"numbers,omitempty"`
	Words     []string     `json:"words,omitempty"` // content words of its sentence, lemmas, sorted
}

// Dated says how a claim's days are known.
type Dated string

// How a claim's days are known, from best to worst.
const (
	DatedClaim     Dated = "claim"     // it tells them
	DatedDocument  Dated = "document"  // the document tells them of the same occurrence
	DatedPublished Dated = "published" // by publication alone
	DatedUnknown   Dated = "unknown"
)

// Number is a figure as far as linking compares it.
type Number struct {
	Measure string         `json:"measure"`
	Low     *sanad.Decimal `json:"low"`
	High    *sanad.Decimal `json:"high"`
}

// Decided is an analyst's ruling on a pair of claims, as found again by their anchors: the same
// occurrence, or not. Where rulings contradict each other the later in the log holds.
type Decided struct {
	A, B     string // claim ids
	Same     bool
	Decision string // index of its log entry
}

// Cluster is the claims of one incident, before it is assembled.
type Cluster struct {
	ID     string // its smallest claim's
	Family string
	Claims []string // ascending
	Leads  []string // documents that lead in it, ascending
	Parts  []string // ids of clusters that are parts of it
	PartOf string
	Joins  []sanad.Join
}
