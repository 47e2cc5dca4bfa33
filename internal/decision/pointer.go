package decision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sanad.example/sanad"
)

// correctable are the members of a claim that an analyst can correct. The others say where it was read, by what,
// and how it hangs together with other claims.
func correctable() []string {
	return []string{
		"voice", "speakers", "via", "said", "stance", "denies", "modality", "negated", "event", "relation", "actors", "recipients",
		"when", "places", "figures",
	}
}

// checkField refuses a JSON pointer (RFC 6901) to what can't be corrected. "-" is what comes after a list's last: it has
// no members.
func checkField(field string) error {
	steps, err := pointer(field)
	if err != nil {
		return err
	}
	if !slices.Contains(correctable(), steps[0]) {
		return fmt.Errorf("field %q: %w: what can be corrected is /%s", field, sanad.ErrInvalid, strings.Join(correctable(), ", /"))
	}
	if at := slices.Index(steps, "-"); at >= 0 && at < len(steps)-1 {
		return fmt.Errorf("field %q: %w: \"-\" is the place after a list's last element, and nothing is in it: append the whole element", field, sanad.ErrInvalid)
	}
	return nil
}

// pointer returns the steps of a JSON pointer.
func pointer(field string) ([]string, error) {
	if !strings.HasPrefix(field, "/") || len(field) > 200 {
		return nil, fmt.Errorf("field %q: %w: give a JSON pointer such as /event/type", field, sanad.ErrInvalid)
	}
	steps := strings.Split(field[1:], "/")
	for i, s := range steps {
		steps[i] = strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
	}
	return steps, nil
}

// toValue is a Go value as JSON has it: maps, slices, numbers as written.
func toValue(v any) (out any, err error) {
	data, ok := v.(json.RawMessage)
	if !ok {
		if data, err = json.Marshal(v); err != nil {
			return nil, fmt.Errorf("%w: %w", sanad.ErrInvalid, err)
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("%w: %w", sanad.ErrInvalid, err)
	}
	return out, nil
}

// at returns the value that steps lead to. ok is false where there is none.
func at(v any, steps []string) (any, bool) {
	for _, s := range steps {
		switch now := v.(type) {
		case map[string]any:
			next, ok := now[s]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, ok := index(s, len(now))
			if !ok || i == len(now) {
				return nil, false
			}
			v = now[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// index reads a step into a list of n; "-" is the place after its last.
func index(s string, n int) (int, bool) {
	if s == "-" {
		return n, true
	}
	i, err := strconv.Atoi(s)
	return i, err == nil && i >= 0 && i < n && strconv.Itoa(i) == s
}

// set returns v with the value put where steps lead; nil takes an optional member or an element out. Lists and
// objects that are missing on the way are made.
func set(v any, steps []string, value any) (any, error) {
	if len(steps) == 0 {
		return value, nil
	}
	last := len(steps) == 1
	step := steps[0]
	switch now := v.(type) {
	case map[string]any:
		if last && value == nil && !openEnded(step) {
			delete(now, step)
			return now, nil
		}
		next, ok := now[step]
		if !ok && !last {
			next = map[string]any{}
			if steps[1] == "-" {
				next = []any{}
			}
		}
		got, err := set(next, steps[1:], value)
		if err != nil {
			return nil, err
		}
		now[step] = got
		if list, ok := got.([]any); ok && len(list) == 0 {
			delete(now, step) // an optional list without elements isn't written
		}
		return now, nil
	case []any:
		i, ok := index(step, len(now))
		switch {
		case !ok:
			return nil, fmt.Errorf("%w: there is no element %q of %d", sanad.ErrInvalid, step, len(now))
		case last && value == nil && i < len(now):
			return slices.Delete(now, i, i+1), nil
		case i == len(now):
			now = append(now, map[string]any{})
		}
		got, err := set(now[i], steps[1:], value)
		if err == nil {
			now[i] = got
		}
		return now, err
	}
	return nil, fmt.Errorf("%w: there is nothing that has a member %q", sanad.ErrInvalid, step)
}

// openEnded reports whether null is a value of a member rather than its absence.
func openEnded(name string) bool {
	return name == "low" || name == "high" || name == "start" || name == "end"
}
