package embedded

import (
	"bytes"
	"io"
	"os"
	"strings"
)

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
