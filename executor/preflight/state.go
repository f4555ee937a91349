package preflight

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// mayUse asks the kernel whether this user may make files in a directory.
const mayUse = 0x2 | 0x1 // W_OK | X_OK

// checkState looks whether the lab's files can be written.
func checkState(_ context.Context, l *look) []executor.Finding {
	path := l.dir.Path()
	if l.Lab == nil {
		path = filepath.Dir(path) // of all labs
	}
	above := nearest(path)
	if err := syscall.Access(above, mayUse); err != nil {
		return failure("state directory", fault.NoStateDirectory, fmt.Sprintf("%s cannot be written to: %v", above, err),
			"make it yours, or set XDG_STATE_HOME to a directory that is")
	}
	return fine("state directory", path)
}
