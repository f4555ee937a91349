package evidence

import (
	"context"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// largest is how long a secret is that is looked for in what others wrote. Longer ones are archives, which nobody logs.
const largest = 16 << 10

// public are the keys of Secrets whose values are no secrets.
var public = map[string]bool{
	"namespace": true, "format": true, "ca.crt": true, "tls.crt": true, "type": true, "expiration": true, "description": true,
	"auth-extra-groups": true,
}

type liveSecret struct {
	Data map[string][]byte `json:"data"`
}

// Secrets tells the values of the Secrets, so that they are found where a controller has written them. No Secret becomes a
// file.
func (c Cluster) Secrets(ctx context.Context, into executor.Evidence) error {
	err := c.tell(ctx, into)
	if err != nil {
		return fmt.Errorf("secrets that controllers logged are hidden only where they look like secrets: %w", err)
	}
	return nil
}

func (c Cluster) tell(ctx context.Context, into executor.Evidence) error {
	client, err := c.Access.Client()
	if err != nil {
		return err
	}
	return list(ctx, c, client, kube.Secrets, func(secret *liveSecret) {
		for key, value := range secret.Data {
			if !public[key] && !strings.HasPrefix(key, "usage-") && len(value) <= largest {
				into.Secret(string(value))
			}
		}
	})
}
