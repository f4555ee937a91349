package engine

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"net"
	"net/netip"
	"os"
	"strings"
)

// hostRoutes lists where the host's routes lead, but for the default route, which leads everywhere. Where there is no table to
// read, the networks that the host is on have to do.
func hostRoutes() []netip.Prefix {
	table, err := os.ReadFile("/proc/net/route")
	if err == nil {
		return parseRoutes(string(table))
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var routes []netip.Prefix
	for _, address := range addresses {
		if prefix, err := netip.ParsePrefix(address.String()); err == nil {
			routes = append(routes, prefix.Masked())
		}
	}
	return routes
}

// parseRoutes reads the kernel's table of IPv4 routes: interface, destination, gateway, flags, ..., mask in the eighth
// column, each address in hexadecimal with its last byte first.
func parseRoutes(table string) []netip.Prefix {
	var routes []netip.Prefix
	for line := range strings.Lines(table) {
		columns := strings.Fields(line)
		if len(columns) < 8 {
			continue
		}
		destination, mask := parseHex(columns[1]), parseHex(columns[7])
		if !destination.IsValid() || !mask.IsValid() {
			continue
		}
		four := mask.As4()
		if length := bits.OnesCount32(binary.BigEndian.Uint32(four[:])); length > 0 {
			routes = append(routes, netip.PrefixFrom(destination, length).Masked())
		}
	}
	return routes
}

func parseHex(text string) netip.Addr {
	digits, err := hex.DecodeString(text)
	if err != nil || len(digits) != 4 {
		return netip.Addr{}
	}
	return netip.AddrFrom4([4]byte{digits[3], digits[2], digits[1], digits[0]})
}
