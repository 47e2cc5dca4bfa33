// Package watch follows feeds and pages, round after round.
//
// It decides when each is asked next, which of its items are new, where their text comes from, and when a
// source is silent or failing. It refuses to decide what a text means or where it is stored: items go to a
// sink that returns once they are safe. What counts is in the evidence log, whose receipts name the item
// that they are of: after any crash the log says what has been read, and nothing is read twice or lost.
//
// Worked sentence: the Herald's feed is asked every 15 minutes; its new entry leads to a page that answers
// 503, so the entry waits, is tried again with each round, and in the end is read as far as the feed
// itself has it, and the Herald's health says so.
package watch
