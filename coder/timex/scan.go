package timex

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

// scan is one run of tokens being read.
type scan struct {
	*Reader
	ctx    Context
	toks   []text.Token
	starts [][]codebook.Match
	whole  bool   // all of it is known to be of time
	anchor Period // the time named last
}

// found is what a rule has read. A period, or first and last day (zero open), or a mere value.
type found struct {
	from, to    int
	typ         Type
	value       string
	p           Period
	first, last time.Time
	clock       *clock
	part        string // of the day
	mod         string
	rule        string
	ahead       *found // the same words of what is to come
}

// clock is a time of day. Zone is nil where none is told.
type clock struct {
	hour, minute int
	zone         *time.Location
}

func (r *Reader) scan(tokens []text.Token, matches []codebook.Match, c Context) *scan {
	s := &scan{Reader: r, ctx: c, toks: tokens, starts: make([][]codebook.Match, len(tokens)), anchor: c.Anchor}
	for _, m := range matches {
		for _, e := range m.Entries {
			switch e.Kind {
			case codebook.KindTime, codebook.KindMonth, codebook.KindWeekday, codebook.KindNumber, codebook.KindMultiplier, codebook.KindWord:
				s.starts[m.From] = append(s.starts[m.From], m)
			default:
				continue
			}
			break
		}
	}
	return s
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (s *scan) norm(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return s.toks[i].Norm
}

// capital reports whether token i begins with a capital letter.
func (s *scan) capital(i int) bool {
	for _, r := range s.toks[i].Text {
		return unicode.IsUpper(r)
	}
	return false
}

// class returns the codebook's entry of a class that begins at token i with the most tokens, and its end;
// 0 for none.
func (s *scan) class(i int, class string) (*codebook.Time, int) {
	return s.classWhere(i, class, func(*codebook.Time) bool { return true })
}

func (s *scan) classWhere(i int, class string, fits func(*codebook.Time) bool) (*codebook.Time, int) {
	if i < 0 || i >= len(s.toks) {
		return nil, 0
	}
	var best *codebook.Time
	to := 0
	for _, m := range s.starts[i] {
		for _, e := range m.Entries {
			if e.Kind != codebook.KindTime || m.To <= to {
				continue
			}
			if t := &s.book.Times[e.Index]; t.Class == class && fits(t) {
				best, to = t, m.To
			}
		}
	}
	return best, to
}

// valued returns the value of a month, weekday, number or multiplier that begins at token i.
func (s *scan) valued(i int, kind codebook.Kind) (float64, int) {
	if i < 0 || i >= len(s.toks) {
		return 0, 0
	}
	v, to := 0.0, 0
	for _, m := range s.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == kind && m.To > to {
				v, to = e.Value, m.To
			}
		}
	}
	return v, to
}

// approximator skips "at least", "nearly", "about" from token i.
func (s *scan) approximator(i int) int {
	for i < len(s.toks) {
		to := i
		for _, m := range s.starts[i] {
			for _, e := range m.Entries {
				if e.Kind == codebook.KindWord && (e.Word == "at_least" || e.Word == "at_most" || e.Word == "about") {
					to = max(to, m.To)
				}
			}
		}
		if to == i {
			break
		}
		i = to
	}
	return i
}

// month reads a month's name. May, March and the like must be capital, unless all of it is of time.
func (s *scan) month(i int) (time.Month, int) {
	v, to := s.valued(i, codebook.KindMonth)
	if short, ok := strings.CutSuffix(s.norm(i), "."); ok && to == 0 && len(short) > 2 && len(short) < 5 {
		if v, to = s.virtual(short).valued(0, codebook.KindMonth); to > 0 {
			to = i + 1
		}
	}
	if to == 0 || !s.capital(i) && !s.whole && !s.lower() {
		return 0, 0
	}
	if s.norm(to) == "." && s.toks[to-1].End == s.toks[to].Start && to+1 < len(s.toks) && len(s.norm(i)) <= 4 {
		to++
	}
	return time.Month(v), to
}

// lower reports whether the text has no capitals at all: then none can be asked for.
func (s *scan) lower() bool {
	for i := range s.toks {
		if s.capital(i) {
			return false
		}
	}
	return true
}

func (s *scan) weekday(i int) (time.Weekday, int) {
	v, to := s.valued(i, codebook.KindWeekday)
	if to == 0 || !s.capital(i) && !s.whole && !s.lower() {
		return 0, 0
	}
	return time.Weekday(int(v) % 7), to
}

// ordinal reads "9th", "ninth", "twenty-first".
func (s *scan) ordinal(i int) (int, int) {
	if t, to := s.class(i, "ordinal"); to > 0 {
		return t.N, to
	}
	w := s.norm(i)
	if w != "" && (w[0] < '0' || w[0] > '9') {
		return s.ordinalWords(i)
	}
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if n, err := strconv.Atoi(strings.TrimSuffix(w, suffix)); err == nil && n > 0 && strings.HasSuffix(w, suffix) {
			return n, i + 1
		}
	}
	return 0, 0
}

// ordinalWords reads "twenty-first".
func (s *scan) ordinalWords(i int) (int, int) {
	if tens, to := s.valued(i, codebook.KindNumber); to > 0 && tens >= 20 && tens < 100 {
		if s.norm(to) == "-" {
			to++
		}
		if t, end := s.class(to, "ordinal"); end > 0 && t.N < 10 {
			return int(tens) + t.N, end
		}
	}
	return 0, 0
}

// dayNumber reads a day of a month: "12", "9th", "ninth".
func (s *scan) dayNumber(i int) (int, int) {
	n, to := s.ordinal(i)
	if to == 0 {
		n, to = s.digits(i)
	}
	if n < 1 || n > 31 || to == i+1 && len(s.norm(i)) <= 2 && strings.HasPrefix(s.norm(i), "00") {
		return 0, 0
	}
	return n, to
}

// digits reads a token of at most four digits.
func (s *scan) digits(i int) (int, int) {
	w := s.norm(i)
	if w == "" || len(w) > 4 {
		return 0, 0
	}
	if w[0] < '0' || w[0] > '9' {
		return 0, 0
	}
	n, err := strconv.Atoi(w)
	if err != nil {
		return 0, 0
	}
	return n, i + 1
}

// number reads a count: "12", "2 1/2", "forty-eight", "two hundred and ten", "1.5".
func (s *scan) number(i int) (float64, int) {
	w := strings.ReplaceAll(s.norm(i), ",", "")
	if w != "" && w[0] >= '0' && w[0] <= '9' && len(w) < 10 {
		n, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return fraction(w), i + 1
		}
		if f := fraction(s.norm(i + 1)); f > 0 {
			return n + f, i + 2
		}
		return n, i + 1
	}
	return s.numberWords(i)
}

// fraction reads "1/2" and signs such as "½"; anything else is 0.
func fraction(w string) float64 {
	a, b, ok := strings.Cut(w, "/")
	n, err1 := strconv.ParseFloat(a, 64)
	d, err2 := strconv.ParseFloat(b, 64)
	if !ok || err1 != nil || err2 != nil || d == 0 || n >= d || n <= 0 || len(w) > 5 {
		return 0
	}
	return n / d
}

func (s *scan) numberWords(i int) (float64, int) {
	total, part, to := 0.0, 0.0, 0
	if _, end := s.valued(i+1, codebook.KindMultiplier); end > 0 && s.article(i) {
		part, i = 1, i+1
	}
	for i < len(s.toks) {
		if v, end := s.valued(i, codebook.KindMultiplier); end > 0 && part > 0 && s.spelled(i) {
			if part *= v; v >= 1000 {
				total, part = total+part, 0
			}
			to, i = end, end
			continue
		}
		if v, end := s.valued(i, codebook.KindNumber); end > 0 && v >= 1 && (to == 0 || addable(total+part, v)) {
			part += v
			to, i = end, end
			continue
		}
		if w := s.norm(i); to > 0 && (w == "-" || part != 0 && s.joinsNumber(i)) {
			if v, end := s.valued(i+1, codebook.KindNumber); end > 0 && v >= 1 && addable(total+part, v) {
				i++
				continue
			}
		}
		break
	}
	return total + part, to
}

// addable: "forty" and "two" make forty-two, "two" and "three" don't make five.
func addable(have, v float64) bool {
	return v < 10 && have >= 20 && int(have)%10 == 0 || v < 100 && have >= 100 && int(have)%100 == 0
}

func (s *scan) spelled(i int) bool { return len(s.norm(i)) > 2 }

func (s *scan) article(i int) bool {
	t, to := s.class(i, "count")
	return to == i+1 && t.N == 1
}

// joinsNumber reports whether token i is the "and" in "a hundred and ten".
func (s *scan) joinsNumber(i int) bool {
	t, to := s.class(i, "range")
	return to > 0 && t.Value == "to" && s.hasWord(i, "conjunction")
}

// inContext reports whether token i may stand before a year.
func (s *scan) inContext(i int) bool {
	_, to := s.class(i, "context")
	return to > 0
}
