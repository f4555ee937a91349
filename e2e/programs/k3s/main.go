// Command k3s stands in for k3s where its image cannot be pulled: one process
// that runs a Kubernetes node and, as a server, the control plane, from the
// programs of the node image. It takes k3s' arguments and environment as far as
// k3d uses them, keeps its files where k3s does, and logs the lines that k3d
// waits for.
//
// Not offered: several servers, and k3s' own add-ons besides CoreDNS.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("say what to run: server, agent or kubectl"))
	}
	if os.Args[1] == "kubectl" {
		fail(syscall.Exec("/usr/local/bin/kubectl", append([]string{"kubectl"}, os.Args[2:]...), os.Environ()))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	options, err := parse(os.Args[1], os.Args[2:], os.Getenv)
	if err != nil {
		fail(err)
	}
	node, err := newNode(options)
	if err != nil {
		fail(err)
	}
	if err := node.run(ctx); err != nil && ctx.Err() == nil {
		fail(err)
	}
}

// fail says so in the words by which k3d tells a crash from an end.
func fail(err error) {
	fmt.Fprintf(os.Stderr, "time=%q level=fatal msg=%q\n", time.Now().Format(time.RFC3339), err)
	os.Exit(1)
}

func logLine(format string, args ...any) {
	message := strings.TrimSpace(fmt.Sprintf(format, args...))
	fmt.Printf("time=%q level=info msg=%q\n", time.Now().Format(time.RFC3339), message)
}

// Where k3s keeps its files.
const (
	dataDir      = "/var/lib/rancher/k3s"
	manifestsDir = dataDir + "/server/manifests"
	tlsDir       = dataDir + "/server/tls"
	databaseDir  = dataDir + "/server/db/etcd"
	agentDir     = dataDir + "/agent"
	kubeconfig   = "/etc/rancher/k3s/k3s.yaml"
	runtimeDir   = "/run/k3s/containerd"
)

// imageDirs hold archives of images that are loaded at the start: those that
// this image brings, and those that a user mounts, as with k3s.
var imageDirs = []string{"/usr/share/node", filepath.Join(agentDir, "images")}
