package imagecache

import (
	"context"
	"errors"
	"io"
	"os"
)

// follower reads a blob that is still coming in, at the pace at which it comes.
type follower struct {
	ctx   context.Context
	of    *download
	file  *os.File // its own, for what was thrown away or renamed meanwhile
	size  int64    // bytes, -1 if nobody knows
	at    int64
	flush func()
	err   error // why there was not all to read
}

// Read implements io.Reader. Before it waits it sends what the node has not got yet.
func (f *follower) Read(p []byte) (int, error) {
	is, _ := f.of.now()
	if !f.ready(is) {
		f.flush()
		if is, f.err = f.of.await(f.ctx, f.ready); f.err != nil {
			return 0, f.err
		}
	}
	end := released(is)
	switch {
	case f.at < end:
	case is.err != nil: // behind all that came, for a node may resume there
		f.err = is.err
		return 0, f.err
	default:
		return 0, io.EOF
	}
	n, err := f.file.ReadAt(p[:min(int64(len(p)), end-f.at)], f.at)
	f.at += int64(n)
	if n > 0 {
		err = nil
	}
	f.err = err
	return n, err
}

// ready reports whether there is something to read, or nothing any more.
func (f *follower) ready(is progress) bool {
	return is.ended || f.at < released(is) || f.at == f.size
}

// released is how far it may be read: with the last byte, a node would take the blob for whole before it is proven. Where no size is
// known, the end of the answer is what is held back.
func released(is progress) int64 {
	if whole := is.ended && is.err == nil; !whole && is.size >= 0 {
		return min(is.written, is.size-1)
	}
	return is.written
}

// Seek implements io.Seeker, for ranges.
func (f *follower) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a blob")
	}
	f.at = offset
	return offset, nil
}
