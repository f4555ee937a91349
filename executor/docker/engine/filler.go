package engine

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"path"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Filler is a container that never runs: through it files get into a lab's volume, which nodes may only read.
type Filler struct {
	api    API
	id     string
	image  string
	volume string
}

// fillerPath is where it has the volume.
const fillerPath = "/volume"

// fillerName begins the names of a lab's fillers.
func fillerName(lab string) string { return "kaaslab-" + lab + "-filler" }

// NewFiller makes one, for the volume of a lab. Close removes it.
func NewFiller(ctx context.Context, api API, lab string) (*Filler, error) {
	if err := RemoveLeft(ctx, api, lab); err != nil {
		return nil, err
	}
	f := &Filler{api: api, image: "kaaslab/nothing:" + lab, volume: VolumeName(lab)}
	if err := MakeImage(ctx, api, f.image, nothing()); err != nil {
		return nil, err
	}
	made, err := api.ContainerCreate(ctx, &container.Config{
		Image: f.image, Cmd: []string{"never"}, Labels: map[string]string{planner.LabLabel: lab, labelScript: fillerName(lab)},
	}, &container.HostConfig{
		NetworkMode: "none", Mounts: []mount.Mount{{Type: mount.TypeVolume, Source: f.volume, Target: fillerPath}},
	}, nil, nil, randomName(fillerName(lab)))
	if err != nil {
		return nil, fault.Errorf(fault.DockerRequest, "create a container for volume %s: %w", f.volume, err)
	}
	f.id = made.ID
	return f, nil
}

// nothing is the content of an image without any.
func nothing() io.Reader {
	var archive bytes.Buffer
	_ = tar.NewWriter(&archive).Close() // into memory, which cannot fail
	return &archive
}

// Close removes the container and what it was made from.
func (f *Filler) Close(ctx context.Context) {
	tidy(ctx, func(last context.Context) {
		_ = Remove(last, f.api, f.id)
		ForgetImage(last, f.api, f.image)
	})
}

// Archive puts an archive of images into the volume, unless it is there for all that it is for. Its digests come last, so that no node
// takes in half of it.
func (f *Filler) Archive(ctx context.Context, name, digest string, content io.Reader, size int64, uses []spec.ImageUse) error {
	if f.has(ctx, name, digest, uses) {
		return nil
	}
	read, write := io.Pipe()
	go func() { write.CloseWithError(packed(write, name, digest, content, size, uses)) }()
	err := f.api.CopyToContainer(ctx, f.id, fillerPath, read, container.CopyToContainerOptions{})
	_ = read.Close()
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "write %s into volume %s: %w", name, f.volume, err)
	}
	return nil
}

func (f *Filler) has(ctx context.Context, name, digest string, uses []spec.ImageUse) bool {
	for _, use := range uses {
		there, err := ReadFile(ctx, f.api, f.id, path.Join(fillerPath, digestPath(use, name)))
		if err != nil || string(there) != digest {
			return false
		}
	}
	return true
}

func digestPath(use spec.ImageUse, name string) string {
	return path.Join(planner.ArchivesDir, string(use), name+planner.DigestEnd)
}

func packed(to io.Writer, name, digest string, content io.Reader, size int64, uses []spec.ImageUse) error {
	archive := tar.NewWriter(to)
	if err := pack(archive, path.Join(planner.ArchivesDir, name), content, size); err != nil {
		return err
	}
	for _, use := range uses {
		if err := pack(archive, digestPath(use, name), strings.NewReader(digest), int64(len(digest))); err != nil {
			return err
		}
	}
	return archive.Close()
}

func pack(archive *tar.Writer, name string, content io.Reader, size int64) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: size, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	_, err := io.CopyN(archive, content, size)
	return err
}
