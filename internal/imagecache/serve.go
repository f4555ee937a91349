package imagecache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// grace is how long answers may take to their end once the program is asked to stop. Containers are killed after 10 s.
const grace = 3 * time.Second

// Serve answers at a listener until the context is done. Then answers have 3 s to end, what is left is cut off, and Serve returns nil.
func Serve(ctx context.Context, c *Cache, at net.Listener) error {
	server := &http.Server{
		Handler: c, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(c.log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan struct{})
	defer context.AfterFunc(ctx, func() {
		defer close(stopped)
		limited, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		if server.Shutdown(limited) != nil {
			_ = server.Close() // nodes that are cut off ask again
		}
	})()
	c.log.Info("serving", "address", at.Addr().String())
	err := server.Serve(at)
	if errors.Is(err, http.ErrServerClosed) {
		<-stopped
		err = nil
	}
	c.Close()
	if err != nil {
		return fmt.Errorf("serve at %s: %w", at.Addr(), err)
	}
	return nil
}
