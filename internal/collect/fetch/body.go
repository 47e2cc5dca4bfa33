package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"sanad.example/sanad"
)

// acceptEncoding is what unpack can unpack.
const acceptEncoding = "gzip, deflate, br, zstd"

// maxCodings is how many times over a body may be packed.
const maxCodings = 2

// read returns the body, unpacked. Errors: a *Failure; with TooLarge the first bytes come too.
func (c *Client) read(resp *http.Response, maxBytes int64, watch *watch) ([]byte, error) {
	packed := &io.LimitedReader{R: &counted{resp.Body, &watch.got}, N: maxBytes + 1}
	unpacked, err := unpack(packed, resp.Header.Values("Content-Encoding"))
	if err != nil {
		return nil, err
	}
	defer unpacked.Close()
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(unpacked, maxBytes+1))
	if n > maxBytes || packed.N <= 0 {
		return body.Bytes()[:min(int64(body.Len()), maxBytes)], &Failure{
			Kind: TooLarge, Err: fmt.Errorf("over %d bytes: %w", maxBytes, sanad.ErrTooLarge), Remedy: "it isn't read",
		}
	}
	if err != nil {
		if cause := context.Cause(watch.ctx); cause != nil {
			return nil, cause
		}
		if resp.Header.Get("Content-Encoding") != "" {
			return nil, &Failure{Kind: Encoding, Err: fmt.Errorf("%w: the body can't be unpacked: %v", sanad.ErrInvalid, err), Remedy: "try again later"}
		}
		return nil, err
	}
	return body.Bytes(), nil
}

// unpack undoes the codings that the headers name, the last first.
func unpack(r io.Reader, headers []string) (io.ReadCloser, error) {
	var codings []string
	for _, coding := range strings.Split(strings.Join(headers, ","), ",") {
		if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "" && coding != "identity" {
			codings = append(codings, coding)
		}
	}
	if len(codings) > maxCodings {
		return nil, &Failure{Kind: Encoding, Err: fmt.Errorf("%w: packed %d times over", sanad.ErrInvalid, len(codings)), Remedy: "it isn't read"}
	}
	out := io.NopCloser(r)
	for i := len(codings) - 1; i >= 0; i-- {
		next, err := unpackOne(out, codings[i])
		if err != nil {
			return nil, err
		}
		out = next
	}
	return out, nil
}

func unpackOne(r io.Reader, coding string) (io.ReadCloser, error) {
	bad := func(err error) error {
		return &Failure{Kind: Encoding, Err: fmt.Errorf("%w: the body isn't %s: %v", sanad.ErrInvalid, coding, err), Remedy: "try again later"}
	}
	switch coding {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, bad(err)
		}
		return z, nil
	case "deflate": // by the standard with zlib's header, by many servers without
		b := bufio.NewReader(r)
		if head, _ := b.Peek(2); len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			z, err := zlib.NewReader(b)
			if err != nil {
				return nil, bad(err)
			}
			return z, nil
		}
		return flate.NewReader(b), nil
	case "br":
		return io.NopCloser(brotli.NewReader(r)), nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderMaxMemory(64<<20))
		if err != nil {
			return nil, bad(err)
		}
		return z.IOReadCloser(), nil
	}
	return nil, &Failure{Kind: Encoding, Err: fmt.Errorf("%w: packed as %.40q", sanad.ErrInvalid, coding), Remedy: "it isn't read"}
}

// counted counts the bytes that come.
type counted struct {
	r io.Reader
	n *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// watch ends a request that takes too long in all, or whose body comes below the least rate.
type watch struct {
	ctx   context.Context
	got   atomic.Int64
	timer *time.Timer
	end   func()
}

// rateWindow is over how long the rate of a body is measured.
const rateWindow = 10 * time.Second

// watchOver begins the watch. stop must be called in the end.
func watchOver(ctx context.Context, total time.Duration, least int64) (w *watch, stop func()) {
	ctx, late := context.WithTimeoutCause(ctx, total, &Failure{
		Kind: Timeout, Err: fmt.Errorf("%w: not done within %s", sanad.ErrUnavailable, total), Remedy: "try again later",
	})
	ctx, cancel := context.WithCancelCause(ctx)
	w = &watch{ctx: ctx}
	w.end = func() {
		cancel(&Failure{
			Kind: Slow, Err: fmt.Errorf("%w: under %d bytes a second", sanad.ErrUnavailable, least), Remedy: "try again later",
		})
	}
	var before atomic.Int64
	w.timer = time.AfterFunc(24*time.Hour, func() {
		got := w.got.Load()
		if got-before.Swap(got) < least*int64(rateWindow/time.Second) {
			w.end()
			return
		}
		w.timer.Reset(rateWindow)
	})
	return w, func() { w.timer.Stop(); cancel(context.Canceled); late() }
}

// body begins the measuring of the rate: the headers have come.
func (w *watch) body() { w.timer.Reset(rateWindow) }
