package capi

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func (l *lab) dockerClass() planner.Resource {
	return planner.ClusterClassResource(planner.ClassName(l.spec.Name, spec.InfrastructureDocker),
		planner.ClusterClass{Infrastructure: spec.InfrastructureDocker, Revision: planner.ClassRevision})
}

// TestDockerClass lets Cluster API's own definitions, webhooks and topology controller judge the class. It has no Docker
// here, so clusters get no further than the templates that are made for them.
func TestDockerClass(t *testing.T) {
	t.Parallel()
	l := newLab(t, "docker")
	l.apply(l.classes, l.dockerClass())
	o, _ := l.observe(l.classes, l.dockerClass().ID)
	if o.Phase != planner.Ready || len(planner.Diff(o.Attrs, l.dockerClass().Attrs)) > 0 {
		t.Errorf("the class is %s: %s; %v", o.Phase, o.Detail, planner.Diff(o.Attrs, l.dockerClass().Attrs))
	}
	for _, image := range []string{"", "kindest/node:own"} {
		wanted := oneCluster("docker-" + map[bool]string{true: "plain", false: "own"}[image == ""])
		wanted.Infrastructure, wanted.Image = spec.InfrastructureDocker, image
		r := l.want(wanted)
		if err := l.clusters.Apply(l.ctx, r, l.report); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{image, image}, l.nodeImages(wanted.Name)); diff != "" {
			t.Errorf("images of the nodes (-want +got):\n%s", diff)
		}
		if o, _ := l.observe(l.clusters, r.ID); len(planner.Diff(o.Attrs, r.Attrs)) > 0 || !o.Outlives {
			t.Errorf("a cluster with image %q differs from what was applied: %v", image, planner.Diff(o.Attrs, r.Attrs))
		}
	}
	l.otherHaproxy("docker-plain")
}

// otherHaproxy sets a variable that no lab file has yet.
func (l *lab) otherHaproxy(cluster string) {
	l.Helper()
	l.edit(clusterResource, cluster, `{"spec":{"topology":{"variables":[{"name":"haproxyTag","value":"own"}]}}}`)
	of := kube.Resource{Group: infrastructureGroup, Version: version, Kind: "DevCluster", Plural: "devclusters", Namespaced: true}
	var ref struct {
		Spec struct {
			InfrastructureRef kube.Meta `json:"infrastructureRef"`
		} `json:"spec"`
	}
	client, err := l.access.Client()
	if err == nil {
		err = client.Get(l.ctx, clusterResource, kube.Namespace, cluster, &ref)
	}
	if err != nil {
		l.Fatal(err)
	}
	err = kube.Await(l.ctx, l.access, of, kube.Namespace, ref.Spec.InfrastructureRef.Name, func(live *kube.Object) (bool, string, error) {
		if live == nil {
			return false, "the DevCluster is not there yet", nil
		}
		docker := live.Map("spec", "backend", "docker", "loadBalancer")
		return docker["imageTag"] == "own", "the DevCluster has the old load balancer", nil
	}, l.report)
	if err != nil {
		l.Error(err)
	}
}

// nodeImages waits until Cluster API has made its own copies of the templates for a cluster, and reads the images.
func (l *lab) nodeImages(cluster string) []string {
	l.Helper()
	type machines struct {
		Spec struct {
			Template struct {
				Spec struct {
					Backend struct {
						Docker *struct {
							CustomImage string `json:"customImage"`
						} `json:"docker"`
					} `json:"backend"`
				} `json:"spec"`
			} `json:"template"`
		} `json:"spec"`
	}
	l.awaitTopology(cluster)
	list, err := l.someone(machineTemplate).List(l.ctx, metav1.ListOptions{LabelSelector: clusterNameLabel + "=" + cluster})
	if err != nil {
		l.Fatal(err)
	}
	var images []string
	for _, item := range list.Items {
		var m machines
		data, err := json.Marshal(item.Object)
		if err == nil {
			err = json.Unmarshal(data, &m)
		}
		if err != nil || m.Spec.Template.Spec.Backend.Docker == nil {
			l.Fatalf("%s: %v", data, err)
		}
		images = append(images, m.Spec.Template.Spec.Backend.Docker.CustomImage)
	}
	return images
}

func (l *lab) awaitTopology(cluster string) {
	l.Helper()
	err := kube.Await(l.ctx, l.access, clusterResource, kube.Namespace, cluster, func(live *liveCluster) (bool, string, error) {
		if live == nil {
			return false, "", nil
		}
		waitsFor := live.Status.Conditions.Blocking("TopologyReconciled")
		return waitsFor == "", waitsFor, nil
	}, l.report)
	if err != nil {
		l.Fatal(err)
	}
}
