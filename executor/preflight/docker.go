package preflight

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/executor"
)

const (
	startUnified = "boot the machine with systemd.unified_cgroup_hierarchy=1, or use node images whose kubelet has --fail-cgroupv1=false"
	useRootful   = "use an engine that runs as root if nodes do not come up (`docker context use default`)"
)

// reachDocker asks Docker about its machine. A lab that does without is not told of Docker at all, and a machine without
// Docker is good for such labs.
func (l *look) reachDocker(ctx context.Context) []executor.Finding {
	if l.Lab != nil && !l.Lab.UsesDocker() {
		return nil
	}
	if l.Lab != nil {
		if _, err := l.engine.LookInto(ctx, true); executor.IsApart(err) {
			return unknown("docker", err)
		}
	}
	machine, err := l.engine.Machine(ctx)
	if err != nil && l.Lab == nil {
		return unknown("docker", err)
	}
	if err != nil {
		return []executor.Finding{executor.FindingOf("docker", err)}
	}
	l.docker = &machine
	l.api, _ = l.engine.API(ctx) // which has just answered
	found := fmt.Sprintf("%s %s at %s, on %s", machine.Kind(), machine.Info.ServerVersion, l.engine.Endpoint().Host, machine.Info.OperatingSystem)
	if machine.Rootless {
		return warning("docker", found+", where nodes need delegated cgroups", useRootful)
	}
	return fine("docker", found)
}

// checkCgroup warns of what the kubelet of newer releases refuses. Node images can tell it not to, so it is no failure.
func checkCgroup(_ context.Context, l *look) []executor.Finding {
	if l.docker == nil {
		return nil
	}
	version := l.docker.Info.CgroupVersion
	if version != "1" {
		return fine("cgroup", "version "+version)
	}
	return warning("cgroup", "Docker runs on cgroup version 1, on which the kubelet of Kubernetes v1.35 and newer does not start by itself", startUnified)
}
