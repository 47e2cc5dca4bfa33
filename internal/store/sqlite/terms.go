package sqlite

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// term is one value by which a claim can be found: field "actor", value "PAK-MIL".
type term struct{ field, value string }

// The fields of terms, as in ClaimQuery.
const (
	fieldSpeaker   = "speaker"
	fieldActor     = "actor"
	fieldRecipient = "recipient"
	fieldParty     = "party"
	fieldStance    = "stance"
	fieldModality  = "modality"
	fieldType      = "type"
	fieldMeasure   = "measure"
	fieldPlace     = "place"
	fieldSource    = "source"
)

// claimTerms returns what a claim of a document by source can be found by, each once. A claim doesn't carry
// the places around its own: above says which they are.
func claimTerms(c *sanad.Claim, source string, above func(place string) []string) []term {
	set := map[term]bool{}
	add := func(field, value string) {
		if value != "" {
			set[term{field, value}] = true
		}
	}
	addEntities(add, fieldSpeaker, c.Speakers)
	addEntities(add, fieldActor, c.Actors)
	addEntities(add, fieldRecipient, c.Recipients)
	for _, p := range c.Places {
		add(fieldPlace, p.ID)
		for _, id := range above(p.ID) {
			add(fieldPlace, id)
		}
	}
	for _, f := range c.Figures {
		add(fieldMeasure, f.Measure)
	}
	add(fieldStance, string(c.Stance))
	add(fieldModality, string(c.Modality))
	add(fieldType, claimType(c))
	add(fieldSource, source)
	out := make([]term, 0, len(set))
	for t := range set {
		out = append(out, t)
	}
	slices.SortFunc(out, compareTerms)
	return out
}

func compareTerms(a, b term) int {
	if a.field != b.field {
		return strings.Compare(a.field, b.field)
	}
	return strings.Compare(a.value, b.value)
}

func addEntities(add func(field, value string), field string, entities []sanad.Entity) {
	for _, e := range entities {
		for _, id := range append([]string{e.ID}, e.Ancestors...) {
			add(field, id)
			add(fieldParty, id)
		}
	}
}

// claimType is what ClaimQuery.Type selects by: the event's or relation's type, or "figures".
func claimType(c *sanad.Claim) string {
	kind, content := c.Kind()
	if kind == "figures" {
		return kind
	}
	return content
}

// placesByID is which places are around one, as far as its id says: AF-KAB lies in AF.
func placesByID(id string) (above []string) {
	for {
		cut := strings.LastIndexByte(id, '-')
		if cut <= 0 {
			return above
		}
		id = id[:cut]
		above = append(above, id)
	}
}

// packTerms writes sorted term ids as the differences between them, in varints.
func packTerms(ids []int64) []byte {
	out := make([]byte, 0, 2*len(ids))
	last := int64(0)
	for _, id := range ids {
		out = binary.AppendUvarint(out, uint64(id-last))
		last = id
	}
	return out
}

// eachTerm calls fn for each id that packTerms was given. Errors wrap sanad.ErrDamaged.
func eachTerm(packed []byte, fn func(id int64)) error {
	last := int64(0)
	for len(packed) > 0 {
		d, n := binary.Uvarint(packed)
		if n <= 0 {
			return fmt.Errorf("terms of a claim: %w", sanad.ErrDamaged)
		}
		last += int64(d)
		fn(last)
		packed = packed[n:]
	}
	return nil
}
