package sanad

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// DocumentID is the key of a document: the hash of its source, canonical URL and text. Exact copies by
// different sources are different documents.
func DocumentID(source, url, text string) string { return hash("document", source, url, text) }

// ClaimID is the key of a claim: the hash of its document, its kind, the type of its content, its anchor
// (the trigger, or the first figure) and its ordinal among claims that share all of these.
func ClaimID(document, kind, content string, anchor Span, ordinal int) string {
	return hash("claim", document, kind, content, strconv.Itoa(anchor.Start), strconv.Itoa(anchor.End), strconv.Itoa(ordinal))
}

// Kind returns what a claim is of, and the type of its content: ("event", "ASSAULT"), ("relation",
// "harbours") or ("figures", "killed").
func (c *Claim) Kind() (kind, content string) {
	switch {
	case c.Event != nil:
		return "event", c.Event.Type
	case c.Relation != nil:
		return "relation", string(c.Relation.Type)
	case len(c.Figures) > 0:
		return "figures", c.Figures[0].Measure
	}
	return "none", ""
}

// Anchor returns the span that the claim hangs on: its trigger, or its first figure.
func (c *Claim) Anchor() Span {
	switch {
	case c.Event != nil:
		return c.Event.Trigger.Span
	case c.Relation != nil:
		return c.Relation.Trigger.Span
	case len(c.Figures) > 0:
		return c.Figures[0].Span
	}
	return c.Span
}

// SetIDs gives each claim of one document its id. Claims that share kind, type and anchor are told
// apart by their order in claims.
func SetIDs(claims []Claim) {
	seen := map[string]int{}
	for i := range claims {
		c := &claims[i]
		kind, content := c.Kind()
		base := ClaimID(c.Document, kind, content, c.Anchor(), 0)
		c.ID = base
		if n := seen[base]; n > 0 {
			c.ID = ClaimID(c.Document, kind, content, c.Anchor(), n)
		}
		seen[base]++
	}
}

// hash returns 128 bits of SHA-256 over the parts, each preceded by its length, in hexadecimal.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":"))
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
