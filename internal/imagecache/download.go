package imagecache

import (
	"context"
	"os"
	"sync"
)

// download is a blob on its way in. One goroutine receives it, and any number of nodes follow.
type download struct {
	of   image    // as it was asked for first
	file *os.File // where it is written, in the directory incoming

	mu       sync.Mutex
	is       progress
	changed  chan struct{} // closed at the next change
	watching int           // nodes that follow it
}

// progress is how far a download is.
type progress struct {
	begun   bool  // an upstream has it, and size is known if it ever is
	size    int64 // bytes, -1 if the upstream does not say
	written int64
	ended   bool
	err     error // why it has ended without the blob
}

func newDownload(of image, file *os.File) *download {
	return &download{of: of, file: file, is: progress{size: -1}, changed: make(chan struct{})}
}

// update changes the progress and wakes all that wait for it.
func (d *download) update(change func(*progress)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(&d.is)
	close(d.changed)
	d.changed = make(chan struct{})
}

func (d *download) now() (progress, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.is, d.changed
}

// await returns the progress once it is as wanted, or the error of the context before.
func (d *download) await(ctx context.Context, wanted func(progress) bool) (progress, error) {
	for {
		is, changed := d.now()
		if wanted(is) {
			return is, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return is, ctx.Err()
		}
	}
}

// watch counts those that follow: 1 for one more, -1 for one less.
func (d *download) watch(more int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watching += more
}

func (d *download) watched() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.watching > 0
}

// Write implements io.Writer for what comes in.
func (d *download) Write(p []byte) (int, error) {
	n, err := d.file.Write(p)
	d.update(func(is *progress) { is.written += int64(n) })
	if err != nil {
		err = diskError{err}
	}
	return n, err
}

// diskError is one that no upstream can help with.
type diskError struct{ error }

func (e diskError) Unwrap() error { return e.error }
