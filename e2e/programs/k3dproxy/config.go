package main

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// follow makes the running proxies what the configuration says. Its keys are a
// port and a protocol, such as 6443.tcp, its values the names of nodes.
func follow(proxies map[string]*proxy, text []byte) error {
	var config struct {
		Ports map[string][]string `json:"ports"`
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		return fmt.Errorf("%s: %w", configFile, err)
	}
	for key, p := range proxies {
		if !slices.Equal(p.nodes, config.Ports[key]) {
			p.close()
			delete(proxies, key)
		}
	}
	for key, nodes := range config.Ports {
		port, protocol, _ := strings.Cut(key, ".")
		if proxies[key] != nil || len(nodes) == 0 {
			continue
		}
		if protocol != "tcp" {
			fmt.Printf("k3dproxy: port %s is not forwarded: this stand-in speaks TCP only\n", key)
			continue
		}
		p, err := listen(port, nodes)
		if err != nil {
			return err
		}
		proxies[key] = p
	}
	return nil
}
