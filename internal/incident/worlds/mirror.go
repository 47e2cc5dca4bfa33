package worlds

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"sanad.example/sanad"
)

// Mirror exchanges the two sides: ids of actors, places and sources by pairs, and names in reports by pairs.
type Mirror struct {
	ids   map[string]string
	names *strings.Replacer
}

// ReadMirror reads pairs: `ids` and `names`, each a list of two.
func ReadMirror(file string, data []byte) (*Mirror, error) {
	var pairs struct {
		About string      `yaml:"about"`
		IDs   [][2]string `yaml:"ids"`
		Names [][2]string `yaml:"names"`
	}
	if err := yaml.Load(bytes.TrimSpace(data), &pairs, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", file, sanad.ErrInvalid, err)
	}
	m := &Mirror{ids: map[string]string{}}
	for _, p := range pairs.IDs {
		m.ids[p[0]], m.ids[p[1]] = p[1], p[0]
	}
	var names []string
	for _, p := range pairs.Names {
		names = append(names, p[0], p[1], p[1], p[0])
	}
	m.names = strings.NewReplacer(names...)
	return m, nil
}

// idForm matches what may be an id of the codebook; also the country within it ("ARN" of "ARN-MIL").
var idForm = regexp.MustCompile(`[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*`)

// id exchanges the ids in a piece of notation. Ids of a side without a pair of their own follow their country.
func (m *Mirror) id(s string) string {
	return idForm.ReplaceAllStringFunc(s, func(id string) string {
		if to, ok := m.ids[id]; ok {
			return to
		}
		country, rest, _ := strings.Cut(id, "-")
		if to, ok := m.ids[country]; ok && rest != "" {
			return to + "-" + rest
		}
		return id
	})
}

// World returns a world with the sides exchanged, in documents, claims and expectations. Errors: an id that has no
// counterpart.
func (m *Mirror) World(w *World) (*World, error) {
	var tree yaml.Node
	if err := yaml.Load(w.data, &tree); err != nil {
		return nil, err
	}
	m.node(&tree, "")
	data, err := yaml.Dump(&tree)
	if err != nil {
		return nil, err
	}
	return Read(w.book, "mirrored/"+w.Name+".yaml", data)
}

// The fields that hold ids of the codebook, and those that hold names.
var (
	withIDs   = []string{"source", "by", "via", "from", "to", "at", "figures", "estimates", "tells"}
	withNames = []string{"about", "title", "text", "says"}
)

func (m *Mirror) node(n *yaml.Node, field string) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			m.node(n.Content[i+1], n.Content[i].Value)
		}
	case yaml.ScalarNode:
		switch {
		case slices.Contains(withNames, field):
			n.Value = m.names.Replace(n.Value)
		case slices.Contains(withIDs, field):
			n.Value = m.id(n.Value)
		}
	default:
		for _, c := range n.Content {
			m.node(c, field)
		}
	}
}
