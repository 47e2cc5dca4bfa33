// Package codebook loads, checks and compiles the knowledge that Sanad codes with: the ontology, the
// words for events, speech and quantities, and one crisis's actors, places and sources. All of it is
// data: data/core for every crisis, data/crises/<name> for one, and a folder of the operator's own that
// overlays both.
//
// It decides what an entry may look like and which phrases lead to which entries. It refuses to decide
// what a sentence means (package coder does) and to guess at a bad entry: that is an error with file,
// line and column.
//
// Worked entry: actors.yaml's TTP has the aliases "Tehrik-i-Taliban Pakistan" and "Pakistani Taliban";
// each is a phrase of tokens that leads to TTP.
package codebook

// Header stands at the top of every file.
type Header struct {
	About      string `yaml:"about"`      // what the file holds
	Provenance string `yaml:"provenance"` // where its knowledge is from
	Licence    string `yaml:"licence"`
	Gaps       string `yaml:"gaps"` // what is known to be missing
}

// Book is everything that coding needs to know, read-only once loaded and safe for concurrent use.
type Book struct {
	ID         string // hash of all its files
	Ontology   Ontology
	Predicates []Predicate
	Cues       []Cue
	Joins      []Join
	Measures   []Measure
	Roles      []Role
	Times      []Time
	Words      Words
	Incidents  Incidents
	Crisis     Crisis
	Actors     []Actor
	Places     []Place // crossings.yaml's among them
	Sources    []Source
	Groups     []PeopleKind
	Estimates  []EstimateRules
	Doubts     []Doubt
	NonEvents  []NonEvent

	files map[string][]byte
	where map[string]position // "actor TTP" to where its entry stands
	lex   *Lexicon
	index index
}

// Validity is when an entry or an alias holds, as days ("2021-08-15"), inclusive; "" is open.
type Validity struct {
	From string `yaml:"from,omitempty"`
	To   string `yaml:"to,omitempty"`
}

// Alias is one way in which outlets write a name. In YAML it is a plain string, or a record where it
// holds for a time only or is a word for someone that only one side uses.
type Alias struct {
	Text     string `yaml:"text"`
	Validity `yaml:",inline"`
	Label    bool `yaml:"label,omitempty"` // a speaker's own word ("Fitna al-Khawarij"): kept and shown as a quotation
	Exact    bool `yaml:"exact,omitempty"` // match case too: "IS", "US", "Who"
}

// Crisis names a crisis and its two sides; everyone else is a third party.
type Crisis struct {
	Name   string `yaml:"name"` // folder name
	Title  string `yaml:"title"`
	Since  string `yaml:"since"` // first day covered
	Zone   string `yaml:"zone"`  // IANA time zone of reports without one of their own
	Sides  []Side `yaml:"sides"`
	Accent string `yaml:"accent,omitempty"`
}

// Side is one party of the dyad with everyone who belongs to it.
type Side struct {
	ID      string   `yaml:"id"`   // "PAK"
	Name    string   `yaml:"name"` // as our own voice says it
	Members []string `yaml:"members"`
}

// Actor is a state, an organisation, an office holder, an armed group, or a kind of people (PAK-CVL).
// Its ancestors are its parent and the parent's, nearest first.
type Actor struct {
	ID         string   `yaml:"id"` // ISO 3166 alpha-3, sector, unit: PAK-GOV-MFA; or the field's acronym: TTP
	Name       string   `yaml:"name"`
	Kind       string   `yaml:"kind"` // state government ministry force armed_group person igo ngo agency media party company population umbrella
	Country    string   `yaml:"country,omitempty"`
	Sector     string   `yaml:"sector,omitempty"` // of the ontology's sectors
	Parent     string   `yaml:"parent,omitempty"`
	Aliases    []Alias  `yaml:"aliases,omitempty"`
	Adjectives []string `yaml:"adjectives,omitempty"` // "Pakistani": composes with roles and organisations
	Metonyms   []string `yaml:"metonyms,omitempty"`   // "Islamabad": acts and speaks as the government of this state; elsewhere a place
	Candidates []string `yaml:"candidates,omitempty"` // of an umbrella word
	Offices    []Office `yaml:"offices,omitempty"`    // of a person
	SpeaksFor  string   `yaml:"speaks_for,omitempty"` // of an office or media wing: the actor whose word its word is
	Method     string   `yaml:"method,omitempty"`     // how it knows, as Source's, where no source speaks as it
	Validity   `yaml:",inline"`
	Note       string `yaml:"note,omitempty"`
}

// Office is what a person holds or whom the person speaks for, and when.
type Office struct {
	Of       string `yaml:"of"`    // actor id: who acts when the person acts
	Title    string `yaml:"title"` // "Foreign Minister"
	Validity `yaml:",inline"`
}

// Place is a country, province, district, city, crossing, base, river or venue.
type Place struct {
	ID      string   `yaml:"id"` // "AF-KAB"
	Name    string   `yaml:"name"`
	Kind    string   `yaml:"kind"` // country province district city town crossing airport base region river site
	Country string   `yaml:"country"`
	Parent  string   `yaml:"parent,omitempty"`
	Lat     float64  `yaml:"lat"` // degrees, WGS 84
	Lon     float64  `yaml:"lon"`
	Aliases []Alias  `yaml:"aliases,omitempty"`
	Links   []string `yaml:"links,omitempty"` // of a crossing: the two districts or countries that it joins
	Note    string   `yaml:"note,omitempty"`
}

// Source is who publishes.
type Source struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`
	Country string `yaml:"country,omitempty"`
	Side    string `yaml:"side,omitempty"`   // of the dyad, where it is state-run, state-funded or a party's own
	Kind    string `yaml:"kind"`             // wire daily broadcaster agency ministry igo ngo tracker thinktank blog aggregator party_media own
	Method  string `yaml:"method,omitempty"` // how it knows: own_verification records remote relays statement
	// Threshold is its standard of proof, where it publishes one: reported reasonable_grounds clear_and_convincing.
	Threshold string   `yaml:"threshold,omitempty"`
	Domains   []string `yaml:"domains,omitempty"`
	Aliases   []Alias  `yaml:"aliases,omitempty"`
	Actor     string   `yaml:"actor,omitempty"` // who speaks when it is quoted: "AFP reported"
	Grade     string   `yaml:"grade,omitempty"` // A–F, the project's starting grade; F: cannot be judged
	Note      string   `yaml:"note,omitempty"`
}

// Ontology is PLOVER: event types with quad class, scores and modes; contexts; sectors.
type Ontology struct {
	Types    map[string]EventType `yaml:"types"`
	Contexts []string             `yaml:"contexts"`
	Sectors  []string             `yaml:"sectors"`
}

// EventType is one of PLOVER's sixteen. A mode without a score of its own has its type's.
type EventType struct {
	Quad  string             `yaml:"quad"`
	Score float64            `yaml:"score"`
	Modes map[string]float64 `yaml:"modes"`
}

// Predicate is a word or phrase that says an event or a relation, with an example that fires and one
// that must not.
type Predicate struct {
	ID       string   `yaml:"id"`
	Type     string   `yaml:"type,omitempty"`     // event type
	Relation string   `yaml:"relation,omitempty"` // or relation type
	Modes    []string `yaml:"modes,omitempty"`
	Contexts []string `yaml:"contexts,omitempty"`
	Verbs    []string `yaml:"verbs,omitempty"`   // base forms, with particle: "carry out"; regular inflections follow from them
	Forms    []string `yaml:"forms,omitempty"`   // irregular inflections: "struck"
	Nouns    []string `yaml:"nouns,omitempty"`   // singular; regular plurals follow
	Phrases  []string `yaml:"phrases,omitempty"` // as they stand
	// Roles: where the actor and the recipient stand. "" takes the default of the trigger's kind
	// (subject and object of a verb; "by" and "on", "against" of a noun).
	Actor      string   `yaml:"actor,omitempty"`      // subject object speaker none; speaker: whoever says it acts, as in "X must go, Y said"
	Recipient  string   `yaml:"recipient,omitempty"`  // object subject none, or prepositions follow
	Preps      []string `yaml:"preps,omitempty"`      // prepositions before the recipient: [to, against]
	Reciprocal bool     `yaml:"reciprocal,omitempty"` // everyone is actor: talks, clashes
	// What stands around the word in the sentence's tree decides its sense. Each list holds lemmas of heads
	// ("aid"), kinds of words.yaml ("%restriction": any of them), kinds of what the codebook names ("@crossing",
	// "@armed_group") "@people", any phrase for people, and "@money"; "*" is anything.
	Object  []string `yaml:"object,omitempty"`  // fires only where one of these is acted on: a verb's object, a noun's "of" and what is joined to it
	Subject []string `yaml:"subject,omitempty"` // fires only where one of these acts: a verb's subject or "by", a noun's "by" or owner
	Except  []string `yaml:"except,omitempty"`  // doesn't fire where one of these is acted on
	With    []string `yaml:"with,omitempty"`    // fires only with one of these prepositions below the word: "return X to Y"
	Without []string `yaml:"without,omitempty"` // doesn't fire with one of these relations below the word: "called him a liar" has an xcomp

	Needs   []string `yaml:"needs,omitempty"`   // fires only with one of these words in its clause; "@crossing" is any place, "@armed_group" any actor of that kind
	Not     []string `yaml:"not,omitempty"`     // doesn't fire with one of these in its clause
	Vague   bool     `yaml:"vague,omitempty"`   // too vague an act to be coded where it is only demanded, promised or threatened: "to relent"
	Content *Content `yaml:"content,omitempty"` // of a speech act: how what is said in its complement is coded
	Example string   `yaml:"example"`
	Counter string   `yaml:"counter"`
	Note    string   `yaml:"note,omitempty"`
}

// Content is how an event in a speech act's complement is coded: a threat's is future, a denial's denied.
type Content struct {
	Stance   string `yaml:"stance,omitempty"`
	Modality string `yaml:"modality,omitempty"`
}

// What a cue may have as its content beside objects of prepositions, which Takes names by the preposition.
const (
	TakesThat   = "that"   // a clause or a quotation: "said that …"
	TakesTo     = "to"     // an infinitive: "promised to …"
	TakesObject = "object" // a thing: "rejected the offer"
)

// KindOfAttitude is the kind of cues that say what somebody thinks of something: nobody asserts anything by
// them, so that no claim is attributed by them.
const KindOfAttitude = "attitude"

// Cue is a word that says that somebody says or thinks something, with the stance that it gives.
type Cue struct {
	ID      string   `yaml:"id"`
	Verbs   []string `yaml:"verbs,omitempty"`
	Forms   []string `yaml:"forms,omitempty"`
	Phrases []string `yaml:"phrases,omitempty"` // "according to", before the speaker
	Nouns   []string `yaml:"nouns,omitempty"`   // "Kabul's claim that"
	// Adjectives say it with a copula: "is worried that".
	Adjectives []string `yaml:"adjectives,omitempty"`
	Takes      []string `yaml:"takes,omitempty"` // that to object, or a preposition; none: that
	Stance     string   `yaml:"stance"`          // affirm deny question
	Kind       string   `yaml:"kind,omitempty"`  // say claim confirm admit doubt report estimate attitude
	Example    string   `yaml:"example"`
	Counter    string   `yaml:"counter"`
}

// Join is a word that joins two events: "in retaliation for", "led to", "after".
type Join struct {
	ID      string   `yaml:"id"`
	Type    string   `yaml:"type"`              // causes retaliates follows
	From    string   `yaml:"from"`              // where the earlier event stands: behind the word or in front
	Hostile bool     `yaml:"hostile,omitempty"` // retaliates only where both events are hostile, else causes nothing
	Verbs   []string `yaml:"verbs,omitempty"`
	Forms   []string `yaml:"forms,omitempty"`
	Phrases []string `yaml:"phrases,omitempty"`
	Example string   `yaml:"example"`
	Counter string   `yaml:"counter"`
}

// Measure is what a figure counts, and the words that say so.
type Measure struct {
	ID      string   `yaml:"id"` // killed injured … as docs/architecture.md lists them
	Name    string   `yaml:"name"`
	Verbs   []string `yaml:"verbs,omitempty"`
	Forms   []string `yaml:"forms,omitempty"`
	Nouns   []string `yaml:"nouns,omitempty"` // "deaths"; for objects: "trucks", and Unit says which
	Phrases []string `yaml:"phrases,omitempty"`
	Units   []string `yaml:"units,omitempty"` // nouns that are the unit: "posts", "vehicles"

	Counts      string            `yaml:"counts"`                // people, things, acts, money, days, change or share
	Events      map[string]string `yaml:"events,omitempty"`      // event type or relation whose figure it is, to how near: sentence, clause, counting, verb, noun
	Victims     bool              `yaml:"victims,omitempty"`     // whoever is counted was acted on
	Noun        string            `yaml:"noun,omitempty"`        // first: a noun of it decides before the verb ("31 dead"); last: after it
	State       bool              `yaml:"state,omitempty"`       // may be said with "to be": "are missing"
	Zero        bool              `yaml:"zero,omitempty"`        // "no soldiers were killed" is a figure
	Standing    bool              `yaml:"standing,omitempty"`    // of no occurrence: without scope
	Flow        bool              `yaml:"flow,omitempty"`        // always over a period
	Armed       bool              `yaml:"armed,omitempty"`       // its verbs count armed people alone: "sent 600 soldiers"
	Masses      bool              `yaml:"masses,omitempty"`      // of people who move, families among them, no officials
	Seizes      bool              `yaml:"seizes,omitempty"`      // of things too: "44 captured"
	Covers      []string          `yaml:"covers,omitempty"`      // measures whose figures may be parts of its own
	Nationals   string            `yaml:"nationals,omitempty"`   // sector of people counted by their country's name
	Governments string            `yaml:"governments,omitempty"` // sector of people counted by their government's

	Example string `yaml:"example"`
	Counter string `yaml:"counter"`
}

// Role is a generic word for people that composes with a nationality: "Pakistani soldiers" is PAK-MIL.
type Role struct {
	ID      string   `yaml:"id"`
	Words   []string `yaml:"words"`            // singular; regular plurals follow
	Forms   []string `yaml:"forms,omitempty"`  // irregular plurals
	Sector  string   `yaml:"sector,omitempty"` // "": the bare country
	Armed   bool     `yaml:"armed,omitempty"`  // carries arms: "sent 600 soldiers" is strength, "sent 20 doctors" none
	Speaks  bool     `yaml:"speaks,omitempty"` // may stand alone as an unnamed speaker: "officials said"
	Example string   `yaml:"example"`
	Counter string   `yaml:"counter"`
}

// Words are the closed classes that coding reads: number words, vague quantities with their minimum,
// approximators, negation, modality, months and weekdays, pronouns.
type Words struct {
	Numbers     map[string]float64  `yaml:"numbers"`     // "nine": 9
	Multipliers map[string]float64  `yaml:"multipliers"` // "million": 1e6
	Vague       map[string]float64  `yaml:"vague"`       // "dozens": 24, the minimum
	AtLeast     []string            `yaml:"at_least"`    // low N, high open
	AtMost      []string            `yaml:"at_most"`     // low open, high N
	About       []string            `yaml:"about"`       // low = high = N, approximate
	Increment   []string            `yaml:"increment"`   // "another"
	ToDate      []string            `yaml:"to_date"`     // "so far"
	Negation    []string            `yaml:"negation"`
	Modality    map[string][]string `yaml:"modality"` // modality to the words that give it
	Months      map[string]int      `yaml:"months"`
	Weekdays    map[string]int      `yaml:"weekdays"`        // Monday 1
	Pronouns    map[string]string   `yaml:"pronouns"`        // "they": plural person …
	Currencies  map[string]string   `yaml:"currencies"`      // "$": USD
	Verbs       []string            `yaml:"verbs"`           // common verbs that are no predicate, cue or measure: they end a noun phrase
	VerbForms   []string            `yaml:"verb_forms"`      // irregular inflections of them
	Light       []string            `yaml:"light"`           // verbs that lend their subject to a noun: "carry out" an attack
	LightForms  []string            `yaml:"light_forms"`     // irregular inflections of them
	Kinds       map[string][]string `yaml:"kinds,omitempty"` // kinds of things by lemma, for the objects and subjects of predicates
	Other       map[string][]string `yaml:"other,omitempty"`
}
