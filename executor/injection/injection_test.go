package injection_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// server has one Cluster, and answers what an API server would.
type server struct {
	faults    string
	conflicts int // how many writes somebody else is faster than
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	switch {
	case r.Method == http.MethodPatch && s.conflicts > 0:
		s.conflicts--
		s.faults = `[{"target":"node","name":"n-2","uid":"two","fault":"NotReady"}]`
		return answer(http.StatusConflict, map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Conflict", "code": 409}), nil
	case r.Method == http.MethodPatch:
		var patch struct {
			Metadata kube.Meta `json:"metadata"`
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &patch); err != nil {
			return nil, err
		}
		s.faults = patch.Metadata.Annotations[injection.Annotation]
	case strings.HasSuffix(r.URL.Path, "/clusters"):
		return answer(http.StatusOK, map[string]any{"items": []any{s.cluster()}}), nil
	}
	return answer(http.StatusOK, s.cluster()), nil
}

func (s *server) cluster() map[string]any {
	c := named("demo", "uid")
	c["metadata"].(map[string]any)["annotations"] = map[string]any{injection.Annotation: s.faults}
	return c
}

func named(name, uid string) map[string]any {
	return map[string]any{"metadata": map[string]any{"name": name, "uid": uid, "resourceVersion": "1"}}
}

func answer(code int, body any) *http.Response {
	text, _ := json.Marshal(body)
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: code, Header: header, Body: io.NopCloser(strings.NewReader(string(text)))}
}

const kubeconfig = `{"clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:1"}}], "contexts": [{"name": "c", "context": {"cluster": "c"}}]}`

func injector(t *testing.T, s *server) *injection.Injector {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(file, []byte(kubeconfig), 0o600); err != nil {
		t.Fatal(err)
	}
	return injection.New(kube.NewAccess(kube.Options{Kubeconfig: file, Own: true, WrapTransport: func(http.RoundTripper) http.RoundTripper { return s }}), nil)
}

func TestFaultsOfOthersStay(t *testing.T) {
	s := &server{conflicts: 1}
	i := injector(t, s)
	if err := i.Break(t.Context(), "demo", "", injection.Fault{Target: injection.API, Kind: injection.Unreachable}); err != nil {
		t.Fatal(err)
	}
	want := []string{"demo: node n-2 is not ready", "demo: the API server cannot be reached"}
	if got := listed(t, i); !cmp.Equal(got, want) {
		t.Errorf("after somebody else was faster: %v, want %v", got, want)
	}
	healed, err := i.Heal(t.Context(), "demo", func(f injection.Fault) bool { return f.Target == injection.API })
	if err != nil || len(healed) != 1 {
		t.Errorf("healed %v, %v", healed, err)
	}
	if got := listed(t, i); !cmp.Equal(got, want[:1]) {
		t.Errorf("after healing one: %v, want %v", got, want[:1])
	}
}

func listed(t *testing.T, i *injection.Injector) []string {
	t.Helper()
	places, err := i.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range places {
		all = append(all, p.String())
	}
	return all
}

func TestBreakingAgainReplacesTheFault(t *testing.T) {
	i := injector(t, &server{})
	for _, f := range []injection.Fault{
		{Target: injection.API, Kind: injection.Unreachable}, {Target: injection.API, Kind: injection.Slow, Delay: "2s"},
	} {
		if err := i.Break(t.Context(), "demo", "", f); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := listed(t, i), []string{"demo: the API server answers after 2s"}; !cmp.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestWhatIsNotThereCannotBeBroken(t *testing.T) {
	s := &server{}
	file := kubetest.Answers{"/api/v1/nodes": `{"items": [{"metadata": {"name": "n-2", "uid": "two"}}, {"metadata": {"name": "n-1", "uid": "one"}}]}`}.Options(t).Kubeconfig
	err := injector(t, s).Break(t.Context(), "demo", file, injection.Fault{Target: injection.Node, Name: "n-3", Kind: injection.NotReady})
	if fault.Of(err) != fault.NotBreakable || !strings.Contains(err.Error(), `has no node "n-3"; it has n-1, n-2`) || s.faults != "" {
		t.Errorf("%v; faults %s", err, s.faults)
	}
}

func TestNotesSayWhatIsBrokenAndUntilWhen(t *testing.T) {
	until := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	text, err := json.Marshal([]injection.Fault{
		{Target: injection.Pod, Name: "shop/web", Kind: injection.CrashLoop, Until: &until}, {Target: injection.Pod, Name: "shop/db", Kind: injection.ImageMissing},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"pod shop/web crashes again and again until 03:04:05 UTC", "pod shop/db has no image"}
	if got := injection.Note(map[string]string{injection.Annotation: string(text)}); !cmp.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := injection.Note(map[string]string{injection.Annotation: "nonsense"}); got != nil {
		t.Errorf("what nobody can read is told as %v", got)
	}
}
