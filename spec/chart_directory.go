package spec

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

const (
	// mostUnpacked bounds what is read of a chart, of which not a tenth part may be left when it is packed.
	mostUnpacked   = 16 << 20
	mostChartFiles = 10000
	ignoreFile     = ".helmignore"
)

// chartContent collects the files of a chart.
type chartContent struct {
	files map[string]string
	size  int
}

// add reads one file. It stops at the bound, whatever the file says of its own size.
func (c *chartContent) add(name string, from io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(from, int64(mostUnpacked-c.size)+1))
	if err != nil {
		return fault.Errorf(fault.WrongChart, "read %s: %w", name, fileError(err))
	}
	if c.size += len(data); c.size > mostUnpacked || len(c.files) >= mostChartFiles {
		return fault.Errorf(fault.WrongChart, "has more than %d MiB or %d files; name in its %s what it does not need", mostUnpacked>>20, mostChartFiles, ignoreFile)
	}
	c.files[name] = string(data)
	return nil
}

// directoryFiles reads what Helm would pack. The file system does not let links lead out of the directory.
func directoryFiles(from fs.FS) (map[string]string, error) {
	ignored, err := readIgnore(from)
	if err != nil {
		return nil, err
	}
	content := &chartContent{files: map[string]string{}}
	err = fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fault.Errorf(fault.WrongChart, "read %s: %w", name, fileError(err))
		case name == ".":
			return nil
		case ignored.match(name, entry.IsDir()) && entry.IsDir():
			return fs.SkipDir
		case entry.IsDir() || ignored.match(name, false):
			return nil
		}
		return content.open(from, name)
	})
	return content.files, err
}

func (c *chartContent) open(from fs.FS, name string) error {
	info, err := fs.Stat(from, name)
	if err != nil {
		return fault.Errorf(fault.WrongChart, "%s cannot be read (%w); a link may not lead out of the chart", name, fileError(err))
	}
	if !info.Mode().IsRegular() {
		return fault.Errorf(fault.WrongChart, "%s is no file, nor a link to one; put a copy in its place", name)
	}
	file, err := from.Open(name)
	if err != nil {
		return fault.Errorf(fault.WrongChart, "open %s: %w", name, fileError(err))
	}
	defer func() { _ = file.Close() }()
	return c.add(name, file)
}

// ignoreRules are the lines of a .helmignore, with their meaning in Helm: other than in Git, a line with ! keeps only what it
// names.
type ignoreRules []string

func readIgnore(from fs.FS) (ignoreRules, error) {
	rules := ignoreRules{"templates/.?*"} // Helm's own
	text, err := fs.ReadFile(from, ignoreFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Errorf(fault.WrongChart, "read %s: %w", ignoreFile, fileError(err))
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if _, err := path.Match(line, "x"); err != nil || strings.Contains(line, "**") {
			return nil, fault.Errorf(fault.WrongChart, "%s:%d: %s is no pattern that Helm knows; ** is none", ignoreFile, number, quote(line))
		}
		rules = append(rules, line)
	}
	return rules, nil
}

func (rules ignoreRules) match(name string, isDirectory bool) bool {
	for _, rule := range rules {
		pattern, inverse := strings.CutPrefix(rule, "!")
		pattern, onlyDirectories := strings.CutSuffix(pattern, "/")
		if onlyDirectories && !isDirectory {
			if inverse {
				return true
			}
			continue
		}
		if matchesName(pattern, name) != inverse {
			return true
		}
	}
	return false
}

// matchesName compares a pattern with a slash to the whole path, others to its last part.
func matchesName(pattern, name string) bool {
	if rest, rooted := strings.CutPrefix(pattern, "/"); rooted {
		pattern = rest
	} else if !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	found, _ := path.Match(pattern, name)
	return found
}
