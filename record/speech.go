package record

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
)

// speech is how a server is asked, and refuses.
type speech struct {
	call    func(*http.Request) Call
	refusal func(reason string, code int) string
}

var kubernetes = speech{
	call: func(r *http.Request) Call {
		query := r.URL.Query()
		watch := query.Get("watch") == "true"
		return Call{Method: r.Method, Path: r.URL.Path, List: query.Has("limit"), Watch: watch, Stream: watch}
	},
	refusal: func(reason string, code int) string {
		return fmt.Sprintf(`{"kind":"Status","apiVersion":"v1","status":"Failure","reason":%q,"code":%d,"message":"injected by the record"}`, reason, code)
	},
}

var docker = speech{
	call: func(r *http.Request) Call {
		path := versionOfDocker.ReplaceAllString(r.URL.Path, "")
		events := path == "/events"
		return Call{
			Method: r.Method, Path: path, List: r.Method == http.MethodGet && listOfDocker.MatchString(path),
			Watch: events, Stream: events || r.URL.Query().Get("follow") == "1",
		}
	},
	refusal: func(string, int) string { return `{"message":"injected by the record"}` },
}

var (
	versionOfDocker = regexp.MustCompile(`^/v1\.\d+`)
	listOfDocker    = regexp.MustCompile(`^/(containers/json|images/json|volumes|networks)$`)
)

var refusals = map[Fault]struct {
	code   int
	reason string
}{
	Forbidden: {http.StatusForbidden, "Forbidden"},
	Conflict:  {http.StatusConflict, "Conflict"},
	Broken:    {http.StatusInternalServerError, "InternalError"},
	Busy:      {http.StatusServiceUnavailable, "ServiceUnavailable"},
}

func (s speech) refuse(to http.ResponseWriter, f Fault) {
	refusal := refusals[f]
	to.Header().Set("Content-Type", "application/json")
	to.WriteHeader(refusal.code)
	_, _ = io.WriteString(to, s.refusal(refusal.reason, refusal.code))
}
