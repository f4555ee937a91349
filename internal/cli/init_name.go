package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// mostNames is how many names are tried before the proposal is left as it is.
const mostNames = 100

// freeName is a name that no lab has on this machine: the proposed one, or that with a number. Two labs of one name would be
// one lab.
func (p *program) freeName(ctx context.Context, proposed string) string {
	onDocker := p.labsOnDocker(ctx)
	name := proposed
	for n := 2; n < mostNames && (hasFiles(name) || slices.Contains(onDocker, name)); n++ {
		name = fmt.Sprintf("%s-%d", proposed, n)
	}
	return name
}

func hasFiles(lab string) bool {
	dir, err := statedir.For(lab)
	return err == nil && dir.Exists()
}

// atOnce is how long a proposal may take.
const atOnce = 2 * time.Second

func labsOnDocker(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, atOnce)
	defer cancel()
	api, err := engine.New().API(ctx)
	if err != nil {
		return nil // there is none on it that this machine can tell
	}
	labs, err := engine.Labs(ctx, api)
	if err != nil {
		return nil
	}
	return labs
}
