// Package log is the arithmetic of the evidence log: what an entry's commitment is, how commitments make
// a Merkle tree, how the tree's head is signed, and how all of that is checked.
//
// It decides which bytes are hashed and signed, and what counts as damage. It refuses to decide where
// anything is stored, and reads no file, clock or random source of its own.
//
// Worked sentence: when a report is redacted, its body and its salt are destroyed, its leaf
// "text, 2025-10-12T08:00:00.000000Z, commitment" stays, and the tree over a million later entries still
// has the same signed heads.
package log
