package operation

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/evidence"
	"github.com/kaaslab/kaaslab/executor/management"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/bundle"
	"github.com/kaaslab/kaaslab/spec"
)

// evidenceOf lists what the adapters can tell about a lab.
func evidenceOf(lab *spec.Lab, homes spec.Homes, whose *ownership.Lab, cluster management.Cluster, daemon *engine.Engine, access *kube.Access) []bundle.Part {
	inside := evidence.Cluster{Access: access, Own: !lab.ManagementCluster.Provider.Given(), Homes: homes}
	parts := []bundle.Part{
		{Name: "management/version", Collect: inside.Version},
		{Name: "management/secrets", Collect: inside.Secrets},
		{Name: "management/objects", Collect: inside.Objects},
		{Name: "management/events", Collect: inside.Events},
	}
	if process, is := cluster.(management.Process); is {
		for _, path := range process.Logs() {
			name := "management/" + filepath.Base(path)
			parts = append(parts, bundle.Part{Name: name, Collect: LogEvidence(name, path)})
		}
	} else {
		parts = append(parts, bundle.Part{Name: "management/logs", Collect: inside.Logs})
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
