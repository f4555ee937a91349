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
	if node.Name == n.node && len(node.Spec.PodCIDRs) > 0 {
		return n.configure(node.Spec.PodCIDRs)
	}
	for _, route := range routesTo(node) {
		if err := netlink.RouteReplace(&route); err != nil {
			return fmt.Errorf("route to %s by %s: %w", route.Dst, route.Gw, err)
		}
	}
	return nil
}

func (n *network) remove(node *corev1.Node) {
	if node.Name == n.node {
		return
	}
	for _, route := range routesTo(node) {
		if err := netlink.RouteDel(&route); err != nil {
			klog.V(1).InfoS("route was not removed", "node", node.Name, "to", route.Dst, "reason", err)
		}
	}
}

// routesTo are the routes to the pods of another node, to those of a kind of which the node itself has an address.
func routesTo(node *corev1.Node) (routes []netlink.Route) {
	for _, pods := range node.Spec.PodCIDRs {
		_, destination, err := net.ParseCIDR(pods)
		if err != nil {
			continue
		}
		for _, address := range internalIPs(node) {
			if (address.To4() == nil) == (destination.IP.To4() == nil) {
				routes = append(routes, netlink.Route{Dst: destination, Gw: address})
			}
		}
	}
	return routes
}

// configure writes the configuration once complete, under a name that sorts
// first: the runtime takes the first one and may look at any moment.
func (n *network) configure(pods []string) error {
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

// pluginList gives each pod an address of every range.
func pluginList(pods []string) ([]byte, error) {
	ranges := make([][]map[string]any, len(pods))
	for i, subnet := range pods {
		ranges[i] = []map[string]any{{"subnet": subnet}}
	}
	return json.MarshalIndent(map[string]any{
		"cniVersion": "0.4.0",
		"name":       "kaaslab",
		"plugins": []map[string]any{{
			"type": "bridge", "bridge": "cni0", "isDefaultGateway": true, "ipMasq": true, "hairpinMode": true,
			"ipam": map[string]any{"type": "host-local", "ranges": ranges},
		}, {
			"type": "portmap", "capabilities": map[string]any{"portMappings": true},
		}},
	}, "", "  ")
}
