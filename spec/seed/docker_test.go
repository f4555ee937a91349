package seed

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

// TestWhatIsInMachinesOnDockerIsCarriedOver: mounts, images and haproxy's configuration, and the ConfigMap that holds it.
func TestWhatIsInMachinesOnDockerIsCarriedOver(t *testing.T) {
	data, err := os.ReadFile("testdata/shapes/capi-docker-machines.yaml")
	if err != nil {
		t.Fatal(err)
	}
	made := convert(t, string(data))
	lab := parsed(t, made)
	cluster := lab.WorkloadClusters[0]
	mounts, images := []spec.Mount{{HostPath: "/srv/data", ContainerPath: "/data", ReadOnly: true}}, []string{"example.com/web:1"}
	for _, difference := range []string{
		cmp.Diff([]spec.Mount(nil), cluster.ControlPlane.ExtraMounts), cmp.Diff(images, cluster.ControlPlane.PreLoadImages),
		cmp.Diff(mounts, cluster.Workers[0].ExtraMounts), cmp.Diff([]string(nil), cluster.Workers[0].PreLoadImages),
		cmp.Diff(&spec.LocalObject{Name: "haproxy"}, cluster.CustomHAProxyConfigTemplateRef),
		cmp.Diff([]string{"./configmap-haproxy.yaml"}, slices.Collect(maps.Keys(made.Files))),
	} {
		if difference != "" {
			t.Errorf("(-want +got):\n%s\n%s", difference, made.Lab)
		}
	}
	if len(made.Lost) != 1 || !strings.Contains(lostOf(made), "docker.sock is not mounted") {
		t.Errorf("lost: %s", lostOf(made))
	}
	made = convert(t, strings.Replace(string(data), "hostPath: /srv/data", "hostPath: /var/run", 1))
	if pool := parsed(t, made).WorkloadClusters[0].Workers[0]; pool.Name == "" || pool.ExtraMounts != nil || !strings.Contains(lostOf(made), "what is mounted is left out: extraMounts[0].hostPath") {
		t.Errorf("the pool is %+v, lost: %s", pool, lostOf(made))
	}
}
