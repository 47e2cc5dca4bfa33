package web

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// literal finds catalogue keys in templates and code: {{t "key"}}, w.text("key"), add("key".
var literal = regexp.MustCompile(`(?:\bth? |\.text\(|\.markup\(|\.count\(|\.counted\(|\badd\(|addEntities\(add, )"([a-z_]+(?:\.[a-z_0-9]+)*\.?)"(\s*\+)?`)

// spoken returns every key that code and templates name in full, with plural forms where they're counted.
func spoken(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
				switch {
				case m[2] != "" || strings.HasSuffix(m[1], "."): // the start of a key: families says the rest
				case strings.Contains(m[0], ".count"):
					keys[m[1]+".one"], keys[m[1]+".other"] = true, true
				case strings.Contains(m[0], "add"):
					if strings.Contains(string(text), `"field." + name`) && !strings.Contains(m[1], ".") {
						keys["field."+m[1]] = true
					} else {
						keys[m[1]] = true
					}
				default:
					keys[m[1]] = true
				}
			}
		}
	}
	return keys
}

// families are keys whose ends are ids: of the domain, and of the core codebook.
func families(t *testing.T) map[string][]string {
	t.Helper()
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := map[string][]string{
		"voice.":    {string(sanad.VoiceSource), string(sanad.VoiceAttributed), string(sanad.VoiceUnattributed)},
		"stance.":   {string(sanad.StanceAffirm), string(sanad.StanceDeny), string(sanad.StanceQuestion)},
		"denies.":   {string(sanad.DeniesOccurrence), string(sanad.DeniesResponsibility), string(sanad.DeniesTarget), string(sanad.DeniesCause), string(sanad.DeniesFigure)},
		"modality.": {string(sanad.ModalityActual), string(sanad.ModalityFuture), string(sanad.ModalityConditional), string(sanad.ModalityDemanded), string(sanad.ModalityPossible), string(sanad.ModalityAttempted)},
		"relation.": {string(sanad.RelationHarbours), string(sanad.RelationSupports), string(sanad.RelationControls), string(sanad.RelationRecognises), string(sanad.RelationMemberOf)},
		"link.":     {string(sanad.LinkCauses), string(sanad.LinkRetaliates), string(sanad.LinkFollows), string(sanad.LinkAnswers), string(sanad.LinkRevises)},
		"scope.":    {string(sanad.ScopeIncrement), string(sanad.ScopeToDate), string(sanad.ScopePeriod)},
		"bound.":    {"more_than", "less_than"},
		"place.":    {"event", "venue", "origin", "destination"},
		"sex.":      {"female", "male"}, "age.": {"child", "adult"}, "status.": {"disputed"},
		"precision.": {"point", "city", "district", "province", "country"},
		"verb.":      {"affirm.one", "affirm.other", "deny.one", "deny.other", "question.one", "question.other", "report.one", "report.other"},
		"sector.":    book.Ontology.Sectors,
		"month.":     {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
	}
	f["estimate."] = []string{
		string(sanad.EstimateCounted), string(sanad.EstimateSole), string(sanad.EstimateContested), string(sanad.EstimateAgreed), string(sanad.EstimateInconsistent),
	}
	f["bound_is."] = []string{"low", "best", "high"}
	f["interest."] = []string{"minimise", "maximise"}
	f["feature."] = []string{"type", "parties", "time", "place", "figures", "words", "origin"}
	for _, status := range statuses() {
		f["status."] = append(f["status."], string(status))
	}
	for _, x := range incidentFilters() {
		f["field."] = append(f["field."], x.name)
	}
	f["verb.denies."] = f["denies."]
	for id, typ := range book.Ontology.Types {
		f["type."] = append(f["type."], id)
		for mode := range typ.Modes {
			f["mode."] = append(f["mode."], mode)
		}
	}
	for _, m := range book.Measures {
		f["measure."] = append(f["measure."], m.ID)
	}
	for _, x := range filters() {
		f["field."] = append(f["field."], x.name)
	}
	for _, status := range []int{400, 404, 405, 410, 421, 500, 503} {
		f["error."] = append(f["error."], statusKey(status)+".title", statusKey(status)+".remedy")
	}
	return f
}

func TestCatalogueIsWholeAndSpare(t *testing.T) {
	want := spoken(t)
	for prefix, ids := range families(t) {
		for _, id := range ids {
			want[prefix+id] = true
		}
	}
	locales, err := fs.ReadDir(localeFiles, "locales")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range locales {
		c, err := loadCatalogue(strings.TrimSuffix(file.Name(), ".json"))
		if err != nil {
			t.Fatal(err)
		}
		for key := range want {
			if c.Messages[key] == "" {
				t.Errorf("%s: key %q is missing", file.Name(), key)
			}
		}
		for key := range c.Messages {
			if !want[key] {
				t.Errorf("%s: key %q is used nowhere", file.Name(), key)
			}
		}
	}
}

var places = regexp.MustCompile(`\{[a-z]+\}`)

func TestCataloguesHaveTheSamePlaces(t *testing.T) {
	en, err := loadCatalogue("en")
	if err != nil {
		t.Fatal(err)
	}
	locales, _ := fs.ReadDir(localeFiles, "locales")
	for _, file := range locales {
		c, err := loadCatalogue(strings.TrimSuffix(file.Name(), ".json"))
		if err != nil {
			t.Fatal(err)
		}
		for key, msg := range c.Messages {
			a, b := places.FindAllString(msg, -1), places.FindAllString(en.Messages[key], -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s: key %q has places %v, English has %v", file.Name(), key, a, b)
			}
		}
	}
}

func TestCatalogueHasNoKeyTwice(t *testing.T) {
	data, err := localeFiles.ReadFile("locales/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var c catalogue
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	keys := regexp.MustCompile(`(?m)^    "([^"]+)": "`).FindAllSubmatch(data, -1)
	if len(keys) != len(c.Messages) {
		t.Errorf("%d keys are written, %d are read: one stands twice", len(keys), len(c.Messages))
	}
}

func TestLoadCatalogueRefuses(t *testing.T) {
	for _, lang := range []string{"xx", "../en", "en/", "\x00"} {
		if _, err := loadCatalogue(lang); statusOf(err) != 400 {
			t.Errorf("%q: %v", lang, err)
		}
	}
}
