// Package text turns a document's text into sentences of tokens and, with a Parser, into tagged
// dependency trees after Universal Dependencies.
//
// It decides where sentences and tokens begin and end, and what depends on what. It refuses to decide
// what anything means: it knows no actor, place or event and never imports the codebook.
//
// Worked sentence: "Kabul didn't confirm it, Maj.-Gen. Sharif said." is one sentence of the tokens
// Kabul, did, n't, confirm, it, ",", Maj.-Gen., Sharif, said and ".".
package text

// Version is the version of this stage: it changes when equal texts give other sentences or tokens.
const Version = "text/1"

// Token is one syntactic word after the UD English conventions: clitics and contractions are split
// ("did" + "n't", "Pakistan" + "'s"). Start and End are code points into the document's text.
// The fields below SpaceAfter are empty until a Parser has filled them.
type Token struct {
	Text       string // as written
	Norm       string // for matching only: NFC, lower case, confusable letters and quotes folded
	Start, End int    // code points into the document's text
	SpaceAfter bool   // white space follows in the text

	UPOS  string // universal part of speech, such as "VERB"
	XPOS  string // Penn Treebank tag, such as "VBD"
	Feats string // UD features in CoNLL-U order, such as "Tense=Past|VerbForm=Fin"
	Lemma string
	Head  int    // 1-based index of the head in the sentence, 0 for the root
	Rel   string // UD relation to the head, such as "nsubj:pass"
}

// Sentence is a run of tokens. Start and End are code points into the document's text, End exclusive.
type Sentence struct {
	Index      int // 0-based, in the document
	Start, End int
	Tokens     []Token
}
