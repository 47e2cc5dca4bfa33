package web

import "sanad.example/sanad"

// figureView is a figure in words: "at least 14", killed, civilians.
type figureView struct {
	ID          string
	Number      string
	Measure     string // "" where the unit says it ("19 posts")
	MeasureName string // always
	Of          []entityView
	By          []entityView
	Notes       []string // scope, vagueness, period, baseline, what it is a part of
	Text        string   // as the text has it
	Vague       bool
}

func (s *site) figures(list []sanad.Figure) []figureView {
	var out []figureView
	for _, f := range list {
		out = append(out, s.figure(f))
	}
	return out
}

func (s *site) figure(f sanad.Figure) figureView {
	v := figureView{
		ID: f.ID, Number: s.number(f), Measure: s.measure(f), MeasureName: s.measureName(f.Measure), Text: f.Text, Vague: f.Vague, By: s.entities(f.By),
	}
	for _, p := range f.Of {
		if !relative(f) || !s.isMeasure(p.ID) {
			v.Of = append(v.Of, s.population(p))
		}
	}
	v.Notes = s.notes(f)
	return v
}

// number says the bounds of a figure with its unit.
func (s *site) number(f sanad.Figure) string {
	n := s.bounds(f)
	if relative(f) {
		return s.words.text("unit.percent", "n", n)
	}
	if f.Unit != "" {
		n = s.words.text("unit.other", "n", n, "unit", plain(f.Unit))
	}
	if f.Per != "" {
		n = s.words.text("unit.per", "n", n, "per", plain(f.Per))
	}
	return n
}

func (s *site) bounds(f sanad.Figure) string {
	w := s.words
	switch {
	case f.Low == nil && f.High == nil && f.Relation != "":
		return w.named("bound.", f.Relation)
	case f.Low == nil && f.High == nil:
		return w.text("bound.none")
	case f.Vague && f.Low != nil:
		return w.text("bound.vague", "n", *f.Low)
	case f.High == nil:
		return w.text("bound.at_least", "n", *f.Low)
	case f.Low == nil:
		return w.text("bound.up_to", "n", *f.High)
	case *f.Low != *f.High:
		return w.text("bound.between", "low", *f.Low, "high", *f.High)
	case f.Approximate:
		return w.text("bound.about", "n", *f.Low)
	}
	return w.value(*f.Low)
}

// relative reports whether a figure is a change or a share of what its population names: another measure.
func relative(f sanad.Figure) bool { return f.Measure == "change_pct" || f.Measure == "share_pct" }

func (s *site) isMeasure(id string) bool {
	_, known := s.words.Messages["measure."+id]
	return known || s.names.measures[id] != ""
}

// measure says what is counted, "" where the unit says it ("19 posts").
func (s *site) measure(f sanad.Figure) string {
	name := s.measureName(f.Measure)
	if f.Measure == "objects" && f.Unit != "" {
		return ""
	}
	if !relative(f) {
		return name
	}
	for _, p := range f.Of {
		if s.isMeasure(p.ID) {
			return s.words.text("measure.of", "measure", name, "of", s.measureName(p.ID))
		}
	}
	return name
}

func (s *site) measureName(id string) string {
	if msg, ok := s.words.Messages["measure."+id]; ok {
		return msg
	}
	if name := s.names.measures[id]; name != "" {
		return name
	}
	return plainWord(id)
}

func (s *site) notes(f sanad.Figure) []string {
	w := s.words
	var out []string
	add := func(key string, pairs ...any) { out = append(out, w.text(key, pairs...)) }
	if f.Scope != "" && f.Scope != sanad.ScopeIncident {
		add("scope." + string(f.Scope))
	}
	for _, p := range f.Of {
		for _, x := range []struct{ prefix, id string }{{"sex.", p.Sex}, {"age.", p.Age}, {"status.", p.Status}} {
			if x.id != "" {
				out = append(out, w.named(x.prefix, x.id))
			}
		}
	}
	if when := w.when(f.When); when != "" {
		out = append(out, when)
	}
	if f.Baseline != nil {
		if when := w.when(f.Baseline.When); when != "" {
			add("baseline.dated", "n", f.Baseline.Value, "when", when)
		} else {
			add("baseline", "n", f.Baseline.Value)
		}
	}
	if f.PartOf != "" {
		add("part_of", "id", f.PartOf)
	}
	return out
}
