package sanad

import "errors"

// Sentinels by meaning. Errors wrap one of them with the operation and its argument; one function maps
// them to HTTP statuses and one to exit codes.
var (
	ErrInvalid  = errors.New("not valid")                  // the input can't be used as it is
	ErrNotFound = errors.New("not found")                  // no such document, claim, file or entry
	ErrDamaged  = errors.New("damaged")                    // stored bytes are not what was written
	ErrRedacted = errors.New("redacted")                   // destroyed on purpose, with a record of it
	ErrConflict = errors.New("in use")                     // someone else holds what is needed
	ErrExists   = errors.New("exists already")             // what is to be made is there, and isn't written over
	ErrTooLarge = errors.New("too large")                  // over a stated bound
	ErrNewer    = errors.New("written by a newer version") // this program can't read it

	ErrUnavailable = errors.New("not available now") // whoever has it can't be reached or doesn't give it; later it may be there
)
