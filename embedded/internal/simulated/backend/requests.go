package backend

import (
	"fmt"
	"net/http"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/handlers/responsewriters"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/kubernetes/pkg/api/legacyscheme"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// UseFake is told the provider's own API server.
func (b *Backend) UseFake(fake http.Handler) { b.fake.Store(&fake) }

// inner stands before the API of every simulated cluster, behind authentication
// and authorization. An API server would dial kubelets, and what it proxies to,
// on this machine's network; here nobody is at any of these addresses.
func (b *Backend) inner(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info, ok := request.RequestInfoFrom(r.Context())
		if !ok || !info.IsResourceRequest || !dials(info) {
			api.ServeHTTP(w, r)
			return
		}
		if fake := b.fake.Load(); fake != nil && controlPlane(info) {
			(*fake).ServeHTTP(w, r)
			return
		}
		responsewriters.ErrorNegotiated(nothingRuns(info), legacyscheme.Codecs, schema.GroupVersion{Version: "v1"}, w, r)
	})
}

// dials tells whether an API server would answer by connecting to something.
func dials(info *request.RequestInfo) bool {
	if info.APIGroup != "" {
		return false
	}
	switch info.Resource + "/" + info.Subresource {
	case "pods/log", "pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "nodes/proxy", "services/proxy":
		return true
	}
	return false
}

// controlPlane tells whether Cluster API looks at its members of etcd or at the
// certificate of an API server, which the provider fakes for all clusters.
func controlPlane(info *request.RequestInfo) bool {
	return info.Subresource == "portforward" && info.Namespace == metav1.NamespaceSystem &&
		(strings.HasPrefix(info.Name, "etcd-") || strings.HasPrefix(info.Name, "kube-apiserver-"))
}

func nothingRuns(info *request.RequestInfo) error {
	what := map[string]string{
		"log":         "containers write no logs",
		"exec":        "there is no container to run a command in",
		"attach":      "there is no container to attach to",
		"portforward": "no container listens on any port",
		"proxy":       "nothing is there to answer",
	}[info.Subresource]
	return &apierrors.StatusError{ErrStatus: metav1.Status{
		Status: metav1.StatusFailure,
		Code:   http.StatusMethodNotAllowed,
		Reason: metav1.StatusReasonMethodNotAllowed,
		Message: fmt.Sprintf("this cluster is simulated: its API is real, but nothing runs behind %s %q: %s",
			strings.TrimSuffix(info.Resource, "s"), info.Name, what),
	}}
}
