package incident

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// TestAccounts has a case for whose word is whose, what replaces what, and what answers what.
func TestAccounts(t *testing.T) {
	b := invented(t, nil)
	for _, c := range []struct{ name, said, want string }{
		{
			"a spokesman and a media wing speak for their organ", `
			d1 2024-03-02 herald ARN-GOV-SPK: killed 9 ARN-MIL
			d1 2024-03-02 herald GON-MIL-MEDIA: killed 23 GON-MIL`, `
			ARN-GOV affirm; killed ARN-MIL 9
			GON-MIL affirm; killed GON-MIL 23`,
		},
		{
			"ministries are one voice, and a later word replaces an earlier", `
			d1 2024-03-02 herald ARN-GOV-HLT: killed 200+ ARN
			d2 2024-03-03 herald ARN-GOV-SPK: killed 400 ARN`, `
			ARN-GOV affirm; killed ARN 400 after at least 200`,
		},
		{
			"ministries that contradict each other on one day are two", `
			d1 2024-03-02 herald ARN-GOV-HLT: killed 20 ARN-CVL
			d2 2024-03-02 courier ARN-GOV-MOI: killed 40 ARN-CVL`, `
			ARN-GOV-HLT affirm; killed ARN-CVL 20
			ARN-GOV-MOI affirm; killed ARN-CVL 40`,
		},
		{
			"unless one report tells both, one after the other", `
			d1 2024-03-02 herald ARN-GOV-HLT: killed 20 ARN-CVL
			d1 2024-03-02 herald ARN-GOV-MOI: killed 40 ARN-CVL`, `
			ARN-GOV affirm; killed ARN-CVL 40 after 20`,
		},
		{
			"army and government are two", `
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL
			d1 2024-03-02 herald GON-GOV: killed 23 GON-MIL`, `
			GON-GOV affirm; killed GON-MIL 23
			GON-MIL affirm; killed GON-MIL 23`,
		},
		{
			"who isn't named is one by country, witnesses by what they are", `
			d1 2024-03-02 herald GON'security sources: killed 4 ARN-MIL
			d1 2024-03-02 herald GON'a security official: killed 4 ARN-MIL
			d1 2024-03-02 herald GON'a doctor at the hospital: killed 3 GON-CVL
			d1 2024-03-02 herald GON'a retired cricketer: killed 5 GON-CVL
			d1 2024-03-02 herald ?: killed 6 GON-CVL`, `
			GON/hospital affirm; killed GON-CVL 3
			GON/others affirm; killed GON-CVL 5
			GON/unnamed affirm; killed ARN-MIL 4; repeats c2
			unattributed affirm; killed GON-CVL 6`,
		},
		{
			"an agency that is quoted and its own report are one", `
			d1 2024-03-02 herald RAVEN: killed 12 ARN-CVL
			d2 2024-03-02 raven -: killed 12 ARN-CVL`, `
			source:raven affirm; killed ARN-CVL 12; repeats c2`,
		},
		{
			"a body's own site is the body", `
			d1 2024-03-02 houses -: killed 12 ARN-CVL
			d2 2024-03-02 herald HOUSES: killed 12 ARN-CVL`, `
			HOUSES affirm; killed ARN-CVL 12; repeats c2`,
		},
		{
			"what was said once is one word in three papers", `
			d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL
			d2 2024-03-02 courier ARN-MIL<RAVEN: killed 58 GON-MIL
			d3 2024-03-05 echo ARN-MIL: killed 58+ GON-MIL`, `
			ARN-MIL affirm; killed GON-MIL 58; repeats c2 c3`,
		},
		{
			"an essay that repeats the first number replaces nothing", `
			d1 2024-03-02 herald ARN-MIL: killed 9 ARN-MIL
			d2 2024-03-03 herald ARN-MIL: killed 20 ARN-MIL
			d3 2024-03-20 courier ARN-MIL: killed 9 ARN-MIL`, `
			ARN-MIL affirm; killed ARN-MIL 20 after 9; repeats c3`,
		},
		{
			"nor does what is told long after, of a number not heard before", `
			d1 2024-03-02 herald ARN-MIL: killed 9 ARN-MIL
			d3 2024-09-20 courier ARN-MIL: killed 7 ARN-MIL`, `
			ARN-MIL affirm; killed ARN-MIL 9; repeats c2`,
		},
		{
			"its own office's late word is its word", `
			d1 2024-03-02 herald GON-MIL: killed 4 GON-MIL
			d3 2024-09-20 gondor-army GON-MIL: killed 12 GON-MIL`, `
			GON-MIL affirm; killed GON-MIL 12 after 4`,
		},
		{
			"unless the text says that it was said then", `
			d1 2024-03-02 herald ARN-MIL: killed 9 ARN-MIL
			d2 2024-03-03 herald ARN-MIL: killed 20 ARN-MIL
			d3 2024-09-20 courier ARN-MIL: said 2024-09-19; killed 9 ARN-MIL`, `
			ARN-MIL affirm; killed ARN-MIL 9 after 20 after 9`,
		},
		{
			"an old word told late takes its place in time", `
			d1 2024-03-09 herald ARN-MIL: said 2024-03-02; killed 9 ARN-MIL
			d2 2024-03-03 herald ARN-MIL: killed 20 ARN-MIL`, `
			ARN-MIL affirm; killed ARN-MIL 20 after 9`,
		},
		{
			"a running toll", `
			d1 2024-03-02 herald GON-MIL: killed 133 ARN-MIL
			d3 2024-03-08 herald GON-MIL: killed 583 ARN-MIL
			d2 2024-03-03 herald GON-MIL: killed 352 ARN-MIL`, `
			GON-MIL affirm; killed ARN-MIL 583 after 352 after 133`,
		},
		{
			"a correction downwards on the same day", `
			d1 2024-03-02 herald GON-MIL: killed 40 GON-MIL
			d2 2024-03-02 herald GON-MIL: killed 23 GON-MIL; revises c1`, `
			GON-MIL affirm; killed GON-MIL 23 after 40`,
		},
		{
			"another nine are not added", `
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL
			d2 2024-03-03 herald GON-MIL: killed +9 GON-MIL`, `
			GON-MIL affirm; killed GON-MIL 23`,
		},
		{
			"alone they are the least", `
			d2 2024-03-03 herald GON-MIL: killed +9 GON-MIL`, `
			GON-MIL affirm; killed GON-MIL at least 9 (an addition to an earlier count)`,
		},
		{
			"a vague word gives way to a number and takes none's place", `
			d1 2024-03-02 herald GON-MIL: killed 24v ARN-MIL
			d2 2024-03-03 herald GON-MIL: killed 31 ARN-MIL
			d3 2024-03-04 herald GON-MIL: killed 24v ARN-MIL`, `
			GON-MIL affirm; killed ARN-MIL 31 after at least 24; repeats c3`,
		},
		{
			"a headline that its report doesn't bear out", `
			d1 2024-03-02 herald ARN-GOV: killed 10 ARN-CVL
			d1 2024-03-02 herald 'the headline: killed 24v ARN-CVL`, `
			ARN-GOV affirm; killed ARN-CVL 10
			source:herald affirm; killed ARN-CVL at least 24 (headline and body differ)`,
		},
		{
			"a summary of ours is nobody's voice but of what it is about", `
			d1 2024-03-02 own/Herald -: killed 12 ARN-CVL
			d2 2024-03-02 herald -: killed 12 ARN-CVL`, `
			source:herald affirm; killed ARN-CVL 12; repeats c2`,
		},
		{
			"the accused denies what others say; its refusal of talks denies nothing", `
			d1 2024-03-02 herald ARN-GOV: ASSAULT GON>ARN-CVL; killed 12 ARN-CVL
			d1 2024-03-02 herald -: REJECT GON-GOV>ARN-GOV
			d1 2024-03-02 herald GON-GOV: deny occurrence; ASSAULT GON>ARN-CVL
			d2 2024-03-02 herald -: REJECT/meet ARN-GOV>GON-GOV`, `
			ARN-GOV affirm; killed ARN-CVL 12
			GON-GOV deny occurrence; answers c1`,
		},
		{
			"who owns up confirms what others said", `
			d1 2024-03-02 herald ARN-GOV: ASSAULT GON>ARN-CVL
			d2 2024-03-03 herald GON-MIL: ASSAULT GON>ARN-REB`, `
			ARN-GOV affirm
			GON-MIL affirm; answers c1`,
		},
		{
			"a denied number answers who gave it", `
			d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL
			d2 2024-03-03 herald GON-MIL: deny figure; killed 58 GON-MIL
			d3 2024-03-03 herald GON-MIL: killed 23 GON-MIL`, `
			ARN-MIL affirm; killed GON-MIL 58
			GON-MIL affirm; killed GON-MIL 23; killed GON-MIL 58 denied; answers c1`,
		},
		{
			"a victim's denial answers who claims it", `
			d1 2024-03-02 herald GON-MIL: ASSAULT/abduct GON-MIL>ARN-MIL; captured 12 ARN-MIL
			d2 2024-03-03 herald ARN-MIL: deny occurrence; ASSAULT/abduct GON-MIL>ARN-MIL`, `
			ARN-MIL deny occurrence; answers c1
			GON-MIL affirm; captured ARN-MIL 12`,
		},
		{
			"who has no part in it answers who says so, not who only counts", `
			d1 2024-03-02 herald ARN-GOV: ASSAULT GON-GOV>ARN-CVL
			d1 2024-03-02 herald HOUSES: ASSAULT >ARN-CVL; killed 13 ARN-CVL
			d2 2024-03-03 herald GON-GOV: deny responsibility; ASSAULT GON-GOV>ARN-CVL`, `
			ARN-GOV affirm
			GON-GOV deny responsibility; answers c1
			HOUSES affirm; killed ARN-CVL 13`,
		},
		{
			"hours tell the later of one day, where all have them", `
			d1 2024-03-02T15:00Z herald GON-MIL: killed 23 GON-MIL
			d2 2024-03-02T06:00Z courier GON-MIL: killed 40 GON-MIL`, `
			GON-MIL affirm; killed GON-MIL 23 after 40`,
		},
		{
			"an origin comes before its relays and copies of one day", `
			d1 2024-03-02 echo GON-MIL: killed 23 GON-MIL
			d2 2024-03-02 courier GON-MIL<RAVEN: killed 23 GON-MIL
			d3 2024-03-02 gondor-army -: killed 23 GON-MIL`, `
			GON-MIL affirm; killed GON-MIL 23; repeats c1 c2`,
		},
		{
			"claimed, then withdrawn", `
			d1 2024-03-02 herald DUN: ASSAULT DUN>ARN
			d1 2024-03-02 herald -: REJECT DUN>`, `
			DUN deny`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := accountsOf(reckon(t, b, battle(), script(t, b, c.said), ""))
			if diff := cmp.Diff(trimmed(c.want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCopies: what a near-copy repeats is its origin's word and counts once; what it adds is its own.
func TestCopies(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, `
		d1 2024-03-02 herald -: ASSAULT >ARN-CVL; killed 12 ARN-CVL
		d2 2024-03-02 courier -: ASSAULT >ARN-CVL; killed 12 ARN-CVL`)
	if got := reckon(t, b, battle(), ev, ""); got.Status != sanad.StatusCorroborated {
		t.Errorf("two papers: %s, %s", got.Status, got.Reason)
	}
	ev.Copies = map[string]string{"d2": "d1"}
	got := reckon(t, b, battle(), ev, "")
	if got.Status != sanad.StatusReported || accountsOf(got) != "source:herald affirm; killed ARN-CVL 12; repeats c2\n" {
		t.Errorf("a paper and its copy: %s, %s\n%s", got.Status, got.Reason, accountsOf(got))
	}
	if origins := got.Accounts[0].Origins; len(origins) != 1 || origins[0] != "herald" {
		t.Errorf("origins %v", origins)
	}
	ev.Claims[1].Figures[0].Low, ev.Claims[1].Figures[0].High = sanad.Dec(15), sanad.Dec(15)
	if got := reckon(t, b, battle(), ev, ""); got.Status != sanad.StatusContested {
		t.Errorf("what a copy adds: %s, %s", got.Status, got.Reason)
	}
}

// TestBackgroundBesideAnotherSubject: a report that leads with something else replaces nothing.
func TestBackgroundBesideAnotherSubject(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, `
		d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL
		d2 2024-03-06 courier GON-MIL: killed 21 GON-MIL`)
	inc := battle()
	inc.Documents = []sanad.IncidentDocument{{ID: "d1", Lead: true}, {ID: "d2", Lead: true}}
	if got := accountsOf(reckon(t, b, inc, ev, "")); got != "GON-MIL affirm; killed GON-MIL 21 after 23\n" {
		t.Errorf("both lead: %s", got)
	}
	inc.Documents[1].Lead = false
	if got := accountsOf(reckon(t, b, inc, ev, "")); got != "GON-MIL affirm; killed GON-MIL 23; repeats c2\n" {
		t.Errorf("one beside its subject: %s", got)
	}
}
