package incident

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// The rules of casualty recorders and of the Admiralty's code that accounts and estimates keep, each with a
// test of its name.

// R1: reliability is the source's, credibility the item's; they are never one field.
func TestR1SourceGradesStandApart(t *testing.T) {
	b := invented(t, nil)
	inc := reckon(t, b, battle(), script(t, b, "d1 2024-03-02 herald HOUSES: killed 12 ARN-CVL"), "")
	if g := inc.Accounts[0].Claimant.Grade; g != "A" {
		t.Errorf("the source's grade is %q", g)
	}
	for _, v := range inc.Accounts[0].Values {
		if data, _ := json.Marshal(v); strings.Contains(string(data), "grade") {
			t.Errorf("a value has a grade: %s", data)
		}
	}
}

// R2: a grade is a decision on a source; the last one takes the codebook's place.
func TestR2GradesAreDecided(t *testing.T) {
	b := invented(t, nil)
	r, err := NewReckoner(b, "", map[string]string{"houses": "C"})
	if err != nil {
		t.Fatal(err)
	}
	inc := r.Reckon(battle(), script(t, b, "d1 2024-03-02 herald HOUSES: killed 12 ARN-CVL"))
	if g := inc.Accounts[0].Claimant.Grade; g != "C" {
		t.Errorf("the grade is %q", g)
	}
}

// R3: confirmed takes two independent origins, with copies and relays taken out.
func TestR3ConfirmedByTwoOrigins(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, `
		d1 2024-03-02 herald -: killed 12 ARN-CVL
		d2 2024-03-02 courier -: killed 12 ARN-CVL
		d3 2024-03-02 echo -: killed 12 ARN-CVL
		d4 2024-03-02 courier ARN-GOV<RAVEN: killed 12 ARN-CVL`)
	ev.Copies = map[string]string{"d2": "d1"}
	if got := reckon(t, b, battle(), ev, ""); got.Status == sanad.StatusCorroborated {
		t.Error("a copy, a relay and a side confirm one paper: ", got.Reason)
	}
	ev.Copies = nil
	if got := reckon(t, b, battle(), ev, ""); got.Status != sanad.StatusCorroborated {
		t.Error("two papers of their own: ", got.Status, got.Reason)
	}
}

// R4 and R5: grades decide nothing. F, which is unknown, isn't the worst, and credibility doesn't follow from
// reliability.
func TestR4R5GradesDecideNothing(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, `
		d1 2024-03-02 herald HOUSES: killed 12 ARN-CVL
		d1 2024-03-02 herald ARN-GOV: killed 40 ARN-CVL
		d2 2024-03-02 courier -: killed 15 ARN-CVL`)
	want := reckon(t, b, battle(), ev, "")
	for _, grade := range []string{"A", "E", "F"} {
		r, err := NewReckoner(b, "", map[string]string{"houses": grade, "courier": "F"})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Reckon(battle(), ev)
		if diff := cmp.Diff(want.Estimates, got.Estimates); diff != "" || got.Status != want.Status || got.Reason != want.Reason {
			t.Errorf("with grade %s: %s %s", grade, got.Status, diff)
		}
	}
}

// R13: how figures are reconciled is named, has a version, is chosen and can run again.
func TestR13RulesAreNamedAndChosen(t *testing.T) {
	b := invented(t, map[string]string{"estimates-mine.yaml": worldHead +
		"- {id: mine, version: 3, based_on: by-interest, about: no floor, low: [verified_minimum]}\n"})
	ev := script(t, b, "d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL")
	for rules, want := range map[string]string{"by-interest/1": "23", "mine/3": "-"} {
		id, _, _ := strings.Cut(rules, "/")
		e := reckon(t, b, battle(), ev, id).Estimates[0]
		if e.Rules != rules || str(e.Low) != want {
			t.Errorf("by %s: low %s by %s", rules, str(e.Low), e.Rules)
		}
	}
}

// R14: pending and unconfirmed are states, and the reason says whose word there is.
func TestR14UnconfirmedIsSaid(t *testing.T) {
	b := invented(t, nil)
	inc := reckon(t, b, battle(), script(t, b, "d1 2024-03-02 herald ARN-GOV: killed 12 ARN-CVL"), "")
	if inc.Status != sanad.StatusReported || !strings.Contains(inc.Reason, "no independent origin") ||
		inc.Estimates[0].Kind != sanad.EstimateSole || !strings.Contains(inc.Estimates[0].Reason, "one side's word alone: Government of Arnor") {
		t.Errorf("%s, %s; %s", inc.Status, inc.Reason, inc.Estimates[0].Reason)
	}
}

// R15: totals over a period are kept apart from an incident's figures, and never added to them.
func TestR15TotalsStandApart(t *testing.T) {
	b := invented(t, nil)
	inc := reckon(t, b, battle(), script(t, b, `
		d1 2024-03-02 herald HOUSES: killed 12 ARN-CVL
		d2 2024-04-02 herald HOUSES: killed 547p ARN-CVL`), "")
	if got := lines(inc); got != "killed ARN-CVL: 12 to 12, best 12, counted\nreported\n" {
		t.Error(got)
	}
}

// R17: nobody is named who holds no office: accounts call such people by what they are.
func TestR17NamesStayOut(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, "d1 2024-03-02 herald ARN'Barliman Butterbur, a shopkeeper in Bree: killed 12 ARN-CVL")
	ev.Claims[0].Speakers[0].ID, ev.Claims[0].Speakers[0].Name = "", "Barliman Butterbur"
	inc := reckon(t, b, battle(), ev, "")
	data, err := json.Marshal(inc)
	if err != nil || strings.Contains(string(data), "Butterbur") || strings.Contains(strings.ToLower(string(data)), "barliman") {
		t.Errorf("%v: %s", err, data)
	}
}

// R18: at which standard of proof a source counts is the source's own, and decides what a minimum is.
func TestR18ThresholdIsTheSources(t *testing.T) {
	b := invented(t, nil)
	for speaker, want := range map[string]string{"HOUSES": "12", "COUNCIL-MISSION": "-"} {
		inc := reckon(t, b, battle(), script(t, b, "d1 2024-03-02 herald "+speaker+": killed 12 ARN-CVL"), "")
		if e := inc.Estimates[0]; str(e.Low) != want || str(e.Best) != "12" {
			t.Errorf("%s: %s", speaker, lines(inc))
		}
	}
}

// T2: 70 killed and 477 injured are 547; 478 by another paper is the same count, a misprint apart.
func TestT2OneCountInTwoPapers(t *testing.T) {
	b := invented(t, nil)
	inc := reckon(t, b, battle(), script(t, b, `
		d1 2024-03-02 herald COUNCIL-MISSION: killed 70 ARN-CVL; injured 477 ARN-CVL
		d2 2024-03-02 courier COUNCIL-MISSION: injured 478 ARN-CVL
		d2 2024-03-02 courier COUNCIL-MISSION: casualties 547 ARN-CVL`), "")
	if inc.Status != sanad.StatusReported {
		t.Errorf("%s: %s", inc.Status, inc.Reason)
	}
}

// T3: at least 13 by who verifies, 17 by a paper: a floor of 13, nothing contradicted.
func TestT3FloorAndCount(t *testing.T) {
	b := invented(t, nil)
	inc := reckon(t, b, battle(), script(t, b, `
		d1 2024-03-02 herald COUNCIL-MISSION: killed 13+ ARN-CVL
		d2 2024-03-02 courier -: killed 17 ARN-CVL`), "")
	if e := inc.Estimates[0]; inc.Status != sanad.StatusCorroborated || str(e.Low) != "13" || e.High != nil {
		t.Errorf("%s: %s", lines(inc), inc.Reason)
	}
}

// T5: 47 lorries of the Council's and thousands of lorries in all are different things, no contradiction.
func TestT5DifferentPopulations(t *testing.T) {
	b := invented(t, nil)
	inc := battle()
	inc.Type = "SANCTION"
	inc = reckon(t, b, inc, script(t, b, `
		d1 2024-03-02 herald COUNCIL-MISSION: objects 47 COUNCIL unit=trucks
		d2 2024-03-02 courier RAVEN: objects 2000v unit=trucks`), "")
	if len(inc.Estimates) != 2 || inc.Status == sanad.StatusContested {
		t.Errorf("%s: %s", lines(inc), inc.Reason)
	}
}
