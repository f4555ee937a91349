// Package watches lets the watches of a lab's own programs last.
package watches

import (
	"net/http"
	"slices"
	"strings"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
	genericapiserver "k8s.io/apiserver/pkg/server"
)

// LeastTimeout is what an API server is to be given as --min-request-timeout, in
// seconds, so that watches of nobody's wish go on for a day or two.
const LeastTimeout = 86400

// Last lets the watches of own callers of a server last, see lasting.
func Last(server *genericapiserver.Config, own func(*http.Request) bool) {
	build := server.BuildHandlerChainFunc
	server.BuildHandlerChainFunc = func(api http.Handler, c *genericapiserver.Config) http.Handler {
		return build(lasting(api, own), c)
	}
}

// lasting lets the watches of own callers go on for as long as the server does
// that with any. Clients want theirs to end after some minutes, in case that the
// connection is dead, and go on from the last object that they saw. For that the
// store looks through all that was written since, in every cluster: with a
// hundred watches it did little else in a lab at rest.
func lasting(api http.Handler, own func(*http.Request) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isWatch(r) && own(r) {
			r = withoutEnd(r)
		}
		api.ServeHTTP(w, r)
	})
}

// ByName tells own callers by the name in their certificate, and takes a server
// that calls itself for one.
func ByName(name string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		caller, known := request.UserFrom(r.Context())
		return known && (caller.GetName() == name || caller.GetName() == user.APIServerUser)
	}
}

// ByProgram tells own callers by what their programs say that they are, where
// they share the certificate of the lab's user.
func ByProgram(names ...string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		caller, _, _ := strings.Cut(r.UserAgent(), "/")
		return slices.Contains(names, caller)
	}
}

func isWatch(r *http.Request) bool {
	info, known := request.RequestInfoFrom(r.Context())
	return known && info.IsResourceRequest && info.Verb == "watch"
}

func withoutEnd(r *http.Request) *http.Request {
	values := r.URL.Query()
	values.Del("timeoutSeconds")
	address := *r.URL
	address.RawQuery = values.Encode()
	lasts := r.WithContext(r.Context())
	lasts.URL = &address
	return lasts
}
