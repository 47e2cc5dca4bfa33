package log

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sanad.example/sanad"
)

// source is a reproducible stream of bytes.
func source(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func testKey(t testing.TB, seed byte) Key {
	t.Helper()
	key, err := NewKey(source(seed))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

var noon = time.Date(3019, 3, 25, 12, 0, 0, 123456000, time.UTC)

func TestCanonical(t *testing.T) {
	blob := []byte("The Black Gate is shut.")
	got := Canonical(sanad.EntryReceipt, noon.In(time.FixedZone("", 5*3600)), []byte(`{"a":1}`), HashBlob(blob))
	want := fmt.Sprintf("sanad entry v1\nreceipt\n3019-03-25T12:00:00.123456Z\n%x\n7\n{\"a\":1}", sha256.Sum256(blob))
	if string(got) != want {
		t.Errorf("canonical bytes\n%q, want\n%q", got, want)
	}
	if got := Canonical(sanad.EntryText, noon, []byte(`{}`), nil); !strings.Contains(string(got), "\n-\n2\n{}") {
		t.Errorf("without a blob: %q", got)
	}
}

// TestCommit holds the commitment to a value worked out with openssl: the format is a promise to others.
//
//	printf 'sanad entry v1\ntext\n2025-10-12T08:00:00.000000Z\n-\n2\n{}' |
//	  openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f
func TestCommit(t *testing.T) {
	salt := make([]byte, SaltSize)
	for i := range salt {
		salt[i] = byte(i)
	}
	c := Commit(salt, sanad.EntryText, time.Date(2025, 10, 12, 8, 0, 0, 0, time.UTC), []byte("{}"), nil)
	const want = "017354f8973d705265d30964929834a0e6952227830d204444837996d6aaba51"
	if got := fmt.Sprintf("%x", c[:]); got != want {
		t.Errorf("commitment %s, want %s", got, want)
	}
}

func TestCommitBindsEverything(t *testing.T) {
	salt, other := bytes.Repeat([]byte{1}, SaltSize), bytes.Repeat([]byte{2}, SaltSize)
	blob := HashBlob([]byte("x"))
	seen := map[Commitment]bool{}
	all := []Commitment{
		Commit(salt, "text", noon, []byte("{}"), nil), Commit(other, "text", noon, []byte("{}"), nil),
		Commit(salt, "receipt", noon, []byte("{}"), nil), Commit(salt, "text", noon.Add(time.Microsecond), []byte("{}"), nil),
		Commit(salt, "text", noon, []byte("[]"), nil), Commit(salt, "text", noon, []byte("{}"), blob),
		Commit(salt, "text", noon, []byte("{}"), HashBlob([]byte{})),
	}
	for _, c := range all {
		seen[c] = true
	}
	if len(seen) != len(all) {
		t.Errorf("%d different commitments of %d entries", len(seen), len(all))
	}
}

// memory is a tree's stored nodes.
type memory []Hash

func (m memory) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(m)) {
			return nil, fmt.Errorf("node %d: %w", index, sanad.ErrNotFound)
		}
		out[i] = m[index]
	}
	return out, nil
}

func leaves(n int) (out [][]byte) {
	for i := range n {
		out = append(out, fmt.Appendf(nil, "leaf %d", i))
	}
	return out
}

// grow builds a tree in steps of random length and returns its nodes and its root at each size reached.
func grow(t testing.TB, n int, r *rand.Rand) (memory, map[int64]Hash) {
	t.Helper()
	var nodes memory
	all, roots, size := leaves(n), map[int64]Hash{}, int64(0)
	for size < int64(n) {
		step := min(int64(1+r.IntN(9)), int64(n)-size)
		g, err := Grow(size, all[size:size+step], nodes)
		if err != nil {
			t.Fatal(err)
		}
		if g.First != int64(len(nodes)) || g.Size != size+step {
			t.Fatalf("grown to %d from node %d, want %d from %d", g.Size, g.First, size+step, len(nodes))
		}
		nodes, size = append(nodes, g.Nodes...), g.Size
		roots[size] = g.Root
	}
	return nodes, roots
}

func TestGrowAndAuditAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	nodes, roots := grow(t, 300, r)
	if int64(len(nodes)) != StoredCount(300) {
		t.Errorf("%d nodes, want %d", len(nodes), StoredCount(300))
	}
	var a Audit
	if empty, _ := tlog.TreeHash(0, nil); a.Root() != empty {
		t.Error("the audit's root of nothing isn't the tree's")
	}
	at := 0
	for i, leaf := range leaves(300) {
		for _, node := range a.Add(LeafHash(leaf)) {
			if nodes[at] != node {
				t.Fatalf("leaf %d: node %d differs", i, at)
			}
			at++
		}
		if root, ok := roots[a.Size()]; ok && root != a.Root() {
			t.Fatalf("root at %d differs", a.Size())
		}
	}
}

func TestProofs(t *testing.T) {
	nodes, _ := grow(t, 70, rand.New(rand.NewPCG(3, 4)))
	for _, size := range []int64{1, 2, 3, 8, 33, 64, 70} {
		root, err := Root(size, nodes)
		if err != nil {
			t.Fatal(err)
		}
		for index, leaf := range leaves(int(size)) {
			proof, err := ProveInclusion(size, int64(index), nodes)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckInclusion(proof, size, root, int64(index), leaf); err != nil {
				t.Error(err)
			}
			if err := CheckInclusion(proof, size, root, int64(index), []byte("other")); !errors.Is(err, sanad.ErrDamaged) {
				t.Errorf("a leaf that isn't there: %v", err)
			}
		}
		for old := int64(1); old <= size; old++ {
			testConsistency(t, nodes, size, root, old)
		}
	}
	if _, err := ProveInclusion(5, 5, nodes); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("an entry past the end: %v", err)
	}
	if _, err := ProveConsistency(5, 6, nodes); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("a tree that shrank: %v", err)
	}
}

func testConsistency(t *testing.T, nodes memory, size int64, root Hash, old int64) {
	t.Helper()
	oldRoot, err := Root(old, nodes)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := ProveConsistency(size, old, nodes)
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckConsistency(proof, size, root, old, oldRoot); err != nil {
		t.Error(err)
	}
	if err := CheckConsistency(proof, size, root, old, LeafHash([]byte("other"))); !errors.Is(err, sanad.ErrDamaged) {
		t.Errorf("another root at %d: %v", old, err)
	}
}

func TestKeyText(t *testing.T) {
	for seed := range byte(40) { // base64 has many spellings to trip over
		key := testKey(t, seed)
		again, err := ParseKey(key.Secret())
		if err != nil || again.Public() != key.Public() || again.Origin() != key.Origin() {
			t.Fatalf("seed %d: %v", seed, err)
		}
		public, err := ParsePublic(key.Public())
		if err != nil || public.Origin() != key.Origin() || public.String() != key.Public() {
			t.Fatalf("seed %d: public: %v", seed, err)
		}
	}
}

// TestEveryByteCounts changes each byte of the small files in each bit: none may be taken.
func TestEveryByteCounts(t *testing.T) {
	key := testKey(t, 5)
	public, err := ParsePublic(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	head, err := key.Sign(7, LeafHash([]byte("root")))
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]struct {
		text string
		read func(string) error
	}{
		"key":        {key.Secret(), func(s string) error { _, err := ParseKey(s); return err }},
		"key.pub":    {key.Public(), func(s string) error { _, err := ParsePublic(s); return err }},
		"checkpoint": {head, func(s string) error { _, err := public.Open(s); return err }},
	} {
		if err := file.read(file.text); err != nil {
			t.Errorf("%s as written: %v", name, err)
		}
		for i := range len(file.text) {
			for bit := range 8 {
				changed := []byte(file.text)
				changed[i] ^= 1 << bit
				if err := file.read(string(changed)); !errors.Is(err, sanad.ErrDamaged) {
					t.Errorf("%s with byte %d %q for %q: %v", name, i, changed[i], file.text[i], err)
				}
			}
			if err := file.read(file.text[:i]); !errors.Is(err, sanad.ErrDamaged) {
				t.Errorf("%s cut to %d bytes: %v", name, i, err)
			}
		}
		if err := file.read(file.text + "\n"); !errors.Is(err, sanad.ErrDamaged) {
			t.Errorf("%s with a line more: %v", name, err)
		}
		if strings.Contains(fmt.Sprint(file.read(file.text[1:])), key.Secret()[1:40]) {
			t.Errorf("%s: the error tells the key", name)
		}
	}
}

func TestCheckpointOfAnother(t *testing.T) {
	ours, theirs := testKey(t, 1), testKey(t, 2)
	head, err := theirs.Sign(3, Hash{})
	if err != nil {
		t.Fatal(err)
	}
	public, err := ParsePublic(ours.Public())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := public.Open(head); !errors.Is(err, sanad.ErrDamaged) {
		t.Errorf("another log's checkpoint: %v", err)
	}
	if _, err := (Key{}).Sign(3, Hash{}); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("signing without a key: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	key := testKey(f, 1)
	public, err := ParsePublic(key.Public())
	if err != nil {
		f.Fatal(err)
	}
	head, err := key.Sign(12, Hash{1, 2, 3})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(head)
	f.Add("a\n1\nb\n\n— a b\n")
	f.Fuzz(func(t *testing.T, signed string) {
		c, err := public.Open(signed)
		if err != nil {
			if !errors.Is(err, sanad.ErrDamaged) {
				t.Errorf("error of no kind: %v", err)
			}
			return
		}
		if again, err := key.Sign(c.Size, c.Root); err != nil || again != signed {
			t.Errorf("taken, but not what the key signs: %q", signed)
		}
	})
}

func FuzzKeys(f *testing.F) {
	key := testKey(f, 1)
	f.Add(key.Secret())
	f.Add(key.Public())
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseKey(text); err == nil && k.Secret() != text {
			t.Errorf("key read from %q is written otherwise", text)
		}
		if p, err := ParsePublic(text); err == nil && p.String() != text {
			t.Errorf("public key read from %q is written otherwise", text)
		}
	})
}

func auditRecord(index int64, kind sanad.EntryKind, body string) Record {
	salt := bytes.Repeat([]byte{byte(index + 1)}, SaltSize)
	at := noon.Add(time.Duration(index) * time.Second)
	return Record{Index: index, Kind: kind, Recorded: at, Salt: salt, Body: []byte(body), Commitment: Commit(salt, kind, at, []byte(body), nil)}
}

func TestAudit(t *testing.T) {
	gone := auditRecord(1, sanad.EntryText, `{}`)
	gone.Redacted, gone.By, gone.Salt, gone.Body = true, 2, nil, nil
	sound := []Record{auditRecord(0, sanad.EntryText, `{"a":1}`), gone, auditRecord(2, sanad.EntryRedacted, `{"index":1,"reason":"asked"}`)}
	for name, test := range map[string]struct {
		spoil    func([]Record)
		damaged  int   // entry that Check reports, -1 for none
		mismatch []int // entries whose redaction doesn't fit
	}{
		"sound":                    {func([]Record) {}, -1, nil},
		"another body":             {func(r []Record) { r[0].Body = []byte(`{"a":2}`) }, 0, nil},
		"another time":             {func(r []Record) { r[0].Recorded = r[0].Recorded.Add(1e6) }, 0, nil},
		"another kind":             {func(r []Record) { r[0].Kind = sanad.EntryDecision }, 0, nil},
		"a blob from nowhere":      {func(r []Record) { r[0].Blob = HashBlob([]byte("x")) }, 0, nil},
		"time runs back":           {func(r []Record) { r[1].Recorded = r[0].Recorded.Add(-1) }, 1, nil},
		"redacted with bytes left": {func(r []Record) { r[1].Salt = []byte("x") }, 1, nil},
		"redacted by nobody":       {func(r []Record) { r[2] = auditRecord(2, sanad.EntryText, `{}`) }, -1, []int{1}},
		"redaction undone":         {func(r []Record) { r[1] = auditRecord(1, sanad.EntryText, `{}`) }, -1, []int{1}},
		"redaction of another":     {func(r []Record) { r[2] = auditRecord(2, sanad.EntryRedacted, `{"index":0}`) }, -1, []int{0, 1}},
		"redaction of nothing":     {func(r []Record) { r[2] = auditRecord(2, sanad.EntryRedacted, `[]`) }, 2, []int{1}},
	} {
		records := append([]Record(nil), sound...)
		test.spoil(records)
		var a Audit
		damaged := -1
		for i, r := range records {
			if err := a.Check(r); err != nil {
				damaged = i
				if !errors.Is(err, sanad.ErrDamaged) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		var mismatch []int
		for _, m := range a.Redactions() {
			mismatch = append(mismatch, int(m.Index))
		}
		if damaged != test.damaged || fmt.Sprint(mismatch) != fmt.Sprint(test.mismatch) {
			t.Errorf("%s: damaged %d, mismatch %v; want %d, %v", name, damaged, mismatch, test.damaged, test.mismatch)
		}
	}
}
