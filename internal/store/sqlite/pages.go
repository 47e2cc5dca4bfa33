package sqlite

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// header is what the first 100 bytes of a database say. See https://sqlite.org/fileformat.html.
type header struct {
	pageSize int
	pages    int64
}

// defaultPage is assumed where the header can't be believed.
const defaultPage = 4096

func parseHeader(b []byte) (h header, problems []string) {
	h.pageSize = defaultPage
	if len(b) < 100 {
		return h, []string{fmt.Sprintf("it has %d bytes: a database begins with 100 of header", len(b))}
	}
	if !bytes.HasPrefix(b, []byte("SQLite format 3\x00")) {
		problems = append(problems, "it doesn't begin as a database does")
	}
	size := int(binary.BigEndian.Uint16(b[16:]))
	if size == 1 {
		size = 65536
	}
	if size < 512 || size&(size-1) != 0 {
		problems = append(problems, fmt.Sprintf("a page size of %d can't be", size))
	} else {
		h.pageSize = size
	}
	if b[20] != 8 {
		problems = append(problems, fmt.Sprintf("its pages are said to have %d bytes of checksum, not 8", b[20]))
	}
	if app := binary.BigEndian.Uint32(b[68:]); app != application {
		problems = append(problems, fmt.Sprintf("its mark is %08x, not Sanad's", app))
	}
	h.pages = int64(binary.BigEndian.Uint32(b[28:]))
	return h, problems
}

// pageSum is the checksum that SQLite's cksumvfs keeps at the end of a page, over all before it.
func pageSum(page []byte) (sum [8]byte) {
	var a, b uint32
	for i := 0; i+16 <= len(page); i += 8 {
		a += binary.LittleEndian.Uint32(page[i:]) + b
		b += binary.LittleEndian.Uint32(page[i+4:]) + a
	}
	binary.LittleEndian.PutUint32(sum[:], a)
	binary.LittleEndian.PutUint32(sum[4:], b)
	return sum
}

func pageIsSound(page []byte) bool {
	sum := pageSum(page)
	return bytes.Equal(sum[:], page[len(page)-8:])
}

// checkPages reads a database's bytes and checks each page's sum, whatever SQLite uses it for. withLog
// says that newer pages may stand in a write-ahead log beside it.
func checkPages(ctx context.Context, path string, withLog bool, report func(where, what string), advance func(int64)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	first := make([]byte, 100)
	n, err := io.ReadFull(f, first)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	h, problems := parseHeader(first[:n])
	for _, what := range problems {
		report("header", what)
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if size := info.Size(); size%int64(h.pageSize) != 0 || !withLog && size != h.pages*int64(h.pageSize) {
		report(fmt.Sprintf("%d bytes", size), fmt.Sprintf("its length should be that of %d pages of %d bytes: it was cut or added to", h.pages, h.pageSize))
	}
	page := make([]byte, h.pageSize)
	patience := 20 // pages to read again
	for at := int64(0); at < info.Size(); at += int64(h.pageSize) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !pageSettles(f, page, at, &patience) {
			report(fmt.Sprintf("page %d, bytes %d to %d", at/int64(h.pageSize)+1, at, at+int64(h.pageSize)-1), "its bytes don't have its checksum")
		}
		advance(int64(h.pageSize))
	}
	return nil
}

// pageSettles reads a page until it is sound, or a few times: another process may be writing it just then.
// Where many pages are bad, that isn't why.
func pageSettles(f *os.File, page []byte, at int64, patience *int) bool {
	for try := range 4 {
		if try > 0 {
			time.Sleep(5 * time.Millisecond)
		}
		if _, err := f.ReadAt(page, at); err == nil && pageIsSound(page) {
			return true
		}
		if *patience <= 0 {
			return false
		}
	}
	*patience--
	return false
}
