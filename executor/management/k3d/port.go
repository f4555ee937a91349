package k3d

import (
	"net"
	"strconv"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// port is the port of the API server: the wanted one, the one of an earlier try, or any that is free. Docker would notice
// one that is taken only when the container starts (hazard H15).
func (h *Handler) port(wanted planner.ManagementCluster, s sight) (int, error) {
	if len(s.containers()) > 0 {
		return s.attrs().APIPort, nil
	}
	port := wanted.APIPort
	if earlier, found := s.wanted(); found && port == 0 {
		port = earlier.APIPort
	}
	if port != 0 && !h.engine.Endpoint().Local() {
		return port, nil // it is a port of another machine
	}
	return freePort(port)
}

// freePort checks a port, or chooses one for 0.
func freePort(port int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(loopback, strconv.Itoa(port)))
	if err != nil {
		return 0, fault.Errorf(fault.PortTaken, "port %d on %s is taken; set managementCluster.apiPort to another, or leave it out: %w", port, loopback, err)
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}
