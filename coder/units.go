package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad/codebook"
)

// unitFor sets the unit of things and families, and refuses officials for measures of masses: whoever expels three
// diplomats deports nobody.
func (r *reading) unitFor(f *figure) bool {
	m, _ := r.book.Measure(f.measure)
	unit := r.unitNoun(f)
	if prev := r.figureBefore(); unit == "" && m.Seizes && prev != nil && prev.measure == r.things() && r.bareNumber(f) && f.from-prev.end < 10 {
		unit = prev.unit // "252 posts destroyed and 44 captured"
	}
	switch {
	case m.Counts == "people" && unit != "" && !r.peopleCounted(f):
		f.measure = r.things()
	case m.Armed && !r.armedCounted(f):
		return false
	case m.Masses:
		if r.hasRole(f, "minister") || r.hasRole(f, "official") {
			return false
		}
		for j := f.nto; j < f.end; j++ {
			if r.is(j, "household") {
				f.unit = r.norm(j)
			}
		}
	}
	if f.measure == r.things() {
		f.unit = unit
		return unit != ""
	}
	return true
}

// things is the measure of things counted.
func (r *reading) things() string { return r.ratio("things") }

// strength is the measure of armed people that somebody has, presence that of people who live somewhere.
func (r *reading) strength() string {
	return r.measureThat(func(m *codebook.Measure) bool { return m.Armed })
}

func (r *reading) presence() string {
	return r.measureThat(func(m *codebook.Measure) bool { return m.Standing && m.Nationals != "" })
}

func (r *reading) measureThat(fits func(*codebook.Measure) bool) string {
	for i := range r.book.Measures {
		if fits(&r.book.Measures[i]) {
			return r.book.Measures[i].ID
		}
	}
	return ""
}

func (r *reading) peopleCounted(f *figure) bool {
	for j := f.nto; j < f.end; j++ {
		roles, _ := r.entriesAt(j, codebook.KindRole)
		for _, e := range roles {
			if r.book.Roles[e.Index].ID != "things" {
				return true
			}
		}
	}
	return false
}

// plainPlural is a unit that doesn't change in the plural: "aircraft".
func (r *reading) plainPlural(e codebook.Entry) string {
	for _, u := range r.book.Measures[e.Index].Forms {
		if slices.Contains(r.book.Measures[e.Index].Units, u) {
			return u
		}
	}
	return ""
}

func (r *reading) hasRole(f *figure, id string) bool {
	for j := f.nto; j < f.end; j++ {
		roles, _ := r.entriesAt(j, codebook.KindRole)
		for _, e := range roles {
			if r.book.Roles[e.Index].ID == id {
				return true
			}
		}
	}
	return false
}

// unitNoun is the noun of a thing that the number counts, as written.
func (r *reading) unitNoun(f *figure) string {
	for j := f.end - 1; j >= f.nto; j-- {
		if e, to := r.entriesAt(j, codebook.KindUnit); to > 0 && to <= f.end && (e[0].Form == codebook.FormPlural || f.value == 1 || e[0].Form == codebook.FormNoun && r.norm(j) == r.plainPlural(e[0])) {
			return strings.ToLower(r.phrase(j, to).Text)
		}
	}
	return ""
}

// armedCounted: soldiers, fighters or police are counted.
func (r *reading) armedCounted(f *figure) bool {
	for j := f.nto; j < f.end; j++ {
		if slices.Contains(r.measureWords(j, true), f.measure) {
			return true
		}
		roles, _ := r.entriesAt(j, codebook.KindRole)
		for _, e := range roles {
			if r.book.Roles[e.Index].Armed {
				return true
			}
		}
	}
	return false
}
