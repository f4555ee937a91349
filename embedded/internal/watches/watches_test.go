package watches

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
)

func TestOnlyWatchesOfTheLabLast(t *testing.T) {
	const wished, lasts = "resourceVersion=7&timeoutSeconds=300&watch=true", "resourceVersion=7&watch=true"
	const self, child, admin = "kaaslab-embedded", "kaaslab-sveltos", "kaaslab-admin"
	byName, byProgram := ByName(self), ByProgram(self, child)
	for _, c := range []struct {
		own                   func(*http.Request) bool
		caller, program, verb string
		want                  string
	}{
		{byName, self, "", "watch", lasts},
		{byName, user.APIServerUser, "", "watch", lasts},
		{byName, admin, self, "watch", wished},
		{byName, self, "", "list", wished},
		{byProgram, admin, self, "watch", lasts},
		{byProgram, admin, child + "/v1.0.0 (linux/amd64)", "watch", lasts},
		{byProgram, admin, "kubectl/v1.36.3 (linux/amd64)", "watch", wished},
		{byProgram, admin, "kaaslab/v1.0.0", "watch", wished},
		{byProgram, admin, self, "list", wished},
	} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/pods?"+wished, nil)
		r.Header.Set("User-Agent", c.program)
		ctx := request.WithUser(r.Context(), &user.DefaultInfo{Name: c.caller})
		r = r.WithContext(request.WithRequestInfo(ctx, &request.RequestInfo{IsResourceRequest: true, Verb: c.verb}))
		var got string
		api := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.RawQuery })
		lasting(api, c.own).ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s of %s (%s) is asked as %s, want %s", c.verb, c.caller, c.program, got, c.want)
		}
		if r.URL.RawQuery != wished {
			t.Errorf("the request itself became %s", r.URL.RawQuery)
		}
	}
}
