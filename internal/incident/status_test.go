package incident

import (
	"strings"
	"testing"

	"sanad.example/sanad"
)

func TestStatus(t *testing.T) {
	b := invented(t, nil)
	for _, c := range []struct {
		name, said string
		want       sanad.Status
		reason     string // a part of it
	}{
		{"one side's word", "d1 2024-03-02 herald ARN-GOV: ASSAULT GON>ARN-CVL", sanad.StatusReported, "no independent origin; by the word of Government of Arnor"},
		{"one origin", "d1 2024-03-02 herald -: ASSAULT GON>ARN-CVL", sanad.StatusReported, "one independent origin, not confirmed by another: Herald"},
		{"one origin and a side", `d1 2024-03-02 herald -: ASSAULT GON>ARN-CVL
			d1 2024-03-02 herald ARN-GOV: ASSAULT GON>ARN-CVL`, sanad.StatusReported, "Herald"},
		{"two origins", `d1 2024-03-02 herald -: ASSAULT GON>ARN-CVL
			d2 2024-03-02 courier HOUSES: killed 12 ARN-CVL`, sanad.StatusCorroborated, "Herald, Houses of Healing"},
		{"both sides are no two origins", `d1 2024-03-02 herald ARN-GOV: ASSAULT GON>ARN-CVL
			d1 2024-03-02 herald GON-GOV: ASSAULT GON>ARN-CVL`, sanad.StatusReported, "no independent origin"},
		{"the same speaker in two papers", `d1 2024-03-02 herald HOUSES: killed 12 ARN-CVL
			d2 2024-03-02 courier HOUSES: killed 12 ARN-CVL`, sanad.StatusReported, "Houses of Healing"},
		{"a body and its mission", `d1 2024-03-02 herald COUNCIL: killed 12 ARN-CVL
			d2 2024-03-02 courier COUNCIL-MISSION: killed 12 ARN-CVL`, sanad.StatusReported, "one independent origin"},
		{"who passes on confirms nothing", `d1 2024-03-02 herald -: ASSAULT GON>ARN-CVL
			d2 2024-03-02 echo -: ASSAULT GON>ARN-CVL`, sanad.StatusReported, "Herald"},
		{"nor does a compilation", `d1 2024-03-02 herald -: ASSAULT GON>ARN-CVL
			d2 2024-03-09 index -: ASSAULT GON>ARN-CVL`, sanad.StatusReported, "Herald"},
		{"nor a side's own paper", `d1 2024-03-02 herald -: ASSAULT GON>ARN-CVL
			d2 2024-03-02 bree-gazette -: ASSAULT GON>ARN-CVL`, sanad.StatusReported, "Herald"},
		{"nor the sponsor of who struck", `d1 2024-03-02 herald -: ASSAULT DUN>ARN-CVL
			d1 2024-03-02 herald ROH-GOV: ASSAULT DUN>ARN-CVL
			d1 2024-03-02 herald ARN-GOV: supports ROH>DUN`, sanad.StatusReported, "Herald"},
		{"a third state does", `d1 2024-03-02 herald -: ASSAULT DUN>ARN-CVL
			d1 2024-03-02 herald ROH-GOV: ASSAULT DUN>ARN-CVL`, sanad.StatusCorroborated, "Government of Rohan, Herald"},
		{"figures that differ", `d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL`, sanad.StatusContested, "killed of Gondorian soldiers: 58 by Army of Arnor, 23 by Army of Gondor"},
		{"figures that round to the same", `d1 2024-03-02 herald ARN-MIL: injured 477 GON-MIL
			d1 2024-03-02 herald GON-MIL: injured 478 GON-MIL`, sanad.StatusReported, ""},
		{"about twenty and twenty-two", `d1 2024-03-02 herald ARN-MIL: injured ~20 GON-MIL
			d1 2024-03-02 herald GON-MIL: injured 22 GON-MIL`, sanad.StatusReported, ""},
		{"who did it", `d1 2024-03-02 herald ARN-GOV: ASSAULT DUN>ARN
			d1 2024-03-02 herald ROH-GOV: ASSAULT EASTERLINGS>ARN`, sanad.StatusContested, "who did it: Government of Arnor says Dunlendings Front, Government of Rohan says Easterling League"},
		{"who began", `d1 2024-03-02 herald ARN-MIL: ASSAULT GON-MIL>ARN-MIL
			d1 2024-03-02 herald GON-MIL: ASSAULT ARN-MIL>GON-MIL`, sanad.StatusContested, "who did it"},
		{"two directions of one fight, each told by who acted", `d1 2024-03-02 herald GON-MIL: ASSAULT GON-MIL>ARN-MIL
			d1 2024-03-02 herald ARN-MIL: ASSAULT ARN-MIL>GON-MIL`, sanad.StatusReported, ""},
		{"the accused denies", `d1 2024-03-02 herald ARN-GOV: ASSAULT GON-MIL>ARN-CVL
			d1 2024-03-02 herald GON-GOV: deny occurrence; ASSAULT GON-MIL>ARN-CVL`, sanad.StatusDenied, "denied by who is accused: Government of Gondor"},
		{"the accused rejects the charge", `d1 2024-03-02 herald -: ACCUSE/allege ARN-GOV>GON-GOV
			d1 2024-03-02 herald ARN-GOV: killed 12 ARN-CVL
			d1 2024-03-02 herald -: REJECT GON-GOV>ARN-GOV`, sanad.StatusDenied, "Government of Gondor"},
		{"a denial outweighs what is contested", `d1 2024-03-02 herald ARN-GOV: ASSAULT GON-MIL>ARN-CVL; killed 40 ARN-CVL
			d1 2024-03-02 herald HOUSES: killed 12 ARN-CVL
			d1 2024-03-02 herald GON-GOV: deny responsibility; ASSAULT GON-MIL>ARN-CVL`, sanad.StatusDenied, ""},
		{"a denied figure is contested, not the event denied", `d1 2024-03-02 herald ARN-GOV: ASSAULT GON-MIL>ARN-CVL; killed 40 ARN-CVL
			d1 2024-03-02 herald GON-GOV: deny figure; killed 40 ARN-CVL`, sanad.StatusContested, "Government of Gondor denies that it is 40 killed"},
		{"so is a denied target", `d1 2024-03-02 herald ARN-GOV: ASSAULT GON-MIL>ARN-CVL
			d1 2024-03-02 herald GON-GOV: deny target; ASSAULT GON-MIL>ARN-CVL`, sanad.StatusContested, "Government of Gondor denies the target"},
		{"one denies it, another claims it", `d1 2024-03-02 herald ARN-GOV: ASSAULT EASTERLINGS>ARN
			d1 2024-03-02 herald DUN: ASSAULT DUN>ARN
			d1 2024-03-02 herald EASTERLINGS: deny responsibility; ASSAULT EASTERLINGS>ARN`, sanad.StatusDenied, "denied by who is accused: Easterling League"},
		{"that it backs who did it is another matter", `d1 2024-03-02 herald ARN-GOV: ASSAULT DUN>ARN; supports ROH>DUN
			d1 2024-03-02 herald ROH-GOV: deny occurrence; supports ROH>DUN`, sanad.StatusReported, ""},
		{"a bystander denies", `d1 2024-03-02 herald ARN-GOV: ASSAULT GON-MIL>ARN-CVL
			d1 2024-03-02 herald ROH-GOV: deny occurrence; ASSAULT GON-MIL>ARN-CVL`, sanad.StatusContested, "Government of Rohan denies it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := reckon(t, b, battle(), script(t, b, c.said), "")
			if got.Status != c.want || !strings.Contains(got.Reason, c.reason) {
				t.Errorf("%s: %s", got.Status, got.Reason)
			}
		})
	}
}

// TestReasonsAreShort: however many claimants there are, a reason names a few of them: of figures the smallest and the
// largest, of versions of who did it each, by whoever tells it.
func TestReasonsAreShort(t *testing.T) {
	b := invented(t, nil)
	for _, c := range []struct{ said, want string }{
		{`d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL
			d1 2024-03-02 herald ARN-GOV: killed 40 GON-MIL
			d1 2024-03-02 herald HOUSES: killed 30 GON-MIL
			d1 2024-03-02 herald GON-GOV: killed 25 GON-MIL
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL`, "58 by Army of Arnor, 23 by Army of Gondor and 3 others between"},
		{`d1 2024-03-02 herald ARN-GOV: ASSAULT DUN>ARN
			d1 2024-03-02 herald COUNCIL: ASSAULT DUN>ARN
			d1 2024-03-02 herald HOUSES: ASSAULT DUN>ARN
			d1 2024-03-02 courier -: ASSAULT DUN>ARN
			d1 2024-03-02 herald ROH-GOV: ASSAULT EASTERLINGS>ARN`, "and 2 others say Dunlendings Front, Government of Rohan says Easterling League"},
	} {
		if got := reckon(t, b, battle(), script(t, b, c.said), ""); !strings.Contains(got.Reason, c.want) {
			t.Errorf("%s, want it to have %q", got.Reason, c.want)
		}
	}
	if got := points([]string{"a", "b", "c", "d", "e", "f", "g"}); got != "a; b; c; d; e; and in 2 more points" {
		t.Error(got)
	}
}

// TestStandingRelation: what is denied may be a state of things.
func TestStandingRelation(t *testing.T) {
	b := invented(t, nil)
	inc := sanad.Incident{Type: "supports"}
	got := reckon(t, b, inc, script(t, b, `
		d1 2024-03-02 herald ARN-GOV: supports GON-GOV>DUN
		d2 2024-03-03 herald GON-GOV: deny occurrence; supports GON-GOV>DUN`), "")
	if got.Status != sanad.StatusDenied || len(got.Accounts[1].Answers) != 1 {
		t.Errorf("%s: %s; %+v", got.Status, got.Reason, got.Accounts)
	}
}

// TestBackingToldBeside: that a state backs a party may be told beside the incident; its own radio is then no
// independent count.
func TestBackingToldBeside(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, `
		d1 2024-03-02 herald DUN: ASSAULT DUN>ARN-MIL; killed 30 ARN-MIL
		d2 2024-03-02 rhun-radio -: ASSAULT DUN>ARN-MIL; killed 25 ARN-MIL
		d3 2024-03-02 herald ARN-MIL: supports RHUN-GOV>DUN`)
	ev.Beside, ev.Claims = ev.Claims[2:], ev.Claims[:2]
	if got := lines(reckon(t, b, battle(), ev, "")); got != "killed ARN-MIL: - to 30, contested\ncontested\n" {
		t.Error(got)
	}
	ev.Beside = nil
	if got := lines(reckon(t, b, battle(), ev, "")); got != "killed ARN-MIL: - to 30, best 25, counted\ncontested\n" {
		t.Error(got)
	}
}
