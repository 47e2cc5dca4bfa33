package codebook

// Doubt is something that makes the reading of a claim less or more sure. Its weights are log-odds, added
// up over all doubts that a claim has and turned into a confidence by the logistic function.
type Doubt struct {
	ID      string  `yaml:"id"`
	Event   float64 `yaml:"event,omitempty"`   // weight for claims of events and relations
	Figures float64 `yaml:"figures,omitempty"` // weight for claims of figures alone
	About   string  `yaml:"about"`
	Example string  `yaml:"example"` // has the doubt; "" where no sentence alone can
	Counter string  `yaml:"counter"` // hasn't; "" for every claim's base
}

func (c *checker) doubt(d Doubt) {
	c.idOf("doubt", d.ID, lowerID, "no-actor")
	if d.About == "" {
		c.bad("say in a few words what makes a reading less sure", "it has no about")
	}
}
