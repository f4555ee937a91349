package operation

import (
	"context"
	"errors"
	"io/fs"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/evidence"
	"github.com/kaaslab/kaaslab/executor/management/embedded"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/bundle"
	"github.com/kaaslab/kaaslab/spec"
)

// evidenceOf lists what the adapters can tell about a lab.
func evidenceOf(lab *spec.Lab, whose *ownership.Lab, local *embedded.Handler, daemon *engine.Engine, access *kube.Access) []bundle.Part {
	provider := lab.ManagementCluster.Provider
	cluster := evidence.Cluster{Access: access, Own: provider != spec.ProviderExisting}
	parts := []bundle.Part{
		{Name: "management/version", Collect: cluster.Version},
		{Name: "management/secrets", Collect: cluster.Secrets},
		{Name: "management/objects", Collect: cluster.Objects},
		{Name: "management/events", Collect: cluster.Events},
	}
	if provider == spec.ProviderEmbedded {
		parts = append(parts,
			bundle.Part{Name: "management/embedded.log", Collect: LogEvidence("management/embedded.log", local.Log())},
			bundle.Part{Name: "management/embedded.log.1", Collect: LogEvidence("management/embedded.log.1", local.Log()+".1")},
			bundle.Part{Name: "management/sveltos.log", Collect: LogEvidence("management/sveltos.log", local.SveltosLog())},
			bundle.Part{Name: "management/sveltos.log.1", Collect: LogEvidence("management/sveltos.log.1", local.SveltosLog()+".1")})
	} else {
		parts = append(parts, bundle.Part{Name: "management/logs", Collect: cluster.Logs})
	}
	if lab.UsesDocker() {
		parts = append(parts, bundle.Part{Name: "docker", Collect: docker.NewEvidence(daemon, whose, lab.Peering.Network).Collect})
	}
	return parts
}

// mostLog is how much of a log file is taken, from its end.
const mostLog = 4 << 20

// LogEvidence adds the end of a log. One that nobody wrote yet is not missed.
func LogEvidence(name, path string) executor.Witness {
	return func(_ context.Context, into executor.Evidence) error {
		text, err := bundle.Tail(path, mostLog)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			into.File(name, text)
		}
		return err
	}
}
