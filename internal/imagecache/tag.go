package imagecache

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
)

// byTag has the manifest that a tag means now, or, while no registry can say that, the one that it meant last.
func (c *Cache) byTag(i image) (manifest, error) {
	m, err := c.current(i)
	var said *refusal
	if err == nil || !errors.As(err, &said) || !said.away() {
		return m, err
	}
	digest, found := c.store.meaning(i)
	if !found {
		return m, err
	}
	last, missing := c.store.manifest(digest)
	if missing != nil {
		return m, err
	}
	c.log.Warn("the registry is away, and the tag means what it meant last", "image", i.String(), "digest", digest, "reason", plain(err.Error(), mostSaid))
	return last, nil
}

// current asks for the digest first: registries count who gets a manifest, not who asks for its digest.
func (c *Cache) current(i image) (m manifest, err error) {
	var digest string
	err = c.first(i, func(s upstream) (err error) {
		digest, err = c.digestAt(s, i)
		return err
	})
	switch {
	case err != nil:
		c.logFailure(i, err)
		return m, err
	case digest != "":
		m, err = c.byDigest(i.at(digest))
	default:
		m, err = c.fetchManifest(i)
	}
	if err != nil {
		return m, err
	}
	if err := c.store.mean(i, m.digest); err != nil {
		c.logFailure(i, err) // the node gets what it asked for
	}
	return m, nil
}

// digestAt is what one upstream says that a tag means, or nothing if it has the tag but does not say. An answer to HEAD does not say
// why it is none, so where that matters the manifest itself is asked for.
func (c *Cache) digestAt(s upstream, i image) (string, error) {
	said, err := c.request(s, http.MethodHead, i, 0)
	var why *refusal
	if errors.As(err, &why) && !why.away() {
		m, err := c.manifestOf(s, i)
		return m.digest, err
	}
	if err != nil {
		return "", err
	}
	defer said.Close()
	digest, err := v1.NewHash(said.header.Get("Docker-Content-Digest"))
	if err != nil {
		return "", nil
	}
	return digest.String(), nil
}

// meaning is the digest that a tag had last.
func (s store) meaning(i image) (string, bool) {
	text, err := os.ReadFile(s.tag(i))
	digest, _, _ := strings.Cut(string(text), " ")
	return digest, err == nil
}

// mean remembers it. A file that says so already is not written again.
func (s store) mean(i image, digest string) error {
	if last, _ := s.meaning(i); last == digest {
		return nil
	}
	if err := atomicfile.Write(s.tag(i), []byte(digest+" "+i.String()+"\n"), 0o600); err != nil {
		return fmt.Errorf("remember what a tag means: %w", err)
	}
	return nil
}

// tag has a name of one length, for that of an image may be longer than one of a file.
func (s store) tag(i image) string {
	return s.path(tags + "/" + strings.TrimPrefix(digestOf([]byte(i.String())), "sha256:"))
}
