package forward

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	corev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Service is a port of a Service.
type Service struct {
	Namespace, Name string
	Port            int
}

// String names the Service as people do.
func (s Service) String() string { return fmt.Sprintf("%s/%s:%d", s.Namespace, s.Name, s.Port) }

// Options say what is forwarded, and where to.
type Options struct {
	// Kubeconfig is the path of a file whose current context is the cluster. kaaslab has written it.
	Kubeconfig string
	Service    Service
	// Port of this machine, or 0 for a free one.
	Port int
	// Report is told when the connection is lost, and when it is there again.
	Report func(string)
}

// Forward is a port of this machine that leads to a Service.
type Forward struct {
	options Options
	config  *rest.Config
	client  corev1.CoreV1Interface
	port    int
	ended   chan struct{}
}

// How long to wait before a connection that was lost is tried again.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// Start connects and goes on until the context ends. It returns once the first connection stands.
func Start(ctx context.Context, options Options) (*Forward, error) {
	f := &Forward{options: options, port: options.Port, ended: make(chan struct{})}
	var err error
	if f.config, err = clientcmd.BuildConfigFromFlags("", options.Kubeconfig); err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", options.Kubeconfig, err)
	}
	f.config.UserAgent, f.config.WarningHandlerWithContext = "kaaslab", rest.NoWarnings{}
	if f.client, err = corev1.NewForConfig(f.config); err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", options.Kubeconfig, err)
	}
	first, err := f.connect(ctx)
	if err != nil {
		return nil, fault.Errorf(fault.PageUnreachable, "forward to service %s: %w", options.Service, err)
	}
	f.port = first.port
	go f.keep(ctx, first)
	return f, nil
}

// Address is where the Service is to be reached.
func (f *Forward) Address() string { return net.JoinHostPort(loopback, strconv.Itoa(f.port)) }

// Ended is closed when nothing is forwarded any more.
func (f *Forward) Ended() <-chan struct{} { return f.ended }

// keep connects anew, to whichever pod is ready then, each time that a connection is lost.
func (f *Forward) keep(ctx context.Context, current *tunnel) {
	defer close(f.ended)
	for {
		err := current.wait()
		if ctx.Err() != nil {
			return
		}
		f.options.Report(fmt.Sprintf("lost pod %s (%v); connecting again", current.pod, err))
		if current = f.again(ctx); current == nil {
			return
		}
		f.options.Report("connected to pod " + current.pod)
	}
}

// again tries until it is connected, or returns nil when the context ends.
func (f *Forward) again(ctx context.Context) *tunnel {
	said := ""
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		next, err := f.connect(ctx)
		if err == nil {
			return next
		}
		if text := err.Error(); text != said && !errors.Is(err, context.Canceled) {
			said = text
			f.options.Report(text)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}
