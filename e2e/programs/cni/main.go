// Command cni gives the pods of a cluster their network: on every node it
// writes the configuration of the bridge plugin for the node's pod addresses,
// and keeps a route to the pod addresses of every other node. The nodes must
// see each other on one network, as they do on a Docker network.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the cluster; in a pod nothing needs to be said")
	configDir := flag.String("config-dir", "/etc/cni/net.d", "where the container runtime looks for its configuration")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *kubeconfig, *configDir); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "cni:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig, configDir string) error {
	name := os.Getenv("NODE_NAME")
	if name == "" {
		return errors.New("NODE_NAME is not set: set it to the name of the node")
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	klog.InfoS("keeping routes", "node", name)
	return watchNodes(ctx, client, &network{node: name, configDir: configDir})
}
