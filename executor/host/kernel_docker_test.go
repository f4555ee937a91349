package host

import (
	"os"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// labOnDocker wants one setting of the machine that Docker runs on.
func labOnDocker() *spec.Lab {
	lab := wanting(map[string]int64{instances: 8192})
	lab.ManagementCluster = spec.ManagementCluster{Provider: spec.ProviderK3d, Name: "capi", Image: "k3s:1", Servers: 1}
	return lab
}

// onDocker returns the settings of a Docker host with one setting. The daemon in memory runs scripts on this machine.
func onDocker(d *dockertest.Daemon, root string) *Sysctls {
	return on(dockerKernel{engine: d.Engine, lab: "kaas", images: imagesOf(labOnDocker()), root: root})
}

func TestSysctlsOnDockerContract(t *testing.T) {
	d := dockertest.Memory()
	handlertest.Run(t, handlertest.Subject{
		Lab: labOnDocker(), Resource: planner.SysctlResource(instances, 8192), Changed: planner.Sysctl{Value: 16384},
		AlwaysThere: "the kernel has it", Without: handlertest.Nobodys("the kernel has it"),
		New: func(t *testing.T) executor.Handler {
			d.Remembering(dirFor(t))
			return onDocker(d, files(t, "128"))
		},
		Broken: func(t *testing.T) executor.Handler {
			return onDocker(&dockertest.Daemon{Engine: engine.At("unix:///nonexistent/docker.sock")}, files(t, "128"))
		},
	})
	mustHaveNoContainer(t, d)
}

// dirFor is a directory of the lab's that is not there yet.
func dirFor(t *testing.T) statedir.Dir {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("kaas")
	must(t, err)
	return dir
}

// TestSysctlsOnDocker: looking makes nothing, and so knows nothing until apply has looked. That takes no privilege, and writing
// does. The container is of an image of the lab, and the lab's.
func TestSysctlsOnDocker(t *testing.T) {
	d, root := dockertest.Memory(), files(t, "128")
	dir := dirFor(t)
	d.Remembering(dir)
	s, r := onDocker(d, root), planner.SysctlResource(instances, 8192)
	observed, err := s.Observe(t.Context(), planner.Want(labOnDocker()))
	must(t, err)
	if len(observed) != 1 || observed[0].Phase != planner.NotReady || !strings.Contains(observed[0].Detail, "unknown until apply") {
		t.Errorf("observed %+v", observed)
	}
	if len(d.Ran()) > 0 || dir.Exists() {
		t.Errorf("to look, it ran %+v", d.Ran())
	}
	must(t, s.Apply(t.Context(), r, ignore))
	if text, err := os.ReadFile(settingPath(root, instances)); err != nil || strings.TrimSpace(string(text)) != "8192" {
		t.Errorf("it is %q (%v)", text, err)
	}
	ran := d.Ran()
	if len(ran) != 3 || ran[0].Privileged || !ran[1].Privileged || ran[2].Privileged || ran[0].Image != "k3s:1" || ran[0].Labels[planner.LabLabel] != "kaas" {
		t.Errorf("it looked, wrote and looked with %+v", ran)
	}
	mustHaveNoContainer(t, d)

	observed, err = s.Observe(t.Context(), planner.Want(labOnDocker()))
	must(t, err)
	if len(observed) != 1 || !observed[0].Assumed || observed[0].Attrs.(planner.Sysctl).Value != 8192 || len(d.Ran()) != 3 {
		t.Errorf("observed %+v after %+v", observed, d.Ran())
	}
	more := labOnDocker()
	more.Host.Sysctl[instances] = 16384
	observed, err = s.Observe(t.Context(), planner.Want(more))
	must(t, err)
	if observed[0].Assumed || observed[0].Phase != planner.NotReady {
		t.Errorf("of a higher value it observed %+v", observed)
	}
	d.HostInfo.ID = "another"
	observed, err = s.Observe(t.Context(), planner.Want(labOnDocker()))
	must(t, err)
	if observed[0].Assumed {
		t.Errorf("of another daemon it observed %+v", observed)
	}
}

// TestSysctlsOnDockerReadsRealSettings: those under /proc are not like other files, and come whole or not at all.
func TestSysctlsOnDockerReadsRealSettings(t *testing.T) {
	want, err := ownKernel{settings}.read(t.Context(), instances, "net.unknown")
	must(t, err)
	k := dockerKernel{engine: dockertest.Memory().Engine, lab: "kaas", images: []string{"k3s:1"}, root: settings}
	got, err := k.read(t.Context(), instances, "net.unknown")
	if diff := cmp.Diff(want, got); diff != "" || err != nil || got[instances] == "" {
		t.Errorf("it is %v (%v); on this kernel %v", got, err, want)
	}
}

// TestSysctlsOnDockerBeforeAnImage: a look pulls nothing, and apply does.
func TestSysctlsOnDockerBeforeAnImage(t *testing.T) {
	d, root := dockertest.Memory(), files(t, "128")
	d.NoImage("k3s:1")
	s, r := onDocker(d, root), planner.SysctlResource(instances, 8192)
	observed, err := s.Observe(t.Context(), planner.Want(labOnDocker()))
	must(t, err)
	if len(observed) != 1 || observed[0].Phase != planner.NotReady || !strings.Contains(observed[0].Detail, "unknown until apply") {
		t.Errorf("observed %+v", observed)
	}
	var reported []string
	must(t, s.Apply(t.Context(), r, ignore))
	must(t, s.AwaitReady(t.Context(), r, func(line string) { reported = append(reported, line) }))
	if text, err := os.ReadFile(settingPath(root, instances)); err != nil || strings.TrimSpace(string(text)) != "8192" {
		t.Errorf("it is %q (%v)", text, err)
	}
	if len(reported) != 1 || reported[0] != "pulling k3s:1" {
		t.Errorf("reported %q", reported)
	}
}

func TestSysctlsOnDockerSaysWhatWentWrong(t *testing.T) {
	d := dockertest.Memory()
	err := onDocker(d, t.TempDir()).Apply(t.Context(), planner.SysctlResource("net.unknown", 1), ignore)
	wantError(t, err, "the kernel that Docker runs on has no setting net.unknown")
	mustHaveNoContainer(t, d)
}

// TestWhichKernel: the settings are those of this machine only where the lab's containers run on it.
func TestWhichKernel(t *testing.T) {
	d := dockertest.Memory()
	for name, c := range map[string]struct {
		lab  *spec.Lab
		want string
	}{
		"no Docker":     {wanting(nil), "this kernel"},
		"remote Docker": {labOnDocker(), "the kernel that Docker runs on"},
	} {
		k, err := NewSysctls(c.lab, d.Engine).find(t.Context())
		if err != nil || k.name() != c.want {
			t.Errorf("%s: %v (%v)", name, k, err)
		}
	}
	k, err := NewSysctls(labOnDocker(), localDaemon(d)).find(t.Context())
	if err != nil || k.name() != "this kernel" {
		t.Errorf("local Docker: %v (%v)", k, err)
	}
}

// localDaemon is one whose containers run on this kernel.
func localDaemon(d *dockertest.Daemon) *engine.Engine {
	text, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	d.HostInfo.KernelVersion = strings.TrimSpace(string(text))
	return engine.Of(d, "unix:///var/run/docker.sock")
}

func mustHaveNoContainer(t *testing.T, d *dockertest.Daemon) {
	t.Helper()
	left, err := d.ContainerList(t.Context(), container.ListOptions{All: true})
	if err != nil || len(left) > 0 {
		t.Errorf("containers are left: %v (%v)", engine.Names(left), err)
	}
}
