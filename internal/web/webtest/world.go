// Package webtest is the invented world of Arnor and Gondor behind a sanad.Reader in memory, for tests
// of pages and of what reads them.
//
// It decides what a handful of documents say and answers queries over them by looking at every claim.
// It refuses to be fast, to keep anything, and to stand behind a running program.
//
// Worked sentence: "Gondor denied burning the mill at Bree" is in document "mill", with a claim of
// Gondor's denial.
package webtest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sanad.example/sanad"
)

//go:embed world.json
var world []byte

// report is a document of the world with its claims, whose places in the text are given by their words.
type report struct {
	Document sanad.Document `json:"document"`
	Claims   []struct {
		Sentence string      `json:"sentence"`
		Quote    string      `json:"quote"`
		Claim    sanad.Claim `json:"claim"`
	} `json:"claims"`
}

// Recorded is when every document of the world was recorded.
var Recorded = time.Date(3019, 3, 15, 9, 30, 0, 0, time.UTC)

// World returns the documents and claims of the invented world, with extra dispatches of one claim each
// so that lists have several pages.
func World(extra int) ([]sanad.Coded, error) {
	var reports []report
	dec := json.NewDecoder(bytes.NewReader(world))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&reports); err != nil {
		return nil, fmt.Errorf("world.json: %w", err)
	}
	var out []sanad.Coded
	for _, r := range reports {
		coded, err := place(r)
		if err != nil {
			return nil, err
		}
		out = append(out, coded)
	}
	for i := range extra {
		out = append(out, dispatch(i))
	}
	return out, nil
}

// place finds each claim's words in its document.
func place(r report) (sanad.Coded, error) {
	doc := r.Document
	doc.ID, doc.Recorded = sanad.DocumentID(doc.Source, doc.URL, doc.Text), Recorded
	off := sanad.NewOffsets(doc.Text)
	coded := sanad.Coded{Document: doc}
	for i, c := range r.Claims {
		from := strings.Index(doc.Text, c.Sentence)
		at := strings.Index(c.Sentence, c.Quote)
		if from < 0 || at < 0 {
			return coded, fmt.Errorf("document %q claim %d: %w: its words aren't in the text", doc.Name, i, sanad.ErrInvalid)
		}
		claim := c.Claim
		claim.Document = doc.ID
		claim.Sentence = sanad.SentenceRef{Index: i, Span: sanad.Span{Start: off.Rune(from), End: off.Rune(from + len(c.Sentence))}}
		claim.Span = sanad.Span{Start: off.Rune(from + at), End: off.Rune(from + at + len(c.Quote))}
		coded.Claims = append(coded.Claims, claim)
	}
	sanad.SetIDs(coded.Claims)
	return coded, nil
}

// dispatch is a short report of one claim, the older the higher i is.
func dispatch(i int) sanad.Coded {
	text := fmt.Sprintf("Dispatch %d: the Shire said %d carts crossed the Sarn Ford.", i+1, i+2)
	day := time.Date(3019, 2, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -i).Format(time.DateOnly)
	doc := sanad.Document{Name: fmt.Sprintf("dispatch-%d", i+1), Source: "PALANTIR", Title: fmt.Sprintf("Dispatch %d", i+1), Published: day, Text: text, Recorded: Recorded}
	doc.ID = sanad.DocumentID(doc.Source, doc.URL, doc.Text)
	off := sanad.NewOffsets(text)
	start := strings.Index(text, "the Shire")
	n := sanad.Dec(float64(i + 2))
	claims := []sanad.Claim{{
		Document: doc.ID, Sentence: sanad.SentenceRef{Span: sanad.Span{End: off.Len()}}, Span: sanad.Span{Start: start, End: off.Len() - 1},
		Voice: sanad.VoiceAttributed, Speakers: []sanad.Entity{{ID: "SHIRE", Text: "the Shire"}}, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual,
		Figures: []sanad.Figure{{ID: "f1", Measure: "objects", Low: n, High: n, Unit: "carts", Text: fmt.Sprintf("%d carts", i+2)}},
		Rule:    "measure:objects", Confidence: 0.9,
	}}
	sanad.SetIDs(claims)
	return sanad.Coded{Document: doc, Claims: claims}
}
