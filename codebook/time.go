package codebook

// Time is a word or phrase of which expressions of time are made. Class says what part it plays in them,
// Value and N what it stands for there: docs/codebook.md has the list. Months, weekdays and numbers are
// in words.yaml, because other things than time are read from them too.
type Time struct {
	ID      string   `yaml:"id"`
	Class   string   `yaml:"class"`
	Value   string   `yaml:"value,omitempty"` // a TIMEX3 unit, season or part of a day, a zone's offset
	N       int      `yaml:"n,omitempty"`     // days, units, a month's or an hour's number
	Words   []string `yaml:"words"`           // as they stand
	Example string   `yaml:"example"`         // read against Wednesday, 15 October 2025
	Gives   string   `yaml:"gives"`           // the TIMEX3 value that the example has
	Counter string   `yaml:"counter"`         // none of Words is part of an expression in it
}

// timeClasses are the parts that words play in expressions of time.
var timeClasses = []string{
	"ago", "ampm", "anniversary", "century", "clock", "clock_context", "context", "count", "day", "decade", "end", "era", "every", "fiscal",
	"frequency", "half", "joint", "local", "onward", "ordinal", "part", "portion", "prior", "range", "reference", "relative", "season", "since",
	"solar_month", "the", "unit", "units", "until", "weekend", "within", "zone",
}

func (c *checker) time(e Time) {
	c.idOf("time", e.ID, lowerID, "unit-day or last")
	c.somePhrase(e.Words)
	c.examples(e.Example, e.Counter)
	c.need("class", e.Class, timeClasses, false)
	if e.Gives == "" {
		c.bad("say which value the example has, as \"2025-10-14\"", "gives nothing")
	}
}
