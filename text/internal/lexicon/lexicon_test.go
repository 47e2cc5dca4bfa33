package lexicon

import (
	"reflect"
	"testing"
)

func small(t *testing.T) *Lexicon {
	t.Helper()
	words := []string{"attack", "carry", "happy", "make", "man", "raid", "stop"}
	entries := []Entry{
		{Noun | Verb | Common, Noun, 4, 33},
		{Verb | Common, Verb, 0, 38},
		{Adj | Common, Adj, 0, 0},
		{Verb | Common, Verb, 0, 36},
		{Noun | Common, Noun, 18, 0},
		{Noun | Verb | Common, Noun, 4, 33},
		{Noun | Verb | Common, Verb, 11, 30},
	}
	l, err := Unpack(Pack(words, entries, [][2]string{{"men", "man"}}, [][2]string{{"made", "make"}}))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestInflects(t *testing.T) {
	l := small(t)
	for _, c := range []struct {
		form, suffix string
		pos          uint8
		want         bool
	}{
		{"attacks", "s", Noun, true},
		{"carries", "s", Verb, true},
		{"carried", "ed", Verb, true},
		{"making", "ing", Verb, true},
		{"stopped", "ed", Verb, true},
		{"happier", "er", Adj, true},
		{"raids", "s", Adj, false},
		{"orcs", "s", Noun, false},
		{"ed", "ed", Verb, false},
	} {
		if got := l.Inflects(c.form, c.suffix, c.pos); got != c.want {
			t.Errorf("Inflects(%q, %q, %d) = %v", c.form, c.suffix, c.pos, got)
		}
	}
}

func TestClassTellsFormsApart(t *testing.T) {
	l := small(t)
	seen := map[uint32]string{}
	for _, form := range []string{"attack", "attacks", "attacked", "attacking", "men", "made", "happier", "orc"} {
		c := l.Class(form)
		if was, ok := seen[c]; ok && !(was == "attacked" && form == "made") {
			t.Errorf("%q and %q are both of class %d", was, form, c)
		}
		seen[c] = form
	}
	if l.Class("orc") != 0 {
		t.Error("an unknown word has a class")
	}
	if l.Irregular("men", Noun) != "man" || l.Irregular("men", Verb) != "" {
		t.Error("irregular forms are lost")
	}
}

func TestUnpackRefusesCutBytes(t *testing.T) {
	good := Pack([]string{"a", "ab"}, make([]Entry, 2), [][2]string{{"x", "y"}}, nil)
	for cut := range len(good) {
		if l, err := Unpack(good[:cut]); err == nil && !reflect.DeepEqual(l.verbs, map[string]string(nil)) {
			t.Errorf("cut at byte %d of %d: %+v", cut, len(good), l)
		}
	}
}
