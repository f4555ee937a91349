package kube_test

import (
	"errors"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
)

func newClient(t *testing.T) *kube.Client {
	client, err := newAccess(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestForeignObjectsAreLeft(t *testing.T) {
	client := newClient(t)
	object := kube.ConfigMaps.New(kube.Namespace, "foreign")
	create(t, kube.ConfigMaps, object)
	defer remove(t, kube.ConfigMaps, "foreign")
	var foreign *kube.ForeignError
	if _, err := client.Apply(t.Context(), kube.ConfigMaps, object, ownershiptest.Lab("lab")); !errors.As(err, &foreign) {
		t.Errorf("apply: %v", err)
	}
	if err := client.Delete(t.Context(), kube.ConfigMaps, kube.Namespace, "foreign", ownershiptest.Lab("lab")); !errors.As(err, &foreign) {
		t.Errorf("delete: %v", err)
	}
	edit(t, kube.ConfigMaps, "foreign", `{"metadata":{"labels":{"kaaslab.dev/lab":"other"}}}`)
	if _, err := client.Apply(t.Context(), kube.ConfigMaps, object, ownershiptest.Lab("lab")); err == nil || !strings.Contains(err.Error(), "belongs to lab other") {
		t.Errorf("apply over another lab's: %v", err)
	}
	edit(t, kube.ConfigMaps, "foreign", `{"metadata":{"labels":{"kaaslab.dev/lab":"lab"}}}`)
	if _, err := client.Apply(t.Context(), kube.ConfigMaps, object, ownershiptest.Lab("lab")); !errors.As(err, &foreign) {
		t.Errorf("apply over what only has the lab's label: %v", err)
	}
}

// TestApplyAgainWritesNothing: an apply without a change keeps the version, so that no watcher wakes up.
func TestApplyAgainWritesNothing(t *testing.T) {
	client := newClient(t)
	object := kube.ConfigMaps.New(kube.Namespace, "again")
	object["data"] = map[string]any{"a": "b"}
	var versions []string
	for range 2 {
		meta, err := client.Apply(t.Context(), kube.ConfigMaps, object, ownershiptest.Lab("lab"))
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, meta.ResourceVersion)
	}
	defer remove(t, kube.ConfigMaps, "again")
	if versions[0] != versions[1] {
		t.Errorf("versions %v", versions)
	}
	if _, isSet := object.Map("metadata")["uid"]; isSet {
		t.Error("apply changed the object that it was given")
	}
}

// TestWhatWasBelievedToBeNewIsStillWhoseItIs: the server says that something is there.
func TestWhatWasBelievedToBeNewIsStillWhoseItIs(t *testing.T) {
	client, lab := newClient(t), ownershiptest.Lab("lab")
	object := kube.ConfigMaps.New(kube.Namespace, "new")
	for _, value := range []string{"made", "changed"} {
		object["data"] = map[string]any{"a": value}
		if _, err := client.ApplyNew(t.Context(), kube.ConfigMaps, object, lab); err != nil {
			t.Fatalf("%s: %v", value, err)
		}
		var there struct {
			Data map[string]string `json:"data"`
		}
		if err := client.Get(t.Context(), kube.ConfigMaps, kube.Namespace, "new", &there); err != nil || there.Data["a"] != value {
			t.Errorf("it has %v: %v", there.Data, err)
		}
	}
	defer remove(t, kube.ConfigMaps, "new")
	create(t, kube.ConfigMaps, kube.ConfigMaps.New(kube.Namespace, "theirs"))
	defer remove(t, kube.ConfigMaps, "theirs")
	var foreign *kube.ForeignError
	if _, err := client.ApplyNew(t.Context(), kube.ConfigMaps, kube.ConfigMaps.New(kube.Namespace, "theirs"), lab); !errors.As(err, &foreign) {
		t.Errorf("over somebody else's: %v", err)
	}
}

// TestErrorsSayWhatTheServerSaid: the reason is in the body of the answer.
func TestErrorsSayWhatTheServerSaid(t *testing.T) {
	client := newClient(t)
	_, err := client.Apply(t.Context(), kube.ConfigMaps, kube.ConfigMaps.New(kube.Namespace, "UPPER"), ownershiptest.Lab("lab"))
	if err == nil || !strings.HasPrefix(err.Error(), `apply ConfigMap UPPER: ConfigMap "UPPER" is invalid: metadata.name`) {
		t.Errorf("got %v", err)
	}
	_, err = client.ResourceFor(t.Context(), "nothing.example.com/v1", "Nothing")
	if err == nil || !strings.Contains(err.Error(), "knows no kind Nothing of nothing.example.com/v1") {
		t.Errorf("got %v", err)
	}
}

func TestGoingObjectsAreNotApplied(t *testing.T) {
	client := newClient(t)
	object := kube.ConfigMaps.New(kube.Namespace, "going")
	if _, err := client.Apply(t.Context(), kube.ConfigMaps, object, ownershiptest.Lab("lab")); err != nil {
		t.Fatal(err)
	}
	holdOn(t, kube.ConfigMaps, "going")
	if err := someone(t, kube.ConfigMaps).Delete(t.Context(), "going", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	_, err := client.Apply(t.Context(), kube.ConfigMaps, object, ownershiptest.Lab("lab"))
	if executor.OutlookOf(err, nil) != executor.Passing {
		t.Errorf("got %v, want an error that is worth another try", err)
	}
}

// TestWhatAppearsMeanwhileIsNotTakenOver: between the look and the write somebody else is faster.
func TestWhatAppearsMeanwhileIsNotTakenOver(t *testing.T) {
	for _, of := range []kube.Resource{kube.ConfigMaps, clusterResource} {
		t.Run(of.Kind, func(t *testing.T) {
			theirs := of.New(kube.Namespace, "meanwhile")
			if of == clusterResource {
				theirs["spec"] = map[string]any{"paused": true}
			}
			client, err := accessWith(t, kubetest.Meanwhile("/meanwhile", func() { create(t, of, theirs) })).Client()
			if err != nil {
				t.Fatal(err)
			}
			defer remove(t, of, "meanwhile")
			if _, err := client.Apply(t.Context(), of, theirs, ownershiptest.Lab("lab")); err == nil || executor.OutlookOf(err, nil) != executor.Passing {
				t.Errorf("got %v, want a conflict that the next look explains", err)
			}
			var foreign *kube.ForeignError
			if _, err := client.Apply(t.Context(), of, theirs, ownershiptest.Lab("lab")); !errors.As(err, &foreign) {
				t.Errorf("the next try: %v", err)
			}
		})
	}
}
