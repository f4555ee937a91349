package spec

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/fault"
)

// portForm is [address:]host:container[/protocol]@nodes, the part of k3d's port mappings that names one port and says
// on which nodes.
var (
	portForm  = regexp.MustCompile(`^(?:(\[[^\]]*\]|[^:]*):)?([0-9]+):([0-9]+)(?:/([a-z]+))?@(.+)$`)
	portNodes = regexp.MustCompile(`^(?:loadbalancer|(server|agent):(?:([0-9]+)|\*)(?::direct)?)$`)
)

// published is a port of the host that the lab takes.
type published struct {
	address, protocol string
	port              int
	by                string
}

func (r *reader) checkPorts(m *ManagementCluster) {
	taken, at := []published{}, key("managementCluster")
	if m.APIPort > 0 {
		taken = append(taken, published{"127.0.0.1", "tcp", m.APIPort, "apiPort"})
	}
	for i, text := range m.Ports {
		port, reason := parsePort(text, m)
		port.by = at.key("ports").item(i).String()
		for _, other := range taken {
			if reason == "" && port.collides(other) {
				reason = fmt.Sprintf("port %d of the host is already taken by %s", port.port, other.by)
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
		return port, "a port is [address:]host:container[/protocol]@nodes, such as 8082:80@loadbalancer"
	}
	port = published{address: strings.Trim(parts[1], "[]"), protocol: parts[4]}
	port.port, _ = strconv.Atoi(parts[2])
	container, _ := strconv.Atoi(parts[3])
	if port.protocol == "" {
		port.protocol = "tcp"
	}
	_, addressErr := netip.ParseAddr(port.address)
	switch {
	case port.address != "" && addressErr != nil:
		reason = quote(parts[1]) + " is not an IP address of the host"
	case port.port < 1 || port.port > 65535 || container < 1 || container > 65535:
		reason = "ports are 1 to 65535"
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
	}
	return ""
}

func (p published) collides(other published) bool {
	everywhere := func(address string) bool { return address == "" || address == "0.0.0.0" || address == "::" }
	return p.port == other.port && p.protocol == other.protocol &&
		(p.address == other.address || everywhere(p.address) || everywhere(other.address))
}
