package labtest

import (
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// Source is where a lab file comes from: [File], [Text] or [Spec].
type Source struct {
	load func() (*spec.Lab, error)
}

// File is a lab file. Manifests and charts that it names are found beside it.
func File(path string) Source {
	return Source{func() (*spec.Lab, error) {
		wanted, _, err := spec.Load(path, nil)
		return wanted, err
	}}
}

// Text is what a lab file says. Manifests and charts that it names are found relative to the working directory, which is that of
// the test's package.
func Text(yaml string) Source {
	return Source{func() (*spec.Lab, error) {
		wanted, _, err := spec.Load("-", strings.NewReader(yaml))
		return wanted, err
	}}
}

// Spec is a lab that [spec.Load] or [spec.Parse] has read. It must not be changed any more.
func Spec(wanted *spec.Lab) Source {
	return Source{func() (*spec.Lab, error) { return wanted, nil }}
}

// read makes sure that the lab can be made in a test.
func (s Source) read() (*spec.Lab, error) {
	if s.load == nil {
		return nil, fault.Errorf(fault.NoLabFile, "a test says which lab it wants with labtest.File, Text or Spec")
	}
	wanted, err := s.load()
	if err != nil {
		return nil, err
	}
	if p := wanted.ManagementCluster.Provider; !p.BuiltIn() {
		return nil, fault.Errorf(fault.ConflictingKeys, "lab %q has management cluster provider %q, and a test gets a lab of its own on provider %q only; name the profiles to be tested in a lab file with that",
			wanted.Name, p, spec.ProviderEmbedded)
	}
	return wanted, nil
}
