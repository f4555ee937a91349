package spec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func bigObject(name string, size int) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: default}\ndata: {a: %s}\n", name, strings.Repeat("x", size))
}

// TestObjectsHaveALimit: what no ConfigMap carries, and no server stores, is refused with the number of bytes.
func TestObjectsHaveALimit(t *testing.T) {
	const profile, cluster = "workloadClusters: [{name: a, labels: {a: b}}]\naddonProfiles: [{name: p, clusterSelector: {matchLabels: {a: b}}, manifests: [./f.yaml]}]\n", "workloadClusters: [{name: a, manifests: [./f.yaml]}]\n"
	comment := strings.Repeat("# "+strings.Repeat("x", 97)+"\n", 30<<10) // 3 MB
	for name, c := range map[string]struct{ lab, file, want string }{
		"carried":            {profile, bigObject("big", 1<<20-200), ""},
		"spread":             {profile, bigObject("one", 1<<20-200) + "---\n" + bigObject("two", 1<<20-200), ""},
		"three mebibyte":     {profile, comment + bigObject("small", 10), ""},
		"too large":          {profile, bigObject("small", 10) + "---\n" + bigObject("big", 1<<20), "./f.yaml:6: v1 ConfigMap default/big has 1048683 bytes, and the ConfigMap or Secret in which it travels to Sveltos holds 1048576"},
		"stored":             {cluster, bigObject("big", 1<<20), ""},
		"not stored":         {cluster, bigObject("big", 3<<19), "./f.yaml:1: ConfigMap big has 1572864 bytes of values, and a management cluster stores at most 1048576"},
		"binary":             {cluster, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\nbinaryData: {a: " + strings.Repeat("A", 4*(1<<20)/3-4) + ", b: QUE=}\n", ""},
		"other kinds":        {cluster, "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {a: " + strings.Repeat("x", 3<<19) + "}\n", "./f.yaml:1: Thing t has 1572955 bytes, and a management cluster stores at most 1572864"},
		"huge":               {cluster, bigObject("big", 16<<20), "is larger than 16 MiB; split it into several files"},
		"number in a Secret": {cluster, "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {pin: 1234}\n", "./f.yaml:1: stringData.pin of Secret s is no text; put it in quotes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Parse("lab.yaml", []byte(head+c.lab), func(string) ([]byte, error) { return []byte(c.file), nil })
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestListsAreReadAsKubectlReadsThem: an API server names the kind of a list's objects once, and Sveltos knows no lists.
func TestListsAreReadAsKubectlReadsThem(t *testing.T) {
	const text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: DeploymentList\n  metadata: {resourceVersion: \"\"}\n  items:\n  - metadata: {name: web}\n" +
		"- {apiVersion: example.com/v1, kind: AllowList, metadata: {name: mine}, items: [a]}\n"
	file, reason := parseManifest("f.yaml", []byte(text))
	if reason != "" {
		t.Fatal(reason)
	}
	want := []string{"---\n" + `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}` + "\n---\n" +
		`{"apiVersion":"example.com/v1","items":["a"],"kind":"AllowList","metadata":{"name":"mine"}}` + "\n"}
	if diff := cmp.Diff(Carried{Plain: want}, file.Carried()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if file.At(0) != "f.yaml:8" || file.At(1) != "f.yaml:9" {
		t.Errorf("they stand at %s and %s", file.At(0), file.At(1))
	}
}
