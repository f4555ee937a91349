package adoption

import (
	"bytes"
	"errors"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// refusal reads a lab file with only these entries as kaaslab will, and says why it would be refused, or nothing.
func (s *Survey) refusal(entries draft.Lab, files draft.Files) string {
	lab := s.draft("kubeconfig", "context")
	lab.WorkloadClusters, lab.AddonProfiles = entries.WorkloadClusters, entries.AddonProfiles
	var text bytes.Buffer
	if err := lab.Write(&text); err != nil {
		return err.Error()
	}
	_, _, err := spec.Parse("lab.yaml", text.Bytes(), files.Read)
	var invalid *spec.Invalid
	if !errors.As(err, &invalid) {
		return ""
	}
	problem := invalid.Problems[0]
	if _, field, _ := strings.Cut(problem.Path, "]."); field != "" {
		return "a lab file does not take its " + field + ": " + problem.Reason
	}
	return problem.Reason
}

func (s *Survey) draft(kubeconfig, context string) draft.Lab {
	return draft.New(s.lab.Name(), draft.ManagementCluster{Provider: spec.ProviderExisting, Kubeconfig: kubeconfig, Context: context})
}
