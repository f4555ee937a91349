package scenario

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// upstream are the tools that people use beside kaaslab. They have to see and
// to handle a lab as if their own user had made it.
var upstream = map[string]string{
	"k3d":        "github.com/k3d-io/k3d/v5",
	"clusterctl": "sigs.k8s.io/cluster-api/cmd/clusterctl",
}

// buildTools builds them into the directory of the program.
func buildTools(ctx context.Context) (string, error) {
	dir, err := os.MkdirTemp(programDir, "tools-")
	for name, pkg := range upstream {
		if err != nil {
			break
		}
		// A k3d that does not know its version takes the latest of its helper images.
		build := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X github.com/k3d-io/k3d/v5/version.Version=v"+imageset.K3dVersion,
			"-o", filepath.Join(dir, name), pkg)
		build.Stderr = os.Stderr
		err = build.Run()
	}
	return dir, err
}

// tool runs one of upstream's, with a kubeconfig of its own.
func (l *lab) tool(name string, args ...string) string {
	l.Helper()
	cmd := exec.Command(filepath.Join(l.tools, name), args...)
	cmd.Env = append(os.Environ(), "DOCKER_HOST="+l.host, "HOME="+filepath.Join(l.dir, "home"),
		"KUBECONFIG="+filepath.Join(l.dir, "tools.kubeconfig"), "CLUSTERCTL_DISABLE_VERSIONCHECK=true")
	out, err := cmd.CombinedOutput()
	if err != nil {
		l.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func seenByOthers(l *lab) {
	list := l.tool("k3d", "cluster", "list", l.management())
	if !strings.Contains(list, "1/1") {
		l.Errorf("k3d does not list the lab's server as one that runs:\n%s", list)
	}
	for _, c := range l.Clusters {
		tree := l.tool("clusterctl", "describe", "cluster", c.Name, "--namespace", c.Home(),
			"--kubeconfig", strings.TrimSpace(l.must(0, "kubeconfig", "--path", l.management())))
		if !strings.Contains(tree, "Cluster "+c.Home()+"/"+c.Name+",") || strings.Contains(tree, "False") {
			l.Errorf("clusterctl does not describe a cluster in which all is well:\n%s", tree)
		}
		l.Logf("clusterctl describe cluster %s\n%s", c.Name, tree)
	}
}

// restartedByK3d finds that nothing was changed by what another did.
func restartedByK3d(l *lab) {
	before := l.identities()
	l.tool("k3d", "cluster", "stop", l.management())
	l.planned("managementCluster/" + l.management())
	l.tool("k3d", "cluster", "start", l.management())
	l.apply()
	l.wantSame(before, l.identities())
	l.matches()
}
