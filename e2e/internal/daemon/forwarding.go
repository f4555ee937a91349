package daemon

import (
	"context"
	"errors"
	"os"
	"strings"
)

// A daemon that turns forwarding on also makes the machine drop what no rule
// lets through, and leaves it so.

const openForwarding = "-P FORWARD ACCEPT"

func (d Daemon) forwardingFile() string { return d.path("forwarding") }

// recordForwarding notes how the machine was before the daemon's first start.
func (d Daemon) recordForwarding(ctx context.Context) error {
	if _, err := os.Stat(d.forwardingFile()); err == nil {
		return nil
	}
	listing, err := tool(ctx, "iptables", "-S", "FORWARD")
	if err != nil {
		return err
	}
	policy, _, _ := strings.Cut(listing, "\n")
	return os.WriteFile(d.forwardingFile(), []byte(policy), 0o600)
}

// restoreForwarding puts it back if it was open.
func (d Daemon) restoreForwarding(ctx context.Context) error {
	policy, err := os.ReadFile(d.forwardingFile())
	if errors.Is(err, os.ErrNotExist) || err == nil && string(policy) != openForwarding {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tool(ctx, "iptables", strings.Fields(openForwarding)...)
	return err
}
