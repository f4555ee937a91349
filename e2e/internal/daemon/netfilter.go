package daemon

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
)

// Docker leaves its default bridge and its chains when it ends, for the daemon
// that comes next. On a machine without Docker none comes.

var dockerRule = regexp.MustCompile(`\b(docker0|DOCKER[A-Z0-9-]*)\b`)

// removeDefaultBridge takes back what the daemon did to the machine's network,
// unless another daemon still runs and uses the same bridge and chains.
func (d Daemon) removeDefaultBridge(ctx context.Context) error {
	if exec.CommandContext(ctx, "pidof", "dockerd").Run() == nil {
		return nil
	}
	errs := []error{removeChains(ctx, "filter"), removeChains(ctx, "nat"), d.restoreForwarding(ctx)}
	if exec.CommandContext(ctx, "ip", "link", "show", "docker0").Run() == nil {
		_, err := tool(ctx, "ip", "link", "delete", "docker0")
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func removeChains(ctx context.Context, table string) error {
	listing, err := tool(ctx, "iptables", "-t", table, "-S")
	if err != nil {
		return err
	}
	for _, args := range removals(listing) {
		if _, err := tool(ctx, "iptables", append([]string{"-t", table}, args...)...); err != nil {
			return err
		}
	}
	return nil
}

// removals turns a listing of rules into the commands that remove Docker's:
// rules first, because a chain must be empty and unused to go.
func removals(listing string) [][]string {
	var rules, chains [][]string
	for line := range strings.Lines(listing) {
		words := strings.Fields(line)
		switch {
		case !dockerRule.MatchString(line):
		case words[0] == "-A":
			rules = append(rules, append([]string{"-D"}, words[1:]...))
		case words[0] == "-N":
			chains = append(chains, []string{"-X", words[1]})
		}
	}
	return slices.Concat(rules, chains)
}

func tool(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, out)
	}
	return string(out), nil
}
