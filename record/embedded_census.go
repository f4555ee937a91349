package record

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
)

// made are the kinds of objects that Cluster API and Sveltos make for the lab's.
var made = []schema.GroupVersionResource{
	{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "machines"},
	{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "machinedeployments"},
	{Group: "controlplane.cluster.x-k8s.io", Version: "v1beta2", Resource: "kubeadmcontrolplanes"},
	{Group: "bootstrap.cluster.x-k8s.io", Version: "v1beta2", Resource: "kubeadmconfigs"},
	{Group: "infrastructure.cluster.x-k8s.io", Version: "v1beta2", Resource: "devclusters"},
	{Group: "infrastructure.cluster.x-k8s.io", Version: "v1beta2", Resource: "devmachines"},
	summaries,
}

var summaries = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clustersummaries"}

// look takes a census of an embedded lab, and says what of it is not available, if anything.
func (s *Site) look(ctx context.Context) (now Census, waiting string, err error) {
	client, err := s.reach(ctx)
	if err != nil {
		return nil, "", err
	}
	now = Census{}
	var waits []string
	for _, kind := range slices.Concat(counted, made) {
		selector := metav1.ListOptions{}
		if !slices.Contains(made, kind) {
			selector.LabelSelector = labLabel + "=" + s.Lab + "," + ofNobody
		}
		list, err := client.Resource(kind).List(ctx, selector)
		if err != nil {
			return nil, "", fmt.Errorf("look at %s: %w", kind.Resource, err)
		}
		for _, o := range list.Items {
			s.count(now, kind, o)
			waits = append(waits, waitsFor(o)...)
		}
	}
	login, err := s.login(ctx)
	now["login in LAB-b"] = login
	return now, strings.Join(waits, ", "), err
}

// bound are an address of this machine, and names that Kubernetes makes up.
var bound = regexp.MustCompile(`"controlPlaneEndpoint":\{[^}]*\},?|-[bcdfghjklmnpqrstvwxz2456789]{5}\b`)

// count adds an object. Those whose names are made up are one thing together, which says how many there are, and which.
func (s *Site) count(now Census, kind schema.GroupVersionResource, o unstructured.Unstructured) {
	name := kind.Resource + "/" + strings.ReplaceAll(random.ReplaceAllString(o.GetName(), ""), s.Lab, "LAB")
	if !slices.Contains(made, kind) {
		now[name] = Thing{o.GetUID(), "", bound.ReplaceAllString(strings.ReplaceAll(contentOf(o), s.Lab, "LAB"), "")}
		return
	}
	version, _, _ := unstructured.NestedString(o.Object, "spec", "version")
	state := "there"
	if o.GetDeletionTimestamp() != nil {
		state = "Deleting"
	}
	thing := now[name]
	all := append(strings.Fields(string(thing.UID)), string(o.GetUID()))
	slices.Sort(all)
	thing.UID = types.UID(strings.Join(all, " "))
	thing.Content += fmt.Sprintf("%s %s\n", state, version)
	now[name] = thing
}

// waitsFor says what is not available of a cluster, or not provisioned of its add-ons.
func waitsFor(o unstructured.Unstructured) (waits []string) {
	switch o.GetKind() {
	case "Cluster":
		conditions, _, _ := unstructured.NestedSlice(o.Object, "status", "conditions")
		for _, c := range conditions {
			if condition := c.(map[string]any); condition["type"] == "Available" && condition["status"] == "True" {
				return nil
			}
		}
		return []string{fmt.Sprintf("%s is not Available: %v", o.GetName(), conditions)}
	case "ClusterSummary":
		features, _, _ := unstructured.NestedSlice(o.Object, "status", "featureSummaries")
		for _, f := range features {
			if f.(map[string]any)["status"] != "Provisioned" {
				waits = append(waits, fmt.Sprintf("%s is not Provisioned: %v", o.GetName(), f))
			}
		}
	}
	return waits
}

// login is what the add-on has put into the simulated cluster.
func (s *Site) login(ctx context.Context) (Thing, error) {
	config, err := clientcmd.BuildConfigFromFlags("", s.labDir("kubeconfigs/"+s.Lab+"-b.kubeconfig"))
	if err != nil {
		return Thing{}, err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return Thing{}, err
	}
	secret, err := client.Resource(secrets).Namespace(namespace).Get(ctx, "login", metav1.GetOptions{})
	if err != nil {
		return Thing{}, fmt.Errorf("look for what the add-on has installed: %w", err)
	}
	return Thing{secret.GetUID(), "", fmt.Sprint(secret.Object["data"])}, nil
}

// overhear reads what the lab's processes have told so far, as if they had said it to who runs kaaslab.
func (s *Site) overhear() error {
	err := filepath.WalkDir(s.state(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains(telling, filepath.Ext(path)) {
			return err
		}
		content, err := os.ReadFile(path)
		s.said.Write(content)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// telling are the endings of files that people show to others.
var telling = []string{".log", ".jsonl"}
