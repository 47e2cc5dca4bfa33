package decision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"sanad.example/sanad"
)

// ruleCorrection compares a field, as it is now, with what the analyst saw and with what it is to be, and corrects
// it.
func (a *application) ruleCorrection(f found, r *Ruling, anchor sanad.Anchor, o *Outcome) {
	steps, err := pointer(r.Field)
	if err != nil {
		o.doubt(false, err.Error())
		return
	}
	was, now, want, err := a.threeFields(r, anchor, a.shown[f.at])
	switch {
	case err != nil:
		o.doubt(false, err.Error())
		return
	case bytes.Equal(now.field(steps), want.field(steps)), now.has(steps, r.Value):
		o.Reason = "it is read so without the correction"
		return
	case f.moved != "":
		o.doubt(false, f.moved+": held back, as it may be another claim than the one that was corrected")
		return
	case !sameSeen(was.beside(steps), now.beside(steps)):
		o.doubt(false, "the list has another element in that place now: held back")
		return
	case !was.same(now, steps):
		o.doubt(true, fmt.Sprintf("read otherwise than the analyst saw it: %s was %s and is %s", r.Field, was.show(steps), now.show(steps)))
	}
	corrected, err := a.correct(a.shown[f.at], r)
	if err != nil {
		o.doubt(false, fmt.Sprintf("held back: %v", err))
		return
	}
	a.shown[f.at] = corrected
}

// threeFields are a claim as the analyst saw it, as it is, and as it would be with the correction.
func (a *application) threeFields(r *Ruling, anchor sanad.Anchor, c sanad.Claim) (was, now, want seen, err error) {
	if was.v, err = toValue(anchor.Saw); err != nil {
		return was, now, want, err
	}
	before, err := toValue(c)
	if err != nil {
		return was, now, want, err
	}
	after, err := a.patched(c, r)
	if err != nil {
		return was, now, want, fmt.Errorf("held back: %w", err)
	}
	return was, seen{claimSeen(before)}, seen{claimSeen(after)}, nil
}

// seen is what can be seen of a claim, as a JSON value.
type seen struct{ v any }

// value is the value at a pointer. A place after a list's last is the list: what was appended there is an element of
// it. ok is false where there is none.
func (s seen) value(steps []string) (v any, ok bool) {
	if n := len(steps); n > 1 && steps[n-1] == "-" {
		steps = steps[:n-1]
	}
	return at(s.v, steps)
}

// field is the value at a pointer as canonical JSON, nil where there is none.
func (s seen) field(steps []string) []byte {
	v, ok := s.value(steps)
	if !ok {
		return nil
	}
	data, _ := canonicalOf(v) // it was canonical before
	return data
}

// same compares a field as the analyst saw it with what it is.
func (s seen) same(now seen, steps []string) bool {
	a, was := s.value(steps)
	b, is := now.value(steps)
	return was == is && sameSeen(a, b)
}

func (s seen) show(steps []string) string {
	if data := s.field(steps); data != nil {
		return string(data)
	}
	return "without a value"
}

// has reports whether a list has an element already that is to be appended to it.
func (s seen) has(steps []string, value json.RawMessage) bool {
	n := len(steps) - 1
	if n < 1 || steps[n] != "-" {
		return false
	}
	list, _ := at(s.v, steps[:n])
	elements, _ := list.([]any)
	v, err := toValue(value)
	if err != nil {
		return false
	}
	want := visible(v)
	return slices.ContainsFunc(elements, func(e any) bool { return sameSeen(want, e) })
}

// beside tells by what the innermost element of a list on the way to a field is recognised: its words and its
// measure, unless these are the field itself.
func (s seen) beside(steps []string) any {
	for n := len(steps) - 1; n > 0; n-- {
		list, ok := at(s.v, steps[:n])
		if _, isList := list.([]any); !ok || !isList {
			continue
		}
		element, _ := at(s.v, steps[:n+1])
		m, _ := element.(map[string]any)
		known := map[string]any{}
		for _, name := range []string{"text", "measure"} {
			if n+1 >= len(steps) || steps[n+1] != name {
				known[name] = m[name]
			}
		}
		return known
	}
	return nil
}

// correct returns a claim with one field as the analyst has it. Errors wrap sanad.ErrInvalid, as where it would
// be no claim any more.
func (a *application) correct(c sanad.Claim, r *Ruling) (sanad.Claim, error) {
	v, err := a.patched(c, r)
	if err != nil {
		return c, err
	}
	return a.claim(a.text, v)
}

// patched is a claim's value with one field as the analyst has it, valid or not.
func (a *application) patched(c sanad.Claim, r *Ruling) (any, error) {
	steps, err := pointer(r.Field)
	if err != nil {
		return nil, err
	}
	v, err := toValue(c)
	if err != nil {
		return nil, err
	}
	value, err := toValue(r.Value)
	if err != nil {
		return nil, err
	}
	if v, err = set(v, steps, value); err != nil {
		return nil, err
	}
	a.restore(v)
	a.nameChanged(v, steps)
	if steps[0] == "event" {
		a.scored(v)
	}
	return v, nil
}

// nameChanged gives what the codebook knows to the entity whose id was corrected, and to those in a value that
// was put in.
func (a *application) nameChanged(v any, steps []string) {
	list := ""
	for i, step := range steps {
		if isEntityList(step) || step == "places" {
			list = step
		}
		if i == len(steps)-1 && step == "-" {
			steps = steps[:i] // the appended element is the list's last
		}
	}
	if n := len(steps); n > 0 && steps[n-1] == "id" {
		steps = steps[:n-1]
	}
	if value, ok := at(v, steps); ok && (list == "" || len(steps) == 0) {
		a.named(steps[len(steps)-1], value)
	} else if ok {
		a.named(list, value)
	}
}
