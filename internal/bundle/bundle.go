package bundle

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/mask"
)

// Part is a part of a lab that is looked at by itself.
type Part struct {
	Name    string
	Collect executor.Witness
}

// Document is YAML whose comments and order are kept.
type Document string

// Bundle is what was found.
type Bundle struct {
	mu      sync.Mutex
	mask    *mask.Mask
	files   map[string]any
	missing []gap
}

// gap is what is not in the bundle, and why.
type gap struct{ what, why string }

var _ executor.Evidence = (*Bundle)(nil)

// Collect looks at all parts at once, at each no longer than the limit: something that hangs is often what is wrong.
func Collect(ctx context.Context, parts []Part, limit time.Duration) *Bundle {
	b := &Bundle{mask: mask.New(), files: map[string]any{}}
	var all sync.WaitGroup
	for _, part := range parts {
		all.Go(func() { b.collect(ctx, part, limit) })
	}
	all.Wait()
	slices.SortFunc(b.missing, func(x, y gap) int { return cmp.Or(cmp.Compare(x.what, y.what), cmp.Compare(x.why, y.why)) })
	return b
}

func (b *Bundle) collect(ctx context.Context, part Part, limit time.Duration) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fault.Errorf(fault.StepTooLong, "it took longer than %s", limit))
	defer cancel()
	err := part.Collect(ctx, b)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		b.Missing(part.Name, err)
	}
}

// File implements executor.Evidence.
func (b *Bundle) File(name string, content any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files[name] = content
}

// Secret implements executor.Evidence. A text of many lines may hold secrets that are used by themselves, as the token in a
// kubeconfig is.
func (b *Bundle) Secret(values ...string) {
	b.mask.Learn(values...)
	for _, value := range values {
		if strings.Contains(value, "\n") {
			b.mask.YAML(value)
		}
	}
}

// Missing implements executor.Evidence.
func (b *Bundle) Missing(what string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.missing = append(b.missing, gap{what, b.mask.Text(fault.Text(fault.Wrap(fault.NotCollected, err)))})
}

// Gaps lists what is not in the bundle, with the reasons.
func (b *Bundle) Gaps() []string {
	lines := make([]string, len(b.missing))
	for i, g := range b.missing {
		lines[i] = b.mask.Text(g.what + ": " + g.why)
	}
	return lines
}
