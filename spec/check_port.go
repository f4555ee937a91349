package spec

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// portForm is [address:]host:container[/protocol]@nodes, the part of k3d's port mappings that names ports, one or a range of
// them, and says on which nodes.
var (
	portForm  = regexp.MustCompile(`^(?:(\[[^\]]*\]|[^:]*):)?([0-9]+(?:-[0-9]+)?):([0-9]+(?:-[0-9]+)?)(?:/([a-z]+))?@(.+)$`)
	portNodes = regexp.MustCompile(`^(?:loadbalancer|(server|agent):(?:([0-9]+)|\*)(:direct)?)$`)
)

// mostPorts bounds a range: Docker has a process for each port of it.
const mostPorts = 1000

// published are ports of the host that the lab takes.
type published struct {
	address, protocol string
	ports             portRange
	by                string
}

// portRange is a number of ports next to each other, often one.
type portRange struct{ first, last int }

func (p portRange) size() int { return p.last - p.first + 1 }

// are says that it is one port, or that they are several.
func (p portRange) are() string {
	if p.size() == 1 {
		return fmt.Sprintf("port %s of the host is", p)
	}
	return fmt.Sprintf("ports %s of the host are", p)
}

// String is 8000-8010, or 8000 alone.
func (p portRange) String() string {
	if p.first == p.last {
		return strconv.Itoa(p.first)
	}
	return fmt.Sprintf("%d-%d", p.first, p.last)
}

// readPorts reads what portForm has found.
func readPorts(text string) (ports portRange, reason string) {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	if !isPort(first) || !isPort(last) {
		return ports, "ports are 1 to 65535"
	}
	ports.first, _ = strconv.Atoi(first)
	ports.last, _ = strconv.Atoi(last)
	if ports.size() < 1 {
		return ports, fmt.Sprintf("the range %s ends before it begins", text)
	}
	return ports, ""
}

func isPort(text string) bool {
	number, err := strconv.ParseUint(text, 10, 16)
	return err == nil && number > 0
}

func (r *reader) checkPorts(m *ManagementCluster) {
	taken, at := []published{}, key("managementCluster")
	if m.APIPort > 0 {
		taken = append(taken, published{"127.0.0.1", "tcp", portRange{m.APIPort, m.APIPort}, "apiPort"})
	}
	for i, text := range m.Ports {
		port, reason := parsePort(text, m)
		port.by = at.key("ports").item(i).String()
		for _, other := range taken {
			if reason == "" && port.collides(other) {
				both := portRange{max(port.ports.first, other.ports.first), min(port.ports.last, other.ports.last)}
				reason = fmt.Sprintf("%s already taken by %s", both.are(), other.by)
			}
		}
		if text != "" && reason != "" {
			r.refuse(at.key("ports").item(i), fault.WrongPort, "%s: %s", quote(text), reason)
			continue
		}
		taken = append(taken, port)
	}
}

func parsePort(text string, m *ManagementCluster) (port published, reason string) {
	parts := portForm.FindStringSubmatch(text)
	if parts == nil {
		return port, "a port is [address:]host:container[/protocol]@nodes, such as 8082:80@loadbalancer or 8000-8010:8000-8010@loadbalancer"
	}
	port = published{address: strings.Trim(parts[1], "[]"), protocol: parts[4]}
	var container portRange
	var hostReason, containerReason string
	port.ports, hostReason = readPorts(parts[2])
	container, containerReason = readPorts(parts[3])
	if port.protocol == "" {
		port.protocol = "tcp"
	}
	_, addressErr := netip.ParseAddr(port.address)
	switch {
	case port.address != "" && addressErr != nil:
		reason = quote(parts[1]) + " is not an IP address of the host"
	case hostReason+containerReason != "":
		reason = cmp.Or(hostReason, containerReason)
	case port.ports.size() != container.size():
		reason = fmt.Sprintf("%s has %d of the host's ports and %s has %d of the container's; both need the same number", port.ports, port.ports.size(), container, container.size())
	case port.ports.size() > mostPorts:
		reason = fmt.Sprintf("%s are %d ports; the most is %d", port.ports, port.ports.size(), mostPorts)
	case port.protocol != "tcp" && port.protocol != "udp":
		reason = quote(port.protocol) + " is not tcp or udp"
	default:
		reason = nodesReason(parts[5], m)
	}
	return port, reason
}

// nodesReason says why no node of the management cluster answers to a filter.
func nodesReason(filter string, m *ManagementCluster) string {
	parts := portNodes.FindStringSubmatch(filter)
	if parts == nil {
		return "nodes are loadbalancer, server:0, agent:0, server:* or agent:*, and not " + quote(filter)
	}
	count := map[string]int{"server": max(m.Servers, 1), "agent": m.Agents}
	number, err := strconv.Atoi(parts[2])
	switch {
	case parts[1] == "":
		return ""
	case count[parts[1]] == 0 || err == nil && number >= count[parts[1]]:
		return fmt.Sprintf("there is no %s; the management cluster has servers: %d and agents: %d", filter, count["server"], count["agent"])
	case parts[3] != "" && parts[2] == "" && count[parts[1]] > 1:
		return fmt.Sprintf("a port of the host leads to one node directly, and %s are %d; name one of them, such as %s:0:direct, or leave :direct out", filter, count[parts[1]], parts[1])
	}
	return ""
}

func (p published) collides(other published) bool {
	everywhere := func(address string) bool { return address == "" || address == "0.0.0.0" || address == "::" }
	return p.ports.first <= other.ports.last && other.ports.first <= p.ports.last && p.protocol == other.protocol &&
		(p.address == other.address || everywhere(p.address) || everywhere(other.address))
}
