package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	web "github.com/kaaslab/kaaslab/internal/cli/page"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/version"
)

type uiOptions struct {
	lab   labOf
	port  int
	print bool
}

func newUI(p *program) *cobra.Command {
	o := &uiOptions{}
	cmd := &cobra.Command{
		Use:   "ui",
		Short: "Show the lab in the browser",
		Long: "Serve a page that shows the lab while it changes: the topology, the add-ons, the plan, and the run of another\n" +
			"kaaslab. The page only shows. It is served on 127.0.0.1, to those who know the address with its token, until\n" +
			"Ctrl-C; while nobody looks at the page, nobody looks at the lab.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runUI(cmd.Context(), p, o) },
	}
	labFlags(cmd, p, &o.lab)
	cmd.Flags().IntVar(&o.port, "port", 0, "port on 127.0.0.1; 0 takes a free one")
	cmd.Flags().BoolVar(&o.print, "print", false, "only print the address, and leave the browser alone")
	return cmd
}

func runUI(ctx context.Context, p *program, o *uiOptions) error {
	s, err := p.openLab(ctx, o.lab)
	if err != nil {
		return err
	}
	listener, err := listen(o.port)
	if err != nil {
		return err
	}
	stop, _, release := p.signals(ctx)
	defer release()
	shown := web.New(listener.Addr().String(), web.Options{
		Open: s.reopening(), Record: s.Dir.Record(), Holder: s.holder, Version: version.Number,
	})
	fmt.Fprintln(s.out, shown.URL())
	fmt.Fprintln(s.err, "Ctrl-C ends it.")
	if !o.print {
		s.openBrowser(shown)
	}
	return shown.Serve(stop, listener)
}

// openBrowser is a favour: the address is printed all the same.
func (s *session) openBrowser(shown *web.Page) {
	go func() {
		if err := s.browse(shown.LaunchURL()); err != nil {
			fmt.Fprintf(s.err, "no browser could be opened (%v); open the address yourself\n", err)
		}
	}()
}

func listen(port int) (net.Listener, error) {
	if port < 0 || port > 65535 {
		return nil, fault.Errorf(fault.WrongFlag, "port %d is none; take one from 1 to 65535, or 0 for a free one", port)
	}
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fault.Errorf(fault.PortTaken, "port %d on 127.0.0.1 is taken; leave out --port for a free one", port)
	case err != nil:
		return nil, fault.Errorf(fault.WrongFlag, "port %d cannot be listened on: %w; leave out --port for a free one", port, err)
	}
	return listener, nil
}
