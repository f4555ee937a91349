package clusters

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func (l *lab) dockerClass() planner.Resource {
	return planner.ClusterClassResource(spec.ClassName(l.spec.Name, spec.InfrastructureDocker),
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
	for image, balancer := range map[string]string{"": "", "kindest/node:own": "registry.example.com:5000/kindest/haproxy:own"} {
		wanted := oneCluster("docker-" + map[bool]string{true: "plain", false: "own"}[image == ""])
		wanted.Infrastructure, wanted.Image, wanted.LoadBalancerImage = spec.InfrastructureDocker, image, balancer
		r := l.want(wanted)
		if err := l.clusters.Apply(l.ctx, r, l.report); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{image, image}, l.nodeImages(wanted.Name)); diff != "" {
			t.Errorf("images of the nodes (-want +got):\n%s", diff)
		}
		if got := l.balancerImage(wanted.Name); got != balancer {
			t.Errorf("the load balancer's image is %q, want %q", got, balancer)
		}
		if o, _ := l.observe(l.clusters, r.ID); len(planner.Diff(o.Attrs, r.Attrs)) > 0 || !o.Outlives {
			t.Errorf("a cluster with image %q differs from what was applied: %v", image, planner.Diff(o.Attrs, r.Attrs))
		}
	}
}

// balancerImage reads what Cluster API's provider puts the image of the load balancer together from.
func (l *lab) balancerImage(cluster string) string {
	l.Helper()
	l.awaitTopology(cluster)
	of := kube.Resource{Group: infrastructureGroup, Version: version, Kind: "DevCluster", Plural: "devclusters", Namespaced: true}
	list, err := l.someone(of).List(l.ctx, metav1.ListOptions{LabelSelector: clusterNameLabel + "=" + cluster})
	if err != nil || len(list.Items) != 1 {
		l.Fatalf("%d DevClusters (%v)", len(list.Items), err)
	}
	docker := kube.Object(list.Items[0].Object).Map("spec", "backend", "docker", "loadBalancer")
	if docker["imageTag"] == nil {
		return ""
	}
	return fmt.Sprintf("%s/haproxy:%s", docker["imageRepository"], docker["imageTag"])
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
	list, err := l.someone(infrastructure.MachineTemplate).List(l.ctx, metav1.ListOptions{LabelSelector: clusterNameLabel + "=" + cluster})
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
	err := kube.Await(l.ctx, l.access, topology.Clusters, kube.Namespace, cluster, func(live *liveCluster) (bool, string, error) {
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
