package fetch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestThisMachine holds that a real connection to this machine is refused, unless the operator opens it.
func TestThisMachine(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(text(gondor)))
	defer srv.Close()
	shut := New(Options{Tries: 1})
	defer shut.Close()
	var f *Failure
	if _, err := shut.Get(t.Context(), Request{URL: srv.URL}); !errors.As(err, &f) || f.Kind != Refused {
		t.Errorf("error %v", err)
	}
	open := New(Options{Tries: 1, Delay: -1, Open: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	defer open.Close()
	if r, err := open.Get(t.Context(), Request{URL: srv.URL}); err != nil || string(r.Body) != gondor {
		t.Errorf("%q, %v", r.Body, err)
	}
}

// TestControl holds that the dialler itself refuses, whatever was looked up before.
func TestControl(t *testing.T) {
	g := guard{ports: []uint16{80, 443}}
	for _, a := range []string{"127.0.0.1:80", "[::1]:443", "169.254.169.254:80", "[fe80::1%eth0]:80", "10.0.0.1:80", "198.35.26.96:25", "nonsense"} {
		if err := g.control("tcp", a, nil); err == nil {
			t.Errorf("%s isn't refused", a)
		}
	}
	for _, a := range []string{"198.35.26.96:80", "[2620:0:862:ed1a::1]:443"} {
		if err := g.control("tcp", a, nil); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
}

// FuzzAddress holds that no address leads to this machine.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"http://127.0.0.1/", "http://[::ffff:7f00:1]", "http://2130706433/", "http://a@b", "http://0x7f.1/", "//", "http://localhost.:80/"} {
		f.Add(s)
	}
	g := guard{ports: []uint16{80, 443}}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := parse(s)
		if err != nil {
			return
		}
		if u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("%q passes as %v", s, u)
		}
		if ip, err := netip.ParseAddr(u.Hostname()); err == nil && g.check(netip.AddrPortFrom(ip, 80)) == nil && (ip.Unmap().IsLoopback() || ip.Unmap().IsPrivate()) {
			t.Errorf("%q leads to %s", s, ip)
		}
	})
}
