package coder

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

// TestLinks: which events of a sentence are joined, how, by which word and on whose word.
func TestLinks(t *testing.T) {
	c := arnor(t)
	for _, test := range []struct{ text, want string }{
		{"Gondor shelled Bree in retaliation for an Arnorian raid on Ithilien.", "ASSAULT retaliates ASSAULT (in retaliation for)"},
		{"In retaliation for an Arnorian airstrike on Ithilien, Gondor shelled Bree.", "ASSAULT retaliates ASSAULT (In retaliation for)"},
		{"The army shelled two Gondorian posts as a reprisal for a Gondorian ambush near Bree.", "ASSAULT retaliates ASSAULT (as a reprisal for)"},
		{"Gondor said it had bombed Annuminas in response to an Arnorian attack on its soldiers.", "ASSAULT retaliates ASSAULT (in response to): GON-GOV"},
		{"Arnor closed the Tharbad crossing after Gondor shelled Bree.", "SANCTION follows ASSAULT (after)"},
		{"Arnor closed the Tharbad crossing following clashes with Gondor.", "SANCTION follows ASSAULT (following)"},
		{"An attack on Bree by Gondor sparked clashes between Arnor and Gondor.", "ASSAULT causes ASSAULT (sparked)"},
		{"Gondor's airstrike on Bree led to a protest by Arnor.", "ASSAULT causes PROTEST (led to)"},
		{"Arnor closed Tharbad because of clashes with Gondor.", "ASSAULT causes SANCTION (because of)"},
		{"Rohan's foreign minister said Arnor had closed Tharbad because of clashes with Gondor.", "ASSAULT causes SANCTION (because of): ROH-GOV"},
		{"Gondor recalled its ambassador in protest at an Arnorian airstrike on Ithilien.", "ASSAULT causes SANCTION (in protest at)"},
		{"Gondor threatened to bomb Bree in retaliation for an Arnorian attack on its soldiers.", "ASSAULT retaliates ASSAULT (in retaliation for): GON-GOV"},
		// nothing is joined
		{"Gondor shelled Bree after midnight.", ""},
		{"After three days Arnor reopened Tharbad.", ""},
		{"Gondor denied that it had shelled Bree in retaliation for a raid.", ""},
		{"Gondor shelled Bree and Arnor closed Tharbad.", ""},
		{"Arnor closed Tharbad because of the snow.", ""},
		{"The talks led to nothing.", ""},
		{"Following the rules, Arnor closed Tharbad.", ""},
	} {
		if diff := cmp.Diff(test.want, readLinks(c, test.text)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.text, diff)
		}
	}
}

func readLinks(c *Coder, text string) string {
	claims := c.Code(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"})
	types := map[string]string{}
	for _, claim := range claims {
		if claim.Event != nil {
			types[claim.ID] = claim.Event.Type
		}
	}
	var out []string
	for _, claim := range claims {
		for _, l := range claim.Links {
			line := types[claim.ID] + " " + string(l.Type) + " " + types[l.To] + " (" + l.Cue.Text + ")"
			if len(l.Speakers) > 0 {
				line += ": " + ids(l.Speakers)
			}
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
