package coder

import (
	"slices"

	"sanad.example/sanad/codebook"
)

// utterance is one cue with whose words it says they are and what they are, read off the tree alone: the
// speaker may be anyone, named in the codebook or not.
type utterance struct {
	entries []codebook.Entry // of cues
	head    int              // the cue's own word
	cue     tokens           // with its auxiliaries, adverbs and preposition
	speaker int              // head of the speaker's phrase, -1 where nobody is named
	source  tokens           // the whole phrase: "Elrond, lord of the valley"
	content []tokens
	after   bool // the content stands before the cue, or around it
}

// utterances finds who says what in a sentence, in the order of the cues.
func (r *reading) utterances() []utterance {
	var out []utterance
	for i := range r.toks {
		if u, ok := r.utteranceAt(i); ok {
			out = append(out, u)
		}
	}
	return out
}

func (r *reading) utteranceAt(i int) (utterance, bool) {
	if r.tree.isRel(i, "fixed") || i > 0 && r.phraseAt(i-1, "as_saying") > 0 {
		return utterance{}, false
	}
	entries, to := r.cuesAt(i)
	if len(entries) == 0 {
		return utterance{}, false
	}
	u := utterance{entries: entries, head: i, cue: tokens{i, i + 1}, speaker: -1}
	switch entries[0].Form {
	case codebook.FormPhrase:
		return u, r.phraseUtterance(&u, to)
	case codebook.FormNoun, codebook.FormPlural:
		return u, r.nounUtterance(&u)
	}
	return u, r.verbUtterance(&u)
}

// cuesAt are the cues whose word stands at token i, read as what the sentence makes of it: a verb, a noun.
func (r *reading) cuesAt(i int) (best []codebook.Entry, to int) {
	verb := r.toks[i].UPOS == "VERB" || r.tree.kid(i, "nsubj") >= 0 && r.toks[i].UPOS != "AUX" || r.misread(i)
	for _, m := range r.starts[i] {
		var here []codebook.Entry
		for _, e := range m.Entries {
			noun := e.Form == codebook.FormNoun || e.Form == codebook.FormPlural
			if (e.Kind == codebook.KindCue || e.Kind == codebook.KindAttitude) && (e.Form == codebook.FormPhrase || noun != verb) {
				here = append(here, e)
			}
		}
		if len(here) > 0 && m.To > to {
			best, to = here, m.To
		}
	}
	return best, to
}

// misread reports whether a word that was read as a plural is the verb of what stands before it: "the envoy claims
// that …", "the gazette reports:".
func (r *reading) misread(i int) bool {
	if r.toks[i].XPOS != "NNS" || i == 0 || i+1 >= len(r.toks) || r.norm(i+1) != codebook.TakesThat && r.norm(i+1) != ":" || r.verbIn(0, i) {
		return false
	}
	from := r.nameBefore(i)
	return (r.toks[i-1].UPOS == "PROPN" || r.toks[i-1].UPOS == "NOUN") && (from == 0 || r.toks[from-1].UPOS != "ADP")
}

// nameBefore is where the words of a noun's phrase right before token i begin.
func (r *reading) nameBefore(i int) int {
	for i > 0 && slices.Contains([]string{"PROPN", "NOUN", "ADJ", "DET", "NUM"}, r.toks[i-1].UPOS) {
		i--
	}
	return i
}

// takes reports whether a cue has its content as a complement of some sort.
func (r *reading) takes(entries []codebook.Entry, what string) bool {
	return slices.ContainsFunc(entries, func(e codebook.Entry) bool {
		t := r.book.Cues[e.Index].Takes
		return len(t) == 0 && what == codebook.TakesThat || slices.Contains(t, what)
	})
}

// verbUtterance reads "X said that …", "…, said X", "X called for …", "X urged Y to …".
func (r *reading) verbUtterance(u *utterance) bool {
	v := u.head
	if r.tree.isRel(v, "amod", "compound") {
		return false
	}
	u.cue = r.verbGroup(v)
	if u.cue.from > 0 && r.norm(u.cue.from-1) == codebook.TakesTo {
		return false // what somebody is to do isn't said: "ways to seek redress"
	}
	passive := r.passive(v)
	u.speaker = r.speakerOn(v, passive)
	if passive && u.speaker < 0 && r.tree.isRel(v, "acl") && r.tree.head(v) == u.cue.from-1 && r.clausal(u) {
		passive, u.speaker = false, r.tree.head(v) // read as a participle though it's the verb: "the envoy announced on Monday that"
	}
	if r.misread(v) {
		u.cue, u.source = tokens{v, v + 1}, tokens{r.nameBefore(v), v}
		u.speaker = v - 1
	} else if u.speaker >= 0 {
		u.source = r.phraseOf(u.speaker, v)
	}
	if r.quotedAs(u) {
		return u.speaker >= 0
	}
	speech := r.speaks(u)
	if speech {
		r.speakerAside(u)
	}
	if !speech || !r.contentBefore(u) && !r.clauseAfter(u) {
		r.complements(u, passive)
	}
	r.inStatement(u)
	if len(u.content) == 0 {
		return u.speaker >= 0 && r.takes(u.entries, codebook.TakesThat)
	}
	return u.speaker >= 0 || passive && r.supposed(u)
}

// quotedAs reads "AFP quoted the mayor as saying that …" and "the mayor was quoted as saying …": who is quoted
// speaks.
func (r *reading) quotedAs(u *utterance) bool {
	start := r.quotationStart(u.cue.to)
	if start == 0 || !slices.ContainsFunc(u.entries, func(e codebook.Entry) bool { return r.book.Cues[e.Index].ID == quoteCue }) {
		return false
	}
	u.speaker = r.tree.kid(u.head, "obj", "nsubj:pass")
	if u.speaker >= 0 {
		u.source = r.phraseOf(u.speaker, u.head)
		u.source.to = min(u.source.to, start)
	}
	if r.phraseAt(u.cue.to, "as_saying") > 0 {
		u.cue.to = start
	}
	u.content = []tokens{r.bare(tokens{start, r.clauseEnd(u.head, start)})}
	return true
}

// quotationStart is the token behind "as saying", 0 where none follows token i.
func (r *reading) quotationStart(i int) int {
	for end := min(len(r.toks), i+12); i < end; i++ {
		if n := r.phraseAt(i, "as_saying"); n > 0 {
			if r.norm(i+n-1) == "that" {
				return i + n - 1
			}
			return i + n
		}
	}
	return 0
}

// inStatement takes what one speaks in into the cue: "said in a statement".
func (r *reading) inStatement(u *utterance) {
	i := u.cue.to
	if i+1 >= len(r.toks) || r.norm(i) != "in" && r.norm(i) != "on" {
		return
	}
	if n := r.tree.head(i); n > i && n-i < 5 && r.is(n, "medium") {
		u.cue.to = n + 1
	}
}

// speaks reports whether a cue takes a clause and is one of speech, or has a quotation or a colon beside it:
// "“…,” she laughed".
func (r *reading) speaks(u *utterance) bool {
	if !r.takes(u.entries, codebook.TakesThat) {
		return false
	}
	if !r.attitude(u.entries) {
		return true
	}
	at, to := r.beforeClause(u), max(u.cue.to, u.source.to)
	if at > 0 && isQuote(r.norm(at-1)) || r.norm(to) == ":" {
		return true
	}
	return isQuote(r.norm(to)) || r.norm(to) == "," && isQuote(r.norm(to+1))
}

// supposed reports whether a passive that names nobody says something of its subject: "is expected to …", not
// "was attacked".
func (r *reading) supposed(u *utterance) bool {
	return u.content[len(u.content)-1].from > u.head
}

// clausal reports whether a cue has a clause behind it, or its preposition right behind.
func (r *reading) clausal(u *utterance) bool {
	if c := r.tree.kid(u.head, "ccomp"); c > u.head && r.takes(u.entries, codebook.TakesThat) {
		return true
	}
	return r.tree.isRel(u.cue.to, "case") && r.norm(u.cue.to) != "as" && r.takes(u.entries, r.norm(u.cue.to))
}

// speakerAside finds the speaker beside the cue at a quotation's end, "…,” the minister said" or "…,” said the
// minister, a …", where the tree gave none there.
func (r *reading) speakerAside(u *utterance) {
	r.afterComma(u)
	if u.speaker >= 0 && (u.source.to == u.cue.from || u.source.from == u.cue.to) {
		return
	}
	word := func(i int) bool {
		switch r.toks[i].UPOS {
		case "PUNCT", "VERB", "AUX":
			return false
		}
		return true
	}
	from, to := u.cue.from, u.cue.to
	for from > 0 && word(from-1) && u.cue.from-from < aside {
		from--
	}
	for to < len(r.toks) && word(to) {
		to++
	}
	switch {
	case from > 0 && from < u.cue.from && isQuote(r.norm(from-1)) && r.toks[u.cue.from-1].UPOS != "ADP":
		u.source = tokens{from, u.cue.from}
	case u.cue.from > 0 && (isQuote(r.norm(u.cue.from-1)) || r.norm(u.cue.from-1) == "," && !r.attitude(u.entries) && r.closed(u) && (to == len(r.toks) || r.toks[to].UPOS == "PUNCT")) && to > u.cue.to && r.norm(u.cue.to) != codebook.TakesThat && r.toks[u.cue.to].UPOS != "ADP" && !r.saying(u.head):
		u.source = tokens{u.cue.to, to}
		if to+2 < len(r.toks) && r.norm(to) == "," && r.toks[to+1].UPOS == "DET" {
			for to++; to < len(r.toks) && word(to); to++ {
				u.source.to = to + 1
			}
		}
	default:
		return
	}
	u.speaker = r.head(u.source)
}

// closed reports whether what stands before a cue is a clause of its own, so that the cue's speaker stands
// behind it: "deaths rose to nine, says the index".
func (r *reading) closed(u *utterance) bool {
	if u.speaker < 0 || u.speaker > u.head {
		return true
	}
	return r.norm(u.speaker+1) != "," && r.verbIn(u.speaker+1, u.cue.from)
}

func (r *reading) verbIn(from, to int) bool {
	for i := from; i < to; i++ {
		if r.toks[i].UPOS == "VERB" || r.toks[i].UPOS == "AUX" {
			return true
		}
	}
	return false
}

// afterComma cuts a speaker's phrase that took the end of what is said for its beginning: "…shelled Gondor, Bree
// said".
func (r *reading) afterComma(u *utterance) {
	if u.speaker < 0 || u.source.to != u.cue.from || !r.verbIn(0, u.source.from) {
		return
	}
	for i := u.source.to - 1; i > u.source.from; i-- {
		if r.toks[i].UPOS == "CCONJ" {
			return
		}
		if r.norm(i) == "," {
			u.source.from = i + 1
			u.speaker = r.head(u.source)
			return
		}
	}
}

// passive reports whether a verb stands in the passive: with its auxiliary, or as a participle after a noun.
func (r *reading) passive(v int) bool {
	return r.tree.kid(v, "nsubj:pass", "aux:pass") >= 0 || r.toks[v].XPOS == "VBN" && r.tree.isRel(v, "acl") && r.tree.kid(v, "aux") < 0
}

// verbGroup is a verb with the auxiliaries, adverbs and negations right before it, its particle behind it,
// and the verbs of trying or going on that it depends on: "is once again questioning", "tried to explain".
func (r *reading) verbGroup(v int) tokens {
	g := tokens{v, v + 1}
	for g.from > 0 && r.tree.head(g.from-1) == v && r.tree.isRel(g.from-1, "aux", "advmod", "cop") {
		g.from--
	}
	if r.tree.isRel(v, "xcomp") {
		h, at := r.tree.head(v), g.from
		if at > 0 && r.norm(at-1) == "to" {
			at--
		}
		if h == at-1 && (r.toks[h].UPOS == "VERB" || r.toks[h].UPOS == "ADJ") {
			if entries, _ := r.cuesAt(h); len(entries) == 0 || !r.takes(entries, codebook.TakesTo) {
				return tokens{r.verbGroup(h).from, g.to}
			}
		}
	}
	if g.to < len(r.toks) && r.tree.head(g.to) == v && r.tree.isRel(g.to, "compound:prt") {
		g.to++
	}
	return g
}

// speakerOn is the head of the phrase that speaks in verb v: its subject, the subject of the verb that it
// hangs on, the noun that it qualifies ("a letter saying"), in the passive who it was done by.
func (r *reading) speakerOn(v int, passive bool) int {
	if passive {
		for _, k := range r.tree.all(v, "obl") {
			if r.tree.isRel(k, "obl:agent") || r.caseOf(k) == "by" {
				return k
			}
		}
		return -1
	}
	for steps := 0; v >= 0 && steps < 6; steps++ {
		if s := r.nearestSubject(v); s >= 0 {
			return s
		}
		h := r.governor(v)
		switch {
		case h < 0:
			return -1
		case r.tree.isRel(v, "xcomp"):
			if o := r.tree.kid(h, "obj", "iobj"); o >= 0 && o < v {
				return o
			}
			if o := r.tree.kid(h, "nsubj:pass"); o >= 0 {
				return o
			}
		case r.tree.isRel(v, "acl"):
			if r.toks[h].UPOS != "VERB" {
				return h
			}
		case r.tree.isRel(v, "ccomp") && r.toks[v].XPOS == "VBG" && v > 0 && r.norm(v-1) == ",":
		case !r.tree.isRel(v, "conj", "advcl", "parataxis"):
			return -1
		case r.tree.isRel(v, "advcl") && r.tree.kid(h, "nsubj:pass") >= 0:
			return r.tree.kid(h, "nsubj:pass")
		}
		v = h
	}
	return -1
}

// nearestSubject is the subject of verb v that stands nearest before it, or else behind it; behind a mark of
// quotation only one behind it is. -1 for none.
func (r *reading) nearestSubject(v int) int {
	best := -1
	for _, s := range r.tree.all(v, "nsubj") {
		if s < v && !isQuote(r.norm(v-1)) || s > v && (best < 0 || best > s) {
			best = s
		}
	}
	return best
}

// governor is the word that a verb hangs on. A cue beside the content of another, "said … and warned …", "said …,
// adding …", is beside that other cue, whatever the tree made of it.
func (r *reading) governor(v int) int {
	h := r.tree.head(v)
	beside := r.tree.isRel(v, "conj") || r.norm(v-1) == "," && r.saying(v)
	if h < 0 || h > v || !beside || !r.tree.isRel(h, "ccomp") || r.tree.kid(v, "nsubj") >= 0 || r.reports(h) || !r.reports(v) {
		return h
	}
	if x := r.tree.head(h); x >= 0 && x < h {
		if entries, _ := r.cuesAt(x); len(entries) > 0 {
			return x
		}
	}
	return h
}

// reports reports whether a cue of speech stands at token i.
func (r *reading) reports(i int) bool {
	entries, _ := r.cuesAt(i)
	return len(entries) > 0 && !r.attitude(entries)
}

// caseOf is the preposition of a phrase, "" for none.
func (r *reading) caseOf(i int) string {
	for _, k := range r.tree.kids[i] {
		if r.tree.isRel(k, "case") || r.tree.isRel(k, "mark") && k < i {
			return r.norm(k)
		}
	}
	return ""
}

// phraseOf is the phrase of head h without its preposition and without what contains the cue at v.
func (r *reading) phraseOf(h, v int) tokens {
	s := r.tree.span(h)
	for _, k := range r.tree.kids[h] {
		if r.tree.under(v, k) { // "a letter saying that …": up to the participle
			if k > h {
				s.to = min(s.to, r.tree.from[k])
			} else {
				s.from = max(s.from, r.tree.to[k])
			}
		}
		if k < h && r.tree.isRel(k, "case", "cc", "mark", "obl", "discourse", "advcl") {
			s.from = max(s.from, r.tree.to[k])
		}
	}
	for i := s.from + 1; i < h; i++ {
		if isQuote(r.norm(i)) && r.norm(i-1) == "," {
			s.from = i + 1 // "“The bridge is ours,” the captain said"
		}
	}
	if v > h && s.to > v {
		s.to = v
	}
	if v < h && s.from <= v {
		s.from = v + 1
	}
	return r.bare(s)
}

// bare leaves out marks at the ends of a run.
func (r *reading) bare(s tokens) tokens {
	for s.to > s.from && r.toks[s.to-1].UPOS == "PUNCT" && !isQuote(r.norm(s.to-1)) {
		s.to--
	}
	for s.from < s.to && r.toks[s.from].UPOS == "PUNCT" && !isQuote(r.norm(s.from)) {
		s.from++
	}
	return s
}

// complements are the parts of the sentence that a verb's cue says are its content.
func (r *reading) complements(u *utterance, passive bool) {
	v := u.head
	all := tokens{len(r.toks), 0}
	add := func(s tokens) {
		all.from, all.to = min(all.from, s.from), max(all.to, s.to)
	}
	that, object := r.takes(u.entries, codebook.TakesThat), r.takes(u.entries, codebook.TakesObject)
	to := r.takes(u.entries, codebook.TakesTo) || passive && that // "is said to be"
	for _, k := range r.tree.kids[v] {
		s := r.tree.span(k)
		switch {
		case k == u.speaker || r.tree.isRel(k, "nsubj", "aux", "advmod", "punct", "conj", "cc", "mark"):
		case k < v:
			if that && r.tree.isRel(k, "ccomp") && r.tree.to[k] <= u.cue.from {
				u.after = true
				u.content = append(u.content, r.bare(tokens{r.tree.from[k], r.beforeClause(u)}))
				return
			}
		case r.tree.isRel(k, "ccomp", "parataxis"):
			if that || to {
				add(s)
			}
		case r.tree.isRel(k, "xcomp"):
			if to || object {
				add(s)
			}
		case r.tree.isRel(k, "obj", "iobj"):
			if object || to && r.tree.kid(v, "xcomp") > k {
				add(s)
			} else if of := r.charge(u, k); of.to > of.from {
				add(of)
			}
		case r.tree.isRel(k, "obl", "advcl"):
			p := r.caseOf(k)
			switch {
			case p == "to" && r.tree.isRel(k, "advcl") && to:
				add(s)
			case p != "" && r.takes(u.entries, p):
				s.from = r.caseEnd(k)
				if all.to == 0 {
					u.cue.to = max(u.cue.to, s.from)
				}
				add(s)
			}
		}
	}
	if passive && (object || to) {
		if s := r.tree.kid(v, "nsubj:pass"); s >= 0 {
			u.content = append(u.content, r.bare(r.tree.span(s)))
		}
	}
	if all.to > 0 {
		u.content = append(u.content, r.bare(r.beforeAside(all)))
	}
}

// charge is what hangs on a verb's object that belongs to the verb: "accused the riders of theft".
func (r *reading) charge(u *utterance, object int) tokens {
	for _, k := range r.tree.all(object, "nmod", "acl") {
		if p := r.caseOf(k); k > object && p != "" && p != codebook.TakesThat && p != codebook.TakesTo && r.takes(u.entries, p) {
			u.cue.to = r.caseEnd(k)
			return tokens{u.cue.to, r.tree.to[k]}
		}
	}
	return tokens{}
}

// beforeAside cuts what is told beside a thing: ", which …", " - a …".
func (r *reading) beforeAside(s tokens) tokens {
	for i := s.from + 1; i+1 < s.to; i++ {
		w := r.norm(i)
		if w == "," && r.is(i+1, "relative") || r.toks[i].UPOS == "PUNCT" && isDash(w) && r.toks[i-1].SpaceAfter {
			return tokens{s.from, i}
		}
	}
	return s
}

func isDash(w string) bool { return w == "-" || w == "--" || w == "–" || w == "—" }

// caseEnd is the token behind a phrase's preposition.
func (r *reading) caseEnd(i int) int {
	for _, k := range r.tree.kids[i] {
		if r.tree.isRel(k, "case", "mark") && k < i {
			return max(k+1, r.tree.to[k])
		}
	}
	return r.tree.from[i]
}

// beforeClause is where the clause of a cue starts whose content stands before it: at its speaker's phrase or
// at the verb, whichever is first.
func (r *reading) beforeClause(u *utterance) int {
	at := u.cue.from
	if u.speaker >= 0 && u.source.from < at {
		at = u.source.from
	}
	return at
}

// aside is how many tokens may stand behind a cue whose content stands before it: "…, he said in a statement".
const aside = 8

// contentBefore reads "…, X said" and "…,” said X, “…”" whatever the tree made of what is said: all that stands
// before, up to the comma or the mark of quotation, and a quotation that goes on behind.
func (r *reading) contentBefore(u *utterance) bool {
	at := r.beforeClause(u)
	if at < 2 || r.norm(at-1) != "," && !isQuote(r.norm(at-1)) {
		return false
	}
	end := max(u.cue.to, u.source.to)
	quoted := isQuote(r.norm(at - 1))
	rest := end
	for rest < len(r.toks) && !isQuote(r.norm(rest)) && r.norm(rest) != "," && r.norm(rest) != ";" {
		if r.tree.isRel(rest, "ccomp") && !quoted || r.norm(rest) == "that" {
			return false
		}
		rest++
	}
	medial := rest == end && rest+2 < len(r.toks) && r.norm(rest) == "," && !r.saying(rest+1)
	if !quoted && (rest-end > aside || medial && isQuote(r.norm(rest+1))) {
		return false
	}
	if !quoted && rest+1 < len(r.toks) && !medial && !r.saying(rest+1) && r.norm(rest) != ";" {
		return false
	}
	from := 0
	if h := r.tree.head(u.head); h >= 0 && r.tree.isRel(u.head, "conj") && r.tree.from[u.head] > h {
		from = min(r.tree.from[u.head], at)
	}
	if from == 0 && r.toks[0].UPOS == "CCONJ" && !isQuote(r.norm(0)) {
		from = 1
	}
	for j := at - 2; j > from; j-- {
		if r.norm(j) == ";" && !quoted {
			from = j + 1
		}
	}
	if quoted {
		for j := at - 2; j > from; j-- {
			if isQuote(r.norm(j)) && (r.norm(j-1) == ":" || r.norm(j-1) == ",") {
				from = j // "He shook his head: “…,” he said"
			}
		}
	}
	said := r.bare(tokens{from, at})
	if said.to <= said.from {
		return false
	}
	u.after, u.content = true, append(u.content, said)
	if medial && !quoted {
		if more := r.bare(tokens{rest + 1, r.clauseEnd(u.head, rest+1)}); more.to > more.from {
			u.content = append(u.content, more)
		}
	}
	return true
}

// saying reports whether a participle that is a cue itself stands at token i: ", adding that …".
func (r *reading) saying(i int) bool {
	if i >= len(r.toks) || r.toks[i].XPOS != "VBG" {
		return false
	}
	entries, _ := r.cuesAt(i)
	return len(entries) > 0
}

// clauseAfter reads "X said on Monday that …", "X told Y: “…”": from the word or mark that opens what is said to
// the end of the clause.
func (r *reading) clauseAfter(u *utterance) bool {
	from := -1
	start := u.cue.to
	if u.source.from == start {
		start = u.source.to
	}
	for i := start; i < len(r.toks) && i < start+14 && from < 0; i++ {
		switch w := r.norm(i); {
		case w == "that" && (i == start || r.toks[i].XPOS == "IN" || r.tree.isRel(i, "mark")):
			from = i
		case isQuote(w) && i+2 < len(r.toks):
			from = i
		case w == ":" && i+1 < len(r.toks):
			from = i + 1
		case r.toks[i].UPOS == "VERB" || r.toks[i].UPOS == "AUX" || w == ";":
			i = len(r.toks)
		}
	}
	if from < 0 {
		for _, k := range r.tree.all(u.head, "ccomp") {
			if k > u.head && !(r.saying(k) && r.norm(k-1) == ",") {
				from = r.tree.from[k]
				break
			}
		}
	}
	if from < 0 {
		return false
	}
	said := r.bare(tokens{from, r.clauseEnd(u.head, from)})
	if said.to <= said.from {
		return false
	}
	u.content = append(u.content, said)
	return true
}

// clauseEnd is where what is said from token from on ends: at the end of the sentence, or of the clause that
// the cue stands in, or where another cue or a clause of the same rank begins.
func (r *reading) clauseEnd(v, from int) int {
	end := len(r.toks)
	for i := v; r.tree.head(i) >= 0; i = r.tree.head(i) {
		if r.tree.isRel(i, "acl", "advcl", "ccomp", "xcomp", "csubj") {
			end = max(r.tree.to[i], r.tree.to[v])
			break
		}
	}
	for i := from + 1; i < end; i++ {
		cut := r.norm(i-1) == "," && r.saying(i) && r.tree.kid(i, "aux", "nsubj") < 0 || r.norm(i) == ";"
		if r.governor(i) == v && r.tree.isRel(i, "conj") {
			entries, _ := r.cuesAt(i)
			cut = cut || len(entries) > 0 || r.tree.kid(i, "nsubj") >= 0
		}
		if !cut {
			continue
		}
		at := i
		if r.governor(i) == v {
			at = min(at, max(r.tree.from[i], from+1))
		}
		for at > from+1 && (r.norm(at-1) == "," || r.toks[at-1].UPOS == "CCONJ") {
			at--
		}
		return at
	}
	return end
}

// phraseUtterance reads "according to X, …".
func (r *reading) phraseUtterance(u *utterance, to int) bool {
	i := u.head
	u.cue.to = to
	if to >= len(r.toks) {
		return false
	}
	x := to
	for steps := 0; r.tree.head(x) > x && r.tree.head(x) < len(r.toks) && steps < 12 && !r.tree.isRel(x, "nsubj", "root"); steps++ {
		x = r.tree.head(x)
		if r.tree.under(i, x) && r.tree.isRel(x, "obl", "nmod") {
			break
		}
	}
	u.speaker = x
	u.source = r.bare(tokens{to, max(r.tree.to[x], to+1)})
	if u.source.to <= u.source.from {
		return false
	}
	h := r.tree.head(x)
	if h < 0 {
		return false
	}
	s := r.tree.span(h)
	if i > 0 && r.norm(i-1) == "," {
		s.from = 0
	}
	if i == 0 {
		s.to = len(r.toks)
	}
	for _, part := range []tokens{{s.from, i}, {u.source.to, s.to}} {
		if part = r.bare(part); part.to > part.from {
			u.content = append(u.content, part)
		}
	}
	return len(u.content) > 0
}

// nounUtterance reads "X's claim that …", "his plan to …", and what is done with the noun in words: "X issued a
// warning to …", "raised questions about …".
func (r *reading) nounUtterance(u *utterance) bool {
	i := u.head
	all := tokens{len(r.toks), 0}
	add := func(s tokens) { all = tokens{min(all.from, s.from), max(all.to, s.to)} }
	for _, k := range r.tree.kids[i] {
		if k < i && r.tree.isRel(k, "nmod:poss") {
			u.speaker, u.source = k, r.bare(r.tree.span(k))
		}
		if k > i && r.tree.isRel(k, "acl", "ccomp") && ((r.caseOf(k) == "that" || r.tree.isRel(k, "acl:relcl") && r.tree.from[k] == i+1 && r.norm(i+1) == "that") && r.takes(u.entries, codebook.TakesThat) || r.caseOf(k) == "to" && r.takes(u.entries, codebook.TakesTo)) {
			add(r.tree.span(k))
		}
	}
	if p := i + 1; p < len(r.toks) && r.tree.isRel(p, "case", "mark") && r.tree.head(p) > p && r.norm(p) != codebook.TakesTo && r.norm(p) != codebook.TakesThat && r.takes(u.entries, r.norm(p)) {
		u.cue.to = p + 1
		add(tokens{p + 1, r.tree.to[r.tree.head(p)]})
	}
	if all.to == 0 {
		return false
	}
	if h := r.tree.head(i); u.speaker < 0 && h >= 0 && h < i && i-h < 5 && r.tree.isRel(i, "obj") && r.toks[h].UPOS == "VERB" {
		if u.speaker = r.speakerOn(h, false); u.speaker >= 0 {
			u.source, u.cue.from = r.phraseOf(u.speaker, h), r.verbGroup(h).from
		}
	}
	u.content = append(u.content, r.bare(all))
	return u.speaker >= 0
}
