package webtest

import "sanad.example/sanad/codebook"

// Book is the codebook of the invented world: names, two sides, and nothing to code with.
func Book() *codebook.Book {
	actor := func(id, name, kind string) codebook.Actor { return codebook.Actor{ID: id, Name: name, Kind: kind} }
	place := func(id, name string) codebook.Place { return codebook.Place{ID: id, Name: name} }
	return &codebook.Book{
		ID: "arnor-gondor",
		Crisis: codebook.Crisis{Name: "arnor-gondor", Title: "Arnor and Gondor", Sides: []codebook.Side{
			{ID: "ARN", Name: "Arnor", Members: []string{"ARN"}}, {ID: "GON", Name: "Gondor", Members: []string{"GON"}},
		}},
		Actors: []codebook.Actor{
			actor("ARN", "Arnor", "state"), actor("ARN-GOV", "Government of Arnor", "government"), actor("ARN-CVL", "Civilians of Arnor", "population"),
			actor("GON", "Gondor", "state"), actor("GON-GOV", "Government of Gondor", "government"), actor("GON-MIL", "Gondor's army", "force"),
			actor("LINDON", "Lindon", "state"), actor("SHIRE", "The Shire", "state"), actor("STEWARD", "Steward of Gondor", "person"),
			actor("WHITE-HAND", "White Hand", "armed_group"), actor("DUNLAND", "Men of Dunland", "armed_group"),
			actor("ROTTEN-BRANCH", "Rotten Branch", "umbrella"),
		},
		Places: []codebook.Place{place("BREE", "Bree"), place("SARN-FORD", "Sarn Ford"), place("RIVENDELL", "Rivendell")},
		Sources: []codebook.Source{
			{ID: "PALANTIR", Name: "Palantír News", Kind: "wire"},
			{ID: "GONDOR-HERALD", Name: "Gondor Herald", Side: "GON", Kind: "daily"},
			{ID: "LINDON-GAZETTE", Name: "Lindon Gazette", Kind: "daily", Domains: []string{"palantir.example/@lindon"}},
			{ID: "WHITE-PAGES", Name: "White Pages", Kind: "party_media", Actor: "WHITE-HAND", Domains: []string{"white.example"}},
			{ID: "DUNLAND-VOICE", Name: "Voice of Dunland", Kind: "blog", Actor: "DUNLAND"},
		},
		Words: codebook.Words{Other: map[string][]string{
			"naming": {"named"}, "shared_host": {"palantir.example"},
		}},
		Measures: []codebook.Measure{{ID: "killed", Name: "killed"}, {ID: "trade_value", Name: "trade"}},
	}
}
