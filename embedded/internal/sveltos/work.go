package sveltos

import (
	"context"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/backend"
)

var (
	ofClusters  = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clusterprofiles"}
	ofNamespace = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "profiles"}
	summaries   = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clustersummaries"}
	clusters    = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusters"}
)

// work tells whether there is something for Sveltos to do: a profile and a
// cluster on which something can be installed, or what it has begun and has to
// undo before it may go. In-memory clusters run nothing, so a lab of such alone
// does without the program.
type work struct {
	informers metadatainformer.SharedInformerFactory
	listers   map[schema.GroupVersionResource]cache.GenericLister
	synced    []cache.InformerSynced
	// changed holds one sign that something is new.
	changed chan struct{}
}

func newWork(api *rest.Config) (*work, error) {
	client, err := metadata.NewForConfig(api)
	if err != nil {
		return nil, err
	}
	return workOf(client)
}

func workOf(client metadata.Interface) (*work, error) {
	w := &work{
		informers: metadatainformer.NewSharedInformerFactoryWithOptions(client, 0, metadatainformer.WithTransform(essence)),
		listers:   map[schema.GroupVersionResource]cache.GenericLister{},
		changed:   make(chan struct{}, 1),
	}
	for _, resource := range []schema.GroupVersionResource{ofClusters, ofNamespace, summaries, clusters} {
		informer := w.informers.ForResource(resource)
		_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc: func(any) { w.sign() }, UpdateFunc: func(any, any) { w.sign() }, DeleteFunc: func(any) { w.sign() },
		})
		if err != nil {
			return nil, err
		}
		w.listers[resource] = informer.Lister()
		w.synced = append(w.synced, informer.Informer().HasSynced)
	}
	return w, nil
}

// essence drops what is not looked at: fleets have thousands of clusters.
func essence(object any) (any, error) {
	if o, ok := object.(*metav1.PartialObjectMetadata); ok {
		o.ManagedFields, o.Labels, o.OwnerReferences = nil, nil, nil
	}
	return object, nil
}

func (w *work) sign() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (w *work) start(ctx context.Context) {
	w.informers.Start(ctx.Done())
	cache.WaitForCacheSync(ctx.Done(), w.synced...)
}

// await returns true once there is work, or there is none, whichever is wanted,
// and false when ctx ends before.
func (w *work) await(ctx context.Context, wanted bool) bool {
	for ctx.Err() == nil {
		if w.exists() == wanted {
			return true
		}
		select {
		case <-w.changed:
		case <-ctx.Done():
		}
	}
	return false
}

func (w *work) exists() bool {
	return w.any(summaries, anything) || w.anyProfile(begun) || w.anyProfile(anything) && w.any(clusters, installable)
}

func (w *work) anyProfile(is func(metav1.Object) bool) bool {
	return w.any(ofClusters, is) || w.any(ofNamespace, is)
}

func (w *work) any(resource schema.GroupVersionResource, is func(metav1.Object) bool) bool {
	objects, err := w.listers[resource].List(labels.Everything())
	return err == nil && slices.ContainsFunc(objects, func(o runtime.Object) bool {
		m, ok := o.(metav1.Object)
		return ok && is(m)
	})
}

func anything(metav1.Object) bool { return true }

// begun finds profiles that Sveltos has to let go of.
func begun(o metav1.Object) bool { return len(o.GetFinalizers()) > 0 }

func installable(o metav1.Object) bool { return o.GetAnnotations()[backend.Annotation] == "true" }
