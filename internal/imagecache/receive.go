package imagecache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// patience is how long a download may take over nothing.
type patience struct {
	idle   time.Duration   // no byte for so long breaks it off
	pauses []time.Duration // before each resumption of a download that was broken off
}

// usual grows, so that a registry that starts anew is met again.
var usual = patience{60 * time.Second, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}}

// headway is what a download has to gain in bytes between two breaks to have all its resumptions again: a long one over a bad line is none that fails.
const headway = 1 << 20

// fetch brings a download to its end, whoever follows it.
func (c *Cache) fetch(d *download) {
	began, sum := time.Now(), sha256.New()
	err := c.receive(d, sum)
	if err == nil {
		err = d.proven(sum)
	}
	c.settle(d, began, err)
}

// settle gives a blob its name, or removes what there is, and tells the log and those that follow: whoever has seen the end finds in the
// log why it came.
func (c *Cache) settle(d *download, began time.Time, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	path := c.store.incoming(d.of.digest)
	if err = errors.Join(err, d.file.Close()); err == nil {
		err = os.Rename(path, c.store.kept(blobs, d.of.digest))
	}
	if err != nil {
		os.Remove(path)
	}
	delete(c.downloads, d.of.digest)
	c.logDownload(d.of, d.is.written, began, err)
	d.update(func(is *progress) { is.ended, is.err = true, err })
}

// proven is asked of a download that is whole: is it the right one, and on the disk? The rename behind it may be lost with the power, and
// then the blob is downloaded again.
func (d *download) proven(sum hash.Hash) error {
	if got := "sha256:" + hex.EncodeToString(sum.Sum(nil)); got != d.of.digest {
		return refuse(http.StatusBadGateway, "DIGEST_INVALID", "%s has sent something else under the digest %s, with the digest %s", d.of.host, d.of.digest, got)
	}
	return d.file.Sync()
}

// receive writes a blob, and resumes where it was broken off, as long as somebody waits for it.
func (c *Cache) receive(d *download, sum hash.Hash) error {
	for breaks := 0; ; breaks++ {
		is, _ := d.now()
		err := c.part(d, sum)
		now, _ := d.now()
		if now.written-is.written >= headway {
			breaks = 0
		}
		var disk diskError
		if err == nil || !now.begun || errors.As(err, &disk) || breaks == len(c.patience.pauses) || !d.watched() {
			return err
		}
		c.log.Warn("broken off, to be resumed", "image", d.of.String(), "bytes", now.written, "reason", reason(err))
		select {
		case <-time.After(c.patience.pauses[breaks]):
		case <-c.ctx.Done():
			return err
		}
	}
}

// part receives what one answer of an upstream has of the rest.
func (c *Cache) part(d *download, sum hash.Hash) error {
	is, _ := d.now()
	var rest answer
	err := c.first(d.of, func(s upstream) (err error) {
		rest, err = c.request(s, http.MethodGet, d.of, is.written)
		return err
	})
	if err != nil {
		return err
	}
	defer rest.Close()
	size, err := skip(rest, is)
	if err == nil && !is.begun {
		err = c.room(size)
	}
	if err != nil {
		return err
	}
	d.update(func(is *progress) { is.begun, is.size = true, size })
	return c.copy(d, sum, rest, size-is.written)
}

// room refuses a blob that will not fit, before it begins: then the node still goes to the registry itself.
func (c *Cache) room(size int64) error {
	if free, err := c.free(); err == nil && free < size {
		return refuse(http.StatusInsufficientStorage, "UNAVAILABLE", "the disk of the cache of images has %d MiB left, too few for a blob of %d MiB", free>>20, size>>20)
	}
	return nil
}

// skip brings an answer to where the download is, for not all upstreams have ranges. It returns the size of the blob, or -1.
func skip(rest answer, is progress) (size int64, err error) {
	if size = rest.size; rest.partial {
		size, err = sizeOfRange(rest.header.Get("Content-Range"), is.written)
	} else if is.written > 0 {
		_, err = io.CopyN(io.Discard, rest, is.written)
	}
	switch {
	case is.size < 0 || err != nil:
		return size, err
	case size >= 0 && size != is.size:
		return 0, fmt.Errorf("the blob has %d bytes now, and had %d", size, is.size)
	}
	return is.size, nil
}

// sizeOfRange reads "bytes <from>-<to>/<size>".
func sizeOfRange(text string, from int64) (int64, error) {
	part, size, _ := strings.Cut(text, "/")
	if !strings.HasPrefix(part, fmt.Sprintf("bytes %d-", from)) {
		return 0, fmt.Errorf("the registry sends the range %q, asked for what follows byte %d", plain(text, 100), from)
	}
	if size == "*" {
		return -1, nil
	}
	return strconv.ParseInt(size, 10, 64)
}

// copy writes the rest, if it is known how much that is, no more than that.
func (c *Cache) copy(d *download, sum hash.Hash, from io.Reader, rest int64) error {
	if rest >= 0 {
		from = io.LimitReader(from, rest)
	}
	n, err := io.Copy(io.MultiWriter(d, sum), from)
	if err == nil && n < rest {
		err = io.ErrUnexpectedEOF
	}
	return err
}
