package codebook_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

func TestCheckQuery(t *testing.T) {
	b, err := codebook.Load(codebook.Options{Overlay: os.DirFS("testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	q := sanad.ClaimQuery{Speaker: "Gondor", Actor: "ARN-JRN", Type: "assault", Measure: "killed", Stance: "deny", Text: "as it is"}
	if err := b.CheckQuery(&q); err != nil {
		t.Fatal(err)
	}
	want := sanad.ClaimQuery{Speaker: "GON", Actor: "ARN-JRN", Type: "ASSAULT", Measure: "killed", Stance: "deny", Text: "as it is"}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
	for _, test := range []struct {
		q    sanad.ClaimQuery
		want string
	}{
		{sanad.ClaimQuery{Speaker: "Mordor"}, `speaker "Mordor"`},
		{sanad.ClaimQuery{Party: "GON-XYZ"}, "no actor"},
		{sanad.ClaimQuery{Place: "Mount Doom"}, "no place"},
		{sanad.ClaimQuery{Type: "BOMB"}, "ASSAULT"},
		{sanad.ClaimQuery{Measure: "kills"}, "killed"},
		{sanad.ClaimQuery{Stance: "denied"}, "deny"},
		{sanad.ClaimQuery{Modality: "maybe"}, "possible"},
	} {
		if err := b.CheckQuery(&test.q); !errors.Is(err, sanad.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, want ErrInvalid with %q", test.q, err, test.want)
		}
	}
}
