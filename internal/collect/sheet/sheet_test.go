package sheet

import (
	"errors"
	"strings"
	"testing"

	"sanad.example/sanad"
)

func TestMappingProblems(t *testing.T) {
	for _, c := range []struct{ about, mapping, says string }{
		{"nothing", "", `map.yaml:1:1: not valid: no mapping; begin with "columns:"`},
		{"no text", "columns: {source: Who}\n", `map.yaml:1:1: not valid: no column for "text"`},
		{"an unknown field", "column: {text: What}\n", `map.yaml:1:1: not valid: unknown field "column"; known are columns, date`},
		{"an unknown column", "columns:\n  text: What\n  author: Who\n", `map.yaml:3:3: not valid: unknown field "author"; known are id, text`},
		{"a column twice", "columns:\n  text: What\n  text: Who\n", `map.yaml:3:3: not valid: "text" stands twice`},
		{"a column without a header", "columns:\n  text:\n", `"text" has no header`},
		{"columns as a list", "columns: [text]\n", `map.yaml:1:10: not valid: "columns" isn't a mapping`},
		{"a date in words", "columns: {text: What}\ndate: like ours\n", `map.yaml:2:7: not valid: date "like ours"; give one of DD/MM/YYYY`},
		{"a delimiter of two", "columns: {text: What}\ndelimiter: ;;\n", `map.yaml:2:12: not valid: delimiter ";;"; give one of`},
		{"a source that is a list", "columns: {text: What}\nsource: [a]\n", `map.yaml:2:9: not valid: "source" isn't one value`},
		{"no YAML", "columns: {\n", "map.yaml:"},
		{"brackets", strings.Repeat("[", 20_000), "map.yaml:"},
	} {
		m, err := ParseMapping("map.yaml", []byte(c.mapping))
		var p *Problem
		if m != nil || !errors.As(err, &p) || !errors.Is(err, sanad.ErrInvalid) || p.Remedy == "" || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.about, err, c.says)
		}
	}
}

func mapping(t testing.TB) *Mapping {
	m, err := ParseMapping("map.yaml", []byte("columns: {text: What, published: Day, source: Who}\ndate: D.M.YYYY\n"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestHostile holds how sheets from outside end: so many rows, so many problems, and what the first says.
func TestHostile(t *testing.T) {
	const head = "Day,Who,What\n"
	for _, c := range []struct {
		about, sheet string
		rows, bad    int
		says         string
	}{
		{"two rows", head + "1.10.2025,Herald,Arnor\n2.10.2025,Herald,Gondor\n", 2, 0, ""},
		{"nothing", "", 0, 1, "the sheet is empty"},
		{"headers alone", head, 0, 0, ""},
		{"a mark before the headers", "\ufeff" + head + "1.10.2025,Herald,Arnor\n", 1, 0, ""},
		{"no such column", "Day,Who\n1.10.2025,Herald\n", 0, 1, `no column "What"; the mapping names it for text; the sheet has Day, Who`},
		{"a column twice", "Day,Who,What,What\n", 0, 1, `"What" stands twice`},
		{"a quotation mark inside a cell", head + "1.10.2025,Herald,Ar\"nor\n2.10.2025,Herald,Gondor\n", 1, 1, "quote"},
		{"a quotation mark that isn't closed", head + "1.10.2025,Herald,\"Arnor\n2.10.2025,Herald,Gondor\n", 0, 1, "quote"},
		{"too few cells", head + "1.10.2025\n", 0, 1, "no text in the row"},
		{"too many cells", head + "1.10.2025,Herald,Arnor,denied,it\n", 0, 1, "5 cells under 3 headers"},
		{"a date as text", head + "soon,Herald,Arnor\n", 0, 1, `date "soon"`},
		{"a day that doesn't exist", head + "31.2.2025,Herald,Arnor\n", 0, 1, `date "31.2.2025"`},
		{"no date", head + ",Herald,Arnor\n", 1, 0, ""},
		{"blank rows", head + ",,\n\n , ,\n1.10.2025,Herald,Arnor\n", 1, 0, ""},
		{"old line ends", "Day,Who,What\r\n1.10.2025,Herald,Arnor\r\n", 1, 0, ""},
		{"a formula", head + "1.10.2025,Herald,=HYPERLINK(\"x\")\n", 0, 1, "quote"},
		{"two thousand columns", strings.Repeat("a,", 2000) + "What\n", 0, 1, "at most 1000"},
		{"a cell of 5 MB", head + "1.10.2025,Herald," + strings.Repeat("Arnor ", 900_000) + "\n", 1, 0, ""},
		{"zeros", strings.Repeat("\x00", 1000), 0, 1, "no column"},
	} {
		rows, bad, first := 0, 0, ""
		for row, err := range mapping(t).Rows([]byte(c.sheet)) {
			if err == nil {
				rows++
				continue
			}
			var p *Problem
			if bad++; bad == 1 {
				first = err.Error()
			}
			if !errors.As(err, &p) || p.Line < 1 || p.Remedy == "" || row.Input.Text != "" && rows < 0 {
				t.Errorf("%s: error %v", c.about, err)
			}
		}
		if rows != c.rows || bad != c.bad || !strings.Contains(first, c.says) {
			t.Errorf("%s: %d rows, %d problems, %q; want %d, %d, %q", c.about, rows, bad, first, c.rows, c.bad, c.says)
		}
	}
}

// FuzzRows holds that each row's bytes are the sheet's own, and read again as the same row.
func FuzzRows(f *testing.F) {
	f.Add([]byte("Day,Who,What\n1.10.2025,Herald,\"Arnor, denied\"\n,,x\n"))
	f.Add([]byte("What\r\n\"a\nb\"\r\n"))
	m := &Mapping{Columns: map[string]string{"text": "What"}, Date: "2006-01-02", Delimiter: ','}
	f.Fuzz(func(t *testing.T, data []byte) {
		for row, err := range m.Rows(data) {
			if err != nil {
				continue
			}
			n := 0
			for again, err := range m.Rows(row.Bytes) {
				if n++; err != nil || again.Input != row.Input {
					t.Errorf("%q gives %+v, %v, not %+v", row.Bytes, again.Input, err, row.Input)
				}
			}
			if n != 1 {
				t.Errorf("%q gives %d rows", row.Bytes, n)
			}
		}
	})
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte("columns: {text: What}\ndate: DD/MM/YYYY\n"))
	f.Add([]byte("columns:\n  text: &a What\n  source: *a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ParseMapping("map.yaml", data)
		if err == nil && (m.Columns["text"] == "" || m.Date == "" || m.Delimiter == 0) {
			t.Errorf("%+v passes", m)
		}
	})
}
