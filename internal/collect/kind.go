package collect

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"sanad.example/sanad"
)

// kind is how bytes are read, named by its media type.
type kind string

const (
	kindPlain    kind = "text/plain"
	kindMarkdown kind = "text/markdown"
	kindHTML     kind = "text/html"
	kindLines    kind = "application/x-ndjson"
	kindJSON     kind = "application/json"
	kindPDF      kind = "application/pdf"
	kindSheet    kind = "text/csv"
	kindPost     kind = "application/yaml" // a post with its translation
)

// sniffLength is how many first bytes are looked at to find a kind.
const sniffLength = 4096

// kindOfName returns the kind that a file's name says, without a trailing ".gz", or "".
func kindOfName(name string) kind {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	for _, ext := range []string{".post.yaml", ".post.yml", ".post.json"} {
		if strings.HasSuffix(name, ext) {
			return kindPost
		}
	}
	switch filepath.Ext(name) {
	case ".pdf":
		return kindPDF
	case ".csv", ".tsv":
		return kindSheet
	case ".txt", ".text":
		return kindPlain
	case ".md", ".markdown":
		return kindMarkdown
	case ".html", ".htm", ".xhtml":
		return kindHTML
	case ".jsonl", ".ndjson":
		return kindLines
	case ".json":
		return kindJSON
	}
	return ""
}

// kindOf returns the kind that a media type declares, or else that the bytes show.
func kindOf(r Received) (kind, error) {
	mt, _, err := mime.ParseMediaType(r.MediaType)
	if err == nil {
		switch k := kind(mt); k {
		case kindMarkdown, kindHTML, kindLines, kindJSON, kindPDF:
			return k, nil
		case "application/xhtml+xml":
			return kindHTML, nil
		case "application/jsonl", "application/jsonlines":
			return kindLines, nil
		}
	}
	return sniff(r.Body[:min(len(r.Body), sniffLength)])
}

// sniff finds the kind from the first bytes. Errors: ErrInvalid for what isn't text.
func sniff(head []byte) (kind, error) {
	switch k := jsonKind(head); k {
	case kindLines, kindJSON:
		return k, nil
	}
	if bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) && !utf8.Valid(head) || bytes.HasPrefix(head, []byte("%PDF-")) {
		return kindPDF, nil
	}
	if err := refuseBinary(head); err != nil {
		return "", err
	}
	if strings.HasPrefix(http.DetectContentType(head), "text/html") {
		return kindHTML, nil
	}
	return kindPlain, nil
}

// jsonKind tells JSON Lines from JSON, or returns "" where the bytes are neither. A first line that is
// whole says JSON Lines; one that ends inside an object says JSON.
func jsonKind(head []byte) kind {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(head) < 2 {
		return ""
	}
	next := bytes.TrimLeft(head[1:], " \t\r\n")
	if len(next) == 0 {
		return ""
	}
	switch {
	case head[0] == '[' && (next[0] == '{' || next[0] == ']'):
		return kindJSON
	case head[0] == '{' && (next[0] == '"' || next[0] == '}'):
		line, _, whole := bytes.Cut(head, []byte("\n"))
		line = bytes.TrimRight(line, " \t\r")
		if whole && (len(line) == 1 || bytes.ContainsAny(line[len(line)-1:], ",{[")) {
			return kindJSON
		}
		return kindLines
	}
	return ""
}

// refuseBinary returns ErrInvalid with a remedy for bytes that begin as a known format that isn't text.
// UTF-16 passes: it is told by decode.
func refuseBinary(head []byte) error {
	mt, _, _ := strings.Cut(http.DetectContentType(head), ";")
	switch {
	case strings.HasPrefix(mt, "text/"), mt == "application/octet-stream":
		return nil
	case mt == "application/zip", mt == "application/x-gzip", mt == "application/x-rar-compressed":
		return &Problem{Err: fmt.Errorf("%w: an archive (%s)", sanad.ErrInvalid, mt), Remedy: "unpack it and name the folder"}
	case mt == "application/pdf", mt == "application/postscript":
		return &Problem{Err: fmt.Errorf("%w: %s isn't read", sanad.ErrInvalid, mt), Remedy: "save it as text"}
	}
	return &Problem{Err: fmt.Errorf("%w: %s isn't text", sanad.ErrInvalid, mt), Remedy: "leave it out"}
}
