package release

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// artifact is one thing that goreleaser made, as dist/artifacts.json lists it.
type artifact struct {
	Name   string `json:"name"`
	Path   string `json:"path"`
	Goos   string `json:"goos"`
	Goarch string `json:"goarch"`
	Type   string `json:"type"`
	Extra  struct {
		ID     string `json:"ID"`
		Format string `json:"Format"`
	} `json:"extra"`
}

// The types of artifacts.
const (
	typeArchive  = "Archive"
	typeBinary   = "Binary"
	typeChecksum = "Checksum"
	typePackage  = "Linux Package"
	typeSBOM     = "SBOM"
	typeCask     = "Homebrew Cask"
	typeKrew     = "Krew Plugin Manifest"
)

const (
	cli       = "kaaslab"
	embedded  = "kaaslab-embedded"
	sveltos   = "kaaslab-sveltos"   // in the packages of the embedded program
	container = "kaaslab-container" // in the packages of kaaslab, for Linux whatever those are for
)

// dist is what a dry run left.
type dist struct {
	dir, version string
	artifacts    []artifact
}

func openDist(t *testing.T) dist {
	t.Helper()
	dir := os.Getenv("KAASLAB_DIST")
	if dir == "" {
		t.Skip("KAASLAB_DIST names no directory of packages: run make release-dry-run or make release-check")
	}
	d := dist{dir: dir}
	var metadata struct{ Version string }
	readJSON(t, filepath.Join(dir, "metadata.json"), &metadata)
	readJSON(t, filepath.Join(dir, "artifacts.json"), &d.artifacts)
	d.version = metadata.Version
	return d
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// of lists the artifacts of a type that a part of .goreleaser.yaml made; no part stands for any.
func (d dist) of(kind, id string) (found []artifact) {
	for _, a := range d.artifacts {
		if a.Type == kind && (id == "" || a.Extra.ID == id) {
			found = append(found, a)
		}
	}
	return found
}

// path is where an artifact is; the list has it relative to the root of the checkout.
func (d dist) path(a artifact) string { return filepath.Join(filepath.Dir(d.dir), a.Path) }

func (a artifact) platform() string { return a.Goos + "/" + a.Goarch }

// platforms are those that the dry run was for.
func platforms() []string {
	if narrowed := os.Getenv("KAASLAB_PLATFORMS"); narrowed != "" {
		return strings.Split(narrowed, ",")
	}
	return []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64"}
}

// TestEveryPlatformHasEverything: a binary and a bill of materials of each program, and the archives that hold them.
func TestEveryPlatformHasEverything(t *testing.T) {
	d := openDist(t)
	for id, kinds := range map[string][]string{
		cli: {typeBinary, typeArchive}, embedded: {typeBinary, typeArchive}, sveltos: {typeBinary}, container: {typeBinary},
	} {
		for _, kind := range kinds {
			made := map[string]bool{}
			for _, a := range d.of(kind, id) {
				made[a.platform()] = true
			}
			for _, platform := range platforms() {
				if id == container {
					platform = "linux/" + path.Base(platform)
				}
				if !made[platform] {
					t.Errorf("%s has no %s for %s", id, kind, platform)
				}
			}
		}
	}
	if bills, binaries := len(d.of(typeSBOM, "")), len(d.of(typeBinary, "")); bills != binaries {
		t.Errorf("%d bills of materials for %d binaries", bills, binaries)
	}
}
