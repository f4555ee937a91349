package injection

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
)

// again is how often what is broken is looked at: whether it is still there and
// broken, and whether a container that crashes would have been started again.
const again = 3 * time.Second

// Cluster is a simulated cluster, as far as it can be broken.
type Cluster interface {
	// Client reads and writes the objects of the cluster, also while its API
	// server is broken.
	Client() (client.Client, error)
	// Server stands before its API server.
	Server() *Server
}

// Reconciler breaks and heals what the annotations of Clusters say.
type Reconciler struct {
	Management client.Client
	// Find returns a simulated cluster, or nil while there is none of that name.
	Find func(types.NamespacedName) Cluster
}

// SetupWithManager lets it look at Clusters that have faults.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	annotated := predicate.NewPredicateFuncs(func(o client.Object) bool {
		_, found := o.GetAnnotations()[Annotation]
		return found
	})
	err := ctrl.NewControllerManagedBy(mgr).Named("faults").For(&clusterv1.Cluster{}, builder.WithPredicates(annotated)).Complete(r)
	if err != nil {
		return fmt.Errorf("faults controller: %w", err)
	}
	return nil
}

// Reconcile makes a cluster as broken as it is to be. The annotation goes after
// everything is whole again, so that a crash in between leaves nothing broken.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	var of clusterv1.Cluster
	if err := r.Management.Get(ctx, req.NamespacedName, &of); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	text, found := of.Annotations[Annotation]
	cluster := r.Find(req.NamespacedName)
	if !found || !of.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, nil
	}
	if cluster == nil {
		return ctrl.Result{RequeueAfter: again}, nil // it starts, or is none that can be broken
	}
	faults, err := parse(text)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "nothing is broken on purpose")
	}
	now := time.Now()
	active := inForce(faults, now)
	cluster.Server().Break(ofAPI(active))
	objects, err := cluster.Client()
	if err != nil {
		return ctrl.Result{RequeueAfter: again}, nil // its API server starts
	}
	left, err := (&breaker{objects, now}).settle(ctx, active)
	if err != nil {
		return ctrl.Result{}, err
	}
	if err := r.write(ctx, &of, faults, left); err != nil {
		return ctrl.Result{}, err
	}
	if len(left) == 0 {
		return ctrl.Result{}, nil
	}
	return ctrl.Result{RequeueAfter: nextEnd(left, time.Now(), again)}, nil
}

// write takes off the Cluster what is over, unless somebody wrote there meanwhile.
func (r *Reconciler) write(ctx context.Context, of *clusterv1.Cluster, faults, left []Fault) error {
	if len(left) > 0 && equality.Semantic.DeepEqual(faults, left) {
		return nil
	}
	changed := of.DeepCopy()
	delete(changed.Annotations, Annotation)
	if len(left) > 0 {
		text, err := json.Marshal(left)
		if err != nil {
			return err
		}
		changed.Annotations[Annotation] = string(text)
	}
	err := r.Management.Patch(ctx, changed, client.MergeFromWithOptions(of, client.MergeFromWithOptimisticLock{}))
	if err != nil {
		return fmt.Errorf("write the faults of Cluster %s: %w", client.ObjectKeyFromObject(of), client.IgnoreNotFound(err))
	}
	return nil
}
