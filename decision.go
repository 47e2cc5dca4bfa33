package sanad

import "encoding/json"

// DecisionKind is what an analyst rules.
type DecisionKind string

// The kinds of decision.
const (
	DecideAccept  DecisionKind = "accept"  // the claim is coded right
	DecideReject  DecisionKind = "reject"  // the text makes no such claim
	DecideCorrect DecisionKind = "correct" // a field of the claim is another
	DecideAdd     DecisionKind = "add"     // a claim that the coder missed
	DecideMerge   DecisionKind = "merge"   // two claims are about the same occurrence
	DecideSplit   DecisionKind = "split"   // they aren't
	DecideSource  DecisionKind = "source"  // a source's grade, A to F
	DecideItem    DecisionKind = "item"    // a claim's grade, 1 to 6
	DecideVerdict DecisionKind = "verdict" // an outside observer's, on a claim or incident
	DecideNote    DecisionKind = "note"
	DecideUndo    DecisionKind = "undo" // another decision no longer holds
)

// Anchor ties a decision to evidence, not to a derived id: the text quote selector of W3C's Web Annotation
// in a document, with what the analyst saw there.
type Anchor struct {
	Document string          `json:"document"`      // hash: Document.ID
	Exact    string          `json:"exact"`         // the words of the claim's anchor
	Prefix   string          `json:"prefix"`        // up to 32 code points before
	Suffix   string          `json:"suffix"`        // up to 32 after
	Kind     string          `json:"kind"`          // event, relation or figures
	Content  string          `json:"content"`       // type of the event or relation, or the measure
	Ordinal  int             `json:"ordinal"`       // among claims that share all of the above
	Saw      json.RawMessage `json:"saw,omitempty"` // the values that the analyst saw, as JSON
}

// Decision is the body of an EntryDecision: an analyst's ruling. It outlives codebooks and programs: every
// rebuild applies it again. Its id is the log's index of its entry.
type Decision struct {
	Kind      DecisionKind    `json:"kind"`
	Anchors   []Anchor        `json:"anchors,omitempty"` // one, or two for merge and split
	Source    string          `json:"source,omitempty"`  // of DecideSource
	Undoes    *int64          `json:"undoes,omitempty"`  // of DecideUndo: index of the entry
	Field     string          `json:"field,omitempty"`   // of DecideCorrect: a JSON pointer into the claim, RFC 6901
	Value     json.RawMessage `json:"value,omitempty"`   // the field's new value, the added claim, the grade, the verdict
	Note      string          `json:"note,omitempty"`
	Analyst   string          `json:"analyst"`   // a pseudonym
	Made      string          `json:"made"`      // RFC 3339, UTC
	Key       string          `json:"key"`       // the analyst's public key, base64
	Signature string          `json:"signature"` // over the body without this field, canonical JSON (RFC 8785), base64
}

// DecisionState is how a decision fared when it was last applied.
type DecisionState string

// The states of a decision.
const (
	DecisionApplied  DecisionState = "applied"
	DecisionDoubtful DecisionState = "doubtful" // what the analyst saw has changed
	DecisionOrphaned DecisionState = "orphaned" // nothing is found where it was anchored
	DecisionUndone   DecisionState = "undone"   // another decision took it back

	DecisionSuperseded DecisionState = "superseded" // a later decision on the same matter counts in its place
	DecisionRefused    DecisionState = "refused"    // its body or its signature isn't valid: it is never applied
)
