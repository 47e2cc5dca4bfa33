package eval

import (
	"errors"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/coder/timex"
)

func TestScoreTimes(t *testing.T) {
	gold := `{"dct":"2025-10-15T08:00:00","timex":[{"text":"last Friday","type":"DATE","value":"2025-10-10"},
{"text":"today","type":"DATE","value":"2025-10-14"},{"text":"48 hours","type":"DURATION","value":"PT48H"},
{"text":"every Friday","type":"SET","value":"no matter"}]}`
	s, err := ScoreTimes(strings.NewReader(gold), timex.New(book(t)))
	if err != nil {
		t.Fatal(err)
	}
	if s.Dates != 0.5 || round(s.All) != 0.667 {
		t.Errorf("one of two dates and a length: %+v", s)
	}
	for _, bad := range []string{``, `{"dct":"soon"}`, `{`} {
		if _, err := ScoreTimes(strings.NewReader(bad), timex.New(book(t))); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
