package web

import (
	"fmt"
	"math"
	"regexp"
	"testing"
)

func colour(t *testing.T, css, name string) [3]float64 {
	t.Helper()
	m := regexp.MustCompile(name + `: (#[0-9a-f]{6});`).FindStringSubmatch(css)
	if m == nil {
		t.Fatalf("no %s", name)
	}
	var rgb [3]int
	if _, err := fmt.Sscanf(m[1], "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		t.Fatal(err)
	}
	return [3]float64{float64(rgb[0]) / 255, float64(rgb[1]) / 255, float64(rgb[2]) / 255}
}

// contrast is WCAG 2.2's contrast ratio.
func contrast(a, b [3]float64) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(c [3]float64) float64 {
	linear := func(v float64) float64 {
		if v <= .04045 {
			return v / 12.92
		}
		return math.Pow((v+.055)/1.055, 2.4)
	}
	return .2126*linear(c[0]) + .7152*linear(c[1]) + .0722*linear(c[2])
}
