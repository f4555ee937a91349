package integration

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

func mergePatch(text string) client.Patch {
	return client.RawPatch(types.MergePatchType, []byte(text))
}

// nobodys creates an object of Cluster API of a cluster that there is not, so that
// no controller touches it.
func nobodys(t *testing.T, p *program, kind string, spec map[string]any) *unstructured.Unstructured {
	t.Helper()
	spec["clusterName"] = "nobody"
	u := &unstructured.Unstructured{Object: map[string]any{"spec": spec}}
	u.SetGroupVersionKind(schema.GroupVersionKind{Group: machineKind.Group, Version: machineKind.Version, Kind: kind})
	u.SetNamespace("default")
	u.SetName("nobodys")
	if err := p.client().Create(context.Background(), u); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.client().Delete(context.Background(), u); err != nil {
			t.Error(err)
		}
	})
	return u
}

func nobodysMachine(t *testing.T, p *program) *unstructured.Unstructured {
	return nobodys(t, p, "Machine", map[string]any{
		"bootstrap":         map[string]any{"dataSecretName": "none"},
		"infrastructureRef": map[string]any{"apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "DevMachine", "name": "none"},
	})
}

// statusesArePatchedAlone holds that the rest of an object, at which such a patch
// does not look, stays as it is, and that its version is asked for.
func statusesArePatchedAlone(t *testing.T, p *program) {
	m := nobodysMachine(t, p)
	before := m.DeepCopy()
	patch := func(text string) error {
		return p.client().Status().Patch(context.Background(), m, mergePatch(text))
	}
	if err := patch(`{"metadata":{"labels":{"a":"b"}},"spec":{"clusterName":"other"},"status":{"phase":"Pending","addresses":[{"type":"InternalIP","address":"192.0.2.1"}],"deletion":{"nodeDrainStartTime":"2026-01-01T00:00:00Z"}}}`); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.Object["spec"], m.Object["spec"]); diff != "" {
		t.Errorf("a patch of a status changed the spec:\n%s", diff)
	}
	if m.GetLabels()["a"] != "" || m.GetGeneration() != before.GetGeneration() || m.GetUID() != before.GetUID() {
		t.Errorf("a patch of a status changed the metadata: %v", m.Object["metadata"])
	}
	if err := patch(`{"status":{"addresses":[{"type":"ExternalIP","address":"192.0.2.2"}],"deletion":{"nodeDrainStartTime":null},"phase":null}}`); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"addresses": []any{map[string]any{"type": "ExternalIP", "address": "192.0.2.2"}}, "deletion": map[string]any{}}
	if diff := cmp.Diff(any(want), m.Object["status"]); diff != "" {
		t.Errorf("the status (-want +got):\n%s", diff)
	}
	if err := patch(`{"metadata":{"resourceVersion":"` + before.GetResourceVersion() + `"},"status":{"phase":"Failed"}}`); !apierrors.IsConflict(err) {
		t.Errorf("a patch of a version that is gone: %v", err)
	}
	if err := patch(`{"status":{"phase":"Pending","phase":"Failed"}}`); err != nil {
		t.Errorf("what is written twice in a patch is warned of: %v", err)
	}
	if err := patch(`{"status":`); !apierrors.IsBadRequest(err) {
		t.Errorf("half a patch: %v", err)
	}
}

// historyIsKept holds that each version of an object is told as it was, though they
// share in memory what did not change.
func historyIsKept(t *testing.T, p *program) {
	m := nobodysMachine(t, p)
	from := m.GetResourceVersion()
	var want []map[string]any
	for n, phase := range []string{"Pending", "Provisioning", "Provisioned", "Running", "Failed"} {
		status := fmt.Sprintf(`{"status":{"phase":%q,"addresses":[{"type":"InternalIP","address":"192.0.2.%d"},{"type":"ExternalIP","address":"192.0.2.1"}]}}`, phase, n)
		if err := p.client().Status().Patch(context.Background(), m, mergePatch(status)); err != nil {
			t.Fatal(err)
		}
		want = append(want, m.DeepCopy().Object)
		labels := fmt.Sprintf(`{"metadata":{"labels":{"phase":%q}}}`, phase)
		if err := p.client().Patch(context.Background(), m, mergePatch(labels)); err != nil {
			t.Fatal(err)
		}
		want = append(want, m.DeepCopy().Object)
	}
	machines := dynamic.NewForConfigOrDie(p.config()).Resource(schema.GroupVersionResource{Group: machineKind.Group, Version: machineKind.Version, Resource: "machines"})
	w, err := machines.Namespace("default").Watch(context.Background(), metav1.ListOptions{ResourceVersion: from, FieldSelector: "metadata.name=nobodys"})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	for n := range want {
		told, ok := (<-w.ResultChan()).Object.(*unstructured.Unstructured)
		if !ok {
			t.Fatalf("version %d is not told", n)
		}
		if diff := cmp.Diff(want[n], told.Object); diff != "" {
			t.Fatalf("version %d is told in another way than it was (-was +told):\n%s", n, diff)
		}
	}
}

var webhookAsked = regexp.MustCompile(`(?m)^apiserver_admission_webhook_admission_duration_seconds_count\{name="validation.machinehealthcheck.cluster.x-k8s.io",operation="UPDATE",.*\} (\d+)$`)

// webhooksAreAskedOfChanges: a webhook has nothing to say of owners and finalizers.
func webhooksAreAskedOfChanges(t *testing.T, p *program) {
	check := nobodys(t, p, "MachineHealthCheck", map[string]any{"selector": map[string]any{"matchLabels": map[string]any{"a": "b"}}})
	asked := func() int {
		found := webhookAsked.FindStringSubmatch(metricsOf(t, p))
		if found == nil {
			return 0
		}
		n, _ := strconv.Atoi(found[1])
		return n
	}
	for _, step := range []struct {
		patch string
		more  int
	}{
		{`{"metadata":{"finalizers":["example.com/held"]}}`, 0},
		{`{"metadata":{"finalizers":null}}`, 0},
		{`{"metadata":{"labels":{"a":"b"}}}`, 1},
		{`{"metadata":{"annotations":{"a":"b"}}}`, 1},
		{`{"spec":{"selector":{"matchLabels":{"a":"c"}}}}`, 1},
	} {
		before := asked()
		if err := p.client().Patch(context.Background(), check, mergePatch(step.patch)); err != nil {
			t.Fatal(err)
		}
		if more := asked() - before; more != step.more {
			t.Errorf("the webhook was asked %d times of %s, want %d", more, step.patch, step.more)
		}
	}
	err := p.client().Patch(context.Background(), check, mergePatch(`{"spec":{"selector":{"matchLabels":null}}}`))
	if !apierrors.IsInvalid(err) && !apierrors.IsForbidden(err) {
		t.Errorf("a change that the webhook refuses: %v", err)
	}
}
