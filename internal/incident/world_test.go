package incident

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

const worldHead = "header: {about: a, provenance: invented, licence: Apache-2.0}\nentries:\n"

// invented is Arnor and Gondor with the bodies and papers that the cases need.
func invented(t testing.TB, more map[string]string) *codebook.Book {
	t.Helper()
	b, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../../codebook/testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	files := b.Files()
	files["overlay/actors-world.yaml"] = []byte(worldHead + `
- {id: ARN-GOV-SPK, name: Spokesman of Arnor's government, kind: government, country: ARN, sector: GOV, parent: ARN-GOV, speaks_for: ARN-GOV}
- {id: ARN-GOV-HLT, name: Health Ministry of Arnor, kind: ministry, country: ARN, sector: GOV, parent: ARN-GOV}
- {id: ARN-GOV-MOI, name: Interior Ministry of Arnor, kind: ministry, country: ARN, sector: GOV, parent: ARN-GOV}
- {id: GON-MIL-MEDIA, name: Media wing of Gondor's army, kind: force, country: GON, sector: MIL, parent: GON-MIL, speaks_for: GON-MIL}
- {id: HOUSES, name: Houses of Healing, kind: ngo, sector: NGO}
- {id: SCRIBES, name: Scribes of the Mark, kind: ngo, sector: NGO, method: records}
- {id: INDEX, name: Index of Wars, kind: agency, sector: NGO}
- {id: COUNCIL, name: Grey Council, kind: igo, sector: IGO}
- {id: COUNCIL-MISSION, name: Mission of the Grey Council, kind: igo, sector: IGO, parent: COUNCIL}
`)
	files["overlay/sources-world.yaml"] = []byte(worldHead + `
- {id: herald, name: Herald, country: ROH, kind: daily, method: own_verification}
- {id: courier, name: Courier, country: ROH, kind: daily, method: own_verification}
- {id: echo, name: Echo, kind: aggregator, method: relays}
- {id: houses, name: Houses of Healing, kind: ngo, method: own_verification, threshold: clear_and_convincing, actor: HOUSES, grade: A}
- {id: mission, name: Mission of the Grey Council, kind: igo, method: own_verification, actor: COUNCIL-MISSION}
- {id: index, name: Index of Wars, kind: tracker, method: records, actor: INDEX}
- {id: own, name: Own summary, kind: own, method: relays}
`)
	for name, content := range more {
		files["overlay/"+name] = []byte(content)
	}
	if b, err = codebook.LoadBytes(files); err != nil {
		t.Fatal(err)
	}
	return b
}

// script reads a case. Each line is one claim:
//
//	DOCUMENT DAY SOURCE SPEAKER: what; what
//
// SPEAKER is an actor's id, "-" for the source itself, "?" for nobody, or "COUNTRY'words" for someone described;
// "X<Y" is X by way of Y. What is an event ("ASSAULT ARN>GON"), "deny occurrence", a number of a measure ("killed 58
// GON-MIL", "200+", "~40", "<40", "24v" for vague, "9/f1" for a part, "+9" for another nine, "9p" over a period), or
// "said DAY", "negated", "possible", "revises CLAIM". A claim's id is its line: c1, c2.
func script(t testing.TB, b *codebook.Book, lines string) Evidence {
	t.Helper()
	var ev Evidence
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		head, body, ok := strings.Cut(strings.TrimSpace(line), ": ")
		f := strings.Fields(head)
		if !ok || len(f) < 4 {
			t.Fatalf("bad line %q", line)
		}
		if !slices.ContainsFunc(ev.Documents, func(d sanad.Document) bool { return d.ID == f[0] }) {
			d := sanad.Document{ID: f[0], Published: f[1], Source: f[2]}
			if outlet, ok := strings.CutPrefix(f[2], "own/"); ok {
				d.Source, d.About = "Own summary", &sanad.About{Outlet: outlet}
			}
			ev.Documents = append(ev.Documents, d)
		}
		c := sanad.Claim{
			ID: "c" + strconv.Itoa(i+1), Document: f[0], Voice: sanad.VoiceSource, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual,
			Sentence: sanad.SentenceRef{Index: i, Span: sanad.Span{Start: i * 100, End: i*100 + 99}}, Span: sanad.Span{Start: i * 100, End: i*100 + 99},
		}
		speakerOf(b, &c, strings.Join(f[3:], " "))
		for _, what := range strings.Split(body, ";") {
			field(t, b, &c, strings.Fields(what))
		}
		ev.Claims = append(ev.Claims, c)
	}
	return ev
}

func speakerOf(b *codebook.Book, c *sanad.Claim, s string) {
	if s == "-" {
		return
	}
	if c.Voice = sanad.VoiceAttributed; s == "?" {
		c.Voice = sanad.VoiceUnattributed
		return
	}
	s, via, ok := strings.Cut(s, "<")
	if ok {
		c.Via = []sanad.Entity{named(b, via)}
	}
	for _, one := range strings.Split(s, "+") {
		e := named(b, one)
		if country, words, ok := strings.Cut(one, "'"); ok {
			e = named(b, country)
			e.Text = words
		}
		c.Speakers = append(c.Speakers, e)
	}
}

func named(b *codebook.Book, id string) sanad.Entity {
	e := sanad.Entity{ID: id, Ancestors: b.Ancestors(id), Country: b.Country(id)}
	if a, ok := b.Actor(id); ok {
		e.Sector, e.Candidates, e.Name = a.Sector, a.Candidates, a.Name
	}
	return e
}

func entities(b *codebook.Book, ids string) []sanad.Entity {
	var out []sanad.Entity
	for _, id := range strings.Split(ids, "+") {
		if id != "" {
			out = append(out, named(b, id))
		}
	}
	return out
}

func field(t testing.TB, b *codebook.Book, c *sanad.Claim, f []string) {
	switch {
	case f[0] == "deny":
		c.Stance, c.Denies = sanad.StanceDeny, sanad.Denied(f[1])
	case f[0] == "said":
		c.Said = &sanad.When{Start: &f[1], End: &f[1]}
	case f[0] == "negated":
		c.Negated = true
	case f[0] == "possible":
		c.Modality = sanad.ModalityPossible
	case f[0] == "revises":
		c.Links = append(c.Links, sanad.Link{Type: sanad.LinkRevises, To: f[1]})
	case f[0] == "supports":
		c.Relation = &sanad.Relation{Type: sanad.RelationSupports}
		parties(b, c, f[1])
	case strings.ToUpper(f[0][:2]) == f[0][:2]:
		typ, mode, _ := strings.Cut(f[0], "/")
		c.Event = &sanad.Event{Type: typ}
		if mode != "" {
			c.Event.Modes = []string{mode}
		}
		parties(b, c, f[1])
	default:
		c.Figures = append(c.Figures, figureOf(t, b, f, len(c.Figures)+1))
	}
}

func parties(b *codebook.Book, c *sanad.Claim, s string) {
	a, r, _ := strings.Cut(s, ">")
	c.Actors, c.Recipients = entities(b, a), entities(b, r)
}

func figureOf(t testing.TB, b *codebook.Book, f []string, n int) sanad.Figure {
	fig := sanad.Figure{ID: "f" + strconv.Itoa(n), Measure: f[0], Scope: sanad.ScopeIncident}
	num := f[1]
	num, fig.PartOf, _ = strings.Cut(num, "/")
	digits := strings.Trim(num, "+~<vp")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		t.Fatal(err)
	}
	fig.Low, fig.High = sanad.Dec(v), sanad.Dec(v)
	switch {
	case strings.HasPrefix(num, "+"):
		fig.Scope = sanad.ScopeIncrement
	case strings.HasSuffix(num, "+"):
		fig.High, fig.Approximate = nil, true
	case strings.HasPrefix(num, "~"):
		fig.Approximate = true
	case strings.HasPrefix(num, "<"):
		fig.Low, fig.Approximate = nil, true
	case strings.HasSuffix(num, "v"):
		fig.High, fig.Vague = nil, true
	case strings.HasSuffix(num, "p"):
		fig.Scope = sanad.ScopePeriod
	}
	for _, id := range f[2:] {
		id, mark, _ := strings.Cut(id, "*")
		if unit, ok := strings.CutPrefix(id, "unit="); ok {
			fig.Unit = unit
			continue
		}
		p := sanad.Population{Entity: named(b, id)}
		switch mark {
		case "":
		case "disputed":
			p.Status = mark
		case "child":
			p.Age = mark
		case "woman":
			p.Sex = "female"
		default:
			p.Label = mark
		}
		fig.Of = append(fig.Of, p)
	}
	return fig
}

// lines are an incident's accounts and estimates as a case writes them.
func lines(inc sanad.Incident) string {
	var out strings.Builder
	for _, e := range inc.Estimates {
		bounds := fmt.Sprintf("%s to %s", str(e.Low), str(e.High))
		if e.Best != nil {
			bounds += ", best " + e.Best.String()
		}
		fmt.Fprintf(&out, "%s %s: %s, %s", e.Measure, e.Group.ID, bounds, e.Kind)
		if e.Gap != nil {
			fmt.Fprintf(&out, ", gap %s of %s", e.Gap, strings.Join(e.Parts, "+"))
		}
		out.WriteByte('\n')
	}
	fmt.Fprintf(&out, "%s\n", inc.Status)
	return out.String()
}

func str(d *sanad.Decimal) string {
	if d == nil {
		return "-"
	}
	return d.String()
}

// accountsOf are the accounts in short: whose, stance, what it says now and what that replaced.
func accountsOf(inc sanad.Incident) string {
	var out strings.Builder
	for _, a := range inc.Accounts {
		fmt.Fprintf(&out, "%s %s%s", a.Claimant.ID, a.Stance, strings.TrimSuffix(" "+string(a.Denies), " "))
		for _, v := range a.Values {
			fmt.Fprintf(&out, "; %s %s %s", v.Measure, v.Group.ID, inWords(v.Low, v.High))
			for i := len(v.Replaced) - 1; i >= 0; i-- {
				fmt.Fprintf(&out, " after %s", inWords(v.Replaced[i].Low, v.Replaced[i].High))
			}
			if v.Denied {
				out.WriteString(" denied")
			}
			if v.Note != "" {
				fmt.Fprintf(&out, " (%s)", v.Note)
			}
		}
		if len(a.Repeats) > 0 {
			fmt.Fprintf(&out, "; repeats %s", strings.Join(a.Repeats, " "))
		}
		if len(a.Answers) > 0 {
			fmt.Fprintf(&out, "; answers %s", strings.Join(a.Answers, " "))
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// battle is an incident of violence on 1 March 2024.
func battle() sanad.Incident {
	day := "2024-03-01"
	return sanad.Incident{Type: "ASSAULT", When: &sanad.When{Start: &day, End: &day}}
}

func reckon(t testing.TB, b *codebook.Book, inc sanad.Incident, ev Evidence, rules string) sanad.Incident {
	t.Helper()
	r, err := NewReckoner(b, rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Reckon(inc, ev)
}
