package draft

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// Files are manifests beside a lab file, by the path that it names them with.
type Files map[string][]byte

// fileName is what Kubernetes takes for a key of a ConfigMap, without names that would lead elsewhere.
var fileName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

// CanHold reports whether a key of a ConfigMap can be the name of a file.
func CanHold(key string) bool { return fileName.MatchString(key) }

// Add makes what something holds under a key a file beside the lab file of that name, and returns its path. It keeps equal
// keys apart by the name of what holds them, and equal names by a number.
func (f Files) Add(labFile, holder, key string, content []byte) (path string) {
	return f.AddAs(labFile, holder, strings.TrimSuffix(strings.TrimSuffix(key, ".yaml"), ".yml")+".yaml", content)
}

// AddAs keeps the name of a file that is no manifest, if no other has it.
func (f Files) AddAs(labFile, holder, name string, content []byte) (path string) {
	path = "./" + name
	for number := 1; f.taken(labFile, path); number++ {
		path = "./" + holder + "-" + name
		if number > 1 {
			path = fmt.Sprintf("./%s-%d-%s", holder, number, name)
		}
	}
	f[path] = content
	return path
}

func (f Files) taken(labFile, path string) bool {
	_, known := f[path]
	return known || path == "./"+labFile
}

// Read returns a file, as spec.Parse asks for it.
func (f Files) Read(path string) ([]byte, error) {
	for _, name := range []string{path, strings.TrimPrefix(path, "./")} {
		if content, found := f[name]; found {
			return content, nil
		}
	}
	return nil, fs.ErrNotExist
}
