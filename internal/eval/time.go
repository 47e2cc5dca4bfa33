package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder/timex"
)

// GoldTime is a report with the expressions of time that an annotator found in it, TIMEX3.
type GoldTime struct {
	Reference   string `json:"dct"`
	Expressions []struct {
		Text  string `json:"text"`
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"timex"`
}

// Times are the shares of values that are gold's, to the letter: of dates and lengths, and of dates alone.
type Times struct{ All, Dates float64 }

// ScoreTimes reads each expression of type DATE or DURATION as a phrase of its own and compares values.
func ScoreTimes(r io.Reader, read *timex.Reader) (Times, error) {
	var n, hits, dates, dateHits float64
	dec := json.NewDecoder(r)
	for line := 1; ; line++ {
		var g GoldTime
		if err := dec.Decode(&g); err == io.EOF {
			break
		} else if err != nil {
			return Times{}, fmt.Errorf("read gold times %d: %w: %w", line, sanad.ErrInvalid, err)
		}
		ref, err := time.Parse(time.DateOnly, sanad.Day(g.Reference))
		if err != nil {
			return Times{}, fmt.Errorf("read gold times %d: %w: reference %q is no day", line, sanad.ErrInvalid, g.Reference)
		}
		for _, x := range g.Expressions {
			if x.Type != string(timex.Date) && x.Type != string(timex.Duration) {
				continue
			}
			hit := 0.0
			if e, ok := read.Value(x.Text, timex.Context{Reference: ref}); ok && e.Value == x.Value {
				hit = 1
			}
			n, hits = n+1, hits+hit
			if x.Type == string(timex.Date) {
				dates, dateHits = dates+1, dateHits+hit
			}
		}
	}
	if n == 0 || dates == 0 {
		return Times{}, fmt.Errorf("read gold times: %w: no expressions", sanad.ErrInvalid)
	}
	return Times{All: hits / n, Dates: dateHits / dates}, nil
}

// measureTimes returns nil without an error where the set isn't there.
func measureTimes(book *codebook.Book, dir string) (map[string]float64, error) {
	f, err := os.Open(filepath.Join(dir, "corpora", "timex.dev.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("measure times: %w", err)
	}
	defer f.Close()
	s, err := ScoreTimes(f, timex.New(book))
	if err != nil {
		return nil, fmt.Errorf("measure times: %w", err)
	}
	return map[string]float64{"values": round(s.All), "values of dates": round(s.Dates)}, nil
}
