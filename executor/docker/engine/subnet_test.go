package engine

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const routeTable = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	0100000A	0003	0	0	0	00000000	0	0	0
tun0	000012AC	00000000	0001	0	0	0	0000FCFF	0	0	0
eth0	0000000A	00000000	0001	0	0	0	00FFFFFF	0	0	0
`

// TestHazardH16RoutesAreRead: the default route is everywhere and does not count; a VPN's does.
func TestHazardH16RoutesAreRead(t *testing.T) {
	want := []string{"172.16.0.0/14", "10.0.0.0/24"}
	var got []string
	for _, route := range parseRoutes(routeTable) {
		got = append(got, route.String())
	}
	want[0] = "172.16.0.0/14"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
}

func TestCandidatesAreMany(t *testing.T) {
	all := slices.Collect(candidates)
	for i, a := range all {
		if a != a.Masked() || !a.Addr().IsPrivate() || slices.ContainsFunc(all[i+1:], a.Overlaps) {
			t.Errorf("%s is no candidate", a)
		}
	}
	if first := all[0].String(); first != "172.18.0.0/16" || len(all) < 80 {
		t.Errorf("%d candidates, the first is %s", len(all), first)
	}
}

func TestLastHost(t *testing.T) {
	for subnet, want := range map[string]string{"172.18.0.0/16": "172.18.255.254", "10.0.0.128/25": "10.0.0.254", "10.1.16.0/20": "10.1.31.254"} {
		if got := lastHost(netip.MustParsePrefix(subnet)); got.String() != want {
			t.Errorf("last host of %s is %s, want %s", subnet, got, want)
		}
	}
}
