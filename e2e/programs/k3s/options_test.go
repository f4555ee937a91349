package main

import (
	"slices"
	"testing"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestArgumentsOfK3d(t *testing.T) {
	env := environment(map[string]string{"K3S_TOKEN": "secret", "K3S_KUBECONFIG_OUTPUT": "/output/kubeconfig.yaml"})
	o, err := parse("server", []string{
		"--tls-san", "127.0.0.1", "--tls-san", "lb", "--disable=traefik", "--flannel-backend=none",
		"--kubelet-arg=v=2", "--kubelet-arg=max-pods=7",
	}, env)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.tlsSANs, []string{"127.0.0.1", "lb"}) || !slices.Equal(o.disabled, []string{"traefik"}) {
		t.Errorf("got %+v", o)
	}
	if got := o.extra("kubelet"); !slices.Equal(got, []string{"--v=2", "--max-pods=7"}) {
		t.Errorf("arguments of kubelet are %q", got)
	}
	if o.url != "https://127.0.0.1:6443" || o.kubeconfigOutput != "/output/kubeconfig.yaml" || o.token != "secret" {
		t.Errorf("got %+v", o)
	}
}

func TestWhatIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		role string
		env  map[string]string
	}{
		"no role":       {"etcd", map[string]string{"K3S_TOKEN": "x"}},
		"no token":      {"server", nil},
		"second server": {"server", map[string]string{"K3S_TOKEN": "x", "K3S_URL": "https://first:6443"}},
		"agent of none": {"agent", map[string]string{"K3S_TOKEN": "x"}},
	} {
		if _, err := parse(c.role, nil, environment(c.env)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
