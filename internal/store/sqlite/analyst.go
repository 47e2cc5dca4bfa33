package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/decision"
)

// analystsName is the folder of analysts' private keys, one file each, named after the pseudonym.
const analystsName = "analysts"

const analystSuffix = ".key"

// AnalystKey reads the key of an analyst, and makes one at first. It lies in the folder, readable by its owner alone;
// backups don't have it. Errors: ErrInvalid for what is no pseudonym, ErrDamaged.
func (s *Store) AnalystKey(name string) (key decision.Key, made bool, err error) {
	if err := decision.CheckAnalyst(name); err != nil {
		return key, false, err
	}
	path := filepath.Join(s.path(analystsName), name+analystSuffix)
	text, err := os.ReadFile(path)
	if err == nil {
		key, err = decision.ParseKey(text)
		if err != nil {
			err = fmt.Errorf("%q: %w; put it back from where you keep a copy, or take another pseudonym", path, err)
		}
		return key, false, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return key, false, fileError("read key", path, err)
	}
	if key, err = decision.NewKey(s.options.Random); err != nil {
		return key, false, err
	}
	if text, err = key.PEM(); err != nil {
		return key, false, err
	}
	if err := os.MkdirAll(s.path(analystsName), 0o700); err != nil {
		return key, false, fileError("make folder", s.path(analystsName), err)
	}
	return key, true, saveFile(path, text, 0o600)
}

// isAnalystKey reports whether a file of the folder is an analyst's key.
func isAnalystKey(name string) bool {
	name, in := strings.CutPrefix(name, analystsName+"/")
	name, key := strings.CutSuffix(name, analystSuffix)
	return in && key && decision.CheckAnalyst(name) == nil
}

// checkAnalystKey checks a key's file by itself.
func (v *verification) checkAnalystKey(name string) {
	text, err := os.ReadFile(v.path(name))
	if err == nil {
		_, err = decision.ParseKey(text)
	}
	if errors.Is(err, sanad.ErrDamaged) {
		v.problem(name, "", err.Error(), "put it back from where you keep a copy; what it has signed stays valid")
	} else if err != nil {
		v.problem(name, "", "it can't be read: "+err.Error(), "check the file's permissions and the disk")
	}
}
