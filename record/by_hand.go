package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/kaaslab/kaaslab/internal/poll"
)

// lend makes what somebody has made by hand, and takes it over, unless that is what the scenario does.
func (s *Site) lend(ctx context.Context, scenario Scenario) error {
	if err := os.RemoveAll(s.labFile()); err != nil {
		return err
	}
	err := s.makeByHand(ctx)
	if err == nil {
		s.lent, _, err = s.census(ctx)
	}
	if err != nil || scenario.adopts() {
		return err
	}
	return errors.Join(s.must(ctx, adopt...), s.must(ctx, apply...))
}

// makeByHand creates the objects, and waits until Cluster API has looked at them.
func (s *Site) makeByHand(ctx context.Context) error {
	for decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(s.words(byHand)), 4096); ; {
		object := unstructured.Unstructured{}
		if err := decoder.Decode(&object.Object); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		of, _ := meta.UnsafeGuessKindToResource(object.GroupVersionKind())
		if _, err := s.where(of, object).Create(ctx, &object, metav1.CreateOptions{FieldManager: somebody}); err != nil {
			return fmt.Errorf("make %s %s by hand: %w", object.GetKind(), object.GetName(), err)
		}
	}
	return s.await(ctx, "what was made by hand", func(there int) bool { return there >= handmade })
}

// giveBack lets go of all that was adopted. What was there before has to be there as it was, without a mark.
func (s *Site) giveBack(ctx context.Context) error {
	if err := errors.Join(s.must(ctx, destroy...), s.must(ctx, forget...)); err != nil {
		return err
	}
	now, _, err := s.census(ctx)
	if err != nil {
		return err
	}
	for name, before := range s.lent {
		if now[name].UID != before.UID {
			return fmt.Errorf("%s was lent, and is gone", name)
		}
		if different := cmp.Diff(before.Content, now[name].Content); different != "" {
			return fmt.Errorf("%s was lent, and comes back changed:\n%s", name, different)
		}
	}
	for name, thing := range now {
		if strings.Contains(thing.Content, "kaaslab.dev/") {
			return fmt.Errorf("%s has a mark of kaaslab yet: %s", name, thing.Content)
		}
	}
	if err := s.scrub(ctx); err != nil {
		return err
	}
	return s.await(ctx, "what was made by hand to go", func(left int) bool { return left == 0 })
}

// await waits until so many objects of the lab are there as are to be: Cluster API takes its time.
func (s *Site) await(ctx context.Context, what string, enough func(objects int) bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return poll.Until(ctx, what, between, func(string) {}, func(ctx context.Context) (string, error) {
		now, _, err := s.census(ctx)
		if !enough(len(now)) {
			return fmt.Sprintf("%d objects are there", len(now)), err
		}
		return "", err
	})
}

func (s *Site) labFile() string { return filepath.Join(s.dir, "lab.yaml") }

func (c Scenario) adopts() bool { return slices.Equal(c.Args, adopt) }

var (
	adopt  = []string{"adopt", "--yes", "--name", "LAB", "-o", "lab.yaml", "--context", "wire", "--kubeconfig", "AT"}
	forget = []string{"forget", "--all"}
)

// handmade is how many objects that makes, with a kubeconfig of each cluster.
const handmade = 6

// byHand are two clusters, of which one has a class, and what is installed on them.
const byHand = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: LAB-plain, namespace: default, labels: {nobody: knows}}
spec: {paused: false, clusterNetwork: {pods: {cidrBlocks: [10.20.0.0/16]}, services: {cidrBlocks: [10.21.0.0/16]}}}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: LAB-classy, namespace: default, annotations: {example.com/owner: team-a}}
spec:
  clusterNetwork: {pods: {cidrBlocks: [10.22.0.0/16]}, services: {cidrBlocks: [10.23.0.0/16]}}
  topology: {classRef: {name: LAB-theirs}, version: v1.36.1, controlPlane: {replicas: 1}}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: ClusterClass
metadata: {name: LAB-theirs, namespace: default}
spec:
  infrastructure: {templateRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: DevClusterTemplate, name: theirs}}
  controlPlane: {templateRef: {apiVersion: controlplane.cluster.x-k8s.io/v1beta2, kind: KubeadmControlPlaneTemplate, name: theirs}}
---
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata: {name: LAB-profile}
spec: {clusterSelector: {matchLabels: {nobody: has}}, syncMode: Continuous, tier: 90}
`
