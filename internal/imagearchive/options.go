package imagearchive

import (
	"cmp"
	"context"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/spec"
)

// Options say how images are downloaded. The zero value takes those for Linux on this machine's processor, from where they are named,
// and shows no login to anybody.
type Options struct {
	// Platform is what images are for, such as linux/arm64.
	Platform string
	// From are prefixes of images and what they are replaced by, to download them from copies: docker.io=mirror.example.com/hub.
	From []string
	// Registries are those that the lab has a login for.
	Registries []spec.Registry
	// Transport downloads. Without one it is as the environment says.
	Transport *http.Transport
	// Logins says that the user's configuration of Docker has logins for others.
	Logins bool
	// Report is told how far it is.
	Report func(string)

	pause func(ctx context.Context, d time.Duration) error
	stall time.Duration
}

// mostStall is how long nothing of a download may come before it is begun anew.
const mostStall = time.Minute

func (o Options) complete() (Options, *v1.Platform, error) {
	o.Platform = cmp.Or(o.Platform, "linux/"+runtime.GOARCH)
	platform, err := v1.ParsePlatform(o.Platform)
	if err != nil || platform.OS == "" || platform.Architecture == "" {
		return o, nil, fault.Errorf(fault.WrongFlag, "%q is no platform; write one such as linux/amd64", o.Platform)
	}
	for _, from := range o.From {
		if prefix, other, found := strings.Cut(from, "="); !found || prefix == "" || other == "" {
			return o, nil, fault.Errorf(fault.WrongFlag, "%q names no copy; write what images begin with, =, and what the copies begin with, such as docker.io=registry.example.com/hub", from)
		}
	}
	if o.Report == nil {
		o.Report = func(string) {}
	}
	if o.pause == nil {
		o.pause = poll.Pause
	}
	o.stall = cmp.Or(o.stall, mostStall)
	return o, platform, nil
}

// source is where an image is downloaded from: the longest prefix that it begins with counts, up to a slash, tag or digest.
func (o Options) source(image string) string {
	longest, source := "", image
	for _, from := range o.From {
		prefix, other, _ := strings.Cut(from, "=")
		rest, begins := strings.CutPrefix(image, prefix)
		if begins && len(prefix) > len(longest) && (rest == "" || strings.HasSuffix(prefix, "/") || strings.ContainsAny(rest[:1], "/:@")) {
			longest, source = prefix, other+rest
		}
	}
	return source
}

func (o Options) remote(ctx context.Context, platform *v1.Platform) []remote.Option {
	base := http.DefaultTransport
	if o.Transport != nil {
		base = o.Transport
	}
	options := []remote.Option{
		remote.WithContext(ctx), remote.WithPlatform(*platform), remote.WithUserAgent("kaaslab"),
		remote.WithTransport(&patient{base: base, stall: o.stall, pause: o.pause, report: o.Report}),
	}
	chain := []authn.Keychain{ofLab(o.Registries)}
	if o.Logins {
		chain = append(chain, authn.DefaultKeychain)
	}
	return append(options, remote.WithAuthFromKeychain(authn.NewMultiKeychain(chain...)))
}

// ofLab has the logins of a lab.
type ofLab []spec.Registry

// Resolve implements authn.Keychain.
func (l ofLab) Resolve(resource authn.Resource) (authn.Authenticator, error) {
	asked := resource.RegistryStr()
	if asked == name.DefaultRegistry {
		asked = "docker.io"
	}
	login, found := spec.LoginFor(l, asked)
	if !found {
		return authn.Anonymous, nil
	}
	return authn.FromConfig(authn.AuthConfig{Username: login.Username, Password: login.Password}), nil
}
