package codebook_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

func loadBook(t *testing.T) *codebook.Book {
	t.Helper()
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestPrivatePersonsAreUnnamed holds what stands for whoever has no entry of their own.
func TestPrivatePersonsAreUnnamed(t *testing.T) {
	book := loadBook(t)
	for in, want := range map[string]string{
		"Barliman Butterbur": "", "barliman butterbur": "barliman butterbur", "Barliman": "", "بارلیمان": "",
		"Barliman Butterbur, a shopkeeper in Kabul": "a shopkeeper in Kabul", "resident Barliman Butterbur": "resident",
		"a brother of Barliman Butterbur": "a brother", "the shopkeeper": "the shopkeeper", "A trader": "A trader",
		"Residents": "Residents", "Two men": "Two men", "a trader in Chaman": "a trader in Chaman", "They": "They",
		"Afghan traders": "Afghan traders", "Barliman Butterbur of Kabul": "", "the Butterbur family": "family", "": "",
	} {
		c := sanad.Claim{Speakers: []sanad.Entity{{Text: in, Name: in}}}
		got := book.Unnamed(c).Speakers[0]
		if got.Text != want {
			t.Errorf("%q is shown as %q, want %q", in, got.Text, want)
		}
		if c.Speakers[0].Text != in {
			t.Errorf("%q: the claim that was given is changed", in)
		}
	}
}

// TestNoListHasAName looks through all of a claim for the name, as JSON has it.
func TestNoListHasAName(t *testing.T) {
	book := loadBook(t)
	who := []sanad.Entity{{Text: "Barliman Butterbur", Name: "Barliman Butterbur"}, {ID: "PAK-CVL", Name: "Pakistani civilians", Text: "resident Barliman Butterbur"}}
	c := sanad.Claim{
		Speakers: who, Via: who, Actors: who, Recipients: who, Links: []sanad.Link{{Speakers: who}},
		Figures: []sanad.Figure{{By: who, Of: []sanad.Population{{Entity: who[0]}}}},
	}
	out, err := json.Marshal(book.Unnamed(c))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "Barliman") || !strings.Contains(string(out), codebook.Nameless) {
		t.Errorf("%s", out)
	}
	listed := sanad.Claim{Speakers: []sanad.Entity{{ID: "PAK-GOV", Text: "spokesman Barliman Butterbur"}}}
	if got := book.Unnamed(listed).Speakers[0].Text; got != "spokesman Barliman Butterbur" {
		t.Errorf("whoever speaks for a government is called %q", got)
	}
}

func TestDescribed(t *testing.T) {
	book := loadBook(t)
	for _, c := range []struct {
		id, text string
		want     bool
	}{
		{"PAK", "A trader", true},
		{"PAK", "a trader in Chaman", true},
		{"PAK", "Pakistan", false},
		{"PAK", "Islamabad", false},
		{"PAK", "It", false},
		{"USA", "the United States", false},
		{"AFG-CVL", "Residents", true},
		{"PAK-GOV", "officials", false},
		{"", "a shopkeeper", true},
		{"", "", false},
	} {
		if got := book.Described(sanad.Entity{ID: c.id, Text: c.text}); got != c.want {
			t.Errorf("%s by %q: %v", c.id, c.text, got)
		}
	}
}
