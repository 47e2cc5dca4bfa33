package sqlite

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"sanad.example/sanad"
)

// The row id of a document sorts as pages do: day of publication (days since 1900, 0 where unknown),
// minute of the day, then 21 bits of its key's hash; the next free number where two documents share all of
// these. The row id of a claim is its document's with 14 bits for its line. So "newest first" is the order
// of the rows themselves, in every index, and doesn't depend on the order of arrival.
const (
	dayBits, minuteBits, hashBits, lineBits = 17, 11, 21, 14

	maxClaims = 1 << lineBits  // of one document
	maxDay    = 1<<dayBits - 2 // a bound after it still fits
)

// A row id has room for as many claims as the domain promises, neither more nor fewer.
const _ = uint(maxClaims-sanad.MaxClaims) + uint(sanad.MaxClaims-maxClaims)

// dayShift is where the day stands in a document's row id.
const dayShift = minuteBits + hashBits

// dayNumber returns the days from 1900 to day ("2006-01-02"), clamped to what a row id holds; 0 for "".
func dayNumber(day string) int64 {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	const origin = -25567 // 1900-01-01 in days since 1970
	seconds := t.Unix()
	days := seconds / 86400
	return min(max(days-origin, 1), maxDay)
}

// minuteNumber returns the minute of the day that an ISO 8601 time names in its own zone, 0 where it has none.
func minuteNumber(published string) int64 {
	if len(published) < len("2006-01-02T15:04") {
		return 0
	}
	hour, err1 := strconv.Atoi(published[11:13])
	minute, err2 := strconv.Atoi(published[14:16])
	if err1 != nil || err2 != nil || hour < 0 || hour > 24 || minute < 0 || minute > 59 {
		return 0
	}
	return int64(hour*60 + minute)
}

// documentRow returns the row id that a document has unless another has it already.
func documentRow(key, published string) int64 {
	h := fnv.New64a()
	h.Write([]byte(key))
	day := dayNumber(sanad.LastDay(published))
	minute := int64(0)
	if day > 0 {
		minute = minuteNumber(published)
	}
	return day<<dayShift | minute<<hashBits | int64(h.Sum64()>>(64-hashBits))
}

// nextRow returns the row id to try after row, within the same minute.
func nextRow(row int64) int64 {
	const mask = 1<<hashBits - 1
	return row&^mask | (row+1)&mask
}

// claimRange is the first row id of a document's claims and the one after the last possible.
func claimRange(document int64) (from, to int64) {
	return document << lineBits, (document + 1) << lineBits
}

// dayRange returns the first document row id of the days from and to, inclusive, and the one after the
// last. An empty day is open. Documents without a day are in no range.
func dayRange(from, to string) (low, high int64, err error) {
	low, high = 1, maxDay+1
	for _, end := range []struct {
		day string
		set func(int64)
	}{{from, func(d int64) { low = d }}, {to, func(d int64) { high = d + 1 }}} {
		if end.day == "" {
			continue
		}
		if sanad.Day(end.day) != end.day {
			return 0, 0, fmt.Errorf("day %q: %w: write it as 2025-10-12", end.day, sanad.ErrInvalid)
		}
		end.set(dayNumber(end.day))
	}
	return low << dayShift, high << dayShift, nil
}
