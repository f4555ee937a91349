package apiserver

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
)

func TestOnlyWatchesOfThisProcessLast(t *testing.T) {
	const wished = "resourceVersion=7&timeoutSeconds=300&watch=true"
	for _, c := range []struct {
		caller, verb, want string
	}{
		{self, "watch", "resourceVersion=7&watch=true"},
		{user.APIServerUser, "watch", "resourceVersion=7&watch=true"},
		{"kubernetes-admin", "watch", wished},
		{self, "list", wished},
	} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/pods?"+wished, nil)
		ctx := request.WithUser(r.Context(), &user.DefaultInfo{Name: c.caller})
		r = r.WithContext(request.WithRequestInfo(ctx, &request.RequestInfo{IsResourceRequest: true, Verb: c.verb}))
		var got string
		lasting(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.RawQuery })).ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s of %s is asked as %s, want %s", c.verb, c.caller, got, c.want)
		}
		if r.URL.RawQuery != wished {
			t.Errorf("the request itself became %s", r.URL.RawQuery)
		}
	}
}
