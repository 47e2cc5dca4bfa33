package worlds

import (
	"encoding/json"
	"slices"
	"testing"
)

// TestOrder holds that the order in which documents and claims come changes nothing.
func TestOrder(t *testing.T) {
	for _, w := range all(t, book(t)) {
		in, err := w.input("")
		if err != nil {
			t.Fatal(err)
		}
		first := dump(t, in)
		slices.Reverse(in.Coded)
		if then := dump(t, in); then != first {
			t.Errorf("%s: documents in reverse:\n%s\nwas\n%s", w.Name, then, first)
		}
		n := len(in.Coded)
		in.Coded = append(slices.Clone(in.Coded[n/2:]), in.Coded[:n/2]...)
		if then := dump(t, in); then != first {
			t.Errorf("%s: documents turned:\n%s\nwas\n%s", w.Name, then, first)
		}
	}
}

func dump(t *testing.T, in Input) string {
	t.Helper()
	got, err := engine(in)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.MarshalIndent(got, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
