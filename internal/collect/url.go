package collect

import (
	"fmt"
	"strings"

	"github.com/nlnwa/whatwg-url/canonicalizer"
	"golang.org/x/net/publicsuffix"

	"sanad.example/sanad"
)

// maxURL bounds an address, in bytes.
const maxURL = 4096

// Canonical returns the address under which copies of one page are known: after the WHATWG's URL
// standard, without user, fragment and tracking parameters; the order of the others is kept. "" gives
// "". Errors: ErrInvalid for anything but http and https.
func (c *Collector) Canonical(address string) (string, error) {
	address = strings.TrimSpace(address)
	if address == "" {
		return "", nil
	}
	bad := func(why string) error {
		return &Problem{Err: fmt.Errorf("%w: address %.80q%s", sanad.ErrInvalid, address, why), Remedy: "give an http or https address, or none"}
	}
	if len(address) > maxURL {
		return "", bad(fmt.Sprintf(" is over %d bytes", maxURL))
	}
	u, err := canonicalizer.New(canonicalizer.WithRemoveUserInfo(), canonicalizer.WithRemoveFragment()).Parse(address)
	if err != nil {
		return "", bad("")
	}
	if s := u.Scheme(); s != "http" && s != "https" || u.Hostname() == "" {
		return "", bad("")
	}
	if q := strings.TrimPrefix(u.Search(), "?"); q != "" {
		u.SetSearch(c.tables.withoutTracking(q))
	}
	return strings.TrimSuffix(u.Href(true), "?"), nil
}

// withoutTracking returns a query without the parameters that tell who clicked, not what was shown.
func (t tables) withoutTracking(query string) string {
	var kept []string
	for _, param := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(param, "=")
		if param != "" && !t.tracks(strings.ToLower(name)) {
			kept = append(kept, param)
		}
	}
	return strings.Join(kept, "&")
}

func (t tables) tracks(name string) bool {
	if t.tracking[name] {
		return true
	}
	for _, prefix := range t.trackingPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// host returns the host of a canonical address without "www.", or "".
func host(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	h, _, _ := strings.Cut(rest, "/")
	h, _, _ = strings.Cut(h, "?")
	if i := strings.LastIndexByte(h, ':'); i >= 0 && !strings.HasSuffix(h, "]") {
		h = h[:i]
	}
	return strings.TrimPrefix(h, "www.")
}

// sameSite reports whether two canonical addresses belong to one registered domain.
func sameSite(a, b string) bool {
	ha, hb := host(a), host(b)
	if ha == hb {
		return ha != ""
	}
	da, err := publicsuffix.EffectiveTLDPlusOne(ha)
	if err != nil {
		return false
	}
	db, err := publicsuffix.EffectiveTLDPlusOne(hb)
	return err == nil && da == db
}
