package spec

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// addresses is a range that the lab file names, and how small and how large it may be.
type addresses struct {
	text               string
	fewest, most       int // prefix lengths: fewest bits, most bits
	fewestWhy, mostWhy string
}

func (r *reader) checkPeering(lab *Lab) {
	at := key("peering")
	if prefix, err := netip.ParsePrefix(lab.Peering.Subnet); err == nil && prefix.Addr().Is6() {
		r.refuse(at.key("subnet"), fault.WrongRange, "%s is IPv6; give a range of IPv4, and ipv6: true for addresses of both", prefix)
	} else if lab.Peering.Subnet != "" {
		subnet := r.parseRange(at.key("subnet"), addresses{lab.Peering.Subnet, 8, 28, "no private network is that large", "nodes need more addresses"})
		r.checkInnerRanges(at.key("subnet"), lab.ManagementCluster.Provider, subnet)
	}
	for _, name := range []string{"subnet", "mtu", "ipv6"} {
		if !lab.UsesDocker() && r.has(at.key(name)) {
			r.warn(at.key(name), fault.UnusedKey, "is not used: nothing in this lab runs on Docker")
		}
	}
}

// k3sRanges are the pod and service addresses of a k3s cluster, which k3d leaves as they are.
var k3sRanges = []netip.Prefix{netip.MustParsePrefix("10.42.0.0/16"), netip.MustParsePrefix("10.43.0.0/16")}

func (r *reader) checkInnerRanges(at *place, provider Provider, subnet netip.Prefix) {
	for _, taken := range provider.is().ranges {
		if overlap(subnet, taken) {
			r.refuse(at, fault.OverlappingRanges, "%s overlaps %s, which k3s uses inside of the management cluster", subnet, taken)
		}
	}
}

// checkRanges judges a cluster's pod and service addresses, against each other and against the Docker network.
func (r *reader) checkRanges(at *place, lab *Lab, w *WorkloadCluster) {
	podsAt, servicesAt := at.key("podCIDR"), at.key("serviceCIDR")
	pods, services := r.parseRanges(podsAt, w.PodCIDR, podLimits), r.parseRanges(servicesAt, w.ServiceCIDR, serviceLimits)
	for _, pair := range overlaps(services, pods) {
		r.refuse(servicesAt, fault.OverlappingRanges, "%s overlaps podCIDR %s; pods and services need ranges of their own", pair[0], pair[1])
	}
	if len(pods) > 0 && len(services) > 0 && !strings.HasPrefix(familiesOf(pods), familiesOf(services)) {
		r.refuse(servicesAt, fault.WrongRange, "%s is %s, and podCIDR %s is %s; services need addresses of the kinds that pods have, in the same order", w.ServiceCIDR, familiesOf(services), w.PodCIDR, familiesOf(pods))
	}
	r.checkFamilies(podsAt, lab, w, pods)
	if w.Infrastructure.OnDocker() { // simulated nodes have no addresses
		r.checkRoom(podsAt, pods, w)
		r.checkBesideNodes(podsAt, lab, pods)
		r.checkBesideNodes(servicesAt, lab, services)
	}
}

// checkBesideNodes compares ranges of a cluster with the addresses of the nodes.
func (r *reader) checkBesideNodes(at *place, lab *Lab, ranges []netip.Prefix) {
	subnet, _ := netip.ParsePrefix(lab.Peering.Subnet)
	for _, pair := range overlaps(ranges, []netip.Prefix{subnet}) {
		r.refuse(at, fault.OverlappingRanges, "%s overlaps peering.subnet %s, where the nodes are", pair[0], pair[1])
	}
}

// checkFamilies asks for what nodes need where pods have addresses of IPv6. In memory there are none, and a class of the user's own may
// do what it likes.
func (r *reader) checkFamilies(at *place, lab *Lab, w *WorkloadCluster, pods []netip.Prefix) {
	isIPv6 := func(p netip.Prefix) bool { return p.Addr().Is6() }
	switch {
	case !slices.ContainsFunc(pods, isIPv6) || w.ClusterClass != "" || w.Infrastructure == InfrastructureInMemory:
	case isIPv6(pods[0]) && !w.Infrastructure.OnDocker():
		r.refuse(at, fault.WrongRange, "%s begins with IPv6, and simulated nodes have IPv4; write a range of IPv4 before it, or take infrastructure inMemory", w.PodCIDR)
	case len(pods) == 1:
		r.refuse(at, fault.WrongRange, "%s is IPv6 alone, and so would be the address of the API server, which controllers on clusters of IPv4 do not reach; add a range of IPv4 behind it, or take a ClusterClass of your own", w.PodCIDR)
	case w.Infrastructure.OnDocker() && !lab.Peering.IPv6:
		r.refuse(at, fault.ConflictingKeys, "%s has addresses of IPv6, and the network of the nodes need not have any; set peering.ipv6: true", w.PodCIDR)
	}
}

// checkRoom compares the nodes of a cluster with the ranges that its pod addresses have for them.
func (r *reader) checkRoom(at *place, pods []netip.Prefix, w *WorkloadCluster) {
	nodes := w.ControlPlane.Replicas
	for _, pool := range w.Workers {
		nodes += pool.most()
	}
	for _, p := range pods {
		each := 24
		if p.Addr().Is6() {
			each = 64
		}
		if room := 1 << max(each-p.Bits(), 0); nodes > room {
			r.refuse(at, fault.WrongRange, "%s has room for %d nodes, a /%d each, and the cluster has %d; give it a larger range", p, room, each, nodes)
		}
	}
}

func overlap(a, b netip.Prefix) bool { return a.IsValid() && b.IsValid() && a.Overlaps(b) }

// overlaps are the pairs of ranges that have addresses in common.
func overlaps(all, others []netip.Prefix) (pairs [][2]netip.Prefix) {
	for _, a := range all {
		for _, b := range others {
			if overlap(a, b) {
				pairs = append(pairs, [2]netip.Prefix{a, b})
			}
		}
	}
	return pairs
}

func familiesOf(ranges []netip.Prefix) string {
	names := make([]string, len(ranges))
	for i, p := range ranges {
		names[i] = "IPv4"
		if p.Addr().Is6() {
			names[i] = "IPv6"
		}
	}
	return strings.Join(names, " and ")
}

// limits are those of a range in each family.
type limits struct{ ipv4, ipv6 addresses }

var (
	podLimits = limits{
		ipv4: addresses{fewest: 8, most: 24, fewestWhy: "no private network is that large", mostWhy: "every node takes a /24 of it"},
		ipv6: addresses{fewest: 48, most: 64, fewestWhy: "kube-controller-manager has room for 65536 nodes", mostWhy: "every node takes a /64 of it"},
	}
	serviceLimits = limits{
		ipv4: addresses{fewest: 12, most: 28, fewestWhy: "kube-apiserver takes /12 at most", mostWhy: "kubeadm needs its tenth address for DNS"},
		ipv6: addresses{fewest: 108, most: 124, fewestWhy: "kubeadm takes /108 at most", mostWhy: "kubeadm needs its tenth address for DNS"},
	}
)

// Ranges are the ranges of addresses in a text: one, or two with a comma between them.
func Ranges(text string) []string {
	ranges := strings.Split(text, ",")
	for i := range ranges {
		ranges[i] = strings.TrimSpace(ranges[i])
	}
	return ranges
}

// parseRanges returns no ranges where one cannot be used.
func (r *reader) parseRanges(at *place, text string, l limits) (ranges []netip.Prefix) {
	if text == "" {
		return nil
	}
	for _, one := range Ranges(text) {
		given := l.ipv4
		if prefix, err := netip.ParsePrefix(one); err == nil && prefix.Addr().Is6() {
			given = l.ipv6
		}
		given.text = one
		prefix := r.parseRange(at, given)
		if !prefix.IsValid() {
			return nil
		}
		ranges = append(ranges, prefix)
	}
	if len(ranges) > 2 || len(ranges) == 2 && ranges[0].Addr().Is6() == ranges[1].Addr().Is6() {
		r.refuse(at, fault.WrongRange, "%s is %s; give one range, or one of each for dual stack", quote(text), familiesOf(ranges))
		return nil
	}
	return ranges
}

// parseRange returns no prefix for a range that cannot be used.
func (r *reader) parseRange(at *place, given addresses) netip.Prefix {
	if given.text == "" || r.isBroken(at) {
		return netip.Prefix{}
	}
	prefix, err := netip.ParsePrefix(given.text)
	switch {
	case err != nil:
		r.refuse(at, fault.WrongRange, "%s is not a range of addresses, such as 10.244.0.0/16", quote(given.text))
	case prefix != prefix.Masked():
		r.refuse(at, fault.WrongRange, "%s has an address inside of the range; the range begins at %s", prefix, prefix.Masked())
	case prefix.Bits() < given.fewest:
		r.refuse(at, fault.WrongRange, "%s is too large, /%d is the largest: %s", prefix, given.fewest, given.fewestWhy)
	case prefix.Bits() > given.most:
		r.refuse(at, fault.WrongRange, "%s is too small, /%d is the smallest: %s", prefix, given.most, given.mostWhy)
	default:
		return prefix
	}
	return netip.Prefix{}
}
