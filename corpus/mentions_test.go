package corpus

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/text"
)

// mention is words of a record's text and whom or what a reader says that they mean: testdata/mentions-*.txt.
type mention struct {
	span            sanad.Span
	class, id, text string
}

// tally counts the mentions of one class. An unread one is resolved by the coder and not in the file.
type tally struct{ right, abstained, wrong, missed, unread int }

func (c tally) all() int { return c.right + c.abstained + c.wrong + c.missed + c.unread }

// strict is the share that has the reader's id, or none where the reader has none.
func (c tally) strict() float64 { return float64(c.right) / float64(max(1, c.all())) }

// safe is the share with the right id or with "unknown": what leads nobody astray.
func (c tally) safe() float64 { return float64(c.right+c.abstained) / float64(max(1, c.all())) }

func (c tally) and(d tally) tally {
	return tally{c.right + d.right, c.abstained + d.abstained, c.wrong + d.wrong, c.missed + d.missed, c.unread + d.unread}
}

func (c tally) String() string {
	return fmt.Sprintf("%d mentions: %d right (%.1f%%), %d unknown where the reader knows (%.1f%% right or unknown), %d wrong, %d missed, %d not read yet",
		c.all(), c.right, 100*c.strict(), c.abstained, 100*c.safe(), c.wrong, c.missed, c.unread)
}

// TestMentions holds the coder and the codebook to what a reader found in two samples of the records. The
// aim for names and nationalities is 98%. Where the measured share was less, it stands here: raise it when it rises.
func TestMentions(t *testing.T) {
	p, err := text.Load(text.Accurate)
	if err != nil {
		t.Fatal(err)
	}
	c := coder.New(book(t), p)
	docs := map[string]sanad.Input{}
	for _, in := range records(t) {
		docs[in.ID] = in
	}
	for _, sample := range []struct {
		file       string
		size       int
		named, all float64 // least shares with the reader's id
	}{
		{"testdata/mentions-60.txt", 60, .98, .91},
		{"testdata/mentions-20.txt", 20, .98, .92},
	} {
		t.Run(sample.file, func(t *testing.T) {
			read := readMentions(t, sample.file)
			if len(read) != sample.size {
				t.Errorf("%d records, want %d", len(read), sample.size)
			}
			classes := map[string]*tally{"named": {}, "bare": {}, "pronoun": {}}
			for _, id := range slices.Sorted(maps.Keys(read)) {
				in, ok := docs[id]
				if !ok {
					t.Fatalf("%s isn't in the starter corpus", id)
				}
				score(t, in, read[id], resolved(c, in), classes)
			}
			all := tally{}
			for _, class := range []string{"named", "bare", "pronoun"} {
				all = all.and(*classes[class])
				t.Logf("%-8s %v", class, *classes[class])
			}
			t.Logf("%-8s %v", "all", all)
			if got := classes["named"].strict(); got < sample.named {
				t.Errorf("names and nationalities: %.4f right, want %.4f", got, sample.named)
			}
			if got := all.strict(); got < sample.all {
				t.Errorf("all mentions: %.4f right, want %.4f", got, sample.all)
			}
		})
	}
}

var mentionLine = regexp.MustCompile(`^(\d+) (\d+) (named|bare|pronoun) (\S+) (.+)$`)

// readMentions reads a file of mentions, by record.
func readMentions(t *testing.T, name string) map[string][]mention {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	all, doc := map[string][]mention{}, ""
	lines := bufio.NewScanner(strings.NewReader(string(data)))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if id, ok := strings.CutPrefix(line, "== "); ok {
			doc = id
			all[doc] = nil
			continue
		}
		p := mentionLine.FindStringSubmatch(line)
		if p == nil || doc == "" {
			t.Fatalf("%s:%d: not START END CLASS ID TEXT: %q", name, n, line)
		}
		m := mention{class: p[3], id: p[4], text: p[5]}
		fmt.Sscan(p[1], &m.span.Start)
		fmt.Sscan(p[2], &m.span.End)
		all[doc] = append(all[doc], m)
	}
	return all
}

// score compares what the coder gives for one record with what was read, and says where they differ.
func score(t *testing.T, in sanad.Input, read []mention, got map[sanad.Span]string, classes map[string]*tally) {
	t.Helper()
	text := []rune(in.Text)
	for _, m := range read {
		if m.span.End > len(text) || string(text[m.span.Start:m.span.End]) != m.text {
			t.Fatalf("%s %v: %q doesn't stand there", in.ID, m.span, m.text)
		}
		id, found := got[m.span]
		delete(got, m.span)
		c := classes[m.class]
		nobody := m.id == "unknown" || m.id == "none"
		switch {
		case id == m.id || nobody && (!found || id == "unknown"):
			c.right++
			continue
		case id == "unknown":
			c.abstained++
		case found:
			c.wrong++
		default:
			c.missed++
			id = "nothing"
		}
		t.Logf("%s %d-%d %s %q: %s, read as %s", in.ID, m.span.Start, m.span.End, m.class, m.text, id, m.id)
	}
	for _, span := range slices.SortedFunc(maps.Keys(got), func(a, b sanad.Span) int { return cmp.Compare(a.Start, b.Start) }) {
		if got[span] == "unknown" {
			continue
		}
		words := string(text[span.Start:span.End])
		classes[classOf(words)].unread++
		t.Logf("%s %d-%d %q: %s, not read yet: add a line", in.ID, span.Start, span.End, words, got[span])
	}
}

// classOf guesses the class of words that nobody has read, for the count alone.
func classOf(words string) string {
	if strings.ContainsFunc(words[1:], func(r rune) bool { return r >= 'A' && r <= 'Z' }) {
		return "named"
	}
	if strings.Contains(words, " ") {
		return "bare"
	}
	return "pronoun"
}

// oneID is the id in front of one entity's name in a finding.
var oneID = regexp.MustCompile(`(?:^|[,;] )([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*|\?)(?:[ ,;]|$)`)

// resolved is what the coder takes each run of words for: a place's id where it names a place, as the
// coder's claims have it then; else the ids of its entities.
func resolved(c *coder.Coder, in sanad.Input) map[sanad.Span]string {
	got := map[sanad.Span]string{}
	doc := sanad.Document{ID: in.ID, Name: in.ID, Source: in.Source, Title: in.Title, Published: in.Published, Lang: in.Lang, About: in.About, Text: in.Text}
	for _, s := range c.Explain(doc).Sentences {
		for _, m := range s.Mentions {
			got[m.Span] = strings.Join(idsOf(m.Rule), ",")
		}
		for _, p := range s.Places {
			got[p.Span] = strings.Fields(p.Rule)[0]
		}
	}
	return got
}

// idsOf takes the ids out of a finding's rule: "PAK-GOV Government of Pakistan; AFG-GOV Government of Afghanistan".
func idsOf(rule string) []string {
	var ids []string
	for at := oneID.FindStringSubmatchIndex(rule); at != nil; at = oneID.FindStringSubmatchIndex(rule) {
		ids = append(ids, strings.ReplaceAll(rule[at[2]:at[3]], "?", "unknown"))
		rule = rule[at[3]:]
	}
	return ids
}
