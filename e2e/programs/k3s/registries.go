package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

const (
	registriesFile = "/etc/rancher/k3s/registries.yaml"
	registriesDir  = agentDir + "/etc/containerd/certs.d"
)

// registries is the file in which k3s is told how to reach registries, as far as kaaslab writes it.
type registries struct {
	Mirrors map[string]struct {
		Endpoint []string `json:"endpoint"`
	} `json:"mirrors"`
	Configs map[string]struct {
		Auth struct {
			Username string `json:"username"`
			Password string `json:"password"`
		} `json:"auth"`
	} `json:"configs"`
}

// writeRegistries tells containerd what the file says, which it has in a directory of its own.
func writeRegistries() error {
	text, err := os.ReadFile(registriesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var file registries
	if err := yaml.Unmarshal(text, &file); err != nil {
		return fmt.Errorf("%s: %w", registriesFile, err)
	}
	for host, content := range file.hosts() {
		dir := filepath.Join(registriesDir, strings.ReplaceAll(host, "*", "_default"))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "hosts.toml"), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// hosts are containerd's files, by the registry that they are for. The registry itself is in one that has a login for it.
func (r registries) hosts() map[string]string {
	files := map[string]string{}
	for host, mirror := range r.Mirrors {
		for _, endpoint := range mirror.Endpoint {
			files[host] += r.host(endpoint)
		}
	}
	for host := range r.Configs {
		if host == "docker.io" {
			files[host] += r.login("https://registry-1.docker.io", host)
		} else {
			files[host] += r.login("https://"+host, host)
		}
	}
	return files
}

func (r registries) host(endpoint string) string {
	at, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return r.login(endpoint, at.Host)
}

func (r registries) login(endpoint, host string) string {
	text := fmt.Sprintf("[host.%q]\n  capabilities = [\"pull\", \"resolve\"]\n", endpoint)
	if auth := r.Configs[host].Auth; auth.Username != "" {
		basic := base64.StdEncoding.EncodeToString([]byte(auth.Username + ":" + auth.Password))
		text += fmt.Sprintf("  [host.%q.header]\n    Authorization = [\"Basic %s\"]\n", endpoint, basic)
	}
	return text
}

// containerdEnv are the variables that k3s hands to containerd alone.
func containerdEnv(all []string) []string {
	var env []string
	for _, variable := range all {
		if own, found := strings.CutPrefix(variable, "CONTAINERD_"); found && !strings.HasPrefix(own, "ADDRESS=") && !strings.HasPrefix(own, "NAMESPACE=") {
			env = append(env, own)
		}
	}
	return env
}
