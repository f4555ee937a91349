// Package pinned has the SHA-256 of what kaaslab downloads by default, by release. What is downloaded has to have it: a release
// that was exchanged, or a server in between, is noticed before anything of it reaches a cluster. Of a file that has no entry
// a plan says that it is not pinned.
//
// The package is pure: a plan asks it, and who downloads.
package pinned

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// CertManager is the version of cert-manager that goes with the releases of Cluster API here.
const CertManager = "v1.21.1"

// Table has digests by project/version/file.
type Table map[string]string

// Releases are those that kaaslab proposes. An entry is added only by who has checked the file against its release; how is said
// beside it. The others wait for that.
var Releases = Table{
	// The release copies it from the root of the repository; it is in the Go module of that version, which go.sum holds.
	"cluster-api/v1.14.2/metadata.yaml": "c470906f551ac3e3e9aedc9a3e733b5a5994428693df43e95f65ea67c035f9fe",
}

// ClusterAPI lists what is downloaded of a release of Cluster API, with cert-manager.
func ClusterAPI(version string) []string {
	names := []string{"cert-manager/" + CertManager + "/cert-manager.yaml"}
	for _, file := range []string{
		"core-components.yaml", "bootstrap-components.yaml", "control-plane-components.yaml",
		"infrastructure-components-development.yaml", "metadata.yaml",
	} {
		names = append(names, "cluster-api/"+version+"/"+file)
	}
	return names
}

// Sveltos is the chart of Sveltos of a version.
func Sveltos(version string) string {
	return "projectsveltos/" + version + "/projectsveltos-" + version + ".tgz"
}

// Has reports whether all of the files are pinned.
func (t Table) Has(names ...string) bool {
	for _, name := range names {
		if t[name] == "" {
			return false
		}
	}
	return true
}

// Check compares what was downloaded with the digest of a file, if the table has one.
func (t Table) Check(name string, content []byte) error {
	sum := sha256.Sum256(content)
	got, want := hex.EncodeToString(sum[:]), t[name]
	if want == "" || got == want {
		return nil
	}
	return fault.Errorf(fault.WrongDownload, "%s has the SHA-256 %s, and the release that kaaslab knows has %s: it was exchanged on the way or at its source; "+
		"do not use it, look at who answers in between, and take a file that you trust from a directory of your own", name, got, want)
}
