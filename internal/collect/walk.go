package collect

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sanad.example/sanad"
)

// path streams the documents of a file or folder that was named, and reports whether to go on.
func (c *Collector) path(path string, yield func(Item, error) bool) bool {
	origin := printable(filepath.ToSlash(path))
	info, err := os.Stat(path)
	if err != nil {
		return yield(Item{}, c.failed(input{origin: origin}, err))
	}
	if info.IsDir() {
		return c.folder(path, yield)
	}
	if !info.Mode().IsRegular() {
		return yield(Item{}, notRegular(origin, info.Mode()))
	}
	f, err := os.Open(path)
	if err != nil {
		return yield(Item{}, c.failed(input{origin: origin}, err))
	}
	defer f.Close()
	return c.file(f, origin, kindOfName(path), yield)
}

// folder streams the documents of all files in a folder, in sorted order. Symbolic links aren't
// followed: what they lead to inside the folder is read under its own name.
func (c *Collector) folder(dir string, yield func(Item, error) bool) bool {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return yield(Item{}, c.failed(input{origin: printable(filepath.ToSlash(dir))}, err))
	}
	defer root.Close()
	goOn := true
	_ = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		origin := printable(filepath.ToSlash(filepath.Join(dir, name)))
		if err != nil {
			goOn = yield(Item{}, c.failed(input{origin: origin}, err))
		} else if skipped := c.skip(origin, name, d); skipped != nil {
			goOn = yield(Item{}, skipped)
			if goOn && d.IsDir() {
				return fs.SkipDir
			}
		} else if !d.IsDir() {
			goOn = c.entry(root, name, origin, yield)
		}
		if !goOn {
			return fs.SkipAll
		}
		return nil
	})
	return goOn
}

// skip says why an entry of a folder is passed over, or returns nil.
func (c *Collector) skip(origin, name string, d fs.DirEntry) error {
	switch {
	case name == ".":
		return nil
	case strings.HasPrefix(d.Name(), "."):
		return &Skipped{Origin: origin, Why: "hidden", Remedy: "name it to have it read"}
	case d.IsDir():
		return nil
	case d.Type()&fs.ModeSymlink != 0:
		return &Skipped{Origin: origin, Why: "a symbolic link", Remedy: "name it to have its target read"}
	case !d.Type().IsRegular():
		return notRegular(origin, d.Type())
	case c.kindOfName(name) == "" && !isArchiveName(name):
		return &Skipped{
			Origin: origin, Why: "not a kind that folders are searched for (" + c.searched() + ", with or without .gz)",
			Remedy: "name it to have it read by its content",
		}
	}
	return nil
}

// searched lists the kinds that folders are searched for.
func (c *Collector) searched() string {
	kinds := ".txt .md .html .jsonl .json .post.yaml .zip .tar .tgz"
	if c.opts.PDF != nil {
		kinds += " .pdf"
	}
	if c.opts.Sheet != nil {
		kinds += " .csv .tsv"
	}
	return kinds
}

// entry streams the documents of one file in a folder.
func (c *Collector) entry(root *os.Root, name, origin string, yield func(Item, error) bool) bool {
	f, err := root.Open(name)
	if err != nil {
		return yield(Item{}, c.failed(input{origin: origin}, err))
	}
	defer f.Close()
	return c.file(f, origin, kindOfName(name), yield)
}

// file streams the documents of an open file.
func (c *Collector) file(f *os.File, origin string, kind kind, yield func(Item, error) bool) bool {
	info, err := f.Stat()
	if err != nil {
		return yield(Item{}, c.failed(input{origin: origin}, err))
	}
	if !info.Mode().IsRegular() { // swapped since it was looked at
		return yield(Item{}, notRegular(origin, info.Mode()))
	}
	in := input{origin: origin, name: info.Name(), kind: kind}
	return c.read(in, f, yield)
}

// notRegular refuses what could block or never end.
func notRegular(origin string, mode fs.FileMode) error {
	return &Problem{
		Origin: origin, Err: fmt.Errorf("%w: not a regular file (%s)", sanad.ErrInvalid, mode.Type()),
		Remedy: `to read a pipe, give "-" and standard input`,
	}
}
