package install

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"sigs.k8s.io/cluster-api/cmd/clusterctl/client/config"
)

// providerRelease is where GitHub has the release of a provider. The library would download it too, but neither through the lab's proxy
// nor into a bundle.
type providerRelease struct {
	at   string // the address of its files, without their names
	file string // its components
}

// githubRelease is that of a provider that the lab file adds. It returns no release for a provider that is a file of this machine, or on a server of another kind: these the library reads.
func githubRelease(ctx context.Context, p provider) (release providerRelease, found bool) {
	address := p.more.URL
	if address == "" {
		address = knownAddress(ctx, p)
	}
	at, err := url.Parse(address)
	if err != nil || at.Scheme != "https" || at.Host != "github.com" {
		return release, false
	}
	parts := strings.Split(strings.Trim(at.Path, "/"), "/") // owner/repository/releases/latest/file
	if len(parts) != 5 || parts[2] != "releases" {
		return release, false
	}
	at.Path = path.Join("/", parts[0], parts[1], "releases/download", p.version)
	return providerRelease{at.String() + "/", parts[4]}, true
}

// knownAddress is where the library looks for a provider that the lab file only names, or nothing if it does not know it.
func knownAddress(ctx context.Context, p provider) string {
	reader := config.NewMemoryReader()
	if reader.Init(ctx, "") != nil {
		return ""
	}
	client, err := config.New(ctx, "", config.InjectReader(reader))
	if err != nil {
		return ""
	}
	known, err := client.Providers().Get(p.name, p.kind)
	if err != nil {
		return ""
	}
	return known.URL()
}

// dir is where a release is kept. Two addresses may have releases of one name.
func (r repository) dir(p provider, release providerRelease) string {
	digest := sha256.Sum256([]byte(release.at))
	return filepath.Join(r.cache, "clusterctl", "from-"+hex.EncodeToString(digest[:6]), p.label, p.version)
}
