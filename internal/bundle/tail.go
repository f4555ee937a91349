package bundle

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// Tail reads the end of a file from the first whole line on, and says what it leaves out.
func Tail(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	skipped := max(info.Size()-most, 0)
	if _, err := file.Seek(skipped, io.SeekStart); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(file, most))
	if err != nil || skipped == 0 {
		return text, err
	}
	_, whole, _ := bytes.Cut(text, []byte("\n"))
	return append(fmt.Appendf(nil, "(%d bytes before this are left out)\n", info.Size()-int64(len(whole))), whole...), nil
}
