package spec

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// archiveFiles reads what helm package has made.
func archiveFiles(data []byte) (map[string]string, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fault.Errorf(fault.WrongChart, "is neither a directory nor an archive (.tgz) of a chart")
	}
	content := &chartContent{files: map[string]string{}}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return content.files, nil
		}
		if err != nil {
			return nil, fault.Errorf(fault.WrongChart, "is no archive (.tgz) of a chart: %w", err)
		}
		if err := content.unpack(header, archive); err != nil {
			return nil, err
		}
	}
}

// unpack leaves out the directory that all files of a packed chart are in.
func (c *chartContent) unpack(header *tar.Header, from io.Reader) error {
	_, name, _ := strings.Cut(strings.TrimPrefix(header.Name, "./"), "/")
	switch {
	case header.Typeflag == tar.TypeDir || header.Typeflag == tar.TypeXGlobalHeader:
		return nil
	case header.Typeflag != tar.TypeReg:
		return fault.Errorf(fault.WrongChart, "%s is no file; pack the chart without links", quote(header.Name))
	case !fs.ValidPath(name):
		return fault.Errorf(fault.WrongChart, "%s is not in the directory of the chart; pack it with helm package", quote(header.Name))
	}
	return c.add(name, from)
}

// pack writes the files in their order and without times, under a version that says what is in them.
func (a *chartMetadata) pack(files map[string]string) (*PackedChart, error) {
	names := slices.Sorted(maps.Keys(files))
	sum := sha256.New()
	for _, name := range names {
		fmt.Fprintf(sum, "%d %s %d %s", len(name), name, len(files[name]), files[name])
	}
	made := &PackedChart{Name: a.name, Version: stamped(a.version.Value, fmt.Sprintf("sha%x", sum.Sum(nil)[:6]))}
	files = maps.Clone(files)
	a.version.Value = made.Version
	text, err := yaml.Marshal(a.root)
	if err != nil {
		return nil, err
	}
	files[chartFile] = string(text)
	made.Archive, err = tarball(a.name, names, files)
	return made, err
}

// stamped adds a word to a version where Helm tells versions apart by it, which it does not by what follows a +.
func stamped(version, word string) string {
	core, build, hasBuild := strings.Cut(version, "+")
	if strings.Contains(core, "-") {
		core += "." + word
	} else {
		core += "-" + word
	}
	if hasBuild {
		core += "+" + build
	}
	return core
}

func tarball(directory string, names []string, files map[string]string) (string, error) {
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	for _, name := range names {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: directory + "/" + name, Mode: 0o644, Size: int64(len(files[name]))}
		if err := archive.WriteHeader(header); err != nil {
			return "", err
		}
		if _, err := io.WriteString(archive, files[name]); err != nil {
			return "", err
		}
	}
	err := errors.Join(archive.Close(), zipped.Close())
	return packed.String(), err
}
