package install

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

func available(label string) kube.Deployment {
	d := kube.Deployment{}
	d.Metadata = kube.Meta{Name: label, Namespace: "system", Labels: map[string]string{providerLabel: label}}
	if label == certManager {
		d.Metadata.Labels = map[string]string{coreLabel: certManager}
	}
	d.Status.Updated, d.Status.Available = 1, 1
	return d
}

func whole() installation {
	i := installation{deployments: []kube.Deployment{available(certManager)}}
	for _, p := range providers {
		i.inventory = append(i.inventory, installedProvider{name: p.name, kind: string(p.kind), version: "v1.14.2"})
		i.deployments = append(i.deployments, available(p.label))
	}
	return i
}

func releaseOf(version string) []provider {
	return wantedProviders(planner.ClusterAPI{Version: version})
}

func TestInstallation(t *testing.T) {
	none := 0
	for want, change := range map[string]func(*installation){
		"": func(*installation) {},
		"the kubeadm bootstrap provider is not installed yet":  func(i *installation) { i.inventory = append(i.inventory[:1], i.inventory[2:]...) },
		"the Deployment of infrastructure-docker is not there": func(i *installation) { i.deployments = i.deployments[:4] },
		"the Deployment of cert-manager is not there":          func(i *installation) { i.deployments = i.deployments[1:] },
		"Deployment system/cluster-api: 0 of 1 available":      func(i *installation) { i.deployments[1].Status.Available = 0 },
		"Deployment system/cluster-api is scaled to nothing":   func(i *installation) { i.deployments[1].Spec.Replicas = &none },
		"Deployment system/cluster-api is not taken in yet":    func(i *installation) { i.deployments[1].Metadata.Generation = 2 },
	} {
		i := whole()
		change(&i)
		if got := i.waitsFor(releaseOf("v1.14.2")); got != want {
			t.Errorf("waits for %q, want %q", got, want)
		}
	}
}

// TestHazardH12 sees another version as a change, also when an upgrade was cut short.
func TestHazardH12(t *testing.T) {
	i := whole()
	if got := i.version("v1.14.2"); got != "v1.14.2" || !i.complete(releaseOf("v1.14.2")) {
		t.Errorf("version %s", got)
	}
	i.inventory[2].version = "v1.14.1"
	if got := i.version("v1.14.2"); got != "v1.14.1" || i.complete(releaseOf("v1.14.2")) {
		t.Errorf("version %s of an installation that is half upgraded", got)
	}
}

func TestProgressText(t *testing.T) {
	got := progressText("Installing", []any{"provider", "cluster-api", "version", "v1.14.2", "targetNamespace", "capi-system"})
	if want := "installing cluster-api v1.14.2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := progressText("", nil); got != "" {
		t.Errorf("%q of nothing", got)
	}
}
