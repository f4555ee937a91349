package scenario

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// show runs kubectl with the kubeconfig that the program wrote, and logs what
// it says.
func (l *lab) show(cluster string, args ...string) {
	l.Helper()
	file := filepath.Join(l.state(), "kaaslab", l.Name, "kubeconfigs", cluster+".kubeconfig")
	l.Logf("cluster %s: kubectl %s\n%s", cluster, strings.Join(args, " "),
		output(l.built.Node, append([]string{"kubectl", "--kubeconfig", file, "--request-timeout=10s"}, args...)...))
}

// dump logs all that may tell why a step has failed.
func (l *lab) dump() {
	l.Helper()
	docker := func(args ...string) string { return output("docker", append([]string{"--host", l.host}, args...)...) }
	l.Logf("all containers:\n%s", docker("ps", "--all", "--format", "table {{.Names}}\t{{.Status}}\t{{.Ports}}"))
	l.Logf("the end of the log of kaaslab:\n%s", l.endOfLog())
	l.Logf("what kaaslab plans now:\n%s", l.run("plan").stdout)
	l.show(l.management(), "get", "clusters,machines,clustersummaries", "--all-namespaces", "--output=wide")
	l.show(l.management(), "get", "machines", "--all-namespaces",
		`--output=jsonpath={range .items[*]}{.metadata.name}{range .status.conditions[?(@.status!="True")]}{"\n  "}{.type}={.status}: {.message}{end}{"\n"}{end}`)
	l.show(l.management(), "get", "pods", "--all-namespaces", "--output=wide")
	for _, c := range []string{"capd-system/capd-controller-manager", "capi-system/capi-controller-manager", "projectsveltos/addon-controller"} {
		namespace, name, _ := strings.Cut(c, "/")
		l.show(l.management(), "logs", "--namespace", namespace, "deployment/"+name, "--tail=40")
	}
	for _, c := range l.Clusters {
		l.show(c.Name, "get", "nodes,pods", "--all-namespaces", "--output=wide")
	}
	for _, c := range l.containers() {
		l.Logf("container %s:\n%s", nameOf(c), docker("logs", "--tail=15", nameOf(c)))
		switch {
		case nameOf(c) == l.server():
			l.Logf("its programs:\n%s", docker("exec", nameOf(c), "sh", "-c", "for f in /var/log/*.log; do echo == $f; tail -n 5 $f; done"))
		case c.Labels[kindCluster] != "" && !strings.HasSuffix(nameOf(c), "-lb"):
			l.Logf("its journal:\n%s", docker("exec", nameOf(c), "journalctl", "--no-pager", "--lines=40", "--unit=kubelet", "--unit=containerd"))
		}
	}
	if l.ownsDaemon() {
		l.Logf("the end of the daemon's log:\n%s", output("tail", "--lines=30", l.daemon.Log()))
	}
}

func (l *lab) endOfLog() string {
	text, err := os.ReadFile(filepath.Join(l.state(), "kaaslab", l.Name, "kaaslab.log"))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-8000):])
}

// output is what a program says, and how it fails.
func output(name string, args ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return string(out) + err.Error()
	}
	return string(out)
}
