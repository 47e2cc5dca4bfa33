package coder

import (
	"strings"
	"testing"

	"sanad.example/sanad"
)

// TestPlaces: of the places named, which are the event's. Where the tree hangs a place on another event, or on
// whoever speaks, it isn't.
func TestPlaces(t *testing.T) {
	c := arnor(t)
	for _, test := range []struct{ text, want string }{
		{"Gondorian jets bombed Bree on Tuesday, officials in Minas Tirith said.", "ASSAULT ARN-BREE"},
		{"Gondorian jets bombed Bree, the ministry said in Minas Tirith.", "ASSAULT ARN-BREE"},
		{"Speaking in Annuminas, the minister said that Gondor had bombed Bree.", "ASSAULT ARN-BREE"},
		{"In Annuminas, the Arnorian foreign ministry condemned a Gondorian attack in Bree.", "ACCUSE ARN-ANN; ASSAULT ARN-BREE"},
		{"The Dunlendings Front attacked a post in Bree, killing ten soldiers.", "ASSAULT ARN-BREE"},
		{"Arnor closed the Tharbad crossing on Monday and reopened it on Friday.", "SANCTION TH; RETREAT TH"},
		{"Arnorian troops shelled Minas Tirith, Ithilien.", "ASSAULT GON-MT,GON-ITH"},
		{"A Gondorian drone struck Bree, Arnor.", "ASSAULT ARN-BREE"},
		{"Gondorian soldiers attacked Bree, a village in Ithilien.", "ASSAULT GON-ITH"},
		{"Gondor bombed Bree and Arnor shelled Minas Tirith.", "ASSAULT ARN-BREE; ASSAULT GON-MT"},
		{"Gondor said the talks in Annuminas had failed.", "CONSULT ARN-ANN"},
		{"Gondor demanded the release of its soldiers at the talks in Annuminas.", "CONSULT ARN-ANN"},
		{"Arnor and Gondor met in Annuminas on Monday. Gondor said that the talks in Annuminas had failed.", "CONSULT ARN-ANN"},
	} {
		var got []string
		for _, claim := range c.Code(sanad.Document{ID: "d", Text: test.text, Published: "2025-10-20"}) {
			var ids []string
			for _, p := range claim.Places {
				ids = append(ids, p.ID)
			}
			if claim.Event != nil && len(ids) > 0 {
				got = append(got, claim.Event.Type+" "+strings.Join(ids, ","))
			}
		}
		if s := strings.Join(got, "; "); s != test.want {
			t.Errorf("%s: %s, want %s", test.text, s, test.want)
		}
	}
}
