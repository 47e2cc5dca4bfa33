package codebook

import "testing"

func TestVoice(t *testing.T) {
	b, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ id, day, want string }{
		{"PAK-MIL-MEDIA", "", "PAK-MIL"},
		{"AFG-GOV-SPK", "2025-10-12", "AFG-GOV"},
		{"PAK-GOV-INM", "", "PAK-GOV"},    // through the ministry
		{"PAK-GOV-IM", "", "PAK-GOV-MOI"}, // a ministry is a voice of its own until organs are joined
		{"PAK-GOV-KP", "", "PAK-GOV-KP"},  // a province speaks for itself
		{"P-ASIM-MUNIR", "2025-10-12", "PAK-MIL"},
		{"P-BILAWAL", "2023-01-01", "PAK-GOV-MFA"},
		{"P-BILAWAL", "2024-01-01", "PAK-PTY-PPP"},
		{"NOBODY", "", "NOBODY"},
	} {
		if got := b.Voice(c.id, c.day); got != c.want {
			t.Errorf("%s on %q speaks for %s, want %s", c.id, c.day, got, c.want)
		}
	}
}

func TestSide(t *testing.T) {
	b := arnor(t)
	for id, want := range map[string]string{
		"ARN-GOV-MFA": "ARN", "GON": "GON", "STEWARDS": "GON", "GON-JRN": "GON", // without an entry
		"DUN": "", "STEWARDS-REB": "", "ARN-REB": "", "ROH": "", "HOST-OF-MORDOR": "",
	} {
		if got := b.Side(id); got != want {
			t.Errorf("%s is of side %q, want %q", id, got, want)
		}
	}
}

func TestGroupName(t *testing.T) {
	b := arnor(t)
	for _, c := range []struct{ sector, country, want string }{
		{"MIL", "GON", "Gondorian soldiers"},
		{"PAR", "ARN", "Arnorian soldiers"},
		{"CVL", "", "civilians"},
		{"REB", "ARN", "members of armed groups in Arnor"},
		{"REB", "", "members of armed groups"},
		{"", "GON", "Gondorian people"},
	} {
		k, ok := b.PeopleKind(c.sector)
		if got := b.GroupName(k, c.country); !ok || got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.sector, c.country, got, c.want)
		}
	}
}

// TestRulesTakeFromTheirBase: a set says only where it differs.
func TestRulesTakeFromTheirBase(t *testing.T) {
	b := arnor(t)
	base, ok := b.EstimateRules("")
	if !ok || base.ID != "by-interest" || len(base.Interests) != 6 {
		t.Fatalf("the first set is %+v", base)
	}
	own, ok := b.EstimateRules("independent-only")
	if !ok || own.High != "independent" || len(own.Harm) != len(base.Harm) || own.Rounding != base.Rounding {
		t.Errorf("a set that is based on it is %+v", own)
	}
	if _, ok := b.EstimateRules("nobody's"); ok {
		t.Error("a set that isn't there is found")
	}
}
