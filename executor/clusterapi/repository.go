package clusterapi

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Where releases are, when a lab has no repository of its own.
const (
	clusterAPIReleases  = "https://github.com/kubernetes-sigs/cluster-api/releases/"
	certManagerReleases = "https://github.com/cert-manager/cert-manager/releases/"
)

// source says where the components of an installation come from.
type source struct {
	providers   map[string]string // addresses, by label
	certManager string
	certVersion string
}

func sourceOf(attrs planner.ClusterAPI) (source, error) {
	if attrs.Repository != "" {
		return localSource(attrs)
	}
	s := source{
		providers: map[string]string{}, certVersion: certManagerVersion,
		certManager: certManagerReleases + certManagerVersion + "/cert-manager.yaml",
	}
	for _, p := range providers {
		s.providers[p.label] = clusterAPIReleases + attrs.Version + "/" + p.file
	}
	return s, nil
}

// localSource reads from a directory in the library's layout, label/version/file, and says at once what is missing there.
func localSource(attrs planner.ClusterAPI) (source, error) {
	root, err := filepath.Abs(attrs.Repository)
	if err != nil {
		return source{}, fault.Errorf(fault.ProviderRepository, "repository %s: %w", attrs.Repository, err)
	}
	s := source{providers: map[string]string{}}
	var missing []error
	for _, p := range providers {
		path := filepath.Join(root, p.label, attrs.Version, p.file)
		missing = append(missing, present(path), present(filepath.Join(filepath.Dir(path), "metadata.yaml")))
		s.providers[p.label] = fileURL(path)
	}
	s.certVersion, err = onlyVersion(filepath.Join(root, certManager))
	path := filepath.Join(root, certManager, s.certVersion, "cert-manager.yaml")
	s.certManager = fileURL(path)
	if err == nil {
		err = present(path)
	}
	return s, errors.Join(append(missing, err)...)
}

func present(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "read", Path: path, Err: errors.New("is a directory")}
	}
	if err != nil {
		return fault.Errorf(fault.ProviderRepository, "the repository is not complete: %w", err)
	}
	return nil
}

// onlyVersion prefers the version that kaaslab pins, and takes another one if the repository has only that.
func onlyVersion(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fault.Errorf(fault.ProviderRepository, "the repository is not complete: %w", err)
	}
	var versions []string
	for _, entry := range entries {
		if entry.Name() == certManagerVersion {
			return certManagerVersion, nil
		}
		if entry.IsDir() {
			versions = append(versions, entry.Name())
		}
	}
	if len(versions) != 1 {
		return "", fault.Errorf(fault.ProviderRepository, "%s holds %d versions and not %s; keep one", dir, len(versions), certManagerVersion)
	}
	return versions[0], nil
}

func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}
