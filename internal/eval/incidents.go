package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/corpus"
	"sanad.example/sanad/internal/incident"
)

// Grouped is a report of which it is known with which others it is about the same.
type Grouped struct {
	ID    string `json:"id"`
	Date  string `json:"date"` // of publication, "" or less than a day where it isn't known
	Group string `json:"dup_group"`
}

// BCubed compares two ways of grouping the same reports (Bagga and Baldwin 1998): over reports, the mean share of a
// report's predicted companions that are true ones, and of its true ones that are predicted. Companions include itself.
func BCubed(gold, predicted map[string]string) PRF {
	if len(gold) == 0 {
		return PRF{}
	}
	truly, said, both := map[string]int{}, map[string]int{}, map[[2]string]int{}
	for d, g := range gold {
		truly[g]++
		said[predicted[d]]++
		both[[2]string{g, predicted[d]}]++
	}
	var s PRF
	for d, g := range gold {
		n := float64(both[[2]string{g, predicted[d]}])
		s.P += n / float64(said[predicted[d]])
		s.R += n / float64(truly[g])
	}
	s.P, s.R = s.P/float64(len(gold)), s.R/float64(len(gold))
	s.F1 = 2 * s.P * s.R / (s.P + s.R)
	return s
}

// ByDate groups reports without reading them: those published at most a day apart, one after the other.
// One whose day isn't known stands alone.
func ByDate(reports []Grouped) map[string]string {
	sorted := slices.Clone(reports)
	slices.SortStableFunc(sorted, func(a, b Grouped) int { return strings.Compare(a.Date, b.Date) })
	out := map[string]string{}
	var last time.Time
	k := 0
	for _, r := range sorted {
		day, err := time.Parse(time.DateOnly, r.Date)
		if err != nil || last.IsZero() || day.Sub(last) > 24*time.Hour {
			k++
		}
		if err != nil {
			day = time.Time{}
		}
		last = day
		out[r.ID] = fmt.Sprint(k)
	}
	return out
}

// led groups reports by the incident that they lead in; one that leads in none is alone.
func led(reports []Grouped, clusters []incident.Cluster) map[string]string {
	out := map[string]string{}
	for _, r := range reports {
		out[r.ID] = "alone " + r.ID
	}
	for _, c := range clusters {
		for _, d := range c.Leads {
			if _, ok := out[d]; ok {
				out[d] = c.ID
			}
		}
	}
	return out
}

// measureIncidents links the starter corpus and compares the result with the groups in facts/. It returns
// nil without an error where there is no such folder. Half of the groups, every other one by name, are
// "tuned": weights may be set by them. The others show whether that holds.
func measureIncidents(c *coder.Coder, dir string) (map[string]float64, error) {
	reports, err := readGrouped(filepath.Join(dir, "facts"))
	if reports == nil || err != nil {
		return nil, err
	}
	clusters, err := linkStarter(c)
	if err != nil {
		return nil, err
	}
	all, _ := halves(reports)
	predicted := led(reports, clusters)
	s := BCubed(all, predicted)
	dates := BCubed(all, ByDate(reports))
	_, half := halves(reports)
	return map[string]float64{
		"B3 F1": round(s.F1), "B3 precision": round(s.P), "B3 recall": round(s.R), "B3 F1 by dates alone": round(dates.F1),
		"B3 F1 tuned half": round(BCubed(half[0], predicted).F1), "B3 F1 other half": round(BCubed(half[1], predicted).F1),
	}, nil
}

func halves(reports []Grouped) (all map[string]string, half [2]map[string]string) {
	all, half = map[string]string{}, [2]map[string]string{{}, {}}
	var names []string
	for _, r := range reports {
		names = append(names, r.Group)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	for _, r := range reports {
		all[r.ID] = r.Group
		half[slices.Index(names, r.Group)%2][r.ID] = r.Group
	}
	return all, half
}

func linkStarter(c *coder.Coder) ([]incident.Cluster, error) {
	linker := incident.New(c.Book())
	var features []incident.Features
	dec := json.NewDecoder(corpus.Starter())
	for {
		var in sanad.Input
		if err := dec.Decode(&in); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("measure incidents: read the starter corpus: %w: %w", sanad.ErrDamaged, err)
		}
		doc := sanad.Document{ID: in.ID, Text: in.Text, Title: in.Title, Published: in.Published, Source: in.Source, About: in.About}
		features = append(features, linker.Features(&sanad.Coded{Document: doc, Claims: c.Code(doc)})...)
	}
	return linker.Link(features, nil), nil
}

func readGrouped(dir string) ([]Grouped, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("measure incidents: %w", err)
	}
	var out []Grouped
	for _, name := range names {
		b, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("measure incidents: %w", err)
		}
		for line := range strings.Lines(string(b)) {
			var r Grouped
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				return nil, fmt.Errorf("measure incidents: read %s: %w: %w", filepath.Base(name), sanad.ErrInvalid, err)
			}
			if r.Group != "" {
				out = append(out, r)
			}
		}
	}
	return out, nil
}
