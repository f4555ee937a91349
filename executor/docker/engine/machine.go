package engine

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/system"
)

// Machine is what a daemon says about the machine that its containers run on.
type Machine struct {
	Info system.Info
	// Desktop, Rootless and Remote say what kind of Docker it is. All false is an engine on this machine.
	Desktop, Rootless, Remote bool
	// Here says that containers run on the kernel of this machine, so that its settings and memory are theirs.
	Here bool
}

// Machine asks the daemon about its machine.
func (e *Engine) Machine(ctx context.Context) (Machine, error) {
	api, err := e.API(ctx)
	if err != nil {
		return Machine{}, err
	}
	info, err := api.Info(ctx)
	if err != nil {
		return Machine{}, fmt.Errorf("ask the Docker daemon about its machine: %w", err)
	}
	m := Machine{
		Info: info, Remote: !e.Endpoint().Local(), Desktop: info.OperatingSystem == "Docker Desktop",
		Rootless: slices.ContainsFunc(info.SecurityOptions, func(o string) bool { return strings.HasPrefix(o, "name=rootless") }),
	}
	m.Here = !m.Remote && !m.Desktop && info.KernelVersion != "" && info.KernelVersion == ownKernel()
	return m, nil
}

// Kind names the kind of Docker.
func (m Machine) Kind() string {
	switch {
	case m.Desktop:
		return "Docker Desktop"
	case m.Remote:
		return "remote Docker engine"
	case m.Rootless:
		return "rootless Docker engine"
	case !m.Here:
		return "Docker engine in a virtual machine"
	}
	return "Docker engine"
}

// ownKernel is the release of the kernel that kaaslab itself runs on, or nothing where that is not Linux.
func ownKernel() string {
	if runtime.GOOS != "linux" {
		return ""
	}
	text, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return strings.TrimSpace(string(text))
}
