package spec

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDirectoriesAndPatternsNameTheirFiles: a directory means the manifests in it, and a pattern the files that it fits, in
// the order of their names.
func TestDirectoriesAndPatternsNameTheirFiles(t *testing.T) {
	for path, want := range map[string]struct {
		files []string
		wrong string
	}{
		"./m":            {files: []string{"./m/a.yaml", "./m/b.yml", "./m/c.json"}},
		"./m/":           {files: []string{"./m/a.yaml", "./m/b.yml", "./m/c.json"}},
		"./m/*.y*ml":     {files: []string{"m/a.yaml", "m/b.yml"}},
		"./m/?.yaml":     {files: []string{"m/a.yaml"}},
		"./m/*.toml":     {wrong: "./m/*.toml names no file"},
		"./gone/*.yaml":  {wrong: "no directory gone"},
		"./empty":        {wrong: "./empty names no file"},
		"./m/[a.yaml*":   {wrong: "is no pattern for names of files"},
		"./m/notes.yaml": {wrong: "cannot read file ./m/notes.yaml"},
	} {
		t.Run(path, func(t *testing.T) {
			lab, _, err := Load(manifestsIn(t, path), nil)
			if want.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), want.wrong) {
					t.Errorf("got %v, want %q", err, want.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var files []string
			for _, file := range lab.AddonProfiles[0].Files {
				files = append(files, file.Path)
			}
			if diff := cmp.Diff(want.files, files); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// manifestsIn writes a lab file with one entry of manifests, and directories beside it.
func manifestsIn(t *testing.T, entry string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"lab.yaml":        head + "workloadClusters: [{name: a, labels: {a: b}}]\naddonProfiles: [{name: p, clusterSelector: {matchLabels: {a: b}}, manifests: ['" + entry + "']}]\n",
		"m/README.md":     "no manifest",
		"m/deeper/d.yaml": "not a manifest: at all",
		"empty/notes.txt": "nothing to install",
	}
	for _, name := range []string{"a.yaml", "b.yml", "c.json"} {
		files["m/"+name] = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "` + name[:1] + `", "namespace": "default"}}`
	}
	for name, text := range files {
		writeBelow(t, dir, name, text)
	}
	return filepath.Join(dir, "lab.yaml")
}

// writeBelow writes a file with the directories that it lies in.
func writeBelow(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, name), text)
}
