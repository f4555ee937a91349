package install

import (
	"context"
	"net/url"
	"os"

	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Part is a provider of Cluster API, or cert-manager, by its label in a repository, with the objects that it is installed with, or
// why they cannot be read.
type Part struct {
	Label   string
	Objects []map[string]any
	Err     error
}

// Contents reads what an installation is made of, without a cluster: from the repository of the lab file, or from releases, of which
// those that every lab has are kept. Where that fails as a whole, one part says why.
func (h *Handler) Contents(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) []Part {
	parts, err := h.contents(ctx, attrs, report)
	if err != nil {
		return []Part{{Label: "cluster-api", Err: err}}
	}
	return parts
}

func (h *Handler) contents(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) ([]Part, error) {
	from, err := h.from.fetched(ctx, attrs, report)
	if err != nil {
		return nil, err
	}
	// The library makes a directory for its configuration. Whoever only looks leaves none.
	dir, err := os.MkdirTemp("", "kaaslab-clusterctl-")
	if err != nil {
		return nil, fault.Errorf(fault.NoStateDirectory, "directory for clusterctl: %w", err)
	}
	defer os.RemoveAll(dir)
	ctx, leave, err := enter(ctx, dir, report)
	if err != nil {
		return nil, err
	}
	defer leave()
	client, err := openLibrary(ctx, h.from, attrs, dir)
	if err != nil {
		return nil, err
	}
	parts := []Part{certManagerPart(from)}
	for _, p := range wantedProviders(attrs) {
		parts = append(parts, p.part(ctx, client))
	}
	return parts, nil
}

func certManagerPart(from source) Part {
	part := Part{Label: certManager}
	at, err := url.Parse(from.certManager)
	var text []byte
	if err == nil {
		text, err = os.ReadFile(at.Path)
	}
	if err == nil {
		part.Objects, err = charts.Decode(string(text))
	}
	if err != nil {
		part.Err = fault.Errorf(fault.ProviderRepository, "read %s: %w", from.certManager, err)
	}
	return part
}

// part reads the components as they are published: variables that only the lab knows do not matter to whoever looks at them.
func (p provider) part(ctx context.Context, client clusterctl.Client) Part {
	part := Part{Label: p.label}
	components, err := client.GetProviderComponents(ctx, p.name, p.kind, clusterctl.ComponentsOptions{Version: p.version, SkipTemplateProcess: true})
	if err != nil {
		part.Err = fault.Errorf(fault.ProviderRepository, "components of %s %s: %w", p.title, p.version, err)
		return part
	}
	for _, object := range components.Objs() {
		part.Objects = append(part.Objects, object.Object)
	}
	return part
}
