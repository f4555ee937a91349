// Package kustomization builds directories of manifests as kustomize build does, with kustomize's own library, from files
// alone: it runs nothing and fetches nothing.
package kustomization

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// kustomizations are the names of the file by which a directory is a kustomization.
var kustomizations = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// Is says whether a directory is a kustomization.
func Is(directory fs.FS) bool {
	return slices.ContainsFunc(kustomizations, func(name string) bool {
		info, err := fs.Stat(directory, name)
		return err == nil && !info.IsDir()
	})
}

// Source is where files are read from, by paths as a lab file has them: relative to it, or absolute.
type Source struct {
	Read      func(path string) ([]byte, error)
	Directory func(path string) fs.FS // nil for what is none
}

// Missing is the error for what a kustomization names and Source has not.
type Missing struct{ Name, Directory string }

func (m *Missing) Error() string {
	return fmt.Sprintf("%s in %s is not there; kaaslab fetches nothing from elsewhere, so copy it beside the lab file", m.Name, m.Directory)
}

// FaultCode implements fault.Coded.
func (*Missing) FaultCode() fault.Code { return fault.WrongManifest }

// Build returns the manifests that a directory stands for. Kustomize quotes what it reads in its errors.
func Build(from Source, directory string) ([]byte, error) {
	all := files{FileSystem: filesys.MakeFsInMemory(), source: from, missing: new(*Missing)}
	if !path.IsAbs(directory) {
		all.base = depth
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(all, all.virtual(directory))
	switch {
	case *all.missing != nil: // kustomize goes on after it, and says something else
		return nil, *all.missing
	case err != nil:
		return nil, fault.Errorf(fault.WrongManifest, "%s", strings.ReplaceAll(err.Error(), depth+"/", ""))
	}
	return built.AsYaml()
}

// depth stands for the directory of the lab file, above which kustomizations may name others.
var depth = strings.Repeat("/..lab", 32)

// files shows kustomize what the source has. Whatever it writes stays in memory.
type files struct {
	filesys.FileSystem
	source  Source
	base    string
	missing **Missing
}

// virtual is the absolute path that kustomize knows a file by.
func (f files) virtual(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(f.base, "/", name)
}

// real is the path as a lab file would write it.
func (f files) real(name string) string {
	if f.base == "" {
		return name
	}
	if relative, err := filepath.Rel(f.base, f.virtual(name)); err == nil {
		return filepath.ToSlash(relative)
	}
	return name
}

// IsDir says whether a path is a directory of the source.
func (f files) IsDir(name string) bool { return f.source.Directory(f.real(name)) != nil }

// Exists says whether the source has a path.
func (f files) Exists(name string) bool {
	_, err := f.source.Read(f.real(name))
	return err == nil || f.IsDir(name)
}

// ReadDir lists a directory of the source.
func (f files) ReadDir(name string) (names []string, err error) {
	directory := f.source.Directory(f.real(name))
	if directory == nil {
		return nil, &fs.PathError{Op: "read", Path: f.real(name), Err: fs.ErrNotExist}
	}
	entries, err := fs.ReadDir(directory, ".")
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}

// CleanedAbs tells a directory from a file in one.
func (f files) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	switch name = f.virtual(name); {
	case f.IsDir(name):
		return filesys.ConfirmedDir(name), "", nil
	case f.Exists(name):
		return filesys.ConfirmedDir(path.Dir(name)), path.Base(name), nil
	}
	return "", "", fault.Errorf(fault.WrongManifest, "%s is not there", f.real(name))
}

// ReadFile reads a file of the source, and of a kustomization makes sure that all it names is there.
func (f files) ReadFile(name string) ([]byte, error) {
	data, err := f.source.Read(f.real(name))
	if err != nil {
		return nil, fmt.Errorf("cannot read file %s: %w", f.real(name), err)
	}
	check := f.fetchedBy
	if slices.Contains(kustomizations, path.Base(name)) {
		check = f.missingIn
	}
	if missing := check(path.Dir(name), data); missing != nil {
		*f.missing = missing
		return nil, missing
	}
	return data, nil
}

// missingIn finds what kustomize would look for elsewhere, which it does with whatever it does not find.
func (f files) missingIn(directory string, data []byte) *Missing {
	var named types.Kustomization
	_ = yaml.Unmarshal(data, &named) // kustomize says what is wrong
	for _, name := range filesIn(named) {
		isItself := strings.Contains(name, "\n") || strings.HasPrefix(name, "{")
		if !isItself && (isRemote(name) || !f.Exists(path.Join(directory, name))) {
			return &Missing{name, f.real(directory)}
		}
	}
	return f.fetchedBy(directory, data)
}

// isRemote takes for remote what kustomize does, which asks git for it even where a directory has that name.
func isRemote(name string) bool {
	host, _, _ := strings.Cut(strings.ToLower(name), "/")
	return strings.Contains(name, "://") || strings.ContainsAny(host, ":@") || strings.Contains(host, "github.com")
}

// builtin finds a generator or transformer of kustomize's own, which may name files like a kustomization; address what it would fetch.
var (
	builtin = regexp.MustCompile(`apiVersion["']?\s*:\s*["']?builtin["']?\s*([,}\n]|$)`)
	address = regexp.MustCompile(`(?i)https?://[^\s"',\]}]*`)
)

func (f files) fetchedBy(directory string, data []byte) *Missing {
	if found := address.Find(data); found != nil && builtin.Match(data) {
		return &Missing{string(found), f.real(directory)}
	}
	return nil
}

// filesIn lists what a kustomization names.
func filesIn(k types.Kustomization) []string {
	names := slices.Concat(k.Resources, k.Components, k.Bases, k.Crds, k.Generators, k.Transformers, k.Validators, k.Configurations) //nolint:staticcheck // bases is deprecated, and in use
	for _, patch := range k.PatchesStrategicMerge {                                                                                  //nolint:staticcheck // as bases
		names = append(names, string(patch))
	}
	for _, patch := range slices.Concat(k.Patches, k.PatchesJson6902) { //nolint:staticcheck // as bases
		names = append(names, patch.Path)
	}
	for _, replacement := range k.Replacements {
		names = append(names, replacement.Path)
	}
	for _, generator := range k.ConfigMapGenerator {
		names = append(names, sourcesOf(generator.KvPairSources)...)
	}
	for _, generator := range k.SecretGenerator {
		names = append(names, sourcesOf(generator.KvPairSources)...)
	}
	names = append(names, k.OpenAPI["path"])
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

func sourcesOf(from types.KvPairSources) []string {
	names := append(slices.Clone(from.EnvSources), from.EnvSource)
	for _, file := range from.FileSources {
		if _, named, ok := strings.Cut(file, "="); ok {
			file = named
		}
		names = append(names, file)
	}
	return names
}
