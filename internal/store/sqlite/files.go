package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// writeFile puts data into a new file beside path and on disk, and returns the new file's name.
func writeFile(path, suffix string, data []byte, mode os.FileMode) (part string, err error) {
	part = path + suffix
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return "", fileError("write", part, err)
	}
	_, werr := f.Write(data)
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		os.Remove(part)
		return "", fileError("write", part, err)
	}
	return part, nil
}

// makePrivate makes an empty file that nobody else may read, unless there is one: SQLite would let others read
// it, and gives the files beside it the same mode.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// replaceFile moves part to path in one step and makes that last.
func replaceFile(part, path string) error {
	if err := os.Rename(part, path); err != nil {
		return fileError("replace", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders can't be flushed there
	}
	f, err := os.Open(dir)
	if err != nil {
		return fileError("flush folder", dir, err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("flush folder %q: %w", dir, err)
	}
	return nil
}

// saveFile writes a whole file: afterwards path has the old bytes or the new, never a mixture.
func saveFile(path string, data []byte, mode os.FileMode) error {
	part, err := writeFile(path, ".new", data, mode)
	if err != nil {
		return err
	}
	return replaceFile(part, path)
}
