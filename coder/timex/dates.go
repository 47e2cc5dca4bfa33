package timex

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sanad.example/sanad/codebook"
)

var (
	isoDate    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(z|[+-]\d{2}:?\d{2})?)?$`)
	yearFirst  = regexp.MustCompile(`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4})$`)
	decadeForm = regexp.MustCompile(`^(?:(\d{3})0|'(\d)0)'?s$`)
	yearPair   = regexp.MustCompile(`^(\d{4})/(\d{2}|\d{4})$`)
)

// run joins the tokens from i that no blank parts, and returns where they end.
func (s *scan) run(i int) (string, int) {
	var b strings.Builder
	for j := i; j < len(s.toks) && j < i+12; j++ {
		b.WriteString(s.norm(j))
		if s.toks[j].SpaceAfter || j+1 == len(s.toks) || s.toks[j+1].Start != s.toks[j].End {
			return b.String(), j + 1
		}
		if n := s.norm(j + 1); n == "," || n == ")" || n == ";" || n == "." && b.Len() >= 8 {
			return b.String(), j + 1
		}
	}
	return b.String(), min(len(s.toks), i+12)
}

// numeric reads 2025-10-09, 09.10.2025, 9/10/2025 and 2025-10-09T18:00+05:00. A day stands before a month
// unless it can't be one.
func (s *scan) numeric(i int) (found, bool) {
	if w := s.norm(i); w == "" || w[0] < '0' || w[0] > '9' {
		return found{}, false
	}
	w, to := s.run(i)
	if m := isoDate.FindStringSubmatch(w); m != nil {
		f, ok := calendar(to, number(m[1]), number(m[2]), number(m[3]))
		if ok && m[4] != "" {
			setClock(&f, &clock{hour: number(m[4]), minute: number(m[5]), zone: offset(m[6])})
			ok = f.clock.valid()
		}
		return f, ok
	}
	if m := yearFirst.FindStringSubmatch(w); m != nil {
		return calendar(to, number(m[1]), number(m[2]), number(m[3]))
	}
	if m := yearLast.FindStringSubmatch(w); m != nil {
		d, mo, y := number(m[1]), number(m[3]), number(m[4])
		if mo > 12 {
			d, mo = mo, d
		}
		return calendar(to, y, mo, d)
	}
	return found{}, false
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // digits alone, by the expressions above
	return n
}

// calendar is a day that exists, of a year that isn't the solar calendar's.
func calendar(to, y, m, d int) (found, bool) {
	t := date(y, time.Month(m), d)
	if y < 1500 || y > 2200 || int(t.Month()) != m || t.Day() != d {
		return found{}, false
	}
	return found{to: to, typ: Date, p: Period{Unit: Day, First: t}}, true
}

// year reads "2024" as a year of our era. 1300 to 1499 may be the solar calendar's and are none.
func (s *scan) year(i int) (int, int) {
	if y, to := s.digits(i); to > 0 && len(s.norm(i)) == 4 && y >= 1500 && y <= 2199 {
		return y, to
	}
	return s.spelledYear(i)
}

// spelledYear reads "nineteen ninety-six", "twenty twenty-five" and "two thousand and fifteen".
func (s *scan) spelledYear(i int) (int, int) {
	century, to := s.valued(i, codebook.KindNumber)
	if to == 0 || century == 0 {
		return 0, 0
	}
	if century >= 15 && century <= 21 {
		if rest, end := s.numberWords(to); end > 0 && rest >= 10 && rest < 100 {
			return int(century)*100 + int(rest), end
		}
	}
	if v, end := s.numberWords(i); v >= 1900 && v <= 2100 && end > i+1 {
		return int(v), end
	}
	return 0, 0
}

// yearAt reads a year where a word before it says that it is one: "in 2024", "the year 2000", "fiscal 2024".
func (s *scan) yearAt(i int) (found, bool) {
	if _, to := s.class(i, "fiscal"); to > 0 {
		if y, end := s.year(to); end > 0 {
			return yearFound(end, y), true
		}
	}
	if m := yearPair.FindStringSubmatch(s.norm(i)); m != nil {
		return pair(i+1, number(m[1]), m[2])
	}
	y, to := s.year(i)
	if to == 0 || !s.whole && !s.yearContext(i) {
		return found{}, false
	}
	if n, end := s.digits(to + 1); end > 0 && s.norm(to) == "-" && len(s.norm(to+1)) == 2 && n == (y+1)%100 {
		return pair(end, y, s.norm(to+1))
	}
	if s.norm(to) == "'s" && s.whole {
		to++
	}
	return yearFound(to, y), true
}

func yearFound(to, y int) found {
	return found{to: to, typ: Date, p: Period{Unit: Year, First: date(y, 1, 1)}}
}

// pair is two years written as one, as of a fiscal year: 2024/25.
func pair(to, y int, second string) (found, bool) {
	z := number(second)
	if len(second) == 2 {
		z += y - y%100
		if z < y {
			z += 100
		}
	}
	if z != y+1 || y < 1500 {
		return found{}, false
	}
	return between(to, yearFound(to, y), yearFound(to, z)), true
}

// between is the time from a's first day to b's last.
func between(to int, a, b found) found {
	first, _ := a.span()
	_, last := b.span()
	f := found{from: a.from, to: to, typ: Date, value: a.stamp() + "/" + b.stamp(), first: first, last: last, rule: "range"}
	if a.value != "" || b.value != "" {
		f.value = dayOf(first) + "/" + dayOf(last)
	}
	return f
}

func (s *scan) yearContext(i int) bool {
	if s.inContext(i-1) || s.inContext(i-2) && s.norm(i-1) == "the" {
		return true
	}
	for k := max(0, i-4); k < i; k++ {
		if _, to := s.class(k, "portion"); to == i {
			return true
		}
		if _, to := s.class(k, "context"); to == i {
			return true
		}
	}
	_, to := s.class(i-1, "season")
	return to > 0
}

// dayMonth reads "12 October", "the 9th of October 2025", "12–18 September 2025", "12 and 13 October".
func (s *scan) dayMonth(i int) (found, bool) {
	if t, to := s.class(i, "the"); to > 0 && t != nil {
		if _, ord := s.ordinal(to); ord > 0 {
			i = to
		}
	}
	d, to := s.dayNumber(i)
	if to == 0 {
		return found{}, false
	}
	e, end := s.secondDay(to, d)
	if end > 0 {
		to = end
	}
	m, to := s.month(s.joint(to))
	if to == 0 {
		return found{}, false
	}
	return s.daysOf(m, d, e, to)
}

// joint skips "of", "day of" and the like between a day and its month.
func (s *scan) joint(i int) int {
	if _, to := s.class(i, "joint"); to > 0 && isLetters(s.norm(i)) {
		return to
	}
	return i
}

func isLetters(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return isWordRune(r)
}

// secondDay reads the "–18" of "12–18 September".
func (s *scan) secondDay(i, first int) (int, int) {
	t, to := s.class(i, "range")
	if to == 0 || t.Value != "to" {
		return 0, 0
	}
	d, end := s.dayNumber(s.past(to, "the"))
	if end == 0 || d <= first {
		return 0, 0
	}
	return d, end
}

// daysOf is day d of month m, or d to e where e isn't 0, with the year that may follow at token to.
func (s *scan) daysOf(m time.Month, d, e, to int) (found, bool) {
	y, end := s.yearBehind(to)
	if end == 0 {
		f, ok := s.yearless(to, Day, m, d)
		if ok && e > d {
			return s.spread(f, e)
		}
		return f, ok
	}
	f, ok := calendar(end, y, int(m), d)
	if ok && e > d {
		return s.spread(f, e)
	}
	return f, ok
}

// spread makes days d to e of one month of day d.
func (s *scan) spread(f found, e int) (found, bool) {
	first := f.p.First
	g, ok := calendar(f.to, first.Year(), int(first.Month()), e)
	if !ok {
		return f, false
	}
	out := between(f.to, f, g)
	if f.ahead != nil {
		if a, ok := s.spread(*f.ahead, e); ok {
			out.ahead = &a
		}
	}
	return out, true
}

// yearBehind reads a year behind a date or a month: "2025", ", 2025", "of 2025", "in 2025".
func (s *scan) yearBehind(i int) (int, int) {
	if y, to := s.year(i); to > 0 {
		return y, to
	}
	j := i
	if s.norm(i) == "," {
		j = i + 1
	} else if s.whole || s.norm(i+1) != "" {
		j = s.joint(i)
	}
	if j == i {
		return 0, 0
	}
	y, to := s.year(j)
	if _, n := s.class(to, "units"); n > 0 || to > 0 && s.norm(i) == "," && s.counted(to) {
		return 0, 0
	}
	return y, to
}

// counted reports whether what precedes token i would count it: "On 9 October, 2000 men fled".
func (s *scan) counted(i int) bool {
	if i >= len(s.toks) || s.norm(i) == "," {
		return false
	}
	return isLetters(s.norm(i)) && len(s.starts[i]) == 0 && strings.HasSuffix(s.norm(i), "s")
}

// monthDay reads "October 12", "Oct. 15, 2025", "October 12–18", "October the ninth".
func (s *scan) monthDay(i int) (found, bool) {
	m, to := s.month(i)
	if to == 0 {
		return found{}, false
	}
	d, end := s.dayNumber(s.past(to, "the"))
	if end == 0 || s.norm(end) == ":" {
		return found{}, false
	}
	e, last := s.secondDay(end, d)
	if last > 0 {
		if _, mo := s.month(s.joint(last)); mo > 0 { // "October 12 and 13 November"
			e, last = 0, 0
		} else {
			end = last
		}
	}
	return s.daysOf(m, d, e, end)
}

// yearless is a day or month without a year: the latest that doesn't lie more than four months ahead, a
// month alone the latest that has begun, and of what is to come the next.
func (s *scan) yearless(to int, u Unit, m time.Month, d int) (found, bool) {
	ref := s.ctx.Reference
	if ref.IsZero() {
		return found{}, false
	}
	y := ref.Year()
	limit := ref.AddDate(0, 4, 0)
	if u == Month && s.whole { // a mere phrase has no tense that decides
		limit = ref.AddDate(0, 0, 100)
	} else if u == Month {
		limit = ref
	}
	for date(y, m, d).After(limit) {
		y--
	}
	if s.whole && date(y+1, m, d).Before(limit) {
		y++
	}
	if u == Day && m == time.February && d == 29 {
		for y%4 != 0 || y%100 == 0 && y%400 != 0 {
			y--
		}
	}
	p := Period{Unit: u, First: date(y, m, d)}
	if p.First.Day() != d {
		return found{}, false
	}
	next := p
	if next.Last().Before(ref) && !(m == time.February && d == 29) {
		next.First = date(y+1, m, d)
	}
	f := found{to: to, typ: Date, p: p}
	f.ahead = &found{to: to, typ: Date, p: next}
	return f, true
}

// monthYear reads "October", "April 2024", "October of 2024", "May, 2024".
func (s *scan) monthYear(i int) (found, bool) {
	m, to := s.month(i)
	if to == 0 {
		return found{}, false
	}
	if y, end := s.yearBehind(to); end > 0 {
		return found{to: end, typ: Date, p: Period{Unit: Month, First: date(y, m, 1)}}, true
	}
	return s.yearless(to, Month, m, 1)
}
