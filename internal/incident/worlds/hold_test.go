package worlds

import (
	"slices"
	"testing"

	"sanad.example/sanad"
)

// TestAlwaysHolds holds of every world, whatever it expects: each claim is in one incident at most and each
// document leads in one at most; parts and wholes name each other; every word, bound and reason leads to a claim
// of its incident; and no interval is turned round.
func TestAlwaysHolds(t *testing.T) {
	for _, w := range all(t, book(t)) {
		in, err := w.input("")
		if err != nil {
			t.Fatal(err)
		}
		incidents, err := engine(in)
		if err != nil {
			t.Fatal(err)
		}
		wrong := func(inc sanad.Incident, what string, args ...any) {
			t.Errorf("%s: incident %s, %q: "+what, append([]any{w.Name, inc.ID, inc.Title}, args...)...)
		}
		member, leads := map[string]string{}, map[string]string{}
		byID := map[string]sanad.Incident{}
		for _, inc := range incidents {
			byID[inc.ID] = inc
			for _, c := range inc.Claims {
				if member[c] != "" {
					wrong(inc, "claim %s is in %s too", c, member[c])
				}
				member[c] = inc.ID
			}
			for _, d := range inc.Documents {
				if d.Lead && leads[d.ID] != "" {
					wrong(inc, "document %s leads in %s too", d.ID, leads[d.ID])
				} else if d.Lead {
					leads[d.ID] = inc.ID
				}
			}
		}
		for _, inc := range incidents {
			for _, p := range inc.Parts {
				if byID[p].PartOf != inc.ID {
					wrong(inc, "its part %s is a part of %q", p, byID[p].PartOf)
				}
			}
			if inc.PartOf != "" && !slices.Contains(byID[inc.PartOf].Parts, inc.ID) {
				wrong(inc, "its whole %s doesn't name it", inc.PartOf)
			}
			told(inc, func(what, claim string) {
				if member[claim] != inc.ID {
					wrong(inc, "%s leads to claim %s of another incident, %s", what, claim, member[claim])
				}
			})
			if inc.Status == "" || inc.Reason == "" || inc.Title == "" {
				wrong(inc, "status %q, reason %q", inc.Status, inc.Reason)
			}
			for _, e := range inc.Estimates {
				if above(e.Low, e.Best) || above(e.Best, e.High) || above(e.Low, e.High) {
					wrong(inc, "%s", written(e))
				}
				if e.Reason == "" || e.Rules == "" {
					wrong(inc, "%s: reason %q by rules %q", written(e), e.Reason, e.Rules)
				}
			}
		}
	}
}

// told calls fn with every claim that an incident's accounts and estimates lead to.
func told(inc sanad.Incident, fn func(what, claim string)) {
	for _, a := range inc.Accounts {
		for _, c := range a.Claims {
			fn("account of "+a.Claimant.ID, c)
		}
		for _, c := range a.Repeats {
			fn("repetition of "+a.Claimant.ID, c)
		}
		for _, v := range a.Values {
			fn("value of "+a.Claimant.ID, v.Claim)
			for _, r := range v.Replaced {
				fn("earlier value of "+a.Claimant.ID, r.Claim)
			}
		}
	}
	for _, e := range inc.Estimates {
		for _, b := range e.Bounds {
			fn(b.Bound+" of "+e.Measure, b.Claim)
		}
	}
}

func above(a, b *sanad.Decimal) bool { return a != nil && b != nil && *a > *b }
