package main

import (
	"slices"
	"testing"

	"sigs.k8s.io/yaml"
)

// TestRegistriesBecomeFilesOfContainerd: mirrors come first, and whoever has a login is given it.
func TestRegistriesBecomeFilesOfContainerd(t *testing.T) {
	var file registries
	if err := yaml.Unmarshal([]byte(`
mirrors:
  docker.io: {endpoint: ["https://mirror.example.com:5000"]}
configs:
  mirror.example.com:5000: {auth: {username: lab, password: s3cret}}
  registry.example.com: {auth: {username: me, password: other}}
`), &file); err != nil {
		t.Fatal(err)
	}
	const access = "\n  capabilities = [\"pull\", \"resolve\"]\n"
	host := func(address, basic string) string {
		return `[host."` + address + `"]` + access + `  [host."` + address + `".header]` + "\n    Authorization = [\"Basic " + basic + "\"]\n"
	}
	got := file.hosts()
	for name, want := range map[string]string{
		"docker.io":               host("https://mirror.example.com:5000", "bGFiOnMzY3JldA=="),
		"mirror.example.com:5000": host("https://mirror.example.com:5000", "bGFiOnMzY3JldA=="),
		"registry.example.com":    host("https://registry.example.com", "bWU6b3RoZXI="),
	} {
		if got[name] != want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got[name], want)
		}
	}
	if len(got) != 3 {
		t.Errorf("%d files", len(got))
	}
}

func TestContainerdHasAnEnvironmentOfItsOwn(t *testing.T) {
	got := containerdEnv([]string{"PATH=/bin", "CONTAINERD_HTTPS_PROXY=http://proxy", "CONTAINERD_ADDRESS=/run/a.sock", "CONTAINERD_NAMESPACE=k8s.io", "HTTPS_PROXY=no"})
	if want := []string{"HTTPS_PROXY=http://proxy"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
