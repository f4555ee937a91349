package install

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"
	"sigs.k8s.io/cluster-api/feature"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const (
	madeMetadata = "apiVersion: clusterctl.cluster.x-k8s.io/v1alpha3\nkind: Metadata\nreleaseSeries: [{major: 1, minor: 0, contract: v1beta2}]\n"
	made         = "apiVersion: v1\nkind: Namespace\nmetadata: {name: made-system}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: made, namespace: made-system}\n" +
		"stringData: {token: \"${MADE_TOKEN}\", region: \"${MADE_REGION:=none}\"}\n"
)

// TestAProviderOfALocalRepositoryIsFilledIn: the library finds a provider of any type that somebody made, in the repository of the
// lab or at a path of its own, and fills in its variables.
func TestAProviderOfALocalRepositoryIsFilledIn(t *testing.T) {
	root := writeRepository(t, certManagerVersion)
	for name, kind := range providerTypes {
		label := clusterctlv1.ManifestLabel("made", kind.kind)
		for _, under := range []string{filepath.Join(root, label, "v1.0.0"), filepath.Join(t.TempDir(), label, "v1.0.0")} {
			put(t, filepath.Join(under, "metadata.yaml"), madeMetadata)
			put(t, filepath.Join(under, kind.file), made)
			p := planner.ClusterAPIProvider{Type: name, Name: "made", Version: "v1.0.0", Variables: map[string]string{"MADE_REGION": "here"}, Secrets: map[string]planner.Hidden{"MADE_TOKEN": "abc"}}
			if !strings.HasPrefix(under, root) {
				p.URL = filepath.Join(under, kind.file)
			}
			attrs := planner.ClusterAPI{Version: "v1.14.2", Repository: root, Providers: []planner.ClusterAPIProvider{p}}
			opened, err := openLibrary(t.Context(), repository{}, attrs, t.TempDir())
			if err != nil {
				t.Fatal(name, err)
			}
			parts, err := opened.GetProviderComponents(t.Context(), "made", kind.kind, clusterctl.ComponentsOptions{Version: "v1.0.0"})
			if err != nil {
				t.Fatal(name, err)
			}
			text, err := parts.Yaml()
			if err != nil || !strings.Contains(string(text), "region: here") || !strings.Contains(string(text), "token: abc") {
				t.Errorf("%s: %s, %v", name, text, err)
			}
		}
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	write(t, path)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAProviderThatNobodyKnowsIsRefused: clusterctl has no such provider, and the lab file does not say where it is.
func TestAProviderThatNobodyKnowsIsRefused(t *testing.T) {
	for name, want := range map[string]fault.Code{"aws": "", "nobodys": fault.ProviderRepository} {
		attrs := planner.ClusterAPI{Version: "v1.14.2", Providers: []planner.ClusterAPIProvider{{Type: "infrastructure", Name: name, Version: "v1.0.0"}}}
		cache := t.TempDir()
		if err := os.Rename(writeRepository(t, certManagerVersion), filepath.Join(cache, "clusterctl")); err != nil {
			t.Fatal(err)
		}
		transport, _ := gitHub(t)
		r := repository{cache: cache, transport: transport}
		for _, c := range r.wantedComponents(t.Context(), attrs)[9:] { // of all but what every lab has
			if _, err := c.download(t.Context(), transport, nil); err != nil {
				t.Error(err)
			}
			put(t, c.path, metadata)
		}
		if _, err := openLibrary(t.Context(), r, attrs, t.TempDir()); fault.Of(err) != want {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestFeaturesAreVariables: each gate has the variable that upstream's components have for it.
func TestFeaturesAreVariables(t *testing.T) {
	got := variables(planner.ClusterAPI{Features: map[string]bool{"RuntimeSDK": true, "MachinePool": false, "ClusterTopology": false}})
	for name, want := range map[string]string{"EXP_RUNTIME_SDK": "true", "EXP_MACHINE_POOL": "false", "CLUSTER_TOPOLOGY": "false"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

// TestFeaturesAreThoseOfUpstream: the table of the line has each gate, and no other.
func TestFeaturesAreThoseOfUpstream(t *testing.T) {
	var upstream []string
	for name := range feature.MutableGates.GetAll() {
		if name != "AllAlpha" && name != "AllBeta" {
			upstream = append(upstream, string(name))
		}
	}
	slices.Sort(upstream)
	if !slices.Equal(upstream, spec.ClusterAPILine.Features) {
		t.Errorf("the table has %q, and Cluster API has %q", spec.ClusterAPILine.Features, upstream)
	}
}
