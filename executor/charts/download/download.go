package download

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	helmgetter "helm.sh/helm/v3/pkg/getter"
	"helm.sh/helm/v3/pkg/registry"
	"helm.sh/helm/v3/pkg/repo"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cachedir"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// Way is how charts are downloaded.
type Way struct {
	// Transport carries it. Without one it is as the environment says.
	Transport *http.Transport
	// Cache is a directory for indexes of repositories, which need not exist.
	Cache string
}

// schemes are the ways to download that need no plugin of the user's.
func (w Way) schemes() helmgetter.Providers {
	return helmgetter.Providers{{Schemes: []string{"http", "https"}, New: func(options ...helmgetter.Option) (helmgetter.Getter, error) {
		if w.Transport != nil {
			options = append(options, helmgetter.WithTransport(w.Transport))
		}
		return helmgetter.NewHTTPGetter(options...)
	}}}
}

// Chart downloads a chart of a version, which may be a range, from the repository at an address, and checks the archive against its
// index. That there is no such chart is final.
func (w Way) Chart(address, name, version string) ([]byte, error) {
	repository, err := repo.NewChartRepository(&repo.Entry{Name: name, URL: address}, w.schemes())
	if err != nil {
		return nil, err
	}
	repository.CachePath = w.Cache
	path, err := repository.DownloadIndexFile()
	if err != nil {
		return nil, fault.Errorf(fault.ChartMissing, "index of %s: %w", address, err)
	}
	index, err := repo.LoadIndexFile(path)
	if err != nil {
		return nil, err
	}
	entry, err := index.Get(name, version)
	if err != nil || len(entry.URLs) == 0 {
		return nil, executor.Final(fault.Errorf(fault.ChartMissing, "%s has no chart %s of version %s", address, name, version))
	}
	link, err := repo.ResolveReferenceURL(address, entry.URLs[0])
	if err != nil {
		return nil, err
	}
	archive, err := w.URL(link)
	if err != nil {
		return nil, err
	}
	return archive, checkDigest(link, archive, entry.Digest)
}

func checkDigest(link string, archive []byte, want string) error {
	sum := sha256.Sum256(archive)
	if got := hex.EncodeToString(sum[:]); want != "" && got != strings.TrimPrefix(want, "sha256:") {
		return fault.Errorf(fault.ChartDiffers, "%s has sha256 %s, and its repository says %s; try again, and do not trust it if that stays", link, got, want)
	}
	return nil
}

// URL downloads the archive at an address.
func (w Way) URL(link string) ([]byte, error) {
	scheme, _, _ := strings.Cut(link, "://")
	client, err := w.schemes().ByScheme(scheme)
	if err != nil {
		return nil, executor.Final(fault.Errorf(fault.ChartMissing, "%s: %w; use a path, or oci://, https:// or http://", link, err))
	}
	archive, err := client.Get(link)
	if err != nil {
		return nil, fault.Errorf(fault.ChartMissing, "download %s: %w", link, err)
	}
	return archive.Bytes(), isChart(link, archive.Bytes())
}

// isChart refuses what is no packed chart: a proxy, or a page to log in, may answer in the place of who was asked.
func isChart(link string, archive []byte) error {
	if _, err := loader.LoadArchive(bytes.NewReader(archive)); err != nil {
		return executor.Final(fault.Errorf(fault.ChartMissing, "what %s answers with is no packed chart: %w; correct the address, or see whether a proxy is in between", link, err))
	}
	return nil
}

// Kept is the chart in a file of the cache, or else the one that fetch gets, which is kept there. What an earlier kaaslab kept without looking
// at it may be no chart.
func Kept(path string, fetch func() ([]byte, error)) ([]byte, error) {
	archive, err := cachedir.File(path, fetch)
	if err != nil || isChart(path, archive) == nil {
		return archive, err
	}
	if err := os.Remove(path); err != nil {
		return nil, fault.Errorf(fault.ChartMissing, "remove %s, which is no chart: %w", path, err)
	}
	return cachedir.File(path, fetch)
}

// Registry pulls from an OCI registry, a reference that begins with oci://. The credentials are none but those in a file that nobody
// writes.
func (w Way) Registry(reference, version string) ([]byte, error) {
	options := []registry.ClientOption{registry.ClientOptWriter(io.Discard), registry.ClientOptCredentialsFile(filepath.Join(w.Cache, "registry.json"))}
	if w.Transport != nil {
		options = append(options, registry.ClientOptHTTPClient(&http.Client{Transport: w.Transport}))
	}
	client, err := registry.NewClient(options...)
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(reference, "oci://")
	if !strings.Contains(name[strings.LastIndex(name, "/")+1:], ":") {
		name += ":" + version
	}
	pulled, err := client.Pull(name)
	if err != nil {
		return nil, fault.Errorf(fault.ChartMissing, "pull %s: %w", reference, err)
	}
	return pulled.Chart.Data, nil
}

// Name is a file name for the chart at an address.
func Name(address, version string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:?*"<>|`, r) {
			return '_'
		}
		return r
	}, address)
	return safe + "-" + version + ".tgz"
}
