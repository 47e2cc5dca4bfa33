package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
	"sanad.example/sanad/internal/store/storetest"
)

// TestMain lets the test binary be the other process of a test.
func TestMain(m *testing.M) {
	if job, dir, ok := strings.Cut(os.Getenv("SANAD_STORE_TEST"), ":"); ok {
		if err := child(job, dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// child is the other process: it works until it is killed or its work is done.
func child(job, dir string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, dir, sqlite.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	switch job {
	case "append":
		for n := 0; ; n++ {
			out, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(n), childEntry(n)})
			if err != nil {
				return err
			}
			fmt.Printf("%d\n", out[1].Index) // acknowledged
		}
	case "append some":
		for n := range 20 {
			if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(n)}); err != nil {
				return err
			}
		}
	case "put":
		d, err := s.CreateGeneration(ctx, sqlite.Generation{ID: fmt.Sprintf("g%d", os.Getpid())})
		if err != nil {
			return err
		}
		defer d.Close()
		w := storetest.NewWorld(1)
		for n := int64(1); ; n++ {
			if err := d.Put(ctx, []sanad.Coded{w.Report(10)}, n); err != nil {
				return err
			}
			fmt.Printf("%s %d\n", d.ID(), n)
		}
	case "read alone":
		return readAlone(ctx, s)
	case "lease":
		if _, err := s.Lease(ctx); err != nil {
			return err
		}
		fmt.Println("held")
		time.Sleep(time.Minute)
	}
	return nil
}

func childEntry(n int) sanad.Entry {
	return sanad.Entry{Kind: sanad.EntryReceipt, Body: fmt.Appendf(nil, `{"n":%d}`, n), Blob: noise(3000, byte(n))}
}

func command(job, dir string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SANAD_STORE_TEST="+job+":"+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// killed runs a job, kills it after some lines, and returns the lines that it wrote.
func killed(t *testing.T, job, dir string, lines int, grace time.Duration) []string {
	t.Helper()
	cmd := command(job, dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var got []string
	scan := bufio.NewScanner(out)
	for scan.Scan() {
		if got = append(got, scan.Text()); len(got) == lines {
			time.Sleep(grace)
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatalf("%s ended by itself", job)
	}
	if len(got) < lines {
		t.Fatalf("%s wrote %d lines", job, len(got))
	}
	return got
}

// TestKilledWriter kills a writer at random moments: whatever it acknowledged is there, and the log verifies
// both before anybody has opened the folder again and after.
func TestKilledWriter(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	for range 6 {
		lines := killed(t, "append", dir, 1+r.IntN(12), time.Duration(r.IntN(20_000))*time.Microsecond)
		acknowledged, err := strconv.ParseInt(lines[len(lines)-1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if report := wantSound(t, dir); report.Entries <= acknowledged {
			t.Errorf("%d entries are left, %d was acknowledged", report.Entries, acknowledged)
		}
		s := openStore(t, dir)
		if entry, err := s.Evidence().Entry(context.Background(), acknowledged); err != nil || len(entry.Blob) != 3000 {
			t.Errorf("entry %d: %v", acknowledged, err)
		}
		if size, err := s.Evidence().Size(context.Background()); err != nil || size%2 != 0 {
			t.Errorf("%d entries, %v: half a call was kept", size, err)
		}
		s.Close()
		wantSound(t, dir)
	}
}

// TestKilledCoder kills a process that writes derived data: what is left is whole, up to its cursor.
func TestKilledCoder(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, dir)
	for range 30 {
		if _, err := s.Evidence().Append(ctx, []sanad.Entry{childEntry(1)}); err != nil {
			t.Fatal(err)
		}
	}
	lines := killed(t, "put", dir, 12, 3*time.Millisecond)
	id, n, _ := strings.Cut(lines[len(lines)-1], " ")
	wantSound(t, dir)
	d, err := s.Derived(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o, err := d.Overview(ctx)
	if err != nil || strconv.Itoa(o.Documents) < n && len(n) == len(strconv.Itoa(o.Documents)) || o.Claims != 10*o.Documents {
		t.Errorf("after %s acknowledged: %+v, %v", n, o, err)
	}
	if cursor, err := d.Cursor(ctx); err != nil || cursor != int64(o.Documents) {
		t.Errorf("cursor %d of %d documents, %v", cursor, o.Documents, err)
	}
}

// TestTornLog damages the end of the write-ahead log that a killed writer left: the checkpoint tells that
// acknowledged entries are gone.
func TestTornLog(t *testing.T) {
	dir := t.TempDir()
	killed(t, "append", dir, 6, 0)
	wal := filepath.Join(dir, "evidence.db-wal")
	data, err := os.ReadFile(wal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wal, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	wantFile(t, "a log cut in half", dir, "evidence.db")
	for _, at := range []int{20, 40, 100, len(data) / 3} {
		changed := append([]byte(nil), data...)
		changed[at] ^= 4
		if err := os.WriteFile(wal, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		wantFile(t, fmt.Sprintf("byte %d of the log", at), dir, "evidence.db-wal")
	}
}

func TestTwoProcessesAppend(t *testing.T) {
	dir := t.TempDir()
	a, b := command("append some", dir), command("append some", dir) // neither finds the folder made
	for _, cmd := range []*exec.Cmd{a, b} {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, cmd := range []*exec.Cmd{a, b} {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if report := wantSound(t, dir); report.Entries != 40 {
		t.Errorf("%d entries", report.Entries)
	}
}

func TestLease(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openStore(t, dir)
	release, err := s.Lease(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Lease(ctx); !errors.Is(err, sanad.ErrConflict) {
		t.Errorf("a second lease: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	cmd := command("lease", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := s.Lease(ctx); !errors.Is(err, sanad.ErrConflict) {
		t.Errorf("while another process has it: %v", err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	release, err = s.Lease(ctx)
	if err != nil {
		t.Fatalf("after its holder was killed: %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	wantSound(t, dir)
}
