package imagearchive

import (
	"archive/tar"
	"encoding/json"
	"io/fs"
	"os"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// document is a file of an archive that says what is in it.
type document struct {
	name    string
	content any
}

var layoutVersion = document{ocispec.ImageLayoutFile, ocispec.ImageLayout{Version: ocispec.ImageLayoutVersion}}

// pack writes an archive of images, from where their blobs are.
func (o opener) pack(path string, all []Image) (int64, error) {
	images, err := o.images(all)
	if err != nil {
		return 0, err
	}
	parts, _ := blobs(images, o.partOf)
	return pack(path, 0o644, []document{layoutVersion, {ofLayout, index(images)}, {ofDocker, dockerIndex(images)}}, parts)
}

// pack writes an archive beside its place, and puts it there when it is whole. The same parts give the same bytes.
func pack(path string, mode fs.FileMode, documents []document, parts []part) (int64, error) {
	temporary := path + ".new"
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return 0, err
	}
	defer os.Remove(temporary)
	defer file.Close()
	if err := (entries{tar.NewWriter(file), mode}).addAll(documents, parts); err != nil {
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

// entries are those of an archive that is written.
type entries struct {
	into *tar.Writer
	mode fs.FileMode
}

func (e entries) addAll(documents []document, parts []part) error {
	for _, d := range documents {
		text, err := json.Marshal(d.content)
		if err == nil {
			err = e.begin(d.name, int64(len(text)))
		}
		if err == nil {
			_, err = e.into.Write(text)
		}
		if err != nil {
			return err
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.digest.Hex, b.digest.Hex) })
	for _, p := range parts {
		if err := e.add(p); err != nil {
			return err
		}
	}
	return e.into.Close()
}

func (e entries) begin(name string, size int64) error {
	return e.into.WriteHeader(&tar.Header{Name: name, Mode: int64(e.mode), Size: size, Typeflag: tar.TypeReg})
}

func (e entries) add(p part) error {
	if err := e.begin(blobName(p.digest), p.size); err != nil {
		return err
	}
	return p.wholeTo(e.into)
}

func blobName(digest v1.Hash) string { return "blobs/" + digest.Algorithm + "/" + digest.Hex }

// fullName is the annotation from which containerd takes the name of an image.
const fullName = "io.containerd.image.name"

// index is that of the layout. containerd takes the whole name from the one annotation, other tools the tag from the other.
func index(all []image) v1.IndexManifest {
	made := v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: []v1.Descriptor{}}
	for _, i := range all {
		entry := i.Manifest
		entry.Annotations = map[string]string{fullName: i.Name, ocispec.AnnotationRefName: strings.TrimPrefix(tagOf(i.Name), ":")}
		made.Manifests = append(made.Manifests, entry)
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
		l := loaded{Config: blobName(i.manifest.Config.Digest), RepoTags: tagsOf(i.Name)}
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
