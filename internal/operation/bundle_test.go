package operation

import (
	"bytes"
	"context"
	"io"
	"log"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"helm.sh/helm/v3/pkg/chart"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/charts"
	clusterapi "github.com/kaaslab/kaaslab/executor/clusterapi/install"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const bundledLabFile = `# what we all work on
apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
managementCluster:
  provider: k3d
  clusterAPI:
    providers: [{name: made, type: infrastructure, version: v1.1.0, url: https://github.com/example/made/releases/latest/components.yaml}]
addonProfiles:
- name: web
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts:
  - repositoryURL: https://charts.example.com # ours
    chart: example/web
    version: 1.2.3
    release: web
    namespace: web
    valuesFiles: [./values/web.yaml]
  manifests: [./web]
workloadClusters:
- name: a
  kubernetesVersion: v1.36.1
  image: example/node:v1.36.1
  labels: {web: "yes"}
`

// bundledFiles are what the lab file names.
var bundledFiles = map[string]string{
	"lab.yaml": bundledLabFile, "values/web.yaml": "replicas: 2\n",
	"web/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: more, namespace: web}\nspec: {template: {spec: {containers: [{name: more, image: \"example/more:1\"}]}}}\n",
}

func deployment(image string) map[string]any {
	return map[string]any{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "x"}, "spec": map[string]any{
		"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"name": "x", "image": image}}}},
	}}
}

func chartOf(named, version, image string) *charts.Chart {
	template := []byte("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: x, image: \"" + image + "\"}]}\n")
	return charts.Wrap(&chart.Chart{
		Metadata:  &chart.Metadata{APIVersion: "v2", Name: named, Version: version},
		Templates: []*chart.File{{Name: "templates/pod.yaml", Data: template}},
	})
}

// sources are what the parts of the lab are made of, as its machine would find it.
func sources() ImageSources {
	return ImageSources{
		Nodes: func(planner.ManagementCluster) []string { return []string{spec.DefaultK3sImage, "example/balancer:1"} },
		K3s:   func(context.Context, string) ([]string, error) { return []string{"example/pause:1"}, nil },
		ClusterAPI: func(context.Context, planner.ClusterAPI, executor.Report) []clusterapi.Part {
			return []clusterapi.Part{{Label: "cluster-api", Objects: []map[string]any{deployment("example/manager:1")}}}
		},
		Repository: func(context.Context, planner.ClusterAPI, executor.Report) (map[string][]byte, error) {
			return map[string][]byte{"cluster-api/v1.14.2/core-components.yaml": []byte("kind: Deployment")}, nil
		},
		Sveltos: func(planner.Sveltos) ([]map[string]any, error) {
			return []map[string]any{deployment("example/addon-controller:1"), deployment("example/web:1")}, nil
		},
		SveltosChart: func(s planner.Sveltos) (*charts.Chart, error) { return chartOf("projectsveltos", s.Version, "x"), nil },
		Chart: func(_ context.Context, c *spec.HelmChart) (*charts.Chart, error) {
			return chartOf("web", c.Version, "example/web:1"), nil
		},
	}
}

// toBundle is the lab beside its files, and a registry that has every image of docker.io which is asked for but those of some words.
func toBundle(t *testing.T, files map[string]string, without ...string) (*Lab, imagearchive.Options) {
	t.Helper()
	dir := t.TempDir()
	for path, text := range files {
		at := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "lab.yaml")
	lab, _, err := spec.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &Lab{Adapters: &Adapters{ImageSources: sources()}, File: file, Spec: lab, Report: func(string) {}}
	list, err := l.Images(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	o := imagearchive.Options{Platform: "linux/amd64"}
	for host := range hostsOf(list.References()) {
		o.From = append(o.From, host+"="+strings.TrimPrefix(server.URL, "http://")+"/"+host)
	}
	base, err := random.Layer(sharedBytes, types.DockerLayer)
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range list.References() {
		if !slices.ContainsFunc(without, func(word string) bool { return strings.Contains(ref, word) }) {
			push(t, strings.TrimPrefix(server.URL, "http://")+"/"+ref, base)
		}
	}
	return l, o
}

func hostsOf(references []string) map[string]bool {
	hosts := map[string]bool{}
	for _, ref := range references {
		host, _, _ := strings.Cut(ref, "/")
		hosts[host] = true
	}
	return hosts
}

// sharedBytes are those of a layer that all images have.
const sharedBytes = 64 << 10

func push(t *testing.T, ref string, base v1.Layer) {
	t.Helper()
	made, err := random.Image(100, 1)
	if err != nil {
		t.Fatal(err)
	}
	if made, err = mutate.AppendLayers(made, base); err != nil {
		t.Fatal(err)
	}
	config, err := made.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	config.OS, config.Architecture = "linux", "amd64"
	if made, err = mutate.ConfigFile(made, config); err != nil {
		t.Fatal(err)
	}
	ref, _, _ = strings.Cut(ref, "@")
	to, err := name.ParseReference(ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(to, made); err != nil {
		t.Fatal(err)
	}
}

// TestABundleHasAllThatItsLabNames: unpacked elsewhere, the lab file names what is beside it and nothing of the internet, each image is in the
// archive of those who need it, and what people have written is still there.
func TestABundleHasAllThatItsLabNames(t *testing.T) {
	l, o := toBundle(t, bundledFiles)
	bundle := filepath.Join(t.TempDir(), "demo.bundle")
	fetched, get := 0, l.ImageSources.Chart
	l.ImageSources.Chart = func(ctx context.Context, c *spec.HelmChart) (*charts.Chart, error) { fetched++; return get(ctx, c) }
	bundled, err := l.Bundle(t.Context(), bundle, o)
	if err != nil {
		t.Fatal(err)
	}
	if fetched != 1 {
		t.Errorf("the only chart was fetched %d times", fetched)
	}
	if info, err := os.Stat(bundle); err != nil || info.Size() != bundled.Size || info.Mode().Perm() != 0o600 {
		t.Errorf("the bundle is %v (%v), %d bytes were told", info, err, bundled.Size)
	}
	if _, err := os.Stat(bundle + ".part"); err == nil {
		t.Error("what was downloaded is left beside the bundle")
	}
	layout := wantLayout(t, bundle)
	t.Chdir(t.TempDir())
	file, err := OpenBundle(bundle, BundleDir(bundle))
	if err != nil || file != filepath.Join("demo", "lab.yaml") {
		t.Fatalf("opened as %q: %v", file, err)
	}
	lab, _, err := spec.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(text, []byte("# what we all work on\n")) || bytes.Contains(text, []byte("charts.example.com")) {
		t.Errorf("the lab file is (%v)\n%s", err, text)
	}
	m := lab.ManagementCluster
	for _, path := range []string{filepath.Join(m.ClusterAPI.Repository, "cluster-api/v1.14.2/core-components.yaml"), m.Sveltos.Chart} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	if more := m.ClusterAPI.Providers; len(more) != 1 || more[0].URL != "" {
		t.Errorf("a provider is still elsewhere: %+v", more)
	}
	if c := lab.AddonProfiles[0].HelmCharts[0]; c.Packed == nil || !strings.HasPrefix(c.Packed.Version, "1.2.3") || c.RepositoryURL != "" || c.AllValues()["replicas"] == nil {
		t.Errorf("the chart of an add-on is %+v", c)
	}
	want := map[string][]string{
		"docker.tar":            {"docker.io/example/balancer:1", "docker.io/example/node:v1.36.1", "docker.io/kindest/haproxy:v20230606-42a2262b", "docker.io/" + spec.DefaultK3sImage},
		"managementCluster.tar": {"docker.io/example/addon-controller:1", "docker.io/example/manager:1", "docker.io/example/pause:1", "docker.io/example/web:1"},
		"workloadClusters.tar":  {"docker.io/example/more:1", "docker.io/example/web:1"},
	}
	got := map[string][]string{}
	for _, archive := range lab.ImageArchives {
		content, err := imagearchive.Read(archive.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, image := range content.Images {
			wantLoaded(t, archive.Path, image, layout)
			if !strings.Contains(image, "projectsveltos") { // the agents, by the version that is built in
				got[archive.Name()] = append(got[archive.Name()], image)
			}
		}
		if len(archive.For) != 1 || string(archive.For[0])+".tar" != archive.Name() {
			t.Errorf("%s is for %v", archive.Path, archive.For)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("images (-want +got):\n%s", diff)
	}
	if again, err := OpenBundle(bundle, BundleDir(bundle)); err != nil || again != file {
		t.Errorf("opened again as %q: %v", again, err)
	}
}

// TestABundleIsWholeOrNotThere: what is missing or damaged is told, and leaves no directory that looks like a lab.
func TestABundleIsWholeOrNotThere(t *testing.T) {
	l, o := toBundle(t, bundledFiles, "example/web")
	bundle := filepath.Join(t.TempDir(), "demo.bundle")
	if _, err := l.Bundle(t.Context(), bundle, o); fault.Of(err) != fault.ImageDownload || !strings.Contains(err.Error(), "docker.io/example/web:1") {
		t.Fatalf("without an image: %v", err)
	}
	if _, err := os.Stat(bundle); err == nil {
		t.Error("there is a bundle without an image")
	}
	// Another try goes on from there, and not with images that nobody wants any more.
	other := maps.Clone(bundledFiles)
	other["lab.yaml"] = strings.ReplaceAll(bundledLabFile, "example/node:v1.36.1", "example/another:v1.36.1")
	l, o = toBundle(t, other)
	if _, err := l.Bundle(t.Context(), bundle, o); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	at := bytes.LastIndex(whole, []byte("replicas: 2"))
	damaged := bytes.Clone(whole)
	damaged[at] = 'R'
	for what, text := range map[string][]byte{"cut off": whole[:at], "changed": damaged, "no bundle": []byte("a text"), "empty": nil} {
		if err := os.WriteFile("demo.bundle", text, 0o600); err != nil {
			t.Fatal(err)
		}
		if file, err := OpenBundle("demo.bundle", "demo"); fault.Of(err) != fault.DamagedArchive {
			t.Errorf("%s, it is opened as %q: %v", what, file, err)
		}
		if left, err := os.ReadDir("."); err != nil || len(left) != 1 {
			t.Errorf("%s, it leaves %v (%v)", what, left, err)
		}
	}
	if err := os.WriteFile("demo.bundle", whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenBundle("demo.bundle", "other"); err != nil {
		t.Fatal(err)
	}
	if content, err := imagearchive.Read("other/carried/images/docker.tar"); err != nil || !slices.Contains(content.Images, "docker.io/example/another:v1.36.1") {
		t.Errorf("images of the second try: %v (%v)", content.Images, err)
	}
	if err := os.Mkdir("demo", 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenBundle("demo.bundle", "demo"); fault.Of(err) != fault.FileExists {
		t.Errorf("over a directory: %v", err)
	}
}

// TestWhatIsElsewhereIsNotBundled: nobody would find it where the bundle is opened.
func TestWhatIsElsewhereIsNotBundled(t *testing.T) {
	files := map[string]string{
		"lab/lab.yaml": strings.Replace(bundledLabFile, "./values/web.yaml", "../values/web.yaml", 1), "values/web.yaml": "{}\n",
		"lab/web/deployment.yaml": bundledFiles["web/deployment.yaml"], "lab.yaml": strings.Replace(bundledLabFile, "manifests: [./web]", "", 1),
	}
	l, o := toBundle(t, files)
	l.File = filepath.Join(filepath.Dir(l.File), "lab", "lab.yaml")
	if _, err := l.Bundle(t.Context(), filepath.Join(t.TempDir(), "demo.bundle"), o); fault.Of(err) != fault.CannotBundle || !strings.Contains(err.Error(), "values/web.yaml") {
		t.Errorf("bundled: %v", err)
	}
}
