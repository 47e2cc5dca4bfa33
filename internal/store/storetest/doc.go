// Package storetest is what any store must do, as tests: one suite for the evidence log and one for derived
// data, against the interfaces in the root package.
//
// It decides what fulfilling sanad.Evidence, sanad.Derived and sanad.Reader means where a comment can't. It
// refuses to decide how: it sees no file, no table and no query.
//
// Worked sentence: if the report from Osgiliath is put before or after the one from Edoras, the digest is
// the same.
package storetest
