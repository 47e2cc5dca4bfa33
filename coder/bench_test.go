package coder

import (
	"strings"
	"testing"

	"sanad.example/sanad"
)

// BenchmarkCode codes a report of about 400 words.
func BenchmarkCode(b *testing.B) {
	c := arnor(b)
	text := strings.Repeat("Arnorian jets bombed two compounds near Minas Tirith on Wednesday, killing at least 14 people, Gondorian officials said. "+
		"Arnor denied that its aircraft had hit civilians, insisting that the raids had killed only members of the Dunlendings Front. ", 10)
	doc := sanad.Document{ID: "d", Text: text, Published: "2025-10-20"}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		c.Code(doc)
	}
}
