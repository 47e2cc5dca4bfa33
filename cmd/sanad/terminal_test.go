package main

import "testing"

func TestForTerminal(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31mb": "a[31mb", "a\u202eb\u202cc": "abc", "a\u2066b\u2069": "ab", "a\nb\tc": "a\nb\tc", "a\r\nb": "a\nb", "a\x9bb": "a\ufffdb",
		"a\u009bb": "ab", "می\u200cشود": "می\u200cشود", "a\U000e0041b": "ab", "\ufeffa": "a",
	} {
		if got := forTerminal(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := oneLine("a\nb\x07"); got != "a b" {
		t.Errorf("%q", got)
	}
}
