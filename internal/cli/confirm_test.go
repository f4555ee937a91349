package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/operation"
)

// TestCtrlCEndsTheQuestion needs an input on which nobody ever types.
func TestCtrlCEndsTheQuestion(t *testing.T) {
	silence, hold := io.Pipe()
	defer hold.Close()
	var asked strings.Builder
	s := &session{program: &program{in: silence, err: &asked, asks: true}}
	err := s.confirm(&execution{Run: &operation.Run{Stop: stoppedBy(executor.ErrStopped)}}, false, "Sure? ", "yes")
	if exitCode(err) != exitInterrupt {
		t.Errorf("confirm() = %v with exit code %d, want %d", err, exitCode(err), exitInterrupt)
	}
	if asked.String() != "Sure? \n" {
		t.Errorf("asked %q", asked.String())
	}
}

func TestYesIsNotAsked(t *testing.T) {
	s := &session{program: &program{}}
	if err := s.confirm(&execution{Run: &operation.Run{Stop: context.Background()}}, true, "Sure? ", "yes"); err != nil {
		t.Error(err)
	}
}
