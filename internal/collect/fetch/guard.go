package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"sanad.example/sanad"
)

// Resolver looks up the addresses of a name. *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// closedNetworks are those that no public server has: after IANA's registries of special-purpose addresses,
// with the transition mechanisms that can wrap one of them. What netip itself knows isn't repeated.
var closedNetworks = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}

// closed says which kind of non-public address a is, or "".
func closed(a netip.Addr) string {
	a = a.Unmap()
	switch {
	case !a.IsValid(), a.IsUnspecified():
		return "no address"
	case a.IsLoopback():
		return "this machine's own"
	case a.IsPrivate():
		return "private"
	case a.IsLinkLocalUnicast():
		return "link-local, where clouds keep their metadata"
	case a.IsMulticast():
		return "multicast"
	case a.Zone() != "":
		return "of a zone"
	}
	for _, p := range closedNetworks {
		if p.Contains(a) {
			return "reserved (" + p.String() + ")"
		}
	}
	return ""
}

// guard says which addresses and ports may be connected to.
type guard struct {
	open  []netip.Prefix // closed networks that the operator opens, at any port
	ports []uint16
}

// check refuses an address that may not be connected to.
func (g guard) check(a netip.AddrPort) error {
	ip := a.Addr().Unmap()
	for _, p := range g.open {
		if p.Contains(ip.WithZone("")) {
			return nil
		}
	}
	if why := closed(ip); why != "" {
		return &Failure{
			Kind: Refused, Err: fmt.Errorf("%w: the address %s is %s", sanad.ErrInvalid, ip, why),
			Remedy: "only public servers are asked; an operator may open a network with the setting allow-private",
		}
	}
	if !slices.Contains(g.ports, a.Port()) {
		return &Failure{
			Kind: Refused, Err: fmt.Errorf("%w: port %d", sanad.ErrInvalid, a.Port()),
			Remedy: "only ports 80 and 443 are asked",
		}
	}
	return nil
}

// control is net.Dialer.Control: the last look at an address, when nothing can change it any more.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return &Failure{Kind: Refused, Err: fmt.Errorf("%w: address %q", sanad.ErrInvalid, address), Remedy: "give an http or https address"}
	}
	return g.check(a)
}

// dialer connects to names once it has looked at what they stand for.
type dialer struct {
	guard    guard
	resolver Resolver
	connect  func(ctx context.Context, network, address string) (net.Conn, error)
}

// dial resolves once, and connects to what it has checked: a name that stands for something else a moment
// later gains nothing.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, err
	}
	ips, err := d.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	err = nil
	for _, ip := range ips {
		to := netip.AddrPortFrom(ip.Unmap(), uint16(port))
		if refused := d.guard.check(to); refused != nil {
			err = keep(err, refused)
			continue
		}
		conn, failed := d.connect(ctx, network, to.String())
		if failed == nil {
			return conn, nil
		}
		err = keep(err, failed)
	}
	if err == nil {
		err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	return nil, err
}

// keep returns the first error.
func keep(have, also error) error {
	if have != nil {
		return have
	}
	return also
}

func (d *dialer) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	return d.resolver.LookupNetIP(ctx, "ip", host)
}

// maxAddress bounds an address, in bytes.
const maxAddress = 4096

// parse reads an address that may be asked for. Errors: a *Failure of kind Refused.
func parse(address string) (*url.URL, error) {
	refuse := func(why string) error {
		return &Failure{
			Origin: short(address), Kind: Refused, Err: fmt.Errorf("%w: address %.80q %s", sanad.ErrInvalid, address, why),
			Remedy: "give an http or https address without a password",
		}
	}
	if len(address) > maxAddress {
		return nil, refuse(fmt.Sprintf("is over %d bytes", maxAddress))
	}
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return nil, refuse("can't be read")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, refuse("isn't one of the web")
	case u.User != nil:
		return nil, &Failure{
			Origin: u.Redacted(), Kind: Refused, Err: fmt.Errorf("%w: a password stands in the address", sanad.ErrInvalid),
			Remedy: "leave it out: what is read here is public",
		}
	case u.Hostname() == "", u.Opaque != "":
		return nil, refuse("names no host")
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}
