package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// confirm asks for a word. Where nobody can answer, silence is no yes.
func (s *session) confirm(r *execution, yes bool, question, word string) error {
	if yes {
		return nil
	}
	return s.ask(r.Stop, question, word)
}

// ask asks for a word, until the context ends.
func (s *session) ask(stop context.Context, question, word string) error {
	if !s.asks {
		return fault.Errorf(fault.NobodyAnswers, "nobody is there to say yes: this is no terminal; look at the plan and add --yes")
	}
	fmt.Fprint(s.err, question)
	select {
	case answer := <-s.answer():
		if answer == word {
			return nil
		}
		return fault.Errorf(fault.NotConfirmed, "the answer was %q and not %q; nothing was changed", answer, word)
	case <-stop.Done():
		fmt.Fprintln(s.err)
		return &failure{exit: exitInterrupt, cause: fmt.Errorf("%w before anything was changed", executor.ErrStopped)}
	}
}

// answer reads a line in the background: a read from a terminal cannot be cancelled.
func (s *session) answer() <-chan string {
	answers := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(s.in).ReadString('\n')
		answers <- strings.TrimSpace(line)
	}()
	return answers
}
