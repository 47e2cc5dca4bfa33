package main

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"
)

// cached returns what an earlier run left in the work folder under a name, or makes it and leaves it there.
func cached[T any](o *options, name string, make func() T) (T, error) {
	path := filepath.Join(o.work, name+".gob")
	var v T
	if b, err := os.ReadFile(path); err == nil && o.work != "" {
		log.Printf("%s: from %s", name, path)
		return v, gob.NewDecoder(bytes.NewReader(b)).Decode(&v)
	}
	start := time.Now()
	v = make()
	log.Printf("%s: learnt in %v", name, time.Since(start).Round(time.Second))
	if o.work == "" {
		return v, nil
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		return v, fmt.Errorf("keep %s: %w", name, err)
	}
	return v, os.WriteFile(path, b.Bytes(), 0o644)
}

// squeeze compresses without a time or a name, so that equal models are equal files.
func squeeze(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
