package lab

import (
	"cmp"
	"context"
	"io"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// DiagnoseOptions say how a lab is looked at that does not work.
type DiagnoseOptions struct {
	// Limit is how long each part is looked at; zero is a minute.
	Limit time.Duration
}

// Diagnose writes all that tells what is wrong with the lab, as a gzipped tar archive: the plan, the status, logs, events, the objects
// of Cluster API, and what Docker says of the lab's own containers. Secrets are hidden. It only reads, and takes what it can get: what
// could not be looked at is returned, with the reasons, and stands in the archive's index.txt.
func (l *Lab) Diagnose(ctx context.Context, into io.Writer, o DiagnoseOptions) (missing []string, err error) {
	found, head := l.lab.Diagnose(ctx, cmp.Or(o.Limit, time.Minute))
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(fault.Interrupted, context.Cause(ctx))
	}
	_, err = found.Write(into, head)
	return found.Gaps(), fault.Wrap(fault.Output, err)
}
