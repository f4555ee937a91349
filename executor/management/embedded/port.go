package embedded

import (
	"errors"
	"net"
	"strconv"
	"syscall"

	"github.com/kaaslab/kaaslab/executor/listener"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// checkPort returns an error when somebody else listens on the port that the API server wants, or else on the one that it
// keeps. The program checks so too, but its error would come late and in its log.
func (h *Handler) checkPort(port int) error {
	if port == 0 {
		kept, err := h.keptPort()
		if err != nil || kept == 0 {
			return err
		}
		port = kept
	}
	probe, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err == nil {
		return probe.Close()
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		return fault.Errorf(fault.PortTaken, "port %d cannot be listened on: %w; set managementCluster.apiPort to another port", port, err)
	}
	return fault.Errorf(fault.PortTaken, "port %d is in use%s; stop that, or set managementCluster.apiPort to another port", port, listener.On(port).By())
}
