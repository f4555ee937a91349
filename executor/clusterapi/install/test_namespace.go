package install

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/poll"
)

var namespaceResource = kube.Resource{Version: "v1", Kind: "Namespace", Plural: "namespaces"}

// testNamespace is where the library tries cert-manager out before each installation, and which it removes again.
const testNamespace = "cert-manager-test"

// awaitTestNamespace waits until the namespace of an earlier try is gone: the library takes one that is going for one that
// is there, and then waits for ten minutes for what cannot come.
func (h *Handler) awaitTestNamespace(ctx context.Context, client *kube.Client, report executor.Report) error {
	return poll.Until(ctx, "namespace "+testNamespace+" to go", h.times.poll, report, func(ctx context.Context) (string, error) {
		var live kube.Named
		err := client.Get(ctx, namespaceResource, "", testNamespace, &live)
		switch {
		case kube.IsNotFound(err):
			return "", nil
		case err == nil && live.Metadata.DeletionTimestamp != "":
			return "namespace " + testNamespace + " is being deleted", nil
		}
		return "", err
	})
}
