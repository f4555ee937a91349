package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/kustomization"
)

// readManifests reads every file that the lab names, once, and reports what is wrong with it where it is named.
func (r *reader) readManifests(lab *Lab, read func(string) ([]byte, error)) {
	files := &manifestFiles{read: read, known: map[string]*ManifestFile{}, bad: map[string]string{}}
	m := &lab.ManagementCluster
	m.Files = r.inlineOrFiles(key("managementCluster").key("manifests"), m.Manifests, files)
	for i := range lab.AddonProfiles {
		p := &lab.AddonProfiles[i]
		p.Files = r.profileManifests(key("addonProfiles").item(i).key("manifests"), p.Manifests, files)
	}
	for i := range lab.WorkloadClusters {
		w := &lab.WorkloadClusters[i]
		w.Files = r.manifests(key("workloadClusters").item(i).key("manifests"), w.Manifests, files)
	}
}

func (r *reader) manifests(at *place, paths []string, files *manifestFiles) []ManifestFile {
	var found []ManifestFile
	for i, path := range paths {
		found = append(found, numbered(i, r.manifest(at.item(i), path, files))...)
	}
	return found
}

// numbered says which entry names the files.
func numbered(entry int, files []ManifestFile) []ManifestFile {
	for i := range files {
		files[i].Entry = entry
	}
	return files
}

func (r *reader) manifest(at *place, path string, files *manifestFiles) []ManifestFile {
	if r.isBroken(at) {
		return nil
	}
	file, reason := files.get(path)
	if file == nil {
		r.refuse(at, fault.WrongManifest, "%s", reason)
		return nil
	}
	return []ManifestFile{*file}
}

// inlineOrFiles is manifests for a list that holds objects themselves as well.
func (r *reader) inlineOrFiles(at *place, entries []any, files *manifestFiles) []ManifestFile {
	var found []ManifestFile
	for i, entry := range entries {
		if path, isPath := entry.(string); isPath {
			found = append(found, numbered(i, r.manifest(at.item(i), path, files))...)
		} else {
			found = append(found, numbered(i, r.inline(at.item(i)))...)
		}
	}
	return found
}

// inline reads an object, or a list of objects, in the lab file.
func (r *reader) inline(at *place) []ManifestFile {
	if r.isBroken(at) {
		return nil
	}
	_, node := at.find(r.root)
	file := ManifestFile{Path: at.String()}
	for _, item := range Items(node) {
		object, isMapping := r.freeform(at, item).(map[string]any)
		if !isMapping {
			r.refuseNode(at, item, fault.WrongType, "is %s; it must be the path of a file, or a Kubernetes object", describe(item))
			return nil
		}
		if reason := objectReason(object); reason != "" {
			r.refuseNode(at, item, fault.WrongManifest, "%s", reason)
			return nil
		}
		file.Objects = append(file.Objects, object)
	}
	return []ManifestFile{file}
}

// manifestFiles keeps what was read, since entries share files.
type manifestFiles struct {
	read  func(path string) ([]byte, error)
	known map[string]*ManifestFile
	bad   map[string]string
}

func (f *manifestFiles) get(path string) (file *ManifestFile, reason string) {
	if f.known[path] == nil && f.bad[path] == "" {
		f.known[path], f.bad[path] = f.load(path)
	}
	return f.known[path], f.bad[path]
}

func (f *manifestFiles) load(path string) (*ManifestFile, string) {
	data, reason := f.text(path)
	if reason != "" {
		return nil, reason
	}
	return parseManifest(path, data)
}

// text reads a file, or builds a kustomization.
func (f *manifestFiles) text(path string) ([]byte, string) {
	if f.read == nil {
		return nil, fmt.Sprintf("file %s cannot be read here", quote(path))
	}
	data, err := f.read(path)
	var directory *Directory
	switch {
	case errors.As(err, &directory) && kustomization.Is(directory.Files):
		return f.kustomize(path)
	case err != nil:
		return nil, unreadable(path, err)
	}
	return data, ""
}

// kustomize builds a kustomization. What it says of one in which there are Secrets could have them in it.
func (f *manifestFiles) kustomize(path string) ([]byte, string) {
	secrets := false
	built, err := kustomization.Build(kustomization.Source{
		Read: func(path string) ([]byte, error) {
			data, err := f.read(path)
			secrets = secrets || secretKind.Match(data) || bytes.Contains(data, []byte("secretGenerator"))
			return data, err
		},
		Directory: func(path string) fs.FS {
			var directory *Directory
			if _, err := f.read(path); errors.As(err, &directory) {
				return directory.Files
			}
			return nil
		},
	}, path)
	var missing *kustomization.Missing
	switch {
	case err == nil:
		return built, ""
	case secrets && !errors.As(err, &missing):
		return nil, fmt.Sprintf("cannot build kustomization %s: it makes Secrets, so that the reason is not shown here; kustomize build shows it", quote(path))
	}
	return nil, fmt.Sprintf("cannot build kustomization %s: %v", quote(path), err)
}

func parseManifest(path string, data []byte) (*ManifestFile, string) {
	nodes, bad := documents(path, data, manifestLimit, math.MaxInt)
	if bad != nil {
		return nil, bad.String()
	}
	file := &ManifestFile{Path: path, Content: string(data)}
	for _, node := range nodes {
		items := Items(node)
		file.Lists = file.Lists || len(items) != 1 || items[0] != node
		for _, item := range items {
			object, reason := manifestObject(path, item)
			if reason != "" {
				return nil, reason
			}
			file.Objects, file.Lines = append(file.Objects, object), append(file.Lines, item.Line)
		}
	}
	if len(file.Objects) == 0 {
		return nil, fmt.Sprintf("file %s holds no Kubernetes object", quote(path))
	}
	return file, ""
}
