package incident

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// TestEstimates has a case for each rule: what is said, and what follows.
func TestEstimates(t *testing.T) {
	b := invented(t, nil)
	for _, c := range []struct{ name, said, want string }{
		{
			"each side admits its own dead and claims more of the other's", `
			d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL
			d1 2024-03-02 herald ARN-MIL: killed 9 ARN-MIL
			d1 2024-03-02 herald GON-MIL-MEDIA: killed 23 GON-MIL
			d1 2024-03-02 herald GON-MIL: killed 200+ ARN-MIL
			d2 2024-03-03 courier ARN-MIL: killed ~20 ARN-MIL`, `
			killed ARN-MIL: 20 to -, contested
			killed GON-MIL: 23 to 58, contested
			contested`,
		},
		{
			"a sole claimant of the enemy's dead: no floor", `
			d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL`, `
			killed GON-MIL: - to 58, sole claimant
			reported`,
		},
		{
			"a sole admission is floor and ceiling", `
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL`, `
			killed GON-MIL: 23 to 23, sole claimant
			reported`,
		},
		{
			"rivals who say the same agree", `
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL
			d1 2024-03-02 herald ARN-MIL: killed 23 GON-MIL`, `
			killed GON-MIL: 23 to 23, agreed
			reported`,
		},
		{
			"rounding is no contradiction", `
			d1 2024-03-02 herald GON-MIL: injured 29 GON-MIL
			d1 2024-03-02 herald ARN-MIL: injured 30 GON-MIL`, `
			injured GON-MIL: 29 to 30, agreed
			reported`,
		},
		{
			"an independent count is best, between what is admitted and what is claimed", `
			d1 2024-03-02 herald GON-MIL: killed 5 ARN-CVL; ASSAULT GON>ARN-CVL
			d1 2024-03-02 herald ARN-GOV: killed 40 ARN-CVL; ASSAULT GON>ARN-CVL
			d2 2024-03-04 herald COUNCIL-MISSION: killed 17 ARN-CVL`, `
			killed ARN-CVL: 5 to 40, best 17, counted
			contested`,
		},
		{
			"a count at a high standard of proof is a floor", `
			d1 2024-03-02 herald ARN-GOV: killed 40 ARN-CVL
			d2 2024-03-04 herald HOUSES: killed 17 ARN-CVL`, `
			killed ARN-CVL: 17 to 40, best 17, counted
			contested`,
		},
		{
			"so is an at-least by who verifies cases, and the ceiling is open", `
			d1 2024-03-02 herald ARN-GOV: killed 17 ARN-CVL
			d2 2024-03-04 herald COUNCIL-MISSION: killed 13+ ARN-CVL`, `
			killed ARN-CVL: 13 to -, best 13, counted
			reported`,
		},
		{
			"own verification comes before records, later or not", `
			d1 2024-03-02 herald COUNCIL-MISSION: killed 17 ARN-CVL
			d2 2024-03-05 herald SCRIBES: killed 20 ARN-CVL`, `
			killed ARN-CVL: - to 20, best 17, counted
			contested`,
		},
		{
			"of one method the latest", `
			d1 2024-03-02 herald COUNCIL-MISSION: killed 17 ARN-CVL
			d2 2024-03-05 herald HOUSES: killed 20 ARN-CVL`, `
			killed ARN-CVL: 20 to 20, best 20, counted
			contested`,
		},
		{
			"a hospital's records count", `
			d1 2024-03-02 herald ARN-GOV: killed 40 ARN-CVL
			d1 2024-03-02 herald ARN'a hospital in Bree: killed 19 ARN-CVL`, `
			killed ARN-CVL: - to 40, best 19, counted
			contested`,
		},
		{
			"residents are no count", `
			d1 2024-03-02 herald ARN'residents of Bree: killed 19 ARN-CVL`, `
			killed ARN-CVL: - to 19, sole claimant
			reported`,
		},
		{
			"a count below what a party admits is overtaken", `
			d1 2024-03-02 herald HOUSES: killed 12 GON-MIL
			d2 2024-03-03 herald GON-MIL: killed 23 GON-MIL
			d2 2024-03-03 herald ARN-MIL: killed 58 GON-MIL`, `
			killed GON-MIL: 23 to 58, contested
			contested`,
		},
		{
			"more is admitted than anyone claims: no interval", `
			d1 2024-03-02 herald GON-MIL: killed 30 GON-MIL
			d1 2024-03-02 herald ARN-MIL: killed 12 GON-MIL`, `
			killed GON-MIL: - to -, inconsistent
			contested`,
		},
		{
			"a third state has no interest and counts nothing", `
			d1 2024-03-02 herald ROH-GOV: killed 40 GON-MIL
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL`, `
			killed GON-MIL: 23 to 40, contested
			contested`,
		},
		{
			"a sponsor shares its party's interest and never counts", `
			d1 2024-03-02 herald ARN-GOV: supports ROH>DUN
			d1 2024-03-02 herald DUN: ASSAULT DUN>ARN-MIL; killed 9 ARN-MIL
			d1 2024-03-02 herald ROH-GOV: killed 3 DUN
			d1 2024-03-02 herald ARN-MIL: killed 20 DUN`, `
			killed ARN-MIL: - to 9, sole claimant
			killed ARN-REB: 3 to 20, contested
			contested`,
		},
		{
			"an armed group that claims an attack plays down the civilians that it harmed", `
			d1 2024-03-02 herald DUN: ASSAULT DUN>ARN-CVL; killed 2 ARN-CVL
			d1 2024-03-02 herald ARN-GOV: ASSAULT DUN>ARN-CVL; killed 11 ARN-CVL`, `
			killed ARN-CVL: 2 to 11, contested
			contested`,
		},
		{
			"a compilation counts no single incident", `
			d1 2024-03-02 herald ARN-GOV: killed 40 ARN-CVL
			d2 2024-03-09 index -: killed 40 ARN-CVL`, `
			killed ARN-CVL: - to 40, sole claimant
			reported`,
		},
		{
			"who only passes on is no second word", `
			d1 2024-03-02 herald ARN-GOV: killed 40 ARN-CVL
			d2 2024-03-02 echo -: killed 40 ARN-CVL`, `
			killed ARN-CVL: - to 40, sole claimant
			reported`,
		},
		{
			"a vague number bounds and is never best", `
			d1 2024-03-02 herald GON-MIL: killed 9 GON-MIL
			d1 2024-03-02 herald HOUSES: killed 24v GON-MIL`, `
			killed GON-MIL: 9 to -, contested
			contested`,
		},
		{
			"a denied figure is nobody's value", `
			d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL
			d2 2024-03-03 herald GON-MIL: deny figure; killed 58 GON-MIL`, `
			killed GON-MIL: - to 58, sole claimant
			contested`,
		},
		{
			"what may be, what is negated and what is over a period are none", `
			d1 2024-03-02 herald ARN-MIL: possible; killed 58 GON-MIL
			d1 2024-03-02 herald ARN-MIL: negated; killed 59 GON-MIL
			d1 2024-03-02 herald ARN-MIL: killed 600p GON-MIL
			d1 2024-03-02 herald ARN-MIL: killed 3 GON-MIL`, `
			killed GON-MIL: - to 3, sole claimant
			reported`,
		},
		{
			"soldiers and civilians make the whole", `
			d1 2024-03-02 herald GON-GOV: killed 31 GON; killed 12/f1 GON-MIL; killed 19/f1 GON-CVL`, `
			killed GON: - to 31, sole claimant, gap 0 of GON-CVL+GON-MIL
			killed GON-CVL: - to 19, sole claimant
			killed GON-MIL: 12 to 12, sole claimant
			reported`,
		},
		{
			"a part of a whole is never added to it, and what is missing shows", `
			d1 2024-03-02 herald GON-GOV: killed 31 GON; killed 12/f1 GON-MIL`, `
			killed GON: - to 31, sole claimant, gap 19 of GON-MIL
			killed GON-MIL: 12 to 12, sole claimant
			reported`,
		},
		{
			"children among the civilians are no second number", `
			d1 2024-03-02 herald ARN-GOV: killed 18 ARN-CVL; killed 5/f1 ARN-CVL*child`, `
			killed ARN-CVL: - to 18, sole claimant
			reported`,
		},
		{
			"nine children and one woman are ten", `
			d1 2024-03-02 herald ARN-GOV: killed 9 ARN-CVL*child; killed 1 ARN-CVL*woman
			d2 2024-03-02 courier ARN-GOV: killed 10 ARN; killed 9/f1 ARN-CVL*child; killed 1 ARN-CVL*woman`, `
			killed ARN-CVL: - to 10, sole claimant
			reported`,
		},
		{
			"casualties are the killed and the injured", `
			d1 2024-03-02 herald HOUSES: killed 70 ARN-CVL; injured 477 ARN-CVL; casualties 547 ARN-CVL`, `
			killed ARN-CVL: 70 to 70, best 70, counted
			injured ARN-CVL: 477 to 477, best 477, counted
			casualties ARN-CVL: 547 to 547, best 547, counted, gap 0 of killed+injured
			reported`,
		},
		{
			"the wounded are of those who were killed beside them", `
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL; injured 29`, `
			killed GON-MIL: 23 to 23, sole claimant
			injured GON-MIL: 29 to 29, sole claimant
			reported`,
		},
		{
			"who doesn't say whom it counts means whom the others count", `
			d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL
			d2 2024-03-02 herald RAVEN: killed 23`, `
			killed GON-MIL: 23 to 23, best 23, counted
			reported`,
		},
		{
			"terrorists by one word, civilians by the other: one group, disputed", `
			d1 2024-03-02 herald GON-MIL: ASSAULT GON-MIL>ARN; killed 24 ARN-REB*terrorists
			d1 2024-03-02 herald ARN-GOV: ASSAULT GON-MIL>ARN; killed 24 ARN-CVL`, `
			killed ARN/disputed: - to 24, agreed
			contested`,
		},
		{
			"who counts both kinds disputes neither", `
			d1 2024-03-02 herald GON-MIL: ASSAULT GON-MIL>ARN; killed 24 ARN-REB; killed 3 ARN-CVL
			d1 2024-03-02 herald ARN-GOV: ASSAULT GON-MIL>ARN; killed 24 ARN-CVL`, `
			killed ARN-CVL: 3 to 24, contested
			killed ARN-REB: - to 24, sole claimant
			contested`,
		},
		{
			"posts that each side says it took are others", `
			d1 2024-03-02 herald ARN-MIL: COERCE/seize ARN>GON; objects 25 unit=posts
			d1 2024-03-02 herald GON-MIL: COERCE/seize GON>ARN; objects 19 unit=posts`, `
			objects posts/seize/ARN: - to 19, sole claimant
			objects posts/seize/GON: - to 25, sole claimant
			reported`,
		},
		{
			"posts lost are admitted", `
			d1 2024-03-02 herald ARN-MIL: objects 25 unit=posts
			d1 2024-03-02 herald GON-MIL: objects 4 GON-MIL unit=posts`, `
			objects posts/GON: 4 to 25, contested
			contested`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := lines(reckon(t, b, battle(), script(t, b, c.said), ""))
			if diff := cmp.Diff(trimmed(c.want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// trimmed is a case's text without its indentation.
func trimmed(s string) string {
	var out strings.Builder
	for _, l := range strings.Split(strings.TrimSpace(s), "\n") {
		out.WriteString(strings.TrimSpace(l) + "\n")
	}
	return out.String()
}

// TestRulesAreChosen: another set of rules gives other bounds of the same accounts, and each names itself.
func TestRulesAreChosen(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, `
		d1 2024-03-02 herald ARN-GOV: killed 40 ARN-CVL
		d1 2024-03-02 herald COUNCIL-MISSION: killed 17 ARN-CVL`)
	for rules, want := range map[string]string{
		"":                 "killed ARN-CVL: - to 40, best 17, counted\ncontested\n",
		"independent-only": "killed ARN-CVL: - to 17, best 17, counted\ncontested\n",
	} {
		inc := reckon(t, b, battle(), ev, rules)
		if got := lines(inc); got != want {
			t.Errorf("by %q: %s", rules, got)
		}
		if name := inc.Estimates[0].Rules; name != map[string]string{"": "by-interest/1", "independent-only": "independent-only/1"}[rules] {
			t.Errorf("rules are named %q", name)
		}
	}
	if _, err := NewReckoner(b, "guess", nil); err == nil {
		t.Error("a set of rules that isn't there is taken")
	}
}

// TestOrderIsIrrelevant: claims and documents may come in any order.
func TestOrderIsIrrelevant(t *testing.T) {
	b := invented(t, nil)
	ev := script(t, b, `
		d1 2024-03-02 herald ARN-MIL: killed 58 GON-MIL; injured 30
		d1 2024-03-02 herald ARN-MIL: killed 9 ARN-MIL
		d2 2024-03-02 courier ARN-MIL: killed 20 ARN-MIL
		d3 2024-03-02 echo GON-MIL: ASSAULT ARN>GON; killed 23 GON-MIL; injured 29
		d4 2024-03-05 raven -: killed 25
		d4 2024-03-05 raven ARN-GOV: deny occurrence; ASSAULT ARN>GON
		d5 2024-03-05 echo ARN'residents: killed 24 GON-MIL`)
	want := reckon(t, b, battle(), ev, "")
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		rng.Shuffle(len(ev.Claims), func(i, j int) { ev.Claims[i], ev.Claims[j] = ev.Claims[j], ev.Claims[i] })
		rng.Shuffle(len(ev.Documents), func(i, j int) { ev.Documents[i], ev.Documents[j] = ev.Documents[j], ev.Documents[i] })
		if diff := cmp.Diff(want, reckon(t, b, battle(), ev, "")); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// TestSidesSwap: with the sides swapped in what is said, they are swapped in what follows.
func TestSidesSwap(t *testing.T) {
	b := invented(t, nil)
	said := `
		d1 2024-03-02 herald ARN-MIL: ASSAULT ARN-MIL>GON; killed 58 GON-MIL; objects 4 unit=posts
		d1 2024-03-02 herald ARN-GOV: killed 9 ARN-CVL
		d1 2024-03-02 herald GON-MIL: killed 23 GON-MIL; killed 2 ARN-CVL
		d2 2024-03-03 herald GON-GOV: deny occurrence; ASSAULT GON>ARN-CVL
		d2 2024-03-03 herald ARN'security officials: killed 4 ARN-MIL`
	swap := strings.NewReplacer("ARN", "GON", "GON", "ARN")
	sorted := func(s string) string {
		l := strings.Split(s, "\n")
		for i := range l {
			parts := strings.Split(l[i], "; ")
			slices.Sort(parts)
			l[i] = strings.Join(parts, "; ")
		}
		slices.Sort(l)
		return strings.Join(l, "\n")
	}
	a := reckon(t, b, battle(), script(t, b, said), "")
	z := reckon(t, b, battle(), script(t, b, swap.Replace(said)), "")
	if diff := cmp.Diff(sorted(swap.Replace(lines(a)+accountsOf(a))), sorted(lines(z)+accountsOf(z))); diff != "" {
		t.Error(diff)
	}
}

// TestBoundsAreOrdered: low ≤ best ≤ high whatever is said.
func TestBoundsAreOrdered(t *testing.T) {
	b := invented(t, nil)
	speakers := []string{"ARN-MIL", "GON-MIL", "ARN-GOV", "HOUSES", "SCRIBES", "RAVEN", "DUN", "ROH-GOV", "-", "?"}
	groups := []string{"ARN-MIL", "GON-MIL", "ARN-CVL", "ARN", "DUN", ""}
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 2))
		var said strings.Builder
		for range 2 + rng.IntN(8) {
			said.WriteString("d" + string(rune('0'+rng.IntN(9))) + " 2024-03-0" + string(rune('1'+rng.IntN(8))) + " herald " +
				speakers[rng.IntN(len(speakers))] + ": killed " + []string{"", "~", "<"}[rng.IntN(3)] + string(rune('1'+rng.IntN(9))) + []string{"", "0"}[rng.IntN(2)] + " " + groups[rng.IntN(len(groups))] + "\n")
		}
		inc := reckon(t, b, battle(), script(t, b, said.String()), "")
		for _, e := range inc.Estimates {
			if e.Low != nil && e.Best != nil && *e.Low > *e.Best || e.Best != nil && e.High != nil && *e.Best > *e.High || e.Low != nil && e.High != nil && *e.Low > *e.High {
				t.Fatalf("%s gives %s", said.String(), lines(sanad.Incident{Estimates: inc.Estimates}))
			}
		}
	}
}
