package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"

	"sanad.example/sanad"
)

// proofPath is where the proof of a claim or incident is, "" where none can be made.
func (s *site) proofPath(kind, id string) string {
	if s.Prove == nil {
		return ""
	}
	return "/" + kind + "/" + url.PathEscape(id) + "/proof"
}

// claimProof answers with a bundle that proves one claim.
func (s *site) claimProof(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Reader.Claim(r.Context(), r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("claim %q: %w", clip(r.PathValue("id")), err)
	}
	return s.proof(w, r, "claim-"+c.ID, []string{c.ID})
}

// incidentProof answers with a bundle that proves all claims of an incident.
func (s *site) incidentProof(w http.ResponseWriter, r *http.Request) error {
	in, err := s.Reader.Incident(r.Context(), r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("incident %q: %w", clip(r.PathValue("id")), err)
	}
	return s.proof(w, r, "incident-"+in.ID, in.Claims)
}

func (s *site) proof(w http.ResponseWriter, r *http.Request, name string, claims []string) error {
	if err := checkValues(r.URL.Query(), nil); err != nil {
		return err
	}
	if s.Prove == nil {
		return fmt.Errorf("proof of %s: %w", name, sanad.ErrNotFound)
	}
	var b bytes.Buffer
	if err := s.Prove(r.Context(), &b, claims); err != nil {
		return fmt.Errorf("proof of %s: %w", name, err)
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.proof"`) // ids are hexadecimal
	return s.send(w, r, http.StatusOK, "application/x-ndjson", b.Bytes())
}
