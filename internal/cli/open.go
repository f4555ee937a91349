package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/pkg/browser"
	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/pages"
	"github.com/kaaslab/kaaslab/spec"
)

type openOptions struct {
	file  string
	print bool
	all   bool
	port  int
}

func newOpen(p *program) *cobra.Command {
	o := &openOptions{}
	cmd := &cobra.Command{
		Use:   "open page... [cluster...]",
		Short: "Open pages of add-ons in the browser",
		Long: "Open pages that add-ons on workload clusters show, such as goldpinger or hubble. A port of 127.0.0.1 leads to\n" +
			"each until Ctrl-C, also when another pod takes over. The pages are the entries in open of an add-on profile.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return runOpen(cmd.Context(), p, o, args) },
		ValidArgsFunction: p.fromLab(&o.file, func(lab *spec.Lab) []string {
			return append(pages.Book{Lab: lab}.Names(), operation.ClusterNames(lab)...)
		}),
	}
	fileFlag(cmd, &o.file)
	cmd.Flags().BoolVar(&o.print, "print", false, "print the addresses and leave the browser alone")
	cmd.Flags().BoolVar(&o.all, "all", false, "on every cluster that has the page")
	cmd.Flags().IntVar(&o.port, "port", 0, "`port` of this machine, for one page (default a free one)")
	return cmd
}

func runOpen(ctx context.Context, p *program, o *openOptions, words []string) error {
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	choices, err := s.Pages().Choose(words, o.all)
	if err != nil {
		return err
	}
	if o.port != 0 && len(choices) > 1 {
		return fault.Errorf(fault.WrongArguments, "--port is for one page, and these are %d; leave it out, or name one page and one cluster", len(choices))
	}
	stop, _, release := p.signals(ctx)
	defer release()
	ctx, cancel := context.WithCancel(stop)
	defer cancel()
	var ends []<-chan struct{}
	for _, choice := range choices {
		over, err := s.openPage(ctx, choice, o)
		if err != nil {
			return ended(stop, err)
		}
		ends = append(ends, over)
	}
	fmt.Fprintln(s.err, "Ctrl-C ends it")
	for _, over := range ends {
		<-over
	}
	return nil // Ctrl-C is the way to end it
}

// openPage forwards to a page, says where it is, and opens it. A browser that cannot be opened is no reason to end.
func (s *session) openPage(ctx context.Context, choice pages.Choice, o *openOptions) (<-chan struct{}, error) {
	f, err := s.ForwardToPage(ctx, choice, o.port, func(text string) { fmt.Fprintf(s.err, "%s: %s\n", choice, s.outward.Text(text)) })
	if err != nil {
		return nil, err
	}
	if o.print {
		_, err = fmt.Fprintln(s.out, f.URL)
		return f.Ended, err
	}
	fmt.Fprintf(s.out, "%s: %s\n", choice, f.URL)
	if err := s.browse(f.URL); err != nil {
		fmt.Fprintf(s.err, "no browser could be opened (%v); open the address yourself\n", err)
	}
	return f.Ended, nil
}

// openBrowser keeps what a browser says out of what kaaslab prints.
func openBrowser(at string) error {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return browser.OpenURL(at) //nolint:wrapcheck // it is told in a note, and ends nothing
}
