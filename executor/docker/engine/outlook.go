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
		says(err, noSuchImage), says(err, noPermission):
		return executor.Lasting
	}
	return executor.Unclear
}

// How registries say that there is no such image, for whoever asks, that they want another login, and that they have given enough.
var (
	noSuchImage  = []string{"manifest unknown", "no matching manifest for", "invalid reference format", "repository name must be lowercase", "name unknown"}
	noPermission = []string{"pull access denied", "unauthorized: ", "denied: ", "incorrect username or password", "no basic auth credentials"}
	enough       = []string{"toomanyrequests", "too many requests", "rate limit"}
)

func says(err error, words []string) bool {
	text := strings.ToLower(err.Error())
	return slices.ContainsFunc(words, func(words string) bool { return strings.Contains(text, words) })
}

// wayOut says what to do about an image that a registry did not give.
func wayOut(err error) string {
	switch {
	case says(err, noSuchImage):
		return "correct its name and tag in the lab file, or load it with `docker load` if you have it from elsewhere"
	case says(err, noPermission):
		return "correct its name in the lab file, or give its registry an entry with username and passwordFile in registries of the lab file"
	case says(err, enough):
		return "log in, with an entry for its registry in registries of the lab file, or apply again later"
	}
	return "pull it yourself, or load it with `docker load` where there is no registry"
}
