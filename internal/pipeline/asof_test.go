package pipeline_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/pipeline"
)

func incidents(t *testing.T, o *pipeline.Observatory, at sanad.Moment) (out []string) {
	t.Helper()
	err := o.Reader().EachIncident(t.Context(), sanad.IncidentQuery{At: at}, func(in sanad.Incident) error {
		b, err := json.Marshal(in)
		out = append(out, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestAsOfIsWhatWasThere: what a folder says of an earlier moment is what a folder that has only the evidence of
// then says now.
func TestAsOfIsWhatWasThere(t *testing.T) {
	all := records(40)
	o := open(t, t.TempDir())
	ingest(t, o, all)
	changed := false
	for _, day := range []string{"2025-10-01", "2025-10-09", "2025-10-17", "2025-10-27", "2025-10-28"} {
		var known []sanad.Input
		for _, in := range all {
			if in.Published <= day {
				known = append(known, in)
			}
		}
		then := open(t, t.TempDir())
		ingest(t, then, known)
		want, got := incidents(t, then, sanad.Moment{}), incidents(t, o, sanad.Moment{Published: day})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("as published up to %s (-only that +as of then):\n%s", day, diff)
		}
		changed = changed || !slices.Equal(got, incidents(t, o, sanad.Moment{}))
	}
	if !changed {
		t.Error("every moment is like now: nothing was tested")
	}
}
