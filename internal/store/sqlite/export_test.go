package sqlite

import (
	"fmt"
	"testing"
)

// LimitPages lets the log's file grow to n pages beyond what it has, as a full disk would.
func LimitPages(t *testing.T, s *Store, n int) {
	t.Helper()
	var pages int
	if err := s.evidence.writer.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := s.evidence.writer.QueryRow(fmt.Sprintf("PRAGMA max_page_count = %d", pages+n)).Scan(&pages); err != nil {
		t.Fatal(err)
	}
}
