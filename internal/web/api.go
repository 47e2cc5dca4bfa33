package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"sanad.example/sanad"
)

// claimsAnswer is one page of claims. Count stops at CountCap; Capped says that there are more.
type claimsAnswer struct {
	Count  int           `json:"count"`
	Capped bool          `json:"capped"`
	Next   string        `json:"next,omitempty"` // the cursor of the next page
	Claims []sanad.Claim `json:"claims"`
}

type documentAnswer struct {
	Document sanad.Document `json:"document"`
	Claims   []sanad.Claim  `json:"claims"`
}

// apiClaims answers the same queries as the page of claims.
func (s *site) apiClaims(w http.ResponseWriter, r *http.Request) error {
	q, err := s.claimQuery(r.URL.Query())
	if err != nil {
		return err
	}
	found, err := s.Reader.Claims(r.Context(), q)
	if err != nil {
		return fmt.Errorf("claims: %w", err)
	}
	answer := claimsAnswer{Count: found.Count, Capped: found.Capped, Next: found.Next, Claims: []sanad.Claim{}}
	for _, row := range found.Rows {
		answer.Claims = append(answer.Claims, row.Claim)
	}
	return s.json(w, r, answer)
}

func (s *site) apiClaim(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	c, err := s.Reader.Claim(r.Context(), id)
	if err != nil {
		return fmt.Errorf("claim %q: %w", clip(id), err)
	}
	return s.json(w, r, c)
}

func (s *site) apiDocument(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	doc, err := s.Reader.Document(r.Context(), id)
	if err != nil {
		return fmt.Errorf("document %q: %w", clip(id), err)
	}
	claims, err := s.Reader.DocumentClaims(r.Context(), doc.ID)
	if err != nil {
		return fmt.Errorf("claims of document %q: %w", clip(id), err)
	}
	if claims == nil {
		claims = []sanad.Claim{}
	}
	return s.json(w, r, documentAnswer{Document: doc, Claims: claims})
}

func (s *site) json(w http.ResponseWriter, r *http.Request, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the type is JSON and nosniff is set; texts stay readable
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return s.send(w, r, http.StatusOK, jsonType, b.Bytes())
}
