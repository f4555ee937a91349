package record

import (
	"context"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Reasons why something is not mended.
const (
	added    = "what others add is theirs"
	unproved = "the object does not say any more that it is the lab's"
	held     = "it cannot be made again before it is gone; whoever holds it has to let go"
)

// except are drifts of which something else comes than of the same drift of other things.
func except(d Drift) Drift {
	own := d.Thing == "list of kinds of manifests" || d.Thing == "identity of the lab"
	switch {
	case d.Thing == "Cluster" && d.Change == digestChanged:
		d.Want, d.Why = Theirs, "of a cluster, kaaslab compares the fields"
	case d.Thing == "Cluster" && d.Change == deletedHeld:
		d.Want, d.Why = Mended, "" // Cluster API takes the finalizer away
	case own && d.Change == digestChanged:
		d.Want, d.Why = Theirs, "it has no lab file to be compared with"
	case d.Thing == "list of kinds of manifests" && d.Change == identityRemoved:
		d.Want, d.Why = Theirs, "it is written anew with the next object"
	case d.Thing == "list of kinds of manifests" && d.Change == deletedHeld:
		d.Want, d.Why = Theirs, "it is seen when it is gone, and made again"
	case d.Thing == "list of kinds of manifests" && (d.Change == valueChanged || d.Change == keyAdded):
		d.Want, d.Why = Asks, "what cannot be read as a kind is named, and not guessed at"
	case d.Thing == "identity of the lab" && (d.Change == valueChanged || d.Change == keyRemoved):
		d.Want, d.Why = Theirs, "who made the lab is what it says; the lab is known by the mark"
	}
	return d
}

// What is done to each object and named above.
const (
	digestChanged   = "the digest of what was applied changed"
	deletedHeld     = "deleted, and held by a finalizer"
	identityRemoved = "the lab's identity removed"
	valueChanged    = "a value of data changed"
	keyRemoved      = "a key of data removed"
	keyAdded        = "a key of data added"
)

// Drifts are all of them: what can be done to any object, and to single fields and files.
func Drifts() []Drift {
	var all []Drift
	for _, x := range objects {
		all = append(all, x.anywhere()...)
	}
	all = slices.Concat(all, fieldDrifts(), fileDrifts())
	for i, d := range all {
		all[i] = except(d)
	}
	return all
}

// anywhere is what can be done to any object.
func (x object) anywhere() []Drift {
	return []Drift{
		x.edited("a label added", Theirs, added, func(o *unstructured.Unstructured) { put(o, "x", "metadata", "labels", "somebody/label") }),
		x.edited("an annotation added", Theirs, added, func(o *unstructured.Unstructured) { put(o, "x", "metadata", "annotations", "somebody/note") }),
		x.edited("a finalizer added", Theirs, added, func(o *unstructured.Unstructured) { o.SetFinalizers(append(o.GetFinalizers(), "somebody/holds")) }),
		x.edited("an owner reference added", Theirs, added, func(o *unstructured.Unstructured) {
			o.SetOwnerReferences([]metav1.OwnerReference{{APIVersion: "v1", Kind: "ConfigMap", Name: "somebody", UID: "somebody"}})
		}),
		x.edited("the lab's label removed", Asks, unproved, func(o *unstructured.Unstructured) { drop(o, "metadata", "labels", labLabel) }),
		x.edited("the lab's label changed", Asks, unproved, func(o *unstructured.Unstructured) { put(o, "another", "metadata", "labels", labLabel) }),
		x.edited(identityRemoved, Mended, "", func(o *unstructured.Unstructured) { drop(o, "metadata", "annotations", "kaaslab.dev/id") }),
		x.edited("the lab's identity changed", Asks, unproved, func(o *unstructured.Unstructured) {
			put(o, "0123456789abcdef", "metadata", "annotations", "kaaslab.dev/id")
		}),
		x.edited("the mark of the object changed", Asks, unproved, func(o *unstructured.Unstructured) { put(o, "another", "metadata", "annotations", "kaaslab.dev/object") }),
		x.edited(digestChanged, Mended, "", func(o *unstructured.Unstructured) { put(o, "0123", "metadata", "annotations", "kaaslab.dev/applied") }),
		x.edited("who set which field forgotten", Asks, unproved, func(o *unstructured.Unstructured) { o.SetManagedFields([]metav1.ManagedFieldsEntry{{}}) }),
		x.drift("deleted", Mended, "", x.vanish),
		x.drift(deletedHeld, Seen, held, func(ctx context.Context, s *Site, o unstructured.Unstructured) error {
			if err := s.edit(ctx, x, func(o *unstructured.Unstructured) { o.SetFinalizers([]string{"somebody/holds"}) }); err != nil {
				return err
			}
			return s.where(x.of, o).Delete(ctx, o.GetName(), metav1.DeleteOptions{})
		}),
		x.drift("made again by somebody, with its marks", Asks, unproved, func(ctx context.Context, s *Site, o unstructured.Unstructured) error {
			return x.again(ctx, s, o, func(*unstructured.Unstructured) {})
		}),
		x.drift("made again by somebody, without marks", Asks, unproved, func(ctx context.Context, s *Site, o unstructured.Unstructured) error {
			return x.again(ctx, s, o, func(o *unstructured.Unstructured) { o.SetLabels(nil); o.SetAnnotations(nil) })
		}),
	}
}

func put(o *unstructured.Unstructured, value any, path ...string) {
	_ = unstructured.SetNestedField(o.Object, value, path...) // an edit that changes nothing is an error
}

func drop(o *unstructured.Unstructured, path ...string) {
	unstructured.RemoveNestedField(o.Object, path...)
}
