package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/kustomization"
)

// Manifest is what a profile installs from files. In a lab file the path alone will do.
type Manifest struct {
	// Path of a file, of a directory, of which all files are meant that end in .yaml, .yml or .json, of files with * and ? in the last name, or of a kustomization, which is built. It is relative to the lab file.
	Path string `json:"path" jsonschema:"required,minLength=1,example=./goldpinger.yaml"`
	// Whether {{ }} in the files is a template of Sveltos, which fills it in for each cluster, from the cluster and from templateResourceRefs. Without this key it is the text that it is.
	Template bool `json:"template,omitempty" jsonschema:"default=false,example=true"`
	// Where the objects go: Remote, to the workload clusters, or Local, to the management cluster.
	DeploymentType any `json:"deploymentType,omitempty" crd:"policyRefs.deploymentType" jsonschema:"example=\"Local\""`
	// Whether what cannot be changed in place is removed and made anew.
	Force any `json:"force,omitempty" crd:"policyRefs.force" jsonschema:"example=true"`
	// Whether namespaces that objects are in are left to somebody else to make.
	SkipNamespaceCreation any `json:"skipNamespaceCreation,omitempty" crd:"policyRefs.skipNamespaceCreation" jsonschema:"example=true"`
}

// MarshalJSON writes the path alone where it says all.
func (m Manifest) MarshalJSON() ([]byte, error) {
	if (Manifest{Path: m.Path}) == m {
		return json.Marshal(m.Path)
	}
	type plain Manifest
	return json.Marshal(plain(m))
}

// profileManifests reads what the entries name. Of one that is filled in later nobody knows the objects.
func (r *reader) profileManifests(at *place, entries []Manifest, files *manifestFiles) []ManifestFile {
	var found []ManifestFile
	for i, entry := range entries {
		inner := at.item(i)
		if entry.Path == "" {
			continue // said before
		}
		if _, node := inner.key("path").find(r.root); node != nil {
			inner = inner.key("path")
		}
		paths, reason := files.expand(entry.Path)
		if r.isBroken(inner) {
			continue
		}
		if reason != "" {
			r.refuse(inner, fault.WrongManifest, "%s", reason)
		}
		for _, path := range paths {
			found = append(found, r.profileManifest(inner, i, path, entry, files)...)
		}
	}
	return found
}

func (r *reader) profileManifest(at *place, number int, path string, entry Manifest, files *manifestFiles) []ManifestFile {
	var found []ManifestFile
	if entry.Template {
		found = r.templateFile(at, path, files)
	} else {
		found = r.manifest(at, path, files)
	}
	for i := range found {
		found[i].Template, found[i].Reference, found[i].Entry = entry.Template, inSveltosWords(entry), number
	}
	return found
}

func (r *reader) templateFile(at *place, path string, files *manifestFiles) []ManifestFile {
	data, reason := files.text(path)
	switch {
	case reason != "":
		r.refuse(at, fault.WrongManifest, "%s", reason)
	case len(data) > MostCarried:
		r.refuse(at, fault.OutOfBounds, "file %s has %d bytes, and the ConfigMap or Secret in which it travels to Sveltos holds %d; divide it", quote(path), len(data), MostCarried)
	case !strings.Contains(string(data), "kind:"):
		r.refuse(at, fault.WrongManifest, "file %s holds no Kubernetes object", quote(path))
	default:
		return []ManifestFile{{Path: path, Content: string(data)}}
	}
	return nil
}

// secretKind finds a Secret in a text that is no YAML yet.
var secretKind = regexp.MustCompile(`(?m)^\s*["']?kind["']?:\s*["']?Secret\b`)

// expand lists the files that a path means: itself, those of a directory, or those that a pattern fits.
func (f *manifestFiles) expand(name string) (paths []string, reason string) {
	if f.read == nil || name == "" {
		return []string{name}, ""
	}
	directory, pattern := name, ""
	if base := path.Base(name); strings.ContainsAny(base, "*?") {
		directory, pattern = path.Dir(name), base
	}
	var found *Directory
	if _, err := f.read(directory); !errors.As(err, &found) {
		if pattern == "" {
			return []string{name}, ""
		}
		return nil, fmt.Sprintf("no directory %s; paths are relative to the lab file", quote(directory))
	}
	if pattern == "" && kustomization.Is(found.Files) {
		return []string{name}, ""
	}
	entries, err := fs.ReadDir(found.Files, ".")
	if err != nil {
		return nil, fmt.Sprintf("cannot read directory %s: %v", quote(directory), fileError(err))
	}
	for _, entry := range entries {
		isMeant, err := path.Match(pattern, entry.Name())
		switch {
		case err != nil:
			return nil, fmt.Sprintf("%s is no pattern for names of files; use * and ?", quote(pattern))
		case pattern == "" && entry.Name() == chartFile:
			return nil, fmt.Sprintf("directory %s is a Helm chart; name it in helmCharts of an add-on profile (chart: %[1]s), or name the files in it that are plain objects", quote(directory))
		case pattern == "":
			isMeant = slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(entry.Name()))
		}
		if isMeant && !entry.IsDir() {
			paths = append(paths, strings.TrimSuffix(directory, "/")+"/"+entry.Name())
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Sprintf("%s names no file", quote(name))
	}
	return paths, ""
}
