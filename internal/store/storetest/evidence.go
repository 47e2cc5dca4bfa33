package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// Evidence runs the suite of the log. open returns a new and empty one, closed when t ends.
func Evidence(t *testing.T, open func(t *testing.T) sanad.Evidence) {
	for name, test := range map[string]func(*testing.T, sanad.Evidence){
		"append gives indexes and times in order": testAppend,
		"a bad entry keeps the others out":        testAppendAll,
		"entries are selected":                    testEntries,
		"long and empty blobs come back":          testBlobs,
		"copies of a blob outlive one redaction":  testRedactShared,
		"redaction leaves that it was there":      testRedact,
		"redactions are done together or not":     testRedactAll,
		"a reader's error comes back":             testEntriesError,
		"writers at once":                         testWriters,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func receipt(n int) sanad.Entry {
	return sanad.Entry{
		Kind: sanad.EntryReceipt,
		Body: fmt.Appendf(nil, `{"origin":"gondor/%d.txt"}`, n),
		Blob: fmt.Appendf(nil, "The Steward of Gondor said on Monday that %d riders had crossed the Anduin.", n),
	}
}

func appendEntries(t *testing.T, e sanad.Evidence, entries ...sanad.Entry) []sanad.Entry {
	t.Helper()
	out, err := e.Append(context.Background(), entries)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func collect(t *testing.T, e sanad.Evidence, q sanad.EntryQuery) []sanad.Entry {
	t.Helper()
	var out []sanad.Entry
	if err := e.Entries(context.Background(), q, func(entry sanad.Entry) error { out = append(out, entry); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func testAppend(t *testing.T, e sanad.Evidence) {
	if out := appendEntries(t, e); len(out) != 0 {
		t.Errorf("nothing appended gave %d entries", len(out))
	}
	out := append(appendEntries(t, e, receipt(0), receipt(1)), appendEntries(t, e, receipt(2))...)
	for i, entry := range out {
		if entry.Index != int64(i) {
			t.Errorf("entry %d has index %d", i, entry.Index)
		}
		if entry.Recorded.IsZero() || entry.Recorded.Location().String() != "UTC" || entry.Recorded.Nanosecond()%1000 != 0 {
			t.Errorf("entry %d is recorded at %v: want UTC to the microsecond", i, entry.Recorded)
		}
		if i > 0 && entry.Recorded.Before(out[i-1].Recorded) {
			t.Errorf("entry %d is recorded before entry %d", i, i-1)
		}
	}
	if size, err := e.Size(context.Background()); err != nil || size != 3 {
		t.Errorf("size %d, %v", size, err)
	}
	if diff := cmp.Diff(out, collect(t, e, sanad.EntryQuery{Blobs: true})); diff != "" {
		t.Errorf("appended and read differ:\n%s", diff)
	}
	one, err := e.Entry(context.Background(), 1)
	if diff := cmp.Diff(out[1], one); diff != "" || err != nil {
		t.Errorf("entry 1: %v\n%s", err, diff)
	}
	for _, index := range []int64{-1, 3} {
		if _, err := e.Entry(context.Background(), index); !errors.Is(err, sanad.ErrNotFound) {
			t.Errorf("entry %d: %v", index, err)
		}
	}
}

func testAppendAll(t *testing.T, e sanad.Evidence) {
	for name, bad := range map[string]sanad.Entry{
		"no kind":     {Body: []byte(`{}`)},
		"odd kind":    {Kind: "re\nceipt", Body: []byte(`{}`)},
		"not JSON":    {Kind: sanad.EntryText, Body: []byte(`{"document":`)},
		"no body":     {Kind: sanad.EntryText},
		"a redaction": {Kind: sanad.EntryRedacted, Body: []byte(`{"index":0,"reason":"x"}`)},
	} {
		if _, err := e.Append(context.Background(), []sanad.Entry{receipt(0), bad}); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if size, _ := e.Size(context.Background()); size != 0 {
		t.Errorf("%d entries were kept of refused calls", size)
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Append(canceled, []sanad.Entry{receipt(0)}); err == nil {
		t.Error("a canceled call was acknowledged")
	}
}

func testEntries(t *testing.T, e sanad.Evidence) {
	var all []sanad.Entry
	for i := range 700 { // over any batch
		all = append(all, receipt(i), sanad.Entry{Kind: sanad.EntryText, Body: fmt.Appendf(nil, `{"n":%d}`, i)})
	}
	all = append(all, sanad.Entry{Kind: sanad.EntryDecision, Body: []byte(`{}`)})
	all = appendEntries(t, e, all...)
	for name, q := range map[string]sanad.EntryQuery{
		"all":                   {},
		"from the middle":       {From: 701, Blobs: true},
		"from the end":          {From: 1401},
		"one kind":              {Kinds: []sanad.EntryKind{sanad.EntryText}, From: 9},
		"two kinds":             {Kinds: []sanad.EntryKind{sanad.EntryDecision, sanad.EntryText}, From: 1300},
		"a kind that isn't any": {Kinds: []sanad.EntryKind{sanad.EntryIssued}},
	} {
		if diff := cmp.Diff(selected(all, q), collect(t, e, q)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// selected is what Entries should give, the slow way.
func selected(all []sanad.Entry, q sanad.EntryQuery) (out []sanad.Entry) {
	for _, entry := range all {
		wanted := len(q.Kinds) == 0
		for _, k := range q.Kinds {
			wanted = wanted || k == entry.Kind
		}
		if !wanted || entry.Index < q.From {
			continue
		}
		if !q.Blobs {
			entry.Blob = nil
		}
		out = append(out, entry)
	}
	return out
}

func testBlobs(t *testing.T, e sanad.Evidence) {
	long := strings.Repeat("The road to Minas Tirith was shut. ", 100_000)
	for name, blob := range map[string][]byte{"none": nil, "empty": {}, "zero": {0}, "long": []byte(long)} {
		out := appendEntries(t, e, sanad.Entry{Kind: sanad.EntryReceipt, Body: []byte(`{}`), Blob: blob})
		got, err := e.Entry(context.Background(), out[0].Index)
		if err != nil || (got.Blob == nil) != (blob == nil) || !bytes.Equal(got.Blob, blob) {
			t.Errorf("%s: %d bytes came back of %d, %v", name, len(got.Blob), len(blob), err)
		}
	}
}

func redact(t *testing.T, e sanad.Evidence, index int64) {
	t.Helper()
	if err := e.Redact(context.Background(), []sanad.Redaction{{Index: index, Document: "d", Reason: "a court order"}}); err != nil {
		t.Fatal(err)
	}
}

func testRedact(t *testing.T, e sanad.Evidence) {
	all := appendEntries(t, e, receipt(0), receipt(1), receipt(2))
	redact(t, e, 1)
	got := collect(t, e, sanad.EntryQuery{Blobs: true})
	if len(got) != 4 {
		t.Fatalf("%d entries", len(got))
	}
	want := sanad.Entry{Index: 1, Kind: sanad.EntryReceipt, Recorded: all[1].Recorded, Redacted: true}
	if diff := cmp.Diff([]sanad.Entry{all[0], want, all[2]}, got[:3]); diff != "" {
		t.Error(diff)
	}
	if got[3].Kind != sanad.EntryRedacted || string(got[3].Body) != `{"index":1,"document":"d","reason":"a court order"}` {
		t.Errorf("appended %s %s", got[3].Kind, got[3].Body)
	}
	for index, want := range map[int64]error{1: sanad.ErrRedacted, 3: sanad.ErrInvalid, 4: sanad.ErrNotFound, -1: sanad.ErrNotFound} {
		if err := e.Redact(context.Background(), []sanad.Redaction{{Index: index}}); !errors.Is(err, want) {
			t.Errorf("redact %d: %v, want %v", index, err, want)
		}
	}
	if size, _ := e.Size(context.Background()); size != 4 {
		t.Errorf("refused redactions made it %d entries", size)
	}
}

func testRedactAll(t *testing.T, e sanad.Evidence) {
	ctx := context.Background()
	appendEntries(t, e, receipt(0), receipt(1), receipt(2), receipt(3))
	redact(t, e, 1)
	for name, test := range map[string]struct {
		indices []int64
		want    error
	}{
		"one is gone":            {[]int64{0, 1}, sanad.ErrRedacted},
		"one isn't there":        {[]int64{0, 99}, sanad.ErrNotFound},
		"one is a redaction":     {[]int64{0, 4}, sanad.ErrInvalid},
		"one stands in it twice": {[]int64{0, 0}, sanad.ErrRedacted},
	} {
		var all []sanad.Redaction
		for _, index := range test.indices {
			all = append(all, sanad.Redaction{Index: index, Reason: "asked"})
		}
		if err := e.Redact(ctx, all); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if entry, err := e.Entry(ctx, 0); err != nil || entry.Redacted {
		t.Errorf("entry 0 after refused calls: redacted %v, %v", entry.Redacted, err)
	}
	if err := e.Redact(ctx, nil); err != nil {
		t.Error(err)
	}
	if err := e.Redact(ctx, []sanad.Redaction{{Index: 0, Reason: "asked"}, {Index: 3, Reason: "asked"}}); err != nil {
		t.Fatal(err)
	}
	for index, want := range []bool{true, true, false, true, false, false, false} {
		if entry, err := e.Entry(ctx, int64(index)); err != nil || entry.Redacted != want {
			t.Errorf("entry %d: redacted %v, %v", index, entry.Redacted, err)
		}
	}
}

func testRedactShared(t *testing.T, e sanad.Evidence) {
	appendEntries(t, e, receipt(7), receipt(7))
	redact(t, e, 0)
	entry, err := e.Entry(context.Background(), 1)
	if err != nil || string(entry.Blob) != string(receipt(7).Blob) {
		t.Errorf("the copy: %q, %v", entry.Blob, err)
	}
	redact(t, e, 1)
	if entry, err := e.Entry(context.Background(), 1); err != nil || !entry.Redacted || entry.Blob != nil {
		t.Errorf("the copy after its own redaction: %+v, %v", entry, err)
	}
}

func testEntriesError(t *testing.T, e sanad.Evidence) {
	appendEntries(t, e, receipt(0), receipt(1))
	stop := errors.New("stop")
	n := 0
	err := e.Entries(context.Background(), sanad.EntryQuery{}, func(sanad.Entry) error { n++; return stop })
	if err != stop || n != 1 {
		t.Errorf("after %d entries: %v", n, err)
	}
}

func testWriters(t *testing.T, e sanad.Evidence) {
	const writers, each = 4, 10
	done := make(chan error, writers)
	for w := range writers {
		go func() {
			for i := range each {
				if _, err := e.Append(context.Background(), []sanad.Entry{receipt(100*w + i), receipt(100*w + i)}); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	got := collect(t, e, sanad.EntryQuery{})
	if len(got) != 2*writers*each {
		t.Fatalf("%d entries", len(got))
	}
	for i := 0; i < len(got); i += 2 {
		if string(got[i].Body) != string(got[i+1].Body) {
			t.Errorf("entries %d and %d of one call are apart", i, i+1)
		}
	}
}
