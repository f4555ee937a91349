package statedir

import (
	"errors"
	"io/fs"
	"os"
)

// MaxLog is the size from which whoever opens a log next begins a new one.
const MaxLog = 10 << 20

// OpenLog opens a log to append to it: what a process that crashed said last must not go with its restart. One old log is kept, under
// the name with ".1".
func OpenLog(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > MaxLog {
		err = os.Rename(path, path+".1")
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
}
