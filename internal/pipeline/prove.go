package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/decision"
	"sanad.example/sanad/internal/proof"
	"sanad.example/sanad/internal/store/sqlite"
)

// proving gathers a bundle.
type proving struct {
	*Observatory
	withTexts bool
	docs      map[string]*proof.Document
	texts     map[string]string   // of documents
	claims    map[string][]string // ids, by document
	decisions map[int64]bool
}

// Prove writes a bundle that proves claims, or figures of them: package proof says what is in one and checks it.
// The whole texts go in where withTexts says so. Claims are written without the names of private persons, sentences
// as they stand. Errors: ErrNotFound, ErrTooLarge.
func (o *Observatory) Prove(ctx context.Context, w io.Writer, asked []proof.Asked, withTexts bool) error {
	p := &proving{
		Observatory: o, withTexts: withTexts, docs: map[string]*proof.Document{}, texts: map[string]string{}, claims: map[string][]string{},
		decisions: map[int64]bool{},
	}
	b := proof.Bundle{Head: proof.Head{Asked: asked, Program: o.program, Codebook: o.Book.ID, Texts: withTexts, Key: o.store.Evidence().PublicKey()}}
	if err := p.gatherClaims(ctx, &b); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{p.gatherDecisions, p.gatherTexts, p.gatherReceipts} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("prove: %w", err)
		}
	}
	for _, id := range sortedKeys(p.docs) {
		b.Documents = append(b.Documents, *p.docs[id])
	}
	if err := p.disclose(ctx, &b); err != nil {
		return fmt.Errorf("prove: %w", err)
	}
	return proof.Write(w, b, func(sum [sha256.Size]byte) (string, error) { return o.store.Evidence().Vouch(sum) })
}

// gatherClaims finds the claims with their documents and sentences, each once.
func (p *proving) gatherClaims(ctx context.Context, b *proof.Bundle) error {
	sentences := map[string]map[sanad.SentenceRef]proof.Sentence{}
	claims := map[string]sanad.Claim{}
	for _, asked := range b.Head.Asked {
		c, err := p.Derived.Claim(ctx, asked.Claim)
		if err != nil {
			return fmt.Errorf("prove claim %q: %w", asked.Claim, err)
		}
		if asked.Figure != "" && !slices.ContainsFunc(c.Figures, func(f sanad.Figure) bool { return f.ID == asked.Figure }) {
			return fmt.Errorf("prove claim %q: figure %q: %w", asked.Claim, asked.Figure, sanad.ErrNotFound)
		}
		doc, err := p.Derived.Document(ctx, c.Document)
		if err != nil {
			return fmt.Errorf("prove claim %q: %w", asked.Claim, err)
		}
		p.addDocument(doc)
		c.Document = doc.ID
		if sentences[doc.ID] == nil {
			sentences[doc.ID] = map[sanad.SentenceRef]proof.Sentence{}
		}
		text := sanad.NewOffsets(doc.Text).Slice(c.Sentence.Span)
		sentences[doc.ID][c.Sentence] = proof.Sentence{Document: doc.ID, SentenceRef: c.Sentence, Text: text}
		if _, twice := claims[c.ID]; !twice {
			claims[c.ID] = p.Book.Unnamed(c)
			p.claims[doc.ID] = append(p.claims[doc.ID], c.ID)
		}
	}
	for _, id := range sortedKeys(sentences) {
		list := slices.Collect(maps.Values(sentences[id]))
		slices.SortFunc(list, func(a, b proof.Sentence) int { return a.Start - b.Start })
		b.Sentences = append(b.Sentences, list...)
	}
	for _, id := range sortedKeys(claims) {
		b.Claims = append(b.Claims, claims[id])
	}
	return nil
}

func (p *proving) addDocument(doc sanad.Document) {
	if p.docs[doc.ID] != nil {
		return
	}
	sum := sha256.Sum256([]byte(doc.Text))
	p.docs[doc.ID] = &proof.Document{
		ID: doc.ID, Source: doc.Source, URL: doc.URL, Title: doc.Title, Published: doc.Published, SHA256: hex.EncodeToString(sum[:]),
		Length: sanad.NewOffsets(doc.Text).Len(), Receipts: []int64{}, Texts: []int64{},
	}
	p.texts[doc.ID] = doc.Text
}

// gatherDecisions finds what analysts ruled on the claims.
func (p *proving) gatherDecisions(ctx context.Context) error {
	set, err := p.Rulings(ctx)
	if err != nil {
		return err
	}
	for _, id := range sortedKeys(p.docs) {
		coded, err := p.Coded(ctx, id)
		if err != nil {
			return err
		}
		for _, entry := range p.Rules.About(coded.Document, coded.Claims, set, p.claims[id]) {
			p.decisions[entry] = true
		}
	}
	return nil
}

// gatherTexts finds the entries of the documents' texts. The log isn't searched by document otherwise: it is read
// through once.
func (p *proving) gatherTexts(ctx context.Context) error {
	return p.eachText(ctx, func(index int64, x origin) {
		if d := p.docs[x.Document.ID]; d != nil {
			d.Texts = append(d.Texts, index)
		}
	})
}

// gatherReceipts finds the entries of the bytes that the texts were made from. In a log's first days receipts named no
// document: then the hash of the bytes counts.
func (p *proving) gatherReceipts(ctx context.Context) error {
	made := map[string][]string{} // documents by the hash of bytes
	for _, id := range sortedKeys(p.docs) {
		for _, index := range p.docs[id].Texts {
			e, err := p.Evidence.Entry(ctx, index)
			if err != nil {
				return err
			}
			var x origin
			if err := json.Unmarshal(e.Body, &x); err != nil {
				return fmt.Errorf("entry %d: %w: %w", index, sanad.ErrDamaged, err)
			}
			made[x.SHA256] = append(made[x.SHA256], id)
		}
	}
	q := sanad.EntryQuery{Kinds: []sanad.EntryKind{sanad.EntryReceipt}}
	return p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
		var r sanad.Receipt
		if e.Redacted || json.Unmarshal(e.Body, &r) != nil {
			return nil
		}
		ids := made[r.SHA256]
		if r.Document != "" {
			ids = []string{r.Document}
		}
		for _, id := range ids {
			if d := p.docs[id]; d != nil && !slices.Contains(d.Receipts, e.Index) {
				d.Receipts = append(d.Receipts, e.Index)
			}
		}
		return nil
	})
}

// disclose takes the entries out of the log, under one head.
func (p *proving) disclose(ctx context.Context, b *proof.Bundle) error {
	of := map[int64]string{} // document of a text's entry
	all := slices.Collect(maps.Keys(p.decisions))
	for id, d := range p.docs {
		all = append(all, d.Receipts...)
		for _, index := range d.Texts {
			of[index] = id
			all = append(all, index)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	checkpoint, disclosed, err := p.store.Evidence().Disclose(ctx, all)
	if err != nil {
		return err
	}
	b.Head.Checkpoint = checkpoint
	for _, d := range disclosed {
		e, err := p.entry(d, of)
		if err != nil {
			return err
		}
		b.Entries = append(b.Entries, e)
	}
	return nil
}

func (p *proving) entry(d sqlite.Disclosed, of map[int64]string) (proof.Entry, error) {
	e := proof.NewEntry(d.Record, d.Nodes)
	document, isText := of[d.Index]
	if !isText || p.withTexts {
		return e, nil
	}
	return e, e.Elide(p.texts[document])
}

// Reread codes the texts in a bundle again, with the decisions that are in it, and returns the ids of its claims that
// come out otherwise. It checks no hash: proof.Verify does. Errors: ErrInvalid where the bundle has no texts, or was
// read with another codebook or program, which may read other claims.
func Reread(c *coder.Coder, b proof.Bundle) (differ []string, err error) {
	switch {
	case !b.Head.Texts:
		return nil, fmt.Errorf("read the claims again: %w: the texts aren't in the bundle", sanad.ErrInvalid)
	case b.Head.Program != Program(c) || b.Head.Codebook != c.Book().ID:
		return nil, fmt.Errorf("read the claims again: %w: they were read with %s and codebook %s, this is %s with %s",
			sanad.ErrInvalid, b.Head.Program, b.Head.Codebook, Program(c), c.Book().ID)
	}
	rules, err := decision.NewRules(c.Book())
	if err != nil {
		return nil, err
	}
	docs, rulings := opened(b)
	p := &Pipeline{Coder: c, Rules: rules}
	read := map[string]sanad.Claim{}
	for _, id := range sortedKeys(docs) {
		for _, claim := range p.codeOne(docs[id], rulings).Claims {
			read[claim.ID] = c.Book().Unnamed(claim)
		}
	}
	for _, claim := range b.Claims {
		again := read[claim.ID]
		claim.Links, again.Links = nil, nil // those to claims that were rejected are gone
		was, werr := json.Marshal(claim)
		now, nerr := json.Marshal(again)
		if werr != nil || nerr != nil || string(was) != string(now) {
			differ = append(differ, claim.ID)
		}
	}
	return differ, nil
}

// opened are a bundle's documents, as their texts together make them, and its rulings.
func opened(b proof.Bundle) (map[string]sanad.Document, *decision.Set) {
	docs := map[string]sanad.Document{}
	var rulings []decision.Ruling
	for _, e := range b.Entries {
		switch sanad.EntryKind(e.Kind) {
		case sanad.EntryText:
			var x sanad.Extraction
			if json.Unmarshal([]byte(e.Body), &x) != nil {
				continue
			}
			doc := x.Document
			if have, known := docs[doc.ID]; known {
				doc, _ = merge(have, doc)
			}
			docs[doc.ID] = doc
		case sanad.EntryDecision:
			rulings = append(rulings, decision.Read(sanad.Entry{Index: e.Index, Kind: sanad.EntryDecision, Body: []byte(e.Body)}))
		}
	}
	return docs, decision.NewSet(rulings)
}
