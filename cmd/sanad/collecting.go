package main

import (
	"os"
	"path/filepath"

	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/collect/pdf"
	"sanad.example/sanad/internal/collect/sheet"
)

// collector makes what reads documents of all kinds. mapping is the file that says what a sheet's columns
// are, or "". The caller calls stop in the end.
func (a *app) collector(opts collect.Options, mapping string) (c *collect.Collector, stop func() error, err error) {
	if mapping != "" {
		data, err := os.ReadFile(mapping)
		if err != nil {
			return nil, nil, usage("--sheet: %v", err)
		}
		if opts.Sheet, err = sheet.ParseMapping(filepath.ToSlash(mapping), data); err != nil {
			return nil, nil, usage("%v", err)
		}
	}
	reader := pdf.New(0)
	opts.Collector = "sanad " + version
	opts.PDF = func(body []byte) (title, text, extractor string, err error) {
		doc, err := reader.Read(body)
		return doc.Title, doc.Text, pdf.Extractor, err
	}
	if c, err = collect.New(opts); err != nil {
		return nil, nil, usage("%v", err)
	}
	return c, reader.Close, nil
}
