package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/go-units"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// HasImage reports whether the daemon has an image.
func HasImage(ctx context.Context, api API, ref string) (bool, error) {
	_, err := api.ImageInspect(ctx, ref)
	switch {
	case err == nil:
		return true, nil
	case errdefs.IsNotFound(err):
		return false, nil
	}
	return false, fault.Errorf(fault.DockerRequest, "look for image %s: %w", ref, err)
}

// Pull pulls an image unless it is there, and reports how many bytes of how many it has.
func (e *Engine) Pull(ctx context.Context, ref string, report func(string)) error {
	api, err := e.API(ctx)
	if err != nil {
		return err
	}
	found, err := HasImage(ctx, api, ref)
	if err != nil || found {
		return err
	}
	report("pulling " + ref)
	stream, err := api.ImagePull(ctx, ref, image.PullOptions{RegistryAuth: e.loginFor(ref)})
	if err == nil {
		err = follow(stream, ref, report)
		stream.Close()
	}
	if err != nil {
		return fault.Errorf(fault.ImageMissing, "pull image %s: %w; %s", ref, err, wayOut(err))
	}
	return nil
}

// progress is one line of the answer to a pull.
type progress struct {
	ID             string `json:"id"`
	Status         string `json:"status"`
	Error          string `json:"error"`
	ProgressDetail struct {
		Current int64 `json:"current"`
		Total   int64 `json:"total"`
	} `json:"progressDetail"`
}

// follow reads what the daemon says until the image is there. It reports each time that a 20th more has arrived.
func follow(stream io.Reader, ref string, report func(string)) error {
	layers, shown := map[string]progress{}, int64(-1)
	for lines := json.NewDecoder(stream); ; {
		var line progress
		if err := lines.Decode(&line); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if line.Error != "" {
			return fault.Errorf(fault.ImageMissing, "%s", strings.TrimSpace(line.Error))
		}
		if line.Status != "Downloading" || line.ProgressDetail.Total == 0 {
			continue
		}
		layers[line.ID] = line
		if current, total := sum(layers); current*20/total != shown {
			shown = current * 20 / total
			report(fmt.Sprintf("pulling %s: %s of %s", ref, units.HumanSize(float64(current)), units.HumanSize(float64(total))))
		}
	}
}

func sum(layers map[string]progress) (current, total int64) {
	for _, layer := range layers {
		current, total = current+layer.ProgressDetail.Current, total+layer.ProgressDetail.Total
	}
	return current, total
}
