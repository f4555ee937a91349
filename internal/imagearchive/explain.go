package imagearchive

import (
	"errors"
	"net/http"
	"strings"

	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// explain says which image is missing, who asks for it, and what can be done.
func explain(wanted Wanted, o Options, err error) error {
	where := wanted.Image
	if source := o.source(wanted.Image); source != wanted.Image {
		where += " (from " + source + ")"
	}
	return fault.Errorf(fault.ImageDownload, "image %s, for which %s asks: %w; %s", where, wanted.AskedBy, oneLine{err}, remedy(err, o))
}

// oneLine is an error with the words of a server, which may have written a page.
type oneLine struct{ error }

// Error leaves out the ends of lines.
func (o oneLine) Error() string { return strings.Join(strings.Fields(o.error.Error()), " ") }

// Unwrap returns the error itself.
func (o oneLine) Unwrap() error { return o.error }

// FaultCode implements fault.Coded.
func (o oneLine) FaultCode() fault.Code { return fault.Of(o.error) }

func remedy(err error, o Options) string {
	var answer *transport.Error
	if !errors.As(err, &answer) {
		return "look whether this machine reaches the registry, and whether that has the image for " + o.Platform
	}
	switch status := answer.StatusCode; {
	case (status == http.StatusUnauthorized || status == http.StatusForbidden) && !o.Logins:
		return "if it needs a login, name it in registries of the lab file, or run docker login and add --docker-login; some registries say the same of what they do not have"
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return "the login of the lab file, or of your Docker configuration, is not taken, or may not see it; correct it, or run docker login again"
	case status == http.StatusNotFound:
		return "the registry has no such image; correct its name or tag where it is asked for"
	case status == http.StatusTooManyRequests:
		return "the registry wants no more requests today; log in to it, or name a copy with --from"
	}
	return "try again"
}
