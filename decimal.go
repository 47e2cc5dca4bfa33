package sanad

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Decimal is a number that prints the same on every machine: at most six decimals, no exponent,
// no trailing zeros.
type Decimal float64

// String returns the canonical form.
func (d Decimal) String() string {
	s := strconv.FormatFloat(float64(d), 'f', 6, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// MarshalJSON returns the canonical form. It is an error for a value that is not finite.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(d)) || math.IsInf(float64(d), 0) {
		return nil, fmt.Errorf("%w: %v is not a finite number", ErrInvalid, float64(d))
	}
	return []byte(d.String()), nil
}

// Dec returns a pointer to d, for the bounds of a figure.
func Dec(d float64) *Decimal { v := Decimal(d); return &v }
