package cli

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// session is a lab that somebody works on at this terminal.
type session struct {
	*program
	*operation.Lab
}

// open reads the lab file. It does not look at the lab yet, and writes nothing.
func (p *program) open(file string) (*session, error) {
	lab, err := p.load(file)
	if err != nil {
		return nil, err
	}
	dir, err := statedir.For(lab.Name)
	if err != nil {
		return nil, err
	}
	if err := operation.KeepDefault(lab, dir); err != nil {
		return nil, err
	}
	return p.session(lab, file, dir), nil
}

func (p *program) session(lab *spec.Lab, file string, dir statedir.Dir) *session {
	here := operation.From(file, dir)
	s := &session{program: p, Lab: &operation.Lab{Adapters: p.adapters(lab, dir, here), File: file, Here: here, Spec: lab, Dir: dir}}
	s.Report = func(message string) { fmt.Fprintln(s.err, message) }
	s.Again = func(message string) { fmt.Fprintln(s.err, s.outward.text(message)) }
	if p.asks {
		s.AskSame = s.askSame
	}
	return s
}

// askSame asks whether a lab that was made elsewhere is the one of this file.
func (s *session) askSame(ctx context.Context, strange string) error {
	fmt.Fprintf(s.err, "kaaslab: %s.\n", s.outward.text(strange))
	question := fmt.Sprintf("Type the name of the lab, %s, if it is the lab of this file: ", s.Spec.Name)
	return s.ask(ctx, question, s.Spec.Name)
}
