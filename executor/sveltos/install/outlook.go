package install

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
)

var _ executor.Judge = (*Handler)(nil)

// Outlook implements executor.Judge. Helm has types for few of its errors. What it left half done, takeUp goes on from.
func (h *Handler) Outlook(err error) executor.Outlook {
	if outlook := kube.Outlook(err); outlook != executor.Unclear {
		return outlook
	}
	if errors.Is(err, fs.ErrNotExist) || slices.ContainsFunc(final, func(words string) bool { return strings.Contains(err.Error(), words) }) {
		return executor.Lasting
	}
	return executor.Unclear
}

// final is how helm, and who gives out charts, say that it will not do.
var final = []string{
	"values don't meet the specifications of the schema", "incompatible with Kubernetes", "execution error at", "parse error", "error calling",
	"invalid ownership metadata", "Chart.yaml file is missing", "invalid_reference", "invalid reference",
	"404 Not Found", "401 Unauthorized", "403 Forbidden", "manifest unknown", "not found: not found", "unauthorized", "denied",
}
