package preflight

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"testing"

	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestHazardH25InotifyIsPredicted: a lab that leaves limits alone that are too low for its nodes is told so before.
func TestHazardH25InotifyIsPredicted(t *testing.T) {
	h := newHost(t)
	verdicts := func(lab *spec.Lab) string {
		text := ""
		for _, f := range h.inspect(t, "inotify", lab) {
			text += fmt.Sprintln(f.Verdict, f)
		}
		return text
	}
	const watches = "ok fs.inotify.max_user_watches is 65536\n"
	lab := onDocker(4)
	if got, want := verdicts(lab), "ok fs.inotify.max_user_instances is 128, 5 nodes take about 384, apply raises it to 8192\n"+watches; got != want {
		t.Errorf("unasked:\n%swant:\n%s", got, want)
	}
	const remedy = "and nodes that run out stall; raise it in host.sysctl, take host.sysctl out of the lab file, or run: sudo sysctl -w fs.inotify.max_user_instances=384\n"
	lab.Host.Sysctl = map[string]int64{}
	if got, want := verdicts(lab), "warning fs.inotify.max_user_instances is 128, 5 nodes take about 384, "+remedy+watches; got != want {
		t.Errorf("off:\n%swant:\n%s", got, want)
	}
	lab.Host.Sysctl[planner.InotifyInstances] = 256
	if got, want := verdicts(lab), "warning fs.inotify.max_user_instances is 128, host.sysctl raises it to 256, 5 nodes take about 384, "+remedy+watches; got != want {
		t.Errorf("too low:\n%swant:\n%s", got, want)
	}
	h.HostInfo.KernelVersion = "another"
	if got := h.inspect(t, "inotify", lab); len(got) != 2 || got[0].Verdict != executor.Warning {
		t.Errorf("on another kernel: %+v", got)
	}
	lab.Host.Sysctl = nil
	if got := h.inspect(t, "inotify", lab); len(got) != 2 || got[0].Verdict != executor.Fine {
		t.Errorf("on another kernel, where apply raises them: %+v", got)
	}
}

// TestHazardH15PortsAreNamed: who has a port of the lab is named, and the lab itself may have it.
func TestHazardH15PortsAreNamed(t *testing.T) {
	h := newHost(t)
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	check := "port " + strconv.Itoa(port)
	lab := onDocker(2)
	lab.ManagementCluster.Ports = []string{strconv.Itoa(port) + ":80@loadbalancer", "1:53/udp@loadbalancer"}
	h.mustFind(t, "port 1", lab, executor.Fine, "free")
	h.mustFind(t, check, lab, executor.Failure, check+" is in use by process", strconv.Itoa(os.Getpid()), "change managementCluster.ports[0]")
	h.Create(t, dockertest.Container{Name: "web", Publish: "80/tcp", Port: strconv.Itoa(port)})
	h.mustFind(t, check, lab, executor.Failure, check+" is published by container web")
	must(t, engine.Remove(t.Context(), h.Daemon, "web"))
	h.Create(t, dockertest.Container{Name: "k3d-capi-serverlb", Publish: "80/tcp", Port: strconv.Itoa(port), Labels: map[string]string{planner.LabLabel: "demo"}})
	h.mustFind(t, check, lab, executor.Fine, "the lab has it (container k3d-capi-serverlb)")
	lab.ManagementCluster.Ports = []string{fmt.Sprintf("%d-%d:80-82@loadbalancer", port-1, port+1), "1-9:1-9/udp@loadbalancer"}
	h.mustFind(t, "ports 1-9", lab, executor.Fine, "free")
	must(t, engine.Remove(t.Context(), h.Daemon, "k3d-capi-serverlb"))
	h.mustFind(t, check, lab, executor.Failure, check+" is in use by process", "change managementCluster.ports[0]")
	lab = embedded()
	lab.ManagementCluster.APIPort = port
	h.mustFind(t, check, lab, executor.Failure, "change managementCluster.apiPort")
}

// TestHazardH16SubnetClashes: a subnet that is asked for is compared with all that has addresses.
func TestHazardH16SubnetClashes(t *testing.T) {
	h, lab := newHost(t), onDocker(2)
	lab.Peering.Subnet = "172.17.128.0/20"
	h.mustFind(t, "subnet", lab, executor.Failure, "overlaps network bridge (172.17.0.0/16)", "leave peering.subnet out")
	lab.Peering.Subnet = "198.18.77.0/24"
	h.mustFind(t, "subnet", lab, executor.Fine, "198.18.77.0/24 is free")
	_, err := h.NetworkCreate(t.Context(), "kind", network.CreateOptions{IPAM: &network.IPAM{Config: []network.IPAMConfig{{Subnet: "172.30.0.0/16"}}}})
	must(t, err)
	h.mustFind(t, "subnet", lab, executor.Fine, "network kind is there with 172.30.0.0/16, belongs to another owner")
}

func TestHazardH26Architecture(t *testing.T) {
	h := newHost(t)
	h.mustFind(t, "architecture", onDocker(2), executor.Fine, "amd64")
	h.Architecture["k3s:1"] = "arm64"
	h.mustFind(t, "images", onDocker(2), executor.Warning, "k3s:1 (arm64)", "docker pull --platform linux/amd64")
	h.HostInfo.Architecture = "s390x"
	h.mustFind(t, "architecture", onDocker(2), executor.Warning, "s390x")
}

// TestLeftoversAreListed: what other labs have left is named and stays; a lab that has files here is nobody's leftover.
func TestLeftoversAreListed(t *testing.T) {
	h := newHost(t)
	for _, lab := range []string{"old", "alive", "demo"} {
		h.Create(t, dockertest.Container{Name: "k3d-" + lab, Labels: map[string]string{planner.LabLabel: lab}})
		_, err := h.VolumeCreate(t.Context(), volume.CreateOptions{Name: "kaaslab-" + lab, Labels: map[string]string{planner.LabLabel: lab}})
		must(t, err)
	}
	alive, err := statedir.For("alive")
	must(t, err)
	must(t, alive.WriteFile(alive.Log(), nil, 0o600))
	const left = `lab "old" has no files here, and has left on Docker: container k3d-old, volume kaaslab-old`
	h.mustFind(t, "other labs", onDocker(2), executor.Warning, left, "kaaslab destroy")
	if owned, err := (&look{Machine: h.Machine, api: h.Daemon}).owned(t.Context()); err != nil || len(owned["old"]) != 2 {
		t.Errorf("they are not as they were: %v (%v)", owned, err)
	}
}

// TestStateDirectory takes a directory in which not even root may write.
func TestStateDirectory(t *testing.T) {
	h := newHost(t)
	h.mustFind(t, "state directory", embedded(), executor.Fine, "kaaslab/demo")
	t.Setenv("XDG_STATE_HOME", "/proc/sys/kernel")
	dir, err := statedir.For("demo")
	must(t, err)
	h.dir = dir
	h.mustFind(t, "state directory", embedded(), executor.Failure, "/proc/sys/kernel cannot be written to", "XDG_STATE_HOME")
}
