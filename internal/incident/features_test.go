package incident_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad/internal/incident"
)

// FuzzDecodeFeatures holds that what is stored of a claim is read as it was written or refused, and that whatever is read
// can be linked.
func FuzzDecodeFeatures(f *testing.F) {
	l := incident.New(arnor(f))
	for _, s := range []string{
		`{}`, `null`, `{"dated":"guessed"}`, `{"claim":"a","head":"b","from":-9223372036854775808,"to":9223372036854775807,"dated":"told"}`, `{"numbers":[{"low":1e308,"high":-1e308}]}`,
		`{"claim":"a","document":"d","order":0,"sentence":0,"head":"a","family":"violence","kind":"event","type":"ASSAULT","stance":"deny","from":20230,"to":20229}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := incident.DecodeFeatures(data)
		if err != nil {
			return
		}
		written, err := a.Encode()
		if err != nil {
			t.Fatal(err)
		}
		b, err := incident.DecodeFeatures(written)
		if d := cmp.Diff(asJSON(t, a), asJSON(t, b)); err != nil || d != "" {
			t.Fatal(err, d)
		}
		b.Claim, b.Head, b.Document = a.Claim+"'", a.Head+"'", a.Document+"'"
		_, _ = l.Edges(&a, []incident.Features{a, b}), l.Link([]incident.Features{a, b}, nil)
	})
}
