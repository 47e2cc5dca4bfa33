package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/log"
)

// Problem is one thing that isn't as Sanad left it, or a note of one that needn't be so.
type Problem struct {
	File   string // within the folder, "" for the folder
	Where  string // page and bytes, entry, document
	What   string
	Remedy string
}

// String is the problem in one line.
func (p Problem) String() string {
	parts := []string{p.File, p.Where, p.What}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": ")
}

// Report is what a verification found. The folder is sound where Problems is empty.
type Report struct {
	Problems   []Problem
	Notes      []Problem
	Redactions []Redacted // what was destroyed on purpose, in the order in which it was
	Files      int
	Entries    int64 // of the log
	Redacted   int64
	Root       string // of the log, hexadecimal
}

// Redacted is an entry that was destroyed on purpose.
type Redacted struct {
	sanad.Redaction
	By       int64     // index of the entry that says so
	Recorded time.Time // when it was destroyed
}

// String is the redaction in one line.
func (r Redacted) String() string {
	of := ""
	if r.Document != "" {
		of = fmt.Sprintf(" of document %q", r.Document)
	}
	return fmt.Sprintf("entry %d%s, destroyed %s (entry %d): %q", r.Index, of, r.Recorded.Format(log.TimeFormat), r.By, r.Reason)
}

// VerifyOptions are what a verification takes besides the folder.
type VerifyOptions struct {
	// Checkpoints are signed checkpoints of this log that were kept elsewhere. They alone can show that
	// someone who has the key has rewritten the log.
	Checkpoints []string
	// Progress is told how many bytes of how many have been read.
	Progress func(done, total int64)
}

// The remedies.
const (
	remedyRestore    = "restore the folder from a backup (sanad restore)"
	remedyRebuild    = "rebuild the derived data (sanad rebuild)"
	remedyCheckpoint = "put it back from a backup or from where copies are kept; nothing can be added without it"
	remedyKey        = "restore the file from a backup; don't make a new key"
	remedyRemove     = "it may be removed"
	remedyNoKey      = "put it back, or restore a backup that was made with the key"
	remedyWatch      = "remove it: sanad watch makes it anew, and finds in the log what it has read"
)

// maxProblems bounds what is kept for one file: the rest is only counted.
const maxProblems = 100

// verification is one run over a folder.
type verification struct {
	dir     string
	options VerifyOptions
	report  Report
	counts  map[string]int // problems by file
	done    int64
	total   int64
	coding  *coding
}

// Verify checks every byte of every file in the folder, and what they say against each other. It changes
// nothing. What is wrong is in the report; an error means that the verification couldn't be made.
func Verify(ctx context.Context, dir string, options VerifyOptions) (Report, error) {
	v := &verification{dir: dir, options: options, counts: map[string]int{}, coding: newCoding()}
	defer v.coding.close()
	files, err := v.list()
	if err != nil {
		return v.report, err
	}
	v.report.Files = len(files)
	for _, name := range files {
		v.checkFile(ctx, name)
	}
	v.checkEvidence(ctx)
	for _, name := range files {
		if id, ok := generationOf(name); ok {
			v.checkDerived(ctx, name, id)
		}
	}
	for file, n := range v.counts {
		if n > maxProblems {
			v.report.Problems = append(v.report.Problems, Problem{File: file, What: fmt.Sprintf("%d problems more like these", n-maxProblems)})
		}
	}
	return v.report, ctx.Err()
}

// list returns the files of the folder, with slashes.
func (v *verification) list() (out []string, err error) {
	err = filepath.WalkDir(v.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(v.dir, path)
		if err != nil {
			return err
		}
		if info, err := entry.Info(); err == nil {
			v.total += info.Size()
		}
		out = append(out, filepath.ToSlash(name))
		return nil
	})
	if err != nil {
		return nil, fileError("verify", v.dir, err)
	}
	for _, name := range []string{evidenceName, publicName, checkpointName} {
		if !slices.Contains(out, name) {
			v.problem(name, "", "it is missing", remedyRestore)
		}
	}
	if !slices.Contains(out, keyName) {
		v.note(keyName, "", "the log's private key isn't here: all can be read and checked, and nothing can be added", remedyNoKey)
	}
	return out, nil
}

func (v *verification) problem(file, where, what, remedy string) {
	if v.counts[file]++; v.counts[file] <= maxProblems {
		v.report.Problems = append(v.report.Problems, Problem{File: file, Where: where, What: what, Remedy: remedy})
	}
}

func (v *verification) note(file, where, what, remedy string) {
	v.report.Notes = append(v.report.Notes, Problem{File: file, Where: where, What: what, Remedy: remedy})
}

func (v *verification) advance(n int64) {
	v.done += n
	if v.options.Progress != nil {
		v.options.Progress(min(v.done, v.total), v.total)
	}
}

func (v *verification) exists(name string) bool {
	_, err := os.Stat(filepath.Join(v.dir, filepath.FromSlash(name)))
	return err == nil
}

// generationOf returns the generation whose database a file is.
func generationOf(name string) (id string, ok bool) {
	id, ok = strings.CutPrefix(name, derivedName+"/")
	if ok {
		id, ok = strings.CutSuffix(id, ".db")
	}
	return id, ok && validGeneration(id)
}

// checkFile checks one file's bytes by themselves.
func (v *verification) checkFile(ctx context.Context, name string) {
	base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "-wal"), "-shm"), "-journal")
	_, derived := generationOf(base)
	remedy := remedyRestore
	switch {
	case derived:
		remedy = remedyRebuild
	case base == watchName:
		remedy = remedyWatch
	}
	var err error
	switch {
	case name == keyName, name == publicName, name == checkpointName:
		return // checked with the log
	case isAnalystKey(name):
		v.checkAnalystKey(name)
	case name == lockName, name == leaseName, name == followName:
		err = v.checkLock(name)
	case strings.HasSuffix(name, ".new"):
		v.note(name, "", "a write that was interrupted left it", remedyRemove)
	case base != evidenceName && base != watchName && !derived:
		v.note(name, "", "it is not Sanad's", "")
	case name == base:
		err = checkPages(ctx, v.path(name), v.exists(name+"-wal"), func(where, what string) { v.problem(name, where, what, remedy) }, v.advance)
	case strings.HasSuffix(name, "-wal"):
		err = checkWAL(ctx, v.path(name), func(where, what string) { v.problem(name, where, what, remedy) },
			func(what string) { v.note(name, "", what, "") }, v.advance)
	case strings.HasSuffix(name, "-journal"):
		v.problem(name, "", "Sanad writes no such file", remedyRestore)
	}
	if err != nil && ctx.Err() == nil {
		v.problem(name, "", "it can't be read: "+err.Error(), "check the file's permissions and the disk")
	}
}

func (v *verification) path(name string) string {
	return filepath.Join(v.dir, filepath.FromSlash(name))
}

func (v *verification) checkLock(name string) error {
	info, err := os.Stat(v.path(name))
	if err == nil && info.Size() > 0 {
		v.problem(name, fmt.Sprintf("%d bytes", info.Size()), "it should be empty", remedyRemove)
	}
	return err
}

// checkKeys checks the key's files against each other and against the key that the log itself names, and
// returns the key to check the log's heads by.
func (v *verification) checkKeys(inLog string) (log.Public, bool) {
	secret, secretErr := v.readSmall(keyName)
	shown, shownErr := v.readSmall(publicName)
	if _, err := log.ParsePublic(inLog); err != nil {
		if inLog != "" {
			v.problem(evidenceName, "public key", err.Error(), remedyRestore)
		}
		// The log's own copy is lost: take the key's, and where that is lost too, the public file's.
		if key, err := log.ParseKey(secret); err == nil {
			inLog = key.Public()
		} else {
			inLog = shown
		}
	}
	public, err := log.ParsePublic(inLog)
	if shownErr == nil && shown != inLog {
		v.problem(publicName, "", "it isn't the log's public key, byte for byte", "write the log's own into it: "+strings.TrimSpace(inLog))
	}
	if secretErr == nil {
		v.checkSecret(secret, inLog)
	}
	return public, err == nil
}

func (v *verification) checkSecret(secret, public string) {
	key, err := log.ParseKey(secret)
	if err != nil {
		v.problem(keyName, "", err.Error(), remedyKey)
		return
	}
	if key.Public() != public {
		v.problem(keyName, "", "it is the key of another log", remedyKey)
	}
	if info, err := os.Stat(v.path(keyName)); err == nil && info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		v.note(keyName, "", fmt.Sprintf("others may read it (mode %04o)", info.Mode().Perm()), "set its mode to 0600")
	}
}

// readSmall reads a file that has a line or a few. It tells of errors other than absence, which list does.
func (v *verification) readSmall(name string) (string, error) {
	data, err := os.ReadFile(v.path(name))
	v.advance(int64(len(data)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		v.problem(name, "", "it can't be read: "+err.Error(), "check the file's permissions and the disk")
	}
	return string(data), err
}

// guard runs fn and makes a problem of its error, or of a panic: SQLite's code may trap on pages that it
// was never meant to see.
func (v *verification) guard(file, remedy string, fn func() error) {
	defer func() {
		if r := recover(); r != nil {
			v.problem(file, "", fmt.Sprintf("it can't be read: %v", r), remedy)
		}
	}()
	if err := fn(); err != nil && !errors.Is(err, context.Canceled) {
		if errors.Is(err, sanad.ErrNewer) {
			remedy = "verify it with the program that wrote it"
		}
		v.problem(file, "", err.Error(), remedy)
	}
}
