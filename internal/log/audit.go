package log

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sanad.example/sanad"
)

// Record is an entry of the log as a store has it, for an audit.
type Record struct {
	Index      int64
	Kind       sanad.EntryKind
	Recorded   time.Time
	Commitment Commitment
	Redacted   bool
	By         int64  // of a redacted entry: index of the entry that says so
	Salt, Body []byte // nil of a redacted entry
	Blob       *BlobHash
}

// Audit follows a log from its first entry on and says where it isn't what its signed heads say. The zero
// value is ready. It holds the right edge of the tree, and what was redacted.
type Audit struct {
	size     int64
	edge     []Hash // roots of the complete subtrees, largest first
	last     time.Time
	redacted map[int64]int64           // index to the entry that is said to tell of it
	tellings map[int64]sanad.Redaction // entries that tell of one
}

// Size is how many entries the audit has seen.
func (a *Audit) Size() int64 { return a.size }

// Check compares an entry with its commitment and with the entries before it. It is to be called in order,
// before Add. Errors wrap sanad.ErrDamaged and don't name the entry.
func (a *Audit) Check(r Record) error {
	if a.redacted == nil {
		a.redacted, a.tellings = map[int64]int64{}, map[int64]sanad.Redaction{}
	}
	if r.Redacted {
		a.redacted[r.Index] = r.By
	}
	if r.Recorded.Before(a.last) {
		return fmt.Errorf("%w: recorded before the entry before it", sanad.ErrDamaged)
	}
	a.last = r.Recorded
	if r.Redacted {
		if r.Salt != nil || r.Body != nil || r.Blob != nil {
			return fmt.Errorf("%w: it is marked as redacted and still has its bytes", sanad.ErrDamaged)
		}
		return nil
	}
	if c := Commit(r.Salt, r.Kind, r.Recorded, r.Body, r.Blob); c != r.Commitment {
		return fmt.Errorf("%w: kind, time, body, blob or salt isn't what was recorded", sanad.ErrDamaged)
	}
	if r.Kind != sanad.EntryRedacted {
		return nil
	}
	var told sanad.Redaction
	if err := json.Unmarshal(r.Body, &told); err != nil {
		return fmt.Errorf("%w: it doesn't say what was redacted: %v", sanad.ErrDamaged, err)
	}
	a.tellings[r.Index] = told
	return nil
}

// Add puts a leaf's hash into the tree and returns the nodes that a store has for it, in stored order.
func (a *Audit) Add(leaf Hash) []Hash {
	nodes := []Hash{leaf}
	for n := a.size; n&1 == 1; n >>= 1 {
		last := len(a.edge) - 1
		nodes = append(nodes, tlog.NodeHash(a.edge[last], nodes[len(nodes)-1]))
		a.edge = a.edge[:last]
	}
	a.edge = append(a.edge, nodes[len(nodes)-1])
	a.size++
	return nodes
}

// Root is the root of the tree of all leaves added.
func (a *Audit) Root() Hash {
	if a.size == 0 {
		root, _ := tlog.TreeHash(0, nil) // can't fail: nothing is read
		return root
	}
	root := a.edge[len(a.edge)-1]
	for i := len(a.edge) - 2; i >= 0; i-- {
		root = tlog.NodeHash(a.edge[i], root)
	}
	return root
}

// Leaf returns the hash of a record's leaf.
func (r Record) Leaf() Hash { return LeafHash(Leaf(r.Kind, r.Recorded, r.Commitment)) }

// Mismatch is an entry that is redacted without a record of it, or the reverse.
type Mismatch struct {
	Index int64
	What  string
}

// Redactions returns, once all entries were checked, where marks and records of redaction don't agree.
func (a *Audit) Redactions() []Mismatch {
	var out []Mismatch
	for index, by := range a.redacted {
		told, ok := a.tellings[by]
		if !ok || told.Index != index || by <= index {
			out = append(out, Mismatch{index, fmt.Sprintf("it is marked as redacted, but entry %d doesn't say so", by)})
		}
	}
	for by, told := range a.tellings {
		if _, ok := a.redacted[told.Index]; !ok {
			out = append(out, Mismatch{told.Index, fmt.Sprintf("entry %d says that it was redacted, but it isn't", by)})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Index < out[j].Index })
	return out
}

// Redacted is how many entries were redacted.
func (a *Audit) Redacted() int { return len(a.redacted) }

// Fits reports whether a checkpoint has the root that the tree had at its size.
func (c Checkpoint) Fits(root Hash) bool { return bytes.Equal(c.Root[:], root[:]) }
