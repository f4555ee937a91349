package embedded

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// maxLog is the size from which the next start begins a new log. One old log is kept.
const maxLog = 10 << 20

// openLog opens the program's log to append to it: what a crashed process said last must not go with its restart.
func (h *Handler) openLog() (*os.File, error) {
	info, err := os.Stat(h.Log())
	if err == nil && info.Size() > maxLog {
		err = os.Rename(h.Log(), h.Log()+".1")
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(h.Log(), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
}

const (
	tailLines = 10
	tailBytes = 8 << 10
)

// logTail returns the last lines of the log.
func (h *Handler) logTail() string {
	file, err := os.Open(h.Log())
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	if _, err := file.Seek(-tailBytes, io.SeekEnd); err != nil {
		_, _ = file.Seek(0, io.SeekStart) // it is shorter than that
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(string(bytes.TrimSpace(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}
