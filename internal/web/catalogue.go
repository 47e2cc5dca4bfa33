package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
)

//go:embed locales
var localeFiles embed.FS

// catalogue is the pages' own words in one language. A message names its places in braces: "at least {n}".
type catalogue struct {
	Lang     string            `json:"lang"` // BCP 47
	Dir      string            `json:"dir"`  // ltr or rtl
	Messages map[string]string `json:"messages"`
}

// loadCatalogue reads the embedded catalogue of a language, English where lang is "".
func loadCatalogue(lang string) (*catalogue, error) {
	if lang == "" {
		lang = "en"
	}
	data, err := localeFiles.ReadFile("locales/" + lang + ".json")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, fmt.Errorf("web: language %q: %w: no such catalogue", lang, sanad.ErrInvalid)
	}
	if err != nil {
		return nil, fmt.Errorf("web: language %q: %w", lang, err)
	}
	c := &catalogue{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("web: language %q: %w: %w", lang, sanad.ErrInvalid, err)
	}
	if c.Dir != "ltr" && c.Dir != "rtl" {
		return nil, fmt.Errorf("web: language %q: %w: dir %q is neither ltr nor rtl", lang, sanad.ErrInvalid, c.Dir)
	}
	return c, nil
}

// text returns a message with its places filled from name, value pairs. A key that is missing shows
// itself: a test keeps that from happening.
func (c *catalogue) text(key string, pairs ...any) string {
	msg, ok := c.Messages[key]
	if !ok {
		return key
	}
	return fill(msg, pairs, func(v any) string { return c.value(v) })
}

// markup is text for a page: the message escaped, each value isolated so that its direction stays its own.
func (c *catalogue) markup(key string, pairs ...any) template.HTML {
	msg, ok := c.Messages[key]
	if !ok {
		msg = key
	}
	out := fill(template.HTMLEscapeString(msg), pairs, func(v any) string {
		return "<bdi>" + string(show(c.value(v))) + "</bdi>"
	})
	return template.HTML(out) //nolint:gosec // every part is escaped above
}

// count returns the message key.one or key.other for n, with {n} filled.
func (c *catalogue) count(key string, n int) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return c.text(key+form, "n", n)
}

// named returns the message for an id under a prefix, or the id as plain words where there is none.
func (c *catalogue) named(prefix, id string) string {
	if msg, ok := c.Messages[prefix+id]; ok {
		return msg
	}
	return plainWord(id)
}

// fill replaces the places of a message in one pass, so that a value that looks like a place stays.
func fill(msg string, pairs []any, format func(any) string) string {
	old := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		old = append(old, fmt.Sprintf("{%v}", pairs[i]), format(pairs[i+1]))
	}
	return strings.NewReplacer(old...).Replace(msg)
}

func (c *catalogue) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return c.number(sanad.Decimal(v))
	case int64:
		return c.number(sanad.Decimal(v))
	case sanad.Decimal:
		return c.number(v)
	}
	return fmt.Sprint(v)
}

// number groups digits by thousands and uses a true minus sign.
func (c *catalogue) number(d sanad.Decimal) string {
	whole, frac, _ := strings.Cut(d.String(), ".")
	digits, negative := strings.CutPrefix(whole, "-")
	var b strings.Builder
	if negative {
		b.WriteString("−")
	}
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(c.text("number.group"))
		}
		b.WriteRune(r)
	}
	if frac != "" {
		b.WriteString(c.text("number.point") + frac)
	}
	return b.String()
}

// capped is a count that may have stopped at the cap: "10,000+".
func (c *catalogue) capped(n int, more bool) string {
	if more {
		return c.text("number.more", "n", n)
	}
	return c.value(n)
}

// date says an ISO 8601 date or time in words, as exactly as it is given: "2025-10" is "October 2025".
// What isn't a date is returned as it is.
func (c *catalogue) date(iso string) string {
	if day := sanad.Day(iso); day != "" {
		t, _ := time.Parse(time.DateOnly, day) // Day has parsed it
		out := c.text("date.day", "d", strconv.Itoa(t.Day()), "m", c.month(t.Month()), "y", strconv.Itoa(t.Year()))
		return out + c.clock(iso)
	}
	if t, err := time.Parse("2006-01", iso); err == nil {
		return c.text("date.month", "m", c.month(t.Month()), "y", strconv.Itoa(t.Year()))
	}
	return iso
}

func (c *catalogue) month(m time.Month) string { return c.text("month." + strconv.Itoa(int(m))) }

// clock says the time of day of an ISO 8601 time, "" for a mere day.
func (c *catalogue) clock(iso string) string {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		t, err := time.Parse(layout, iso)
		if err != nil {
			continue
		}
		zone := t.Format("-07:00")
		if zone == "+00:00" {
			zone = "UTC"
		}
		return " " + c.text("date.clock", "t", t.Format("15:04"), "zone", zone)
	}
	return ""
}

// when says a time or an interval.
func (c *catalogue) when(w *sanad.When) string {
	switch {
	case w == nil || w.Start == nil && w.End == nil:
		return ""
	case w.Start == nil:
		return c.text("when.until", "end", c.date(*w.End))
	case w.End == nil:
		return c.text("when.since", "start", c.date(*w.Start))
	case *w.Start == *w.End:
		return c.date(*w.Start)
	}
	if whole := c.wholePeriod(*w.Start, *w.End); whole != "" {
		return whole
	}
	return c.text("when.between", "start", c.date(*w.Start), "end", c.date(*w.End))
}

// wholePeriod says an interval that is one calendar month or year by its name, "" for any other.
func (c *catalogue) wholePeriod(start, end string) string {
	from, err1 := time.Parse(time.DateOnly, start)
	to, err2 := time.Parse(time.DateOnly, end)
	if err1 != nil || err2 != nil || from.Day() != 1 {
		return ""
	}
	next := to.AddDate(0, 0, 1)
	if from.YearDay() == 1 && from.AddDate(1, 0, 0).Equal(next) {
		return strconv.Itoa(from.Year())
	}
	if from.AddDate(0, 1, 0).Equal(next) {
		return c.date(from.Format("2006-01"))
	}
	return ""
}

// ago says how long before now t was, in whole minutes, hours or days.
func (c *catalogue) ago(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return c.text("ago.never")
	case d < time.Minute:
		return c.text("ago.now")
	case d < time.Hour:
		return c.count("ago.minutes", int(d/time.Minute))
	case d < 48*time.Hour:
		return c.count("ago.hours", int(d/time.Hour))
	}
	return c.count("ago.days", int(d/(24*time.Hour)))
}

// counted is count for a number that may have stopped at the cap: "10,000+ claims".
func (c *catalogue) counted(key string, n int, more bool) string {
	if more {
		return c.text(key+".other", "n", c.capped(n, true))
	}
	return c.count(key, n)
}

// separator is what stands before the i-th of n things that are listed.
func (c *catalogue) separator(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i == n-1:
		return c.text("list.last")
	}
	return c.text("list.sep")
}
