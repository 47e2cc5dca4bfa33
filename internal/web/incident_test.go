package web

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/web/webtest"
)

// told is an incident over all claims of a reader's first documents: Gondor admits 9 and Arnor claims 40.
func told(r *webtest.Reader, documents int) sanad.Incident {
	in := sanad.Incident{
		Title: "Assault at Bree, 14 March 3019", Type: "ASSAULT", Modes: []string{"aerial"}, Status: sanad.StatusContested,
		Reason: "Gondor and Arnor give different numbers of Gondor's soldiers killed.",
		When:   &sanad.When{Start: text("3019-03-14"), End: text("3019-03-14"), Precision: "day"},
		Places: []sanad.Place{{ID: "BREE", Name: "Bree"}},
	}
	for i, c := range r.Coded[:documents] {
		in.Documents = append(in.Documents, sanad.IncidentDocument{ID: c.Document.ID, Lead: i == 0})
		for _, claim := range c.Claims {
			in.Claims = append(in.Claims, claim.ID)
		}
	}
	slices.Sort(in.Claims)
	in.ID = in.Claims[0]
	first, second := in.Claims[0], in.Claims[1]
	group := sanad.Group{ID: "GON-MIL", Name: "Gondor's soldiers"}
	in.Accounts = []sanad.Account{
		{
			Claimant: sanad.Claimant{ID: "GON-GOV", Name: "Government of Gondor", Side: "GON"}, Stance: sanad.StanceDeny, Denies: sanad.DeniesTarget,
			Claims: []string{first}, Answers: []string{second}, Since: "3019-03-14", Labels: []string{"raiders"},
			Values: []sanad.Value{{
				Measure: "killed", Group: group, Low: sanad.Dec(20), High: sanad.Dec(20), Interest: "minimise", Claim: first, Figure: "f1", Said: "3019-03-15",
				Replaced: []sanad.Replaced{{Low: sanad.Dec(9), High: sanad.Dec(9), Said: "3019-03-14", Claim: first, Figure: "f1"}},
			}},
		},
		{
			Claimant: sanad.Claimant{ID: "ARN-GOV", Name: "Government of Arnor", Side: "ARN"}, Stance: sanad.StanceAffirm, Claims: in.Claims[1:],
			Values: []sanad.Value{{Measure: "killed", Group: group, Low: sanad.Dec(40), Interest: "maximise", Claim: second, Figure: "f1"}},
		},
	}
	in.Estimates = []sanad.Estimate{{
		Measure: "killed", Group: group, Kind: sanad.EstimateContested, Low: sanad.Dec(20), Rules: "desk/1", Reason: "Gondor admits 20; Arnor claims 40 or more.",
		Bounds: []sanad.Bound{
			{Bound: "low", Rule: "admission", Value: sanad.Dec(20), Claimant: "GON-GOV", Claim: first, Figure: "f1"},
			{Bound: "high", Rule: "largest claimed", Claimant: "ARN-GOV", Claim: second, Figure: "f1"},
		},
	}}
	in.Joins = []sanad.Join{{A: first, B: second, Score: .83, Reasons: []sanad.Because{{Feature: "place", Text: "both at Bree", Weight: .3}}}}
	return in
}

func text(s string) *string { return &s }

func TestIncidentPages(t *testing.T) {
	r := newReader(t, 0)
	in := told(r, 3)
	r.Told = []sanad.Incident{in}
	h := newHandler(t, r)
	list := html.UnescapeString(get(t, h, "/incidents"))
	for _, want := range []string{in.Title, in.Reason, "Contested", "Gondor's soldiers", "at least 20", "contested, no independent count", "2 accounts"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list has no %q:\n%s", want, list)
		}
	}
	page := html.UnescapeString(get(t, h, "/incidents/"+in.Claims[2]))
	for _, want := range []string{
		"Government of Gondor", "denies that this was the target", "Nobody independent has counted", "<s>9</s>", "has reason to say fewer",
		"at least 40", "admission", "both at Bree", "+0.3", "83", "<q><bdi>raiders</bdi></q>", "answers",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q:\n%s", want, page)
		}
	}
	// Every number leads to a sentence that is on the page.
	links := regexp.MustCompile(`href="#(claim-[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 8 {
		t.Errorf("%d links to sentences", len(links))
	}
	for _, l := range links {
		if !strings.Contains(page, `id="`+l[1]+`"`) {
			t.Errorf("%s is nowhere on the page", l[1])
		}
	}
	then := get(t, h, "/incidents/"+in.ID+"?as_of=3019-03-20&published_by=")
	if !strings.Contains(then, `name="as_of" value="3019-03-20"`) || !strings.Contains(then, `name="published_by" value=""`) || !strings.Contains(then, "As recorded up to") {
		t.Errorf("the form has lost what was asked:\n%s", then)
	}
	// A claim leads to its incident, and to its own words there; one of no incident leads nowhere.
	to := `href="/incidents/` + in.ID + "#claim-" + in.Claims[2] + `"`
	if claim := get(t, h, "/claims/"+in.Claims[2]); !strings.Contains(claim, to) || !strings.Contains(page, `id="claim-`+in.Claims[2]+`"`) {
		t.Errorf("no %s on the claim's page:\n%s", to, claim)
	}
	lone := r.Coded[len(r.Coded)-1].Claims[0].ID
	if claim := get(t, h, "/claims/"+lone); strings.Contains(claim, `href="/incidents/`) {
		t.Errorf("claim %s is in no incident:\n%s", lone, claim)
	}
	if api := get(t, h, "/api/incidents/"+in.ID); !strings.Contains(api, `"status": "contested"`) {
		t.Errorf("as JSON:\n%s", api)
	}
	if api := get(t, h, "/api/incidents?status=denied"); !strings.Contains(api, `"incidents": []`) {
		t.Errorf("nothing as JSON:\n%s", api)
	}
	for target, want := range map[string]int{
		"/incidents/none": 404, "/api/incidents/none": 404, "/incidents?status=maybe": 400, "/incidents?from=soon": 400, "/incidents?speaker=GON": 400,
		"/incidents/" + in.ID + "?x=1": 400, "/api/incidents/" + in.ID + "?x=1": 400, "/incidents?status=contested&type=ASSAULT": 200,
	} {
		if w := ask(h, "GET", target); w.Code != want {
			t.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
}

// An incident's own texts are foreign too.
func TestIncidentPagesEscape(t *testing.T) {
	r := newReader(t, 0)
	in := told(r, 2)
	const evil = `<script>alert(1)</script>` + "\u202e"
	in.Title, in.Reason, in.Estimates[0].Reason, in.Accounts[0].Claimant.Name, in.Accounts[1].Labels = evil, evil, evil, evil, []string{evil}
	in.Joins[0].Reasons[0].Text, in.Estimates[0].Group.Name = evil, evil
	r.Told = []sanad.Incident{in}
	h := newHandler(t, r)
	for _, target := range []string{"/incidents", "/incidents/" + in.ID} {
		if body := get(t, h, target); strings.Contains(body, "<script>alert") || strings.Contains(body, "\u202e") {
			t.Errorf("%s lets it through:\n%s", target, body)
		}
	}
}
