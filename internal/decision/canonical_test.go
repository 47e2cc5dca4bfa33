package decision

import (
	"errors"
	"testing"

	"sanad.example/sanad"
)

// TestCanonical holds the canonicaliser to RFC 8785: the examples of its sections 3.2.2 and 3.2.3, and the samples of
// numbers in its appendix B.
func TestCanonical(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{
			"{\n \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n" +
				` "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`,
			`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		},
		{
			`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",` +
				`"\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
			`{"\r":"Carriage Return","1":"One","` + "\u0080" + `":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",` +
				`"😀":"Emoji: Grinning Face","` + "\ufb33" + `":"Hebrew Letter Dalet With Dagesh"}`,
		},
		{`-0`, `0`},
		{`5e-324`, `5e-324`},
		{`-1.7976931348623157e308`, `-1.7976931348623157e+308`},
		{`9007199254740992`, `9007199254740992`},
		{`295147905179352830000`, `295147905179352830000`},
		{`9.999999999999997e22`, `9.999999999999997e+22`},
		{`1e23`, `1e+23`},
		{`999999999999999700000`, `999999999999999700000`},
		{`1000000000000000000000`, `1e+21`},
		{`50000000000000000`, `50000000000000000`},
		{`-9007199254740991`, `-9007199254740991`},
		{`9007199254740993.0`, `9007199254740992`}, // a double, as RFC 8785 has all numbers
		{`0.000001`, `0.000001`},
		{`0.0000001`, `1e-7`},
		{`333333333.33333325`, `333333333.33333325`},
		{`1424953923781206.25`, `1424953923781206.2`},
		{` [ ] `, `[]`},
		{`{"b":{},"a":"\\ud800"}`, `{"a":"\\ud800","b":{}}`},
	} {
		got, err := Canonical([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%s\n gives %s, %v\nwant %s", c.in, got, err, c.want)
		}
		if again, err := Canonical(got); err != nil || string(again) != string(got) {
			t.Errorf("%s isn't its own canonical form: %s, %v", got, again, err)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	deep := ""
	for range maxDepth + 2 {
		deep += "["
	}
	for _, in := range []string{
		``, `{`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `"\ud83d"`, `"\ude00\ud83d"`, `"\ud83dx"`, `1e999`, `1 2`, `9007199254740993`, `{"a":[-9007199254740993]}`, `1152921504606846976`, `{"a" 1}`, "\"\xff\"", `NaN`, deep,
	} {
		if got, err := Canonical([]byte(in)); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%q gives %s, %v", in, got, err)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add([]byte(`{"b":[1.50,"\u20ac"],"a":null}`))
	f.Add([]byte(`"\ud83d\ude00"`))
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := Canonical(in)
		if err != nil {
			return
		}
		again, err := Canonical(got)
		if err != nil || string(again) != string(got) {
			t.Errorf("%q gives %q, and that %q, %v", in, got, again, err)
		}
	})
}
