package install

import (
	"errors"
	"net"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/cachedir"
)

var _ executor.Judge = (*Handler)(nil)

// passing is what a server that has just come up answers; the library has no types for its errors.
var passing = []string{"connection refused", "EOF", "failed calling webhook", "the server could not find the requested resource", "etcdserver:"}

// Outlook implements executor.Judge.
func (h *Handler) Outlook(err error) executor.Outlook {
	var status cachedir.Status
	switch {
	case errors.As(err, &status) && status.Passing(), errors.As(err, new(net.Error)):
		return executor.Passing
	case errors.As(err, &status):
		return executor.Lasting
	}
	for _, words := range passing {
		if strings.Contains(err.Error(), words) {
			return executor.Passing
		}
	}
	return kube.Outlook(err)
}
