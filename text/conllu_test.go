package text

import (
	"bytes"
	"strings"
	"testing"
)

const ownTree = `# sent_id = 1
# text = Gondor didn't yield.
1	Gondor	Gondor	PROPN	NNP	Number=Sing	4	nsubj	4:nsubj	_
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	4	aux	4:aux	_
3	n't	not	PART	RB	Polarity=Neg	4	advmod	4:advmod	_
4	yield	yield	VERB	VB	VerbForm=Inf	0	root	0:root	SpaceAfter=No|Note=x
4.1	it	it	PRON	PRP	_	_	_	4:obj	_
5	.	.	PUNCT	.	_	4	punct	4:punct	_

# sent_id = 2
1	Why	_	_	_	_	_	_	_	_

`

func TestCoNLLURoundTrip(t *testing.T) {
	var out bytes.Buffer
	var recs []*Record
	for rec, err := range ReadCoNLLU(strings.NewReader(ownTree)) {
		if err != nil {
			t.Fatal(err)
		}
		recs = append(recs, rec)
		if err := WriteCoNLLU(&out, rec); err != nil {
			t.Fatal(err)
		}
	}
	if out.String() != ownTree {
		t.Errorf("read and written again:\n%s", out.String())
	}
	if n := len(recs); n != 2 || len(recs[0].Tokens) != 5 || len(recs[0].Extra) != 2 {
		t.Fatalf("%d records, first %+v", n, recs[0])
	}
	did := recs[0].Tokens[1]
	if did.SpaceAfter || !recs[0].Tokens[2].SpaceAfter || did.Start != 7 || did.End != 10 || recs[0].Tokens[4].Start != 19 {
		t.Errorf("offsets of %+v", recs[0].Tokens)
	}
	if recs[1].Line != 11 || recs[1].Index != 1 {
		t.Errorf("second record at line %d with index %d", recs[1].Line, recs[1].Index)
	}
}

func TestCoNLLUErrorsNameTheLine(t *testing.T) {
	for in, want := range map[string]string{
		"# x\n1\tword\n": "line 2: 2 columns",
		"1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n3\tb\t_\t_\t_\t_\t_\t_\t_\t_\n": `line 2: id "3", want 2`,
		"1\ta\t_\t_\t_\t_\tx\t_\t_\t_\n":                               `line 1: head "x"`,
		"\n\n" + strings.Repeat("x", maxLine+1):                        "line 3: bufio",
	} {
		var err error
		for _, err = range ReadCoNLLU(strings.NewReader(in)) {
			if err != nil {
				break
			}
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("reading %.40q: error %v, want %q", in, err, want)
		}
	}
}

func FuzzCoNLLU(f *testing.F) {
	f.Add(ownTree)
	f.Add("1-2\ta\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\t\t\t\t\t\t\t\t\n")
	f.Fuzz(func(t *testing.T, in string) {
		var first, second bytes.Buffer
		if !rewrite(t, in, &first) {
			return
		}
		if !rewrite(t, first.String(), &second) || first.String() != second.String() {
			t.Errorf("%q is written as %q, then as %q", in, first.String(), second.String())
		}
	})
}

func rewrite(t *testing.T, in string, out *bytes.Buffer) bool {
	for rec, err := range ReadCoNLLU(strings.NewReader(in)) {
		if err != nil {
			return false
		}
		if err := WriteCoNLLU(out, rec); err != nil {
			t.Fatal(err)
		}
	}
	return true
}
