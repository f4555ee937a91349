package install

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
)

// Where releases are, when a lab has no repository of its own.
const (
	clusterAPIReleases  = "https://github.com/kubernetes-sigs/cluster-api/releases/download/"
	certManagerReleases = "https://github.com/cert-manager/cert-manager/releases/download/"
)

// repository is where components come from when a lab has none of its own: a directory in which they are kept, and the
// addresses of the releases that they are downloaded from, and the digests that they have to have.
type repository struct {
	cache, clusterAPI, certManager string
	pins                           pinned.Table
	transport                      *http.Transport
}

// root is the directory that has the components in the library's layout, label/version/file.
func (r repository) root(attrs planner.ClusterAPI) string {
	if attrs.Repository != "" {
		return attrs.Repository
	}
	return filepath.Join(r.cache, "clusterctl")
}

// source says where the components of an installation are.
type source struct {
	providers   map[string]string // addresses, by label
	certManager string
	certVersion string
}

// source reads the repository, and says at once what is missing there.
func (r repository) source(ctx context.Context, attrs planner.ClusterAPI) (source, error) {
	root, err := filepath.Abs(r.root(attrs))
	if err != nil {
		return source{}, fault.Errorf(fault.ProviderRepository, "repository %s: %w", r.root(attrs), err)
	}
	s := source{providers: map[string]string{}}
	var missing []error
	for _, p := range wantedProviders(attrs) {
		path := filepath.Join(root, p.label, p.version, p.file)
		if p.elsewhere(attrs) {
			release, found := githubRelease(ctx, p)
			if !found {
				s.providers[p.label] = addressOf(p.more.URL)
				continue
			}
			path = filepath.Join(r.dir(p, release), p.file)
		}
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

// local is the file of a provider's components, if it is one of this machine.
func (s source) local(p provider) string {
	at, err := url.Parse(s.providers[p.label])
	if err != nil || at.Scheme != "file" {
		return ""
	}
	return filepath.FromSlash(at.Path)
}

func present(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
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

// addressOf is the URL of what is named by one, or by a path.
func addressOf(name string) string {
	if name == "" || strings.Contains(name, "://") {
		return name
	}
	return fileURL(name)
}
