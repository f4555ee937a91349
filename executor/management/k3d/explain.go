package k3d

import (
	"context"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Explainer = (*Handler)(nil)

// mostLines is how many of the last lines of a node are told.
const mostLines = 10

// Explain implements executor.Explainer: which nodes do not run, and what the first of them wrote last, or else the first
// server. A node logs what its own Kubernetes does.
func (h *Handler) Explain(ctx context.Context, r planner.Resource) (executor.Account, error) {
	api, s, _, err := h.open(ctx, r)
	if err != nil || len(s.nodes()) == 0 {
		return executor.Account{}, err
	}
	var account executor.Account
	talker := s.nodes()[0]
	for _, node := range s.nodes() {
		if node.State.Running {
			continue
		}
		if len(account.Conditions) == 0 {
			talker = node
		}
		account.Conditions = append(account.Conditions, stateOf(node))
	}
	account.Show = "docker logs --tail 100 " + engine.NameOf(talker)
	account.Log, err = lastLines(ctx, api, talker)
	return account, err
}

func stateOf(c container.InspectResponse) string {
	text := fmt.Sprintf("container %s is %s (exit code %d)", engine.NameOf(c), c.State.Status, c.State.ExitCode)
	if c.State.Error != "" {
		text += ": " + c.State.Error
	}
	return text
}

func lastLines(ctx context.Context, api engine.API, c container.InspectResponse) ([]string, error) {
	text, err := engine.Log(ctx, api, c, mostLines)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if err != nil || lines[0] == "" {
		return nil, err
	}
	return lines[max(0, len(lines)-mostLines):], nil
}
