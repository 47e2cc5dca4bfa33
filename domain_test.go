package sanad_test

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sanad.example/sanad"
)

// anyText draws texts of several scripts, and of bytes that aren't UTF-8.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		part := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z ]{60,200}`), rapid.Just("کابل\u200cها"), rapid.Just("e\u0301𝄞"),
			rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 9), func(b []byte) string { return string(b) }))
		return strings.Join(rapid.SliceOfN(part, 0, 8).Draw(t, "parts"), "")
	})
}

func TestOffsetsAgreeWithRunes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		o := sanad.NewOffsets(text)
		if want := utf8.RuneCountInString(text); o.Len() != want {
			t.Fatalf("Len %d, want %d", o.Len(), want)
		}
		cp := 0
		for at, r := range text {
			if got := o.Byte(cp); got != at {
				t.Fatalf("Byte(%d) = %d, want %d", cp, got, at)
			}
			size := utf8.RuneLen(r)
			if r == utf8.RuneError {
				_, size = utf8.DecodeRuneInString(text[at:])
			}
			for b := at; b < at+size; b++ {
				if got := o.Rune(b); got != cp {
					t.Fatalf("Rune(%d) = %d, want %d", b, got, cp)
				}
			}
			cp++
		}
	})
}

func TestOffsetsSliceIsWhatRunesGive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		runes := []rune(text)
		a := rapid.IntRange(-2, len(runes)+2).Draw(t, "start")
		b := rapid.IntRange(-2, len(runes)+2).Draw(t, "end")
		want := ""
		if lo, hi := max(0, a), min(len(runes), b); lo < hi {
			want = string(runes[lo:hi])
		}
		if got := sanad.NewOffsets(text).Slice(sanad.Span{Start: a, End: b}); got != want {
			t.Fatalf("Slice(%d,%d) of %q = %q, want %q", a, b, text, got, want)
		}
	})
}

func TestSpan(t *testing.T) {
	s := sanad.Span{Start: 2, End: 5}
	for _, c := range []struct {
		o                  sanad.Span
		overlaps, contains bool
	}{
		{sanad.Span{Start: 0, End: 2}, false, false},
		{sanad.Span{Start: 0, End: 3}, true, false},
		{sanad.Span{Start: 2, End: 5}, true, true},
		{sanad.Span{Start: 3, End: 4}, true, true},
		{sanad.Span{Start: 5, End: 6}, false, false},
	} {
		if s.Overlaps(c.o) != c.overlaps || s.Contains(c.o) != c.contains || c.o.Overlaps(s) != c.overlaps {
			t.Errorf("%v and %v: overlaps %v, contains %v", s, c.o, s.Overlaps(c.o), s.Contains(c.o))
		}
	}
}

func TestDecimalPrintsOnce(t *testing.T) {
	for d, want := range map[sanad.Decimal]string{
		0: "0", -1e-9: "0", 23: "23", -9.5: "-9.5", 34.53: "34.53", 1.0 / 3: "0.333333",
		100: "100", 6.5e9: "6500000000", 1e21: "1000000000000000000000", -0.25: "-0.25",
	} {
		if got := d.String(); got != want {
			t.Errorf("%g prints %q, want %q", float64(d), got, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, err := json.Marshal(sanad.Decimal(f)); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%v: error %v", f, err)
		}
	}
}

func TestDecimalIsCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Draw(t, "f")
		s := sanad.Decimal(f).String()
		whole, decimals, _ := strings.Cut(s, ".")
		if strings.ContainsAny(s, "eEIN+") || len(decimals) > 6 || strings.HasSuffix(decimals, "0") || s == "-0" || whole == "" {
			t.Fatalf("%g prints %q", f, s)
		}
		back, err := strconv.ParseFloat(s, 64)
		apart := math.Nextafter(math.Abs(f), math.Inf(1)) - math.Abs(f) // between one float and the next
		if err != nil || math.Abs(back-f) > 5.1e-7+apart {
			t.Fatalf("%g prints %q, which reads %g (%v)", f, s, back, err)
		}
		if again := sanad.Decimal(back).String(); again != s {
			t.Fatalf("%q reads and prints as %q", s, again)
		}
	})
}

func TestDocumentIDTellsPartsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SliceOfN(rapid.StringMatching(`[ab:1]{0,3}`), 6, 6).Draw(t, "parts")
		a, b := sanad.DocumentID(s[0], s[1], s[2]), sanad.DocumentID(s[3], s[4], s[5])
		same := s[0] == s[3] && s[1] == s[4] && s[2] == s[5]
		if (a == b) != same || len(a) != 32 {
			t.Fatalf("%q: %s and %s", s, a, b)
		}
	})
}

// TestDocumentIDStays holds the key itself, which decisions and links are anchored to: SHA-256 of
// "8:document14:herald.example24:https://herald.example/112:Nine killed.", its first 16 bytes.
func TestDocumentIDStays(t *testing.T) {
	if got := sanad.DocumentID("herald.example", "https://herald.example/1", "Nine killed."); got != "9ba92cba5ff0c02819d16257655c0f59" {
		t.Errorf("the id of a document has changed: %s", got)
	}
}

func TestSetIDsTellsEqualAnchorsApart(t *testing.T) {
	twin := func() sanad.Claim {
		return sanad.Claim{Document: "d", Event: &sanad.Event{Type: "ASSAULT", Trigger: sanad.Phrase{Span: sanad.Span{Start: 1, End: 4}}}}
	}
	other := twin()
	other.Event = &sanad.Event{Type: "ACCUSE", Trigger: other.Event.Trigger}
	claims := []sanad.Claim{twin(), twin(), other, twin()}
	sanad.SetIDs(claims)
	seen := map[string]bool{}
	for _, c := range claims {
		if c.ID == "" || seen[c.ID] {
			t.Errorf("id %q isn't its own", c.ID)
		}
		seen[c.ID] = true
	}
	alone := []sanad.Claim{twin()}
	sanad.SetIDs(alone)
	if alone[0].ID != claims[0].ID {
		t.Error("a claim's id depends on claims behind it")
	}
}

func TestAnchorAndKind(t *testing.T) {
	at := sanad.Span{Start: 7, End: 9}
	for _, c := range []struct {
		claim         sanad.Claim
		kind, content string
	}{
		{sanad.Claim{Event: &sanad.Event{Type: "ASSAULT", Trigger: sanad.Phrase{Span: at}}}, "event", "ASSAULT"},
		{sanad.Claim{Relation: &sanad.Relation{Type: sanad.RelationSupports, Trigger: sanad.Phrase{Span: at}}}, "relation", "supports"},
		{sanad.Claim{Figures: []sanad.Figure{{Measure: "killed", Span: at}, {Measure: "injured"}}}, "figures", "killed"},
		{sanad.Claim{Span: at}, "none", ""},
	} {
		kind, content := c.claim.Kind()
		if kind != c.kind || content != c.content || c.claim.Anchor() != at {
			t.Errorf("%s %s: got %s %s at %v", c.kind, c.content, kind, content, c.claim.Anchor())
		}
	}
}

func TestDay(t *testing.T) {
	for published, want := range map[string]string{
		"": "", "2025": "", "2025-10": "", "2025-10-15": "2025-10-15", "2025-10-15T18:00+05:00": "2025-10-15",
		"2025-02-30": "", "15 Oct 2025": "",
	} {
		if got := sanad.Day(published); got != want {
			t.Errorf("Day(%q) = %q, want %q", published, got, want)
		}
	}
}

func TestEntityIs(t *testing.T) {
	e := sanad.Entity{ID: "GON-MIL-AIR", Country: "GON", Ancestors: []string{"GON-MIL", "GON"}}
	for id, want := range map[string]bool{"GON-MIL-AIR": true, "GON-MIL": true, "GON": true, "GON-GOV": false, "ARN": false, "": false} {
		if e.Is(id) != want {
			t.Errorf("Is(%q) = %v", id, !want)
		}
	}
}
