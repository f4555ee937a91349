package simulated

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/embedded/internal/apiserver"
	workload "github.com/kaaslab/kaaslab/embedded/internal/simulated/apiserver"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/controllers"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// again is how long a cluster that failed waits before the next attempt.
const again = 2 * time.Second

// instance is what runs of a cluster with one version: an API server, and what
// makes a cluster of it.
type instance struct {
	kubernetes string
	server     *workload.Server
	client     client.Client
	// rest ends everything but the server, and returns when it has ended.
	rest func()
}

// stop ends all of it, the API server last.
func (i *instance) stop() {
	if i == nil {
		return
	}
	i.rest()
	i.server.Stop()
}

// run keeps the cluster running until its context ends.
func (c *cluster) run(f *Fleet) {
	defer close(c.done)
	for {
		err := c.live(f)
		if c.ctx.Err() != nil {
			return
		}
		log.Printf("simulated cluster %s: %v; it starts again", c.key, err)
		c.set(nil, err)
		select {
		case <-c.ctx.Done():
			return
		case <-time.After(again):
		}
	}
}

// live is one life of the cluster. It returns when everything has ended.
func (c *cluster) live(f *Fleet) error {
	var now *instance
	defer func() {
		c.set(nil, nil)
		now.stop()
	}()
	for {
		next, err := c.start(f, now)
		if err != nil {
			return err
		}
		now = next
		if err := c.keep(now); err != nil {
			return err
		}
	}
}

// keep returns without an error when the cluster is to have another version.
func (c *cluster) keep(now *instance) error {
	for {
		select {
		case <-c.ctx.Done():
			return c.ctx.Err()
		case <-now.server.Done():
			return fmt.Errorf("its API server ended: %w", now.server.Err())
		case <-c.another:
			if c.wanted() != now.kubernetes {
				return nil
			}
		}
	}
}

// start brings everything up, a few clusters at a time. What runs before serves
// until the new API server can: an upgrade is not noticed but by watches, which
// end and begin anew, as with an API server behind a load balancer.
func (c *cluster) start(f *Fleet, before *instance) (*instance, error) {
	select {
	case f.starting <- struct{}{}:
		defer func() { <-f.starting }()
	case <-c.ctx.Done():
		return nil, c.ctx.Err()
	}
	began := time.Now()
	next := &instance{kubernetes: c.wanted()}
	keys, err := c.keys(c.ctx, f.config.Management)
	if err != nil {
		return nil, err
	}
	next.server, err = f.host.Start(c.ctx, workload.Config{
		Prefix: stored(c.of.UID), Kubernetes: next.kubernetes, Authority: keys.authority, ServiceAccountKey: keys.serviceAccount,
		Services: strings.Join(networks(c.of.Spec.ClusterNetwork.Services, "10.96.0.0/12"), ","), Inner: f.config.Inner,
	})
	if err != nil {
		return nil, err
	}
	if err := c.replace(before, next, keys); err != nil {
		next.server.Stop()
		return nil, err
	}
	log.Printf("simulated cluster %s serves as %s after %.1fs", c.key, next.kubernetes, time.Since(began).Seconds())
	return next, nil
}

// replace lets the next instance serve. Two sets of controllers would each make
// the pods that are missing, so there is one at a time.
func (c *cluster) replace(before, next *instance, keys keys) error {
	if err := apiserver.WaitReady(c.ctx, next.server.Client()); err != nil {
		return err
	}
	if before != nil {
		before.rest()
	}
	if err := c.populate(next, keys); err != nil {
		return err
	}
	c.set(next, nil)
	before.stop()
	return nil
}

// populate starts what makes a cluster of an API server.
func (c *cluster) populate(i *instance, keys keys) (err error) {
	if i.client, err = client.New(i.server.Client(), client.Options{Scheme: clientgoscheme.Scheme}); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(c.ctx)
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	config := controllers.Config{
		Name: c.key.String(), API: i.server.Client(), Informers: i.server.Informers(), StartInformers: i.server.StartInformers,
		RootCA: keys.authority.PEM(), ServiceAccountKey: keys.serviceAccount,
	}
	all, err := controllers.New(ctx, config)
	if err != nil {
		return err
	}
	pods := networks(c.of.Spec.ClusterNetwork.Pods, "10.244.0.0/16")[0] // KWOK gives a pod one address
	if err := nodes.Start(ctx, c.key.String(), pods, i.server.Client()); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		all.Run(ctx)
	}()
	i.rest = func() {
		cancel()
		<-ended
	}
	return nil
}

// networks are the ranges of addresses that the Cluster names, or what kubeadm would take.
func networks(of clusterv1.NetworkRanges, otherwise string) []string {
	if len(of.CIDRBlocks) > 0 {
		return of.CIDRBlocks
	}
	return []string{otherwise}
}
