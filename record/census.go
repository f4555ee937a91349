package record

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// counted are the kinds of objects that kaaslab may write.
var counted = []schema.GroupVersionResource{
	clusters, classes, secrets, {Version: "v1", Resource: "configmaps"}, {Version: "v1", Resource: "namespaces"},
	{Group: "coordination.k8s.io", Version: "v1", Resource: "leases"},
	{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clusterprofiles"},
	{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "profiles"},
	{Group: "infrastructure.cluster.x-k8s.io", Version: "v1beta2", Resource: "devclustertemplates"},
	{Group: "infrastructure.cluster.x-k8s.io", Version: "v1beta2", Resource: "devmachinetemplates"},
	{Group: "controlplane.cluster.x-k8s.io", Version: "v1beta2", Resource: "kubeadmcontrolplanetemplates"},
	{Group: "bootstrap.cluster.x-k8s.io", Version: "v1beta2", Resource: "kubeadmconfigtemplates"},
}

// Census is what there is in the management cluster, by kind and name. The name of a lab is LAB in it, so that labs can be compared.
type Census map[string]Thing

// Thing is an object: which one, and what is in it.
type Thing struct {
	UID     types.UID
	Version string
	// Content is what the lab file says, without what is another one in every lab.
	Content string
}

// Count takes a census of a lab, and one of the strangers beside it.
func Count(ctx context.Context, client dynamic.Interface, lab string) (own, strangers Census, err error) {
	own, strangers = Census{}, Census{}
	for _, kind := range counted {
		list, err := client.Resource(kind).List(ctx, metav1.ListOptions{})
		if err != nil {
			return nil, nil, fmt.Errorf("count %s: %w", kind.Resource, err)
		}
		for _, object := range list.Items {
			name := kind.Resource + "/" + object.GetName()
			switch {
			case !names(object, lab):
			case isStranger(object.GetName()):
				strangers[name] = Thing{object.GetUID(), object.GetResourceVersion(), ""}
			default:
				own[strings.ReplaceAll(name, lab, "LAB")] = Thing{object.GetUID(), object.GetResourceVersion(), strings.ReplaceAll(contentOf(object), lab, "LAB")}
			}
		}
	}
	return own, strangers, nil
}

// names reports whether an object says that it is a lab's.
func names(o unstructured.Unstructured, lab string) bool {
	return strings.Contains(o.GetName(), lab) || o.GetLabels()["kaaslab.dev/lab"] == lab
}

func isStranger(name string) bool { return strings.HasPrefix(name, "stranger") }

// contentOf leaves out the identity of the lab and what is bound to it.
func contentOf(o unstructured.Unstructured) string {
	content := map[string]any{
		"labels": slices.Sorted(maps.Keys(o.GetLabels())), "annotations": slices.Sorted(maps.Keys(o.GetAnnotations())), "spec": o.Object["spec"],
	}
	if o.GetAnnotations()["kaaslab.dev/id"] == "" || o.GetKind() == "Secret" {
		content["data"] = o.Object["data"]
	}
	text, err := json.Marshal(content)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// unlike says how two censuses differ, in names and contents. The lease of a run that was killed, or could not remove it, runs out by
// itself.
func (c Census) unlike(want Census) []string {
	var differences []string
	for name, thing := range want {
		if there, found := c[name]; !found {
			differences = append(differences, name+" is lost")
		} else if there.Content != thing.Content {
			differences = append(differences, fmt.Sprintf("%s is\n%s\nwant\n%s", name, there.Content, thing.Content))
		}
	}
	for name := range c {
		if _, found := want[name]; !found && !strings.HasPrefix(name, "leases/") {
			differences = append(differences, name+" is too many")
		}
	}
	slices.Sort(differences)
	return differences
}

// survivors are what was there before and is still the same object.
func (c Census) survivors(before Census) []string {
	var same []string
	for name, thing := range before {
		if c[name].UID == thing.UID {
			same = append(same, name)
		}
	}
	slices.Sort(same)
	return same
}
