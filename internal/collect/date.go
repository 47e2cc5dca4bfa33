package collect

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"sanad.example/sanad"
)

// isoDate is a year, month or day, and a day's time with or without a zone.
var isoDate = regexp.MustCompile(`^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$`)

// ParsePublished returns an ISO 8601 date as it is kept: "2025", "2025-10", "2025-10-15" or
// "2025-10-15T18:00+05:00"; seconds and zone as given, "T" before the time. Errors: ErrInvalid.
func ParsePublished(s string) (string, error) {
	bad := func(why string) error {
		return &Problem{
			Err:    fmt.Errorf("%w: date %.40q%s", sanad.ErrInvalid, s, why),
			Remedy: "write 2025-10-15, 2025-10-15T18:00+05:00, 2025-10 or 2025",
		}
	}
	s = strings.TrimSpace(s)
	m := isoDate.FindStringSubmatch(s)
	if m == nil {
		return "", bad("")
	}
	year, month, day, clock, seconds, zone := m[1], m[2], m[3], m[4], m[5], m[6]
	if year < "1900" || year > "2199" {
		return "", bad(" isn't of the years 1900 to 2199 of the Gregorian calendar")
	}
	out := year
	for _, part := range []string{month, day} {
		if part != "" {
			out += "-" + part
		}
	}
	if _, err := time.Parse(time.DateOnly[:len(out)], out); err != nil {
		return "", bad(" doesn't exist")
	}
	if clock == "" {
		return out, nil
	}
	if len(zone) == 5 {
		zone = zone[:3] + ":" + zone[3:]
	}
	out += "T" + clock + seconds
	if !validTime(clock+orZero(seconds), zone) {
		return "", bad(" has a time that doesn't exist")
	}
	return out + zone, nil
}

func orZero(seconds string) string {
	if seconds == "" {
		return ":00"
	}
	return seconds
}

func validTime(clock, zone string) bool {
	if _, err := time.Parse("15:04:05", clock); err != nil {
		return false
	}
	if zone == "" || zone == "Z" {
		return true
	}
	return zone[1:3] <= "14" && zone[4:] <= "59"
}

// dateLine returns the day that a line is, where it is nothing but a date in one of the layouts. A
// weekday that doesn't fit the date makes it no date.
func (t tables) dateLine(line string) string {
	line = strings.Join(strings.Fields(line), " ")
	if len(line) > 60 {
		return ""
	}
	for _, layout := range t.dates {
		d, err := time.Parse(layout, line)
		if err != nil || d.Year() < 1900 || d.Year() > 2199 {
			continue
		}
		if weekday(layout) && !strings.Contains(strings.ToLower(line), strings.ToLower(d.Format("Mon"))) {
			continue
		}
		return d.Format(time.DateOnly)
	}
	return ""
}

func weekday(layout string) bool { return strings.Contains(layout, "Mon") }
