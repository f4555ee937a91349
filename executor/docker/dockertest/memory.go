package dockertest

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// memory is a Docker daemon without containers that run. It knows what kaaslab asks, and refuses what Docker refuses.
type memory struct {
	mu           sync.Mutex
	containers   []*container.InspectResponse
	networks     []*network.Summary
	volumes      []*volume.Volume
	last         int               // number of the last thing made
	files        map[string]string // content by container/path
	absent       map[string]bool   // images
	architecture map[string]string // of images
	machine      *system.Info
	scripts      map[string]*script // by container
	ran          []Ran
}

var _ engine.API = (*memory)(nil)

// Memory returns an empty daemon in memory.
func Memory() *Daemon {
	m := &memory{files: map[string]string{}, absent: map[string]bool{}, architecture: map[string]string{}, machine: &system.Info{}, scripts: map[string]*script{}}
	m.networks = []*network.Summary{{Name: "bridge", ID: "bridge", Driver: "bridge", IPAM: ipam("172.17.0.0/16")}}
	return &Daemon{Engine: engine.Of(m, "tcp://127.0.0.1:2375"), API: m, Create: func(t *testing.T, c Container) { m.create(t, c) },
		NoImage:      func(ref string) { m.absent[ref] = true },
		Architecture: m.architecture, HostInfo: m.machine, Ran: func() []Ran { return m.ran },
		Idle: func(*testing.T) string { return "idle:1" },
		Stop: func(t *testing.T, name string) { stop(t, m, name) },
	}
}

func ipam(subnet string) network.IPAM {
	return network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet}}}
}

func missing(what, name string) error {
	return fmt.Errorf("no such %s: %s: %w", what, name, errdefs.ErrNotFound)
}

// id makes a name that sorts by age.
func (m *memory) id(kind string) string {
	m.last++
	return fmt.Sprintf("%s-%012d", kind, m.last)
}

// now is a second later whenever something was made.
func (m *memory) now() time.Time {
	m.last++
	return time.Unix(int64(m.last), 0).UTC()
}

// Ping implements engine.API.
func (m *memory) Ping(context.Context) (types.Ping, error) {
	return types.Ping{APIVersion: "1.51", OSType: "linux"}, nil
}

// ImageInspect implements engine.API: every image is there that no test has taken away.
func (m *memory) ImageInspect(_ context.Context, ref string, _ ...client.ImageInspectOption) (image.InspectResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.absent[ref] {
		return image.InspectResponse{}, missing("image", ref)
	}
	return image.InspectResponse{Architecture: m.architecture[ref]}, nil
}

// ImagePull implements engine.API.
func (m *memory) ImagePull(_ context.Context, ref string, _ image.PullOptions) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.absent, ref)
	return io.NopCloser(strings.NewReader("")), nil
}

// CopyFromContainer implements engine.API.
func (m *memory) CopyFromContainer(_ context.Context, id, path string) (io.ReadCloser, container.PathStat, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return nil, container.PathStat{}, err
	}
	place := m.place(c, path)
	if content, found := m.files[place]; found {
		return io.NopCloser(archiveOf(path, content)), container.PathStat{}, nil
	}
	var below bytes.Buffer
	for _, name := range m.below(place) {
		pack(&below, filepath.Join(filepath.Base(path), name), m.files[place+"/"+name])
	}
	if below.Len() == 0 {
		return nil, container.PathStat{}, missing("file", id+":"+path)
	}
	return io.NopCloser(&below), container.PathStat{}, nil
}

// place is where a file of a container is kept: below the name of the container, or of the volume that it has there.
func (m *memory) place(c *container.InspectResponse, path string) string {
	for _, mounted := range c.Mounts {
		if rest, below := strings.CutPrefix(path, mounted.Destination+"/"); below {
			return "volume " + mounted.Name + "/" + rest
		}
	}
	return c.Name + path
}

// CopyToContainer implements engine.API.
func (m *memory) CopyToContainer(_ context.Context, id, path string, content io.Reader, _ container.CopyToContainerOptions) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return err
	}
	return eachFile(content, func(name, text string) { m.files[m.place(c, filepath.Join(path, name))] = text })
}

// eachFile reads an archive.
func eachFile(archive io.Reader, do func(name, text string)) error {
	for files := tar.NewReader(archive); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		text, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		do(header.Name, string(text))
	}
}

func archiveOf(path, content string) io.Reader {
	var archive bytes.Buffer
	pack(&archive, path, content)
	return &archive
}

// pack adds a file to an archive without its end, which nobody misses.
func pack(to *bytes.Buffer, path, content string) {
	w := tar.NewWriter(to)
	_ = w.WriteHeader(&tar.Header{Name: path, Mode: 0o600, Size: int64(len(content))}) // into memory, which cannot fail
	_, _ = io.WriteString(w, content)
	_ = w.Flush()
}

// ImageLoad implements engine.API.
func (m *memory) ImageLoad(_ context.Context, archive io.Reader, _ ...client.ImageLoadOption) (image.LoadResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	answer := image.LoadResponse{Body: io.NopCloser(strings.NewReader("")), JSON: true}
	for files := tar.NewReader(archive); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return answer, nil
		}
		if err != nil {
			return answer, err
		}
		var images []struct{ RepoTags []string }
		if header.Name != "manifest.json" || json.NewDecoder(files).Decode(&images) != nil {
			continue
		}
		for _, one := range images {
			for _, name := range one.RepoTags {
				delete(m.absent, name)
			}
		}
	}
}

// ImageImport implements engine.API.
func (m *memory) ImageImport(context.Context, image.ImportSource, string, image.ImportOptions) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("")), nil
}

// ImageRemove implements engine.API.
func (m *memory) ImageRemove(context.Context, string, image.RemoveOptions) ([]image.DeleteResponse, error) {
	return nil, nil
}

// VolumeList implements engine.API.
func (m *memory) VolumeList(_ context.Context, options volume.ListOptions) (volume.ListResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list volume.ListResponse
	for _, v := range m.volumes {
		if options.Filters.Match("name", v.Name) {
			list.Volumes = append(list.Volumes, v)
		}
	}
	return list, nil
}

// VolumeCreate implements engine.API.
func (m *memory) VolumeCreate(_ context.Context, options volume.CreateOptions) (volume.Volume, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, there := range m.volumes {
		if there.Name == options.Name {
			return *there, nil // Docker takes it for the one that was asked for
		}
	}
	v := &volume.Volume{Name: options.Name, Labels: options.Labels, CreatedAt: m.now().Format(time.RFC3339)}
	m.volumes = append(m.volumes, v)
	return *v, nil
}

// VolumeRemove implements engine.API.
func (m *memory) VolumeRemove(_ context.Context, id string, _ bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, v := range m.volumes {
		if v.Name == id {
			m.volumes = append(m.volumes[:i:i], m.volumes[i+1:]...)
			return nil
		}
	}
	return missing("volume", id)
}

func prefix(text string) netip.Prefix {
	p, _ := netip.ParsePrefix(text)
	return p
}
