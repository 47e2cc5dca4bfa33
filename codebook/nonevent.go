package codebook

// NonEvent is a group of words that bear no event of PLOVER's and no relation, with the reason. It is what
// the lexicon's coverage is measured against, and read by nothing that codes.
type NonEvent struct {
	ID     string   `yaml:"id"`
	Reason string   `yaml:"reason"`
	Verbs  []string `yaml:"verbs,omitempty"` // base forms
	Nouns  []string `yaml:"nouns,omitempty"` // singular
}

func (c *checker) nonEvent(e NonEvent) {
	c.idOf("nonevent", e.ID, lowerID, "thinking")
	if e.Reason == "" {
		c.bad("say why its words bear no event", "it has no reason")
	}
	c.somePhrase(e.Verbs, e.Nouns)
}
