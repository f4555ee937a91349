package main

// loopbackSource is added to the package of the in-memory clusters' server.
// kaaslab-embedded refers to ListenHost, so it does not compile against the
// unchanged module.
const loopbackSource = `package server

import (
	"fmt"
	"net"
	"strconv"
)

// ListenHost is the only address that servers of this package listen on.
const ListenHost = "127.0.0.1"

// claimPortLocked returns the next port of the range that no workload cluster
// holds and that nothing else on this machine listens on. It goes round, so
// that a port rests as long as possible before another cluster gets it.
func (m *WorkloadClustersMux) claimPortLocked() (int32, error) {
	size := m.maxPort - m.minPort + 1
	for i := int32(0); i < size; i++ {
		port := m.minPort + (m.portIndex-m.minPort+i)%size
		if _, taken := m.workloadClusterNameByPort[strconv.Itoa(int(port))]; taken {
			continue
		}
		l, err := net.Listen("tcp", net.JoinHostPort(ListenHost, fmt.Sprint(port)))
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			return 0, fmt.Errorf("probe port %d: %w", port, err)
		}
		m.portIndex = port + 1
		return port, nil
	}
	return 0, fmt.Errorf("no free port in %d-%d for one more in-memory cluster: delete one first", m.minPort, m.maxPort)
}
`
