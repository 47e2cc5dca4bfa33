package sanad_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "sanad.example/sanad"

// TestImportDirection holds sanad ← text ← codebook ← coder ← internal, and that adapters don't import
// one another: internal/pipeline, internal/eval and cmd alone know more than one.
func TestImportDirection(t *testing.T) {
	n := 0
	eachImport(t, func(file, pkg, imported string) {
		n++
		if why := forbidden(pkg, imported, strings.HasSuffix(file, "_test.go")); why != "" {
			t.Errorf("%s imports %s: %s", file, imported, why)
		}
	})
	if n < 50 {
		t.Errorf("only %d imports seen: the walk is broken", n)
	}
}

// TestForbidden shows that the rule can fail.
func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		pkg, imported string
		ok            bool
	}{
		{"", "strings", true},
		{"", "golang.org/x/text/unicode/norm", false},
		{"", module + "/text", false},
		{"text", module, true},
		{"text/train", module + "/text", true},
		{"text", module + "/codebook", false},
		{"codebook", module + "/coder", false},
		{"coder", module + "/codebook", true},
		{"coder", module + "/internal/collect", false},
		{"internal/web", module + "/internal/store/sqlite", false},
		{"internal/web", module + "/internal/web/api", true},
		{"internal/store/sqlite", module + "/internal/store/postgres", false},
		{"internal/collect", module + "/internal/web", false},
		{"internal/store/sqlite", module + "/internal/log", true},
		{"internal/log", module + "/internal/store/sqlite", false},
		{"internal/store/sqlite", module + "/internal/decision", true},
		{"internal/decision", module + "/internal/collect", false},
		{"internal/synth", module + "/codebook", true},
		{"internal/pipeline", module + "/internal/web", true},
		{"internal/pipeline", module + "/internal/log", true},
		{"internal/web", module + "/internal/pipeline", false},
		{"cmd/sanad", module + "/internal/web", true},
	} {
		if got := forbidden(c.pkg, c.imported, false) == ""; got != c.ok {
			t.Errorf("%s imports %s: allowed %v", c.pkg, c.imported, got)
		}
	}
}

// eachImport calls fn for each import of each Go file of the module.
func eachImport(t *testing.T, fn func(file, pkg, imported string)) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." {
			_, nested := os.Stat(filepath.Join(name, "go.mod"))
			if base := d.Name(); base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || nested == nil {
				return fs.SkipDir
			}
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(name))
		if pkg == "." {
			pkg = ""
		}
		for _, i := range f.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			fn(name, pkg, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// forbidden says why a package may not import another, or returns "".
func forbidden(pkg, imported string, test bool) string {
	own := imported == module || strings.HasPrefix(imported, module+"/")
	if pkg == "" && !test && (own || strings.Contains(strings.SplitN(imported, "/", 2)[0], ".")) {
		return "the domain imports the standard library alone"
	}
	if !own || test && pkg == "" {
		return ""
	}
	to := strings.TrimPrefix(strings.TrimPrefix(imported, module), "/")
	if rank(to) > rank(pkg) {
		return "it points the other way: sanad, text, codebook, coder, internal, cmd"
	}
	if a, b := adapter(pkg), adapter(to); a != "" && b != "" && a != b && !test {
		return "adapters don't import one another; internal/pipeline or cmd joins them"
	}
	return ""
}

// rank is a package's place in the direction of imports.
func rank(pkg string) int {
	top, rest, _ := strings.Cut(pkg, "/")
	switch top {
	case "":
		return 0
	case "text":
		return 1
	case "codebook":
		return 2
	case "coder", "corpus": // the corpus is text alone; its tests hold it against the codebook
		return 3
	case "internal":
		switch {
		case pure(rest): // the log's arithmetic, and what rulings do to claims: adapters stand on them
			return 4
		case joins(rest):
			return 6
		}
		return 5
	}
	return 7
}

// joins reports whether a package below internal may know several adapters.
func joins(rest string) bool {
	top, _, _ := strings.Cut(rest, "/")
	return top == "pipeline" || top == "eval"
}

// pure reports whether a package below internal adapts nothing and may be used by those that do.
func pure(rest string) bool { return rest == "log" || rest == "decision" }

// adapter names what a package below internal adapts: its first folder, two for stores and exchange
// formats; "" for any other package, and for the pure ones.
func adapter(pkg string) string {
	parts := strings.Split(pkg, "/")
	if len(parts) < 2 || parts[0] != "internal" || pure(parts[1]) || joins(parts[1]) {
		return ""
	}
	if (parts[1] == "store" || parts[1] == "exchange" || parts[1] == "queue") && len(parts) > 2 {
		return parts[1] + "/" + parts[2]
	}
	return parts[1]
}
