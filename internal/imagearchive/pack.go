package imagearchive

import (
	"archive/tar"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// pack writes the archive beside its place, and puts it there when it is whole. The same images give the same bytes.
func (s store) pack(path string, all []image) (int64, error) {
	temporary := path + ".new"
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return 0, err
	}
	defer os.Remove(temporary)
	defer file.Close()
	if err := s.tar(tar.NewWriter(file), all); err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if err := file.Close(); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(temporary, path)
}

func (s store) tar(to *tar.Writer, all []image) error {
	for _, file := range []struct {
		name    string
		content any
	}{{"oci-layout", map[string]string{"imageLayoutVersion": "1.0.0"}}, {"index.json", index(all)}, {"manifest.json", dockerIndex(all)}} {
		text, err := json.Marshal(file.content)
		if err == nil {
			err = add(to, file.name, int64(len(text)), strings.NewReader(string(text)))
		}
		if err != nil {
			return err
		}
	}
	parts, _ := blobs(all)
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.digest.Hex, b.digest.Hex) })
	for _, p := range parts {
		if err := s.addBlob(to, p); err != nil {
			return err
		}
	}
	return to.Close()
}

func (s store) addBlob(to *tar.Writer, p part) error {
	file, err := os.Open(s.path(p.digest))
	if err != nil {
		return err
	}
	defer file.Close()
	return add(to, blobName(p.digest), p.size, file)
}

func add(to *tar.Writer, name string, size int64, content io.Reader) error {
	if err := to.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: size, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	_, err := io.CopyN(to, content, size)
	return err
}

func blobName(digest v1.Hash) string { return "blobs/" + digest.Algorithm + "/" + digest.Hex }

// fullName is the annotation from which containerd takes the name of an image.
const fullName = "io.containerd.image.name"

// index is that of the layout. containerd takes the whole name from the one annotation, other tools the tag from the other.
func index(all []image) v1.IndexManifest {
	made := v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: []v1.Descriptor{}}
	for _, i := range all {
		made.Manifests = append(made.Manifests, v1.Descriptor{
			MediaType: i.manifest.MediaType, Size: i.size, Digest: i.digest,
			Annotations: map[string]string{fullName: i.name, "org.opencontainers.image.ref.name": strings.TrimPrefix(tagOf(i.name), ":")},
		})
	}
	return made
}

// loaded is an image as `docker load` has always read it.
type loaded struct {
	Config   string
	RepoTags []string
	Layers   []string
}

func dockerIndex(all []image) []loaded {
	made := []loaded{}
	for _, i := range all {
		l := loaded{Config: blobName(i.manifest.Config.Digest), RepoTags: tagsOf(i.name)}
		for _, layer := range i.manifest.Layers {
			l.Layers = append(l.Layers, blobName(layer.Digest))
		}
		made = append(made, l)
	}
	return made
}

// tagOf is the tag of a whole name, with its colon, also where a digest comes behind it. One with a digest alone has none.
func tagOf(name string) string {
	name, _, _ = strings.Cut(name, "@")
	if at := strings.LastIndex(name, ":"); at > strings.LastIndex(name, "/") {
		return name[at:]
	}
	return ""
}

func tagsOf(name string) []string {
	if tagOf(name) == "" {
		return nil
	}
	tagged, _, _ := strings.Cut(name, "@")
	return []string{tagged}
}
