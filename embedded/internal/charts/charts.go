// Package charts is a Helm repository for charts that lie beside a lab file: the
// management cluster keeps them in ConfigMaps, and Sveltos, which reads charts
// from repositories only, finds them here.
package charts

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const (
	// namespace is where the ConfigMaps are.
	namespace = "projectsveltos"
	// indexKey and archiveKey are what a ConfigMap with a chart holds.
	indexKey   = "index.yaml"
	archiveKey = "chart.tgz"
	// patience bounds one request.
	patience = 30 * time.Second
)

// get reads one ConfigMap.
type get func(ctx context.Context, name string) (*corev1.ConfigMap, error)

// Serve answers on the listener until ctx ends.
func Serve(ctx context.Context, listener net.Listener, api *rest.Config) error {
	client, err := kubernetes.NewForConfig(api)
	if err != nil {
		return fmt.Errorf("read charts: %w", err)
	}
	server := &http.Server{
		Handler: handler(func(ctx context.Context, name string) (*corev1.ConfigMap, error) {
			return client.CoreV1().ConfigMaps(namespace).Get(ctx, name, metav1.GetOptions{})
		}),
		ReadHeaderTimeout: patience, ReadTimeout: patience, WriteTimeout: 2 * patience,
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// handler answers what Helm asks a repository for: its index, and the archive
// that the index names. Other ConfigMaps than those with charts it does not show.
func handler(read get) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /kaaslab-charts/{name}/{file}", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		kept, err := read(ctx, r.PathValue("name"))
		switch file := r.PathValue("file"); {
		case apierrors.IsNotFound(err):
			http.Error(w, "there is no chart of that name", http.StatusNotFound)
		case err != nil:
			http.Error(w, "the management cluster does not answer: "+err.Error(), http.StatusServiceUnavailable)
		case len(kept.BinaryData[archiveKey]) == 0:
			http.Error(w, "that is no chart", http.StatusNotFound)
		case file == indexKey:
			w.Header().Set("Content-Type", "application/yaml")
			_, _ = w.Write([]byte(kept.Data[indexKey]))
		case strings.HasSuffix(file, ".tgz"):
			w.Header().Set("Content-Type", "application/gzip")
			_, _ = w.Write(kept.BinaryData[archiveKey])
		default:
			http.NotFound(w, r)
		}
	})
	return mux
}
