package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

var (
	clusterResource = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusters"}
	machineResource = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "machines"}
	classResource   = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusterclasses"}
	profileResource = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clusterprofiles"}
)

// client reaches the management cluster as people do, by the file that kaaslab wrote.
func (l *labTest) client() dynamic.Interface {
	l.Helper()
	return l.clientOf("*")
}

// clientOf is client for a lab that is not the only one.
func (l *labTest) clientOf(lab string) dynamic.Interface {
	l.Helper()
	client, err := dynamic.NewForConfig(l.configOf(lab))
	if err != nil {
		l.Fatal(err)
	}
	return client
}

// configOf is how the management cluster of a lab is reached.
func (l *labTest) configOf(lab string) *rest.Config {
	l.Helper()
	paths, _ := filepath.Glob(filepath.Join(l.state(), "kaaslab", lab, "kubeconfigs", "*-management.kubeconfig"))
	if len(paths) != 1 {
		l.Fatalf("management kubeconfigs: %v, want one", paths)
	}
	config, err := clientcmd.BuildConfigFromFlags("", paths[0])
	if err != nil {
		l.Fatal(err)
	}
	return config
}

func (l *labTest) names(resource schema.GroupVersionResource) []string {
	l.Helper()
	list, err := l.client().Resource(resource).List(context.Background(), metav1.ListOptions{})
	if err != nil {
		l.Fatal(err)
	}
	var names []string
	for _, object := range list.Items {
		names = append(names, object.GetName())
	}
	slices.Sort(names)
	return names
}

// patch changes a cluster behind kaaslab's back, by a JSON patch.
func (l *labTest) patch(cluster, patch string) {
	l.Helper()
	_, err := l.client().Resource(clusterResource).Namespace("default").
		Patch(context.Background(), cluster, types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		l.Fatalf("patch %s: %v", cluster, err)
	}
}

func (l *labTest) deleteProfile(name string) {
	l.Helper()
	profiles := l.client().Resource(profileResource)
	if err := profiles.Delete(context.Background(), name, metav1.DeleteOptions{}); err != nil {
		l.Fatal(err)
	}
	eventually(l.T, 2*time.Minute, "Sveltos takes the profile from the clusters and lets go of it", func() bool {
		_, err := profiles.Get(context.Background(), name, metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func (l *labTest) status() snapshot.Status {
	l.Helper()
	var status snapshot.Status
	if err := json.Unmarshal([]byte(l.must(0, "status", "-o", "json")), &status); err != nil {
		l.Fatal(err)
	}
	return status
}

// wantAvailable checks that these clusters are there, all of them usable, and no others, with their machines. That one is not usable for a
// moment, which a busy machine brings about at any time, is waited out.
func (l *labTest) wantAvailable(clusters ...string) {
	l.Helper()
	slices.Sort(clusters)
	machines := 0
	eventually(l.T, time.Minute, fmt.Sprintf("clusters %v are available, and no others", clusters), func() bool {
		var available []string
		machines = 0
		for _, c := range l.status().WorkloadClusters {
			if c.State == "Available" {
				available = append(available, c.Name)
			}
			machines += c.ControlPlane.Wanted + c.Workers.Wanted
		}
		slices.Sort(available)
		return slices.Equal(available, clusters)
	})
	if got := l.names(clusterResource); !slices.Equal(got, clusters) {
		l.Errorf("clusters: %v, want %v", got, clusters)
	}
	// Machines that are too many go in the background: a cluster is available with what it has.
	eventually(l.T, time.Minute, fmt.Sprintf("%d machines", machines), func() bool { return len(l.names(machineResource)) == machines })
}
