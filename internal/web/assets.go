package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"sanad.example/sanad"
)

// dist holds the islands' build; a placeholder stands there until they are built, so that the program
// compiles without npm.
//
//go:embed static ui/dist
var assetFiles embed.FS

// assets are the embedded files by the names that they are served under: "style.3f2a….css", for ever
// the same bytes.
type assets struct {
	served map[string]asset
	hashed map[string]string // "style.css" to its served name
}

type asset struct {
	mediaType string
	body      []byte
}

func loadAssets() (*assets, error) {
	a := &assets{served: map[string]asset{}, hashed: map[string]string{}}
	for _, root := range []string{"static", "ui/dist"} {
		err := fs.WalkDir(assetFiles, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := assetFiles.ReadFile(name)
			a.add(strings.TrimPrefix(name, root+"/"), body)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("web: assets in %q: %w", root, err)
		}
	}
	return a, nil
}

func (a *assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	served := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a.served[served] = asset{mediaType: mediaTypeOf(ext), body: body}
	a.hashed[name] = served
}

// mediaTypeOf keeps to types that don't depend on the machine's own tables.
func mediaTypeOf(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return jsonType
	case ".woff2":
		return "font/woff2"
	case ".png":
		return "image/png"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// url returns the address of an asset by its plain name; a template that names none that exists fails.
func (a *assets) url(name string) (string, error) {
	served, ok := a.hashed[name]
	if !ok {
		return "", fmt.Errorf("asset %q: %w", name, sanad.ErrNotFound)
	}
	return "/static/" + served, nil
}

func (s *site) asset(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	a, ok := s.assets.served[name]
	if !ok {
		return fmt.Errorf("asset %q: %w", name, sanad.ErrNotFound)
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return s.send(w, r, http.StatusOK, a.mediaType, a.body)
}

func (s *site) favicon(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	return s.send(w, r, http.StatusOK, "image/svg+xml", s.assets.served[s.assets.hashed["icon.svg"]].body)
}
