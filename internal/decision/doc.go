// Package decision applies analysts' rulings to claims: it ties a ruling to the words of a document, finds these
// words' claim again after every rebuild, and says how each ruling fared.
//
// It decides what a ruling changes, which of two rulings on one matter counts (the later), and when a ruling is
// doubtful (what the analyst saw has changed) or orphaned (nothing is found where it was anchored). It refuses
// to decide whether an analyst is right, never drops a ruling, and applies none whose signature isn't sound.
// Everything here is a function of its arguments: it reads no log, no clock and no key file.
//
// Worked example: in "Gondor said 23 of its soldiers were killed at Osgiliath" the coder takes the killed for
// civilians; an analyst corrects /figures/0/of/0/id to GON-MIL. A later coder reads GON-MIL by itself: the ruling
// stays applied. Were it to read ROH-CVL, the ruling would still be applied, and listed as doubtful.
package decision
