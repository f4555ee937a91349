// Package apiserver runs kube-apiserver in this process, on a loopback port,
// with client certificates as the only way in.
package apiserver

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apiserver/pkg/storage/cacher"
	"k8s.io/client-go/rest"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	_ "k8s.io/kubernetes/pkg/kubeapiserver" // registers defaults the server needs

	"github.com/kaaslab/kaaslab/embedded/internal/pki"
	"github.com/kaaslab/kaaslab/embedded/internal/watches"
)

// compareCaches is how often each cache is compared with all that etcd has of
// its kind, for which all of it is read and decoded anew. Every five minutes is
// usual.
const compareCaches = time.Hour

// Config is what the server needs from the other parts.
type Config struct {
	Listener     net.Listener
	Keys         *pki.Files
	EtcdEndpoint string
	// Cached are custom resources that many are asked for at once, with the
	// version in which etcd has them.
	Cached map[schema.GroupResource]string
}

// Run serves until ctx ends and the requests under way are done.
func Run(ctx context.Context, config Config) error {
	opts := options.NewServerRunOptions()
	if err := parse(opts, arguments(config)); err != nil {
		return fmt.Errorf("options of kube-apiserver: %w", err)
	}
	opts.SecureServing.Listener = config.Listener
	registry := opts.GenericServerRunOptions.ComponentGlobalsRegistry
	if err := registry.Set(); err != nil {
		return fmt.Errorf("feature gates of kube-apiserver: %w", err)
	}
	if err := logsapi.ValidateAndApply(opts.Logs, nil); err != nil {
		return fmt.Errorf("logging of kube-apiserver: %w", err)
	}
	cacher.ConsistencyCheckPeriod = compareCaches
	// The server's warnings to its own clients are not for anybody's eyes.
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	completed, err := opts.Complete(ctx)
	if err != nil {
		return fmt.Errorf("complete the options of kube-apiserver: %w", err)
	}
	if errs := completed.Validate(); len(errs) > 0 {
		return fmt.Errorf("options of kube-apiserver: %w", utilerrors.NewAggregate(errs))
	}
	if err := serve(ctx, completed, config.Cached); err != nil {
		return fmt.Errorf("run kube-apiserver: %w", err)
	}
	return nil
}

// serve is what app.Run does, with our own storage for custom resources.
func serve(ctx context.Context, completed options.CompletedOptions, cached map[schema.GroupResource]string) error {
	config, err := app.NewConfig(completed)
	if err != nil {
		return err
	}
	custom := &config.ApiExtensions.ExtraConfig
	custom.CRDRESTOptionsGetter = caching{custom.CRDRESTOptionsGetter, cached}
	watches.Last(&config.Aggregator.GenericConfig.Config, watches.ByProgram("kaaslab-embedded", "kaaslab-sveltos"))
	complete, err := config.Complete()
	if err != nil {
		return err
	}
	chain, err := app.CreateServerChain(complete)
	if err != nil {
		return err
	}
	prepared, err := chain.PrepareRun()
	if err != nil {
		return err
	}
	return prepared.Run(ctx)
}

// parse goes through the documented flags, because they change more slowly
// than the fields behind them.
func parse(opts *options.ServerRunOptions, args []string) error {
	flags := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	for _, set := range opts.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	return flags.Parse(args)
}
