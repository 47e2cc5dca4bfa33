// Package worlds examines package incident with scripted crises in an invented world: for each, the documents,
// the claims that they make and what must come of them: which claims and documents are about the same
// occurrence, whose account says what, which estimates follow and how well each incident is supported.
//
// It decides what a scripted crisis looks like, reads it strictly, and counts how much of what a world expects
// is found. It refuses to know how incidents are found: what is expected follows from the rules of
// docs/architecture.md alone, and an engine is a function from documents and claims to incidents.
//
// Every world is run twice, the second time with the two sides exchanged, which must exchange them in the
// result and change nothing else.
//
// Worked claim: {id: a, by: GON-MIL, denies: occurrence, does: ASSAULT/aerial, from: GON, to: ARN, at: ARN-BREE}
// is Gondor's army denying that Gondor bombed Bree. testdata/README.md is the notation.
package worlds
