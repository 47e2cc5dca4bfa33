package sanad

import "time"

// SourceID names who publishes.
type SourceID string

// About says what a summary in our own words is about: the outlet and its report.
type About struct {
	Outlet string `json:"outlet,omitempty"`
	URL    string `json:"url,omitempty"`
	Title  string `json:"title,omitempty"`
}

// Input is a document as it is handed in: one JSON Lines record, or one file. Only Text is required.
type Input struct {
	ID        string `json:"id,omitempty"`
	Text      string `json:"text"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"` // ISO 8601 date or time; "2025-10" where the day isn't known
	Source    string `json:"source,omitempty"`
	URL       string `json:"url,omitempty"`
	Lang      string `json:"lang,omitempty"`
	About     *About `json:"about,omitempty"`
}

// Document is one report by one source, as Sanad keeps it. ID is DocumentID of source, URL and text;
// Name is the id that it was handed in under, if any.
type Document struct {
	ID        string    `json:"id"`
	Name      string    `json:"name,omitempty"`
	Source    string    `json:"source,omitempty"`
	URL       string    `json:"url,omitempty"`
	Title     string    `json:"title,omitempty"`
	Published string    `json:"published,omitempty"`
	Lang      string    `json:"lang,omitempty"`
	About     *About    `json:"about,omitempty"`
	Text      string    `json:"text"`
	Recorded  time.Time `json:"recorded,omitzero"` // when Sanad first received it, UTC
}

// LastDay returns the last day that a date of publication can mean, by which documents are ordered and
// selected: its day, the last of its month ("2026-03") or of its year ("2026"); "" where it is neither.
func LastDay(published string) string {
	if day := Day(published); day != "" {
		return day
	}
	if month, err := time.Parse("2006-01", published); err == nil {
		return month.AddDate(0, 1, -1).Format(time.DateOnly)
	}
	if year, err := time.Parse("2006", published); err == nil {
		return year.AddDate(1, 0, -1).Format(time.DateOnly)
	}
	return ""
}

// Day returns the day of publication as "2006-01-02", or "" where it isn't known to the day.
func Day(published string) string {
	if len(published) < len(time.DateOnly) {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, published[:len(time.DateOnly)]); err != nil {
		return ""
	}
	return published[:len(time.DateOnly)]
}
