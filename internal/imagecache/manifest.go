package imagecache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
)

// largestManifest is what registries take, in bytes.
const largestManifest = 4 << 20

// manifest is one that is whole and proven.
type manifest struct {
	digest, mediaType string
	content           []byte
}

func (c *Cache) serveManifest(w http.ResponseWriter, r *http.Request, i image) error {
	get := c.byDigest
	if i.tag != "" {
		get = c.byTag
	}
	flight := c.flights.DoChan(i.String(), func() (any, error) { return get(i) })
	select {
	case <-r.Context().Done():
		return r.Context().Err()
	case result := <-flight:
		if result.Err != nil {
			return result.Err
		}
		writeManifest(w, r, result.Val.(manifest))
		return nil
	}
}

func writeManifest(w http.ResponseWriter, r *http.Request, m manifest) {
	describe(w, m.digest)
	w.Header().Set("Content-Type", m.mediaType)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(m.content))
}

// byDigest has it from the disk, or from upstream.
func (c *Cache) byDigest(i image) (manifest, error) {
	m, err := c.store.manifest(i.digest)
	if !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	return c.fetchManifest(i)
}

// fetchManifest gets one from the first upstream that has the right one.
func (c *Cache) fetchManifest(i image) (m manifest, err error) {
	err = c.first(i, func(s upstream) (err error) {
		m, err = c.manifestOf(s, i)
		return err
	})
	if err != nil {
		c.logFailure(i, err)
	}
	return m, err
}

// manifestOf gets one from one upstream, and keeps it if it can.
func (c *Cache) manifestOf(s upstream, i image) (manifest, error) {
	began := time.Now()
	m, err := c.readManifest(s, i)
	if err != nil {
		return m, err
	}
	c.logDownload(i, int64(len(m.content)), began, c.store.keepManifest(m))
	return m, nil // one that cannot be kept is what the node asked for all the same
}

// readManifest proves one that has a digest. One by tag is what it is.
func (c *Cache) readManifest(s upstream, i image) (manifest, error) {
	said, err := c.request(s, http.MethodGet, i, 0)
	if err != nil {
		return manifest{}, err
	}
	defer said.Close()
	content, err := io.ReadAll(io.LimitReader(said, largestManifest+1))
	m := manifest{digest: digestOf(content), mediaType: mediaTypeOf(said.header.Get("Content-Type"), content), content: content}
	switch {
	case err != nil:
		return manifest{}, err
	case len(content) > largestManifest:
		return manifest{}, refuse(http.StatusBadGateway, "MANIFEST_INVALID", "%s has sent a manifest of more than %d MiB", s.host(), largestManifest>>20)
	case i.digest != "" && m.digest != i.digest:
		return manifest{}, refuse(http.StatusBadGateway, "DIGEST_INVALID", "%s has sent something else under the digest %s, with the digest %s", s.host(), i.digest, m.digest)
	}
	return m, nil
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// mediaTypeOf is what the registry says, or, where that says nothing of manifests, what the manifest does.
func mediaTypeOf(said string, content []byte) string {
	said, _, _ = mime.ParseMediaType(said)
	if strings.HasPrefix(said, "application/vnd.") {
		return said
	}
	var own struct{ MediaType string }
	_ = json.Unmarshal(content, &own) // what is no JSON has none
	if own, _, err := mime.ParseMediaType(own.MediaType); err == nil {
		return own
	}
	if said == "" {
		return "application/octet-stream"
	}
	return said
}

// keepManifest writes the media type in a line before the content: a digest says nothing of it.
func (s store) keepManifest(m manifest) error {
	text := append([]byte(m.mediaType+"\n"), m.content...)
	if err := atomicfile.Write(s.kept(manifests, m.digest), text, 0o600); err != nil {
		return fmt.Errorf("keep a manifest: %w", err)
	}
	return nil
}

// manifest reads one, or returns fs.ErrNotExist. One that a bad disk has changed counts as not there, and is fetched and written anew.
func (s store) manifest(digest string) (manifest, error) {
	text, err := os.ReadFile(s.kept(manifests, digest))
	if err != nil {
		return manifest{}, err
	}
	mediaType, content, _ := bytes.Cut(text, []byte("\n"))
	if digestOf(content) != digest {
		return manifest{}, fs.ErrNotExist
	}
	return manifest{digest, string(mediaType), content}, nil
}
