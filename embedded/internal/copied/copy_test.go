package copied

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/util/secret"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
	"github.com/kaaslab/kaaslab/embedded/internal/saved"
)

var order = &Order{
	Lab: "demo", ID: "1", As: "two", Identity: map[string]string{"id": "2", "user": "ann"},
	Ports: ports.Set{API: 11000, Webhook: 11001, Debug: 11002, Charts: 12249, ClusterFirst: 11003, ClusterLast: 12248},
}

var own = ports.Set{API: 21000, Webhook: 21001, Debug: 21002, Charts: 22249, ClusterFirst: 21003, ClusterLast: 22248}

// turn makes a copy of entries, by their keys.
func turn(t *testing.T, entries ...saved.Entry) map[string]string {
	t.Helper()
	c, turned := New(order, own), map[string]string{}
	for _, e := range entries {
		if err := c.Learn(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range entries {
		after, kept, err := c.Entry(e)
		if err != nil {
			t.Fatal(err)
		}
		if kept {
			turned[after.Key] = string(after.Value)
		}
	}
	return turned
}

// plain is an entry as Kubernetes stores what it has a definition of only.
func plain(key, object string) saved.Entry {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(object)); err != nil {
		panic(err)
	}
	return saved.Entry{Key: key, Value: compact.Bytes()}
}

func marksOf(kind, name string) string {
	return `"namespace": "default", "labels": {"kaaslab.dev/lab": "demo"}, "annotations": {"kaaslab.dev/id": "1", "kaaslab.dev/object": "` + kind + ` default/` + name + `"}`
}

// TestOnlyWhatIsNamedAfterTheLabIsRenamed: and what refers to it follows. A cluster may have the name of a class.
func TestOnlyWhatIsNamedAfterTheLabIsRenamed(t *testing.T) {
	const class, template, cluster, copied = "/registry/cluster.x-k8s.io/clusterclasses/default/", "/registry/infrastructure.cluster.x-k8s.io/devmachinetemplates/default/",
		"/registry/cluster.x-k8s.io/clusters/default/demo-in-memory", "/registry/infrastructure.cluster.x-k8s.io/devmachinetemplates/default/demo-in-memory-abc"
	got := turn(t,
		plain(cluster, `{"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "metadata": {"name": "demo-in-memory", "generation": 9007199254740993, `+marksOf("Cluster.cluster.x-k8s.io", "demo-in-memory")+`},
			"spec": {"controlPlaneEndpoint": {"host": "127.0.0.1", "port": 11005}, "topology": {"classRef": {"name": "demo-in-memory"}}}}`),
		plain(class+"demo-in-memory", `{"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "ClusterClass", "metadata": {"name": "demo-in-memory", "uid": "u", `+marksOf("ClusterClass.cluster.x-k8s.io", "demo-in-memory")+`},
			"spec": {"workers": [{"templateRef": {"kind": "DevMachineTemplate", "name": "demo-in-memory-worker"}}, {"templateRef": {"kind": "Other", "name": "demo-in-memory-worker"}}]}}`),
		plain(template+"demo-in-memory-worker", `{"apiVersion": "infrastructure.cluster.x-k8s.io/v1beta2", "kind": "DevMachineTemplate", "metadata": {"name": "demo-in-memory-worker",
			"ownerReferences": [{"kind": "ClusterClass", "name": "demo-in-memory", "uid": "u"}], `+strings.Replace(marksOf("DevMachineTemplate.infrastructure.cluster.x-k8s.io", "demo-in-memory-worker"), `"labels": {`, `"labels": {"kaaslab.dev/class": "demo-in-memory", `, 1)+`}}`),
		plain(copied, `{"apiVersion": "infrastructure.cluster.x-k8s.io/v1beta2", "kind": "DevMachineTemplate", "metadata": {"name": "demo-in-memory-abc", "namespace": "default", "labels": {"kaaslab.dev/lab": "demo"}, "annotations": {"kaaslab.dev/id": "1",
			"kaaslab.dev/object": "DevMachineTemplate.infrastructure.cluster.x-k8s.io default/demo-in-memory-worker", "cluster.x-k8s.io/cloned-from-name": "demo-in-memory-worker", "cluster.x-k8s.io/cloned-from-groupkind": "DevMachineTemplate.infrastructure.cluster.x-k8s.io"}}}`),
	)
	for key, wants := range map[string][]string{
		cluster:                           {`"name":"demo-in-memory"`, `"classRef":{"name":"two-in-memory"}`, `"port":21005`, `"kaaslab.dev/object":"Cluster.cluster.x-k8s.io default/demo-in-memory"`, `"generation":9007199254740993`},
		class + "two-in-memory":           {`"name":"two-in-memory"`, `"uid":"u"`, `{"kind":"DevMachineTemplate","name":"two-in-memory-worker"}`, `{"kind":"Other","name":"demo-in-memory-worker"}`, `"kaaslab.dev/object":"ClusterClass.cluster.x-k8s.io default/two-in-memory"`},
		template + "two-in-memory-worker": {`"name":"two-in-memory-worker"`, `{"kind":"ClusterClass","name":"two-in-memory","uid":"u"}`, `"kaaslab.dev/class":"two-in-memory"`},
		copied:                            {`"name":"demo-in-memory-abc"`, `"cluster.x-k8s.io/cloned-from-name":"two-in-memory-worker"`, `default/two-in-memory-worker"`},
	} {
		for _, want := range append(wants, `"kaaslab.dev/lab":"two"`, `"kaaslab.dev/id":"2"`) {
			if !strings.Contains(got[key], want) {
				t.Errorf("%s has no %s:\n%s", key, want, got[key])
			}
		}
	}
	if len(got) != 4 {
		t.Errorf("got %d entries, want 4", len(got))
	}
}

// stored is an entry as Kubernetes stores its own kinds.
func stored(t *testing.T, key string, object runtime.Object, kind string) saved.Entry {
	t.Helper()
	object.GetObjectKind().SetGroupVersionKind(schema.GroupVersionKind{Version: "v1", Kind: kind})
	var into bytes.Buffer
	if err := binaries.Encode(object, &into); err != nil {
		t.Fatal(err)
	}
	return saved.Entry{Key: key, Value: into.Bytes()}
}

func read[T runtime.Object](t *testing.T, text string) T {
	t.Helper()
	object, _, err := binaries.Decode([]byte(text), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return object.(T)
}

func secretOf(name, owner string, data map[string][]byte) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "default", UID: "s", Labels: map[string]string{clusterv1.ClusterNameLabel: "a"}, OwnerReferences: []metav1.OwnerReference{{Kind: owner, Name: "o"}}},
		Type:       clusterv1.ClusterSecretType, Data: data,
	}
}

// TestNoKeyOfTheFirstLabIsLeft: what people keep in Secrets stays.
func TestNoKeyOfTheFirstLabIsLeft(t *testing.T) {
	const key = "/registry/secrets/default/"
	old := []byte("a key of demo")
	got := turn(t,
		stored(t, key+"a-ca", secretOf("a-ca", "KubeadmControlPlane", map[string][]byte{secret.TLSKeyDataName: old, secret.TLSCrtDataName: old}), "Secret"),
		stored(t, key+"a-sa", secretOf("a-sa", "KubeadmControlPlane", map[string][]byte{secret.TLSKeyDataName: old, secret.TLSCrtDataName: old}), "Secret"),
		stored(t, key+"a-kubeconfig", secretOf("a-kubeconfig", "KubeadmControlPlane", map[string][]byte{"value": old}), "Secret"),
		stored(t, key+"a-1", secretOf("a-1", "KubeadmConfig", map[string][]byte{"value": old}), "Secret"),
		stored(t, key+"users", &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "users", Namespace: "default"}, Data: map[string][]byte{"a": old}}, "Secret"),
		stored(t, "/simulated/u/secrets/default/token", &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "token"}, Type: corev1.SecretTypeServiceAccountToken, Data: map[string][]byte{"token": old, "more": old}}, "Secret"),
	)
	for name, want := range map[string]string{"a-1": "value=", "users": "a=" + string(old)} {
		for field, value := range read[*corev1.Secret](t, got[key+name]).Data {
			if field+"="+string(value) != want {
				t.Errorf("%s has %s=%s, want %s", name, field, value, want)
			}
		}
	}
	for _, name := range []string{"a-ca", "a-sa"} {
		s := read[*corev1.Secret](t, got[key+name])
		if !bytes.Contains(s.Data[secret.TLSKeyDataName], []byte("PRIVATE KEY")) || s.UID != "s" || len(s.OwnerReferences) != 1 {
			t.Errorf("%s is %v", name, s)
		}
	}
	if _, there := got[key+"a-kubeconfig"]; there {
		t.Error("the kubeconfig is there")
	}
	if _, there := read[*corev1.Secret](t, got["/simulated/u/secrets/default/token"]).Data["token"]; there {
		t.Error("the token is there")
	}
}

// TestIdentityIsThatOfTheCopy: the ConfigMap that tells whose everything is, and what carries a profile's manifests, whose content stays.
func TestIdentityIsThatOfTheCopy(t *testing.T) {
	marked := func(namespace, name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: map[string]string{labKey: "demo"}, Annotations: map[string]string{idKey: "1", objectKey: "ConfigMap " + namespace + "/" + name}}
	}
	ours := marked("default", "demo-app")
	ours.Labels[manifestKey] = "true"
	const text = "demo-shop at 127.0.0.1:11005"
	got := turn(t,
		stored(t, "/registry/configmaps/default/kaaslab-demo", &corev1.ConfigMap{ObjectMeta: marked("default", "kaaslab-demo"), Data: map[string]string{"id": "1", "user": "bob"}}, "ConfigMap"),
		stored(t, "/registry/configmaps/projectsveltos/demo-shop", &corev1.ConfigMap{ObjectMeta: marked("projectsveltos", "demo-shop"), Data: map[string]string{"a": text}}, "ConfigMap"),
		stored(t, "/registry/configmaps/default/demo-app", &corev1.ConfigMap{ObjectMeta: ours, Data: map[string]string{"a": text}}, "ConfigMap"),
	)
	if identity := read[*corev1.ConfigMap](t, got["/registry/configmaps/default/kaaslab-two"]); identity.Data["id"] != "2" || identity.Data["user"] != "ann" || identity.Annotations[idKey] != "2" {
		t.Errorf("the identity is %v", identity)
	}
	for key, name := range map[string]string{"/registry/configmaps/projectsveltos/two-shop": "two-shop", "/registry/configmaps/default/demo-app": "demo-app"} {
		if m := read[*corev1.ConfigMap](t, got[key]); m.Name != name || m.Data["a"] != text || m.Labels[labKey] != "two" {
			t.Errorf("%s is %v", key, m)
		}
	}
}

// TestChartsAreServedByTheCopy: a chart that is read from elsewhere stays.
func TestChartsAreServedByTheCopy(t *testing.T) {
	const key = "/registry/config.projectsveltos.io/clusterprofiles/web"
	carrier := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "demo-web.a.b", Namespace: "projectsveltos", Labels: map[string]string{labKey: "demo"}, Annotations: map[string]string{idKey: "1", objectKey: "ConfigMap projectsveltos/demo-web.a.b"}}}
	got := turn(t, stored(t, "/registry/configmaps/projectsveltos/demo-web.a.b", carrier, "ConfigMap"), plain(key, `{"kind": "ClusterProfile", "spec": {"helmCharts": [
		{"repositoryURL": "http://127.0.0.1:12249/kaaslab-charts/demo-web.a.b", "repositoryName": "demo-web.a.b-1.0", "chartName": "demo-web.a.b-1.0/web", "releaseName": "demo-web.a.b"},
		{"repositoryURL": "https://charts.example.com/demo-web.a.b", "chartName": "demo-web.a.b-1.0/web"}]}}`))
	const want = `{"chartName":"two-web.a.b-1.0/web","releaseName":"demo-web.a.b","repositoryName":"two-web.a.b-1.0","repositoryURL":"http://127.0.0.1:22249/kaaslab-charts/two-web.a.b"},` +
		`{"chartName":"demo-web.a.b-1.0/web","repositoryURL":"https://charts.example.com/demo-web.a.b"}`
	if !strings.Contains(got[key], want) {
		t.Errorf("got %s", got[key])
	}
}

// TestWhatIsNoObjectStays as it is.
func TestWhatIsNoObjectStays(t *testing.T) {
	for key, value := range map[string]string{"/registry/ranges/serviceips": "k8s\x00\n\x15\n\x02v1\x12\x0fRangeAllocation", "/a": "demo", "/b": ""} {
		if got := turn(t, saved.Entry{Key: key, Value: []byte(value)}); got[key] != value {
			t.Errorf("%s became %q", key, got[key])
		}
	}
}
