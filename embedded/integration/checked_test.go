package integration

import (
	"context"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// changesAreChecked holds what the build changed in how the API server looks at
// custom resources: what changes is validated wherever it is, what nobody knows is
// dropped, and what stays as it is stands in nobody's way.
func changesAreChecked(t *testing.T, p *program) {
	machine := list(t, p.client(), machineKind)[0]
	patch := func(status string) (*unstructured.Unstructured, error) {
		m := machine.DeepCopy()
		return m, p.client().Status().Patch(context.Background(), m, mergePatch(`{"status":`+status+`}`))
	}
	for name, text := range map[string]string{
		"a condition without its keys":   `{"conditions":[{"type":"Somebodys"}]}`,
		"a number for a text":            `{"phase":7}`,
		"a text that is too short":       `{"nodeRef":{"name":""}}`,
		"a list for an object":           `{"nodeRef":[]}`,
		"a key beside one that is right": `{"phase":"Running","nodeRef":{"name":7}}`,
	} {
		if _, err := patch(text); !apierrors.IsInvalid(err) {
			t.Errorf("%s in a status: %v", name, err)
		}
	}
	patched, err := patch(`{"phase":"Running","unheard":1,"deletion":{"unheard":{"of":"x"}}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range [][]string{{"status", "unheard"}, {"status", "deletion", "unheard"}} {
		if _, found, _ := unstructured.NestedFieldNoCopy(patched.Object, path...); found {
			t.Errorf("%v is kept", path)
		}
	}
	m := machine.DeepCopy()
	if err := p.client().Patch(context.Background(), m, mergePatch(`{"spec":{"clusterName":""}}`)); !apierrors.IsInvalid(err) {
		t.Errorf("a name that is too short in a spec: %v", err)
	}
}
