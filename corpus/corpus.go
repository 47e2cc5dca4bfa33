// Package corpus carries the reports that a newcomer's first page shows: summaries in the project's own
// words of what outlets of many countries reported on the crisis, one JSON record a line, as ingest takes
// them.
//
// It decides what Sanad starts with. It refuses to make an outlet say our words: the source of every
// record is "Sanad summary", and "about" names the outlet, its address and its headline. Contradictions,
// copies and revisions stay as the outlets had them, and so do totals that don't add up. Nobody is named
// but office holders, spokespersons and listed leaders. Reports of before August 2021 are left out.
// Records pakaf-… are of news reports, records sanad-s… of commentaries and analyses.
//
// Worked record: "Pakistan's military media wing, ISPR, said 23 of its soldiers were killed" stands in
// pakaf-x01, about Arab News Pakistan; pakaf-x02 and pakaf-x03 keep nine and about 20 for the other side.
package corpus

import (
	"bytes"
	_ "embed"
	"io"
)

//go:embed starter.jsonl
var starter []byte

// Starter returns the starter corpus as JSON Lines of sanad.Input, in the order of its file. Each call
// returns a reader of its own.
func Starter() io.Reader { return bytes.NewReader(starter) }
