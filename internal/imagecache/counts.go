package imagecache

import (
	"encoding/json"
	"io"
	"net/http"
	"sync/atomic"
)

// StatusPath is where a cache says what it has done, as a Status in JSON.
const StatusPath = "/kaaslab/cache"

// Status is what a cache has done since it was started, and what it has.
type Status struct {
	Downloads       int64 `json:"downloads"`       // blobs and manifests that came in whole
	DownloadedBytes int64 `json:"downloadedBytes"` // that came in, also of what was broken off
	ServedBytes     int64 `json:"servedBytes"`     // of blobs and manifests, that nodes got
	Hits            int64 `json:"hits"`            // blobs and manifests, or ranges of them, that were on the disk when they were asked for
	StoredBytes     int64 `json:"storedBytes"`     // on the disk, also from before it was started
}

type counts struct{ downloads, downloadedBytes, servedBytes, hits, storedBytes atomic.Int64 }

func (c *counts) status() Status {
	return Status{c.downloads.Load(), c.downloadedBytes.Load(), c.servedBytes.Load(), c.hits.Load(), c.storedBytes.Load()}
}

// keep counts a download that is whole.
func (c *counts) keep(size int64) {
	c.downloads.Add(1)
	c.storedBytes.Add(size)
}

// hit counts what somebody gets, and not what somebody only looks at.
func (c *counts) hit(r *http.Request) {
	if r.Method == http.MethodGet {
		c.hits.Add(1)
	}
}

// served counts what is written to a node.
func (c *counts) served(w http.ResponseWriter) http.ResponseWriter {
	return counted{w, &c.servedBytes}
}

type counted struct {
	http.ResponseWriter
	bytes *atomic.Int64
}

// Write implements io.Writer.
func (c counted) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes.Add(int64(n))
	return n, err
}

// ReadFrom implements io.ReaderFrom, by which the kernel sends a file without a way through this program.
func (c counted) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(c.ResponseWriter, r)
	c.bytes.Add(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (c counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func writeJSON(w http.ResponseWriter, value any) error {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value) // a node that is gone
	return nil
}
