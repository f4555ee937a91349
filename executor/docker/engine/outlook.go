package engine

import (
	"errors"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/client"

	"github.com/kaaslab/kaaslab/executor"
)

// Outlook says of an error of Docker, or of the way to it, whether the same request may succeed a moment later. Most of what
// Docker refuses it refuses for what other containers do at the moment, such as one that is on its way out and keeps its name
// and its network until then.
func Outlook(err error) executor.Outlook {
	var hangs executor.Unanswered
	switch {
	case errors.As(err, &hangs), client.IsErrConnectionFailed(err), errdefs.IsUnavailable(err), strings.Contains(err.Error(), "is already in progress"):
		return executor.Passing
	case errdefs.IsInvalidArgument(err), errdefs.IsNotImplemented(err), errdefs.IsUnauthorized(err),
		slices.ContainsFunc(noSuchImage, func(words string) bool { return strings.Contains(err.Error(), words) }):
		return executor.Lasting
	}
	return executor.Unclear
}

// noSuchImage is how registries say that there is no such image, for whoever asks.
var noSuchImage = []string{
	"manifest unknown", "pull access denied", "unauthorized: ", "denied: ", "no matching manifest for", "invalid reference format",
	"repository name must be lowercase", "incorrect username or password", "no basic auth credentials",
}
