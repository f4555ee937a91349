package engine

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/client"
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

func TestPullShowsBytes(t *testing.T) {
	stream := `{"status":"Pulling from rancher/k3s","id":"v1"}
{"status":"Downloading","id":"a","progressDetail":{"current":1000000,"total":10000000}}
{"status":"Downloading","id":"a","progressDetail":{"current":1100000,"total":10000000}}
{"status":"Downloading","id":"b","progressDetail":{"current":5000000,"total":10000000}}
{"status":"Download complete","id":"a","progressDetail":{}}
{"status":"Status: Downloaded newer image"}
`
	var got []string
	if err := follow(strings.NewReader(stream), "k3s", func(line string) { got = append(got, line) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"pulling k3s: 1MB of 10MB", "pulling k3s: 6.1MB of 20MB"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
}

// asked is a daemon that has no images and remembers with which login it was to pull one.
type asked struct {
	API
	login registry.AuthConfig
}

func (*asked) ImageInspect(context.Context, string, ...client.ImageInspectOption) (image.InspectResponse, error) {
	return image.InspectResponse{}, errdefs.ErrNotFound
}

func (a *asked) ImagePull(_ context.Context, _ string, options image.PullOptions) (io.ReadCloser, error) {
	if options.RegistryAuth != "" {
		login, err := registry.DecodeAuthConfig(options.RegistryAuth)
		a.login = *login
		return io.NopCloser(strings.NewReader("")), err
	}
	a.login = registry.AuthConfig{}
	return io.NopCloser(strings.NewReader("")), nil
}

// TestPullLogsIn where the image is, and nowhere else.
func TestPullLogsIn(t *testing.T) {
	daemon := &asked{}
	e := Of(daemon, "").LoggingIn([]spec.Registry{
		{Host: "registry.example.com:5000", Username: "lab", Password: "s3cret"}, {Host: "docker.io", Username: "hub", Password: "s3cret-of-hub"},
	})
	for ref, want := range map[string]string{
		"registry.example.com:5000/kindest/node:v1": "lab", "kindest/node:v1": "hub", "docker.io/kindest/node:v1": "hub",
		"registry.example.com/kindest/node:v1": "", "quay.io/node:v1": "",
	} {
		if err := e.Pull(t.Context(), ref, func(string) {}); err != nil {
			t.Fatal(err)
		}
		if daemon.login.Username != want {
			t.Errorf("%s is pulled as %q, want %q", ref, daemon.login.Username, want)
		}
	}
}

// TestWayOut: what to do depends on what the registry says.
func TestWayOut(t *testing.T) {
	for said, want := range map[string]string{
		"manifest unknown": "correct its name and tag",
		"Head \"https://registry.example.com/v2/a/manifests/b\": no basic auth credentials": "username and passwordFile in registries",
		"toomanyrequests: You have reached your pull rate limit":                            "log in",
		"dial tcp: lookup registry-1.docker.io: no such host":                               "docker load",
	} {
		if got := wayOut(errors.New(said)); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q in it", said, got, want)
		}
	}
}

func TestPullRefused(t *testing.T) {
	err := follow(strings.NewReader(`{"error":"manifest unknown"}`), "k3s", func(string) {})
	checkError(t, err, "manifest unknown")
}
