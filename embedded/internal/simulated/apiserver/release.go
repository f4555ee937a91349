package apiserver

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/version"
	apimachineryversion "k8s.io/apimachinery/pkg/version"
	"k8s.io/apiserver/pkg/util/compatibility"
	basecompatibility "k8s.io/component-base/compatibility"
)

// release is the Kubernetes version whose API a server has. Kubernetes emulates
// a few minor versions before the one that it is built from.
type release struct {
	basecompatibility.MutableEffectiveVersion
	says string // what /version answers
}

// releaseOf is the release of a cluster: its own version where Kubernetes
// emulates that, or else the nearest one, which /version then answers. No
// version means the one that this program is built from.
func releaseOf(kubernetes string) (release, error) {
	effective := compatibility.DefaultBuildEffectiveVersion()
	binary := effective.BinaryVersion()
	newest := release{effective, "v" + binary.String()}
	if kubernetes == "" {
		return newest, nil
	}
	wanted, err := version.ParseSemantic(kubernetes)
	if err != nil {
		return release{}, fmt.Errorf("the cluster's version of Kubernetes: %w", err)
	}
	minor := version.MajorMinor(wanted.Major(), wanted.Minor())
	if minor.GreaterThan(binary.WithPatch(0)) {
		return newest, nil
	}
	return release{effective, oldest(effective, minor, kubernetes)}, nil
}

// oldest lets a server emulate a minor version, or the oldest one that can be
// emulated if that is later. It returns what /version answers.
func oldest(effective basecompatibility.MutableEffectiveVersion, minor *version.Version, says string) string {
	for effective.SetEmulationVersion(minor); len(effective.Validate()) > 0; effective.SetEmulationVersion(minor) {
		minor = minor.AddMinor(1)
		says = fmt.Sprintf("v%d.%d.0", minor.Major(), minor.Minor())
	}
	return says
}

// minor tells releases apart whose APIs differ.
func (r release) minor() string { return r.EmulationVersion().String() }

// before tells whether the release is older than 1.minor.
func (r release) before(minor uint) bool {
	return r.EmulationVersion().LessThan(version.MajorMinor(1, minor))
}

// Info is what /version answers: that of a server of this very release.
func (r release) Info() *apimachineryversion.Info {
	info := r.MutableEffectiveVersion.Info()
	info.GitVersion, info.Minor = r.says, info.EmulationMinor
	return info
}
