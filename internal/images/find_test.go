package images

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

func TestIn(t *testing.T) {
	for name, c := range map[string]struct {
		object string
		want   []string
	}{
		"all containers of a pod": {`{apiVersion: v1, kind: Pod, spec: {initContainers: [{name: a, image: init}], containers: [{name: b, image: main}, {name: c, image: main}],
			ephemeralContainers: [{name: d, image: debug}], volumes: [{name: v, image: {reference: mounted}}]}}`, []string{"debug", "init", "main", "mounted"}},
		"a CronJob":             {`{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: "a@sha256:00"}]}}}}}}`, []string{"a@sha256:00"}},
		"a List":                {`{apiVersion: v1, kind: List, items: [{kind: Pod, spec: {containers: [{image: a}]}}, {kind: Pod, spec: {containers: [{image: b}]}}]}`, []string{"a", "b"}},
		"a kind of somebody":    {`{apiVersion: example.com/v1, kind: Runner, spec: {pods: [{template: {spec: {containers: [{image: a}]}}}]}}`, []string{"a"}},
		"what only describes":   {`{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {containers: [{image: a}]}}`, nil},
		"no images":             {`{apiVersion: v1, kind: ConfigMap, data: {containers: "[{image: a}]", image: b}, containers: {image: c}}`, nil},
		"an image that is none": {`{apiVersion: v1, kind: Pod, spec: {containers: [{image: 3}, {image: ""}, {name: a}, text]}}`, nil},
		"machines on Docker": {`{apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: DevMachineTemplate,
			spec: {template: {spec: {backend: {docker: {customImage: node, preLoadImages: [a, b]}}}}}}`, []string{"a", "b", "node"}},
		"their load balancer": {`{apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: DevCluster,
			spec: {backend: {docker: {loadBalancer: {imageRepository: example.com, imageTag: v1}}}}}`, []string{"example.com/haproxy:v1"}},
		"machines of others": {`{apiVersion: example.com/v1, kind: Machine, spec: {customImage: node}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var object map[string]any
			if err := yaml.Unmarshal([]byte(c.object), &object); err != nil {
				t.Fatal(err)
			}
			if got := In(object); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestInTemplate(t *testing.T) {
	got := InTemplate("spec:\n  containers:\n  - image: a:1 # the first\n    name: x\n  - name: y\n    image: \"b/{{ .Cluster }}\"\n  - {image: inline}\n# imageless: c\n")
	if want := []string{"a:1", "b/{{ .Cluster }}"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhole(t *testing.T) {
	digest := "@sha256:3489c7674813ba5d8b1a9977baea8a6e553784dab7b84759d1014dbd78f7ebd5"
	for image, want := range map[string]string{
		"busybox": "docker.io/library/busybox:latest", "kindest/node:v1": "docker.io/kindest/node:v1", "localhost:5000/a": "localhost:5000/a:latest",
		"quay.io/a/b" + digest: "quay.io/a/b" + digest, "a:1" + digest: "docker.io/library/a:1" + digest,
	} {
		if got, known := Whole(image); !known || got != want {
			t.Errorf("%s: %s, want %s", image, got, want)
		}
	}
	for _, image := range []string{"{{ .image }}", "${IMAGE}", "a/{{ b }}:1", "a/Upper", "https://a/b", ""} {
		if got, known := Whole(image); known || got != image {
			t.Errorf("%q is known as %s", image, got)
		}
	}
}

// TestList: an image is there once, with all that ask for it, and is pulled if one of them pulls it.
func TestList(t *testing.T) {
	list := NewList("demo")
	list.Add("b", false, Asker{"one", "Pod a", "docker"})
	list.Add("a", false, Asker{"one", "Pod a", "docker"})
	list.Add("docker.io/library/b:latest", true, Asker{"two", "nodes", "docker"})
	list.Add("b", true, Asker{"two", "nodes", "docker"})
	list.Add("{{ c }}", true, Asker{"two", "nodes", "docker"})
	list.Say("one", "text")
	list.Say("one", "text")
	list.Miss("two", "text")
	want := &List{Lab: "demo", Notes: []Note{{"one", "text"}}, Unread: []Note{{"two", "text"}}, Images: []Image{
		{Image: "docker.io/library/a:latest", AskedBy: []Asker{{"one", "Pod a", "docker"}}},
		{Image: "docker.io/library/b:latest", Pulled: true, AskedBy: []Asker{{"one", "Pod a", "docker"}, {"two", "nodes", "docker"}}},
		{Image: "{{ c }}", Pulled: true, Unknown: true, AskedBy: []Asker{{"two", "nodes", "docker"}}},
	}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := list.References(); !slices.Equal(got, []string{"docker.io/library/b:latest"}) {
		t.Errorf("references %q", got)
	}
}
