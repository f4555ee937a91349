package controllers

import (
	"context"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
)

// notedCache notes what it is asked for.
type notedCache struct {
	cache.Cache
	indexed []client.Object
	fields  string
}

func (n *notedCache) IndexField(_ context.Context, of client.Object, _ string, _ client.IndexerFunc) error {
	n.indexed = append(n.indexed, of)
	return nil
}

func (n *notedCache) List(_ context.Context, _ client.ObjectList, options ...client.ListOption) error {
	wanted := client.ListOptions{}
	wanted.ApplyOptions(options)
	n.fields = ""
	if wanted.FieldSelector != nil {
		n.fields = wanted.FieldSelector.String()
	}
	return nil
}

// TestWhatIsOfOneClusterIsFoundByIt, whichever kind of list it is asked for in, and every other list is left as it is.
func TestWhatIsOfOneClusterIsFoundByIt(t *testing.T) {
	of := client.MatchingLabels{clusterv1.ClusterNameLabel: "a", "other": "b"}
	machines := &clusterv1.MachineList{}
	untyped, metadata := &unstructured.UnstructuredList{}, &metav1.PartialObjectMetadataList{}
	for _, list := range []client.ObjectList{untyped, metadata} {
		list.GetObjectKind().SetGroupVersionKind(clusterv1.GroupVersion.WithKind("MachineList"))
	}
	noted := &notedCache{}
	c := &clusterCache{Cache: noted, scheme: scheme, indexed: map[listed]bool{}}
	for name, test := range map[string]struct {
		list    client.ObjectList
		options []client.ListOption
		want    string
	}{
		"typed":                  {machines, []client.ListOption{client.InNamespace("default"), of}, clusterIndex + "=a"},
		"untyped":                {untyped, []client.ListOption{of}, clusterIndex + "=a"},
		"metadata":               {metadata, []client.ListOption{of}, clusterIndex + "=a"},
		"all":                    {machines, nil, ""},
		"by another label":       {machines, []client.ListOption{client.MatchingLabels{"other": "b"}}, ""},
		"of any cluster":         {machines, []client.ListOption{client.HasLabels{clusterv1.ClusterNameLabel}}, ""},
		"by a field of its own":  {machines, []client.ListOption{of, client.MatchingFields{"spec.x": "y"}}, "spec.x=y"},
		"of a cluster no longer": {machines, []client.ListOption{client.MatchingLabels{clusterv1.ClusterNameLabel: ""}}, ""},
	} {
		for range 2 {
			if err := c.List(t.Context(), test.list, test.options...); err != nil || noted.fields != test.want {
				t.Errorf("%s: listed by %q, want %q: %v", name, noted.fields, test.want, err)
			}
		}
	}
	if len(noted.indexed) != 3 {
		t.Errorf("indexed %T", noted.indexed)
	}
	machine := &clusterv1.Machine{ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{clusterv1.ClusterNameLabel: "a"}}}
	if of := clusterOf(machine); len(of) != 1 || of[0] != "a" || len(clusterOf(&clusterv1.Machine{})) > 0 {
		t.Errorf("a machine is of %v", of)
	}
}
