package operation

import (
	"github.com/kaaslab/kaaslab/executor/management/embedded"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// KeepDefault reads a lab with the default infrastructure that it was made with.
func KeepDefault(lab *spec.Lab, dir statedir.Dir) error {
	if lab.ManagementCluster.Provider != spec.ProviderEmbedded {
		return nil
	}
	infrastructure, err := embedded.DefaultInfrastructure(dir)
	if err == nil {
		lab.Default(infrastructure)
	}
	return err
}
