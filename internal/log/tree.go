package log

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"sanad.example/sanad"
)

// Hash is a node of the Merkle tree (RFC 6962, SHA-256).
type Hash = tlog.Hash

// Hashes reads stored nodes by their index in the order of package tlog: after leaf n come the nodes
// that it completes.
type Hashes = tlog.HashReader

// HashesFunc makes a function a Hashes.
type HashesFunc = tlog.HashReaderFunc

// StoredCount is how many nodes are stored for a tree of size leaves.
func StoredCount(size int64) int64 { return tlog.StoredHashCount(size) }

// Grown is what a tree has gained.
type Grown struct {
	Size  int64  // leaves, with the new ones
	Root  Hash   // of the tree at that size
	First int64  // stored index of Nodes[0]
	Nodes []Hash // to be stored from First on
}

// Grow adds leaves to a tree of size leaves whose stored nodes are old.
func Grow(size int64, leaves [][]byte, old Hashes) (Grown, error) {
	g := Grown{Size: size, First: StoredCount(size)}
	r := HashesFunc(func(indexes []int64) ([]Hash, error) { return g.read(indexes, old) })
	for _, leaf := range leaves {
		nodes, err := tlog.StoredHashes(g.Size, leaf, r)
		if err != nil {
			return Grown{}, fmt.Errorf("tree of %d: add leaf: %w", g.Size, err)
		}
		g.Nodes = append(g.Nodes, nodes...)
		g.Size++
	}
	var err error
	if g.Root, err = Root(g.Size, r); err != nil {
		return Grown{}, err
	}
	return g, nil
}

// read takes new nodes from g and the others from old.
func (g *Grown) read(indexes []int64, old Hashes) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	var missing []int64
	for i, index := range indexes {
		if k := index - g.First; k >= 0 && k < int64(len(g.Nodes)) {
			out[i] = g.Nodes[k]
		} else {
			missing = append(missing, index)
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	found, err := old.ReadHashes(missing)
	if err != nil {
		return nil, err
	}
	for i, index := range indexes {
		if k := index - g.First; k < 0 || k >= int64(len(g.Nodes)) {
			out[i], found = found[0], found[1:]
		}
	}
	return out, nil
}

// Root returns the root of the tree of the first size leaves.
func Root(size int64, r Hashes) (Hash, error) {
	root, err := tlog.TreeHash(size, r)
	if err != nil {
		return Hash{}, fmt.Errorf("root of a tree of %d: %w", size, err)
	}
	return root, nil
}

// LeafHash is the node that the tree has for a leaf.
func LeafHash(leaf []byte) Hash { return tlog.RecordHash(leaf) }

// ProveInclusion returns the nodes that show that leaf index is in the tree of size leaves.
func ProveInclusion(size, index int64, r Hashes) ([]Hash, error) {
	if index < 0 || index >= size {
		return nil, fmt.Errorf("prove entry %d of %d: %w", index, size, sanad.ErrNotFound)
	}
	return tlog.ProveRecord(size, index, r)
}

// CheckInclusion returns an error wrapping sanad.ErrDamaged unless proof shows that leaf is number index
// of the tree of size leaves with that root.
func CheckInclusion(proof []Hash, size int64, root Hash, index int64, leaf []byte) error {
	if err := tlog.CheckRecord(proof, size, root, index, LeafHash(leaf)); err != nil {
		return fmt.Errorf("entry %d in a tree of %d: %w: %v", index, size, sanad.ErrDamaged, err)
	}
	return nil
}

// ProveConsistency returns the nodes that show that the tree of size leaves begins with the tree of
// old leaves.
func ProveConsistency(size, old int64, r Hashes) ([]Hash, error) {
	if old < 1 || old > size {
		return nil, fmt.Errorf("prove that a tree of %d grew from %d: %w", size, old, sanad.ErrInvalid)
	}
	return tlog.ProveTree(size, old, r)
}

// CheckConsistency returns an error wrapping sanad.ErrDamaged unless proof shows that the tree of size
// leaves with root begins with the tree of old leaves with oldRoot.
func CheckConsistency(proof []Hash, size int64, root Hash, old int64, oldRoot Hash) error {
	if err := tlog.CheckTree(proof, size, root, old, oldRoot); err != nil {
		return fmt.Errorf("tree of %d grown from %d: %w: %v", size, old, sanad.ErrDamaged, err)
	}
	return nil
}
