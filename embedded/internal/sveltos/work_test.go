package sveltos

import (
	"context"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata/fake"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/backend"
)

// TestSveltosRunsOnlyWhileItHasWork: a fleet of in-memory clusters pays for no
// Sveltos, and one that has begun something may undo it.
func TestSveltosRunsOnlyWhileItHasWork(t *testing.T) {
	profile, begun := object(ofClusters, "ClusterProfile"), object(ofClusters, "ClusterProfile")
	begun.Finalizers = []string{"config.projectsveltos.io/finalizer"}
	hollow, real := object(clusters, "Cluster"), object(clusters, "Cluster")
	real.Annotations = map[string]string{backend.Annotation: "true"}
	namespaced := object(ofNamespace, "Profile")
	summary := object(summaries, "ClusterSummary")
	for name, c := range map[string]struct {
		there []runtime.Object
		want  bool
	}{
		"nothing":                                 {},
		"a profile without clusters":              {there: []runtime.Object{profile}},
		"a profile and an in-memory cluster":      {there: []runtime.Object{profile, hollow}},
		"a simulated cluster without profiles":    {there: []runtime.Object{real}},
		"a profile and a simulated cluster":       {there: []runtime.Object{profile, real}, want: true},
		"a Profile and a simulated cluster":       {there: []runtime.Object{namespaced, real}, want: true},
		"a profile that Sveltos has to let go of": {there: []runtime.Object{begun}, want: true},
		"what Sveltos has installed":              {there: []runtime.Object{summary}, want: true},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		w, err := workOf(fake.NewSimpleMetadataClient(scheme(t), c.there...))
		if err != nil {
			t.Fatal(err)
		}
		w.start(ctx)
		if got := w.exists(); got != c.want {
			t.Errorf("%s: there is work: %v, want %v", name, got, c.want)
		}
		cancel()
	}
}

func scheme(t *testing.T) *runtime.Scheme {
	t.Helper()
	s := fake.NewTestScheme()
	if err := metav1.AddMetaToScheme(s); err != nil {
		t.Fatal(err)
	}
	return s
}

func object(of schema.GroupVersionResource, kind string) *metav1.PartialObjectMetadata {
	return &metav1.PartialObjectMetadata{
		TypeMeta:   metav1.TypeMeta{APIVersion: of.GroupVersion().String(), Kind: kind},
		ObjectMeta: metav1.ObjectMeta{Name: "one", Namespace: "default"},
	}
}
