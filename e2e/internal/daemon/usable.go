package daemon

import (
	"context"
	"strings"
)

// Usable returns the address of a daemon for the tests: the given one if it
// answers, else this one, which is started.
func (d Daemon) Usable(ctx context.Context, host string) (string, error) {
	if socket, local := strings.CutPrefix(host, "unix://"); local && ping(ctx, socket) == nil {
		return host, nil
	}
	return d.Host(), d.Up(ctx)
}
