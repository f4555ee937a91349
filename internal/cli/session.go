package cli

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/internal/operation"
)

// session is a lab that somebody works on at this terminal.
type session struct {
	*program
	*operation.Lab
}

// open reads the lab file. It does not look at the lab yet, and writes nothing.
func (p *program) open(file string) (*session, error) {
	wanted, err := p.load(file)
	if err != nil {
		return nil, err
	}
	return p.opened(p.machine.Open(wanted, file))
}

func (p *program) opened(l *operation.Lab, err error) (*session, error) {
	if err != nil {
		return nil, err
	}
	p.take(l.Spec, l.Warnings)
	return p.session(l), nil
}

func (p *program) session(l *operation.Lab) *session {
	s := &session{program: p, Lab: l}
	if p.asks {
		s.AskSame = s.askSame
	}
	return s
}

// askSame asks whether a lab that was made elsewhere is the one of this file.
func (s *session) askSame(ctx context.Context, strange string) error {
	fmt.Fprintf(s.err, "kaaslab: %s.\n", s.outward.Text(strange))
	question := fmt.Sprintf("Type the name of the lab, %s, if it is the lab of this file: ", s.Spec.Name)
	return s.ask(ctx, question, s.Spec.Name)
}
