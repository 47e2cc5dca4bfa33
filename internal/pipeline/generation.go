package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect"
)

// version is the pipeline's own: it changes when equal evidence would give other derived data for a
// reason that is neither the codebook's nor the coder's.
const version = "pipeline/5"

// Generation is the id of the derived data that a codebook and a coder's version give.
func Generation(book, coder string) string {
	h := sha256.Sum256([]byte(version + "\n" + book + "\n" + coder + "\n"))
	return hex.EncodeToString(h[:8])
}

// Codebook is the body of an EntryCodebook: which codebook was used. Its files are the entry's blob, a
// JSON object of their contents by name.
type Codebook struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256"` // of the blob
}

// KeepCodebook appends the codebook to the evidence, unless the log has it already.
func (p *Pipeline) KeepCodebook(ctx context.Context, id string, files map[string][]byte) error {
	known := false
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryCodebook}}
	err := p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var c Codebook
		known = known || json.Unmarshal(e.Body, &c) == nil && c.ID == id
		return nil
	})
	if err != nil || known {
		return err
	}
	text := make(map[string]string, len(files))
	for name, data := range files {
		text[name] = string(data)
	}
	blob, err := json.Marshal(text)
	if err != nil {
		return fmt.Errorf("keep codebook %q: %w", id, err)
	}
	sum := sha256.Sum256(blob)
	body, err := json.Marshal(Codebook{ID: id, SHA256: hex.EncodeToString(sum[:])})
	if err != nil {
		return fmt.Errorf("keep codebook %q: %w", id, err)
	}
	_, err = p.Evidence.Append(ctx, []sanad.Entry{{Kind: sanad.EntryCodebook, Body: body, Blob: blob}})
	return err
}

// Missing passes on the items whose documents the derived data don't have, and every error.
func (p *Pipeline) Missing(ctx context.Context, items iter.Seq2[collect.Item, error]) iter.Seq2[collect.Item, error] {
	return func(yield func(collect.Item, error) bool) {
		for item, err := range items {
			if err == nil {
				var known bool
				if known, err = p.knows(ctx, item.Document); known && err == nil {
					continue
				}
			}
			if !yield(item, err) {
				return
			}
		}
	}
}
