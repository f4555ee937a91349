package apiserver

import (
	"net/http"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
)

// self is as whom this process calls the servers.
const self = "kaaslab-embedded"

// lasting lets the watches of this process go on for as long as the server does
// that with any (--min-request-timeout). Clients want theirs to end after some
// minutes, in case that the connection is dead, and go on from the last object
// that they saw. For that the store looks through all that was written since, in
// every cluster: with a hundred watches for each of them it did little else in a
// lab at rest.
func lasting(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isWatch(r) && isOwn(r) {
			r = withoutEnd(r)
		}
		api.ServeHTTP(w, r)
	})
}

func isWatch(r *http.Request) bool {
	info, known := request.RequestInfoFrom(r.Context())
	return known && info.IsResourceRequest && info.Verb == "watch"
}

func isOwn(r *http.Request) bool {
	caller, known := request.UserFrom(r.Context())
	return known && (caller.GetName() == self || caller.GetName() == user.APIServerUser)
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
