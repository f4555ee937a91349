package controllers

import (
	"slices"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
)

// TestWhatAnEarlierRunHadBroughtUpIsWaitedFor, also where a run that was killed had noted that it is not available.
func TestWhatAnEarlierRunHadBroughtUpIsWaitedFor(t *testing.T) {
	cluster := func(name string, conditions ...metav1.Condition) client.Object {
		c := &clusterv1.Cluster{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "default"}}
		c.Spec.InfrastructureRef.Kind = "DevCluster"
		c.Status.Conditions = conditions
		return c
	}
	is := func(condition string, status metav1.ConditionStatus) metav1.Condition {
		return metav1.Condition{Type: condition, Status: status}
	}
	up := is(clusterv1.ClusterControlPlaneInitializedCondition, metav1.ConditionTrue)
	reader := fake.NewClientBuilder().WithScheme(scheme).WithObjects(
		cluster("available", up, is(clusterv1.AvailableCondition, metav1.ConditionTrue)),
		cluster("noted-as-not-available", up, is(clusterv1.AvailableCondition, metav1.ConditionFalse)),
		cluster("half-made", is(clusterv1.ClusterControlPlaneInitializedCondition, metav1.ConditionFalse)),
	).Build()
	found, err := earlier(t.Context(), reader)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, key := range found {
		names = append(names, key.Name)
	}
	if want := []string{"available", "noted-as-not-available"}; !slices.Equal(names, want) {
		t.Errorf("waited for are %q, want %q", names, want)
	}
}
