package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
)

// ruled remembers the decisions that were read, so that each is checked once.
type ruled struct {
	mu   sync.Mutex
	upTo int64 // entries read
	all  map[int64]decision.Ruling
	set  *decision.Set
}

// decisions are the rulings of the log's first size entries. A decision that isn't sound is told of once.
func (p *Pipeline) decisions(ctx context.Context, size int64) (*decision.Set, error) {
	p.ruled.mu.Lock()
	defer p.ruled.mu.Unlock()
	r := &p.ruled
	if r.all == nil {
		r.all, r.set = map[int64]decision.Ruling{}, decision.NewSet(nil)
	}
	if size < r.upTo {
		return r.set.Before(size), nil
	}
	news := false
	// One kind at a time: the store finds the entries of one kind without going through all.
	for _, kind := range []sanad.EntryKind{sanad.EntryDecision, sanad.EntryRedacted} {
		q := sanad.EntryQuery{From: r.upTo, Kinds: []sanad.EntryKind{kind}}
		err := p.Evidence.Entries(ctx, q, func(e sanad.Entry) error {
			if e.Index >= size {
				return errEnd
			}
			if read, about := p.rulingOf(e, r.all); about {
				r.all[read.Entry], news = read, true
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnd) {
			return nil, err
		}
	}
	r.upTo = size
	if news {
		r.set = decision.NewSet(slices.Collect(maps.Values(r.all)))
	}
	return r.set, nil
}

// rulingOf is what an entry says of a ruling: what it rules, or that one was destroyed. about is false where it is
// about none.
func (p *Pipeline) rulingOf(e sanad.Entry, known map[int64]decision.Ruling) (r decision.Ruling, about bool) {
	if e.Kind == sanad.EntryDecision {
		r = decision.Read(e)
		if r.Err != nil && !e.Redacted {
			p.problem("", fmt.Errorf("a decision is not applied: %w", r.Err))
		}
		return r, true
	}
	var gone sanad.Redaction
	if json.Unmarshal(e.Body, &gone) != nil { // told of where texts are read
		return r, false
	}
	old, about := known[gone.Index]
	return decision.Read(sanad.Entry{Index: old.Entry, Kind: sanad.EntryDecision, Recorded: old.Recorded, Redacted: true}), about
}

// Rulings are all decisions that the log has now.
func (p *Pipeline) Rulings(ctx context.Context) (*decision.Set, error) {
	size, err := p.Evidence.Size(ctx)
	if err != nil {
		return nil, err
	}
	return p.decisions(ctx, size)
}

// Coded returns a document of the derived data with its claims as coded, before any decision. Errors: ErrNotFound,
// ErrRedacted.
func (p *Pipeline) Coded(ctx context.Context, document string) (sanad.Coded, error) {
	doc, err := p.Derived.Document(ctx, document)
	if err != nil {
		return sanad.Coded{}, err
	}
	return p.codeOne(doc, nil), nil
}

// Decisions says how all decisions of the log fare, and what follows from those that change no claim.
func (p *Pipeline) Decisions(ctx context.Context) (*decision.Set, decision.Report, error) {
	set, err := p.Rulings(ctx)
	if err != nil {
		return nil, decision.Report{}, err
	}
	report, err := p.Rules.Report(set, func(id string) (sanad.Coded, error) { return p.Coded(ctx, id) })
	if err != nil {
		return nil, decision.Report{}, err
	}
	for i := range report.Outcomes {
		ruling, o := set.Rulings()[i], &report.Outcomes[i]
		if !o.Effective || !isConfirmation(ruling.Decision) {
			continue
		}
		why, err := p.unconfirmed(ctx, o.Claims)
		if err != nil {
			return nil, decision.Report{}, err
		}
		if why != "" {
			o.State, o.Reason = sanad.DecisionDoubtful, why
		}
	}
	return set, report, nil
}

// isConfirmation reports whether a decision says of a claim that independent sources confirm it.
func isConfirmation(d sanad.Decision) bool {
	return d.Kind == sanad.DecideItem && string(d.Value) == "1"
}

// unconfirmed says why claims can't be graded as confirmed by other, independent sources (Admiralty: 1), "" where
// they can: where their incident has two origins, independent of each other and of both sides.
func (p *Pipeline) unconfirmed(ctx context.Context, claims []string) (string, error) {
	for _, id := range claims {
		in, err := p.Derived.Incident(ctx, id)
		switch {
		case errors.Is(err, sanad.ErrNotFound):
			return "1 is for what other, independent sources confirm, and it is in no incident", nil
		case err != nil:
			return "", err
		case in.Status != sanad.StatusCorroborated:
			return fmt.Sprintf("1 is for what other, independent sources confirm, and its incident is not corroborated (%s)", in.Reason), nil
		}
	}
	return "", nil
}

// Decide signs a decision and appends it to the evidence. One that would change nothing, as it finds no claim or
// would make one that isn't valid, is refused with the reason. The derived data follow when they next catch up.
// Errors: ErrInvalid, ErrNotFound.
func (p *Pipeline) Decide(ctx context.Context, key decision.Key, d sanad.Decision) (sanad.Entry, decision.Outcome, error) {
	body, err := key.Sign(d)
	if err != nil {
		return sanad.Entry{}, decision.Outcome{}, err
	}
	outcome, err := p.foresee(ctx, body)
	if err != nil {
		return sanad.Entry{}, outcome, fmt.Errorf("decide %s: %w", d.Kind, err)
	}
	entries, err := p.Evidence.Append(ctx, []sanad.Entry{{Kind: sanad.EntryDecision, Body: body}})
	if err != nil {
		return sanad.Entry{}, outcome, fmt.Errorf("decide %s: %w", d.Kind, err)
	}
	outcome.Entry = entries[0].Index
	return entries[0], outcome, nil
}

// foresee is how a decision would fare as the log's next entry.
func (p *Pipeline) foresee(ctx context.Context, body []byte) (decision.Outcome, error) {
	set, err := p.Rulings(ctx)
	if err != nil {
		return decision.Outcome{}, err
	}
	size, err := p.Evidence.Size(ctx)
	if err != nil {
		return decision.Outcome{}, err
	}
	next := decision.Read(sanad.Entry{Index: size, Kind: sanad.EntryDecision, Body: body})
	set = decision.NewSet(append(slices.Clone(set.Rulings()), next))
	touched := set.Touched(size)
	report, err := p.Rules.Report(set, func(id string) (sanad.Coded, error) {
		if !slices.Contains(touched, id) { // not asked about
			return sanad.Coded{}, sanad.ErrNotFound
		}
		return p.Coded(ctx, id)
	})
	if err != nil {
		return decision.Outcome{}, err
	}
	outcome := report.Outcomes[len(report.Outcomes)-1]
	if !outcome.Effective {
		reason := outcome.Reason
		if reason == "" {
			reason = "it changes nothing: what it takes back is taken back already"
		}
		return outcome, fmt.Errorf("%w: %s", sanad.ErrInvalid, reason)
	}
	if isConfirmation(next.Decision) {
		why, err := p.unconfirmed(ctx, outcome.Claims)
		if err == nil && why != "" {
			err = fmt.Errorf("%w: %s", sanad.ErrInvalid, why)
		}
		return outcome, err
	}
	if next.Kind != sanad.DecideCorrect {
		return outcome, nil
	}
	return outcome, p.known(ctx, next.Anchors[0].Document, outcome.Claims, set)
}

// known refuses a correction to what the codebook doesn't have.
func (p *Pipeline) known(ctx context.Context, document string, claims []string, set *decision.Set) error {
	coded, err := p.Coded(ctx, document)
	if err != nil {
		return err
	}
	for _, c := range p.Rules.Apply(coded.Document, coded.Claims, set).Claims {
		if slices.Contains(claims, c.ID) {
			return p.Rules.Known(c)
		}
	}
	return nil
}

// AnalystKey reads an analyst's key out of the folder, and makes it at first. Errors: ErrInvalid, ErrDamaged.
func (o *Observatory) AnalystKey(name string) (key decision.Key, made bool, err error) {
	return o.store.AnalystKey(name)
}
