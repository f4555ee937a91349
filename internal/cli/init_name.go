package cli

import (
	"context"
	"fmt"
	"slices"
)

// mostNames is how many names are tried before the proposal is left as it is.
const mostNames = 100

// freeName is a name that no lab has on this machine: the proposed one, or that with a number. Two labs of one name would be
// one lab.
func (p *program) freeName(ctx context.Context, proposed string) string {
	onDocker := p.machine.OnDocker(ctx)
	name := proposed
	for n := 2; n < mostNames && (p.hasFiles(name) || slices.Contains(onDocker, name)); n++ {
		name = fmt.Sprintf("%s-%d", proposed, n)
	}
	return name
}

func (p *program) hasFiles(lab string) bool {
	dir, err := p.machine.Home.Of(lab)
	return err == nil && dir.Exists()
}
