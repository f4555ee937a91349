package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/internal/poll"
)

// object is where a thing of the lab is in the management cluster.
type object struct {
	called string
	of     schema.GroupVersionResource
	// is finds it among those of its kind.
	is func(o unstructured.Unstructured) bool
}

func resourceOf(plural string) schema.GroupVersionResource {
	return counted[slices.IndexFunc(counted, func(of schema.GroupVersionResource) bool { return of.Resource == plural })]
}

// endsWith finds an object by the end of its name.
func endsWith(end string) func(unstructured.Unstructured) bool {
	return func(o unstructured.Unstructured) bool { return strings.HasSuffix(o.GetName(), end) }
}

func contains(part string) func(unstructured.Unstructured) bool {
	return func(o unstructured.Unstructured) bool { return strings.Contains(o.GetName(), part) }
}

var objects = []object{
	{"Cluster", clusters, endsWith("-one")},
	{"ClusterClass", classes, contains("")},
	{"DevClusterTemplate", resourceOf("devclustertemplates"), contains("")},
	{"DevMachineTemplate", resourceOf("devmachinetemplates"), contains("")},
	{"KubeadmControlPlaneTemplate", resourceOf("kubeadmcontrolplanetemplates"), contains("")},
	{"KubeadmConfigTemplate", resourceOf("kubeadmconfigtemplates"), contains("")},
	{"ClusterProfile", resourceOf("clusterprofiles"), endsWith("-app")},
	{"ConfigMap of a profile", resourceOf("configmaps"), contains("-app")},
	{"Secret of a profile", secrets, contains("-base")},
	{"object of a manifest", resourceOf("configmaps"), endsWith("-extra")},
	{"identity of the lab", resourceOf("configmaps"), func(o unstructured.Unstructured) bool { return o.GetName() == "kaaslab-"+o.GetLabels()[labLabel] }},
	{"list of kinds of manifests", resourceOf("configmaps"), endsWith("-objects")},
}

const labLabel = "kaaslab.dev/lab"

func (s *Site) find(ctx context.Context, x object) (unstructured.Unstructured, error) {
	own, err := s.own(ctx, x.of)
	if err != nil {
		return unstructured.Unstructured{}, err
	}
	i := slices.IndexFunc(own, x.is)
	if i < 0 {
		return unstructured.Unstructured{}, fmt.Errorf("no %s is there", x.called)
	}
	return own[i], nil
}

// picture is all of an object that people write.
func picture(o unstructured.Unstructured) (string, error) {
	shown := o.DeepCopy().Object
	delete(shown, "status")
	metadata := shown["metadata"].(map[string]any)
	for _, changing := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"} {
		delete(metadata, changing)
	}
	if isOnlyHeldByClusterAPI(o) { // which puts it there in its own time
		delete(metadata, "finalizers")
	}
	text, err := json.Marshal(shown)
	return string(text), err
}

func isOnlyHeldByClusterAPI(o unstructured.Unstructured) bool {
	return slices.Equal(o.GetFinalizers(), []string{finalizer})
}

func (x object) look(ctx context.Context, s *Site) (string, error) {
	o, err := s.find(ctx, x)
	if err != nil {
		return "", err
	}
	return picture(o)
}

// edited is a drift that changes an object as `kubectl edit` does.
func (x object) edited(change string, want Fate, why string, edit func(o *unstructured.Unstructured)) Drift {
	return x.drift(change, want, why, func(ctx context.Context, s *Site, o unstructured.Unstructured) error {
		return s.edit(ctx, x, edit)
	})
}

// edit tries again when somebody else was faster: Cluster API's part is played at the same time.
func (s *Site) edit(ctx context.Context, x object, edit func(o *unstructured.Unstructured)) error {
	return poll.Until(ctx, "an edit of "+x.called, between, func(string) {}, func(ctx context.Context) (string, error) {
		o, err := s.find(ctx, x)
		if err != nil {
			return "", err
		}
		was := o.DeepCopy()
		if edit(&o); equal(*was, o) {
			return "", errors.New("the edit changes nothing")
		}
		_, err = s.where(x.of, o).Update(ctx, &o, metav1.UpdateOptions{FieldManager: somebody})
		if apierrors.IsConflict(err) {
			return "another look", nil
		}
		return "", err
	})
}

func equal(a, b unstructured.Unstructured) bool {
	one, _ := json.Marshal(a.Object)
	other, _ := json.Marshal(b.Object)
	return string(one) == string(other)
}

func (x object) drift(change string, want Fate, why string, do func(context.Context, *Site, unstructured.Unstructured) error) Drift {
	return Drift{Thing: x.called, Change: change, Want: want, Why: why, look: x.look, do: func(ctx context.Context, s *Site) error {
		o, err := s.find(ctx, x)
		if err != nil {
			return err
		}
		return do(ctx, s, o)
	}}
}

// vanish deletes an object and waits until it is gone.
func (x object) vanish(ctx context.Context, s *Site, o unstructured.Unstructured) error {
	where := s.where(x.of, o)
	if err := where.Delete(ctx, o.GetName(), metav1.DeleteOptions{}); err != nil {
		return err
	}
	return poll.Until(ctx, "the end of "+o.GetName(), between, func(string) {}, func(ctx context.Context) (string, error) {
		_, err := where.Get(ctx, o.GetName(), metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return "", nil
		}
		return "it is there", err
	})
}

// again makes an object once more, as somebody else who has a copy of it.
func (x object) again(ctx context.Context, s *Site, o unstructured.Unstructured, edit func(o *unstructured.Unstructured)) error {
	if err := x.vanish(ctx, s, o); err != nil {
		return err
	}
	copied := o.DeepCopy()
	delete(copied.Object, "status")
	copied.SetUID("")
	copied.SetResourceVersion("")
	copied.SetManagedFields(nil)
	copied.SetFinalizers(nil)
	edit(copied)
	_, err := s.where(x.of, o).Create(ctx, copied, metav1.CreateOptions{FieldManager: somebody})
	return err
}
