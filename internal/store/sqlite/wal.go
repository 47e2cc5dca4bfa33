package sqlite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// walSum continues the checksum of a write-ahead log over b, whose length is a multiple of 8.
func walSum(order binary.ByteOrder, a, b uint32, data []byte) (uint32, uint32) {
	for i := 0; i+8 <= len(data); i += 8 {
		a += order.Uint32(data[i:]) + b
		b += order.Uint32(data[i+4:]) + a
	}
	return a, b
}

const (
	walHeader  = 32
	walFrame   = 24 // header of a frame, before its page
	walMagic   = 0x377f0682
	maxWalPage = 65536
)

// checkWAL follows the frames of a write-ahead log. Where one doesn't have its checksum and later ones of
// the same run do follow, bytes were changed: frames are written in order. A last frame that is cut short
// is what a killed process leaves, and SQLite passes over it; whether it took entries with it, the
// checkpoint tells.
func checkWAL(ctx context.Context, path string, report func(where, what string), note func(string), advance func(int64)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	advance(info.Size())
	head := make([]byte, walHeader)
	if _, err := io.ReadFull(f, head); errors.Is(err, io.ErrUnexpectedEOF) {
		note("it ends within its header, as a killed process leaves it")
		return nil
	} else if err != nil {
		return err
	}
	w, ok := parseWAL(head)
	if !ok {
		report("header", "its bytes don't have its checksum")
		return nil
	}
	return w.follow(ctx, f, report, note)
}

// wal is where the following of a log stands.
type wal struct {
	order binary.ByteOrder
	salt  [8]byte
	page  int
	a, b  uint32
}

func parseWAL(head []byte) (w wal, ok bool) {
	magic := binary.BigEndian.Uint32(head)
	w.order = binary.LittleEndian
	if magic&1 == 1 {
		w.order = binary.BigEndian
	}
	w.page = int(binary.BigEndian.Uint32(head[8:]))
	copy(w.salt[:], head[16:24])
	w.a, w.b = walSum(w.order, 0, 0, head[:24])
	ok = magic&^1 == walMagic && w.page >= 512 && w.page <= maxWalPage && w.page&(w.page-1) == 0 &&
		w.a == binary.BigEndian.Uint32(head[24:]) && w.b == binary.BigEndian.Uint32(head[28:])
	return w, ok
}

func (w *wal) follow(ctx context.Context, r io.Reader, report func(where, what string), note func(string)) error {
	frame := make([]byte, walFrame+w.page)
	bad := -1
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := io.ReadFull(r, frame)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return err
		}
		ours := [8]byte(frame[8:16]) == w.salt
		switch {
		case bad >= 0 && ours:
			report(fmt.Sprintf("frame %d, bytes %d to %d", bad, walHeader+bad*len(frame), walHeader+(bad+1)*len(frame)-1),
				"its bytes don't have its checksum, and frames follow that were written after it")
			return nil
		case bad < 0 && (!ours || !w.next(frame)):
			bad = n // from here on frames are of an earlier run, or lost
		}
	}
	if bad >= 0 {
		note(fmt.Sprintf("from frame %d on it has nothing that counts: frames of an earlier run, or of a write that a killed process didn't finish", bad))
	}
	return nil
}

// next checks a frame against the sum so far and goes on to it.
func (w *wal) next(frame []byte) bool {
	a, b := walSum(w.order, w.a, w.b, frame[:8])
	a, b = walSum(w.order, a, b, frame[walFrame:])
	if a != binary.BigEndian.Uint32(frame[16:]) || b != binary.BigEndian.Uint32(frame[20:]) {
		return false
	}
	w.a, w.b = a, b
	return true
}
