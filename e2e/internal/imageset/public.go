package imageset

import (
	"context"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// PrivateRegistry has the images of the add-ons of a lab that pulls.
const PrivateRegistry = "registry.example.com"

// OfK3s are the images that a node of the management cluster runs by itself.
var OfK3s = []string{pauseImage, coreDNSImage}

// agentImage is what Sveltos would start for each cluster. The chart of the tests has it start none.
const agentImage = "docker.io/projectsveltos/sveltos-agent:v" + Sveltos

// Public are all images of a lab as registries have them, each alone: a node of its management cluster holds none.
func Public(ctx context.Context, options Options) ([]oci.Image, error) {
	b, err := newBuilder(ctx, options)
	if err != nil {
		return nil, err
	}
	management, err := b.managementContents(ctx)
	if err != nil {
		return nil, err
	}
	onDocker, err := b.onDocker(ctx, func(ctx context.Context) (oci.Image, error) { return b.bareK3sImage(ctx) })
	if err != nil {
		return nil, err
	}
	more, err := b.programImages(ctx, []managed{
		ofModule(private(CNIImage), "cni"), ofModule(private(WebserverImage), "webserver"), ofModule(agentImage, "pause"),
	})
	return slices.Concat(management, onDocker, more), err
}

// private names the images of add-ons as the private registry has them, in an image's name or in a manifest.
func private(text string) string {
	return strings.ReplaceAll(text, "kaaslab.dev/e2e/", PrivateRegistry+"/e2e/")
}

// PrivateAddon is the manifest of an add-on, cni or webserver, whose images are in the private registry.
func PrivateAddon(name string) (string, error) {
	text, err := files.ReadFile("files/manifests/" + name + ".yaml")
	return private(string(text)), err
}
