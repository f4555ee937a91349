package operation

import (
	"context"
	"net/url"

	"github.com/kaaslab/kaaslab/executor/forward"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/pages"
)

// Forwarding is a port of this machine that leads to a Service.
type Forwarding struct {
	// Address is the host and port, and URL the page, if it leads to one.
	Address, URL string
	// Ended is closed when nothing is forwarded any more.
	Ended <-chan struct{}
}

// ForwardTo brings a Service of a cluster to a port of this machine, or a free one, until the context ends.
func (l *Lab) ForwardTo(ctx context.Context, cluster string, o forward.Options) (f Forwarding, err error) {
	if o.Kubeconfig, _, err = l.Kubeconfig(cluster); err == nil {
		f.Address, f.Ended, err = l.Forward(ctx, o)
	}
	return f, err
}

// Pages are those of the lab's add-ons.
func (l *Lab) Pages() pages.Book { return pages.Book{Lab: l.Spec} }

// ForwardToPage brings a page to a port of this machine, or a free one, until the context ends.
func (l *Lab) ForwardToPage(ctx context.Context, page pages.Choice, port int, report func(string)) (f Forwarding, err error) {
	o := forward.Options{Port: port, Report: report, Service: forward.Service{Namespace: page.Namespace, Name: page.Service, Port: page.Port}}
	if o.Kubeconfig, _, err = l.Kubeconfig(page.Cluster); err != nil {
		return f, err
	}
	if f.Address, f.Ended, err = l.Forward(ctx, o); err != nil {
		return f, fault.Errorf(fault.PageUnreachable, "%s: %w", page, err)
	}
	f.URL = (&url.URL{Scheme: page.Scheme, Host: f.Address}).String() + page.Path
	return f, nil
}
