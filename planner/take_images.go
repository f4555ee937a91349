package planner

import (
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// Where archives of images are: in the lab's volume, which nodes have at spec.OwnerPath, with a digest of each below the name of what it is
// for; and what a node has taken in of them, by the same digests.
const (
	ArchivesDir = "images"
	TakenPath   = "/var/lib/kaaslab/images"
	DigestEnd   = ".digest"
	NotTaken    = "not taken in:" // before what a node could not take
)

// TakeImages is what a node runs to take in the archives that it has not. One that it cannot take hinders none of the others: the plan
// says which node lacks it.
func TakeImages(use spec.ImageUse) string {
	return strings.NewReplacer("SHARED", spec.OwnerPath+"/"+ArchivesDir, "USE", string(use), "TAKEN", TakenPath, "END", DigestEnd, "NOT", NotTaken).Replace(
		`for wanted in SHARED/USE/*END; do ` +
			`name="${wanted##*/}"; ` +
			`if [ -e "$wanted" ] && [ "$(cat "$wanted")" != "$(cat "TAKEN/$name" 2>&1)" ]; then ` +
			`ctr --namespace k8s.io images import "SHARED/${name%END}" && mkdir -p TAKEN && cp "$wanted" "TAKEN/$name" || echo "NOT $name"; ` +
			`fi; done`)
}
