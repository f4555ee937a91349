package proof

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"time"
)

// kubectl is the command, for one cluster.
type kubectl struct{ program, kubeconfig string }

func (k kubectl) output(ctx context.Context, args ...string) (string, error) {
	command := exec.CommandContext(ctx, k.program, append([]string{"kubectl", "--kubeconfig", k.kubeconfig}, args...)...)
	var out, failed bytes.Buffer
	command.Stdout, command.Stderr = &out, &failed
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("kubectl %q: %w: %s", args, err, failed.String())
	}
	return out.String(), nil
}

func (k kubectl) run(ctx context.Context, args ...string) error {
	_, err := k.output(ctx, args...)
	return err
}

// wait returns once the objects have a condition.
func (k kubectl) wait(ctx context.Context, condition string, objects ...string) error {
	return k.run(ctx, append([]string{"wait", "--for=condition=" + condition, "--timeout=6m"}, objects...)...)
}

// retry asks until the answer is yes. A single question does not outlast a
// server that takes connections and says nothing.
func retry(ctx context.Context, ask func(context.Context) error) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		once, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := ask(once)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}
