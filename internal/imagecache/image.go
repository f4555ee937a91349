package imagecache

import (
	"net/http"
	"strings"

	"github.com/distribution/reference"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// The two sorts of what a registry has, as they are in addresses.
const (
	manifests = "manifests"
	blobs     = "blobs"
)

// image is what somebody asks for: a manifest or a blob of a repository.
type image struct {
	host   string // as the node says it, like docker.io
	name   string // of the repository, like library/busybox
	kind   string // manifests or blobs
	tag    string // of a manifest, or none
	digest string // sha256:<hex>, or none of a tag
}

// reference is the tag or the digest, as it is in addresses.
func (i image) reference() string { return i.tag + i.digest }

// String is how a person names it.
func (i image) String() string {
	if i.tag != "" {
		return i.host + "/" + i.name + ":" + i.tag
	}
	return i.host + "/" + i.name + "@" + i.digest
}

// at is the same image by its digest.
func (i image) at(digest string) image {
	i.tag, i.digest = "", digest
	return i
}

// readImage takes a request apart: /v2/<name>/<kind>/<reference>?ns=<host>. A name may have slashes.
func readImage(r *http.Request) (image, error) {
	rest, found := strings.CutPrefix(r.URL.Path, "/v2/")
	parts := strings.Split(rest, "/")
	if !found || len(parts) < 3 {
		return image{}, refuse(http.StatusNotFound, "UNSUPPORTED", "this is a cache of images; it has /v2/<name>/manifests/<tag or digest> and /v2/<name>/blobs/<digest>")
	}
	asked := parts[len(parts)-1]
	i := image{host: r.URL.Query().Get("ns"), name: strings.Join(parts[:len(parts)-2], "/"), kind: parts[len(parts)-2]}
	if i.host == "" {
		return image{}, refuse(http.StatusNotFound, "NAME_UNKNOWN", "this is a cache of many registries; say which one by ?ns=<host>, as containerd does of a mirror")
	}
	return i.asked(asked)
}

// asked checks each part, for they become a part of addresses.
func (i image) asked(last string) (image, error) {
	if _, err := name.NewRegistry(i.host, name.StrictValidation); err != nil || strings.Contains(i.host, AnyHost) {
		return i, refuse(http.StatusNotFound, "NAME_INVALID", "ns is not the host of a registry")
	}
	repository, err := reference.WithName(i.name)
	if err != nil {
		return i, refuse(http.StatusNotFound, "NAME_INVALID", "invalid name of a repository")
	}
	digest, err := v1.NewHash(last)
	switch {
	case i.kind != manifests && i.kind != blobs:
		return i, refuse(http.StatusNotFound, "UNSUPPORTED", "this is a cache of images; it has manifests and blobs only")
	case err == nil:
		i.digest = digest.String()
	case i.kind == blobs || strings.Contains(last, ":"):
		return i, refuse(http.StatusNotFound, "DIGEST_INVALID", "the cache has digests by sha256 only")
	case !isTag(repository, last):
		return i, refuse(http.StatusNotFound, "TAG_INVALID", "invalid tag")
	default:
		i.tag = last
	}
	return i, nil
}

func isTag(repository reference.Named, text string) bool {
	_, err := reference.WithTag(repository, text)
	return err == nil
}
