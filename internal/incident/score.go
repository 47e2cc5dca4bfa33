package incident

import (
	"fmt"
	"math"
	"slices"

	"sanad.example/sanad"
)

// Score says how much speaks for two tellings, by the features of their heads, being about the same
// occurrence, 0 to 1, and what. It depends on the two and the codebook alone, and not on which comes first.
func (l *Linker) Score(a, b *Features) (sanad.Decimal, []sanad.Because) {
	var r reasons
	r.kept = []sanad.Because{}
	n := l.score(a, b, &r)
	return sanad.Decimal(float64(n) / 1000), r.kept
}

// reasons sums up thousandths, and keeps the reasons where kept isn't nil.
type reasons struct {
	sum  int
	part bool // the places of one are some of the other's
	kept []sanad.Because
}

func (r *reasons) add(weight int, feature, format string, args ...any) {
	r.sum += weight
	if r.kept != nil && weight != 0 {
		r.kept = append(r.kept, sanad.Because{Feature: feature, Text: fmt.Sprintf(format, args...), Weight: sanad.Decimal(float64(weight) / 1000)})
	}
}

// score returns thousandths, 0 to 1000. Of different families nothing is the same.
func (l *Linker) score(a, b *Features, r *reasons) int {
	if a.Family != b.Family {
		return 0
	}
	if b.Claim < a.Claim {
		a, b = b, a
	}
	l.scoreDays(a, b, r)
	if r.sum <= -1000 { // nothing makes up for that
		return 0
	}
	l.scoreKind(a, b, r)
	l.scoreParties(a, b, r)
	l.scorePlaces(a, b, r)
	l.scoreNumbers(a, b, r)
	l.scoreWords(a, b, r)
	if l.same(a.Speakers, b.Speakers) {
		r.add(l.w.speaker, "origin", "one who says it is the same")
	}
	if common(a.Via, b.Via) > 0 {
		r.add(l.w.origin, "origin", "both cite the same outlet")
	}
	if a.Document == b.Document {
		r.add(l.w.toldApart, "origin", "one document tells them as two")
	}
	return min(max(r.sum, 0), 1000)
}

func (l *Linker) scoreKind(a, b *Features, r *reasons) {
	if a.Kind == figures && b.Kind == figures || a.Family == total {
		l.scoreMeasures(a, b, r)
		return
	}
	if a.Type != b.Type {
		return
	}
	r.add(l.w.kind, "type", "both are %s", a.Type)
	switch {
	case common(a.Modes, b.Modes) > 0:
		r.add(l.w.mode, "type", "of a mode in common")
	case otherModes(a, b):
		r.add(l.w.modeDiffers, "type", "of other modes")
	}
}

// scoreMeasures: counts over a period that don't count the same aren't the same count.
func (l *Linker) scoreMeasures(a, b *Features, r *reasons) {
	for _, x := range a.Numbers {
		if slices.ContainsFunc(b.Numbers, func(y Number) bool { return x.Measure == y.Measure }) {
			r.add(l.w.kind, "type", "both count %s", x.Measure)
			return
		}
	}
	if a.Family == total && a.Type != b.Type {
		r.add(-1000, "type", "they count other things")
	}
}

func (l *Linker) scoreParties(a, b *Features, r *reasons) {
	if l.rules.Families[a.Family].Together {
		l.scoreTogether(a, b, r)
		return
	}
	acted, hurt := l.same(a.Actors, b.Actors), l.same(a.Hit, b.Hit)
	if !acted && !hurt && l.sameSide(a.Actors, b.Hit) && l.sameSide(b.Actors, a.Hit) {
		accuse := l.sameSide(a.Speakers, a.Hit) && l.sameSide(b.Speakers, b.Hit)
		if accuse && a.Dated == DatedTold && b.Dated == DatedTold && gap(a, b) == 0 && l.sameSpot(a.Places, b.Places) {
			r.add(l.w.reversedHere, "parties", "each says that the other acted, at one place on one day")
		} else {
			r.add(l.w.reversed, "parties", "who acts in one is hit in the other")
		}
		return
	}
	switch {
	case acted:
		r.add(l.w.actors, "parties", "one who acted is the same")
	case len(a.Actors) == 0 || len(b.Actors) == 0:
	case l.allRebel(a.Actors) && l.allRebel(b.Actors):
		if l.anyWhole(a.Actors) || l.anyWhole(b.Actors) { // gunmen, and later who they were
			break
		}
		r.add(l.w.rivals, "parties", "other armed groups acted")
	case l.fight(a, b) || l.fight(b, a): // each tells it as the other's attack
	default:
		r.add(l.w.actorsDiffer, "parties", "others acted")
	}
	switch {
	case hurt:
		r.add(l.w.hit, "parties", "one who was hit is the same")
	case len(a.Hit) == 0 || len(b.Hit) == 0:
	case l.sameSide(a.Hit, b.Hit) || l.anyRebel(a.Hit) || l.anyRebel(b.Hit):
		r.add(l.w.hitAlike, "parties", "those who were hit are of one side, or called fighters")
	default:
		r.add(l.w.hitDiffer, "parties", "others were hit")
	}
}

// fight reports whether one tells the losses of both sides' armed, and who acts in the other is of these sides.
func (l *Linker) fight(a, b *Features) bool {
	sides := l.sidesOf(a.Hit)
	return len(sides) > 1 && l.allArmed(a.Hit) && common(sides, l.sidesOf(b.Actors)) == len(l.sidesOf(b.Actors)) && l.same(a.Hit, b.Hit)
}

// sameSpot reports whether two lists have a place in common that is no country or region.
func (l *Linker) sameSpot(a, b []string) bool {
	return slices.ContainsFunc(a, func(p string) bool { return !l.places[p].wide && slices.Contains(b, p) })
}

// scoreTogether compares those who meet or agree, mediators among them, whatever the part that each plays.
func (l *Linker) scoreTogether(a, b *Features, r *reasons) {
	x, y := l.sidesOf(a.Actors, a.Hit), l.sidesOf(b.Actors, b.Hit)
	switch n := common(x, y); {
	case n > 1:
		r.add(l.w.actors+l.w.hit, "parties", "two of those concerned are the same")
	case n == 1:
		r.add(l.w.actors, "parties", "one of those concerned is the same")
	case len(x) > 0 && len(y) > 0:
		r.add(l.w.actorsDiffer, "parties", "others are concerned")
	}
}

const week = 7 // days

func (l *Linker) scoreDays(a, b *Features, r *reasons) {
	if a.Dated == DatedUnknown || b.Dated == DatedUnknown {
		return
	}
	w, gap := l.of[a.Family], gap(a, b)
	if hours, ok := l.apartBy(a, b); ok && a.Family != total && gap <= 1 {
		l.scoreHours(hours, r, w)
		return
	}
	both := a.Dated == DatedTold && b.Dated == DatedTold
	wide := a.Dated == DatedTold && a.To-a.From >= week || b.Dated == DatedTold && b.To-b.From >= week
	if a.Family == total {
		l.scorePeriods(a, b, both, gap, r)
		return
	}
	switch {
	case gap > 1:
		r.add(max(-1000, (gap-1)*w.daysApart), "time", "%d days lie between them", gap)
	case wide && gap == 0:
		r.add(w.dayWithin, "time", "the days of one lie in those of the other")
	case wide:
	case both && gap == 0:
		r.add(w.day, "time", "both tell the same day")
	case both:
		r.add(w.dayNext, "time", "the days told follow each other")
	case gap == 1:
		r.add(w.dayWithin, "time", "the day after publication, by another clock")
	case a.Dated == b.Dated && distance(a.Published, b.Published) > 1:
		r.add(w.dayWithin, "time", "published within days of each other")
	default:
		r.add(w.dayPublished, "time", "the date of publication fits")
	}
}

// scoreHours compares the hours of neighbouring days: a night has two dates, and so has one hour in two zones.
func (l *Linker) scoreHours(apart int, r *reasons, w *weights) {
	if apart == 0 {
		r.add(w.day, "time", "the hours told are those of one occurrence")
		return
	}
	r.add(w.day, "time", "both tell a day, the same or the next")
	r.add(max(-1000, (apart-l.rules.NearHours)*w.hoursApart), "time", "%d hours lie between those told", apart)
}

// scorePeriods compares what counts cover: another period is another count.
func (l *Linker) scorePeriods(a, b *Features, both bool, gap int, r *reasons) {
	w := l.of[total]
	switch {
	case both && a.From == b.From && a.To == b.To:
		r.add(w.day, "time", "both count the same period")
	case both:
		r.add(w.periodDiffers, "time", "they count other periods")
	case gap == 0:
		r.add(w.dayWithin, "time", "the date of publication fits")
	default:
		r.add(w.periodDiffers, "time", "%d days lie between them", gap)
	}
}

// gap is how many days lie between two windows: 0 where they overlap, 1 where they touch.
func gap(a, b *Features) int { return max(0, a.From-b.To, b.From-a.To) }

func distance(a, b int) int { return max(a-b, b-a) }

func (l *Linker) scorePlaces(a, b *Features, r *reasons) {
	if len(a.Places) == 0 || len(b.Places) == 0 {
		return
	}
	best, share, part := l.lie(a.Places, b.Places)
	weigh := func(weight int) int { return int(math.Round(float64(weight) * share)) }
	switch {
	case part:
		r.part = true
		r.add(l.w.placePart, "place", "the one place of one is one of several of the other")
	case best == samePlace:
		r.add(weigh(l.w.place), "place", "a place in common")
	case best == within:
		r.add(weigh(l.w.placeWithin), "place", "a place of one lies in one of the other")
	case best == near && gap(a, b) > 0: // the next town, the next day
	case best == near:
		r.add(weigh(l.w.placeNear), "place", "places near each other")
	case best == country:
		r.add(l.w.placeCountry, "place", "the same country, as far as is told")
	default:
		r.add(l.w.placeApart, "place", "other places")
	}
}

func (l *Linker) scoreNumbers(a, b *Features, r *reasons) {
	found := 0.0
	var first *Number
	for i := range a.Numbers {
		x := &a.Numbers[i]
		for j := range b.Numbers {
			if y := &b.Numbers[j]; x.Measure == y.Measure {
				if s := alike(x, y); s > 0 {
					found += s
					first = cond(first == nil, x, first)
					break
				}
			}
		}
	}
	if first != nil {
		n := first.Low
		if n == nil {
			n = first.High
		}
		r.add(int(math.Round(float64(l.w.number)*min(found, mostNumbers))), "figures", "a number in common: %s %s", first.Measure, *n)
	}
}

// mostNumbers is how many telling numbers count for, at most.
const mostNumbers = 1.2

// alike says how much it means that two figures are the same, 0 to 1: two dead are told of many an
// occurrence, 583 of one, and round numbers of more than others.
func alike(x, y *Number) float64 {
	var n float64
	exact := 1.0
	switch {
	case x.Low != nil && y.Low != nil && *x.Low == *y.Low:
		n = float64(*x.Low)
		if (x.High == nil) != (y.High == nil) || x.High != nil && *x.High != *y.High {
			exact = 0.8
		}
	case x.Low == nil && y.Low == nil && x.High != nil && y.High != nil && *x.High == *y.High:
		n = float64(*x.High)
	default:
		return 0
	}
	n = math.Abs(n)
	switch {
	case n <= 2:
		exact *= 0.2
	case n < 10:
		exact *= 0.5
	case n < 100:
		exact *= 0.9
	}
	if n >= 100 && math.Mod(n, 100) == 0 {
		return exact * 0.7
	}
	if n >= 10 && math.Mod(n, 10) == 0 {
		return exact * 0.8
	}
	return exact
}

func (l *Linker) scoreWords(a, b *Features, r *reasons) {
	n := common(a.Words, b.Words)
	if n == 0 {
		return
	}
	share := 2 * float64(n) / float64(len(a.Words)+len(b.Words)) * min(1, float64(n)/3)
	r.add(int(math.Round(float64(l.w.words)*share)), "words", "%d rarer words in common", n)
}

// common counts what two sorted lists share.
func common(a, b []string) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}
