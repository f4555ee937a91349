package record

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
)

// Reader follows the record of a lab, from run to run. It never waits: whoever follows asks again.
type Reader struct {
	path string
	file *os.File
	rest []byte // a line that is not whole yet
	run  *Run
}

// NewReader returns a reader of the record at a path, where there need not be one yet.
func NewReader(path string) *Reader { return &Reader{path: path} }

// Run takes in what was added since the last call, and returns the run as it is now known, or nil when there was none. A
// new run is another *Run. One whose file was removed stays as it was.
func (r *Reader) Run() (*Run, error) {
	if err := r.read(); err != nil {
		return r.run, err
	}
	there, err := os.Stat(r.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if r.run != nil {
			r.run.Gone = true
		}
		return r.run, nil
	case err != nil:
		return r.run, err
	case r.reads(there):
		return r.run, nil
	}
	r.Close()
	if r.file, err = os.Open(r.path); err != nil {
		return nil, err
	}
	err = r.read()
	return r.run, err
}

// reads reports whether a file is the one that is open. As long as that is open, the system gives no other its identity.
func (r *Reader) reads(there fs.FileInfo) bool {
	if r.file == nil {
		return false
	}
	opened, err := r.file.Stat()
	return err == nil && os.SameFile(opened, there)
}

// read takes in the whole lines that were added.
func (r *Reader) read() error {
	if r.file == nil {
		return nil
	}
	added, err := io.ReadAll(r.file)
	if err != nil {
		return err
	}
	text := append(r.rest, added...)
	end := bytes.LastIndexByte(text, '\n') + 1
	r.rest = bytes.Clone(text[end:])
	for text := range bytes.Lines(text[:end]) {
		r.take(text)
	}
	return nil
}

// Close forgets the run.
func (r *Reader) Close() {
	if r.file != nil {
		r.file.Close()
	}
	r.file, r.rest, r.run = nil, nil, nil
}
