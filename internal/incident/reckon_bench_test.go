package incident

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkReckon is an incident of 2,000 claims, the most that linking leaves together:
//
//	go test ./internal/incident -run '^$' -bench Reckon
func BenchmarkReckon(b *testing.B) {
	book := invented(b, nil)
	speakers := []string{"ARN-MIL", "GON-MIL", "ARN-GOV", "ARN-GOV-HLT", "HOUSES", "RAVEN", "DUN", "-"}
	var said strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&said, "d%d 2024-03-%02d herald %s: ASSAULT GON>ARN-CVL; killed %d ARN-CVL\n", i/3, 2+i%20, speakers[i%len(speakers)], 5+i%37)
	}
	ev := script(b, book, said.String())
	for b.Loop() {
		reckon(b, book, battle(), ev, "")
	}
}
