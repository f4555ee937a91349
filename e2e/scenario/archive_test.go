package scenario

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"strings"
)

// unpack returns the files of an archive by their names below its directory.
func (l *lab) unpack(archive string) map[string]string {
	l.Helper()
	file, err := os.Open(archive)
	if err != nil {
		l.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		l.Fatal(err)
	}
	files := map[string]string{}
	for reader := tar.NewReader(unpacked); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			l.Fatal(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			l.Fatal(err)
		}
		_, inside, _ := strings.Cut(header.Name, "/")
		files[inside] = string(text)
	}
}
