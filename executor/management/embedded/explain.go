package embedded

import (
	"context"
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
