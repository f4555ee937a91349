package host

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// dockerKernel is the kernel of a Docker in a virtual machine or on another host. It is reached through containers that
// last for a moment, of an image that the lab uses anyway.
type dockerKernel struct {
	engine *engine.Engine
	lab    string
	images []string // those of the lab
	root   string
}

// errNoImage is the error of a look at the kernel before any image of the lab is there. Looking pulls none.
var errNoImage = fault.Errorf(fault.ImageMissing, "no image of the lab is on the Docker host yet")

// The kernel shows a setting only to who reads it at once, which cat does and a shell's own read does not.
const (
	readSettings = `for f; do if [ -e "$f" ]; then echo "$f $(cat "$f")"; fi; done`
	raiseSetting = `echo "$2" > "$1"`
)

func (k dockerKernel) name() string { return "the kernel that Docker runs on" }

func (k dockerKernel) read(ctx context.Context, keys ...string) (map[string]string, error) {
	image, err := k.presentImage(ctx)
	if err != nil {
		return nil, err
	}
	paths := map[string]string{}
	arguments := make([]string, len(keys))
	for i, key := range keys {
		arguments[i] = settingPath(k.root, key)
		paths[arguments[i]] = key
	}
	output, err := k.run(ctx, engine.Script{Image: image, Lines: readSettings, Arguments: arguments})
	if err != nil {
		return nil, fmt.Errorf("read kernel settings of the Docker host: %w", err)
	}
	texts := map[string]string{}
	for line := range strings.Lines(output) {
		path, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		texts[paths[path]] = strings.TrimSpace(text)
	}
	return texts, nil
}

func (k dockerKernel) raise(ctx context.Context, key string, value int64) error {
	image, err := k.presentImage(ctx)
	if err == nil {
		_, err = k.run(ctx, engine.Script{
			Image: image, Lines: raiseSetting, Privileged: true, Arguments: []string{settingPath(k.root, key), strconv.FormatInt(value, 10)},
		})
	}
	if err != nil {
		return fault.Errorf(fault.KernelSetting, "%w; raise it on the Docker host: sysctl -w %s=%d", err, key, value)
	}
	return nil
}

func (k dockerKernel) run(ctx context.Context, s engine.Script) (string, error) {
	api, err := k.engine.API(ctx)
	if err != nil {
		return "", err
	}
	s.Name, s.Lab = "kaaslab-"+k.lab+"-sysctl", k.lab
	return engine.Run(ctx, api, s)
}

func (k dockerKernel) presentImage(ctx context.Context) (string, error) {
	api, err := k.engine.API(ctx)
	if err != nil {
		return "", err
	}
	for _, image := range k.images {
		if found, err := engine.HasImage(ctx, api, image); found || err != nil {
			return image, err
		}
	}
	return "", errNoImage
}

// pull pulls the first image of the lab unless one is there.
func (k dockerKernel) pull(ctx context.Context, report func(string)) error {
	_, err := k.presentImage(ctx)
	if !errors.Is(err, errNoImage) || len(k.images) == 0 {
		return err
	}
	return k.engine.Pull(ctx, k.images[0], report)
}

// imagesOf are the images that a lab's containers are made from, those that the lab file names first. For others, Cluster
// API takes those of the kind project.
func imagesOf(lab *spec.Lab) []string {
	var images []string
	for _, r := range planner.DesiredOf(lab, planner.KindImage) {
		images = append(images, r.ID.Name)
	}
	for _, cluster := range lab.WorkloadClusters {
		if cluster.Infrastructure.OnDocker() {
			images = append(images, "kindest/node:"+cluster.KubernetesVersion)
		}
	}
	return images
}
