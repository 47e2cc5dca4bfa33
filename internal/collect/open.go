package collect

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"sanad.example/sanad"
)

// input is one file or stream to be read.
type input struct {
	origin string // as receipts name it
	name   string // base name, "" for standard input
	kind   kind   // as its name says, "" to find out
	depth  int    // of archives that it lies in
}

// read streams the documents of r and reports whether to go on.
func (c *Collector) read(in input, r io.Reader, yield func(Item, error) bool) bool {
	buf := bufio.NewReaderSize(r, 64<<10)
	var headers map[string]string
	if head, _ := buf.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		zr, err := gunzip(buf)
		if err != nil {
			return yield(Item{}, c.failed(in, err))
		}
		buf = bufio.NewReaderSize(zr, 64<<10)
		headers = map[string]string{"Content-Encoding": "gzip"}
	}
	if c.opts.Kind == "" {
		if isArchive, goOn := c.unpack(in, buf, yield); isArchive {
			return goOn
		}
	}
	kind := in.kind
	switch c.opts.Kind {
	case "text":
		kind = kindPlain
	case "jsonl":
		kind = kindLines
	}
	if kind == "" {
		head, err := buf.Peek(sniffLength)
		if err != nil && !errors.Is(err, io.EOF) {
			return yield(Item{}, c.failed(in, err))
		}
		if kind, err = sniff(head); err != nil {
			return yield(Item{}, problem(in.origin, err))
		}
	}
	switch kind {
	case kindLines:
		return c.lines(in, buf, headers, yield)
	case kindJSON:
		return c.values(in, buf, headers, yield)
	case kindSheet:
		return c.rows(in, buf, headers, yield)
	}
	body, err := io.ReadAll(io.LimitReader(buf, c.bound(kind)+1))
	if err != nil {
		return yield(Item{}, c.failed(in, err))
	}
	item, err := c.document(kind, Received{Origin: in.origin, Name: printable(in.name), Headers: headers, Body: body})
	return yield(item, err)
}

// failed is the problem of a file that can't be read to its end.
func (c *Collector) failed(in input, err error) error {
	p := &Problem{Origin: in.origin, Err: fmt.Errorf("reading: %w: %w", sanad.ErrInvalid, err)}
	switch {
	case errors.Is(err, sanad.ErrTooLarge):
		p.Err, p.Remedy = err, "unpack it first"
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, io.ErrUnexpectedEOF):
		p.Err = fmt.Errorf("unpacking: %w: %w", sanad.ErrInvalid, err)
		p.Remedy = "the packed data is cut short or damaged: get it again"
	case errors.Is(err, fs.ErrPermission):
		p.Err, p.Remedy = fmt.Errorf("not readable: %w", err), "give yourself leave to read it"
	case errors.Is(err, fs.ErrNotExist):
		p.Err, p.Remedy = sanad.ErrNotFound, "check the path"
	}
	return p
}

// ratioGrace is how much may be unpacked before the ratio counts: small files repeat themselves.
const ratioGrace = 16 << 20

// unpacker bounds what gzip data may become: a few kilobytes can unpack to gigabytes.
type unpacker struct {
	packed *counter
	gz     *gzip.Reader
	out    int64
}

// counter counts the bytes that were read through it. It is an io.ByteReader so that gzip doesn't read
// ahead of it.
type counter struct {
	r *bufio.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// gunzip returns the unpacked bytes of r.
func gunzip(r *bufio.Reader) (io.Reader, error) {
	packed := &counter{r: r}
	gz, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	return &unpacker{packed: packed, gz: gz}, nil
}

// Read unpacks. Errors: ErrTooLarge beyond MaxRatio or MaxUnpacked.
func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.gz.Read(p)
	u.out += int64(n)
	if u.out > MaxUnpacked || u.out > ratioGrace && u.out > MaxRatio*u.packed.n {
		return 0, fmt.Errorf("unpacks to over %d times its size: %w", u.out/max(1, u.packed.n), sanad.ErrTooLarge)
	}
	return n, err
}
