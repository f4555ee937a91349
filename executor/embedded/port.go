package embedded

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"

	"github.com/kaaslab/kaaslab/fault"
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
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err == nil {
		return listener.Close()
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		return fault.Errorf(fault.PortTaken, "port %d cannot be listened on: %w; set managementCluster.apiPort to another port", port, err)
	}
	return fault.Errorf(fault.PortTaken, "port %d is in use%s; stop that, or set managementCluster.apiPort to another port", port, by(listening(port)))
}

// by names a process, if one is known.
func by(pid int, name string) string {
	if pid == 0 {
		return ""
	}
	return fmt.Sprintf(" by process %q (pid %d)", name, pid)
}
