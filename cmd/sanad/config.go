package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"
	"go.yaml.in/yaml/v4"

	"sanad.example/sanad/internal/collect/fetch"
	"sanad.example/sanad/text"
)

// setting is one thing that can be configured, by flag over environment over file over default.
type setting struct {
	name, env, usage string
	standard         func(a *app) string // the default
}

var settings = []setting{
	{"db", "SANAD_DB", "the data folder: a path, or sqlite:PATH", (*app).dataFolder},
	{"codebook", "SANAD_CODEBOOK", "a folder whose entries overlay the codebook's", func(*app) string { return "" }},
	{"crisis", "SANAD_CRISIS", "which crisis of the codebook", func(*app) string { return "pakistan-afghanistan" }},
	{"addr", "SANAD_ADDR", "where to serve pages; loopback only", func(*app) string { return "127.0.0.1:8080" }},
	{"workers", "SANAD_WORKERS", "documents coded at once; 0: one for each core", func(*app) string { return "0" }},
	{"mode", "SANAD_MODE", "how sentences are parsed: accurate or fast", func(*app) string { return "accurate" }},
	{"contact", "SANAD_CONTACT", "an address or page by which the sites that are read can reach you, told to each of them", func(*app) string { return "" }},
	{"host-delay", "SANAD_HOST_DELAY", "time between two requests to one host: 2s, 500ms", func(*app) string { return "2s" }},
	{"analyst", "SANAD_ANALYST", "the pseudonym under which decisions are signed", func(*app) string { return "" }},
	{"allow-private", "SANAD_ALLOW_PRIVATE", "networks that may be read from though they aren't public: 10.1.0.0/16, 127.0.0.0/8", func(*app) string { return "" }},
}

func globalFlags() []cli.Flag {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "config", Usage: "a YAML `FILE` of settings (SANAD_CONFIG)"},
		&cli.StringFlag{Name: "as-of", Usage: "answer as of `TIME` of recording: 2025-10-15 or 2025-10-15T18:00:00Z"},
	}
	for _, s := range settings {
		if s.name == "addr" {
			continue // a flag of the verbs that serve
		}
		flags = append(flags, &cli.StringFlag{Name: s.name, Usage: s.usage + " (" + s.env + ")"})
	}
	return flags
}

// value is a setting's value and where it is from.
type value struct{ text, from string }

// config is every setting's value.
type config map[string]value

// resolve reads the configuration. Unknown keys in the file are an error that names the place.
func (a *app) resolve(cmd *cli.Command) (config, error) {
	path, from := cmd.String("config"), "--config"
	if path == "" {
		path, from = a.env("SANAD_CONFIG"), "SANAD_CONFIG"
	}
	file, err := readConfig(path)
	if err != nil {
		return nil, fmt.Errorf("%w (%s)", err, from)
	}
	got := config{}
	for _, s := range settings {
		switch {
		case cmd.IsSet(s.name):
			got[s.name] = value{cmd.String(s.name), "flag --" + s.name}
		case a.env(s.env) != "":
			got[s.name] = value{a.env(s.env), "environment " + s.env}
		case file[s.name] != "":
			got[s.name] = value{file[s.name], "file " + path}
		default:
			got[s.name] = value{s.standard(a), "default"}
		}
	}
	return got, got.check()
}

func (c config) check() error {
	if n, err := strconv.Atoi(c["workers"].text); err != nil || n < 0 {
		return usage("workers is %q (%s): give a number from 0 on", c["workers"].text, c["workers"].from)
	}
	if _, err := text.ParseMode(c.text("mode")); err != nil {
		return usage("mode is %q (%s): give accurate or fast", c.text("mode"), c["mode"].from)
	}
	if d, err := time.ParseDuration(c["host-delay"].text); err != nil || d < 0 {
		return usage("host-delay is %q (%s): give a time such as 2s or 500ms", c["host-delay"].text, c["host-delay"].from)
	}
	if _, err := c.openNetworks(); err != nil {
		return usage("allow-private is %q (%s): give networks such as 10.1.0.0/16, with commas between them", c["allow-private"].text, c["allow-private"].from)
	}
	if strings.HasPrefix(c["db"].text, "postgres:") || strings.HasPrefix(c["db"].text, "postgresql:") {
		return usage("db is %q (%s): this version keeps its data in a folder; give a path", c["db"].text, c["db"].from)
	}
	return nil
}

func (c config) text(name string) string { return c[name].text }

func (c config) workers() int {
	n, _ := strconv.Atoi(c["workers"].text) // check has seen it
	return n
}

func (c config) mode() text.Mode {
	m, _ := text.ParseMode(c.text("mode")) // check has seen it
	return m
}

// openNetworks are the closed networks that may be read from.
func (c config) openNetworks() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range strings.FieldsFunc(c["allow-private"].text, func(r rune) bool { return r == ',' || r == ' ' }) {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// fetching is how the web is read.
func (c config) fetching() fetch.Options {
	open, _ := c.openNetworks() // check has seen both
	delay, _ := time.ParseDuration(c["host-delay"].text)
	if delay == 0 {
		delay = -1 // none at all
	}
	return fetch.Options{Agent: "sanad/" + version, Contact: c.text("contact"), Open: open, Delay: delay}
}

// folder is the data folder, without the scheme.
func (c config) folder() string { return strings.TrimPrefix(c["db"].text, "sqlite:") }

func readConfig(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("there is no configuration file %q", path)
	}
	if err != nil {
		return nil, usage("configuration: %v", err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, usage("%s: %v", path, err)
	}
	return parseConfig(path, &doc)
}

// parseConfig takes a mapping of setting names to scalars.
func parseConfig(path string, doc *yaml.Node) (map[string]string, error) {
	got := map[string]string{}
	if len(doc.Content) == 0 {
		return got, nil
	}
	m := doc.Content[0]
	if m.Kind != yaml.MappingNode {
		return nil, usage("%s:%d:%d: a list of settings is needed, such as \"db: PATH\"", path, m.Line, m.Column)
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		k, v := m.Content[i], m.Content[i+1]
		if !slices.ContainsFunc(settings, func(s setting) bool { return s.name == k.Value }) {
			return nil, usage("%s:%d:%d: there is no setting %q; there are %s", path, k.Line, k.Column, k.Value, settingNames())
		}
		if v.Kind != yaml.ScalarNode {
			return nil, usage("%s:%d:%d: setting %q takes one value", path, v.Line, v.Column, k.Value)
		}
		got[k.Value] = v.Value
	}
	return got, nil
}

func settingNames() string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	return strings.Join(names, ", ")
}

// dataFolder is where data are kept unless told otherwise: the user's data directory.
func (a *app) dataFolder() string {
	home := a.env("HOME")
	switch {
	case a.env("XDG_DATA_HOME") != "":
		return filepath.Join(a.env("XDG_DATA_HOME"), "sanad")
	case runtime.GOOS == "windows":
		return filepath.Join(a.env("LOCALAPPDATA"), "Sanad")
	case home == "":
		return "sanad-data"
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "Sanad")
	}
	return filepath.Join(home, ".local", "share", "sanad")
}

func (a *app) configCommand() *cli.Command {
	return &cli.Command{
		Name: "config", Usage: "print every setting, its value and where it is from",
		Description: "Settings come from flags, over the environment, over the file that --config or SANAD_CONFIG\nnames, over defaults. The output is such a file.",
		Flags:       []cli.Flag{addrFlag()},
		Action: func(_ context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			c, err := a.resolve(cmd)
			if err != nil {
				return err
			}
			for _, s := range settings {
				fmt.Fprintf(a.out, "# %s\n# from: %s\n%s: %q\n", s.usage, c[s.name].from, s.name, c[s.name].text)
			}
			return nil
		},
	}
}

func addrFlag() cli.Flag {
	return &cli.StringFlag{Name: "addr", Usage: "listen on `HOST:PORT`, a loopback address (SANAD_ADDR)"}
}
