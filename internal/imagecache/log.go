package imagecache

import (
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// logDownload writes what came of a download.
func (c *Cache) logDownload(i image, bytes int64, began time.Time, err error) {
	seconds := slog.Float64("seconds", float64(time.Since(began).Milliseconds())/1000)
	if err != nil {
		c.log.Error("failed", "host", i.host, "name", i.name, i.kind, i.reference(), "bytes", bytes, seconds, "reason", reason(err))
		return
	}
	c.log.Info("downloaded", "host", i.host, "name", i.name, i.kind, i.reference(), "bytes", bytes, seconds)
}

func (c *Cache) logFailure(i image, err error) {
	c.log.Error("failed", "host", i.host, "name", i.name, i.kind, i.reference(), "reason", reason(err))
}

// internal is what a node is told of an error: what a registry has said, or of this machine, like a disk that is full.
func internal(err error) *refusal {
	var known *refusal
	if errors.As(err, &known) {
		return known
	}
	return refuse(http.StatusInternalServerError, "UNKNOWN", "the cache of images: %s", reason(err))
}
