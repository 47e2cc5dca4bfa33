package collect

import (
	"strings"
	"testing"
)

// TestWhatNobodySeesIsDropped gives pages with text that no reader is shown, to the extractor and without it.
func TestWhatNobodySeesIsDropped(t *testing.T) {
	c := collector(t, Options{})
	body := strings.Repeat("<p>Gondor denied on Tuesday that its riders had burned the mill at Bree, and asked Arnor for proof of it.</p>", 6)
	for name, unseen := range map[string]string{
		"hidden": `<div hidden>Arnor killed nine.</div>`, "hidden with a value": `<p HIDDEN="hidden">Arnor killed nine.</p>`,
		"aria-hidden": `<div aria-hidden="true"><p>Arnor killed nine.</p></div>`, "display": `<span style="color: red; display : none">Arnor killed nine.</span>`,
		"visibility": `<p style="VISIBILITY:hidden;">Arnor killed nine.</p>`, "important": `<p style="display:none !important">Arnor killed nine.</p>`,
		"template": `<template><p>Arnor killed nine.</p></template>`, "nested": `<div hidden><div>a</div>Arnor killed nine.</div>`,
		"custom": `<fold-away hidden>Arnor killed nine.</fold-away>`,
	} {
		article := "<html><head><title>Mill</title></head><body><article><h1>Mill</h1>" + body + unseen + "<p>The last line stays in its place.</p></article></body></html>"
		in, err := c.page(article, "")
		if err != nil || strings.Contains(in.Text, "nine") || !strings.Contains(in.Text, "denied on Tuesday") {
			t.Errorf("%s: %v, %q", name, err, in.Text)
		}
		all := strings.Join(tokenText(article).paragraphs, "\n")
		if strings.Contains(all, "nine") || !strings.Contains(all, "denied on Tuesday") || !strings.Contains(all, "The last line stays") {
			t.Errorf("%s, all text: %q", name, all)
		}
	}
}

// TestWhatIsSeenStays holds near misses, and elements that don't say where they end.
func TestWhatIsSeenStays(t *testing.T) {
	for _, seen := range []string{
		`<div aria-hidden="false">Arnor killed nine.</div>`, `<p style="display:block">Arnor killed nine.</p>`, `<p class="hidden">Arnor killed nine.</p>`,
		`<div hidden="until-found">Arnor killed nine.</div>`, `<p hidden>x<p>Arnor killed nine.`, `<input type="hidden" hidden>Arnor killed nine.`,
		`<img hidden src="x">Arnor killed nine.`, `<br hidden/>Arnor killed nine.`, `<body style="visibility:hidden">Arnor killed nine.</body>`,
		`<p style="x-display:none">Arnor killed nine.</p>`,
	} {
		if all := strings.Join(tokenText(seen).paragraphs, "\n"); !strings.Contains(all, "nine") {
			t.Errorf("%s loses its text: %q", seen, all)
		}
	}
}
