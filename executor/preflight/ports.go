package preflight

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"syscall"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/listener"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// checkPorts looks at the ports that the lab file names (hazard H15).
func checkPorts(ctx context.Context, l *look) []executor.Finding {
	if l.Lab == nil {
		return nil
	}
	ports := l.Lab.ManagementCluster.HostPorts()
	containers, err := l.publishing(ctx)
	if err != nil && len(ports) > 0 {
		return unknown("ports", err)
	}
	var findings []executor.Finding
	for _, together := range byKey(ports) {
		findings = append(findings, l.checkRange(together, containers)...)
	}
	return findings
}

// byKey puts the ports of a range together.
func byKey(ports []spec.HostPort) [][]spec.HostPort {
	var ranges [][]spec.HostPort
	for i, port := range ports {
		if i == 0 || ports[i-1].Key != port.Key {
			ranges = append(ranges, nil)
		}
		ranges[len(ranges)-1] = append(ranges[len(ranges)-1], port)
	}
	return ranges
}

// checkRange names the ports of a range that are taken, and says of the others together that they are fine.
func (l *look) checkRange(ports []spec.HostPort, containers []container.Summary) []executor.Finding {
	var taken, free []executor.Finding
	for _, port := range ports {
		for _, finding := range l.checkPort(port, containers) {
			if finding.Verdict == executor.Fine {
				free = append(free, finding)
			} else {
				taken = append(taken, finding)
			}
		}
	}
	if len(ports) > 1 && len(taken) == 0 {
		return fine(fmt.Sprintf("ports %d-%d", ports[0].Port, ports[len(ports)-1].Port), free[0].Found)
	}
	if len(taken) > 0 {
		return taken
	}
	return free
}

func (l *look) publishing(ctx context.Context) ([]container.Summary, error) {
	if l.api == nil {
		return nil, nil
	}
	list, err := l.api.ContainerList(ctx, container.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("list containers: %w", err)
	}
	return list, nil
}

func (l *look) checkPort(port spec.HostPort, containers []container.Summary) []executor.Finding {
	name := "port " + strconv.Itoa(port.Port)
	for _, c := range containers {
		if !publishes(c, port) {
			continue
		}
		if engine.Owner(c.Labels) == l.Lab.Name {
			return fine(name, "the lab has it (container "+engine.Name(c)+")")
		}
		return failure(name, fault.PortTaken, fmt.Sprintf("port %d is published by container %s", port.Port, engine.Name(c)), "stop that, or change "+port.Key)
	}
	if l.docker != nil && l.docker.Remote || port.Protocol != "tcp" || !inUse(port.Port) {
		return fine(name, "free")
	}
	holder := listener.On(port.Port)
	if slices.Contains(holder.Arguments, l.dir.Embedded()) {
		return fine(name, "the lab has it"+holder.By())
	}
	return failure(name, fault.PortTaken, fmt.Sprintf("port %d is in use%s", port.Port, holder.By()), "stop that, or change "+port.Key)
}

func publishes(c container.Summary, port spec.HostPort) bool {
	return slices.ContainsFunc(c.Ports, func(p container.Port) bool {
		return int(p.PublicPort) == port.Port && p.Type == port.Protocol
	})
}

// inUse tries the port on loopback. That this user may not have it at all is another matter: Docker may.
func inUse(port int) bool {
	probe, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err == nil {
		_ = probe.Close() // nobody connected to it
	}
	return errors.Is(err, syscall.EADDRINUSE)
}
