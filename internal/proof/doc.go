// Package proof is the file by which a number leaves the folder with all that it stands on: claims, the sentences that
// they were read in, the receipts and texts behind these, analysts' decisions on them, and for each of these entries
// of the log the way to a signed head.
//
// It decides what such a bundle holds, how it is spelled, and what can be checked of it by someone who has nothing
// else. It refuses to decide whether a claim is true, or whether the one who holds the log's key is to be trusted,
// and takes no bundle that is larger than its bounds. It reads no database, clock or network.
//
// Worked example: a page says that Gondor counts 23 dead. The bundle has the claim, its sentence, the entry of the
// text with its salt, and eleven hashes that lead from there to the head of a log of 2,000 entries. Change the 23, the
// sentence, an offset, a date or a hash, and the check names it.
package proof
