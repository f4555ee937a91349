package cli

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// forked is a lab of each kind of cluster, with names that are like those that kaaslab gives.
const forked = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo # the first
workloadClusters:
- name: demo-simulated
  labels: {tier: demo}
- name: plain
  infrastructure: inMemory
  workers: [{name: md-0, replicas: 1}]
- name: other
  infrastructure: inMemory
addonProfiles:
- name: shop
  clusterSelector: {matchLabels: {tier: demo}}
  manifests: [shop.yaml]
- name: till
  namespace: default
  clusterSelector: {matchLabels: {tier: demo}}
  manifests: [till.yaml]
`

const shop = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, namespace: default}\ndata: {a: demo-shop}\n"

// TestForks: copies of a lab that are made of it at once match their files, share no key with it, and are changed and destroyed
// without each other. KAASLAB_TEST_FORKS says how many.
func TestForks(t *testing.T) {
	t.Parallel()
	l := newLabTest(t, "own-class")
	port := unusedPort(t)
	l.write(strings.Replace(forked, "workloadClusters:", fmt.Sprintf("managementCluster: {apiPort: %d}\nworkloadClusters:", port), 1))
	l.writeAs("shop.yaml", shop)
	l.writeAs("till.yaml", strings.ReplaceAll(shop, "shop", "till"))
	l.must(0, "apply", "--yes")
	count, err := strconv.Atoi(cmp.Or(os.Getenv("KAASLAB_TEST_FORKS"), "2"))
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("copy-%d", i+1)
		t.Cleanup(func() { l.run("destroy", "--yes", "--lab", names[i]) })
	}
	l.atOnce(names, func(name string) []string { return []string{"fork", name, "-o", "json"} }, `"copy_of": "demo"`, `"file": "copy-`)
	l.matches()
	for _, name := range names {
		l.matchesFile(name)
		l.sharesNoKeys(name)
		if server := l.configOf(name).Host; strings.HasSuffix(server, fmt.Sprint(":", port)) {
			t.Errorf("%s has its API server at %s, where that of the first lab is", name, server)
		}
	}
	for _, name := range names {
		l.writeAs(name+".yaml", strings.Replace(strings.Replace(forked, "name: demo ", "name: "+name+" ", 1), "replicas: 1", "replicas: 2", 1))
	}
	l.atOnce(names, func(name string) []string { return []string{"apply", "--yes", "-f", name + ".yaml"} }, "1 updated")
	l.matches()
	l.must(0, "destroy", "--yes")
	for _, name := range names {
		l.matchesFile(name)
	}
}

// unusedPort is one that nobody listens on now.
func unusedPort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// atOnce runs a command for all labs at the same time, which has to succeed and to say these words.
func (l *labTest) atOnce(labs []string, command func(lab string) []string, words ...string) {
	l.Helper()
	var all sync.WaitGroup
	for _, lab := range labs {
		all.Go(func() {
			r := l.run(command(lab)...)
			for _, word := range words {
				if r.code != 0 || !strings.Contains(r.stdout, word) {
					l.Errorf("%v: exit code %d, want %q\n%s%s", command(lab), r.code, word, r.stdout, r.stderr)
				}
			}
		})
	}
	all.Wait()
	if l.Failed() {
		l.FailNow()
	}
}

// sharesNoKeys compares all Secrets of a copy with those of lab demo.
func (l *labTest) sharesNoKeys(lab string) {
	l.Helper()
	first := l.secrets("demo")
	for value, name := range l.secrets(lab) {
		if first[value] != "" {
			l.Errorf("Secret %s of %s holds what %s of the first lab holds", name, lab, first[value])
		}
	}
	if there, err := os.ReadFile(l.state() + "/kaaslab/" + lab + "/embedded/pki/ca.key"); err != nil {
		l.Error(err)
	} else if old, _ := os.ReadFile(l.state() + "/kaaslab/demo/embedded/pki/ca.key"); string(old) == string(there) {
		l.Errorf("%s has the management cluster's key of the first lab", lab)
	}
}

// secrets are the names of a lab's Secrets by their values.
func (l *labTest) secrets(lab string) map[string]string {
	l.Helper()
	list, err := l.clientOf(lab).Resource(schema.GroupVersionResource{Version: "v1", Resource: "secrets"}).List(context.Background(), metav1.ListOptions{})
	if err != nil {
		l.Fatal(err)
	}
	values := map[string]string{}
	for _, object := range list.Items {
		data, _, _ := unstructured.NestedStringMap(object.Object, "data")
		for key, value := range data {
			if value != "" && key != "format" {
				values[value] = object.GetNamespace() + "/" + object.GetName()
			}
		}
	}
	if len(values) == 0 {
		l.Errorf("%s has no Secrets", lab)
	}
	return values
}
