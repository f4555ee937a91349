package imagearchive

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Content is what an archive of images holds.
type Content struct {
	// Images are the names that Docker gives what it loads, sorted. One with a digest alone has none there.
	Images []string
	// Digest changes with every image.
	Digest string
	// Size of the file in bytes.
	Size int64
}

// mostIndex is far more than the index of an archive is long.
const mostIndex = 16 << 20

// Read looks into an archive, and reads no image of it.
func Read(path string) (Content, error) {
	file, err := os.Open(path)
	if err != nil {
		return Content{}, fault.Errorf(fault.WrongArchive, "read archive of images: %w; imageArchives names a file that is there", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Content{}, fault.Errorf(fault.WrongArchive, "read archive of images: %w", err)
	}
	indexes, err := indexesOf(tar.NewReader(file))
	if err != nil || len(indexes) == 0 {
		return Content{}, fault.Errorf(fault.WrongArchive, "%s is no archive of images%s; write one with `kaaslab images --save`, `docker save` or `ctr images export`, and do not compress it", path, because(err))
	}
	content := Content{Size: info.Size(), Digest: digestOf(indexes)}
	content.Images, err = namesIn(indexes)
	if err != nil {
		return Content{}, fault.Errorf(fault.WrongArchive, "%s is no archive of images: %w", path, err)
	}
	return content, nil
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return " (" + err.Error() + ")"
}

// The files of an archive that say what is in it: that of `docker save`, and that of an OCI layout.
const (
	ofDocker = "manifest.json"
	ofLayout = "index.json"
)

// indexesOf passes over all else, which it need not read in a file.
func indexesOf(archive *tar.Reader) (map[string][]byte, error) {
	indexes := map[string][]byte{}
	for {
		header, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF):
			return indexes, nil
		case err != nil:
			return nil, err
		case header.Name != ofDocker && header.Name != ofLayout:
			continue
		case header.Size > mostIndex:
			return nil, fmt.Errorf("its %s has %d bytes", header.Name, header.Size)
		}
		if indexes[header.Name], err = io.ReadAll(archive); err != nil {
			return nil, err
		}
	}
}

func digestOf(indexes map[string][]byte) string {
	sum := sha256.New()
	for _, name := range []string{ofDocker, ofLayout} {
		sum.Write(indexes[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// namesIn takes those of Docker, which reads the other file only where its own is not there.
func namesIn(indexes map[string][]byte) ([]string, error) {
	var names []string
	if text, found := indexes[ofDocker]; found {
		var all []loaded
		if err := json.Unmarshal(text, &all); err != nil {
			return nil, fmt.Errorf("its %s: %w", ofDocker, err)
		}
		for _, one := range all {
			names = append(names, one.RepoTags...)
		}
	} else {
		var layout struct {
			Manifests []struct {
				Annotations map[string]string `json:"annotations"`
			} `json:"manifests"`
		}
		if err := json.Unmarshal(indexes[ofLayout], &layout); err != nil {
			return nil, fmt.Errorf("its %s: %w", ofLayout, err)
		}
		for _, one := range layout.Manifests {
			names = append(names, tagsOf(one.Annotations[fullName])...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
