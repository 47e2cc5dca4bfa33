package decision

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sanad.example/sanad"
)

// Bounds of a decision.
const (
	maxNote    = 4000     // code points of a note
	maxVerdict = 200      // code points of a verdict
	maxValue   = 64 << 10 // bytes of a value
	maxExact   = 2000     // code points of the anchored words
	context    = 32       // code points before and after them
	maxAnalyst = 40       // characters of a pseudonym
)

// shape says what a kind of decision must have.
type shape struct {
	anchors int
	value   func(json.RawMessage) error // nil: no value
	field   bool
}

func shapes(k sanad.DecisionKind) (shape, bool) {
	switch k {
	case sanad.DecideAccept, sanad.DecideReject, sanad.DecideNote:
		return shape{anchors: 1}, true
	case sanad.DecideCorrect:
		return shape{anchors: 1, field: true, value: isJSON}, true
	case sanad.DecideAdd:
		return shape{anchors: 1, value: isObject}, true
	case sanad.DecideMerge, sanad.DecideSplit:
		return shape{anchors: 2}, true
	case sanad.DecideSource:
		return shape{value: isSourceGrade}, true
	case sanad.DecideItem:
		return shape{anchors: 1, value: isItemGrade}, true
	case sanad.DecideVerdict:
		return shape{anchors: 1, value: isVerdict}, true
	case sanad.DecideUndo:
		return shape{}, true
	}
	return shape{}, false
}

// States are the states that a decision can be in.
func States() []sanad.DecisionState {
	return []sanad.DecisionState{
		sanad.DecisionApplied, sanad.DecisionDoubtful, sanad.DecisionOrphaned, sanad.DecisionUndone, sanad.DecisionSuperseded, sanad.DecisionRefused,
	}
}

// checkShape refuses a decision whose members don't fit its kind. Errors wrap sanad.ErrInvalid.
func checkShape(d sanad.Decision) error {
	s, ok := shapes(d.Kind)
	switch {
	case !ok:
		return fmt.Errorf("%w: there is no kind of decision %q", sanad.ErrInvalid, d.Kind)
	case len(d.Anchors) != s.anchors:
		return fmt.Errorf("%w: %s takes %d anchors, not %d", sanad.ErrInvalid, d.Kind, s.anchors, len(d.Anchors))
	case (d.Kind == sanad.DecideSource) != (d.Source != ""):
		return fmt.Errorf("%w: a source goes with the kind source alone", sanad.ErrInvalid)
	case (d.Kind == sanad.DecideUndo) != (d.Undoes != nil) || d.Undoes != nil && *d.Undoes < 0:
		return fmt.Errorf("%w: the index of an entry goes with undo alone", sanad.ErrInvalid)
	case s.field != (d.Field != ""):
		return fmt.Errorf("%w: a field goes with correct alone", sanad.ErrInvalid)
	case (s.value == nil) != (d.Value == nil):
		return fmt.Errorf("%w: %s with or without a value", sanad.ErrInvalid, d.Kind)
	case utf8.RuneCountInString(d.Note) > maxNote, len(d.Value) > maxValue:
		return fmt.Errorf("%w: note or value is too long", sanad.ErrInvalid)
	case d.Kind == sanad.DecideNote && strings.TrimSpace(d.Note) == "":
		return fmt.Errorf("%w: an empty note", sanad.ErrInvalid)
	}
	if err := CheckAnalyst(d.Analyst); err != nil {
		return err
	}
	if made, err := time.Parse(time.RFC3339, d.Made); err != nil || made.UTC().Format(time.RFC3339) != d.Made {
		return fmt.Errorf("%w: made %q: RFC 3339 with seconds, UTC", sanad.ErrInvalid, d.Made)
	}
	for _, a := range d.Anchors {
		if err := checkAnchor(a, d.Kind); err != nil {
			return err
		}
	}
	if s.field {
		if err := checkField(d.Field); err != nil {
			return err
		}
	}
	if s.value != nil {
		if err := s.value(d.Value); err != nil {
			return fmt.Errorf("value of %s: %w", d.Kind, err)
		}
	}
	return nil
}

// CheckAnalyst refuses what is no pseudonym: letters a to z, digits, '-' and '_', 40 at most. It names the key's
// file, so it can have nothing that a path could. Errors wrap sanad.ErrInvalid.
func CheckAnalyst(name string) error {
	bad := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' }
	if name == "" || len(name) > maxAnalyst || strings.ContainsFunc(name, bad) {
		return fmt.Errorf("%w: analyst %q: give a pseudonym of letters a to z, digits, - and _", sanad.ErrInvalid, name)
	}
	return nil
}

func checkAnchor(a sanad.Anchor, of sanad.DecisionKind) error {
	switch {
	case a.Document == "" || len(a.Document) > 200:
		return fmt.Errorf("%w: an anchor without a document", sanad.ErrInvalid)
	case a.Exact == "" || utf8.RuneCountInString(a.Exact) > maxExact:
		return fmt.Errorf("%w: an anchor without words, or with too many", sanad.ErrInvalid)
	case utf8.RuneCountInString(a.Prefix) > context, utf8.RuneCountInString(a.Suffix) > context:
		return fmt.Errorf("%w: an anchor with more than %d characters around it", sanad.ErrInvalid, context)
	case !slices.Contains([]string{"event", "relation", "figures"}, a.Kind) || a.Content == "":
		return fmt.Errorf("%w: an anchor of no kind of claim", sanad.ErrInvalid)
	case a.Ordinal < 0:
		return fmt.Errorf("%w: an anchor's ordinal is %d", sanad.ErrInvalid, a.Ordinal)
	case (of == sanad.DecideAdd) != (a.Saw == nil) || len(a.Saw) > maxValue:
		return fmt.Errorf("%w: what an analyst saw goes with each claim that was there", sanad.ErrInvalid)
	}
	return nil
}

func isJSON(v json.RawMessage) error {
	_, err := Canonical(v)
	return err
}

func isObject(v json.RawMessage) error {
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(v, &members); err != nil || len(members) == 0 {
		return fmt.Errorf("%w: a claim is needed, as a JSON object", sanad.ErrInvalid)
	}
	return isJSON(v)
}

func isSourceGrade(v json.RawMessage) error {
	if len(v) != 3 || v[0] != '"' || v[1] < 'A' || v[1] > 'F' || v[2] != '"' {
		return fmt.Errorf("%w: a source's grade is one of A to F", sanad.ErrInvalid)
	}
	return nil
}

func isItemGrade(v json.RawMessage) error {
	if len(v) != 1 || v[0] < '1' || v[0] > '6' {
		return fmt.Errorf("%w: an item's grade is one of 1 to 6", sanad.ErrInvalid)
	}
	return nil
}

func isVerdict(v json.RawMessage) error {
	var s string
	if err := json.Unmarshal(v, &s); err != nil || strings.TrimSpace(s) == "" || utf8.RuneCountInString(s) > maxVerdict {
		return fmt.Errorf("%w: a verdict is a few words, as a JSON string", sanad.ErrInvalid)
	}
	return nil
}
