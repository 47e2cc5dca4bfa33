package codebook

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"

	"sanad.example/sanad"
)

//go:embed data
var embedded embed.FS

// Core returns the files that hold for every crisis, by name: "core/predicates.yaml".
func Core() map[string][]byte {
	files := map[string][]byte{}
	mustRead(files, "data/core", "core")
	return files
}

// Crises returns the names of the crises that come with the program, sorted.
func Crises() []string {
	entries, err := embedded.ReadDir("data/crises")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	return names
}

func mustRead(files map[string][]byte, dir, as string) {
	if err := readInto(files, embedded, dir, as); err != nil {
		panic(err) // the embedded tree can't change or fail
	}
}

// readInto adds the YAML files of dir to files, under the name of as.
func readInto(files map[string][]byte, fsys fs.FS, dir, as string) error {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return fmt.Errorf("read codebook folder %q: %w", as, err)
	}
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".yaml") {
			continue
		}
		b, err := readFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return fmt.Errorf("read codebook file %q: %w", path.Join(as, e.Name()), err)
		}
		files[path.Join(as, e.Name())] = b
	}
	return nil
}

// readFile reads a regular file, of at most one byte more than MaxFile: LoadBytes then says that it is too
// large. A device or a pipe may never end.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: a regular file is needed", sanad.ErrInvalid)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxFile+1))
}

// Options says which codebook to load.
type Options struct {
	Crisis  string // folder name of an embedded crisis; "" takes the only one
	Overlay fs.FS  // the operator's own folder, or nil
}

// Load reads the embedded core and crisis with the overlay laid over both: an overlay's entry replaces the
// one with its id or is added, and "remove" takes entries out. An overlay that has a crisis.yaml of
// another name is a crisis of its own and takes the embedded one's place.
// The error is Problems, or wraps sanad.ErrNotFound or what the overlay's file system says.
func Load(opts Options) (*Book, error) {
	files := Core()
	overlay := map[string][]byte{}
	if opts.Overlay != nil {
		if err := readInto(overlay, opts.Overlay, ".", "overlay"); err != nil {
			return nil, err
		}
	}
	own := crisisName(overlay["overlay/crisis.yaml"])
	name, err := pickCrisis(opts.Crisis, own)
	if err != nil {
		return nil, err
	}
	if own == "" || own == name && known(name) {
		mustRead(files, "data/crises/"+name, "crises/"+name)
	}
	for f, b := range overlay {
		files[f] = b
	}
	return LoadBytes(files)
}

func known(name string) bool {
	for _, c := range Crises() {
		if c == name {
			return true
		}
	}
	return false
}

func pickCrisis(asked, own string) (string, error) {
	all := Crises()
	switch {
	case asked == "" && own != "":
		return own, nil
	case asked == "" && len(all) == 1:
		return all[0], nil
	case asked != "" && (asked == own || known(asked)):
		return asked, nil
	case asked == "":
		return "", fmt.Errorf("load codebook: %w: name one of the crises %s", sanad.ErrInvalid, strings.Join(all, ", "))
	}
	return "", fmt.Errorf("load codebook: crisis %q: %w: there are %s", asked, sanad.ErrNotFound, strings.Join(all, ", "))
}
