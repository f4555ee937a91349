package drift

import (
	"context"
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var summaryKind = schema.GroupVersionKind{Group: "lib.projectsveltos.io", Version: "v1beta1", Kind: "ResourceSummary"}

// clusterLabel names the cluster whose objects a ResourceSummary lists; its namespace is the ResourceSummary's own.
const clusterLabel = "version.projectsveltos.io/clustername"

// summaryList is all that Sveltos wants to be looked at.
type summaryList struct {
	Items []summary `json:"items"`
}

// summary is a ResourceSummary: the objects of one profile on one cluster.
type summary struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              spec `json:"spec"`
}

// spec lists the objects. The tag of a chart's objects is not ours.
type spec struct {
	Resources []reference `json:"resources"`
	Charts    []struct {
		chart     `json:",inline"`
		Resources []reference `json:"group"`
	} `json:"chartResources"`
}

type chart struct {
	Name      string `json:"chartName"`
	Release   string `json:"releaseName"`
	Namespace string `json:"releaseNamespace"`
}

// reference is an object that is to be looked at.
type reference struct {
	Group     string `json:"group"`
	Version   string `json:"version"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Ignore    bool   `json:"ignoreForConfigurationDrift"`
	// Home is where an object of a chart lies that names no namespace, and needs one.
	Home string `json:"-"`
}

func (l *summaryList) read(ctx context.Context, from client.Reader) error {
	found := unstructured.UnstructuredList{}
	found.SetGroupVersionKind(summaryKind.GroupVersion().WithKind(summaryKind.Kind + "List"))
	if err := from.List(ctx, &found); err != nil {
		return err
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(found.UnstructuredContent(), l); err != nil {
		return err
	}
	for _, s := range l.Items {
		for _, c := range s.Spec.Charts {
			for i := range c.Resources {
				c.Resources[i].Home = c.Namespace
			}
		}
	}
	return nil
}

func (s *summary) cluster() types.NamespacedName {
	return types.NamespacedName{Namespace: s.Namespace, Name: s.Labels[clusterLabel]}
}

func (s *spec) empty() bool { return len(s.Resources) == 0 && len(s.Charts) == 0 }

func (s *spec) references() []reference {
	all := append([]reference{}, s.Resources...)
	for _, c := range s.Charts {
		all = append(all, c.Resources...)
	}
	return all
}

// change is what Sveltos reads.
type change struct {
	Resources bool    `json:"resourcesChanged,omitempty"`
	Helm      bool    `json:"helmResourcesChanged,omitempty"`
	Charts    []chart `json:"driftedHelmCharts,omitempty"`
}

func (c change) any() bool { return c.Resources || c.Helm }

func (s *summary) changed(is func(reference) bool) change {
	var c change
	for _, r := range s.Spec.Resources {
		c.Resources = c.Resources || is(r)
	}
	for _, of := range s.Spec.Charts {
		for _, r := range of.Resources {
			if is(r) {
				c.Helm, c.Charts = true, append(c.Charts, of.chart)
				break
			}
		}
	}
	return c
}

// tell writes the change for Sveltos, unless Sveltos has changed the list meanwhile.
func (s *summary) tell(ctx context.Context, to client.Client, c change) error {
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"resourceVersion": s.ResourceVersion}, "status": c})
	if err != nil {
		return err
	}
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(summaryKind)
	object.SetNamespace(s.Namespace)
	object.SetName(s.Name)
	return to.Status().Patch(ctx, object, client.RawPatch(types.MergePatchType, patch))
}
