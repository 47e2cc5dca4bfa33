// Package sanad is the domain of an observatory for contested conflicts: documents, claims and what they
// are made of, in the words of docs/architecture.md, and the ids by which they are known.
//
// It decides what the words mean and how they look as JSON. It refuses to decide anything that needs a
// codebook, a store, a clock or a network, and imports the standard library alone.
//
// Worked sentence: "Pakistan denied bombing Kabul" is two claims, a REJECT by PAK-GOV in the source's
// voice, and an ASSAULT on Kabul with PAK-GOV as its speaker and StanceDeny; never an attack that anyone
// asserts.
package sanad
