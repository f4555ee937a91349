package engine

import (
	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/registry"

	"github.com/kaaslab/kaaslab/spec"
)

// LoggingIn makes the daemon one that logs in to registries for what it pulls.
func (e *Engine) LoggingIn(logins []spec.Registry) *Engine {
	e.logins = logins
	return e
}

// loginFor is the login for the registry of an image as Docker takes it, or empty.
func (e *Engine) loginFor(ref string) string {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return ""
	}
	login, found := spec.LoginFor(e.logins, reference.Domain(named))
	if !found {
		return ""
	}
	encoded, _ := registry.EncodeAuthConfig(registry.AuthConfig{Username: login.Username, Password: login.Password}) // texts only
	return encoded
}
