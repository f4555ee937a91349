package preflight

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/system"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// host is a machine with Docker on it, which has room for small labs.
type host struct {
	*Machine
	*dockertest.Daemon
}

func newHost(t *testing.T) *host {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("demo")
	must(t, err)
	d := dockertest.Memory()
	release, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	*d.HostInfo = system.Info{
		ServerVersion: "28.1.1", OperatingSystem: "Debian GNU/Linux 13", KernelVersion: strings.TrimSpace(string(release)),
		Architecture: "x86_64", CgroupVersion: "2", DockerRootDir: "/",
	}
	h := &host{Machine: New(engine.Of(d, "unix:///var/run/docker.sock"), dir), Daemon: d}
	h.system = fakeSystem{total: 16 << 30, available: 12 << 30, instances: 128, watches: 65536}.in(t)
	return h
}

type fakeSystem struct{ total, available, swap, instances, watches int64 }

func (f fakeSystem) in(t *testing.T) thisMachine {
	t.Helper()
	proc := t.TempDir()
	write(t, filepath.Join(proc, "meminfo"), fmt.Sprintf("MemTotal: %d kB\nMemAvailable: %d kB\nSwapTotal: %d kB\n", f.total>>10, f.available>>10, f.swap>>10))
	write(t, filepath.Join(proc, "sys/fs/inotify/max_user_instances"), fmt.Sprintln(f.instances))
	write(t, filepath.Join(proc, "sys/fs/inotify/max_user_watches"), fmt.Sprintln(f.watches))
	return thisMachine{proc: proc, free: func(string) (int64, error) { return 100 << 30, nil }}
}

// onDocker is a lab with a management node and so many others.
func onDocker(nodes int) *spec.Lab {
	return &spec.Lab{
		Name: "demo", Peering: spec.Peering{Network: "kind"},
		ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderK3d, Name: "capi", Image: "k3s:1", Servers: 1},
		WorkloadClusters: []spec.WorkloadCluster{{
			Name: "one", Infrastructure: spec.InfrastructureDocker, ControlPlane: spec.ControlPlane{Replicas: 1},
			Workers: []spec.WorkerPool{{Name: "md-0", Replicas: nodes - 1}},
		}},
	}
}

func embedded() *spec.Lab {
	return &spec.Lab{Name: "demo", ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderEmbedded, Name: "m"}}
}

// simulated is an embedded lab with so many simulated clusters.
func simulated(clusters int) *spec.Lab {
	lab := embedded()
	lab.WorkloadClusters = []spec.WorkloadCluster{{Name: "sim", Count: clusters, Infrastructure: spec.InfrastructureSimulated}}
	return lab
}

// inspect returns the findings of one check.
func (h *host) inspect(t *testing.T, check string, lab *spec.Lab) []executor.Finding {
	t.Helper()
	var of []executor.Finding
	for _, f := range h.Inspect(t.Context(), executor.Question{Lab: lab, Fresh: true}) {
		if f.Check == check {
			of = append(of, f)
		}
	}
	return of
}

// mustFind checks that a check has one finding, and what that says.
func (h *host) mustFind(t *testing.T, check string, lab *spec.Lab, verdict executor.Verdict, words ...string) {
	t.Helper()
	found := h.inspect(t, check, lab)
	if len(found) != 1 {
		t.Fatalf("%s: found %+v", check, found)
	}
	if found[0].Verdict != verdict || verdict != executor.Fine && found[0].Remedy == "" {
		t.Errorf("%s: found %+v, want a %s", check, found[0], verdict)
	}
	for _, word := range words {
		if !strings.Contains(found[0].String(), word) {
			t.Errorf("%s: %q does not say %q", check, found[0], word)
		}
	}
}

// TestHazardH26GoodMachine: nothing is wrong, and each check says what it saw.
func TestHazardH26GoodMachine(t *testing.T) {
	h := newHost(t)
	for _, f := range h.Inspect(t.Context(), executor.Question{Lab: onDocker(2), Fresh: true}) {
		if f.Verdict != executor.Fine || f.Found == "" {
			t.Errorf("found %+v", f)
		}
	}
	h.mustFind(t, "docker", onDocker(2), executor.Fine, "Docker engine 28.1.1 at unix:///var/run/docker.sock, on Debian")
	h.mustFind(t, "memory", onDocker(2), executor.Fine, "16GiB of memory, 12GiB available, the lab takes 1.629GiB at least")
	h.mustFind(t, "disk", onDocker(2), executor.Fine, "100GiB free at /, the lab takes 2.197GiB at least")
	h.mustFind(t, "subnet", onDocker(2), executor.Fine, "is free")
	h.mustFind(t, "memory", nil, executor.Fine, "16GiB of memory, 12GiB available")
}

func TestKindsOfDocker(t *testing.T) {
	for name, c := range map[string]struct {
		at      string
		info    func(*system.Info)
		verdict executor.Verdict
		want    string
	}{
		"desktop":  {"unix:///home/me/.docker/desktop/docker.sock", func(i *system.Info) { i.OperatingSystem = "Docker Desktop" }, executor.Fine, "Docker Desktop 28"},
		"remote":   {"tcp://10.0.0.1:2376", func(*system.Info) {}, executor.Fine, "remote Docker engine"},
		"rootless": {"unix:///run/user/1000/docker.sock", func(i *system.Info) { i.SecurityOptions = []string{"name=seccomp,profile=builtin", "name=rootless"} }, executor.Warning, "rootless"},
		"machine":  {"unix:///run/colima.sock", func(i *system.Info) { i.KernelVersion = "6.1.0-other" }, executor.Fine, "in a virtual machine"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			c.info(h.HostInfo)
			h.engine = engine.Of(h.Daemon, c.at)
			h.mustFind(t, "docker", onDocker(2), c.verdict, c.want)
		})
	}
}

// TestHazardH26NoDocker: it is a failure only for a lab that needs it.
func TestHazardH26NoDocker(t *testing.T) {
	h := newHost(t)
	h.engine = engine.At("unix://" + filepath.Join(t.TempDir(), "docker.sock"))
	h.mustFind(t, "docker", onDocker(2), executor.Failure, "no Docker daemon answers", "start Docker")
	h.mustFind(t, "docker", nil, executor.Warning, "no Docker daemon answers")
	if found := h.inspect(t, "docker", embedded()); len(found) > 0 {
		t.Errorf("a lab without Docker: %+v", found)
	}
}

func TestHazardH26Cgroup(t *testing.T) {
	h := newHost(t)
	h.HostInfo.CgroupVersion = "1"
	h.mustFind(t, "cgroup", onDocker(2), executor.Warning, "cgroup version 1", "kubelet")
}

func TestHazardH26Memory(t *testing.T) {
	h := newHost(t)
	h.mustFind(t, "memory", onDocker(40), executor.Fine, "12GiB available")
	h.mustFind(t, "memory", onDocker(50), executor.Warning, "end something else")
	h.mustFind(t, "memory", onDocker(100), executor.Failure, "make the lab smaller")
	if found := h.Inspect(t.Context(), executor.Question{Lab: onDocker(50)}); executor.Prepared(found) != nil || verdictOf(found, "memory") != executor.Fine {
		t.Error("a lab that runs is told that there is no room for it")
	}
	h.system = fakeSystem{total: 16 << 30, swap: 64 << 30}.in(t)
	h.mustFind(t, "memory", onDocker(100), executor.Fine)
	h.HostInfo.KernelVersion, h.HostInfo.MemTotal = "another", 1<<30
	h.mustFind(t, "memory", onDocker(2), executor.Failure, "1GiB of memory", "give the machine that Docker runs on more memory")
}

// TestAFleetThatDoesNotFitIsProposedInMemory: only where it fits that way, and only where there is something to change.
func TestAFleetThatDoesNotFitIsProposedInMemory(t *testing.T) {
	h := newHost(t)
	const proposal = "write infrastructure: inMemory"
	h.mustFind(t, "memory", simulated(100), executor.Fine)
	h.mustFind(t, "memory", simulated(150), executor.Warning, proposal, "with all of them in memory the lab takes 2.258GiB", "end something else")
	h.mustFind(t, "memory", simulated(300), executor.Failure, proposal, "make the lab smaller")
	for _, tooLarge := range []*spec.Lab{simulated(5000), onDocker(100)} {
		if found := h.inspect(t, "memory", tooLarge); strings.Contains(found[0].Remedy, proposal) {
			t.Errorf("a change that does not help is proposed: %s", found[0])
		}
	}
}

func TestHazardH26Disk(t *testing.T) {
	h := newHost(t)
	h.system.free = func(string) (int64, error) { return 1 << 30, nil }
	h.mustFind(t, "disk", onDocker(2), executor.Warning, "1GiB free at /", "docker system df")
	h.system.free = func(string) (int64, error) { return 1 << 20, nil }
	h.mustFind(t, "disk", onDocker(2), executor.Failure, "1MiB free")
	h.system.free = func(string) (int64, error) { return 0, errors.New("no answer") }
	h.mustFind(t, "disk", embedded(), executor.Warning, "no answer")
}

func verdictOf(findings []executor.Finding, check string) executor.Verdict {
	for _, f := range findings {
		if f.Check == check {
			return f.Verdict
		}
	}
	return ""
}

func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
