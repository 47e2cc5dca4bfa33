package sqlite_test

import (
	"context"
	"flag"
	"fmt"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
	"sanad.example/sanad/internal/store/storetest"
)

// benchClaims is how many claims the benchmarks of queries have, 20 to a document.
var benchClaims = flag.Int("claims", 200_000, "claims in the benchmarks of queries")

// filled returns a generation with n claims.
func filled(b *testing.B, n int) *sqlite.Derived {
	b.Helper()
	d := newGeneration(b, openStore(b, b.TempDir()), "bench")
	w := storetest.NewWorld(1)
	for n > 0 {
		var docs []sanad.Coded
		for range 200 {
			docs = append(docs, w.Report(20))
			n -= 20
		}
		if err := d.Put(context.Background(), docs, 0); err != nil {
			b.Fatal(err)
		}
	}
	return d
}

func BenchmarkPut(b *testing.B) {
	d := newGeneration(b, openStore(b, b.TempDir()), "bench")
	w := storetest.NewWorld(1)
	for b.Loop() {
		b.StopTimer()
		var docs []sanad.Coded
		for range 100 {
			docs = append(docs, w.Report(20))
		}
		b.StartTimer()
		if err := d.Put(context.Background(), docs, 0); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*2000/b.Elapsed().Seconds(), "claims/s")
}

func BenchmarkQueries(b *testing.B) {
	d := filled(b, *benchClaims)
	for name, q := range map[string]sanad.ClaimQuery{
		"newest":             {},
		"newest with facets": {Facets: true},
		"actor":              {Actor: "GON"},
		"actor with facets":  {Actor: "GON", Facets: true},
		"four terms":         {Actor: "GON-MIL", Speaker: "ARN-GOV", Type: "ASSAULT", Stance: "deny", Facets: true},
		"rare":               {Source: "nobody"},
		"words":              {Text: "riders killed"},
		"words and term":     {Text: "riders Osgiliath", Actor: "RNG", Facets: true},
		"days":               {From: "2019-01-01", To: "2019-12-31", Party: "ARN"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Claims(context.Background(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("digest", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Digest(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("overview", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Overview(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprintf("%d a call", n), func(b *testing.B) {
			e := openStore(b, b.TempDir()).Evidence()
			entries := make([]sanad.Entry, n)
			for i := 0; b.Loop(); i++ {
				for k := range entries {
					entries[k] = sanad.Entry{Kind: sanad.EntryReceipt, Body: fmt.Appendf(nil, `{"n":%d}`, i), Blob: fmt.Appendf(nil, "report %d %d of the %1000d", i, k, i)}
				}
				if _, err := e.Append(context.Background(), entries); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
