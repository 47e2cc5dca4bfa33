package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
	"unicode"

	"sanad.example/sanad"
)

// Kind is why nothing came.
type Kind string

// The kinds of failure. docs/collecting.md says what follows from each.
const (
	Refused    Kind = "refused"    // by our own rules: scheme, address, port, password
	Robots     Kind = "robots"     // the site's robots.txt asks not to
	Missing    Kind = "missing"    // 404
	Gone       Kind = "gone"       // 410: it won't come back
	Busy       Kind = "busy"       // 429, 503: asked to come later
	Status     Kind = "status"     // any other status that isn't success
	Redirects  Kind = "redirects"  // too many, in a circle, or to nowhere
	TooLarge   Kind = "too large"  // over a bound on headers, body or unpacked body
	Slow       Kind = "slow"       // bytes come below the least rate
	Timeout    Kind = "timeout"    // no answer in time
	TLS        Kind = "tls"        // the certificate isn't good
	Name       Kind = "name"       // the host's name isn't known
	Connection Kind = "connection" // no connection, or cut
	Encoding   Kind = "encoding"   // the body can't be unpacked
)

// Failure is why an address gave nothing. Err wraps ErrInvalid for what is refused or can't be read,
// ErrNotFound for Missing and Gone, ErrTooLarge, and ErrUnavailable for the rest.
type Failure struct {
	Origin     string // the address that was asked for
	Kind       Kind
	Status     int           // of HTTP; 0 where there was none
	RetryAfter time.Duration // how long the host asks to be left alone; 0 where it doesn't say
	Err        error
	Remedy     string
}

// Error is one line: the address, what is wrong, and the remedy.
func (f *Failure) Error() string {
	text := f.Err.Error()
	if f.Origin != "" {
		text = f.Origin + ": " + text
	}
	if f.Remedy != "" {
		text += "; " + f.Remedy
	}
	return text
}

// Unwrap returns Err.
func (f *Failure) Unwrap() error { return f.Err }

// Transient reports whether asking again soon may help.
func (f *Failure) Transient() bool {
	switch f.Kind {
	case Busy, Slow, Timeout, Name, Connection:
		return true
	case Status:
		return f.Status >= 500
	}
	return false
}

// failure makes one of whatever went wrong on the way to origin.
func failure(origin string, err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		if f.Origin == "" {
			g := *f
			g.Origin = origin
			return &g
		}
		return f
	}
	f = &Failure{Origin: origin, Kind: Connection, Remedy: "try again later"}
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		f.Kind, f.Remedy = Name, "check the host's name, and that this machine can look names up"
	case isTLS(err):
		f.Kind, f.Remedy = TLS, "the connection isn't safe, so nothing is read; try again once the site has mended its certificate"
	case strings.Contains(err.Error(), "server response headers exceeded"):
		f.Kind, f.Err, f.Remedy = TooLarge, fmt.Errorf("headers of the answer: %w", sanad.ErrTooLarge), "it isn't read"
		return f
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		f.Kind = Timeout
	}
	f.Err = fmt.Errorf("%w: %s", sanad.ErrUnavailable, short(plain(err)))
	return f
}

// plain leaves out what the net package says of our own address.
func plain(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}

func isTLS(err error) bool {
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var alert tls.AlertError
	return errors.As(err, &record) || errors.As(err, &verify) || errors.As(err, &unknown) ||
		errors.As(err, &name) || errors.As(err, &invalid) || errors.As(err, &alert) ||
		strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// short returns s on one line, at most 300 code points of it.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if runes := []rune(s); len(runes) > 300 {
		return string(runes[:299]) + "…"
	}
	return s
}
