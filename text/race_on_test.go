//go:build race

package text

const raceOn = true // the race detector makes sync.Pool forget on purpose
