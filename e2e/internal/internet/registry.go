package internet

import (
	"bytes"
	"cmp"
	"net/http"
	"os"
	"path"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// registry has the images of one host.
type registry struct {
	manifests map[string]manifest // by "name:tag" and "name@digest"
	blobs     map[string]oci.Blob // by digest
}

type manifest struct {
	text   []byte
	digest string
}

// dockerHub is where images of docker.io are asked for, and dockerIndex where some programs do.
const (
	dockerHub   = "registry-1.docker.io"
	dockerIndex = "index.docker.io"
)

func (i *Internet) add(image oci.Image) error {
	text, digest, blobs, err := image.Manifest()
	if err != nil {
		return err
	}
	host, name, tag := split(image.Ref)
	r := i.registries[host]
	if r == nil {
		r = &registry{manifests: map[string]manifest{}, blobs: map[string]oci.Blob{}}
		i.registries[host] = r
	}
	for _, reference := range []string{name + ":" + tag, name + "@" + digest} {
		r.manifests[reference] = manifest{text, digest}
	}
	for digest, blob := range blobs {
		r.blobs[digest] = blob
	}
	return nil
}

// split takes a reference apart as Docker understands it.
func split(ref string) (host, name, tag string) {
	name, tag, _ = strings.Cut(ref, ":")
	first, rest, below := strings.Cut(name, "/")
	switch {
	case !below:
		return dockerHub, "library/" + name, tag
	case !strings.Contains(first, "."):
		return dockerHub, name, tag
	case first == "docker.io":
		return dockerHub, rest, tag
	}
	return first, rest, tag
}

func (r *registry) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	rest, found := strings.CutPrefix(request.URL.Path, "/v2/")
	kind, reference := path.Base(path.Dir(rest)), path.Base(rest)
	name := strings.TrimSuffix(rest, "/"+kind+"/"+reference)
	switch {
	case found && rest == "":
		w.WriteHeader(http.StatusOK)
	case found && kind == "manifests":
		r.manifest(w, request, name, reference)
	case found && kind == "blobs":
		r.blob(w, request, reference)
	default:
		refuse(w, http.StatusNotFound, "NAME_UNKNOWN", "repository name not known to registry")
	}
}

func (r *registry) manifest(w http.ResponseWriter, request *http.Request, name, reference string) {
	separator := ":"
	if strings.HasPrefix(reference, "sha256:") {
		separator = "@"
	}
	found, there := r.manifests[name+separator+reference]
	if !there {
		refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN", "manifest unknown")
		return
	}
	w.Header().Set("Content-Type", oci.ManifestType)
	w.Header().Set("Docker-Content-Digest", found.digest)
	http.ServeContent(w, request, "", time.Time{}, bytes.NewReader(found.text))
}

func (r *registry) blob(w http.ResponseWriter, request *http.Request, digest string) {
	blob, there := r.blobs[digest]
	if !there {
		refuse(w, http.StatusNotFound, "BLOB_UNKNOWN", "blob unknown to registry")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Docker-Content-Digest", digest)
	if blob.Path == "" {
		http.ServeContent(w, request, "", time.Time{}, bytes.NewReader(blob.Content))
		return
	}
	file, err := os.Open(blob.Path)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "UNKNOWN", err.Error())
		return
	}
	defer file.Close()
	http.ServeContent(w, request, "", time.Time{}, file)
}

// refuse answers with an error as registries do.
func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"errors":[{"code":"` + cmp.Or(code, "UNKNOWN") + `","message":"` + message + `"}]}`))
}
