package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// trigger is a word or phrase that says an event or a relation.
type trigger struct {
	from, to   int // tokens
	pred       int // index into the book's predicates
	chunk      int
	noun       bool
	mutual     bool // "accused each other": each side's words about the other
	supposed   bool // in the "if" of a condition
	phrase     bool // as it stands in the codebook: enough by itself
	ok         bool
	actors     []sanad.Entity
	recipients []sanad.Entity
	negated    bool
	modality   sanad.Modality
	governor   int // of a noun: the verb chunk whose object it is, -1 none
	object     tokens
	things     bool // its recipients are owners of things, or none is named
}

// rejection says why a word that might have been read wasn't.
type rejection struct {
	at   int
	rule string
	why  string
}

func (r *reading) reject(at int, rule, why string) {
	r.rejected = append(r.rejected, rejection{at, rule, why})
}

func (r *reading) predicate(t *trigger) *codebook.Predicate { return &r.book.Predicates[t.pred] }

func (r *reading) typeOf(t *trigger) string { return r.predicate(t).Type }

func (r *reading) ruleOf(t *trigger) string { return "predicate:" + r.predicate(t).ID }

// findTriggers picks the words that say events: at each place the longest phrase whose part of speech and
// neighbourhood fit, the first of the codebook among equals.
func (r *reading) findTriggers() {
	if r.doc.topic != "" {
		r.reject(0, "topic:"+r.doc.topic, "the text is about something else than conflict")
		return
	}
	for i := 0; i < len(r.toks); {
		t := r.verdictTrigger(i)
		if t == nil {
			t = r.triggerAt(i)
		}
		if t == nil {
			i++
			continue
		}
		r.triggers = append(r.triggers, t)
		i = t.to
	}
}

// candidate is a predicate's phrase found at a place.
type candidate struct {
	entry codebook.Entry
	to    int
	words int // of its phrase, which may have others between
}

func (r *reading) triggerAt(i int) *trigger {
	var all []candidate
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == codebook.KindPredicate {
				all = append(all, candidate{e, m.To, m.To - m.From})
			}
		}
	}
	all = r.verbsAt(i, all)
	if len(all) == 0 {
		return nil
	}
	if why := r.otherwiseRead(i, all[len(all)-1].to); why != "" {
		r.reject(i, "predicate:"+r.book.Predicates[all[0].entry.Index].ID, why)
		return nil
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		if a.words != b.words {
			return b.words - a.words
		}
		if x, y := r.asks(a.entry.Index), r.asks(b.entry.Index); x != y {
			return y - x // one that asks for more company says more
		}
		return a.entry.Index - b.entry.Index
	})
	window := r.clauseWords(i)
	for _, c := range all {
		if why := r.unfit(i, c, window); why != "" {
			r.reject(i, "predicate:"+r.book.Predicates[c.entry.Index].ID, why)
			continue
		}
		f := c.entry.Form
		noun := f == codebook.FormNoun || f == codebook.FormPlural
		return &trigger{from: i, to: c.to, pred: c.entry.Index, chunk: r.inside[i], noun: noun, phrase: f == codebook.FormPhrase, governor: -1, ok: true, modality: sanad.ModalityActual}
	}
	return nil
}

// otherwiseRead says what token i is part of that is no event: a date, a number, a name, "it was alleged".
func (r *reading) otherwiseRead(i, to int) string {
	if r.inTime(i) {
		return "part of an expression of time"
	}
	for _, q := range r.quantities {
		if q.nfrom <= i && i < q.nto {
			return "part of a number"
		}
	}
	if r.withinName(i, to) {
		return "part of a name"
	}
	for _, f := range r.frames {
		if f.nobody && f.cue.has(i) {
			return "says that nobody named says it"
		}
		if f.twin != nil && f.twin.cue.has(i) || f.kind == "report" && f.inner && f.cue.has(i) {
			return "told with the verdict on it"
		}
	}
	return ""
}

// withinName reports whether tokens are part of a longer name of an actor, a place or a source.
func (r *reading) withinName(from, to int) bool {
	for _, m := range r.matches {
		if m.From > from || m.To < to || m.To-m.From <= to-from {
			continue
		}
		for _, e := range m.Entries {
			switch e.Kind {
			case codebook.KindActor, codebook.KindPlace, codebook.KindSource:
				if r.capital(m.From) {
					return true
				}
			}
		}
	}
	return false
}

// unfit says why a phrase isn't a trigger here, "" where it is.
func (r *reading) unfit(i int, c candidate, window string) string {
	switch f := c.entry.Form; f {
	case codebook.FormNoun, codebook.FormPlural:
		if t := r.tags[i]; t == tVerb || t == tIng && c.to == i+1 && !r.nominalIng(i) {
			return "a verb here"
		}
		if r.modifies(c.to) {
			return "only describes the next word"
		}
	case codebook.FormPhrase:
		if r.is(c.to-1, "determiner") && c.to < len(r.toks) && r.tags[c.to] == tNoun {
			return "\"" + r.norm(c.to-1) + "\" goes with the next word" // "said no soldiers were killed"
		}
	default:
		if i == 0 && r.toks[i].XPOS == "VB" && r.tree.head(i) < 0 && r.tree.kid(i, "nsubj") < 0 && r.toks[len(r.toks)-1].UPOS == "PUNCT" {
			return "tells the reader to do it"
		}
		if r.tags[i] != tVerb && r.tags[i] != tIng && !(f == codebook.FormOther && c.to > i+1) {
			return "no verb here"
		}
	}
	for _, not := range r.not[c.entry.Index] {
		if strings.Contains(window, not) && !r.elsewhere(i, not) {
			return "not with \"" + strings.TrimSpace(not) + "\""
		}
	}
	met := func(n string) bool {
		if kind, ok := strings.CutPrefix(n, "@"); ok {
			return r.kindNear(i, kind)
		}
		return strings.Contains(window, n)
	}
	if needs := r.needs[c.entry.Index]; len(needs) > 0 && !slices.ContainsFunc(needs, met) {
		return "none of its words in the clause"
	}
	return r.misfit(i, c)
}

// elsewhere reports whether words that begin with the trigger at token i itself ("asked about") stand only at another
// such word in the clause.
func (r *reading) elsewhere(i int, words string) bool {
	list := strings.Fields(words)
	if len(list) < 2 || list[0] != r.toks[i].Norm {
		return false
	}
	for k, w := range list {
		if i+k >= len(r.toks) || r.toks[i+k].Norm != w {
			return true
		}
	}
	return false
}

// kindNear reports whether the clause of token i names a place or an actor of a kind.
func (r *reading) kindNear(i int, kind string) bool {
	from, to := r.clause(i)
	for j := from; j < to; j++ {
		for _, m := range r.starts[j] {
			for _, e := range m.Entries {
				if e.Kind == codebook.KindPlace && r.book.Places[e.Index].Kind == kind || e.Kind == codebook.KindActor && r.book.Actors[e.Index].Kind == kind {
					return true
				}
			}
		}
	}
	return false
}

// nominalIng: "the shelling of", "Arnorian bombing", "for killing of".
func (r *reading) nominalIng(i int) bool {
	return i == 0 || r.tags[i-1] == tDet || r.tags[i-1] == tNoun || r.tags[i-1] == tClitic || r.norm(i+1) == "of" || r.tags[i-1] == tPrep && (i+1 >= len(r.toks) || r.tags[i+1] != tDet && r.tags[i+1] != tNoun)
}

// modifies: "attack helicopters", "the torture allegation", "ceasefire talks".
func (r *reading) modifies(to int) bool {
	if to >= len(r.toks) || r.tags[to] != tNoun || r.capital(to) {
		return false
	}
	if r.is(to, "report_noun") {
		return true
	}
	entries, _ := r.entriesAt(to, codebook.KindPredicate)
	for _, e := range entries {
		if e.Form == codebook.FormNoun || e.Form == codebook.FormPlural {
			return true
		}
	}
	roles, _ := r.entriesAt(to, codebook.KindRole)
	return len(roles) > 0
}

// clauseWords is the neighbourhood in which a predicate's needs and nots are looked for: the clause by
// strong punctuation and coordinated verbs, at most twenty tokens to each side.
func (r *reading) clauseWords(i int) string {
	from, to := r.clause(i)
	var b strings.Builder
	b.WriteByte(' ')
	for j := from; j < to; j++ {
		b.WriteString(r.toks[j].Norm)
		b.WriteByte(' ')
	}
	return b.String()
}

// clause is the tokens of the clause around token i.
func (r *reading) clause(i int) (from, to int) {
	from, to = i, i+1
	for from > 0 && i-from < 20 && !r.clauseEdge(from-1) {
		from--
	}
	for to < len(r.toks) && to-i < 20 && !r.clauseEdge(to) {
		to++
	}
	return from, to
}

// clauseEdge: a semicolon, a colon, a conjunction that joins a verb, "while", "after" before a clause.
func (r *reading) clauseEdge(i int) bool {
	switch r.norm(i) {
	case ":":
		return i > 3
	case ";", "—":
		return true
	}
	k := r.inside[i]
	if r.tags[i] == tConj && r.kindAt(k+1) == cVerb && r.norm(i) != "nor" {
		return true
	}
	return r.tags[i] == tSub && r.norm(i) != "that" && r.norm(i) != "if" && r.norm(i) != "unless"
}
