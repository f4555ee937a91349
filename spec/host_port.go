package spec

// HostPort is a port of the host that a lab takes.
type HostPort struct {
	// Key is the place in the lab file that names it, such as managementCluster.apiPort.
	Key string
	// Protocol is tcp or udp.
	Protocol string
	Port     int
}

// HostPorts lists the ports that the lab file names.
func (m ManagementCluster) HostPorts() []HostPort {
	var ports []HostPort
	at := key("managementCluster")
	if m.APIPort > 0 {
		ports = append(ports, HostPort{at.key("apiPort").String(), "tcp", m.APIPort})
	}
	for i, text := range m.Ports {
		p, reason := parsePort(text, &m)
		for number := p.ports.first; reason == "" && number <= p.ports.last; number++ {
			ports = append(ports, HostPort{at.key("ports").item(i).String(), p.protocol, number})
		}
	}
	return ports
}
