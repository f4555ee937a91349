package preflight

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// architectures has Go's names, which images use, by those of the kernel.
var architectures = map[string]string{"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"}

func (l *look) architecture() string {
	if l.docker == nil {
		return runtime.GOARCH
	}
	if known := architectures[l.docker.Info.Architecture]; known != "" {
		return known
	}
	return l.docker.Info.Architecture
}

// checkArchitecture knows what the public images of nodes are made for.
func checkArchitecture(_ context.Context, l *look) []executor.Finding {
	architecture := l.architecture()
	if l.docker == nil || architecture == "amd64" || architecture == "arm64" {
		return fine("architecture", architecture)
	}
	return warning("architecture", "Docker runs on "+architecture+", for which there are no public images of nodes", "name images of your own in the lab file, or use Docker on amd64 or arm64")
}

// checkImages compares the images of the lab that are there. Docker pulls others for its own architecture.
func checkImages(ctx context.Context, l *look) []executor.Finding {
	if l.docker == nil || l.Lab == nil {
		return nil
	}
	wanted, there, others := l.images(ctx)
	own := l.architecture()
	if len(others) == 0 {
		return fine("images", fmt.Sprintf("%d of %d that the lab file names are there", there, wanted))
	}
	return warning("images", "made for another architecture than Docker's, "+own+": "+strings.Join(others, ", "),
		"pull them for "+own+" (`docker pull --platform linux/"+own+"`), or they run slowly or not at all")
}

// images counts those that the lab file names and those that are there, and lists the ones for another architecture.
func (l *look) images(ctx context.Context) (wanted, there int, others []string) {
	for _, r := range planner.DesiredOf(l.Lab, planner.KindImage) {
		wanted++
		image, err := l.api.ImageInspect(ctx, r.ID.Name)
		if err != nil {
			continue
		}
		there++
		if image.Architecture != "" && image.Architecture != l.architecture() {
			others = append(others, fmt.Sprintf("%s (%s)", r.ID.Name, image.Architecture))
		}
	}
	return wanted, there, others
}
