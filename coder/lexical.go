package coder

import (
	"strings"

	"sanad.example/sanad/codebook"
)

// lexical says what the codebook knows of a token as a verb or a noun.
type lexical struct {
	verb, noun, only   bool // only: a form that no noun has ("attacked")
	base, third, parti bool
	ing                bool
	suffix             bool // known by its ending alone
	common, sure       bool // a base form of the common verbs alone; a form that an entry has as a verb
	state              bool // an irregular form of a measure: "hurt", "dead"
	length             int
}

// lexicalAt gathers what the phrases at i say of it.
func (r *reading) lexicalAt(i int) lexical {
	var lx lexical
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			switch e.Kind {
			case codebook.KindPredicate, codebook.KindCue, codebook.KindMeasure, codebook.KindWord:
				r.lexicalEntry(&lx, e, m.To-m.From)
				lx.noun = lx.noun || e.Form == codebook.FormNoun && r.is(i+1, "preposition") // "support for"
			case codebook.KindRole, codebook.KindUnit:
				lx.noun = lx.noun || m.To == i+1
			}
		}
	}
	lx.parti = lx.parti || lx.state && lx.verb
	lx.noun = lx.noun || lx.common && !lx.sure
	lx.only = lx.verb && !lx.noun && (lx.parti || lx.ing || lx.base || lx.third)
	if !lx.verb && !lx.noun {
		r.bySuffix(&lx, i)
	}
	return lx
}

func (r *reading) lexicalEntry(lx *lexical, e codebook.Entry, length int) {
	if e.Kind == codebook.KindWord && e.Word != "verb" && e.Word != "light" {
		return
	}
	verb := true
	if e.Kind == codebook.KindWord && (e.Form == codebook.FormBase || e.Form == codebook.FormThird) {
		lx.common = true // "points", "moves": the lists of common verbs know no nouns
	} else if e.Form <= codebook.FormIng {
		lx.sure = true
	}
	switch e.Form {
	case codebook.FormBase:
		lx.base = true
	case codebook.FormThird:
		lx.third = true
	case codebook.FormPast:
		lx.parti = true
	case codebook.FormIng:
		lx.ing = true
	case codebook.FormOther:
		verb = e.Kind != codebook.KindMeasure
		lx.parti = lx.parti || verb
		lx.state = lx.state || !verb
	default:
		verb = false
		lx.noun = lx.noun || length == 1
	}
	if verb {
		lx.verb = true
		lx.length = max(lx.length, length)
	}
}

// bySuffix takes an unknown word in -ed for a verb.
func (r *reading) bySuffix(lx *lexical, i int) {
	w := r.norm(i)
	if len(w) > 4 && strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "eed") && (i == 0 || !r.capital(i)) {
		lx.verb, lx.parti, lx.only, lx.length, lx.suffix = true, true, true, 1, true
	}
}
