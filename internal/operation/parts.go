package operation

import (
	"archive/tar"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/kaaslab/kaaslab/executor/docker/backup"
)

// chunk is how much of a part is one entry of an archive: how long a part gets is not known before its end, and an entry begins with
// its size.
const chunk = 4 << 20

// The entries of a part are numbered, and after the last one comes its sum.
func chunkName(part string, number int) string { return fmt.Sprintf("docker/%s/%08d", part, number) }

func sumName(part string) string { return "docker/" + part + "/sha256" }

// partSink writes parts into an archive.
type partSink struct{ all *tar.Writer }

var _ backup.Sink = partSink{}

// Write implements backup.Sink.
func (p partSink) Write(name string, write func(io.Writer) error) error {
	chunks := &chunkWriter{all: p.all, part: name, sum: sha256.New()}
	whole := bufio.NewWriterSize(chunks, chunk)
	if err := write(whole); err != nil {
		return err
	}
	if err := whole.Flush(); err != nil {
		return err
	}
	return addEntry(p.all, sumName(name), []byte(hex.EncodeToString(chunks.sum.Sum(nil))))
}

// chunkWriter makes an entry of whatever is written at once.
type chunkWriter struct {
	all    *tar.Writer
	part   string
	number int
	sum    hash.Hash
}

func (c *chunkWriter) Write(content []byte) (int, error) {
	c.sum.Write(content)
	if err := addEntry(c.all, chunkName(c.part, c.number), content); err != nil {
		return 0, err
	}
	c.number++
	return len(content), nil
}

// partSource reads parts out of an archive.
type partSource struct {
	all    *tar.Reader
	packed io.Reader
}

var _ backup.Source = partSource{}

// Read implements backup.Source.
func (p partSource) Read(name string, read func(io.Reader) error) error {
	chunks := &chunkReader{all: p.all, part: name, sum: sha256.New()}
	err := read(chunks)
	if err == nil {
		_, err = io.Copy(io.Discard, chunks)
	}
	if chunks.err != nil && !errors.Is(chunks.err, io.EOF) {
		return chunks.err // whoever read it says that in other words
	}
	return err
}

// End implements backup.Source.
func (p partSource) End() error {
	if _, err := p.all.Next(); !errors.Is(err, io.EOF) {
		return damaged("it has more files than it says, or its end is missing")
	}
	if _, err := io.Copy(io.Discard, p.packed); err != nil { // what is compressed has a sum at its end
		return damaged("its end is missing (%w)", err)
	}
	return nil
}

type chunkReader struct {
	all    *tar.Reader
	part   string
	number int
	within bool // an entry
	sum    hash.Hash
	err    error
}

func (c *chunkReader) Read(into []byte) (n int, err error) {
	for c.err == nil {
		if !c.within {
			c.next()
			continue
		}
		n, err := c.all.Read(into)
		c.sum.Write(into[:n])
		switch {
		case errors.Is(err, io.EOF):
			c.within = false
		case err != nil:
			c.err = damaged("%s is cut off (%w)", c.part, err)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, c.err
}

// next goes to the next entry, or to the end of the part.
func (c *chunkReader) next() {
	header, err := c.all.Next()
	switch {
	case err != nil:
		c.err = damaged("%s is cut off (%w)", c.part, err)
	case header.Name == chunkName(c.part, c.number):
		c.number, c.within = c.number+1, true
	case header.Name != sumName(c.part):
		c.err = damaged("%s is missing, or a part of it", c.part)
	default:
		c.err = c.end()
	}
}

func (c *chunkReader) end() error {
	sum, err := io.ReadAll(io.LimitReader(c.all, sha256.Size*2))
	switch {
	case err != nil:
		return damaged("%s is cut off (%w)", c.part, err)
	case string(sum) != hex.EncodeToString(c.sum.Sum(nil)):
		return damaged("%s is not what was saved", c.part)
	}
	return io.EOF
}
