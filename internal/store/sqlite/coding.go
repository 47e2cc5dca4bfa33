package sqlite

import (
	"fmt"

	"github.com/klauspost/compress/zstd"

	"sanad.example/sanad"
)

// How a column's bytes are coded.
const (
	plain      = 0
	compressed = 1
)

// small is the length in bytes under which coding isn't worth its header.
const small = 128

// coding turns bytes into what columns hold, and back. It is safe for concurrent use.
type coding struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

// newCoding can't fail with these options.
func newCoding() *coding {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithEncoderCRC(true))
	if err != nil {
		panic(err)
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(4<<30))
	if err != nil {
		panic(err)
	}
	return &coding{encoder: encoder, decoder: decoder}
}

func (c *coding) close() {
	c.encoder.Close()
	c.decoder.Close()
}

// encode returns data as it is or compressed, whichever is shorter, and which it is.
func (c *coding) encode(data []byte) (out []byte, how int) {
	if len(data) >= small {
		if z := c.encoder.EncodeAll(data, nil); len(z) < len(data) {
			return z, compressed
		}
	}
	if data == nil {
		data = []byte{} // NULL means "none"
	}
	return data, plain
}

// decode returns the size bytes that encode was given. Errors wrap sanad.ErrDamaged.
func (c *coding) decode(data []byte, how int, size int64) ([]byte, error) {
	switch how {
	case plain:
	case compressed:
		var err error
		if data, err = c.decoder.DecodeAll(data, make([]byte, 0, min(max(size, 0), 64<<20))); err != nil {
			return nil, fmt.Errorf("%w: %v", sanad.ErrDamaged, err)
		}
	default:
		return nil, fmt.Errorf("%w: unknown coding %d", sanad.ErrDamaged, how)
	}
	if int64(len(data)) != size {
		return nil, fmt.Errorf("%w: %d bytes, not %d", sanad.ErrDamaged, len(data), size)
	}
	return data, nil
}

// pack and unpack are encode and decode for columns that are always compressed.
func (c *coding) pack(data []byte) []byte { return c.encoder.EncodeAll(data, nil) }

func (c *coding) unpack(data []byte) ([]byte, error) {
	out, err := c.decoder.DecodeAll(data, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", sanad.ErrDamaged, err)
	}
	return out, nil
}
