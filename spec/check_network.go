package spec

import (
	"net/netip"
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
	if lab.Peering.Subnet != "" {
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
	pods := r.parseRange(podsAt, addresses{w.PodCIDR, 8, 24, "no private network is that large", "every node takes a /24 of it"})
	services := r.parseRange(servicesAt, addresses{w.ServiceCIDR, 12, 28, "kube-apiserver takes /12 at most", "kubeadm needs its tenth address for DNS"})
	if overlap(pods, services) {
		r.refuse(servicesAt, fault.OverlappingRanges, "%s overlaps podCIDR %s; pods and services need ranges of their own", w.ServiceCIDR, w.PodCIDR)
	}
	if !w.Infrastructure.OnDocker() {
		return // simulated nodes have no addresses
	}
	r.checkRoom(podsAt, pods, w)
	subnet, _ := netip.ParsePrefix(lab.Peering.Subnet)
	if overlap(pods, subnet) {
		r.refuse(podsAt, fault.OverlappingRanges, "%s overlaps peering.subnet %s, where the nodes are", w.PodCIDR, subnet)
	}
	if overlap(services, subnet) {
		r.refuse(servicesAt, fault.OverlappingRanges, "%s overlaps peering.subnet %s, where the nodes are", w.ServiceCIDR, subnet)
	}
}

// checkRoom compares the nodes of a cluster with the /24 ranges that its pod addresses have for them.
func (r *reader) checkRoom(at *place, pods netip.Prefix, w *WorkloadCluster) {
	nodes := w.ControlPlane.Replicas
	for _, pool := range w.Workers {
		nodes += pool.most()
	}
	if room := 1 << max(24-pods.Bits(), 0); pods.IsValid() && nodes > room {
		r.refuse(at, fault.WrongRange, "%s has room for %d nodes, a /24 each, and the cluster has %d; give it a larger range", pods, room, nodes)
	}
}

func overlap(a, b netip.Prefix) bool { return a.IsValid() && b.IsValid() && a.Overlaps(b) }

// parseRange returns no prefix for a range that cannot be used.
func (r *reader) parseRange(at *place, given addresses) netip.Prefix {
	if given.text == "" || r.isBroken(at) {
		return netip.Prefix{}
	}
	prefix, err := netip.ParsePrefix(given.text)
	switch {
	case strings.Contains(given.text, ","):
		r.refuse(at, fault.WrongRange, "%s is a list; dual-stack clusters are not supported yet, so give one IPv4 range", quote(given.text))
	case err != nil:
		r.refuse(at, fault.WrongRange, "%s is not a range of addresses, such as 10.244.0.0/16", quote(given.text))
	case !prefix.Addr().Is4():
		r.refuse(at, fault.WrongRange, "%s is IPv6, which is not supported yet; give an IPv4 range", prefix)
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
