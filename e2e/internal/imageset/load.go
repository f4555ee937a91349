package imageset

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// load hands the daemon the images that it has not got.
func (b *builder) load(ctx context.Context, images []oci.Image) error {
	var missing []oci.Image
	for _, image := range images {
		there, err := b.loaded(ctx, image)
		if err != nil {
			return err
		}
		if !there {
			missing = append(missing, image)
			b.log("load %s", image.Ref)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(oci.WriteArchive(writer, missing)) }()
	command := exec.CommandContext(ctx, "docker", "--host", b.host, "load", "--quiet")
	var out bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = reader, &out, &out
	err := command.Run()
	reader.CloseWithError(err)
	if err != nil {
		return fmt.Errorf("docker load: %w: %s", err, out.Bytes())
	}
	return nil
}

// removeReplaced frees the space of our images that lost their name to a newer
// one and that no container uses.
func (b *builder) removeReplaced(ctx context.Context) error {
	return b.run(ctx, "docker", "--host", b.host, "image", "prune", "--force", "--filter", "label="+oci.RefLabel)
}

// loaded tells whether the daemon has exactly this image under its name.
func (b *builder) loaded(ctx context.Context, image oci.Image) (bool, error) {
	id, err := image.ID()
	if err != nil {
		return false, err
	}
	list := exec.CommandContext(ctx, "docker", "--host", b.host, "images", "--quiet", "--no-trunc", image.Ref)
	out, err := list.Output()
	if err != nil {
		return false, fmt.Errorf("ask %s for %s: %w", b.host, image.Ref, err)
	}
	return strings.TrimSpace(string(out)) == "sha256:"+id, nil
}
