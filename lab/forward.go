package lab

import (
	"context"

	"github.com/kaaslab/kaaslab/executor/forward"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
)

// ForwardOptions say what is brought to this machine: a port of a Service, or a page of an add-on.
type ForwardOptions struct {
	// Cluster has the Service or the page. A page that is on one cluster only is found without it.
	Cluster string
	// Namespace, Service and Port name a port of a Service.
	Namespace, Service string
	Port               int
	// Page is an entry in open of an add-on profile, in place of these.
	Page string
	// LocalPort is the port of this machine; zero is a free one.
	LocalPort int
	// Report is told when the connection is lost, and when it is there again.
	Report func(string)
}

// Forwarding is a port of 127.0.0.1 that leads to a Service: its Address, the URL of the page if it leads to one, and Ended, which is
// closed when nothing is forwarded any more.
type Forwarding = operation.Forwarding

// Forward brings a port of a Service in a workload cluster to a port of this machine, until the context ends. It returns once the first
// connection stands, and connects anew when another pod takes over. A pod has to be there: on a simulated cluster none runs.
func (l *Lab) Forward(ctx context.Context, o ForwardOptions) (Forwarding, error) {
	report := func(text string) {
		if o.Report != nil {
			o.Report(l.lab.Border().Text(text))
		}
	}
	switch {
	case o.LocalPort < 0 || o.LocalPort > 65535:
		return Forwarding{}, fault.Errorf(fault.WrongArguments, "ForwardOptions.LocalPort %d is none; take one from 1 to 65535, or 0 for a free one", o.LocalPort)
	case o.Page == "":
		return l.lab.ForwardTo(ctx, o.Cluster, forward.Options{
			Port: o.LocalPort, Report: report, Service: forward.Service{Namespace: o.Namespace, Name: o.Service, Port: o.Port},
		})
	}
	named := []string{o.Page}
	if o.Cluster != "" {
		named = append(named, o.Cluster)
	}
	pages, err := l.lab.Pages().Choose(named, false)
	if err != nil {
		return Forwarding{}, err
	}
	return l.lab.ForwardToPage(ctx, pages[0], o.LocalPort, report)
}
