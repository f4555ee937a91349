package release

import (
	"os"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// TestHomebrewCasksNameTheArchives: each cask has the address and the sum of the archives, and kaaslab's brings the
// embedded program along.
func TestHomebrewCasksNameTheArchives(t *testing.T) {
	d := openDist(t)
	casks := map[string]string{}
	for _, a := range d.of(typeCask, "") {
		text, err := os.ReadFile(d.path(a))
		if err != nil {
			t.Fatal(err)
		}
		casks[strings.TrimSuffix(a.Name, ".rb")] = string(text)
	}
	for name, lines := range map[string][]string{
		cli: {
			`cask "kaaslab" do`, `binary "kaaslab"`, `manpage "man/kaaslab.1.gz"`, `bash_completion "completions/kaaslab.bash"`,
			"depends_on cask:", "kaaslab_#{version}_linux_amd64.tar.gz",
		},
		embedded: {`cask "kaaslab-embedded" do`, `binary "kaaslab-embedded"`, `binary "kaaslab-sveltos"`, "kaaslab-embedded_#{version}_linux_amd64.tar.gz"},
	} {
		for _, line := range append(lines, "sha256") {
			if !strings.Contains(casks[name], line) {
				t.Errorf("the cask %s does not say %s:\n%s", name, line, casks[name])
			}
		}
	}
}

// TestKrewManifestNamesTheArchives: kubectl krew finds an archive for each platform.
func TestKrewManifestNamesTheArchives(t *testing.T) {
	d := openDist(t)
	text, err := os.ReadFile(d.path(d.of(typeKrew, "")[0]))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Kind     string
		Metadata struct{ Name string }
		Spec     struct {
			Version          string
			ShortDescription string
			Platforms        []struct{ URI, SHA256, Bin string }
		}
	}
	if err := yaml.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Kind != "Plugin" || manifest.Metadata.Name != cli || manifest.Spec.ShortDescription == "" || manifest.Spec.Version != "v"+d.version {
		t.Errorf("the manifest is %+v", manifest)
	}
	if len(manifest.Spec.Platforms) != len(platforms()) {
		t.Errorf("%d platforms, want %v", len(manifest.Spec.Platforms), platforms())
	}
	for _, p := range manifest.Spec.Platforms {
		if !strings.HasSuffix(p.URI, ".tar.gz") || len(p.SHA256) != 64 || p.Bin != cli {
			t.Errorf("platform %+v", p)
		}
	}
}
