package adoption_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/clusters"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/executor/sveltos/profiles"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/seed"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

const shapes = "../../spec/seed/testdata/shapes/"

// empty are the shapes of which a lab file can say nothing.
var empty = []string{"sveltos-cluster-refs"}

// TestRoundTripOfExamples: what kaaslab makes of a lab file in a management cluster becomes the same lab file again, as far as
// comeBack says.
func TestRoundTripOfExamples(t *testing.T) {
	labs, _ := filepath.Glob("../../examples/*/lab.yaml")
	for _, path := range labs {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			lab, _, err := spec.Load(path, nil)
			if err != nil {
				t.Fatal(err)
			}
			sameAgain(t, lab)
		})
	}
}

// TestRoundTripOfShapes: the same holds of lab files that are made of what people have.
func TestRoundTripOfShapes(t *testing.T) {
	files, _ := filepath.Glob(shapes + "*.yaml")
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			made, err := convert(path, data)
			switch isEmpty := slices.Contains(empty, name); {
			case isEmpty && err == nil:
				t.Fatalf("something of it can be said now:\n%s", made.Lab)
			case isEmpty:
			case err != nil:
				t.Fatal(err)
			default:
				sameAgain(t, parse(t, made))
			}
		})
	}
}

// TestRoundTripOfSimulatedClusters: they are on an embedded management cluster again.
func TestRoundTripOfSimulatedClusters(t *testing.T) {
	text := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: pretend\nmanagementCluster: {provider: embedded}\nworkloadClusters:\n" +
		"- {name: one, infrastructure: simulated}\n" +
		"- {name: two, infrastructure: simulated, controlPlane: {machine: {cpu: 2}}, workers: [{name: a, replicas: 1, machine: {memory: 32Gi}}, {name: b, replicas: 1}]}\n"
	lab, _, err := spec.Parse("lab.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	sameAgain(t, lab)
}

// TestRoundTripOfWhatStandsInTheClass: all clusters of a lab share a class, and each gets back what was said of it alone.
func TestRoundTripOfWhatStandsInTheClass(t *testing.T) {
	text := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: pretend\nmanagementCluster: {provider: embedded}\nworkloadClusters:\n" +
		"- {name: one, infrastructure: simulated, workers: [{name: a, replicas: 1, kubeadmConfigSpec: {preKubeadmCommands: [uptime]}}, {name: b, replicas: 1}]}\n" +
		"- {name: two, infrastructure: simulated}\n" +
		"- {name: many, count: 2, infrastructure: simulated, controlPlane: {kubeadmConfigSpec: {postKubeadmCommands: [hostname]}}, classPatches: [{target: worker, " +
		"jsonPatches: [{op: add, path: /spec/template/spec/ntp, value: {enabled: true}}]}]}\n"
	lab, _, err := spec.Parse("lab.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	sameAgain(t, lab)
}

// TestRoundTripOfMachinesOnDocker: what is mounted and loaded into them, and haproxy's configuration.
func TestRoundTripOfMachinesOnDocker(t *testing.T) {
	text := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: pretend\nmanagementCluster: {provider: k3d}\nworkloadClusters:\n" +
		"- {name: one, customHAProxyConfigTemplateRef: {name: haproxy}, controlPlane: {preLoadImages: [example.com/a:1]}, " +
		"workers: [{name: a, replicas: 1, extraMounts: [{hostPath: /srv, containerPath: /data, readOnly: true}], kubeadmConfigSpec: {preKubeadmCommands: [uptime]}}]}\n" +
		"- {name: two, workers: [{name: a, replicas: 1}, {name: b, replicas: 2, machinePool: true}]}\n"
	lab, _, err := spec.Parse("lab.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	sameAgain(t, lab)
}

// TestRoundTripOfRegistries: mirrors and the proxy come back from the class, and of logins it is said that they do not.
func TestRoundTripOfRegistries(t *testing.T) {
	text := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: pretend\nmanagementCluster: {provider: k3d}\n" +
		"registries: [{host: docker.io, mirrors: [https://mirror.example.com]}, {host: quay.io, mirrors: [https://mirror.example.com/quay]}]\n" +
		"proxy: {https: \"http://proxy.example.com:3128\", noProxy: [.example.com]}\nworkloadClusters: [{name: one}]\n"
	lab, _, err := spec.Parse("lab.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	sameAgain(t, lab)
	lab.ImageCache = true
	sameAgain(t, lab)
	lab.Registries[0].Username, lab.Proxy.Username = "lab", "lab"
	lab.ImageArchives = []spec.ImageArchive{{Path: "images.tar"}}
	apply(t, lab)
	made, err := convert("dump.json", dump(t, lab.Name))
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"the login of docker.io is left out", "the login of the proxy is left out", "archives of images are left out"} {
		if !strings.Contains(string(made.Lab), said) {
			t.Errorf("the lab file does not say %q:\n%s", said, made.Lab)
		}
	}
	if len(made.Secrets)+len(made.Files) > 0 {
		t.Errorf("files beside the lab file: %q, secret %q", made.Files, made.Secrets)
	}
}

// chartServer is where an embedded management cluster serves charts from disk.
const chartServer = "http://127.0.0.1:20100"

func convert(file string, data []byte) (*seed.Result, error) {
	return seed.Convert(seed.Options{Name: "demo", File: "lab.yaml"}, []seed.Source{{Name: file, Data: data}})
}

func parse(t *testing.T, made *seed.Result) *spec.Lab {
	t.Helper()
	lab, _, err := spec.Parse("lab.yaml", made.Lab, made.Files.Read)
	if err != nil {
		t.Fatal(err)
	}
	return lab
}

func sameAgain(t *testing.T, lab *spec.Lab) {
	t.Helper()
	apply(t, lab)
	was, objects := comeBack(lab), dump(t, lab.Name)
	made, err := convert("dump.json", objects)
	if err != nil {
		if len(was.WorkloadClusters)+len(was.AddonProfiles) > 0 {
			t.Fatalf("%v\n%s", err, objects)
		}
		return
	}
	for _, lost := range made.Lost {
		if !strings.Contains(lost.String(), "managementCluster.manifests") { // what a lab refers to may be anywhere
			t.Errorf("lost: %v", lost)
		}
	}
	if diff := cmp.Diff(was, comeBack(parse(t, made)), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(spec.WorkloadCluster{}, "LeavesOpen")); diff != "" {
		t.Errorf("(-was +is)%s\n%s", diff, made.Lab)
	}
}

// comeBack is what of a lab comes back from its objects: whom nodes trust, its clusters one by one, and its profiles, with the contents of
// files. Clusters that somebody else has made do not, nor pages to open; files have other names, and of a chart from disk comes
// back where the lab served it.
func comeBack(lab *spec.Lab) *spec.Lab {
	is := &spec.Lab{Authorities: lab.Authorities}
	for _, cluster := range lab.Clusters() {
		if !cluster.Existing() {
			cluster.Manifests, cluster.Files, cluster.Sets = nil, nil, nil // sets are objects of the management cluster
			is.WorkloadClusters = append(is.WorkloadClusters, cluster)
		}
	}
	for _, profile := range lab.AddonProfiles {
		profile.Open, profile.Files = nil, slices.Clone(profile.Files)
		for i := range profile.Files {
			profile.Files[i].Path, profile.Files[i].Content = "", "" // what counts are the objects in it
		}
		profile.Manifests, profile.HelmCharts = nil, slices.Clone(profile.HelmCharts)
		for i := range profile.HelmCharts {
			values := profile.HelmCharts[i].AllValues()
			profile.HelmCharts[i].Values, profile.HelmCharts[i].ValuesFiles, profile.HelmCharts[i].Merged = values, nil, nil
			if c := &profile.HelmCharts[i]; c.Packed != nil || strings.HasPrefix(c.RepositoryURL, chartServer) {
				c.RepositoryURL, c.Chart, c.Version, c.Packed = "", "", "", nil
			}
		}
		is.AddonProfiles = append(is.AddonProfiles, profile)
	}
	slices.SortFunc(is.AddonProfiles, func(a, b spec.AddonProfile) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(is.WorkloadClusters, func(a, b spec.WorkloadCluster) int { return strings.Compare(a.Name, b.Name) })
	return is
}

// apply writes what a lab wants in its management cluster, and removes it when the test ends.
func apply(t *testing.T, lab *spec.Lab) {
	t.Helper()
	server, whose := kubetest.Store(t), ownershiptest.Lab(lab.Name)
	server.Define(t, "infrastructure.cluster.x-k8s.io", "v1beta2", "DevMachinePoolTemplate", "devmachinepooltemplates")
	access := kube.NewAccess(kube.Options{Kubeconfig: server.Kubeconfig, Context: server.Context})
	handlers := executor.Handlers{planner.KindObject: kube.NewObjects(access, whose, true)}
	maps.Copy(handlers, clusters.New(access, whose, clusters.Options{Containers: func(context.Context) (map[string]bool, error) { return nil, nil }}))
	maps.Copy(handlers, profiles.New(access, lab, whose, profiles.Options{Charts: func() (string, error) { return chartServer, nil }}))
	t.Cleanup(func() { removeAll(t, lab.Name) })
	for _, r := range planner.Desired(lab) {
		handler := handlers[r.ID.Kind]
		if attrs, isCluster := r.Attrs.(planner.WorkloadCluster); handler == nil || isCluster && attrs.Existing {
			continue
		}
		if err := handler.Apply(t.Context(), r, func(string) {}); err != nil && fault.Of(err) != fault.NotServed { // not all of Sveltos is here
			t.Fatalf("%s: %v", r.ID, err)
		}
	}
}

// resources are the kinds of what labs have in a management cluster.
var resources = []schema.GroupVersionResource{
	{Version: "v1", Resource: "configmaps"},
	{Version: "v1", Resource: "secrets"},
	{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clusterprofiles"},
	{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "profiles"},
	{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusters"},
	{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusterclasses"},
	{Group: "controlplane.cluster.x-k8s.io", Version: "v1beta2", Resource: "kubeadmcontrolplanetemplates"},
	{Group: "bootstrap.cluster.x-k8s.io", Version: "v1beta2", Resource: "kubeadmconfigtemplates"},
	{Group: "infrastructure.cluster.x-k8s.io", Version: "v1beta2", Resource: "devclustertemplates"},
	{Group: "infrastructure.cluster.x-k8s.io", Version: "v1beta2", Resource: "devmachinetemplates"},
	{Group: "infrastructure.cluster.x-k8s.io", Version: "v1beta2", Resource: "devmachinepooltemplates"},
}

// dump is what kubectl get prints of a lab.
func dump(t *testing.T, lab string) []byte {
	t.Helper()
	var items []map[string]any
	for _, of := range resources {
		list, err := kubetest.Store(t).Dynamic(t).Resource(of).List(t.Context(), metav1.ListOptions{LabelSelector: planner.LabLabel + "=" + lab})
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range list.Items {
			items = append(items, item.Object)
		}
	}
	text, err := json.MarshalIndent(map[string]any{"apiVersion": "v1", "kind": "List", "items": items}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func removeAll(t *testing.T, lab string) {
	t.Helper()
	for _, of := range resources {
		client := kubetest.Store(t).Dynamic(t).Resource(of)
		list, err := client.List(context.Background(), metav1.ListOptions{LabelSelector: planner.LabLabel + "=" + lab})
		if err != nil {
			t.Error(err)
			continue
		}
		for _, item := range list.Items {
			kubetest.Remove(t, client.Namespace(item.GetNamespace()), item.GetName())
		}
	}
}
