package incident

// background is after how many days a report of something is no longer news of it.
const background = 7

// lead marks the claim by which a document leads in an incident: the first, and of its sentence one that
// tells what happened before one that tells what was said. A document whose beginning has no claim, and
// whose claims are all of what was over days before, leads nowhere: they are its background.
func lead(features []Features) []Features {
	first := -1
	for i := range features {
		f := &features[i]
		if first < 0 || f.Sentence < features[first].Sentence ||
			f.Sentence == features[first].Sentence && features[first].Family == words && f.Family != words {
			first = i
		}
	}
	if first >= 0 && (features[first].Sentence == 0 || !allBackground(features)) {
		features[first].Lead = true
	}
	return features
}

func allBackground(features []Features) bool {
	for i := range features { // a head has the days of all of its telling
		if f := &features[i]; f.Head == f.Claim && f.Published-f.To <= background {
			return false
		}
	}
	return true
}
