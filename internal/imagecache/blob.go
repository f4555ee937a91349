package imagecache

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// serveBlob answers from the disk, from a download that is under way, or from one that it begins.
func (c *Cache) serveBlob(w http.ResponseWriter, r *http.Request, i image) error {
	file, d, err := c.open(i, r.Method == http.MethodGet)
	switch {
	case err != nil:
		return err
	case d != nil:
		return c.follow(w, r, i, d, file)
	case file == nil:
		return c.look(w, i)
	}
	defer file.Close()
	describe(w, i.digest)
	http.ServeContent(w, r, "", time.Time{}, file)
	return nil
}

func describe(w http.ResponseWriter, digest string) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Docker-Content-Digest", digest)
}

// open returns the file of a blob, and the download that writes it, if it is not whole. Where there is neither, a download is begun or
// nothing returned. Who gets a download watches it, and ends that.
func (c *Cache) open(i image, begin bool) (*os.File, *download, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.downloads[i.digest]
	if d == nil {
		file, err := c.store.blob(i.digest)
		if file != nil || err != nil || !begin {
			return file, nil, err
		}
		if d, err = c.begin(i); err != nil {
			return nil, nil, err
		}
	}
	file, err := os.Open(c.store.incoming(i.digest))
	if err != nil {
		return nil, nil, err
	}
	d.watch(1)
	return file, d, nil
}

// begin is called with mu held.
func (c *Cache) begin(i image) (*download, error) {
	if c.ctx.Err() != nil {
		return nil, refuse(http.StatusServiceUnavailable, "UNAVAILABLE", "the cache is being stopped")
	}
	file, err := os.OpenFile(c.store.incoming(i.digest), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("begin a download: %w", err)
	}
	d := newDownload(i, file)
	c.downloads[i.digest] = d
	c.running.Go(func() { c.fetch(d) })
	return d, nil
}

// follow serves a blob while it comes in.
func (c *Cache) follow(w http.ResponseWriter, r *http.Request, i image, d *download, file *os.File) error {
	defer file.Close()
	defer d.watch(-1)
	is, err := d.await(r.Context(), func(is progress) bool { return is.begun || is.ended })
	if err == nil {
		err = is.err
	}
	if err != nil && d.of != i && r.Context().Err() == nil {
		return c.serveBlob(w, r, i) // another repository may have it, by another login
	}
	if err != nil {
		return err
	}
	if is.ended {
		is.size = is.written
	}
	describe(w, i.digest)
	f := &follower{ctx: r.Context(), of: d, file: file, size: is.size, flush: func() { _ = http.NewResponseController(w).Flush() }}
	pass(w, r, f)
	return nil
}

// pass copies what a follower reads. An answer that is not whole has no proper end, so that no node takes it for one.
func pass(w http.ResponseWriter, r *http.Request, f *follower) {
	switch {
	case f.size >= 0:
		if strings.Contains(r.Header.Get("Range"), ",") {
			r.Header.Del("Range") // several at a time are read by another goroutine, and nobody needs them
		}
		http.ServeContent(w, r, "", time.Time{}, f)
	case r.Method == http.MethodGet:
		_, _ = io.Copy(w, f) // the follower knows why
	}
	if f.err != nil && !errors.Is(f.err, io.EOF) {
		panic(http.ErrAbortHandler)
	}
}

// look asks the upstreams whether there is a blob, for a node that does not want more.
func (c *Cache) look(w http.ResponseWriter, i image) error {
	var said answer
	err := c.first(i, func(s upstream) (err error) {
		said, err = c.request(s, http.MethodHead, i, 0)
		return err
	})
	if err != nil {
		c.logFailure(i, err)
		return err
	}
	defer said.Close()
	describe(w, i.digest)
	if said.size >= 0 {
		w.Header().Set("Content-Length", fmt.Sprint(said.size))
	}
	return nil
}
