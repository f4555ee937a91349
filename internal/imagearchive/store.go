package imagearchive

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/docker/go-units"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// store is a directory with blobs by their digests.
type store struct{ dir string }

func (s store) path(digest v1.Hash) string { return filepath.Join(s.dir, digest.Hex) }

func (s store) open(digest v1.Hash) (io.ReadCloser, error) { return os.Open(s.path(digest)) }

// mostTries is how often the download of one blob is begun.
const mostTries = 5

// fetch downloads what is not there.
func (s store) fetch(ctx context.Context, all []image, o Options) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	parts, total := blobs(all, image.download)
	m := &meter{total: total, report: o.Report}
	for _, p := range parts {
		if s.has(p) {
			m.add(p.size)
			continue
		}
		if err := s.patiently(ctx, p, m, o); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether a blob is there as a whole.
func (s store) has(p part) bool {
	whole, err := opener(s.open).part(v1.Descriptor{Digest: p.digest, Size: p.size}).copyTo(io.Discard)
	return err == nil && whole
}

// patiently begins anew when a download breaks off.
func (s store) patiently(ctx context.Context, p part, m *meter, o Options) error {
	for try := 1; ; try++ {
		before := m.have
		err := s.get(p, m)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case try == mostTries:
			return fmt.Errorf("download of %s, %d times: %w", p.digest, try, err)
		}
		m.have = before
		o.Report(fmt.Sprintf("a download broke off (%v); beginning it again", err))
		if err := o.pause(ctx, time.Second<<(try-1)); err != nil {
			return err
		}
	}
}

// get downloads a blob. It has its name only when all of it is there.
func (s store) get(p part, m *meter) error {
	into, err := os.CreateTemp(s.dir, "new-")
	if err != nil {
		return err
	}
	defer os.Remove(into.Name())
	defer into.Close()
	whole, err := p.copyTo(io.MultiWriter(into, writer(func(n int) { m.add(int64(n)) })))
	if err != nil {
		return err
	}
	if !whole {
		return fault.Errorf(fault.WrongDownload, "it is not what its digest says")
	}
	if err := into.Close(); err != nil {
		return err
	}
	return os.Rename(into.Name(), s.path(p.digest))
}

// writer is told how much passes.
type writer func(n int)

func (w writer) Write(data []byte) (int, error) { w(len(data)); return len(data), nil }

// meter reports each time that a 20th more is there.
type meter struct {
	have, total, shown int64
	report             func(string)
}

func (m *meter) add(n int64) {
	m.have += n
	if step := m.have * 20 / max(m.total, 1); step > m.shown {
		m.shown = step
		m.report(fmt.Sprintf("downloading: %s of %s", human(m.have), human(m.total)))
	}
}

func human(bytes int64) string { return units.HumanSize(float64(bytes)) }
