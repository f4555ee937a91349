package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/vishvananda/netlink"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/klog/v2"
)

// network is the pod network as seen from one node.
type network struct {
	node      string
	configDir string
}

// apply makes the network what a node says. Events of one informer come one
// after the other, so nothing here is locked.
func (n *network) apply(node *corev1.Node) error {
	pods, address := node.Spec.PodCIDR, net.ParseIP(internalIP(node))
	if pods == "" || address == nil {
		return nil
	}
	if node.Name == n.node {
		return n.configure(pods)
	}
	route, err := routeTo(pods, address)
	if err != nil {
		return err
	}
	if err := netlink.RouteReplace(route); err != nil {
		return fmt.Errorf("route to %s by %s: %w", pods, address, err)
	}
	return nil
}

func (n *network) remove(node *corev1.Node) {
	route, err := routeTo(node.Spec.PodCIDR, nil)
	if err == nil && node.Name != n.node {
		err = netlink.RouteDel(route)
	}
	if err != nil {
		klog.V(1).InfoS("route was not removed", "node", node.Name, "reason", err)
	}
}

func routeTo(pods string, by net.IP) (*netlink.Route, error) {
	_, destination, err := net.ParseCIDR(pods)
	if err != nil {
		return nil, err
	}
	return &netlink.Route{Dst: destination, Gw: by}, nil
}

// configure writes the configuration once complete, under a name that sorts
// first: the runtime takes the first one and may look at any moment.
func (n *network) configure(pods string) error {
	text, err := pluginList(pods)
	if err != nil {
		return err
	}
	file := filepath.Join(n.configDir, "10-kaaslab.conflist")
	if old, err := os.ReadFile(file); err == nil && string(old) == string(text) {
		return nil
	}
	if err := os.MkdirAll(n.configDir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o644); err != nil {
		return err
	}
	klog.InfoS("pod network is configured", "pods", pods)
	return os.Rename(file+".new", file)
}

func pluginList(pods string) ([]byte, error) {
	return json.MarshalIndent(map[string]any{
		"cniVersion": "0.4.0",
		"name":       "kaaslab",
		"plugins": []map[string]any{{
			"type": "bridge", "bridge": "cni0", "isDefaultGateway": true, "ipMasq": true, "hairpinMode": true,
			"ipam": map[string]any{"type": "host-local", "ranges": [][]map[string]any{{{"subnet": pods}}}},
		}, {
			"type": "portmap", "capabilities": map[string]any{"portMappings": true},
		}},
	}, "", "  ")
}
