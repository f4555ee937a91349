package install

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cachedir"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/outbound"
	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
)

// component is a file of a release.
type component struct {
	name    string // by which it is pinned
	path    string // in the repository
	address string
	has     []string // what it is recognised by: a proxy may answer with a page of its own
}

// wantedComponents are the files that an installation needs and that are not in a repository of the lab file.
func (r repository) wantedComponents(ctx context.Context, attrs planner.ClusterAPI) []component {
	var files []component
	if attrs.Repository == "" {
		files = r.components(attrs.Version)
	}
	for _, p := range wantedProviders(attrs) {
		if !p.elsewhere(attrs) {
			continue
		}
		if release, found := githubRelease(ctx, p); found {
			files = append(files, p.components(release, p.label+"/"+p.version+"/", r.dir(p, release), "kind: ")...)
		}
	}
	return files
}

// components are those that every lab has.
func (r repository) components(version string) []component {
	root := r.root(planner.ClusterAPI{})
	files := []component{{
		name:    certManager + "/" + certManagerVersion + "/cert-manager.yaml",
		path:    filepath.Join(root, certManager, certManagerVersion, "cert-manager.yaml"),
		address: r.certManager + certManagerVersion + "/cert-manager.yaml",
		has:     []string{"kind: Deployment", ":" + certManagerVersion},
	}}
	for _, p := range providers {
		release := providerRelease{r.clusterAPI + version + "/", p.file}
		files = append(files, p.components(release, "cluster-api/"+version+"/", filepath.Join(root, p.label, version), "kind: Deployment", p.label, ":"+version)...)
	}
	return files
}

// components are the files of a release of the provider, as the library wants them in a directory, with what begins the names by which they are
// pinned.
func (p provider) components(release providerRelease, prefix, dir string, has ...string) []component {
	return []component{
		{prefix + p.file, filepath.Join(dir, p.file), release.at + release.file, has},
		{prefix + "metadata.yaml", filepath.Join(dir, "metadata.yaml"), release.at + "metadata.yaml", []string{"kind: Metadata"}},
	}
}

// fetch downloads what the cache does not have yet. It asks for files by their address, which no limit of requests is on
// (hazard H21), and only for what is to be installed.
func (r repository) fetch(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) error {
	for _, c := range r.wantedComponents(ctx, attrs) {
		content, err := cachedir.File(c.path, func() ([]byte, error) {
			report("downloading " + c.address)
			return c.download(ctx, r.transport, r.pins)
		})
		if err == nil {
			err = c.trusted(content, r.pins)
		}
		if err != nil {
			return fault.Errorf(fault.ClusterAPIInstall, "components of Cluster API %s: %w; without internet, name a directory that has them in clusterAPI.repository", attrs.Version, err)
		}
	}
	return nil
}

// fetched says where the components are, once all are there.
func (r repository) fetched(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) (source, error) {
	if err := r.fetch(ctx, attrs, report); err != nil {
		return source{}, err
	}
	return r.source(ctx, attrs)
}

// trusted compares what was kept with the digest that this kaaslab knows: the one that kept it may not have known it.
func (c component) trusted(content []byte, pins pinned.Table) error {
	err := pins.Check(c.name, content)
	if err == nil {
		return nil
	}
	os.Remove(c.path) // so that the next apply downloads it again
	return executor.Final(fault.Errorf(fault.WrongDownload, "%s was kept from before, and is removed now: %w", c.path, err))
}

func (c component) download(ctx context.Context, transport *http.Transport, pins pinned.Table) ([]byte, error) {
	content, err := cachedir.Download(ctx, outbound.Client(transport), c.address)
	if err != nil {
		return nil, err
	}
	for _, mark := range c.has {
		if !bytes.Contains(content, []byte(mark)) {
			return nil, fault.Errorf(fault.WrongDownload, "%s is no release of what it should be: it has no %q; is a proxy in between?", c.address, mark)
		}
	}
	return content, executor.Final(pins.Check(c.name, content))
}

// Files are what an installation is made from, as a repository has it: of the lab file, or of releases, from which it is downloaded.
func (h *Handler) Files(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) (map[string][]byte, error) {
	from, err := h.from.fetched(ctx, attrs, report)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	add := func(at string, name ...string) {
		if err == nil {
			files[path.Join(name...)], err = os.ReadFile(at)
		}
	}
	add(filepath.Join(h.from.root(attrs), certManager, from.certVersion, "cert-manager.yaml"), certManager, from.certVersion, "cert-manager.yaml")
	for _, p := range wantedProviders(attrs) {
		at := from.local(p)
		if at == "" {
			return nil, fault.Errorf(fault.ProviderRepository, "provider %s is at %s, which only clusterctl's library reads; put its files into a repository, and name that in clusterAPI.repository", p.label, from.providers[p.label])
		}
		add(at, p.label, p.version, p.file)
		add(filepath.Join(filepath.Dir(at), "metadata.yaml"), p.label, p.version, "metadata.yaml")
	}
	if err != nil {
		return nil, fault.Errorf(fault.ProviderRepository, "read the components of Cluster API %s: %w", attrs.Version, err)
	}
	return files, nil
}
