package embedded

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"

	"al.essio.dev/pkg/shellescape"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Explainer = (*Handler)(nil)

// Explain implements executor.Explainer: what the program wrote last tells more than that it does not answer.
func (h *Handler) Explain(context.Context, planner.Resource) (executor.Account, error) {
	if _, err := os.Stat(h.Log()); err != nil {
		return executor.Account{}, err
	}
	return executor.Account{Log: strings.Split(h.logTail(), "\n"), Show: "tail -n 100 " + shellescape.Quote(h.Log())}, nil
}

const (
	tailLines = 10
	tailBytes = 8 << 10
)

// logTail returns the last lines of the log.
func (h *Handler) logTail() string {
	file, err := os.Open(h.Log())
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	if _, err := file.Seek(-tailBytes, io.SeekEnd); err != nil {
		_, _ = file.Seek(0, io.SeekStart) // it is shorter than that
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(string(bytes.TrimSpace(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}
