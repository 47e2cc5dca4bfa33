package codebook_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// An operator's folder may hold anything: what may never end isn't read, what is too large is said to be.
func TestOverlayFilesAreBounded(t *testing.T) {
	device := fstest.MapFS{"actors.yaml": {Mode: fs.ModeDevice | 0o444}}
	if _, err := codebook.Load(codebook.Options{Overlay: device}); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("a device: %v", err)
	}
	large := fstest.MapFS{"actors.yaml": {Data: make([]byte, codebook.MaxFile+100)}}
	var problems codebook.Problems
	if _, err := codebook.Load(codebook.Options{Overlay: large}); !errors.As(err, &problems) {
		t.Errorf("a large file: %v", err)
	}
}
