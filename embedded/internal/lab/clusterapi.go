package lab

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/kaaslab/kaaslab/embedded/internal/cleanup"
	"github.com/kaaslab/kaaslab/embedded/internal/controllers"
	"github.com/kaaslab/kaaslab/embedded/internal/etcd"
	"github.com/kaaslab/kaaslab/embedded/internal/probe"
	"github.com/kaaslab/kaaslab/embedded/internal/sockets"
	"github.com/kaaslab/kaaslab/embedded/internal/status"
)

const pollInterval = 20 * time.Millisecond

// startControllers starts everything that reconciles, and returns once the
// webhooks can be called.
func (r *run) startControllers(ctx context.Context) error {
	// What is set up here, such as the in-memory backend, lives on after this
	// stage, and its context must, too.
	life, end := context.WithCancel(context.Background())
	r.onStop(end)
	c, err := controllers.New(life, controllers.Config{
		API:         r.parts.client,
		Store:       etcd.Endpoint,
		Ports:       r.parts.ports,
		WebhookCert: r.parts.keys.WebhookCert,
		WebhookKey:  r.parts.keys.WebhookKey,
	})
	if err != nil {
		return err
	}
	r.parts.controllers = c
	r.onStop(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = c.Close(ctx) // the process ends anyway
	})
	if err := r.startCleanup(life); err != nil {
		return err
	}
	r.background("Cluster API controllers", c.Run)
	var missing error
	err = wait.PollUntilContextCancel(ctx, pollInterval, true, func(context.Context) (bool, error) {
		missing = c.WebhooksServe()
		return missing == nil, nil
	})
	if err != nil {
		return fmt.Errorf("wait for the webhook server: %w", errors.Join(missing, err))
	}
	return nil
}

func (r *run) startCleanup(life context.Context) error {
	c, err := cleanup.New(life, r.parts.client)
	if err != nil {
		return err
	}
	r.background("cleanup controllers", func(ctx context.Context) error {
		c.Run(ctx)
		return nil
	})
	return nil
}

func (r *run) installProviders(ctx context.Context) error {
	if err := r.installAdmission(ctx); err != nil {
		return err
	}
	return r.parts.installer.Inventory(ctx, r.options.Versions.ClusterAPI)
}

func (r *run) proveControllers(ctx context.Context) error {
	err := probe.Webhooks(ctx, r.parts.client, func(what string) {
		r.status.Report(status.Starting, "waiting for "+what)
	})
	if err != nil {
		return err
	}
	r.status.Report(status.Starting, "waiting for the caches of the controllers")
	return r.parts.controllers.WaitForCaches(ctx)
}

// awaitEarlier makes ready mean that what was available is so again. A cluster
// that does not come back is for its owner to mend, which needs this server.
func (r *run) awaitEarlier(ctx context.Context) error {
	err := r.parts.controllers.WaitForEarlier(ctx, func(what string) {
		r.status.Report(status.Starting, "waiting for "+what)
	})
	if err != nil && ctx.Err() == nil {
		log.Printf("serving although a cluster of an earlier run did not come back: %v", err)
		return nil
	}
	return err
}

// checkSockets refuses to serve when anything of this process can be reached
// from another machine. In-memory clusters know no passwords.
func checkSockets(context.Context) error { return sockets.LoopbackOnly() }
