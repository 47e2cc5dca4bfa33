package main

import (
	"fmt"
	"io"
	"os"

	"sanad.example/sanad"
)

// maxSmall is the most bytes of a file that is read whole: a configuration, a list, a checkpoint.
const maxSmall = 8 << 20

// readSmall reads a file that must be a regular one, of at most maxSmall bytes: a device or a pipe may never end.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%q: %w: a regular file is needed", path, sanad.ErrInvalid)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err == nil && len(data) > maxSmall {
		return nil, fmt.Errorf("%q: %w: more than %d bytes", path, sanad.ErrTooLarge, maxSmall)
	}
	return data, err
}
