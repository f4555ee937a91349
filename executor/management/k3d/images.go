package k3d

import (
	"context"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/cachedir"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Images are what the containers of a management cluster are made from. k3d's image of tools is not among them: kaaslab does without.
func (h *Handler) Images(m planner.ManagementCluster) []string {
	return h.library.Images(blueprint{ManagementCluster: m})
}

// releases is where releases of k3s are.
const releases = "https://github.com/k3s-io/k3s/releases/download/"

// ofRelease is the tag of an image of a release, in which the + of its version is a -.
var ofRelease = regexp.MustCompile(`:(v[0-9]+\.[0-9]+\.[0-9]+(?:-rc[0-9]+)?)[-+](k3s[0-9]+)(?:-[a-z0-9]+)?(?:@.*)?$`)

// SystemImages are what k3s itself runs, as the release of an image says, which is kept in a directory for downloads.
func SystemImages(ctx context.Context, client *http.Client, cache, image string) ([]string, error) {
	match := ofRelease.FindStringSubmatch(image)
	if match == nil {
		return nil, fault.Errorf(fault.ImageMissing, "the tag of %s names no release of k3s, so that nobody knows what it runs", image)
	}
	version := match[1] + "+" + match[2]
	list, err := cachedir.File(filepath.Join(cache, "k3s", version+"-images.txt"), func() ([]byte, error) {
		return downloadList(ctx, client, releases+strings.ReplaceAll(version, "+", "%2B")+"/k3s-images.txt")
	})
	return strings.Fields(string(list)), err
}

func downloadList(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	list, err := cachedir.Download(ctx, client, address)
	if err != nil {
		return nil, fault.Errorf(fault.ImageMissing, "the list of what k3s runs: %w", err)
	}
	if !strings.Contains(string(list), "pause:") {
		return nil, fault.Errorf(fault.WrongDownload, "%s is no list of the images of k3s; is a proxy in between?", address)
	}
	return list, nil
}

// addons are the images of what k3s brings and can be told to leave out, by the names that --disable takes.
var addons = map[string][]string{
	"coredns": {"coredns"}, "servicelb": {"klipper-lb"}, "traefik": {"traefik", "klipper-helm"},
	"local-storage": {"local-path-provisioner", "library-busybox"}, "metrics-server": {"metrics-server"},
}

// LeftOut reports whether k3s, with these arguments, does not run what an image of SystemImages is of.
func LeftOut(serverArgs []string, image string) bool {
	for _, arg := range serverArgs {
		names, isDisable := strings.CutPrefix(arg, "--disable=")
		if !isDisable {
			continue
		}
		for name := range strings.SplitSeq(names, ",") {
			if slices.ContainsFunc(addons[name], func(part string) bool { return strings.Contains(image, part) }) {
				return true
			}
		}
	}
	return false
}
