package spec

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// PackedChart is a Helm chart from disk as it travels to Sveltos, read and checked by Parse.
type PackedChart struct {
	Name string
	// Version is the chart's own with a digest of its files, since a release is upgraded only when the version is another.
	Version string
	// Archive is the chart as helm package makes it, except that the same files always give the same bytes.
	Archive string
}

// Directory is how the function that Parse reads files with says that a path is a directory. Only charts may be one.
type Directory struct{ Files fs.FS }

// Error is for what has to be a file.
func (*Directory) Error() string { return "is a directory; name a file" }

// FaultCode implements fault.Coded.
func (*Directory) FaultCode() fault.Code { return fault.UnreadableFile }

// FromDisk says whether the chart is a directory or an archive beside the lab file.
func (c HelmChart) FromDisk() bool { return c.RepositoryURL == "" && isPath(c.Chart) }

func isPath(chart string) bool {
	for _, start := range []string{"./", "../", "/", "~/"} {
		if strings.HasPrefix(chart, start) {
			return true
		}
	}
	return chart == "." || chart == ".."
}

// readCharts packs every chart from disk, and reports what is wrong with it where it is named.
func (r *reader) readCharts(lab *Lab, read func(string) ([]byte, error)) {
	packed := map[string]*PackedChart{}
	for i := range lab.AddonProfiles {
		for j := range lab.AddonProfiles[i].HelmCharts {
			chart, at := &lab.AddonProfiles[i].HelmCharts[j], key("addonProfiles").item(i).key("helmCharts").item(j)
			if !chart.FromDisk() || r.isBroken(at.key("chart")) {
				continue
			}
			if packed[chart.Chart] == nil {
				made, err := packChart(chart.Chart, read)
				if err != nil {
					r.refuse(at.key("chart"), fault.WrongChart, "%s", err.Error())
					continue
				}
				packed[chart.Chart] = made
			}
			chart.Packed = packed[chart.Chart]
		}
	}
}

// mostArchive leaves room in a ConfigMap for the index of the repository that its chart is in.
const mostArchive = MostCarried - 4096

func packChart(path string, read func(string) ([]byte, error)) (*PackedChart, error) {
	files, err := chartFiles(path, read)
	if err != nil {
		return nil, err
	}
	about, err := checkChart(path, files)
	if err != nil {
		return nil, err
	}
	made, err := about.pack(files)
	if err == nil && len(made.Archive) > mostArchive {
		err = fault.Errorf(fault.WrongChart, "chart %s has %d bytes when it is packed, and the ConfigMap in which it travels to Sveltos holds %d; name in its .helmignore what it does not need, divide it, or serve it from a repository", quote(path), len(made.Archive), mostArchive)
	}
	return made, err
}

func chartFiles(path string, read func(string) ([]byte, error)) (map[string]string, error) {
	if read == nil {
		return nil, fault.Errorf(fault.WrongChart, "chart %s cannot be read here", quote(path))
	}
	data, err := read(path)
	var directory *Directory
	var files map[string]string
	switch {
	case errors.As(err, &directory):
		files, err = directoryFiles(directory.Files)
	case err != nil:
		return nil, fault.Errorf(fault.WrongChart, "cannot read chart %s: %w; paths are relative to the lab file", quote(path), fileError(err))
	default:
		files, err = archiveFiles(data)
	}
	if err != nil {
		return nil, fault.Errorf(fault.WrongChart, "chart %s: %w", quote(path), err)
	}
	return files, nil
}
