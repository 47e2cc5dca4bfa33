// Package sqlite keeps evidence and derived data in one folder of SQLite files: evidence.db, the log;
// derived/<generation>.db, what was made of it; the log's key; and its newest checkpoint.
//
// It decides where bytes lie, when they are safe, and in which order pages come. It refuses to decide what
// a claim means, which generation to build, and how the log hashes and signs (package log does).
//
// Worked sentence: when Append returns, the report from Osgiliath is on disk, its leaf is under a signed
// head, and a process killed in that instant loses nothing of it.
package sqlite
